// SPDX-License-Identifier: GPL-3.0-or-later
// Checksums of files: XXH3-128 as 32 hex digits.
#ifndef DATELINE_CORE_INDEX_CHECKSUM_H_
#define DATELINE_CORE_INDEX_CHECKSUM_H_

#include <cstddef>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace dateline::index {

// Of bytes that come in pieces. Not thread-safe.
class Checksum {
 public:
  Checksum();
  ~Checksum();
  Checksum(const Checksum&) = delete;
  Checksum& operator=(const Checksum&) = delete;
  void Add(std::string_view bytes);
  // Of everything that was added so far.
  std::string Hex() const;

 private:
  XXH3_state_s* state_;
};

// Of bytes that are there at once. Thread-safe.
std::string ChecksumOf(std::string_view bytes);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_CHECKSUM_H_
