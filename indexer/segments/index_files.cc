// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/index_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "core/errors/errors.h"
#include "core/index/descriptor.h"
#include "core/index/files.h"
#include "indexer/segments/file_names.h"

namespace dateline::segments {
namespace {

// A failed sync by its reason; for want of space a file can be thrown away and nothing is in doubt.
absl::Status SyncFailed(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) return status;
  return errors::MakeError(status.code(), v1::ERROR_REASON_SYNC_FAILED,
                           std::string_view(status.message().data(), status.message().size()));
}

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

// Most file systems tell it with the name.
FolderEntry::Type TypeOf(int folder, const dirent& entry) {
  if (entry.d_type == DT_REG) return FolderEntry::Type::kFile;
  if (entry.d_type == DT_DIR) return FolderEntry::Type::kFolder;
  if (entry.d_type != DT_UNKNOWN) return FolderEntry::Type::kOther;
  struct stat about {};
  if (fstatat(folder, entry.d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
    return FolderEntry::Type::kOther;
  if (S_ISREG(about.st_mode)) return FolderEntry::Type::kFile;
  return S_ISDIR(about.st_mode) ? FolderEntry::Type::kFolder : FolderEntry::Type::kOther;
}

std::vector<FolderEntry> EntriesOf(DIR* folder) {
  std::vector<FolderEntry> entries;
  while (const dirent* entry = readdir(folder)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    entries.push_back({name, TypeOf(dirfd(folder), *entry)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

// Null with errno if it is not a folder, or a link to one. `parent` may be AT_FDCWD.
OpenFolder OpenReal(int parent, const char* name) {
  const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  return OpenFolder(fd < 0 ? nullptr : fdopendir(fd));
}

}  // namespace

bool IsSyncFailure(const absl::Status& status) {
  return errors::ReasonOf(status) == v1::ERROR_REASON_SYNC_FAILED;
}

// A file that is there already is not written to, since it may have a second name elsewhere: it is
// what a killed writer left, and goes.
int IndexFiles::CreateTemporary(const std::string& path) {
  constexpr int kFlags = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW;
  const int made = open(path.c_str(), kFlags, 0644);
  if (made >= 0 || errno != EEXIST || unlink(path.c_str()) != 0) return made;
  return open(path.c_str(), kFlags, 0644);
}

absl::Status IndexFiles::WriteBytes(int descriptor, std::string_view bytes,
                                    const std::string& path) const {
  if (absl::Status status = FaultBefore("write", path); !status.ok()) return status;
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return index::ErrnoStatus(errno, "write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status IndexFiles::SyncDescriptor(int descriptor, const std::string& path) const {
  if (absl::Status status = FaultBefore("sync", path); !status.ok()) return SyncFailed(status);
  if (fsync(descriptor) != 0) return SyncFailed(index::ErrnoStatus(errno, "sync", path));
  return absl::OkStatus();
}

absl::Status IndexFiles::SyncPath(const std::string& path, int flags, std::string_view step) const {
  if (absl::Status status = FaultBefore(step, path); !status.ok()) return SyncFailed(status);
  const index::Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
  if (file.get() < 0) return index::ErrnoStatus(errno, "open", path);
  // Never tried again: the kernel reports a failed write-back once and then forgets it.
  if (fsync(file.get()) != 0) return SyncFailed(index::ErrnoStatus(errno, step, path));
  return absl::OkStatus();
}

absl::Status IndexFiles::WriteFile(const std::string& name, std::string_view bytes,
                                   const WriteSettings& settings) const {
  const std::string path = Path(name);
  const std::string temporary = settings.temporary.empty() ? name + ".tmp" : settings.temporary;
  absl::Status status;
  {
    const index::Descriptor file(CreateTemporary(Path(temporary)));
    if (file.get() < 0) return index::ErrnoStatus(errno, "create", path);
    status = WriteBytes(file.get(), bytes, path);
    if (status.ok() && settings.sync) status = SyncDescriptor(file.get(), path);
  }
  const auto rename = [&] { return RenameFile(temporary, name); };
  if (status.ok()) status = settings.around_rename ? settings.around_rename(rename) : rename();
  if (!status.ok()) (void)unlink(Path(temporary).c_str());
  return status;
}

absl::Status IndexFiles::SyncFile(const std::string& name) const {
  return SyncPath(Path(name), O_RDONLY, "sync");
}

absl::Status IndexFiles::SyncFolder(const std::string& name) const {
  return SyncPath(Path(name), O_RDONLY | O_DIRECTORY, "sync folder");
}

absl::Status IndexFiles::SyncFolder() const {
  return SyncPath(folder_, O_RDONLY | O_DIRECTORY, "sync folder");
}

absl::Status IndexFiles::SyncParent() const {
  // Of "/a/b/" the parent is "/a", not "/a/b".
  const auto parent = std::filesystem::absolute(folder_).lexically_normal().parent_path();
  return SyncPath(parent.filename().empty() ? parent.parent_path() : parent, O_RDONLY | O_DIRECTORY,
                  "sync folder");
}

absl::Status IndexFiles::RenameFile(const std::string& from, const std::string& to) const {
  const std::string path = Path(to);
  if (absl::Status status = FaultBefore("rename", path); !status.ok()) return status;
  if (rename(Path(from).c_str(), path.c_str()) != 0)
    return index::ErrnoStatus(errno, "rename", path);
  return absl::OkStatus();
}

absl::Status IndexFiles::RemoveFile(const std::string& name) const {
  const std::string path = Path(name);
  if (absl::Status status = FaultBefore("remove", path); !status.ok()) return status;
  const auto slash = name.rfind('/');
  int gone = 0;
  if (slash == std::string::npos) {
    gone = unlink(path.c_str());
  } else {
    const OpenFolder folder = OpenReal(AT_FDCWD, Path(name.substr(0, slash)).c_str());
    gone = folder == nullptr ? -1 : unlinkat(dirfd(folder.get()), name.c_str() + slash + 1, 0);
  }
  if (gone != 0 && errno != ENOENT) return index::ErrnoStatus(errno, "remove", path);
  return absl::OkStatus();
}

// Errors are left to the next start, which removes what is still there.
void IndexFiles::RemoveScratch(const std::string& name) const {
  const std::string path = Path(name);
  const auto slash = path.rfind('/');
  const OpenFolder parent = OpenReal(AT_FDCWD, path.substr(0, slash).c_str());
  if (parent == nullptr) return;
  const std::string base = path.substr(slash + 1);
  const OpenFolder folder = OpenReal(dirfd(parent.get()), base.c_str());
  if (folder == nullptr) return;
  for (const FolderEntry& entry : EntriesOf(folder.get())) {
    if (entry.type == FolderEntry::Type::kFile && IsScratchFileName(entry.name))
      (void)unlinkat(dirfd(folder.get()), entry.name.c_str(), 0);
  }
  (void)unlinkat(dirfd(parent.get()), base.c_str(), AT_REMOVEDIR);
}

absl::StatusOr<std::vector<FolderEntry>> IndexFiles::List(const std::string& name) const {
  OpenFolder folder;
  if (name.empty()) {
    folder.reset(opendir(folder_.c_str()));
  } else {
    folder = OpenReal(AT_FDCWD, Path(name).c_str());
  }
  if (folder != nullptr) return EntriesOf(folder.get());
  if (errno != ELOOP && errno != ENOTDIR)
    return index::ErrnoStatus(errno, "list", name.empty() ? folder_ : name);
  return errors::MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_NOT_AN_INDEX,
      fmt::format(
          "'{}' is {}, and an index has a folder there; nothing was changed: put the folder "
          "back in its place, or name another folder with --index",
          name.empty() ? folder_ : name, errno == ELOOP ? "a link" : "not a folder"));
}

}  // namespace dateline::segments
