// SPDX-License-Identifier: GPL-3.0-or-later
// A set of document ids of one segment: a Roaring bitmap owned by value.
#ifndef DATELINE_SERVER_SEARCH_BITMAP_H_
#define DATELINE_SERVER_SEARCH_BITMAP_H_

#include <roaring/roaring.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace dateline::search {

// Immutable once shared; const members may be called from any thread.
class Bitmap {
 public:
  Bitmap() : raw_(roaring_bitmap_create()) {}
  explicit Bitmap(std::span<const std::uint32_t> ids)
      : raw_(roaring_bitmap_of_ptr(ids.size(), ids.data())) {}
  ~Bitmap() {
    if (raw_ != nullptr) roaring_bitmap_free(raw_);
  }
  Bitmap(Bitmap&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Bitmap& operator=(Bitmap&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  Bitmap(const Bitmap& other) : raw_(roaring_bitmap_copy(other.raw_)) {}
  Bitmap& operator=(const Bitmap&) = delete;

  // All ids in [first, last].
  static Bitmap Range(std::uint32_t first, std::uint32_t last) {
    return Bitmap(roaring_bitmap_from_range(first, std::uint64_t{last} + 1, 1));
  }

  std::uint32_t size() const {
    return static_cast<std::uint32_t>(roaring_bitmap_get_cardinality(raw_));
  }
  bool empty() const { return roaring_bitmap_is_empty(raw_); }
  bool contains(std::uint32_t id) const { return roaring_bitmap_contains(raw_, id); }
  std::size_t bytes() const { return roaring_bitmap_size_in_bytes(raw_) + sizeof(Bitmap); }
  void Compress() { roaring_bitmap_run_optimize(raw_); }

  Bitmap& operator&=(const Bitmap& other) {
    roaring_bitmap_and_inplace(raw_, other.raw_);
    return *this;
  }
  Bitmap& operator|=(const Bitmap& other) {
    roaring_bitmap_or_inplace(raw_, other.raw_);
    return *this;
  }
  Bitmap& operator-=(const Bitmap& other) {
    roaring_bitmap_andnot_inplace(raw_, other.raw_);
    return *this;
  }
  friend Bitmap operator&(const Bitmap& a, const Bitmap& b) {
    return Bitmap(roaring_bitmap_and(a.raw_, b.raw_));
  }

  // Ids in ascending order, written over `out`.
  void CopyTo(std::vector<std::uint32_t>& out) const {
    out.resize(size());
    roaring_bitmap_to_uint32_array(raw_, out.data());
  }

 private:
  friend class BitmapCursor;
  explicit Bitmap(roaring_bitmap_t* raw) : raw_(raw) {}
  roaring_bitmap_t* raw_;
};

// Goes through a bitmap, which must outlive it and stay as it is. For one thread.
class BitmapCursor {
 public:
  explicit BitmapCursor(const Bitmap& bitmap) { roaring_init_iterator(bitmap.raw_, &at_); }

  // The smallest id that is not less than `from`, which is never less than in the call before;
  // nullopt: there is none.
  std::optional<std::uint32_t> Seek(std::uint32_t from) {
    if (at_.has_value && at_.current_value < from) {
      roaring_move_uint32_iterator_equalorlarger(&at_, from);
    }
    return at_.has_value ? std::optional(at_.current_value) : std::nullopt;
  }

 private:
  roaring_uint32_iterator_t at_{};
};

using SharedBitmap = std::shared_ptr<const Bitmap>;

// A bitmap per segment of a snapshot; null stands for all rows.
using SegmentBitmaps = std::vector<SharedBitmap>;

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_BITMAP_H_
