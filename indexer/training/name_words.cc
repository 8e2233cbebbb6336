// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/name_words.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "core/article/name_key.h"
#include "indexer/entities/tagger/lexicon.h"
#include "indexer/training/word_form.h"

namespace dateline::training {
namespace {

using Counts = std::map<std::string, std::uint32_t, std::less<>>;

// Words that belong to no first name or surname of their own.
bool IsParticle(std::string_view word) {
  constexpr std::array<std::string_view, 24> kParticles{
      "al", "bin", "da", "de",  "del", "den", "der", "di",  "dos", "du", "el",  "ibn",
      "la", "le",  "of", "the", "van", "von", "y",   "jr.", "sr.", "ii", "iii", "and"};
  return std::find(kParticles.begin(), kParticles.end(), word) != kParticles.end();
}

bool IsWordOfName(std::string_view word) {
  return word.size() > 2 && !IsParticle(word) && word.back() != '.';
}

struct NameCounts {
  Counts first;
  Counts last;
};

// Persons of `rows` that have each first name and surname.
NameCounts CountNames(const std::vector<GazetteerRow>& rows) {
  NameCounts counts;
  std::set<std::string> seen;
  for (const GazetteerRow& row : rows) {
    if (row.type != RowType::kPolitician) continue;
    const std::string phrase = PhraseOf(PersonName(row.name));
    const std::vector<std::string_view> words = article::NameWords(phrase);
    // A person is in several lists.
    if (words.size() < 2 || !seen.insert(phrase).second) continue;
    // Chinese names start with the surname.
    const bool surname_first = row.source.ends_with("/china");
    ++counts.first[std::string(surname_first ? words.back() : words.front())];
    ++counts.last[std::string(surname_first ? words.front() : words.back())];
  }
  return counts;
}

// Marks the words (by number) that have `flag`.
std::vector<char> Marked(const std::map<std::string, std::uint8_t>& flags, std::uint8_t flag,
                         const CaseStatistics& cases) {
  std::vector<char> marked;
  for (const std::string& folded : cases.folded()) {
    const auto at = flags.find(folded);
    marked.push_back(at != flags.end() && (at->second & flag) != 0);
  }
  return marked;
}

// Words after a first name, an initial between them or not: "Angela Merkel", "George W. Bush".
void AddSurnamesOfText(const TokenStream& text, const CaseStatistics& cases,
                       std::map<std::string, std::uint8_t>& flags) {
  constexpr std::uint64_t kMinUses = 3;
  constexpr double kMinShare = 0.15;  // of all uses
  constexpr double kMaxLower = 0.05;
  const std::vector<char> is_first = Marked(flags, tagger::kFirstName, cases);
  std::vector<char> is_capital;
  for (const std::string& word : text.words())
    is_capital.push_back(FormOf(word) == WordForm::kInitial);
  std::map<std::string_view, std::uint64_t> after_first_name;
  const auto& words = text.text();
  for (std::size_t at = 1; at + 1 < words.size(); ++at) {
    const std::uint32_t word = words[at];
    if (word == TokenStream::kSentenceEnd || is_capital[word] == 0) continue;
    std::size_t before = at - 1;
    if (words[before] != TokenStream::kSentenceEnd && before > 0 &&
        text.words()[words[before]].size() == 2 && text.words()[words[before]][1] == '.')
      --before;
    const std::uint32_t first = words[before];
    if (first == TokenStream::kSentenceEnd || is_first[first] == 0 || is_capital[first] == 0)
      continue;
    // "John Paul Stevens": a surname is the last of the name.
    const std::uint32_t next = words[at + 1];
    if (next != TokenStream::kSentenceEnd && is_capital[next] != 0) continue;
    ++after_first_name[cases.folded()[word]];
  }
  for (const auto& [word, uses] : after_first_name) {
    const WordCase& use = cases.Of(word);
    if (uses >= kMinUses && static_cast<double>(uses) >= kMinShare * static_cast<double>(use.all) &&
        use.lower_share() < kMaxLower && IsWordOfName(word))
      flags[std::string(word)] |= tagger::kSurname;
  }
}

}  // namespace

std::map<std::string, std::uint8_t> FindNameWords(const std::vector<GazetteerRow>& rows,
                                                  const TokenStream& text,
                                                  const CaseStatistics& cases) {
  constexpr std::uint32_t kMinPersons = 3;  // that have a name which the text does not have
  constexpr double kMaxLower = 0.9;
  const NameCounts counts = CountNames(rows);
  std::map<std::string, std::uint8_t> flags;
  const auto add = [&](const Counts& names, std::uint8_t flag) {
    for (const auto& [name, persons] : names) {
      const WordCase& use = cases.Of(name);
      const bool known = persons >= kMinPersons || use.all > 0;
      if (IsWordOfName(name) && known && use.lower_share() < kMaxLower) flags[name] |= flag;
    }
  };
  add(counts.first, tagger::kFirstName);
  add(counts.last, tagger::kSurname);
  AddSurnamesOfText(text, cases, flags);
  return flags;
}

}  // namespace dateline::training
