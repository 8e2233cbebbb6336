// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/phrases.h"

#include <algorithm>
#include <string_view>

#include "core/article/name_key.h"
#include "indexer/entities/tagger/lexicon.h"

namespace dateline::training {
namespace {

constexpr std::uint8_t kAnyPlace =
    tagger::kCountryPhrase | tagger::kCityPhrase | tagger::kRegionPhrase;

std::uint8_t KindOf(RowType type) {
  switch (type) {
    case RowType::kCountry:
      return tagger::kCountryPhrase;
    case RowType::kCapital:
    case RowType::kCity:
      return tagger::kCityPhrase;
    case RowType::kRegion:
      return tagger::kRegionPhrase;
    case RowType::kPolitician:
    case RowType::kPerson:
      return tagger::kPersonPhrase;
    case RowType::kCompany:
      return tagger::kCompanyPhrase;
    case RowType::kOrganisation:
      return tagger::kOrganisationPhrase;
    case RowType::kDemonym:
      break;
  }
  return 0;
}

// The name of a row as it stands in text; empty if it has none.
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

class Chooser {
 public:
  Chooser(const CaseStatistics& cases, const NewsEvidence& evidence)
      : cases_(cases), evidence_(evidence) {}

  // Those of the candidate's kinds that it keeps.
  std::uint8_t KindsOf(const std::string& phrase, const PhraseCandidate& candidate) const {
    const std::vector<std::string_view> words = article::NameWords(phrase);
    std::uint8_t kinds = 0;
    if (AllOccur(words)) {
      kinds = candidate.listed;
      const PhraseEvidence& found = evidence_.Of(phrase);
      if (words.size() == 1) kinds &= SingleWordKinds(words[0], found);
      if (found.uses < kMinCompanyUses) kinds &= static_cast<std::uint8_t>(~tagger::kCompanyPhrase);
    }
    std::uint8_t certain = candidate.certain;
    // "WHO" is an organisation but "Who" begins a question; "US" is too frequent to miss.
    if (words.size() == 1 && IsCommonWord(words[0])) certain &= tagger::kCountryPhrase;
    return kinds | certain;
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

  bool IsCommonWord(std::string_view word) const {
    constexpr double kMaxLower = 0.5;
    return cases_.Of(word).lower_share() > kMaxLower;
  }

  std::uint8_t SingleWordKinds(std::string_view word, const PhraseEvidence& found) const {
    constexpr double kMaxCompanyLower = 0.05;
    std::uint8_t kinds = 0xFF;
    if (IsCommonWord(word) || word.size() < 2) return 0;
    if (!found.IsUsedAsPlace()) kinds &= static_cast<std::uint8_t>(~tagger::kCityPhrase);
    if (cases_.Of(word).lower_share() > kMaxCompanyLower)
      kinds &= static_cast<std::uint8_t>(~tagger::kCompanyPhrase);
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
  // What is a place by our own list, or a country by any, is not a company of that name.
  for (auto& [phrase, candidate] : candidates) {
    if (((candidate.certain & kAnyPlace) | (candidate.listed & tagger::kCountryPhrase)) != 0)
      candidate.listed &= static_cast<std::uint8_t>(~tagger::kCompanyPhrase);
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

}  // namespace dateline::training
