// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in a mapped file, which may change while it is open.
#ifndef DATELINE_CORE_INDEX_READ_ONCE_H_
#define DATELINE_CORE_INDEX_READ_ONCE_H_

#include <type_traits>

namespace dateline::index {

// The number at `place`, read exactly once. A disk, its driver or another program may change a file
// that is mapped: what was checked must not be read again after the check, and a compiler may do
// that with a plain read. As fast as one. `place` is aligned for its type.
template <typename Number>
Number ReadOnce(const Number& place) {
  static_assert(std::is_integral_v<Number>);
  return __atomic_load_n(&place, __ATOMIC_RELAXED);
}

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_READ_ONCE_H_
