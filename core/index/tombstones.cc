// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/tombstones.h"

#include <bit>
#include <cstring>
#include <optional>

namespace dateline::index {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read in place");

constexpr std::uint32_t kWithoutRuns = 12346;
constexpr std::uint32_t kWithRuns = 12347;
constexpr std::size_t kFewestWithOffsets = 4;  // of containers, if there are runs
constexpr std::size_t kMostInArray = 4096;     // values; above, the container is a bitset
constexpr std::size_t kMostContainers = 1U << 16U;
constexpr std::size_t kBitsetWords = 1024;

struct Container {
  std::uint32_t base = 0;  // of its values
  std::size_t values = 0;  // how many
  bool runs = false;
};

// Not CRoaring: it believes what the bytes say of sizes and order, and reads memory that is not its
// own if that is not true.
class Parser {
 public:
  Parser(std::string_view bytes, std::uint32_t rows) : bytes_(bytes), rows_(rows) {}

  std::optional<std::vector<DocId>> Parse() {
    std::vector<Container> containers;
    if (!ReadHeader(containers)) return std::nullopt;
    for (const Container& container : containers) {
      const std::size_t before = dead_.size();
      const bool read = container.runs                     ? ReadRuns(container)
                        : container.values <= kMostInArray ? ReadArray(container)
                                                           : ReadBitset(container);
      if (!read || dead_.size() - before != container.values) return std::nullopt;
    }
    if (!bytes_.empty()) return std::nullopt;
    return std::move(dead_);
  }

 private:
  template <typename Number>
  bool Read(Number& number) {
    if (bytes_.size() < sizeof number) return false;
    std::memcpy(&number, bytes_.data(), sizeof number);
    bytes_.remove_prefix(sizeof number);
    return true;
  }

  bool Skip(std::size_t count) {
    if (bytes_.size() < count) return false;
    bytes_.remove_prefix(count);
    return true;
  }

  bool ReadHeader(std::vector<Container>& containers) {
    std::uint32_t cookie = 0;
    if (!Read(cookie)) return false;
    const bool with_runs = (cookie & 0xFFFFU) == kWithRuns;
    std::uint32_t count = (cookie >> 16U) + 1;
    if (!with_runs && (cookie != kWithoutRuns || !Read(count) || count > kMostContainers)) {
      return false;
    }
    const std::string_view run_flags = bytes_;
    if (with_runs && !Skip((count + 7) / 8)) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint16_t key = 0;
      std::uint16_t last = 0;  // one less than the number of values
      if (!Read(key) || !Read(last)) return false;
      const bool runs =
          with_runs && ((static_cast<unsigned char>(run_flags[i / 8]) >> (i % 8)) & 1U) != 0;
      containers.push_back({std::uint32_t{key} << 16U, std::size_t{last} + 1, runs});
    }
    // The offset of each container: they follow each other, so that the numbers are not needed.
    const bool offsets = !with_runs || count >= kFewestWithOffsets;
    return !offsets || Skip(count * sizeof(std::uint32_t));
  }

  bool Add(std::uint32_t doc) {
    const DocId last = dead_.empty() ? 0 : dead_.back();
    if (doc <= last || doc > rows_) return false;
    dead_.push_back(doc);
    return true;
  }

  bool ReadArray(const Container& container) {
    for (std::size_t i = 0; i < container.values; ++i) {
      std::uint16_t value = 0;
      if (!Read(value) || !Add(container.base + value)) return false;
    }
    return true;
  }

  bool ReadBitset(const Container& container) {
    for (std::uint32_t word = 0; word < kBitsetWords; ++word) {
      std::uint64_t bits = 0;
      if (!Read(bits)) return false;
      for (; bits != 0; bits &= bits - 1) {
        const auto bit = static_cast<std::uint32_t>(std::countr_zero(bits));
        if (!Add(container.base + word * 64 + bit)) return false;
      }
    }
    return true;
  }

  bool ReadRuns(const Container& container) {
    std::uint16_t runs = 0;
    if (!Read(runs)) return false;
    for (; runs > 0; --runs) {
      std::uint16_t first = 0;
      std::uint16_t more = 0;  // after the first
      if (!Read(first) || !Read(more) || std::uint32_t{first} + more > 0xFFFFU) return false;
      for (std::uint32_t i = 0; i <= more; ++i) {
        if (!Add(container.base + first + i)) return false;
      }
    }
    return true;
  }

  std::string_view bytes_;  // what is not read yet
  std::uint32_t rows_;
  std::vector<DocId> dead_;
};

}  // namespace

absl::StatusOr<std::vector<DocId>> ParseTombstones(std::string_view bytes, std::uint32_t rows) {
  auto dead = Parser(bytes, rows).Parse();
  if (!dead) return absl::DataLossError("not a bitmap of documents of this segment");
  return *std::move(dead);
}

}  // namespace dateline::index
