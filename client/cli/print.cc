// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "client/cli/print_entity.h"
#include "client/cli/terminal_text.h"
#include "client/cli/when.h"

namespace dateline::cli {
namespace {

std::string Paint(std::string_view code, std::string_view text, bool color) {
  return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

// "2024-05-17 14:30 · Source · Section", without what is missing.
std::string Credits(const v1::Article& article, const PrintOptions& options) {
  std::string out = article.has_publish_time() ? ShowTime(article.publish_time(), options.zone)
                                               : std::string("undated");
  for (const std::string* part : {&article.source(), &article.section(), &article.language()}) {
    if (!part->empty()) out += " · " + SafeText(*part);
  }
  for (const std::string& author : article.authors()) out += " · " + SafeText(author);
  return out;
}

// A bar of eighth blocks, `columns` wide at `count` = `most`.
std::string Bar(std::uint32_t count, std::uint32_t most, int columns) {
  static constexpr const char* kParts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (most == 0 || columns <= 0) return "";
  const auto eighths =
      static_cast<std::uint64_t>(count) * static_cast<unsigned>(columns) * 8 / most;
  std::string bar;
  for (std::uint64_t i = 0; i < eighths / 8; ++i) bar += "█";
  bar += kParts[eighths % 8];
  return bar.empty() && count > 0 ? kParts[1] : bar;
}

// Part of a bucket's start that tells it from the next one.
std::string BucketLabel(const v1::FacetResult& facet, const v1::FacetBucket& bucket) {
  std::size_t length = 10;  // a day
  switch (facet.interval()) {
    case v1::CALENDAR_INTERVAL_HOUR:
      length = 13;
      break;
    case v1::CALENDAR_INTERVAL_MONTH:
    case v1::CALENDAR_INTERVAL_QUARTER:
      length = 7;
      break;
    case v1::CALENDAR_INTERVAL_YEAR:
    case v1::CALENDAR_INTERVAL_DECADE:
      length = 4;
      break;
    case v1::CALENDAR_INTERVAL_UNSPECIFIED:
      return SafeText(bucket.key());
    default:
      break;
  }
  return SafeText(bucket.key().substr(0, length));
}

// " × 3": how often the text names it.
std::string MentionCount(const v1::Entity& entity) {
  return entity.mention_count() > 1 ? fmt::format(" × {}", entity.mention_count()) : "";
}

}  // namespace

std::string ShowHit(int number, const v1::Hit& hit, const PrintOptions& options) {
  const v1::Article& article = hit.article();
  // Without colour headlines stay as they are, to be copied; snippets show what matched.
  std::string headline = MarkSpans(article.headline(), hit.headline_spans(),
                                   options.color ? Marks::kColor : Marks::kNone);
  if (headline.empty()) headline = SafeText(article.id());
  std::string out = fmt::format("{:>3}. {}\n", number, headline);
  const std::string score = hit.score() != 0 ? fmt::format(" · score {:.2f}", hit.score()) : "";
  out += "     " + Paint("2", Credits(article, options) + score, options.color) + "\n";
  out += "     " + Paint("2", SafeText(article.id()), options.color) + "\n";
  for (const v1::Snippet& snippet : hit.snippets()) {
    const std::string text = fmt::format(
        "{}{}{}", snippet.cut_before() ? "… " : "",
        MarkSpans(snippet.text(), snippet.spans(), options.color ? Marks::kColor : Marks::kStars),
        snippet.cut_after() ? " …" : "");
    out += Wrap(text, static_cast<std::size_t>(std::max(options.width, 1)), "     ");
  }
  std::string entities;
  for (const v1::Entity& entity : article.entities()) {
    entities += (entities.empty() ? "" : ", ") +
                EntityLabel(entity.name(), entity.type(), entity.country()) + MentionCount(entity);
  }
  if (!entities.empty()) {
    out += Wrap(entities, static_cast<std::size_t>(std::max(options.width, 1)), "     ");
  }
  return out + "\n";
}

std::string ShowTotal(const v1::SearchResponse& response) {
  std::string out;
  const auto count = response.total().value();
  const char* noun = count == 1 ? "article" : "articles";
  switch (response.total().relation()) {
    case v1::COUNT_RELATION_EXACT:
      out = fmt::format("{} {}\n", count, noun);
      break;
    case v1::COUNT_RELATION_AT_LEAST:
      out = fmt::format("at least {} {}\n", count, noun);
      break;
    case v1::COUNT_RELATION_ESTIMATE:
      out = fmt::format("about {} {}\n", count, noun);
      break;
    default:
      break;
  }
  if (response.partial()) out += "partial: the deadline came first\n";
  for (const std::string& warning : response.diagnostics().warnings()) {
    out += "note: " + SafeText(warning) + "\n";
  }
  return out;
}

std::string ShowFacet(const v1::FacetResult& facet, const PrintOptions& options) {
  std::size_t label_width = 0;
  std::uint32_t most = 0;
  std::vector<std::string> labels;
  for (const v1::FacetBucket& bucket : facet.buckets()) {
    labels.push_back(
        EntityLabel(BucketLabel(facet, bucket), bucket.entity_type(), bucket.country()));
    label_width = std::max(label_width, Width(labels.back()));
    most = std::max(most, bucket.count());
  }
  const int columns = std::clamp(options.width - static_cast<int>(label_width) - 16, 10, 50);
  std::string out = Paint("1", SafeText(facet.name()), options.color) + "\n";
  for (int i = 0; i < facet.buckets_size(); ++i) {
    const v1::FacetBucket& bucket = facet.buckets(i);
    const std::string& label = labels[static_cast<std::size_t>(i)];
    const std::string all =
        bucket.all_count() > 0 ? fmt::format(" of {}", bucket.all_count()) : std::string();
    const std::string bar = Bar(bucket.count(), most, columns);
    out += fmt::format("{} {}{} {:>8}{}{}{}\n", bucket.selected() ? "*" : " ", label,
                       std::string(label_width - Width(label), ' '), bucket.count(),
                       bar.empty() ? "" : " ", bar.empty() ? "" : Paint("36", bar, options.color),
                       all);
  }
  if (facet.other_count() > 0) out += fmt::format("  {} in other values\n", facet.other_count());
  if (facet.missing_count() > 0)
    out += fmt::format("  {} without a value\n", facet.missing_count());
  return out + "\n";
}

std::string ShowArticle(const v1::Article& article, const PrintOptions& options) {
  std::string out = Paint("1", SafeText(article.headline()), options.color) + "\n";
  out += Paint("2", Credits(article, options), options.color) + "\n";
  out += Paint("2", SafeText(article.id()), options.color) + "\n";
  if (!article.url().empty()) out += Paint("2", SafeText(article.url()), options.color) + "\n";
  out += "\n";
  std::string_view body = article.body();
  while (!body.empty()) {  // lines of the body stay lines
    const auto end = std::min(body.find('\n'), body.size());
    out += SafeText(body.substr(0, end)) + "\n";
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  if (article.entities_size() > 0) out += "\n";
  for (const v1::Entity& entity : article.entities()) {
    out += fmt::format("- {}{}\n", EntityLabel(entity.name(), entity.type(), entity.country()),
                       MentionCount(entity));
  }
  return out;
}

std::string ShowStats(const v1::GetIndexStatsResponse& stats, const PrintOptions& options) {
  std::string out = fmt::format(
      "generation  {}\narticles    {}\ndead        {}\nbytes       {}\nprofile     {}\n",
      stats.generation(), stats.live_articles(), stats.dead_articles(), stats.bytes(),
      SafeText(stats.scoring_profile()));
  if (stats.has_oldest_publish_time()) {
    out +=
        fmt::format("published   {} to {}\n", ShowTime(stats.oldest_publish_time(), options.zone),
                    ShowTime(stats.newest_publish_time(), options.zone));
  }
  for (const v1::SegmentStats& segment : stats.segments()) {
    out += fmt::format("segment {:>6}: {} articles, {} dead, {} bytes\n", segment.number(),
                       segment.live_articles(), segment.dead_articles(), segment.bytes());
  }
  return out;
}

}  // namespace dateline::cli
