// SPDX-License-Identifier: GPL-3.0-or-later
// The file of keys: read with suspicion, replaced as a whole.
#ifndef DATELINE_CORE_ACCESS_KEY_FILE_H_
#define DATELINE_CORE_ACCESS_KEY_FILE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/access/key.h"

namespace dateline::access {

// Which file it was, and in which state. Another stamp means that the content may have changed.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = -1;  // -1: there is no such file
  std::int64_t changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};
FileStamp StampOf(const std::string& path);
// The same of what a link points to.
FileStamp StampOfTarget(const std::string& path);

// The keys in `path`, and the stamp of what was read. FAILED_PRECONDITION: it is a link or not a
// file, others than its owner may read or write it (its mode is not 0600 or 0400), or it belongs to
// somebody else. INVALID_ARGUMENT: its content. NOT_FOUND.
struct KeyFile {
  std::vector<Key> keys;
  FileStamp stamp;
};
// Whose file it may be, besides that of the user who runs the program.
enum class KeyFileOwner : std::uint8_t {
  kRoot,            // a server: nobody else decides who gets in
  kAnybodyForRoot,  // a tool that root runs on the file of a server's user
};
absl::StatusOr<KeyFile> ReadKeyFile(const std::string& path,
                                    KeyFileOwner owner = KeyFileOwner::kRoot);

// Replaces `path` by a file of mode 0600 and the same owner that holds what `change` makes of its
// keys (of none if there is no such file yet; then it belongs to who runs the program). Either the
// old or the new file is there, whole, whatever happens; two changes at a time take turns. Errors
// as ReadKeyFile has them for kAnybodyForRoot, those of `change`, and of the system;
// PERMISSION_DENIED: the owner cannot be kept, so that a server could not read the new file.
absl::Status ChangeKeyFile(const std::string& path,
                           const std::function<absl::Status(std::vector<Key>&)>& change);

// FAILED_PRECONDITION if `path` lies in `folder` or below: what is in an index is copied with it.
absl::Status CheckOutside(const std::string& path, const std::string& folder);

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_KEY_FILE_H_
