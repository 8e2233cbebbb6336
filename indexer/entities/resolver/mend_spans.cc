// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/mend_spans.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/article/name_forms.h"
#include "core/article/name_key.h"
#include "core/article/word_set.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"

namespace dateline::resolver {
namespace {

using tagger::NameSpan;
using Spans = std::vector<NameSpan>;

// What markup that was stripped glues to a name: "Italyfollowing".
constexpr auto kGluedWords = std::to_array<std::string_view>(
    {"following", "according", "after", "before", "during", "against", "about", "because",
     "between",   "including", "said",  "says",   "told",   "which",   "where", "while",
     "when",      "with",      "from",  "have",   "were",   "will",    "would", "this",
     "that",      "they",      "their", "than",   "then",   "there",   "under", "until",
     "over",      "into",      "also",  "more",   "read"});

// After the 's of a company, not of something that it has.
constexpr auto kAfterOwnS = article::MakeWordSet(
    {"corp",   "inc",  "co",    "corporation", "company",  "ltd", "plc",    "holdings", "group",
     "stores", "said", "says",  "is",          "was",      "has", "had",    "will",     "would",
     "sues",   "sued", "plans", "posted",      "reported", "cut", "cuts",   "raised",   "expects",
     "also",   "did",  "could", "may",         "could",    "to",  "agreed", "declined"});

// What is called by a surname or by a brand, and is nobody.
constexpr auto kThings = article::MakeWordSet(
    {"plant",       "plants",   "refinery",  "school",   "schools", "district", "county",
     "brand",       "brands",   "trucks",    "hotel",    "hotels",  "inn",      "mine",
     "mines",       "factory",  "airport",   "hospital", "bridge",  "dam",      "river",
     "street",      "avenue",   "computers", "computer", "drink",   "beer",     "stores",
     "restaurants", "terminal", "pipeline",  "oilfield", "field",   "building", "tower"});

constexpr auto kApostrophes = std::to_array<std::string_view>({"'", "’", "‘", "ʼ"});

bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

// Bytes of the 's that `text` starts with; 0 if it does not.
std::size_t OwnS(std::string_view text) {
  for (const std::string_view mark : kApostrophes) {
    if (text.size() <= mark.size() || !text.starts_with(mark) || text[mark.size()] != 's') continue;
    const std::string_view rest = text.substr(mark.size() + 1);
    return rest.empty() || !text::IsAsciiLetter(rest.front()) ? mark.size() + 1 : 0;
  }
  return 0;
}

// The word of ASCII letters that ends `text`.
std::string_view LastLetters(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && text::IsAsciiLetter(text[start - 1])) --start;
  return text.substr(start);
}

std::string_view FirstLetters(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && text::IsAsciiLetter(text[end])) ++end;
  return text.substr(0, end);
}

// One text of the article.
class TextMender {
 public:
  TextMender(std::string_view text, const tagger::Gazetteer& gazetteer, const KnownNames& known)
      : text_(text), gazetteer_(gazetteer), known_(known) {}

  Spans Mend(std::span<const NameSpan> tagged) {
    Spans sorted(tagged.begin(), tagged.end());
    std::ranges::sort(sorted, {}, [](const NameSpan& span) {
      return std::tuple(span.start, span.end, span.type);
    });
    for (const NameSpan& span : sorted) {
      if (span.start < end_ || span.start >= span.end || span.end > text_.size()) continue;
      end_ = span.end;
      if (!IsShareCode(span)) Split(span);
    }
    JoinAmpersands();
    for (std::size_t i = 0; i < spans_.size(); ++i) Extend(i);
    std::erase_if(spans_, [](const NameSpan& span) { return span.start == span.end; });
    AddKnown();
    return std::move(spans_);
  }

 private:
  std::string_view TextOf(const NameSpan& span) const {
    return text_.substr(span.start, span.end - span.start);
  }

