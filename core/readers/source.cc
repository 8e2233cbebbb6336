// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kBlock = 1U << 18U;
constexpr std::size_t kFirstBytes = 4096;         // that show what kind of file it is
constexpr std::uint64_t kFreeBytes = 64U << 20U;  // expanded bytes before the ratio is checked

std::string Reason(int error) { return std::generic_category().message(error); }

// False: `stop` became readable first.
bool WaitForInput(int descriptor, int stop) {
  std::array<pollfd, 2> waits{{{descriptor, POLLIN, 0}, {stop, POLLIN, 0}}};
  while (::poll(waits.data(), stop < 0 ? 1 : 2, -1) < 0 && errno == EINTR) {
  }
  return waits[1].revents == 0;
}

bool HasInput(int descriptor) {
  pollfd wait{descriptor, POLLIN, 0};
  return ::poll(&wait, 1, 0) > 0;
}

// Whether a block may go out although more would fit: what a slow pipe gave is not held back, but
// the first block shows what kind of file it is.
bool IsEnough(std::uint64_t before, std::size_t size) {
  return size > (before == 0 ? kFirstBytes : 0);
}

// Reads on at `error` values that a signal or a slow pipe makes.
ssize_t ReadSome(int descriptor, char* to, std::size_t size) {
  ssize_t got = 0;
  do {
    got = ::read(descriptor, to, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

// What both decompressors share: the room they write to, the sum, and the check against bombs.
class Expansion {
 public:
  Expansion(Source& source, const std::function<bool(std::string_view)>& consume)
      : source_(source), consume_(consume), room_(kBlock) {}

  char* room() { return room_.data(); }
  std::size_t size() const { return room_.size(); }
  bool stopped() const { return stopped_; }
  // Passes on the first `got` bytes of the room.
  absl::Status Pass(std::size_t got) {
    total_ += got;
    const bool bomb = total_ > kFreeBytes && total_ / std::max<std::uint64_t>(1, source_.read()) >
                                                 limits::kMaxExpansionRatio;
    if (bomb || total_ > limits::kMaxExpandedBytes) {
      return absl::InvalidArgumentError(fmt::format(
          "{}: {} bytes expand to more than {}; at most {} times the size and {} GB are "
          "read: expand the file yourself if it is sound",
          source_.path(), source_.read(), total_, limits::kMaxExpansionRatio,
          limits::kMaxExpandedBytes >> 30U));
    }
    if (got > 0 && !consume_({room_.data(), got})) stopped_ = true;
    return absl::OkStatus();
  }
  absl::Status Damaged(std::string_view why) const {
    return absl::InvalidArgumentError(
        fmt::format("{}: the compressed file is {} at byte {} or before; what came before it was "
                    "read: fetch or compress the file again",
                    source_.path(), why, source_.read()));
  }

 private:
  Source& source_;
  const std::function<bool(std::string_view)>& consume_;
  std::vector<char> room_;
  std::uint64_t total_ = 0;
  bool stopped_ = false;
};

// The magic number of a frame, or of one to skip, with which files of pzstd begin (RFC 8878,
// section 3.1.2).
bool IsZstd(std::string_view block) {
  if (block.starts_with("\x28\xb5\x2f\xfd")) return true;
  return block.size() >= 4 && (static_cast<unsigned char>(block[0]) & 0xF0U) == 0x50 &&
         block.substr(1).starts_with("\x2a\x4d\x18");
}

absl::Status ExpandGzip(Source& source, std::string_view block, Expansion& out) {
  z_stream z{};
  if (inflateInit2(&z, 15 + 32) != Z_OK) return errors::OutOfMemory();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&z, inflateEnd);
  int result = Z_OK;
  for (; !block.empty(); block = source.Next()) {
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block.data()));
    z.avail_in = static_cast<uInt>(block.size());
    do {
      // A gzip file may be several streams one after the other.
      if (result == Z_STREAM_END && z.avail_in > 0 && inflateReset(&z) != Z_OK)
        return out.Damaged("damaged");
      z.next_out = reinterpret_cast<Bytef*>(out.room());
      z.avail_out = static_cast<uInt>(out.size());
      result = inflate(&z, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return out.Damaged("damaged");
      if (absl::Status status = out.Pass(out.size() - z.avail_out); !status.ok()) return status;
      if (out.stopped()) return absl::OkStatus();
    } while (z.avail_in > 0 || z.avail_out == 0);
  }
  if (!source.status().ok()) return source.status();
  return result == Z_STREAM_END ? absl::OkStatus() : out.Damaged("truncated");
}

absl::Status ExpandZstd(Source& source, std::string_view block, Expansion& out) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                        ZSTD_freeDCtx);
  if (context == nullptr) return errors::OutOfMemory();
  std::size_t hint = 1;
  for (; !block.empty(); block = source.Next()) {
    ZSTD_inBuffer input{block.data(), block.size(), 0};
    bool full = false;
    while (input.pos < input.size || full) {
      ZSTD_outBuffer output{out.room(), out.size(), 0};
      hint = ZSTD_decompressStream(context.get(), &output, &input);
      if (ZSTD_isError(hint) != 0) {
        return out.Damaged(
            ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge
                ? "compressed with a window that is too large to expand (zstd --long)"
                : "damaged");
      }
      full = output.pos == output.size && hint != 0;
      if (absl::Status status = out.Pass(output.pos); !status.ok()) return status;
      if (out.stopped()) return absl::OkStatus();
    }
  }
  if (!source.status().ok()) return source.status();
  return hint == 0 ? absl::OkStatus() : out.Damaged("truncated");
}

}  // namespace

