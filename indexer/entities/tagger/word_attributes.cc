// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/word_attributes.h"

#include <unicode/uchar.h>

// Words are short: the call would cost as much as the hash.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/utf8.h"

namespace dateline::tagger {
namespace {

std::uint32_t Hash(std::string_view text) {
  if (text.empty()) return 0;
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()) >> 32U);
  return hash == 0 ? 1 : hash;
}

}  // namespace

// Counts of a word's characters, and the strings that are read off them. Kept from word to word for
// its memory.
struct WordCache::Scan {
  std::string form;
  std::string shape;
  std::string short_shape;
  std::string folded_form;
  std::vector<std::size_t> starts;  // of the code points of `form`
  std::size_t upper = 0;
  std::size_t lower = 0;
  std::size_t other_letters = 0;
  std::size_t digits = 0;
  bool first_upper = false;  // of the letters

  void Read(std::string_view word);

 private:
  void Clear();
  void Add(std::string_view bytes, char32_t code);
  void AddShape(char mark);
};

void WordCache::Scan::Clear() {
  form.clear();
  shape.clear();
  short_shape.clear();
  starts.clear();
  upper = lower = other_letters = digits = 0;
  first_upper = false;
}

void WordCache::Scan::AddShape(char mark) {
  constexpr std::size_t kLongestShape = 16;
  if (short_shape.empty() || short_shape.back() != mark) short_shape += mark;
  if (shape.size() < kLongestShape) shape += mark;
}

// A character beyond ASCII, or a broken one.
void WordCache::Scan::Add(std::string_view bytes, char32_t code) {
  const text::CharKind kind = text::KindOf(code);
  if (kind == text::CharKind::kDigit) {
    ++digits;
    form += '0';
    AddShape('0');
    return;
  }
  form.append(bytes);
  const bool broken = code == text::kBrokenUtf8;
  const bool is_upper = !broken && u_isupper(static_cast<UChar32>(code)) != 0;
  const bool letter = kind == text::CharKind::kLetter || kind == text::CharKind::kIdeograph;
  const bool is_lower = !is_upper && letter && u_islower(static_cast<UChar32>(code)) != 0;
  if (is_upper && upper + lower == 0) first_upper = true;
  upper += is_upper ? 1 : 0;
  lower += is_lower ? 1 : 0;
  other_letters += letter && !is_upper && !is_lower ? 1 : 0;
  const char other = bytes.size() == 1 ? bytes.front() : '~';
  AddShape(is_upper ? 'X' : letter ? 'x' : other);
}

void WordCache::Scan::Read(std::string_view word) {
  Clear();
  for (std::size_t i = 0; i < word.size();) {
    starts.push_back(form.size());
    const char c = word[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      const auto [code, length] = text::DecodeUtf8(word, i);
      Add(word.substr(i, length), code);
      i += length;
      continue;
    }
    ++i;
    form += text::IsAsciiDigit(c) ? '0' : c;
    if (text::IsAsciiDigit(c)) {
      ++digits;
      AddShape('0');
    } else if (c >= 'A' && c <= 'Z') {
      if (upper + lower == 0) first_upper = true;
      ++upper;
      AddShape('X');
    } else if (c >= 'a' && c <= 'z') {
      ++lower;
      AddShape('x');
    } else {
      AddShape(c);
    }
  }
}

namespace {

template <typename Scan>
CaseClass CaseOf(const Scan& scan) {
  if (scan.upper == 0) {
    if (scan.lower + scan.other_letters > 0) return CaseClass::kLower;
    return scan.digits > 0 ? CaseClass::kDigits : CaseClass::kMark;
  }
  if (scan.lower + scan.other_letters == 0) {
    return scan.upper == 1 ? CaseClass::kSingleCapital : CaseClass::kAllCaps;
  }
  if (!scan.first_upper) return CaseClass::kInner;
  return scan.upper == 1 ? CaseClass::kInitial : CaseClass::kMixed;
}

template <typename Scan>
void Affixes(const Scan& scan, WordAttributes& word) {
  const std::string_view form = scan.form;
  const std::size_t count = scan.starts.size();
  for (std::size_t k = 0; k < 4; ++k) {
    const std::size_t length = k + 1;
    const bool fits = length <= count;
    const std::size_t end = length < count ? scan.starts[length] : form.size();
    word.prefixes[k] = fits ? Hash(form.substr(0, end)) : 0;
    word.suffixes[k] = fits ? Hash(form.substr(scan.starts[count - length])) : 0;
  }
}

constexpr std::size_t kLeastSlots = 1024;

std::uint64_t Load8(const char* from) {
  std::uint64_t bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return bytes;
}

// Drawn once per process, so that nobody can write an article whose words crowd a table.
std::uint64_t TableSeed() {
  static const std::uint64_t seed = std::random_device{}();
  return seed;
}

// Most words of a text are short, and equal if their hashes are.
bool IsSame(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  if (a.size() < 8 || a.size() > 16) return a == b;
  const std::size_t last = a.size() - 8;
  return ((Load8(a.data()) ^ Load8(b.data())) |
          (Load8(a.data() + last) ^ Load8(b.data() + last))) == 0;
}

}  // namespace

