// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/dump.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "core/article/publish_date.h"
#include "core/errors/errors.h"
#include "core/index/snapshot.h"
#include "core/readers/strip_html.h"
#include "indexer/cli/dump_file.h"

namespace dateline::commands {
namespace {

void AddMember(std::string_view name, const std::string& json, std::string& line) {
  line += fmt::format("{}\"{}\":{}", line.size() > 1 ? "," : "", name, json);
}

void AddText(std::string_view name, const std::string& text, std::string& line) {
  if (!text.empty()) AddMember(name, JsonString(text), line);
}

const char* TypeName(v1::EntityType type) {
  switch (type) {
    case v1::ENTITY_TYPE_PERSON:
      return "person";
    case v1::ENTITY_TYPE_ORGANISATION:
      return "organisation";
    case v1::ENTITY_TYPE_PLACE:
      return "place";
    default:
      return "other";
  }
}

const char* OriginName(v1::EntityOrigin origin) {
  if (origin == v1::ENTITY_ORIGIN_DETECTED) return "detected";
  return origin == v1::ENTITY_ORIGIN_BOTH ? "both" : "provided";
}

std::string EntitiesJson(const article::Article& article) {
  std::string list;
  for (const v1::Entity& entity : article.entities()) {
    list += fmt::format(R"({}{{"name":{},"type":"{}","origin":"{}"}})", list.empty() ? "" : ",",
                        JsonString(entity.name()), TypeName(entity.type()),
                        OriginName(entity.origin()));
  }
  return "[" + list + "]";
}

// The moment, or the day or span of days in EDTF, so that it is read as exactly as it was.
std::string DateJson(const article::Article& article) {
  if (article::HasImpreciseDate(article) ||
      article.publish_precision() == v1::DATE_PRECISION_MINUTE) {
    return JsonString(article.publish_date());
  }
  const absl::Time time = absl::FromUnixSeconds(article.publish_time().seconds()) +
                          absl::Nanoseconds(article.publish_time().nanos());
  return "\"" + absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone()) + "\"";
}

// What was written, and what could not be.
struct Counts {
  std::uint64_t articles = 0;
  std::uint64_t damaged = 0;
};

absl::Status DumpSegment(const index::SegmentView& view, DumpFile& file, Counts& counts) {
  auto dead = view.dead->begin();
  for (index::DocId doc = 1; doc <= view.segment->columns().rows(); ++doc) {
    if (dead != view.dead->end() && *dead == doc) {
      ++dead;
      continue;
    }
    const auto article = view.segment->ReadArticle(doc);
    if (!article.ok()) {
      ++counts.damaged;
      fmt::print(stderr, "left out: row {} of segment {}: {}\n", doc, view.entry.number,
                 Shown(errors::MessageOf(article.status())));
      continue;
    }
    if (absl::Status status = file.Write(DumpLine(*article) + "\n"); !status.ok()) return status;
    ++counts.articles;
  }
  return absl::OkStatus();
}

absl::Status DumpSnapshot(const index::Snapshot& snapshot, const std::string& target,
                          Counts& counts) {
  auto file = DumpFile::Create(target);
  if (!file.ok()) return file.status();
  for (const index::SegmentDamage& damage : snapshot.damaged) {
    counts.damaged += damage.articles;
    fmt::print(stderr, "left out: {}\n", Shown(index::Describe(damage)));
  }
  for (const index::SegmentView& view : snapshot.segments) {
    if (absl::Status status = DumpSegment(view, **file, counts); !status.ok()) return status;
  }
  return (*file)->Finish();
}

}  // namespace

std::string DumpLine(const article::Article& article) {
  std::string line = "{";
  AddText("id", article.id(), line);
  // Else text that stands for itself would be taken for markup.
  const bool looks_like_html = readers::StripHtml(article.headline()) != article.headline() ||
                               readers::StripHtml(article.body()) != article.body();
  if (looks_like_html) AddMember("html", "false", line);
  AddText("headline", article.headline(), line);
  AddText("body", article.body(), line);
  if (article::SortSeconds(article)) AddMember("published", DateJson(article), line);
  AddText("source", article.source(), line);
  AddText("section", article.section(), line);
  const std::vector<std::string> authors(article.authors().begin(), article.authors().end());
  if (!authors.empty()) AddMember("authors", JsonList(authors), line);
  AddText("language", article.language(), line);
  AddText("url", article.url(), line);
  if (article.entities_size() > 0) AddMember("entities", EntitiesJson(article), line);
  return line + "}";
}

int RunDump(const std::string& folder, const std::string& target, OutputForm form) {
  const auto snapshot = index::OpenSnapshot(folder, nullptr);
  if (!snapshot.ok()) return FailAt(folder, snapshot.status(), form);
  Counts counts;
  if (const absl::Status status = DumpSnapshot(**snapshot, target, counts); !status.ok()) {
    return FailAt(folder, status, form);
  }
  std::FILE* const out = target == "-" ? stderr : stdout;
  if (form == OutputForm::kJson) {
    fmt::print(out,
               R"({{"target":{},"generation":{},"articles":{},"left_out":{}}})"
               "\n",
               JsonString(target), (*snapshot)->generation, counts.articles, counts.damaged);
  } else {
    fmt::print(out, "wrote {} articles of generation {}, left out {}\n", counts.articles,
               (*snapshot)->generation, counts.damaged);
  }
  return counts.damaged == 0 ? 0 : 1;
}

}  // namespace dateline::commands
