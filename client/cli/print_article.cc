// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/print_article.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "client/cli/print_entity.h"
#include "client/cli/terminal_text.h"

namespace dateline::cli {
namespace {

using Spans = google::protobuf::RepeatedPtrField<v1::Span>;

// The parts of `spans` that are in [start, end), as offsets from `start`.
Spans Within(const Spans& spans, std::size_t start, std::size_t end) {
  Spans inside;
  for (const v1::Span& span : spans) {
    const std::size_t from = std::max<std::size_t>(span.start(), start);
    const std::size_t to = std::min<std::size_t>(span.end(), end);
    if (from >= to) continue;
    inside.Add()->set_start(static_cast<std::uint32_t>(from - start));
    inside.rbegin()->set_end(static_cast<std::uint32_t>(to - start));
  }
  return inside;
}

// Lines of the body stay lines, and are broken at the width.
std::string ShowBody(const std::string& body, const Spans& spans, const PrintOptions& options) {
  const Marks marks = options.color ? Marks::kColor : Marks::kStars;
  const auto width = static_cast<std::size_t>(std::max(options.width, 1));
  std::string out;
  for (std::size_t start = 0; start < body.size();) {
    const std::size_t end = std::min(body.find('\n', start), body.size());
    const std::string line = Wrap(MarkSpans(std::string_view(body).substr(start, end - start),
                                            Within(spans, start, end), marks),
                                  width, "");
    out += line.empty() ? "\n" : line;
    start = end + 1;
  }
  return out;
}

std::string ShowEntities(const v1::Article& article, const PrintOptions& options) {
  constexpr struct {
    v1::EntityType type;
    const char* label;
  } kKinds[] = {{v1::ENTITY_TYPE_PERSON, "people"},
                {v1::ENTITY_TYPE_ORGANISATION, "organisations"},
                {v1::ENTITY_TYPE_PLACE, "places"},
                {v1::ENTITY_TYPE_OTHER, "other names"}};
  std::string out;
  for (const auto& kind : kKinds) {
    std::string names;
    for (const v1::Entity& entity : article.entities()) {
      const v1::EntityType type =
          entity.type() == v1::ENTITY_TYPE_UNSPECIFIED ? v1::ENTITY_TYPE_OTHER : entity.type();
      if (type != kind.type) continue;
      names += (names.empty() ? "" : ", ") +
               EntityLabel(entity.name(), v1::ENTITY_TYPE_UNSPECIFIED, entity.country()) +
               MentionCount(entity);
    }
    if (names.empty()) continue;
    out += "\n" + Paint("1", kind.label, options.color) + "\n" +
           Wrap(names, static_cast<std::size_t>(std::max(options.width, 1)), "  ");
  }
  return out;
}

}  // namespace

std::string ShowArticle(const v1::GetArticleResponse& response, const PrintOptions& options) {
  const v1::Article& article = response.article();
  std::string out = ShowHeadline(article, response.headline_spans(), options) + "\n";
  out += Paint("2", Credits(article, options), options.color) + "\n";
  out += Paint("2", SafeText(article.id()), options.color) + "\n";
  if (!article.url().empty()) out += Paint("2", SafeText(article.url()), options.color) + "\n";
  if (!article.provenance().empty())
    out += Paint("2", "from " + SafeText(article.provenance()), options.color) + "\n";
  return out + "\n" + ShowBody(article.body(), response.body_spans(), options) +
         ShowEntities(article, options);
}

}  // namespace dateline::cli
