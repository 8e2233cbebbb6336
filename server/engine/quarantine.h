// SPDX-License-Identifier: GPL-3.0-or-later
// Segments that open and are damaged nevertheless, as reading them has shown.
#ifndef DATELINE_SERVER_ENGINE_QUARANTINE_H_
#define DATELINE_SERVER_ENGINE_QUARANTINE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/index/damage.h"
#include "core/index/file_stamp.h"
#include "core/index/manifest.h"

namespace dateline::engine {

// They stay here until their files are whole again. Not thread-safe.
class Quarantine {
 public:
  // `now_nanos`: the clock of the file system, in nanoseconds since 1970; injected in tests.
  explicit Quarantine(std::string folder, std::function<std::int64_t()> now_nanos = {});

  // `damage` was found in the segment `entry` of the index `index_id`.
  void Add(const std::string& index_id, const index::SegmentEntry& entry,
           index::SegmentDamage damage);
  // Forgets the segments that `manifest` does not have.
  void Keep(const index::Manifest& manifest);
  // The segments of `manifest` that are held here.
  std::vector<index::SegmentDamage> In(const index::Manifest& manifest) const;
  // Reads the files of those held segments whose files have changed since they were last looked at,
  // and lets those go that are as their entry says. True if there were any.
  bool Recheck();
  // Lets a segment go that was found whole; true if it was held.
  bool Release(std::uint32_t segment);

 private:
  struct Held {
    std::string index_id;
    index::SegmentEntry entry;
    index::SegmentDamage damage;
    std::vector<index::FileStamp> stamps;  // as of `looked_nanos`
    std::int64_t looked_nanos;
  };
  bool HasChanged(const Held& held) const;
  bool IsWhole(const Held& held) const;

  const std::string folder_;
  const std::function<std::int64_t()> now_nanos_;
  std::vector<Held> held_;
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_QUARANTINE_H_
