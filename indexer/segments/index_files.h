// SPDX-License-Identifier: GPL-3.0-or-later
// The folder of an index as its writer changes it: every write, sync, rename and removal goes
// through here.
#ifndef DATELINE_INDEXER_SEGMENTS_INDEX_FILES_H_
#define DATELINE_INDEXER_SEGMENTS_INDEX_FILES_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::segments {

// Called before each step ("write", "sync", "sync folder", "rename", "remove", "scratch add",
// "scratch finish") with the path, or the article's id; a status that is not OK takes the place of
// the step. For fault injection in tests; empty in production. Called from any thread.
using FileFault = std::function<absl::Status(std::string_view step, const std::string& path)>;

// Calls the function that it is given, which replaces a file by a rename, or refuses it.
using AroundRename = std::function<absl::Status(const std::function<absl::Status()>& rename)>;

// How a file is written besides its bytes.
struct WriteSettings {
  bool sync = true;
  std::string temporary{};  // its name until the rename; empty: the name and ".tmp"
  AroundRename around_rename{};
};

// An entry of a folder, as it is itself: links are not followed.
struct FolderEntry {
  std::string name;
  enum class Type : std::uint8_t { kFile, kFolder, kOther };  // other: links, pipes, devices ...
  Type type = Type::kOther;
};

// Files are named relative to the folder, as the manifest names them. The folder itself may be
// reached by a link; below it no link is followed. Immutable and thread-safe; whoever keeps a
// reference is destroyed first.
class IndexFiles {
 public:
  explicit IndexFiles(std::string folder, FileFault fault = {})
      : folder_(std::move(folder)), fault_(std::move(fault)) {}
  IndexFiles(const IndexFiles&) = delete;
  IndexFiles& operator=(const IndexFiles&) = delete;

  const std::string& folder() const { return folder_; }
  std::string Path(std::string_view name) const { return folder_ + "/" + std::string(name); }

  // Writes a file under its final name: temporary name, write, sync, rename. The folder is not
  // synced. On failure the temporary file is removed.
  absl::Status WriteFile(const std::string& name, std::string_view bytes,
                         const WriteSettings& settings) const;
  absl::Status WriteFile(const std::string& name, std::string_view bytes, bool sync) const {
    return WriteFile(name, bytes, WriteSettings{.sync = sync});
  }
  absl::Status SyncFile(const std::string& name) const;
  absl::Status SyncFolder(const std::string& name) const;  // a folder in the index
  absl::Status SyncFolder() const;                         // the folder itself
  absl::Status SyncParent() const;                         // the folder that it is in
  absl::Status RenameFile(const std::string& from, const std::string& to) const;
  absl::Status RemoveFile(const std::string& name) const;  // OK if there is no such file
  // Removes the folder of a scratch database, if it is a folder: the files in it whose names are
  // those of Xapian's files, and the folder if nothing is left.
  void RemoveScratch(const std::string& name) const;

  // What is in a folder of the index, "" = in itself, in the order of names. NOT_FOUND: there is
  // none; FAILED_PRECONDITION (NOT_AN_INDEX): it is a link, or not a folder.
  absl::StatusOr<std::vector<FolderEntry>> List(const std::string& name) const;

  // Asks the fault seam; OK in production.
  absl::Status FaultBefore(std::string_view step, const std::string& path) const {
    return fault_ ? fault_(step, path) : absl::OkStatus();
  }

 private:
  friend class FileWriter;
  // Creates a temporary file: a descriptor, or -1 with errno.
  static int CreateTemporary(const std::string& path);
  // Steps of an open file.
  absl::Status WriteBytes(int descriptor, std::string_view bytes, const std::string& path) const;
  absl::Status SyncDescriptor(int descriptor, const std::string& path) const;
  absl::Status SyncPath(const std::string& path, int flags, std::string_view step) const;

  std::string folder_;
  FileFault fault_;
};

// Whether a sync failed for another reason than want of space. The kernel reports that once and
// forgets it: nothing may be built on what was written since the last good sync.
bool IsSyncFailure(const absl::Status& status);

}  // namespace dateline::segments

#endif  // DATELINE_INDEXER_SEGMENTS_INDEX_FILES_H_