Source::Source(std::string path, int descriptor, int stop)
    : path_(std::move(path)), descriptor_(descriptor), stop_(stop), block_(kBlock) {}

Source::Source(Source&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      stop_(other.stop_),
      block_(std::move(other.block_)),
      read_(other.read_),
      status_(std::move(other.status_)) {}

Source::~Source() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

absl::StatusOr<Source> Source::Open(const std::string& path, int stop) {
  if (path == "-") return Source(path, STDIN_FILENO, stop);
  struct stat facts {};
  // Looked at first: opening some devices does something, and opening a pipe waits for its writer.
  if (::stat(path.c_str(), &facts) != 0)
    return absl::NotFoundError(fmt::format("{}: {}", path, Reason(errno)));
  if (S_ISDIR(facts.st_mode) || S_ISSOCK(facts.st_mode) || S_ISBLK(facts.st_mode) ||
      S_ISCHR(facts.st_mode)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is a {}; give a file, a folder, a pipe, or - for stdin", path,
                    S_ISDIR(facts.st_mode)    ? "folder"
                    : S_ISSOCK(facts.st_mode) ? "socket"
                                              : "device"));
  }
  // To open a pipe that nobody writes to yet would wait for its writer, and no signal ends that. To
  // wait for input does end; a pipe that was never written to is not at its end.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return absl::PermissionDeniedError(fmt::format("{}: {}", path, Reason(errno)));
  if (S_ISFIFO(facts.st_mode)) (void)WaitForInput(descriptor, stop);
  (void)::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
  return Source(path, descriptor, stop);
}

std::string_view Source::Next() {
  std::size_t size = 0;
  while (status_.ok() && size < block_.size()) {
    if (stop_ >= 0 && IsEnough(read_, size) && !HasInput(descriptor_)) break;
    if (stop_ >= 0 && !WaitForInput(descriptor_, stop_)) break;
    const ssize_t got = ReadSome(descriptor_, block_.data() + size, block_.size() - size);
    if (got < 0) {
      status_ = absl::DataLossError(
          fmt::format("{}: cannot be read after byte {}: {}", path_, read_ + size, Reason(errno)));
    }
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  read_ += size;
  return {block_.data(), size};
}

absl::Status ExpandSource(Source& source, const std::function<bool(std::string_view)>& consume,
                          const std::function<void(std::uint64_t)>& on_bytes) {
  const std::function<bool(std::string_view)> counted = [&](std::string_view bytes) {
    if (on_bytes) on_bytes(source.read());
    return consume(bytes);
  };
  std::string_view block = source.Next();
  Expansion out(source, counted);
  if (block.starts_with("\x1f\x8b")) return ExpandGzip(source, block, out);
  if (IsZstd(block)) return ExpandZstd(source, block, out);
  for (; !block.empty(); block = source.Next()) {
    if (!counted(block)) return absl::OkStatus();
  }
  return source.status();
}

}  // namespace dateline::readers
