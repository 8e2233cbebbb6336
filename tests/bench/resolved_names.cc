// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/resolved_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/article/article_annotator.h"
#include "core/article/entity_mentions.h"
#include "indexer/entities/entity_finder.h"
#include "tests/bench/subject_recall.h"

namespace dateline::bench {
namespace {

constexpr auto kStates = std::to_array<std::string_view>({"Alabama",
                                                          "Alaska",
                                                          "Arizona",
                                                          "Arkansas",
                                                          "California",
                                                          "Colorado",
                                                          "Connecticut",
                                                          "Delaware",
                                                          "Florida",
                                                          "Georgia",
                                                          "Hawaii",
                                                          "Idaho",
                                                          "Illinois",
                                                          "Indiana",
                                                          "Iowa",
                                                          "Kansas",
                                                          "Kentucky",
                                                          "Louisiana",
                                                          "Maine",
                                                          "Maryland",
                                                          "Massachusetts",
                                                          "Michigan",
                                                          "Minnesota",
                                                          "Mississippi",
                                                          "Missouri",
                                                          "Montana",
                                                          "Nebraska",
                                                          "Nevada",
                                                          "New Hampshire",
                                                          "New Jersey",
                                                          "New Mexico",
                                                          "New York",
                                                          "North Carolina",
                                                          "North Dakota",
                                                          "Ohio",
                                                          "Oklahoma",
                                                          "Oregon",
                                                          "Pennsylvania",
                                                          "Rhode Island",
                                                          "South Carolina",
                                                          "South Dakota",
                                                          "Tennessee",
                                                          "Texas",
                                                          "Utah",
                                                          "Vermont",
                                                          "Virginia",
                                                          "Washington",
                                                          "West Virginia",
                                                          "Wisconsin",
                                                          "Wyoming",
                                                          "Ala.",
                                                          "Ariz.",
                                                          "Calif.",
                                                          "Colo.",
                                                          "Conn.",
                                                          "Del.",
                                                          "Fla.",
                                                          "Ga.",
                                                          "Ill.",
                                                          "Ind.",
                                                          "Kan.",
                                                          "Ky.",
                                                          "La.",
                                                          "Md.",
                                                          "Mass.",
                                                          "Mich.",
                                                          "Minn.",
                                                          "Miss.",
                                                          "Mo.",
                                                          "N.C.",
                                                          "N.J.",
                                                          "N.Y.",
                                                          "Nev.",
                                                          "Okla.",
                                                          "Ore.",
                                                          "Pa.",
                                                          "Tenn.",
                                                          "Tex.",
                                                          "Va.",
                                                          "Wash.",
                                                          "Wis."});

absl::StatusOr<std::vector<GivenArticle>> FirstArticles(const std::string& path,
                                                        std::size_t articles) {
  constexpr std::size_t kMostBytes = 8000;  // of an article, on average
  auto read = ReadArticles(path, articles * kMostBytes);
  if (read.ok() && read->size() > articles) read->resize(articles);
  return read;
}

absl::StatusOr<std::unique_ptr<article::ArticleAnnotator>> Finder(const std::string& folder) {
  std::vector<std::string> warnings;
  auto models = entities::EntityModels::Open(folder, warnings);
  if (!warnings.empty()) return absl::FailedPreconditionError(warnings.front());
  return entities::MakeEntityFinder(entities::EntityMode::kDetect, std::move(models));
}

std::string Fold(std::string_view text, std::size_t width, bool keep_spaces) {
  std::string folded;
  const auto end_line = [&] {
    while (!keep_spaces && folded.ends_with(' ')) folded.pop_back();
    folded += '\n';
  };
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    while (line.size() > width) {
      const auto space = line.substr(0, width).rfind(' ');
      const std::size_t length = space == std::string_view::npos ? width : space + 1;
      folded.append(line.substr(0, length));
      line.remove_prefix(length);
      end_line();
    }
    folded.append(line);
    end_line();
  }
  return folded;
}

using Found = std::set<std::pair<int, std::string>>;

Found EntitiesOf(article::ArticleAnnotator& finder, article::Article article) {
  article.set_language("en");
  finder.Annotate(article);
  Found found;
  for (const v1::Entity& entity : article.entities()) found.emplace(entity.type(), entity.name());
  return found;
}

std::size_t CountMissing(const Found& from, const Found& in) {
  Found missing;
  std::ranges::set_difference(from, in, std::inserter(missing, missing.end()));
  return missing.size();
}

bool StartsWithState(std::string_view text) {
  return std::ranges::any_of(kStates, [&](std::string_view state) {
    if (!text.starts_with(state)) return false;
    const char after = text.size() > state.size() ? text[state.size()] : ' ';
    return after == ' ' || after == ',' || after == '.' || after == '\n' || after == ';';
  });
}

}  // namespace

absl::Status PrintWraps(const std::string& path, const std::string& folder, std::size_t articles) {
  const auto given = FirstArticles(path, articles);
  if (!given.ok()) return given.status();
  auto finder = Finder(folder);
  if (!finder.ok()) return finder.status();
  std::vector<Found> whole;
  std::size_t all = 0;
  for (const GivenArticle& one : *given) {
    all += whole.emplace_back(EntitiesOf(**finder, one.article)).size();
  }
  fmt::print("{} articles, {} entities; % lost, % new\n", given->size(), all);
  for (std::size_t width = 30; width <= 80; width += 5) {
    fmt::print("width {}:", width);
    for (const bool keep_spaces : {true, false}) {
      std::size_t lost = 0;
      std::size_t added = 0;
      for (std::size_t i = 0; i < given->size(); ++i) {
        article::Article narrow = (*given)[i].article;
        narrow.set_body(Fold(narrow.body(), width, keep_spaces));
        const Found found = EntitiesOf(**finder, std::move(narrow));
        lost += CountMissing(whole[i], found);
        added += CountMissing(found, whole[i]);
      }
      const double percent = 100.0 / static_cast<double>(std::max<std::size_t>(all, 1));
      fmt::print("  {:.2f} {:.2f}{}", static_cast<double>(lost) * percent,
                 static_cast<double>(added) * percent, keep_spaces ? " |" : "\n");
    }
  }
  return absl::OkStatus();
}

absl::Status PrintCities(const std::string& path, const std::string& folder, std::size_t articles) {
  const auto given = FirstArticles(path, articles);
  if (!given.ok()) return given.status();
  auto finder = Finder(folder);
  if (!finder.ok()) return finder.status();
  std::size_t all = 0;
  std::size_t right = 0;
  for (const GivenArticle& one : *given) {
    article::Article article = one.article;
    article.set_language("en");
    (*finder)->Annotate(article);
    const std::string_view body = article.body();
    for (v1::Entity& entity : *article.mutable_entities()) {
      if (entity.type() != v1::ENTITY_TYPE_PLACE) continue;
      article::UnpackMentions(entity);
      for (const v1::EntityMention& mention : entity.mentions()) {
        const std::string_view after =
            body.substr(std::min<std::size_t>(mention.end(), body.size()));
        if (mention.in_headline() || !after.starts_with(", ")) continue;
        if (!StartsWithState(after.substr(2))) continue;
        ++all;
        if (entity.country() == "United States") {
          ++right;
        } else {
          fmt::print("{} in {}: {}\n", entity.name(), entity.country(),
                     body.substr(mention.start(), 60));
        }
      }
    }
  }
  fmt::print(
      "{} of {} cities before a state are in the United States ({:.1f} %)\n", right, all,
      100.0 * static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(all, 1)));
  return absl::OkStatus();
}

}  // namespace dateline::bench