  void Add(std::size_t start, std::size_t end, v1::EntityType type) {
    while (start < end && (text_[start] == ' ' || text_[start] == ',')) ++start;
    while (end > start && (text_[end - 1] == ' ' || text_[end - 1] == ',')) --end;
    if (start == end) return;
    spans_.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), type});
  }

  // Whether a name is all, or a part, of the code in brackets that it stands in: a dot, and no
  // spaces but those at the brackets.
  bool IsShareCode(const NameSpan& span) const {
    constexpr std::size_t kMostBytes = 14;
    if (span.end - span.start > kMostBytes) return false;
    // The code of an index has a dot before it: ".SPX".
    const std::string_view before = text_.substr(0, span.start);
    const bool dot = before == "." || before.ends_with(" .") || before.ends_with("(.");
    if (dot && std::ranges::all_of(TextOf(span), IsCapital)) return true;
    const std::size_t first = span.start - std::min<std::size_t>(span.start, kMostBytes);
    const auto open = text_.substr(first, span.start - first).find_last_of("(<");
    const auto close = text_.substr(span.end, kMostBytes).find_first_of(")>");
    if (open == text_.npos || close == text_.npos) return false;
    std::string_view code = text_.substr(first + open + 1, span.end + close - first - open - 1);
    while (code.starts_with(' ')) code.remove_prefix(1);
    while (code.ends_with(' ')) code.remove_suffix(1);
    return code.find('.') != code.npos && !code.ends_with('.') &&
           std::ranges::all_of(code, [](char c) {
             return IsCapital(c) || text::IsAsciiDigit(c) || c == '.' || c == 'a' || c == 'b';
           });
  }

  // Parts a name at the codes of shares and, a place, at commas.
  void Split(const NameSpan& span) {
    const std::size_t limit = EndOf(span);
    std::size_t start = span.start;
    for (std::size_t word = span.start; word < limit;) {
      const std::size_t end = std::min(text_.find(' ', word), limit);
      const std::string_view one = text_.substr(word, end - word);
      const bool ticker = word > start && end < limit && one.size() > 3 && IsCapital(one[1]) &&
                          article::IsTicker(one);
      const bool comma = span.type == v1::ENTITY_TYPE_PLACE && one.ends_with(',') && end < limit;
      if (ticker) Add(start, word, span.type);
      if (comma) Add(start, end, span.type);
      if (ticker || comma) start = std::min(end + 1, limit);
      word = end + 1;
    }
    Add(start, limit, span.type);
  }

  // The end of a name, what is glued to it and a bracket that stays open aside.
  std::size_t EndOf(const NameSpan& span) const {
    const std::string_view name = TextOf(span);
    const auto open = name.rfind('(');
    if (open != std::string_view::npos && open > 1 && name.find(')', open) == name.npos) {
      return span.start + open;
    }
    const std::string_view last = LastLetters(name);
    constexpr std::size_t kShortestGlued = 8;
    if (last.size() < kShortestGlued || !IsCapital(last.front())) return span.end;
    for (const std::string_view word : kGluedWords) {
      if (!last.ends_with(word) || last.size() < word.size() + 3) continue;
      const std::string_view base = last.substr(0, last.size() - word.size());
      if (IsName(base)) return span.end - word.size();
    }
    return span.end;
  }

  // Whether a word that the text starts with something else is a name.
  bool IsName(std::string_view word) const {
    const std::string folded = text::FoldName(word);
    if (!gazetteer_.FindPlace(folded).name.empty() || known_.Find(folded) != nullptr) return true;
    for (std::size_t at = text_.find(word); at != text_.npos; at = text_.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if (end == text_.size() || !text::IsAsciiLetter(text_[end])) return true;
    }
    return false;
  }

  // "Marks & Spencer", of which the tagger made two names or one.
  void JoinAmpersands() {
    Spans joined;
    for (NameSpan span : spans_) {
      const std::string_view before = text_.substr(0, span.start);
      const bool one_word = TextOf(span).find(' ') == std::string_view::npos;
      if (one_word && before.ends_with(" & ")) {
        const std::string_view word = LastLetters(before.substr(0, before.size() - 3));
        const bool is_last = !joined.empty() && joined.back().end + 3 == span.start;
        if (is_last) {
          span.start = joined.back().start;
          joined.pop_back();
        } else if (word.size() > 1 && IsCapital(word.front()) &&
                   (joined.empty() || joined.back().end + 3 + word.size() < span.start)) {
          span.start -= static_cast<std::uint32_t>(word.size() + 3);
        }
        if (is_last || word.size() > 1) {
          span.type = v1::ENTITY_TYPE_ORGANISATION;
          TakeFirstPartners(joined, span);
        }
      }
      joined.push_back(span);
    }
    spans_ = std::move(joined);
  }

  // "Blake, Cassels & Graydon", of which the ampersand has joined two.
  void TakeFirstPartners(Spans& joined, NameSpan& firm) const {
    while (!joined.empty()) {
      const NameSpan& before = joined.back();
      const bool one_word = TextOf(before).find(' ') == std::string_view::npos;
      if (!one_word || before.type != v1::ENTITY_TYPE_PERSON || before.end + 2 != firm.start ||
          text_.substr(before.end, 2) != ", ") {
        return;
      }
      firm.start = before.start;
      joined.pop_back();
    }
  }

  // A word that names a thing with the next one ("the Carson plant", "Mack brands") is not a
  // surname.
  bool NamesThing(const NameSpan& span) const {
    if (TextOf(span).find(' ') != std::string_view::npos) return false;
    const std::string_view after = text_.substr(span.end);
    return after.starts_with(' ') && kThings.Has(FirstLetters(after.substr(1)));
  }

  void Extend(std::size_t i) {
    NameSpan& span = spans_[i];
    const std::size_t limit = i + 1 < spans_.size() ? spans_[i + 1].start : text_.size();
    const std::size_t before = i > 0 ? spans_[i - 1].end : 0;
    ExtendByOwnS(span, limit);
    if (HasFormOfAddress(span, before)) span.type = v1::ENTITY_TYPE_PERSON;
    if (span.type != v1::ENTITY_TYPE_PERSON) return;
    if (NamesThing(span)) {
      span.end = span.start;
      return;
    }
    ExtendByGeneration(span, limit);
    ExtendByRegnalTitle(span, before);
  }

  void ExtendByOwnS(NameSpan& span, std::size_t limit) const {
    const std::size_t length = OwnS(text_.substr(span.end, limit - span.end));
    if (length == 0) return;
    const std::string name =
        text::FoldName(text_.substr(span.start, span.end + length - span.start));
    if (!article::EndsInOwnS(name) || span.type == v1::ENTITY_TYPE_PLACE) return;
    if (span.type == v1::ENTITY_TYPE_PERSON && IsOfPerson(span)) return;
    span.end += static_cast<std::uint32_t>(length);
    span.type = v1::ENTITY_TYPE_ORGANISATION;
  }

  // Whether somebody has the surname.
  bool IsOfPerson(const NameSpan& span) const {
    const std::string_view word = TextOf(span);
    if (word.find(' ') != word.npos) return true;
    return std::ranges::any_of(spans_, [&](const NameSpan& other) {
      const std::string_view name = TextOf(other);
      return other.type == v1::ENTITY_TYPE_PERSON && name.size() > word.size() &&
             name.ends_with(word) && name[name.size() - word.size() - 1] == ' ';
    });
  }

  // "Ms. Smith", also if the form of address was taken for no part of the name. A company of such
  // a name (Dr Pepper) is in the list.
  bool HasFormOfAddress(const NameSpan& span, std::size_t before) const {
    if (span.type == v1::ENTITY_TYPE_PERSON || span.type == v1::ENTITY_TYPE_PLACE) return false;
    const std::string_view name = TextOf(span);
    for (const std::string_view title : {"Vice President ", "Prime Minister "}) {
      if (name.starts_with(title) && name.size() > title.size()) return true;
    }
    const std::string_view first = FirstLetters(name);
    if (first.size() < name.size() && IsFormOfAddress(first)) return name.find(' ') != name.npos;
    std::string_view text = text_.substr(before, span.start - before);
    if (!text.ends_with(' ')) return false;
    text.remove_suffix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
    return IsFormOfAddress(LastLetters(text));
  }

  static bool IsFormOfAddress(std::string_view word) {
    return !word.empty() && IsCapital(word.front()) &&
           article::IsFormOfAddress(text::FoldName(word));
  }

  // "Robert F. Kennedy" before " Jr." or ", Jr.".
  void ExtendByGeneration(NameSpan& span, std::size_t limit) const {
    const std::string_view after = text_.substr(span.end, limit - span.end);
    for (const std::string_view gap : {", ", " "}) {
      if (!after.starts_with(gap)) continue;
      const std::string_view word = FirstLetters(after.substr(gap.size()));
      const std::size_t end = gap.size() + word.size();
      const bool abbreviated = word == "Jr" || word == "Sr" || word == "JR" || word == "SR";
      const bool number = gap == " " && (word == "II" || word == "III" || word == "IV");
      if (!abbreviated && !number) continue;
      const std::string name =
          text::FoldName(text_.substr(span.start, span.end + end - span.start));
      if (article::Generation(name).empty()) return;
      const bool dot = abbreviated && after.substr(end).starts_with('.');
      span.end += static_cast<std::uint32_t>(end + (dot ? 1 : 0));
      return;
    }
  }

  // "King Hussein", who is not another Hussein.
  void ExtendByRegnalTitle(NameSpan& span, std::size_t before) const {
    const std::string_view text = text_.substr(before, span.start - before);
    if (TextOf(span).find(' ') != std::string_view::npos || !text.ends_with(' ')) return;
    const std::string_view title = LastLetters(text.substr(0, text.size() - 1));
    if (title.empty() || !IsCapital(title.front())) return;
    if (!article::IsRegnalTitle(text::FoldName(title))) return;
    span.start -= static_cast<std::uint32_t>(title.size() + 1);
  }

  // Names of the list. One that the tagger found inside of a longer name stays a part of it.
  void AddKnown() {
    const auto hits = known_.FindIn(text_);
    if (hits.empty()) return;
    Spans merged;
    std::size_t next = 0;
    for (const PhraseFinder::Hit& hit : hits) {
      while (next < spans_.size() && spans_[next].end <= hit.start)
        merged.push_back(spans_[next++]);
      const bool inside = next < spans_.size() && spans_[next].start <= hit.start &&
                          spans_[next].end >= hit.end &&
                          spans_[next].end - spans_[next].start > hit.end - hit.start;
      if (inside) continue;
      while (next < spans_.size() && spans_[next].start < hit.end) ++next;
      merged.push_back({hit.start, hit.end, known_.At(hit.id).type});
    }
    merged.insert(merged.end(), spans_.begin() + static_cast<std::ptrdiff_t>(next), spans_.end());
    spans_ = std::move(merged);
  }

  std::string_view text_;
  const tagger::Gazetteer& gazetteer_;
  const KnownNames& known_;
  Spans spans_;
  std::size_t end_ = 0;  // of what was tagged so far
};

