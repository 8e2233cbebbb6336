// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/byline.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_replace.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>

#include "core/limits.h"
#include "core/text/fold.h"

namespace dateline::readers {
namespace {

using Words = std::set<std::string, std::less<>>;

constexpr std::size_t kNone = std::string_view::npos;

bool IsBlank(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kEdges = " \t\r\n\f,;:|";
  const std::size_t first = text.find_first_not_of(kEdges);
  if (first == kNone) return {};
  return text.substr(first, text.find_last_not_of(kEdges) + 1 - first);
}

bool StartsWith(std::string_view text, std::string_view start) {
  return absl::StartsWithIgnoreCase(absl::string_view(text.data(), text.size()),
                                    absl::string_view(start.data(), start.size()));
}

std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    if (IsBlank(text[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < text.size() && !IsBlank(text[at])) ++at;
    words.push_back(text.substr(start, at - start));
  }
  return words;
}

// Without dots, in lower case: "Ph.D." as "phd".
std::string Bare(std::string_view word) {
  std::string bare = text::FoldName(word);
  std::erase(bare, '.');
  return bare;
}

bool IsSuffix(std::string_view part) {
  static const Words suffixes{"jr",  "sr",  "ii",    "iii", "iv",  "junior", "senior", "phd",
                              "md",  "jd",  "dphil", "mba", "esq", "mbe",    "obe",    "cbe",
                              "kbe", "qc",  "kc",    "mp",  "sj",  "rn",     "msc",    "bsc",
                              "ma",  "dds", "mph",   "frs", "op",  "cpa"};
  const auto words = WordsOf(part);
  return !words.empty() && std::all_of(words.begin(), words.end(), [](std::string_view word) {
    return suffixes.contains(Bare(word));
  });
}

bool IsAgency(std::string_view part) {
  static const Words agencies{"aap",
                              "abc news",
                              "afp",
                              "agence france-presse",
                              "agencia efe",
                              "ani",
                              "anp",
                              "ansa",
                              "ap",
                              "apa",
                              "associated press",
                              "ats",
                              "bbc",
                              "bbc news",
                              "belga",
                              "bloomberg",
                              "bloomberg news",
                              "bernama",
                              "canadian press",
                              "cnn",
                              "cp",
                              "dapd",
                              "deutsche presse-agentur",
                              "dpa",
                              "dpa-afx",
                              "efe",
                              "epd",
                              "europa press",
                              "ians",
                              "interfax",
                              "itar-tass",
                              "keystone-sda",
                              "kna",
                              "kyodo",
                              "kyodo news",
                              "lusa",
                              "npr",
                              "ntb",
                              "pa",
                              "pa media",
                              "pap",
                              "press association",
                              "press trust of india",
                              "pti",
                              "reuters",
                              "ria novosti",
                              "ritzau",
                              "sda",
                              "sid",
                              "stt",
                              "tass",
                              "tt",
                              "the associated press",
                              "the canadian press",
                              "thomson reuters",
                              "united press international",
                              "upi",
                              "xinhua",
                              "yonhap"};
  return agencies.contains(Bare(part));
}

// A word of a group's name: "Science and Health Staff" is one author.
bool IsGroupWord(std::string_view word) {
  static const Words words{"administration",
                           "agencies",
                           "agency",
                           "associates",
                           "board",
                           "bureau",
                           "co",
                           "company",
                           "corp",
                           "council",
                           "department",
                           "desk",
                           "editorial",
                           "editors",
                           "foundation",
                           "group",
                           "inc",
                           "institute",
                           "ltd",
                           "llc",
                           "llp",
                           "magazine",
                           "ministry",
                           "network",
                           "news",
                           "office",
                           "partners",
                           "post",
                           "press",
                           "redaccion",
                           "redaktion",
                           "redazione",
                           "reporters",
                           "service",
                           "society",
                           "sons",
                           "staff",
                           "team",
                           "times",
                           "university",
                           "wire"};
  return words.contains(Bare(word));
}

// What stands next to a name and is not one.
bool IsRole(std::string_view part) {
  static const Words roles{"analyst",      "columnist",     "commentator",     "contributor",
                           "contributors", "correspondent", "correspondents",  "corresponsal",
                           "critic",       "editor",        "editor-in-chief", "freelancer",
                           "journalist",   "journalistin",  "korrespondent",   "korrespondentin",
                           "producer",     "redakteur",     "redakteurin",     "redactor",
                           "redactora",    "reporter",      "reporterin",      "writer"};
  for (const std::string_view word : WordsOf(part)) {
    if (roles.contains(Bare(word))) return true;
  }
  return StartsWith(part, "contributor") || StartsWith(part, "in ") ||
         StartsWith(part, "special to ") || StartsWith(part, "for ");
}

bool IsParticle(std::string_view word) {
  static const Words particles{"al", "bin", "da", "de", "del", "della", "den", "der", "des", "di",
                               "do", "dos", "du", "el", "la",  "le",    "van", "von", "zu",  "zum"};
  return particles.contains(Bare(word));
}

bool IsSmall(std::string_view word) {
  return absl::ascii_islower(static_cast<unsigned char>(word.front()));
}

// "Josh Roe", "JOSH ROE", "A. B. Roe": at least two words, of which the outer ones are capitalised.
bool IsFullName(std::string_view part) {
  const auto words = WordsOf(part);
  return words.size() >= 2 && !IsSmall(words.front()) && !IsSmall(words.back());
}

// Without "By" and its like in front. Those that may be a part of a name ("Von Miller", "von der
// Leyen") need a full name after them.
std::string_view DropBy(std::string_view text) {
  for (const std::string_view by :
       {"written by", "reported by", "reporting by", "story by", "words by", "text by",
        "by",         "byline",      "author",       "authors",  "text",     "autor",
        "autorin",    "auteur",      "von",          "por",      "par",      "door",
        "di",         "de",          "av",           "af",       "od"}) {
    if (!StartsWith(text, by) || text.size() == by.size()) continue;
    const bool colon = text[by.size()] == ':';
    if (!colon && !IsBlank(text[by.size()])) continue;
    const std::string_view rest = Trim(text.substr(by.size()));
    if (rest.empty()) return text;
    const bool sure = colon || by.ends_with("by");
    const bool label = by == "text" || by.starts_with("aut") || by == "byline";
    const std::string_view first = rest.substr(0, rest.find_first_of(",;&"));
    const auto words = WordsOf(first);
    const bool name = words.size() >= 2 && !IsSmall(words.front()) && !IsParticle(words.front());
    // "de" and "di" are in more names than bylines: only as a capital do they start a byline.
    const bool usual = (by != "de" && by != "di") || !IsSmall(text);
    if (sure || (!label && name && usual)) return rest;
  }
  return text;
}

// "Ann Poe" of "Ann Poe <ann@example.org>" and of "ann@example.org (Ann Poe)".
std::string_view DropAddress(std::string_view part, bool& is_whole) {
  if (part.find('@') == kNone) return part;
  const std::size_t open = part.find_first_of("<([");
  if (open == kNone) return part;
  const std::size_t close = std::min(part.find_first_of(">)]", open), part.size());
  const std::string_view inside = part.substr(open + 1, close - open - 1);
  const std::string_view before = Trim(part.substr(0, open));
  const bool address_inside = inside.find('@') != kNone;
  const std::string_view name = address_inside ? before : Trim(inside);
  if (name.empty()) return part;
  is_whole = false;
  return name;
}

struct Cut {
  std::size_t at = 0;
  std::size_t size = 0;
};

struct Conjunction {
  std::string_view word;
  bool is_sure;  // never stands in a name
};

const Conjunction* FindConjunctionWord(std::string_view word) {
  static constexpr auto kConjunctions = std::to_array<Conjunction>({{"and", true},
                                                                    {"und", true},
                                                                    {"et", true},
                                                                    {"&", false},
                                                                    {"y", false},
                                                                    {"e", false},
                                                                    {"en", false},
                                                                    {"och", false},
                                                                    {"og", false},
                                                                    {"\u0438", false},
                                                                    {"with", true},
                                                                    {"mit", true},
                                                                    {"+", true}});
  constexpr std::size_t kLongest = 4;  // bytes
  if (word.size() > kLongest) return nullptr;
  const std::string folded = text::FoldName(word);
  const auto* const found = std::ranges::find(kConjunctions, folded, &Conjunction::word);
  return found == kConjunctions.end() ? nullptr : found;
}

// The first conjunction of `words`, which are of `text`, at which two authors meet. `has_group`:
// one is a word of a group's name.
std::optional<Cut> FindConjunction(std::string_view text,
                                   const std::vector<std::string_view>& words, bool has_group) {
  const auto place = [&](std::size_t i) {
    return static_cast<std::size_t>(words[i].data() - text.data());
  };
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const Conjunction* const conjunction = FindConjunctionWord(words[i]);
    if (conjunction == nullptr) continue;
    std::size_t next = i + 1;  // the name after it ends before the next one
    while (next + 1 < words.size() && FindConjunctionWord(words[next]) == nullptr) ++next;
    const bool at_end = next + 1 == words.size();
    const std::string_view left = Trim(text.substr(0, place(i)));
    const std::string_view right =
        Trim(text.substr(place(i + 1), at_end ? kNone : place(next) - place(i + 1)));
    if (left.empty() || right.empty()) continue;
    const bool names = IsFullName(left) && IsFullName(right);
    const bool agencies = IsAgency(left) || IsAgency(right);
    const bool two = WordsOf(left).size() >= 2 && WordsOf(right).size() >= 2;
    if (names || agencies || (conjunction->is_sure && (two || !has_group))) {
      return Cut{place(i), place(i + 1) - place(i)};
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> CutAt(std::string_view text, std::string_view marks) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(marks), text.size());
    if (const std::string_view part = Trim(text.substr(0, end)); !part.empty())
      parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::vector<std::string_view> CutAtConjunctions(std::string_view text) {
  std::vector<std::string_view> parts;
  std::vector<std::string_view> words = WordsOf(text);
  const bool group = std::any_of(words.begin(), words.end(), IsGroupWord);
  for (auto cut = FindConjunction(text, words, group); cut;
       cut = FindConjunction(text, words, group)) {
    parts.push_back(Trim(text.substr(0, cut->at)));
    text = Trim(text.substr(cut->at + cut->size));
    words = WordsOf(text);
  }
  if (!text.empty()) parts.push_back(text);
  return parts;
}

// "Doe, John", "de la Cruz, Ana María", "Doe, J. A.": one comma, one family, few given names.
bool IsFamilyAndGiven(std::string_view text) {
  const auto parts = CutAt(text, ",");
  if (parts.size() != 2 || std::ranges::count(text, ',') != 1) return false;
  std::size_t family = 0;
  for (const std::string_view word : WordsOf(parts[0])) {
    family += IsParticle(word) || IsSuffix(word) ? 0 : 1;
  }
  const auto given = WordsOf(parts[1]);
  const bool plain = !IsAgency(parts[0]) && !IsAgency(parts[1]) && !IsSuffix(parts[1]) &&
                     !IsRole(parts[1]) && std::none_of(given.begin(), given.end(), IsGroupWord);
  return plain && family == 1 && given.size() <= 3 && !given.empty() && !IsSmall(given.front());
}

class BylineReader {
 public:
  Byline Read(const std::string& given) && {
    const std::string text = absl::StrReplaceAll(
        given,
        {{"\u3001", "|"}, {"\uFF0C", "|"}, {" / ", "|"}, {" \u2022 ", "|"}, {" \u00b7 ", "|"}});
    for (const std::string_view line : CutAt(text, ";|\n")) ReadLine(DropBy(line));
    TakeAgency();
    return std::move(byline_);
  }

 private:
  void ReadLine(std::string_view line) {
    if (IsFamilyAndGiven(line)) return Add(line);
    const auto joined = CutAtConjunctions(line);
    if (joined.size() > 1 && std::all_of(joined.begin(), joined.end(), IsFamilyAndGiven)) {
      for (const std::string_view name : joined) Add(name);
      return;
    }
    for (std::string_view part : CutAt(line, ",")) {
      for (const std::string_view word : {"and ", "und ", "& ", "y ", "et ", "e "}) {
        if (part.starts_with(word)) part = Trim(part.substr(word.size()));  // "A, B, and C"
      }
      for (const std::string_view name : CutAtConjunctions(part)) ReadName(DropBy(name));
    }
  }

  void ReadName(std::string_view name) {
    name = Trim(DropAddress(name, byline_.is_whole));
    if (name.empty()) return;
    auto& authors = byline_.authors;
    if (!authors.empty() && IsSuffix(name)) {
      authors.back() += ", " + std::string(name);
      return;
    }
    if (!authors.empty() && IsRole(name)) {
      byline_.is_whole = false;
      return;
    }
    // "Ann Poe in Berlin"
    const std::size_t place = name.find(" in ");
    if (place != kNone && place > 0 && IsFullName(name.substr(0, place))) {
      byline_.is_whole = false;
      name = Trim(name.substr(0, place));
    }
    Add(name);
  }

  void Add(std::string_view name) { byline_.authors.emplace_back(name); }

  void TakeAgency() {
    auto& authors = byline_.authors;
    if (authors.size() < 2 || !IsAgency(authors.back())) return;
    const bool all = std::all_of(authors.begin(), authors.end(), IsAgency);
    if (all) return;
    byline_.agency = std::move(authors.back());
    authors.pop_back();
  }

  Byline byline_;
};

}  // namespace

Byline ReadByline(std::string_view text) {
  constexpr std::size_t kMost = limits::kMaxAuthors * limits::kMaxNameBytes;
  if (text.size() > kMost) return {{std::string(text)}, "", true};
  return BylineReader().Read(std::string(text));
}

}  // namespace dateline::readers
