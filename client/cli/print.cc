// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "client/cli/number_text.h"
#include "client/cli/print_entity.h"
#include "client/cli/terminal_text.h"
#include "client/cli/when.h"

namespace dateline::cli {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kReset = "\x1b[0m";

// `shown` as a link that terminals open (OSC 8), if `url` is an address of the web. It stands in an
// escape sequence: whatever is not printable ASCII, or would end the sequence, keeps it out.
std::string Link(const std::string& shown, std::string_view url) {
  const bool web = url.starts_with("http://") || url.starts_with("https://");
  const bool plain =
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
  if (!web || !plain) return shown;
  return fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", url, shown);
}

// The type that all buckets have, if the facet's name says it already: "person" needs no repeating.
bool NameSaysType(const v1::FacetResult& facet) {
  const std::string& name = facet.name();
  return name == "person" || name == "org" || name == "place" || name == "other";
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
    case v1::CALENDAR_INTERVAL_MINUTE:
      length = 16;
      break;
    case v1::CALENDAR_INTERVAL_HOUR:
      length = 13;
      break;
    case v1::CALENDAR_INTERVAL_MONTH:
    case v1::CALENDAR_INTERVAL_QUARTER:
      length = 7;
      break;
    case v1::CALENDAR_INTERVAL_YEAR:
    case v1::CALENDAR_INTERVAL_DECADE:
    case v1::CALENDAR_INTERVAL_CENTURY:
      length = 4;
      break;
    case v1::CALENDAR_INTERVAL_UNSPECIFIED:
      return SafeText(bucket.key());
    default:
      break;
  }
  return SafeText(bucket.key().substr(0, length));
}

}  // namespace

std::string Paint(std::string_view code, std::string_view text, bool color) {
  return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string Credits(const v1::Article& article, const PrintOptions& options) {
  std::string out = ShowPublished(article, options.zone);
  for (const std::string* part : {&article.source(), &article.section(), &article.language()}) {
    if (!part->empty()) out += " · " + SafeText(*part);
  }
  for (const std::string& author : article.authors()) out += " · " + SafeText(author);
  return out;
}

std::string ShowHeadline(const v1::Article& article,
                         const google::protobuf::RepeatedPtrField<v1::Span>& spans,
                         const PrintOptions& options) {
  const std::string text = article.headline().empty() ? SafeText(article.id()) : article.headline();
  if (!options.color) return SafeText(text);
  // Each mark ends with a reset, which would end bold too.
  std::string marked = MarkSpans(text, spans, Marks::kColor);
  for (std::size_t at = marked.find(kReset); at != std::string::npos;
       at = marked.find(kReset, at + kReset.size() + kBold.size())) {
    marked.insert(at + kReset.size(), kBold);
  }
  return Link(fmt::format("{}{}{}", kBold, marked, kReset), article.url());
}

std::string MentionCount(const v1::Entity& entity) {
  return entity.mention_count() > 1 ? fmt::format(" × {}", entity.mention_count()) : "";
}

std::string ShowHit(int number, const v1::Hit& hit, const PrintOptions& options) {
  const v1::Article& article = hit.article();
  std::string out =
      fmt::format("{:>3}. {}\n", number, ShowHeadline(article, hit.headline_spans(), options));
  const std::string score = hit.score() != 0 ? fmt::format(" · score {:.2f}", hit.score()) : "";
  out += "     " + Paint("2", Credits(article, options) + score, options.color) + "\n";
  const std::string url = article.url().empty() ? "" : " · " + SafeText(article.url());
  out += "     " + Paint("2", SafeText(article.id()) + url, options.color) + "\n";
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
  const std::string count = Counted(response.total().value(), "article");
  switch (response.total().relation()) {
    case v1::COUNT_RELATION_EXACT:
      out = count + "\n";
      break;
    case v1::COUNT_RELATION_AT_LEAST:
      out = "at least " + count + "\n";
      break;
    case v1::COUNT_RELATION_ESTIMATE:
      out = "about " + count + "\n";
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
    const v1::EntityType type =
        NameSaysType(facet) ? v1::ENTITY_TYPE_UNSPECIFIED : bucket.entity_type();
    labels.push_back(EntityLabel(BucketLabel(facet, bucket), type, bucket.country()));
    label_width = std::max(label_width, Width(labels.back()));
    most = std::max(most, bucket.count());
  }
  const bool shares = std::any_of(facet.buckets().begin(), facet.buckets().end(),
                                  [](const v1::FacetBucket& one) { return one.all_count() > 0; });
  const int beside = shares ? 16 + 22 : 16;  // " of 12,345,678 (100.0 %)", nearly always shorter
  const int columns = std::clamp(options.width - static_cast<int>(label_width) - beside, 10, 50);
  std::string out = Paint("1", SafeText(facet.name()), options.color) + "\n";
  for (int i = 0; i < facet.buckets_size(); ++i) {
    const v1::FacetBucket& bucket = facet.buckets(i);
    const std::string& label = labels[static_cast<std::size_t>(i)];
    const std::string all = bucket.all_count() > 0
                                ? fmt::format(" of {} ({})", Thousands(bucket.all_count()),
                                              Percent(bucket.count(), bucket.all_count()))
                                : std::string();
    const std::string bar = Bar(bucket.count(), most, columns);
    out += fmt::format("{} {}{} {:>8}{}{}{}\n", bucket.selected() ? "*" : " ", label,
                       std::string(label_width - Width(label), ' '), Thousands(bucket.count()),
                       bar.empty() ? "" : " ", bar.empty() ? "" : Paint("36", bar, options.color),
                       all);
  }
  if (facet.other_count() > 0)
    out += fmt::format("  {} in other values\n", Thousands(facet.other_count()));
  if (facet.missing_count() > 0)
    out += fmt::format("  {} without a value\n", Thousands(facet.missing_count()));
  if (facet.imprecise_count() > 0)
    out += fmt::format("  {} with a date too imprecise for one of these\n",
                       Thousands(facet.imprecise_count()));
  if (facet.outside_count() > 0)
    out += fmt::format("  {} far off these dates\n", Thousands(facet.outside_count()));
  return out + "\n";
}

}  // namespace dateline::cli
