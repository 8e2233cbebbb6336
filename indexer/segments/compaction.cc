// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/compaction.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "core/index/descriptor.h"
#include "core/index/files.h"
#include "core/index/xapian_errors.h"

namespace dateline::segments {

void Compaction::AddSegment(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) throw Xapian::DatabaseOpeningError("a segment cannot be opened", errno);
  database_.add_database(Xapian::Database(descriptor));
  descriptors_.push_back(descriptor);
}

void Compaction::AddScratch(const std::string& folder) {
  database_.add_database(Xapian::Database(folder));
  folders_.push_back(folder);
}

// Xapian offers nothing that ends a compaction: what it tells of its progress comes once per table,
// and nearly all is in one. So its input ends: the next block that it reads is not there, and it
// throws. The descriptors are those of database_, which lives longer than the callback.
absl::Status Compaction::Run(const IndexFiles& files, const std::string& name,
                             const std::stop_token& cancel) {
  const std::string temporary = name + ".tmp";
  const index::Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  absl::Status status;
  {
    const std::stop_callback end_input(cancel, [&] {
      for (const int descriptor : descriptors_) (void)dup3(nothing.get(), descriptor, O_CLOEXEC);
      for (const std::string& folder : folders_)
        (void)!truncate((folder + "/postlist.glass").c_str(), 0);
    });
    status = index::RunXapian([&] {
      database_.compact(files.Path(temporary),
                        Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::STANDARD);
    });
  }
  if (cancel.stop_requested()) status = absl::CancelledError("the merge was cancelled");
  if (status.ok()) status = files.SyncFile(temporary);
  if (status.ok()) status = files.RenameFile(temporary, name);
  if (!status.ok()) (void)files.RemoveFile(temporary);
  return status;
}

}  // namespace dateline::segments
