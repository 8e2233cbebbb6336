// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/gazetteer_rows.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>

#include "core/article/name_key.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "indexer/entities/tagger/name_tokens.h"
#include "indexer/training/text_source.h"

namespace dateline::training {
namespace {

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::optional<RowType> TypeNamed(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, RowType>, 9> kTypes{{
      {"country", RowType::kCountry},
      {"capital", RowType::kCapital},
      {"city", RowType::kCity},
      {"region", RowType::kRegion},
      {"demonym", RowType::kDemonym},
      {"politician", RowType::kPolitician},
      {"person", RowType::kPerson},
      {"company", RowType::kCompany},
      {"org", RowType::kOrganisation},
  }};
  for (const auto& [type_name, type] : kTypes) {
    if (type_name == name) return type;
  }
  return std::nullopt;
}

// Clubs and lists of 1987 that no news is written of, or that are not names.
bool IsUseless(std::string_view source) {
  return IsOneOf(source,
                 {"dariusk/fraternities", "dariusk/sororities", "dariusk/semi_secret",
                  "dariusk/professional", "dariusk/service", "dariusk/coeducational_fraternities",
                  "dariusk/defunct", "dariusk/animal_welfare", "reuters21578-keys",
                  "dariusk/milb_teams", "dariusk/uk_political_parties"});
}

// Legal forms and kinds of shares, which end a company's name.
bool IsCompanyEnding(std::string_view word) {
  return IsOneOf(
      word,
      {"ab",     "adr",      "ads",         "ag",    "a.g.",  "asa",          "as",    "a.s.",
       "a/s",    "berhad",   "bhd",         "bhd.",  "class", "co",           "co.",   "company",
       "corp",   "corp.",    "corporation", "inc",   "inc.",  "incorporated", "kgaa",  "limited",
       "llc",    "l.p.",     "lp",          "ltd",   "ltd.",  "n.v.",         "nv",    "oyj",
       "plc",    "plc.",     "psc",         "pt",    "s.a.",  "sa",           "sab",   "s.a.b.",
       "se",     "spa",      "s.p.a.",      "tbk",   "tbk.",  "ord",          "shs",   "common",
       "stock",  "holdings", "holding",     "group", "the",   "kk",           "k.k.",  "de",
       "c.v.",   "cv",       "s.a.a.",      "pjsc",  "ojsc",  "jsc",          "hldgs", "depositary",
       "shares", "american", "cos."});
}

// Words of securities and funds.
bool IsSecurityWord(std::string_view word) {
  return IsOneOf(
      word, {"etf",       "etn",      "futures", "fund",      "funds",       "notes", "portfolio",
             "warrant",   "warrants", "units",   "leveraged", "bitcoin",     "ultra", "bull",
             "bear",      "daily",    "etc",     "index",     "acquisition", "msci",  "ishares",
             "proshares", "income",   "yield",   "dividend",  "municipal",   "reit"});
}

std::string Trim(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == ',')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return std::string(text);
}

}  // namespace

absl::StatusOr<std::vector<GazetteerRow>> ReadGazetteer(const std::vector<std::string>& files) {
  std::vector<GazetteerRow> rows;
  const auto take = [&rows](std::span<const std::string_view> cells) {
    if (cells[0].starts_with('#')) return absl::OkStatus();
    if (cells.size() < 3 || cells[1].empty() || cells[2].empty())
      return absl::InvalidArgumentError("a row needs a type, a name and a canonical name");
    const auto cell = [&cells](std::size_t i) {
      return i < cells.size() ? std::string(cells[i]) : std::string();
    };
    const auto type = TypeNamed(cells[0]);
    if (type && !IsUseless(cell(4))) rows.push_back({*type, cell(1), cell(2), cell(3), cell(4)});
    return absl::OkStatus();
  };
  for (const std::string& file : files) {
    if (absl::Status status = ReadRows(file, take); !status.ok()) return status;
  }
  return rows;
}

std::string PhraseOf(std::string_view name) {
  tagger::NameTokens tokens;
  tagger::TokenizeNames(name, tagger::TokenRules(), tokens);
  if (tokens.tokens.size() > kMaxPhraseTokens) return "";
  std::string phrase;
  for (const auto& [start, end] : tokens.tokens) {
    const std::string word = text::FoldName(name.substr(start, end - start));
    if (word.empty()) continue;
    if (!phrase.empty()) phrase += ' ';
    phrase += word;
  }
  return phrase;
}

std::string PersonName(std::string_view name) {
  const std::string cut = Trim(name.substr(0, name.find_first_of(",(")));
  return cut.find(' ') == std::string::npos ? "" : cut;
}

std::string OrganisationName(std::string_view name) {
  std::string cut = Trim(name.substr(0, name.find('(')));
  if (cut.starts_with("The ")) cut.erase(0, 4);
  return cut;
}

std::string CompanyName(std::string_view name) {
  std::string cut = OrganisationName(name);
  if (std::any_of(cut.begin(), cut.end(), text::IsAsciiDigit)) return "";
  // A comma and what follows it is a legal form.
  cut = Trim(cut.substr(0, cut.find(',')));
  const std::string folded = text::FoldName(cut);
  for (const std::string_view word : article::NameWords(folded)) {
    if (IsSecurityWord(word)) return "";
  }
  while (true) {
    const std::size_t gap = cut.rfind(' ');
    if (gap == std::string::npos) break;
    const std::string last = text::FoldName(std::string_view(cut).substr(gap + 1));
    // "&" is left of "& Co"; single letters are share classes.
    if (!IsCompanyEnding(last) && last.size() > 1) break;
    cut = Trim(cut.substr(0, gap));
  }
  return cut.size() < 2 ? "" : cut;
}

}  // namespace dateline::training