WordCache::WordCache(const Lexicon& lexicon)
    : lexicon_(lexicon), seed_(TableSeed()), slots_(kLeastSlots), scan_(std::make_unique<Scan>()) {}
WordCache::~WordCache() = default;

const WordAttributes& WordCache::Get(std::string_view surface) {
  const auto hash =
      static_cast<std::uint32_t>(XXH3_64bits_withSeed(surface.data(), surface.size(), seed_));
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id == 0) return AddWord(surface, hash, slot);
    if (slot.hash != hash) continue;
    const WordAttributes& word = WordOf(slot.id);
    if (IsSame(word.surface, surface)) return word;
  }
}

const WordAttributes& WordCache::AddWord(std::string_view surface, std::uint32_t hash, Slot& slot) {
  if (size_ == chunks_.size() * kChunkWords) {
    chunks_.push_back(std::make_unique<std::array<WordAttributes, kChunkWords>>());
  }
  const auto id = static_cast<std::uint32_t>(++size_);
  slot = {hash, id};
  WordAttributes& word = WordOf(id);
  word.id = id;
  word.surface = surface;
  word.folded = text::FoldName(surface);
  const auto next = static_cast<std::uint32_t>(folded_ids_.size());
  word.folded_id = folded_ids_.try_emplace(word.folded, next).first->second;
  Describe(word);
  if (2 * size_ > slots_.size()) GrowTable();
  return word;
}

void WordCache::GrowTable() {
  std::vector<Slot> slots(2 * slots_.size());
  const std::size_t mask = slots.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.id == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots[at].id != 0) at = (at + 1) & mask;
    slots[at] = slot;
  }
  slots_ = std::move(slots);
}

void WordCache::Clear() {
  folded_ids_.clear();
  slots_ = std::vector<Slot>(kLeastSlots);
  chunks_.clear();
  size_ = 0;
}

void WordCache::Describe(WordAttributes& word) {
  Scan& scan = *scan_;
  scan.Read(word.surface);
  word.case_class = CaseOf(scan);
  word.has_capital = scan.upper > 0;
  word.has_letters = scan.upper + scan.lower + scan.other_letters >= 2;
  word.shape = Hash(scan.shape);
  word.short_shape = Hash(scan.short_shape);
  Affixes(scan, word);
  const auto hyphen = scan.form.rfind('-');
  const bool has_tail = hyphen != std::string::npos && hyphen + 1 < scan.form.size() && hyphen > 0;
  word.hyphen_tail = has_tail ? Hash(std::string_view(scan.form).substr(hyphen + 1)) : 0;

  scan.folded_form = word.folded;
  for (char& c : scan.folded_form) c = text::IsAsciiDigit(c) ? '0' : c;
  word.folded_form = Hash(scan.folded_form);
  const KnownWord known = lexicon_.FindWord(word.folded);
  word.truecase = Hash(known.truecase);
  word.clusters = lexicon_.Clusters(scan.form);
  const bool is_truecase = known.truecase.empty() || known.truecase == scan.form;
  word.true_clusters = is_truecase ? word.clusters : lexicon_.Clusters(known.truecase);
  word.use = known.use;
  word.flags = known.flags;
  const KnownPhrase phrase = word.has_capital ? lexicon_.FindPhrase(word.folded) : KnownPhrase();
  word.starts_phrase = phrase.goes_on;
  word.phrase_kinds = phrase.kinds;
}

const WordAttributes& BoundaryWord() {
  static const WordAttributes boundary = [] {
    WordAttributes word{};
    word.folded_form = word.shape = word.short_shape = Hash("\n");
    word.case_class = CaseClass::kBoundary;
    return word;
  }();
  return boundary;
}

bool IsPlainWord(std::string_view surface) {
  bool plain = true;
  for (const char c : surface) plain = plain && c >= 'a' && c <= 'z';
  return plain;
}

const WordAttributes& UnreadWord(std::size_t bytes) {
  constexpr std::size_t kSizes = 5;
  static const std::array<WordAttributes, kSizes> words = [] {
    std::array<WordAttributes, kSizes> made{};
    for (std::size_t size = 0; size < kSizes; ++size) {
      made[size].id = kUnreadId;
      made[size].surface.assign(size, 'x');
      made[size].case_class = CaseClass::kLower;
      made[size].has_letters = size >= 2;
    }
    return made;
  }();
  return words[std::min(bytes, kSizes - 1)];
}

}  // namespace dateline::tagger
