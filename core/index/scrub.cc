// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/scrub.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/errors/errors.h"
#include "core/index/checksum.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"

namespace dateline::index {
namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;

// One pass, for one thread.
class Pass {
 public:
  Pass(const std::string& folder, const Manifest& manifest, const ScrubOptions& options)
      : folder_(folder),
        options_(options),
        start_(options.now()),
        piece_(kPieceBytes, '\0'),
        result_{.manifest = manifest, .damage = {}} {}

  absl::StatusOr<ScrubResult> Run() {
    for (const SegmentEntry& segment : result_.manifest.segments) {
      for (const FileEntry& file : FilesOf(segment)) {
        absl::Status status = CheckFile(file);
        if (status.ok() || (IsMissingFile(status) && !IsStillNamed(file))) continue;
        if (!absl::IsDataLoss(status) && !IsMissingFile(status)) return status;
        result_.damage.push_back(DamageOf(segment, status));
        break;
      }
    }
    result_.elapsed = options_.now() - start_;
    return std::move(result_);
  }

 private:
  absl::Status CheckFile(const FileEntry& file) {
    const std::string path = folder_ + "/" + file.name;
    const Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (descriptor.get() < 0) {
      if (errno == ENOENT) return MissingFile(file.name, "there is no such file");
      return ErrnoStatus(errno, "open", path);
    }
    Checksum checksum;
    std::uint64_t bytes = 0;
    for (;;) {
      const ssize_t got =
          pread(descriptor.get(), piece_.data(), piece_.size(), static_cast<off_t>(bytes));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        return DamagedFile(file.name, fmt::format("cannot be read: {}", strerror(errno)));
      if (got == 0) break;
      const auto size = static_cast<std::size_t>(got);
      checksum.Add({piece_.data(), size});
      (void)posix_fadvise(descriptor.get(), static_cast<off_t>(bytes), got, POSIX_FADV_DONTNEED);
      bytes += size;
      if (!Pace(size)) return absl::CancelledError("the scrub was ended");
    }
    if (bytes != file.bytes) {
      return DamagedFile(file.name,
                         fmt::format("it has {} bytes, the manifest says {}", bytes, file.bytes));
    }
    if (checksum.Hex() != file.checksum) {
      return DamagedFile(file.name, "its checksum does not fit");
    }
    return absl::OkStatus();
  }

  // False: the pass is to end.
  bool Pace(std::size_t size) {
    result_.bytes += size;
    if (options_.read) options_.read(size);
    std::chrono::duration<double> due{0};
    if (options_.max_bytes_per_second > 0) {
      due = std::chrono::duration<double>(static_cast<double>(result_.bytes) /
                                          static_cast<double>(options_.max_bytes_per_second));
    }
    return options_.wait_until(start_ +
                               std::chrono::duration_cast<ScrubOptions::Clock::duration>(due));
  }

  // Whether the generation of now has the file too.
  bool IsStillNamed(const FileEntry& file) const {
    const auto now = ReadCurrentManifest(folder_);
    if (!now.ok()) return !absl::IsNotFound(now.status());
    for (const SegmentEntry& segment : now->segments) {
      const std::vector<FileEntry> files = FilesOf(segment);
      if (std::find(files.begin(), files.end(), file) != files.end()) return true;
    }
    return false;
  }

  const std::string& folder_;
  const ScrubOptions& options_;
  const ScrubOptions::Clock::time_point start_;
  std::string piece_;
  ScrubResult result_;
};

}  // namespace

absl::StatusOr<ScrubResult> Scrub(const std::string& folder, const Manifest& manifest,
                                  const ScrubOptions& options) {
  return Pass(folder, manifest, options).Run();
}

std::uint64_t TotalBytes(const Manifest& manifest) {
  std::uint64_t bytes = 0;
  for (const SegmentEntry& segment : manifest.segments) bytes += TotalBytes(segment);
  return bytes;
}

}  // namespace dateline::index
