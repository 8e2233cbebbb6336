// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/index_contents.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/index/snapshot.h"

namespace dateline::test_support {
namespace {

constexpr std::size_t kMostDifferences = 10;

std::string Text(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

void CheckLookUp(const index::Snapshot& snapshot, std::size_t segment, index::DocId doc,
                 const std::string& id, IndexContents& contents) {
  const auto address = index::FindLiveArticle(snapshot, id);
  if (!address || address->segment != segment || address->doc != doc) {
    contents.problems.push_back(fmt::format("'{}' is not found by its id", id));
  }
}

void ReadSegment(const index::Snapshot& snapshot, std::size_t index, IndexContents& contents) {
  const index::SegmentView& view = snapshot.segments[index];
  std::uint32_t live = 0;
  for (index::DocId doc = 1; doc <= view.segment->columns().rows(); ++doc) {
    if (std::binary_search(view.dead->begin(), view.dead->end(), doc)) continue;
    ++live;
    auto article = view.segment->ReadArticle(doc);
    if (!article.ok()) {
      contents.problems.push_back(Text(article.status()));
      continue;
    }
    const std::string id = article->id();
    CheckLookUp(snapshot, index, doc, id, contents);
    if (!contents.articles.emplace(id, std::move(*article)).second)
      contents.problems.push_back(fmt::format("'{}' is there twice", id));
  }
  if (live != view.live)
    contents.problems.push_back(fmt::format("{} live rows, {} counted", live, view.live));
}

}  // namespace

IndexContents ReadIndex(const std::string& folder) {
  IndexContents contents;
  const auto snapshot = index::OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) {
    contents.problems.push_back(Text(snapshot.status()));
    return contents;
  }
  for (const index::SegmentDamage& damage : (*snapshot)->damaged)
    contents.problems.push_back(index::Describe(damage));

  for (std::size_t i = 0; i < (*snapshot)->segments.size(); ++i)
    ReadSegment(**snapshot, i, contents);
  if (contents.articles.size() != (*snapshot)->live_articles) {
    contents.problems.push_back(fmt::format("{} articles, the snapshot counts {}",
                                            contents.articles.size(), (*snapshot)->live_articles));
  }
  return contents;
}

article::Article Normalised(article::Article article) {
  if (!article::NormalizeArticle(article).ok()) throw std::invalid_argument("not a valid article");
  return article;
}

std::vector<std::string> Differences(const std::map<std::string, article::Article>& expected,
                                     const IndexContents& found) {
  std::vector<std::string> lines = found.problems;
  for (const auto& [id, article] : expected) {
    const auto it = found.articles.find(id);
    if (it == found.articles.end()) {
      lines.push_back(fmt::format("'{}' is lost", id));
    } else if (it->second.SerializeAsString() != article.SerializeAsString()) {
      lines.push_back(fmt::format("'{}' has another content: '{}', not '{}'", id,
                                  it->second.headline(), article.headline()));
    }
  }
  for (const auto& [id, article] : found.articles) {
    if (!expected.contains(id)) lines.push_back(fmt::format("'{}' should not be there", id));
  }
  if (lines.size() > kMostDifferences) lines.resize(kMostDifferences);
  return lines;
}

}  // namespace dateline::test_support
