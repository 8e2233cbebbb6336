// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/file_writer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/index/checksum.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"

namespace dateline::segments {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;

}  // namespace

struct FileWriter::Impl {
  Impl(const IndexFiles& of, std::string file_name, int descriptor)
      : files(of), name(std::move(file_name)), path(files.Path(name)), file(descriptor) {
    buffer.reserve(kBufferBytes);
  }
  const IndexFiles& files;
  std::string name;
  std::string path;
  index::Descriptor file;
  index::Checksum checksum;
  std::string buffer;
  std::uint64_t bytes = 0;
  bool finished = false;
};

FileWriter::FileWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FileWriter::~FileWriter() {
  if (!impl_->finished) unlink((impl_->path + ".tmp").c_str());
}
std::uint64_t FileWriter::bytes() const { return impl_->bytes; }

absl::StatusOr<std::unique_ptr<FileWriter>> FileWriter::Create(const IndexFiles& files,
                                                               const std::string& name) {
  const std::string path = files.Path(name);
  const int fd = IndexFiles::CreateTemporary(path + ".tmp");
  if (fd < 0) return index::ErrnoStatus(errno, "create", path);
  return std::unique_ptr<FileWriter>(new FileWriter(std::make_unique<Impl>(files, name, fd)));
}

absl::Status FileWriter::Drain() {
  absl::Status status = impl_->files.WriteBytes(impl_->file.get(), impl_->buffer, impl_->path);
  if (status.ok()) impl_->buffer.clear();
  return status;
}

absl::Status FileWriter::Append(std::string_view bytes) {
  Impl& impl = *impl_;
  impl.checksum.Add(bytes);
  impl.bytes += bytes.size();
  while (!bytes.empty()) {
    const std::size_t room = kBufferBytes - impl.buffer.size();
    impl.buffer.append(bytes.substr(0, room));
    bytes.remove_prefix(std::min(room, bytes.size()));
    if (impl.buffer.size() < kBufferBytes) continue;
    if (absl::Status status = Drain(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<index::FileEntry> FileWriter::Finish() {
  Impl& impl = *impl_;
  absl::Status status = Drain();
  if (status.ok()) status = impl.files.SyncDescriptor(impl.file.get(), impl.path);
  if (status.ok()) status = impl.files.RenameFile(impl.name + ".tmp", impl.name);
  if (!status.ok()) return status;
  impl.finished = true;
  return index::FileEntry{impl.name, impl.bytes, impl.checksum.Hex()};
}

}  // namespace dateline::segments
