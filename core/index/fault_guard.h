// SPDX-License-Identifier: GPL-3.0-or-later
// Faults of mapped files. A read of a mapping whose file was shortened, or whose disk fails, ends
// in the signal SIGBUS, which by default ends the program.
#ifndef DATELINE_CORE_INDEX_FAULT_GUARD_H_
#define DATELINE_CORE_INDEX_FAULT_GUARD_H_

#include <cstddef>

namespace dateline::index {

struct GuardedRange;

// While it exists, a fault in its range puts pages of zeros in place of those that cannot be read,
// marks the guard, and lets the read go on. The first guard installs the signal handler, for the
// whole program and for good; a fault in no guarded range goes to the handler that was there
// before, or ends the program. Thread-safe.
class FaultGuard {
 public:
  // A mapping that begins at a page.
  FaultGuard(const void* begin, std::size_t bytes);
  // Before the range is unmapped.
  ~FaultGuard();
  FaultGuard(const FaultGuard&) = delete;
  FaultGuard& operator=(const FaultGuard&) = delete;
  // Whether there was a fault: some pages read as zeros from then on.
  bool faulted() const;

 private:
  GuardedRange* range_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_FAULT_GUARD_H_
