// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/word_lists.h"

#include <absl/status/status.h>
#include <fmt/format.h>

#include <map>
#include <string_view>

#include "core/article/name_key.h"
#include "core/text/fold.h"
#include "indexer/entities/tagger/lexicon.h"
#include "indexer/training/gazetteer_rows.h"
#include "indexer/training/text_source.h"

namespace dateline::training {
namespace {

constexpr std::uint8_t kLocative = 0;  // has a set of its own

const std::map<std::string_view, std::uint8_t>& Sections() {
  static const auto* sections =
      new std::map<std::string_view, std::uint8_t>{{"first_name", tagger::kFirstName},
                                                   {"surname", tagger::kSurname},
                                                   {"title", tagger::kTitleWord},
                                                   {"company_suffix", tagger::kCompanySuffix},
                                                   {"demonym", tagger::kDemonymWord},
                                                   {"place", tagger::kPlaceWord},
                                                   {"organisation", tagger::kOrganisationWord},
                                                   {"locative", kLocative}};
  return *sections;
}

}  // namespace

absl::StatusOr<WordLists> ReadWordLists(const std::string& file) {
  WordLists lists;
  auto section = Sections().end();
  const auto take = [&](std::string_view line) {
    if (line.starts_with('#')) return absl::OkStatus();
    if (line.starts_with('[') && line.ends_with(']')) {
      section = Sections().find(line.substr(1, line.size() - 2));
      return section != Sections().end()
                 ? absl::OkStatus()
                 : absl::InvalidArgumentError(fmt::format("section {} is not known", line));
    }
    if (section == Sections().end())
      return absl::InvalidArgumentError("words before the first section");
    const std::string folded = text::FoldName(line);
    for (const std::string_view word : article::NameWords(folded)) {
      if (section->second == kLocative) {
        lists.locatives.emplace(word);
      } else {
        lists.flags[std::string(word)] |= section->second;
      }
    }
    return absl::OkStatus();
  };
  if (absl::Status status = ReadLines(file, take); !status.ok()) return status;
  return lists;
}

}  // namespace dateline::training
