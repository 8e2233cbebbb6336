// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/dump.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "core/errors/errors.h"
#include "core/index/snapshot.h"
#include "core/readers/json_reader.h"
#include "indexer/cli/dump_file.h"

namespace dateline::commands {
namespace {

void AddText(std::string_view name, const std::string& text, std::string& line) {
  if (!text.empty()) line += fmt::format(",\"{}\":{}", name, JsonString(text));
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
    list += fmt::format(R"({}{{"name":{},"type":"{}","origin":"{}")", list.empty() ? "" : ",",
                        JsonString(entity.name()), TypeName(entity.type()),
                        OriginName(entity.origin()));
    AddText("id", entity.id(), list);
    AddText("uri", entity.uri(), list);
    const bool given = entity.origin() != v1::ENTITY_ORIGIN_DETECTED;
    if (given && entity.type() == v1::ENTITY_TYPE_PLACE) AddText("country", entity.country(), list);
    list += "}";
  }
  return "[" + list + "]";
}

std::string TimeJson(const google::protobuf::Timestamp& timestamp) {
  const absl::Time time =
      absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
  return "\"" + absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone()) + "\"";
}

// As exactly as the date is known; of a moment the text lacks the parts of a second.
std::string DateJson(const article::Article& article) {
  const bool exact = article.publish_precision() == v1::DATE_PRECISION_SECOND ||
                     article.publish_precision() == v1::DATE_PRECISION_UNSPECIFIED;
  return exact || article.publish_date().empty() ? TimeJson(article.publish_time())
                                                 : JsonString(article.publish_date());
}

// The members of the line.
std::string Members(const article::Article& article) {
  std::string line;
  const auto add_text = [&line](std::string_view name, const std::string& text) {
    AddText(name, text, line);
  };
  const auto add = [&line](std::string_view name, const std::string& json) {
    line += fmt::format(",\"{}\":{}", name, json);
  };
  add_text("headline", article.headline());
  add_text("body", article.body());
  if (article.has_publish_time() || !article.publish_date().empty()) {
    add("published", DateJson(article));
  }
  add_text("source", article.source());
  add_text("section", article.section());
  const std::vector<std::string> authors(article.authors().begin(), article.authors().end());
  if (!authors.empty()) add("authors", JsonList(authors));
  add_text("language", article.language());
  add_text("language_tag", article.language_tag());
  add_text("url", article.url());
  if (article.entities_size() > 0) add("entities", EntitiesJson(article));
  if (article.has_embargoed()) add("embargoed", TimeJson(article.embargoed()));
  add_text("pubstatus", article.pubstatus());
  add_text("provenance", article.provenance());
  if (!article.extra().empty()) add("extra", article.extra());
  return line;
}

// Whether a reader takes the texts of `line` as they are, and not for markup or a list of authors.
bool ReadsAsGiven(const std::string& line, const article::Article& article) {
  const auto read = readers::ParseJsonArticle(line);
  if (!read.ok()) return false;
  const article::Article& other = read->article;
  std::vector<std::string> names;
  for (const v1::Entity& entity : article.entities()) {
    if (entity.origin() != v1::ENTITY_ORIGIN_DETECTED) names.push_back(entity.name());
  }
  std::vector<std::string> read_names;
  for (const v1::Entity& entity : other.entities()) read_names.push_back(entity.name());
  return other.headline() == article.headline() && other.body() == article.body() &&
         other.source() == article.source() && other.section() == article.section() &&
         std::ranges::equal(other.authors(), article.authors()) && other.url() == article.url() &&
         other.pubstatus() == article.pubstatus() && other.provenance() == article.provenance() &&
         names == read_names;
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
  const std::string id = "{\"id\":" + JsonString(article.id());
  const std::string members = Members(article) + "}";
  std::string line = id + members;
  return ReadsAsGiven(line, article) ? line : id + ",\"html\":false" + members;
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
