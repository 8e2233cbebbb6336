// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/training/phrases.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text/analyzer.h"
#include "indexer/entities/lexicon.h"

namespace dateline {
namespace {

constexpr std::uint8_t kAnyPlace = kCountryPhrase | kCityPhrase | kRegionPhrase;

std::uint8_t KindOf(RowType type) {
  switch (type) {
    case RowType::kCountry:
      return kCountryPhrase;
    case RowType::kCapital:
    case RowType::kCity:
      return kCityPhrase;
    case RowType::kRegion:
      return kRegionPhrase;
    case RowType::kPolitician:
    case RowType::kPerson:
      return kPersonPhrase;
    case RowType::kCompany:
      return kCompanyPhrase;
    case RowType::kOrganisation:
      return kOrganisationPhrase;
    case RowType::kDemonym:
      break;
  }
  return 0;
}

// The name of a row as it stands in text; empty where it has none.
std::string NameIn(const GazetteerRow& row) {
  if (row.source.empty()) return row.name;
  switch (row.type) {
    case RowType::kPolitician:
      return PersonName(row.name);
    case RowType::kCompany:
      return CompanyName(row.name);
    case RowType::kOrganisation:
      return OrganisationName(row.name);
    default:
      return row.name;
  }
}

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

class Chooser {
 public:
  Chooser(const CaseStatistics& cases, const NewsEvidence& evidence)
      : cases_(cases), evidence_(evidence) {}

  // Those of the candidate's kinds that it keeps.
  std::uint8_t KindsOf(const std::string& phrase, const PhraseCandidate& candidate) const {
    const std::vector<std::string_view> words = PhraseWords(phrase);
    std::uint8_t kinds = 0;
    if (AllOccur(words)) {
      kinds = candidate.listed;
      const PhraseEvidence& found = evidence_.Of(phrase);
      if (words.size() == 1) kinds &= SingleWordKinds(words[0], found);
      if (found.uses < kMinCompanyUses) kinds &= static_cast<std::uint8_t>(~kCompanyPhrase);
    }
    return kinds | candidate.certain;
  }

 private:
  static constexpr std::uint64_t kMinCompanyUses = 2;

  bool AllOccur(const std::vector<std::string_view>& words) const {
    constexpr std::uint64_t kMinUses = 2;
    return std::all_of(words.begin(), words.end(), [this](std::string_view word) {
      // Marks and numbers have no case.
      const bool has_letter = std::any_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
      });
      return !has_letter || cases_.Of(word).all >= kMinUses;
    });
  }

  std::uint8_t SingleWordKinds(std::string_view word, const PhraseEvidence& found) const {
    constexpr std::uint64_t kMinCityUses = 3;
    constexpr double kMinLocativeShare = 0.04;
    constexpr double kMaxCompanyLower = 0.05;
    constexpr double kMaxLower = 0.5;
    const double lower = cases_.Of(word).lower_share();
    std::uint8_t kinds = 0xFF;
    if (lower > kMaxLower || word.size() < 2) return 0;
    if (found.uses < kMinCityUses || found.locative_share() < kMinLocativeShare)
      kinds &= static_cast<std::uint8_t>(~kCityPhrase);
    if (lower > kMaxCompanyLower) kinds &= static_cast<std::uint8_t>(~kCompanyPhrase);
    return kinds;
  }

  const CaseStatistics& cases_;
  const NewsEvidence& evidence_;
};

}  // namespace

PhraseCandidates CandidatePhrases(const std::vector<GazetteerRow>& rows) {
  PhraseCandidates candidates;
  for (const GazetteerRow& row : rows) {
    const std::uint8_t kind = KindOf(row.type);
    if (kind == 0) continue;
    const std::string phrase = PhraseOf(NameIn(row));
    if (phrase.empty()) continue;
    PhraseCandidate& candidate = candidates[phrase];
    (row.source.empty() ? candidate.certain : candidate.listed) |= kind;
  }
  // What is a place by our own list, or a country by any, is no company of that name.
  for (auto& [phrase, candidate] : candidates) {
    if (((candidate.certain & kAnyPlace) | (candidate.listed & kCountryPhrase)) != 0)
      candidate.listed &= static_cast<std::uint8_t>(~kCompanyPhrase);
  }
  return candidates;
}

std::map<std::string, std::uint8_t> ChoosePhrases(const PhraseCandidates& candidates,
                                                  const CaseStatistics& cases,
                                                  const NewsEvidence& evidence) {
  const Chooser chooser(cases, evidence);
  std::map<std::string, std::uint8_t> phrases;
  for (const auto& [phrase, candidate] : candidates) {
    const std::uint8_t kinds = chooser.KindsOf(phrase, candidate);
    if (kinds != 0) phrases.emplace(phrase, kinds);
  }
  return phrases;
}

std::map<std::string, std::uint8_t> NameWords(const std::vector<GazetteerRow>& rows,
                                              const CaseStatistics& cases) {
  constexpr std::uint32_t kMinPersons = 3;  // that share a name which news has not
  std::map<std::string, std::uint32_t> first;
  std::map<std::string, std::uint32_t> last;
  std::set<std::string> seen;
  for (const GazetteerRow& row : rows) {
    if (row.type != RowType::kPolitician) continue;
    const std::string phrase = PhraseOf(PersonName(row.name));
    const std::vector<std::string_view> words = PhraseWords(phrase);
    // A person is in several lists.
    if (words.size() < 2 || !seen.insert(phrase).second) continue;
    // Chinese names start with the surname.
    const bool surname_first = row.source.ends_with("/china");
    ++first[std::string(surname_first ? words.back() : words.front())];
    ++last[std::string(surname_first ? words.front() : words.back())];
  }
  std::map<std::string, std::uint8_t> flags;
  const auto add = [&](const std::map<std::string, std::uint32_t>& names, std::uint8_t flag) {
    for (const auto& [name, persons] : names) {
      const WordCase& use = cases.Of(name);
      const bool known = persons >= kMinPersons || use.all > 0;
      if (IsWordOfName(name) && known && use.lower_share() < 0.9) flags[name] |= flag;
    }
  };
  add(first, kFirstName);
  add(last, kSurname);
  return flags;
}

}  // namespace dateline
