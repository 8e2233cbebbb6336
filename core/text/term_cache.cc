// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/term_cache.h"

#include <algorithm>
#include <cstring>

namespace dateline::text {
namespace {

constexpr std::size_t kSlots = 1U << 17U;
constexpr std::size_t kMaxWords = kSlots / 4 * 3;
constexpr std::size_t kArenaBytes = 4U << 20U;
constexpr std::size_t kMaxSurface = 100;  // keeps every offset of a slot in a byte
constexpr std::size_t kMaxEntryBytes = 256;

std::uint64_t Load64(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::uint32_t Load32(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::uint64_t Mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}

// The last load of a word may overlap the one before, which saves a loop over single bytes.
std::uint32_t HashOf(std::string_view word, Language language) {
  const char* bytes = word.data();
  std::size_t left = word.size();
  std::uint64_t hash = Mix(left, static_cast<std::uint64_t>(language) + 1);
  for (; left > 8; left -= 8, bytes += 8) hash = Mix(hash, Load64(bytes));
  if (left >= 4) {
    hash = Mix(hash, Load32(bytes) | (std::uint64_t{Load32(bytes + left - 4)} << 32U));
  } else if (left > 0) {
    const auto byte = [bytes](std::size_t at) {
      return std::uint64_t{static_cast<unsigned char>(bytes[at])};
    };
    hash = Mix(hash, byte(0) | (byte(left / 2) << 8U) | (byte(left - 1) << 16U));
  }
  const auto folded = static_cast<std::uint32_t>(hash ^ (hash >> 32U));
  return folded == 0 ? 1 : folded;
}

}  // namespace

TermCache::TermCache() : slots_(std::make_unique<Slot[]>(kSlots)), arena_(new char[kArenaBytes]) {}

void TermCache::BeginText() {
  overflow_.clear();
  if (words_ < kMaxWords && arena_used_ + kMaxEntryBytes <= kArenaBytes) return;
  std::fill_n(slots_.get(), kSlots, Slot{});
  arena_used_ = 0;
  words_ = 0;
}

CachedWord TermCache::View(const Slot& slot) const {
  const char* data = arena_.get() + slot.data;
  return {{data + slot.folded_offset, slot.folded_length},
          {data + slot.term_offset, slot.term_length}};
}

CachedWord TermCache::Find(std::string_view surface, Language language) {
  const std::uint32_t hash = HashOf(surface, language);
  for (std::size_t i = hash & (kSlots - 1);; i = (i + 1) & (kSlots - 1)) {
    Slot& slot = slots_[i];
    if (slot.hash == 0) return Miss(surface, language, hash, slot);
    if (slot.hash == hash && slot.surface_length == surface.size() && slot.language == language &&
        std::memcmp(arena_.get() + slot.data, surface.data(), surface.size()) == 0) {
      return View(slot);
    }
  }
}

CachedWord TermCache::Keep(const WordForms& forms) {
  const std::string& folded = overflow_.emplace_back(forms.folded);
  return {folded, overflow_.emplace_back(forms.term)};
}

// Offset of `part` from the slot's data: within what is stored already if it is a prefix of that.
std::uint8_t TermCache::Store(std::string_view part, const Slot& slot) {
  const char* data = arena_.get() + slot.data;
  for (const std::size_t offset : {std::size_t{0}, std::size_t{slot.folded_offset}}) {
    const std::string_view stored(data + offset, arena_used_ - slot.data - offset);
    if (stored.substr(0, part.size()) == part) return static_cast<std::uint8_t>(offset);
  }
  const std::size_t offset = arena_used_ - slot.data;
  std::copy(part.begin(), part.end(), arena_.get() + arena_used_);
  arena_used_ += part.size();
  return static_cast<std::uint8_t>(offset);
}

CachedWord TermCache::Miss(std::string_view surface, Language language, std::uint32_t hash,
                           Slot& slot) {
  const WordForms forms = stemmer_.FormsOf(surface, language);
  if (surface.size() > kMaxSurface || words_ >= kMaxWords ||
      arena_used_ + kMaxEntryBytes > kArenaBytes) {
    return Keep(forms);
  }
  slot.hash = hash;
  slot.language = language;
  slot.data = static_cast<std::uint32_t>(arena_used_);
  slot.surface_length = static_cast<std::uint8_t>(surface.size());
  slot.folded_offset = 0;
  std::copy(surface.begin(), surface.end(), arena_.get() + arena_used_);
  arena_used_ += surface.size();
  slot.folded_offset = Store(forms.folded, slot);
  slot.folded_length = static_cast<std::uint8_t>(forms.folded.size());
  slot.term_offset = Store(forms.term, slot);
  slot.term_length = static_cast<std::uint8_t>(forms.term.size());
  ++words_;
  return View(slot);
}

}  // namespace dateline::text
