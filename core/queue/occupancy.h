// SPDX-License-Identifier: Apache-2.0
// How full something bounded is.
#ifndef DATELINE_CORE_QUEUE_OCCUPANCY_H_
#define DATELINE_CORE_QUEUE_OCCUPANCY_H_

#include <cstddef>
#include <limits>

namespace dateline::queue {

// Not bounded unless said.
struct Bounds {
  std::size_t items = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
};

// The one rule of all bounded queues, pools and windows: something may enter while there are fewer
// items and fewer bytes than the bounds, and always if nothing is inside, so that no item is too
// large to pass. What enters last may therefore exceed the bound of bytes. Not thread-safe: guarded
// by the lock of what it counts.
class Occupancy {
 public:
  explicit constexpr Occupancy(const Bounds& bounds) : bounds_(bounds) {}

  constexpr bool HasRoom() const {
    return items_ == 0 || (items_ < bounds_.items && bytes_ < bounds_.bytes);
  }
  constexpr void Add(std::size_t bytes, std::size_t items = 1) {
    items_ += items;
    bytes_ += bytes;
  }
  // `bytes` and `items` as they were added.
  constexpr void Remove(std::size_t bytes, std::size_t items = 1) {
    items_ -= items;
    bytes_ -= bytes;
  }
  constexpr void Clear() { items_ = bytes_ = 0; }

  constexpr std::size_t items() const { return items_; }
  constexpr std::size_t bytes() const { return bytes_; }

 private:
  Bounds bounds_;
  std::size_t items_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace dateline::queue

#endif  // DATELINE_CORE_QUEUE_OCCUPANCY_H_
