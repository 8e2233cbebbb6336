// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/dump_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"

namespace dateline::commands {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;
constexpr int kZstdLevel = 3;

class PlainFile : public DumpFile {
 public:
  PlainFile(std::string path, int descriptor) : path_(std::move(path)), file_(descriptor) {}

  absl::Status Write(std::string_view bytes) override {
    buffer_.append(bytes);
    return buffer_.size() < kBufferBytes ? absl::OkStatus() : Drain();
  }
  absl::Status Finish() override {
    if (absl::Status status = Drain(); !status.ok()) return status;
    struct stat about {};
    const bool is_file = fstat(file_.get(), &about) == 0 && S_ISREG(about.st_mode);
    if (is_file && fsync(file_.get()) != 0) return index::ErrnoStatus(errno, "sync", path_);
    return absl::OkStatus();
  }

 private:
  absl::Status Drain() {
    std::string_view left = buffer_;
    while (!left.empty()) {
      const ssize_t written = write(file_.get(), left.data(), left.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return index::ErrnoStatus(errno, "write", path_);
      left.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return absl::OkStatus();
  }

  std::string path_;
  index::Descriptor file_;
  std::string buffer_;
};

class GzipFile : public DumpFile {
 public:
  explicit GzipFile(std::unique_ptr<DumpFile> file) : file_(std::move(file)) {
    constexpr int kGzip = 15 + 16;
    ok_ = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK;
  }
  ~GzipFile() override {
    if (ok_) deflateEnd(&stream_);
  }
  absl::Status Write(std::string_view bytes) override { return Deflate(bytes, Z_NO_FLUSH); }
  absl::Status Finish() override {
    if (absl::Status status = Deflate({}, Z_FINISH); !status.ok()) return status;
    return file_->Finish();
  }

 private:
  absl::Status Deflate(std::string_view bytes, int flush) {
    if (!ok_) return errors::OutOfMemory();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(room_.data());
      stream_.avail_out = static_cast<uInt>(room_.size());
      (void)deflate(&stream_, flush);  // with input and room it does not fail
      const std::size_t got = room_.size() - stream_.avail_out;
      if (absl::Status status = file_->Write({room_.data(), got}); !status.ok()) return status;
    } while (stream_.avail_out == 0);
    return absl::OkStatus();
  }

  std::unique_ptr<DumpFile> file_;
  z_stream stream_{};
  bool ok_ = false;
  std::string room_ = std::string(kBufferBytes, '\0');
};

class ZstdFile : public DumpFile {
 public:
  explicit ZstdFile(std::unique_ptr<DumpFile> file)
      : file_(std::move(file)), context_(ZSTD_createCCtx(), ZSTD_freeCCtx) {
    if (context_ == nullptr) return;
    (void)ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kZstdLevel);
    (void)ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }
  absl::Status Write(std::string_view bytes) override { return Compress(bytes, ZSTD_e_continue); }
  absl::Status Finish() override {
    if (absl::Status status = Compress({}, ZSTD_e_end); !status.ok()) return status;
    return file_->Finish();
  }

 private:
  absl::Status Compress(std::string_view bytes, ZSTD_EndDirective end) {
    if (context_ == nullptr) return errors::OutOfMemory();
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer output{room_.data(), room_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &output, &input, end);
      if (ZSTD_isError(left) != 0) return errors::OutOfMemory();
      absl::Status status = file_->Write({room_.data(), output.pos});
      if (!status.ok()) return status;
      const bool done = end == ZSTD_e_end ? left == 0 : input.pos == input.size;
      if (done) return absl::OkStatus();
    }
  }

  std::unique_ptr<DumpFile> file_;
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context_;
  std::string room_ = std::string(kBufferBytes, '\0');
};

}  // namespace

absl::StatusOr<std::unique_ptr<DumpFile>> DumpFile::Create(const std::string& path) {
  if (path == "-") return std::make_unique<PlainFile>("stdout", dup(STDOUT_FILENO));
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0 && errno == EEXIST)
    return absl::AlreadyExistsError(
        fmt::format("'{}' is there already; name a new file, or - for stdout", path));
  if (descriptor < 0) return index::ErrnoStatus(errno, "create", path);
  std::unique_ptr<DumpFile> file = std::make_unique<PlainFile>(path, descriptor);
  const std::string extension = std::filesystem::path(path).extension();
  if (extension == ".gz") return std::make_unique<GzipFile>(std::move(file));
  if (extension == ".zst") return std::make_unique<ZstdFile>(std::move(file));
  return file;
}

}  // namespace dateline::commands