// Companies that no list has: an 's that the article never leaves out, and that once is nobody's.
class OwnSFinder {
 public:
  void Look(std::string_view text, std::span<const NameSpan> spans) {
    for (const NameSpan& span : spans) {
      if (span.type != v1::ENTITY_TYPE_ORGANISATION) continue;
      Uses& uses = uses_[text.substr(span.start, span.end - span.start)];
      const std::string_view after = text.substr(span.end);
      const std::size_t length = OwnS(after);
      if (length == 0) {
        ++uses.without;
        continue;
      }
      ++uses.with;
      const std::string_view rest = after.substr(length);
      const bool stop = !rest.empty() && (rest[0] == ',' || rest[0] == '.' || rest[0] == ';' ||
                                          rest[0] == ')' || rest[0] == '\n');
      const std::string_view word =
          rest.starts_with(' ') ? FirstLetters(rest.substr(1)) : std::string_view();
      if (stop || (!word.empty() && kAfterOwnS.Has(text::FoldName(word)))) ++uses.told;
    }
  }

  void Extend(std::string_view text, Spans& spans,
              absl::flat_hash_set<std::string_view>& own) const {
    for (NameSpan& span : spans) {
      if (span.type != v1::ENTITY_TYPE_ORGANISATION) continue;
      const auto it = uses_.find(text.substr(span.start, span.end - span.start));
      if (it == uses_.end() || it->second.without > 0 || it->second.told == 0) continue;
      span.end += static_cast<std::uint32_t>(OwnS(text.substr(span.end)));
      own.insert(text.substr(span.start, span.end - span.start));
    }
  }

 private:
  struct Uses {
    std::uint32_t with = 0;
    std::uint32_t without = 0;
    std::uint32_t told = 0;  // not by what it owns
  };
  absl::flat_hash_map<std::string_view, Uses> uses_;  // views of the article
};

}  // namespace

MendedNames MendSpans(const tagger::ArticleNames& names, const Texts& texts,
                      const tagger::Gazetteer& gazetteer, const KnownNames& known) {
  const auto [headline, body] = texts;
  MendedNames mended;
  mended.names.headline = TextMender(headline, gazetteer, known).Mend(names.headline);
  mended.names.body = TextMender(body, gazetteer, known).Mend(names.body);
  OwnSFinder own;
  own.Look(headline, mended.names.headline);
  own.Look(body, mended.names.body);
  own.Extend(headline, mended.names.headline, mended.own_s);
  own.Extend(body, mended.names.body, mended.own_s);
  return mended;
}

}  // namespace dateline::resolver
