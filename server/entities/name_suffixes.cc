// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/entities/name_suffixes.h"

#include <algorithm>
#include <cstring>

#include "core/text/char_kind.h"
#include "core/text/fold.h"

namespace dateline::names {
namespace {

// Bytes of other scripts count as letters.
bool IsWordByte(char c) {
  return text::IsAsciiLetter(c) || text::IsAsciiDigit(c) ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// The first eight bytes as a number that sorts as they do, filled up with NUL.
std::uint64_t Head(const char* text) {
  std::uint64_t head = 0;
  for (int i = 0; i < 8; ++i) {
    head = head << 8U | static_cast<unsigned char>(*text);
    if (*text != '\0') ++text;
  }
  return head;
}

}  // namespace

std::string NameStart(std::string_view typed) {
  std::string folded = text::FoldName(typed);
  folded.erase(folded.begin(), std::find_if(folded.begin(), folded.end(), IsWordByte));
  return folded;
}

void NameSuffixes::Add(std::string_view text, std::uint32_t offset, std::uint32_t entity) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool word = IsWordByte(text[i]);
    if (word && !inside) suffixes_.push_back({offset + static_cast<std::uint32_t>(i), entity});
    inside = word;
  }
}

// By their first bytes, which nearly always decide, so that the text is rarely read.
void NameSuffixes::Sort(const std::string& block) {
  struct Keyed {
    std::uint64_t head;
    Suffix suffix;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(suffixes_.size());
  for (const Suffix& suffix : suffixes_)
    keyed.push_back({Head(block.c_str() + suffix.offset), suffix});
  std::sort(keyed.begin(), keyed.end(), [&block](const Keyed& a, const Keyed& b) {
    if (a.head != b.head) return a.head < b.head;
    const int order = std::strcmp(block.c_str() + a.suffix.offset, block.c_str() + b.suffix.offset);
    return order != 0 ? order < 0 : a.suffix.entity < b.suffix.entity;
  });
  suffixes_.shrink_to_fit();
  for (std::size_t i = 0; i < keyed.size(); ++i) suffixes_[i] = keyed[i].suffix;
}

std::vector<std::uint32_t> NameSuffixes::Smallest(const std::string& block, std::string_view prefix,
                                                  std::size_t count) const {
  const auto compare = [&](const Suffix& suffix) {
    return std::strncmp(block.c_str() + suffix.offset, prefix.data(), prefix.size());
  };
  auto it = std::partition_point(suffixes_.begin(), suffixes_.end(),
                                 [&](const Suffix& suffix) { return compare(suffix) < 0; });
  const auto end = std::partition_point(it, suffixes_.end(),
                                        [&](const Suffix& suffix) { return compare(suffix) == 0; });
  std::vector<std::uint32_t> smallest;  // ascending
  for (; it != end && count > 0; ++it) {
    if (smallest.size() == count && it->entity >= smallest.back()) continue;
    const auto place = std::lower_bound(smallest.begin(), smallest.end(), it->entity);
    if (place != smallest.end() && *place == it->entity) continue;
    if (smallest.size() == count) smallest.pop_back();
    smallest.insert(std::lower_bound(smallest.begin(), smallest.end(), it->entity), it->entity);
  }
  return smallest;
}

}  // namespace dateline::names
