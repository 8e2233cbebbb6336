// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/readers/json_authors.h"
#include "core/readers/json_date.h"
#include "core/readers/json_entities.h"
#include "core/readers/strip_html.h"
#include "core/text/fold.h"
#include "core/text/language_tag.h"

namespace dateline::readers {
namespace {

constexpr int kWeakRank =
    5;  // from here a value may mean something else: it is left without a word

std::string PathOf(const UsedField& field) {
  std::string path;
  for (const std::string& name : field.given.path) path += (path.empty() ? "" : ".") + name;
  return path;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

bool IsWebAddress(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

}  // namespace

JsonFields::Fields JsonFields::Of(JsonField field) {
  Fields found;
  for (UsedField& one : fields_) {
    if (one.given.field != field) continue;
    if (std::all_of(one.given.values.begin(), one.given.values.end(), IsEmptyValue)) {
      one.taken = Taken::kAll;
    } else {
      found.push_back(&one);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const UsedField* a, const UsedField* b) {
    return a->given.rank < b->given.rank;
  });
  return found;
}

void JsonFields::Note(UsedField& field, const TakenText& taken) {
  const bool whole = taken.is_whole && field.given.values.size() == 1;
  field.taken = whole ? Taken::kAll : Taken::kPart;
  if (whole || taken.path.empty()) return;
  field.path = field.given.path;
  field.path.insert(field.path.end(), taken.path.begin(), taken.path.end());
}

void JsonFields::Warn(std::string warning) {
  if (parsed_.warnings.size() < limits::kMaxArticleWarnings) {
    parsed_.warnings.push_back(std::move(warning));
  }
}

void JsonFields::WarnUnread(const UsedField& field) {
  const bool is_text =
      field.given.field == JsonField::kHeadline || field.given.field == JsonField::kBody;
  if (field.given.rank >= kWeakRank || (!is_text && IsKeyValue(field.given.values.front()))) return;
  Warn(fmt::format("value could not be read, kept in extra: '{}' is {}", PathOf(field),
                   KindOf(field.given.values.front())));
}

std::string JsonFields::Clean(std::string text) const {
  return html_ ? StripHtml(text) : std::move(text);
}

absl::Status JsonFields::Read() {
  ReadTextFormat();
  if (absl::Status status = ReadId(); !status.ok()) return status;
  ReadHeadline();
  ReadBody();
  ReadDates();
  ReadNames();
  ReadAuthors();
  ReadLanguage();
  ReadUrl();
  ReadEntities();
  return absl::OkStatus();
}

void JsonFields::ReadTextFormat() {
  for (UsedField& field : fields_) {
    if (field.given.values.empty()) continue;
    const Element value = field.given.values.front();
    bool html = true;
    std::string_view name;
    if (field.given.field == JsonField::kHtml) {
      if (value.get(html) == simdjson::SUCCESS) {
        html_ = html;
        field.taken = Taken::kAll;
      } else {
        field.given.field = JsonField::kBody;  // "html":"<p>..."
      }
    } else if (field.given.field == JsonField::kTextFormat &&
               value.get(name) == simdjson::SUCCESS) {
      const std::string folded = FoldFieldName(name);
      if (folded == "textformatplain" || folded == "plain") html_ = false;
      field.taken = Taken::kAll;
    }
  }
}

absl::Status JsonFields::ReadId() {
  for (UsedField* field : Of(JsonField::kId)) {
    const auto taken = TakeText(field->given.values.front(), JsonField::kId);
    if (!taken && field->given.rank > 0) continue;
    if (!taken) {
      return errors::MakeFieldError(
          v1::ERROR_REASON_INVALID_ARTICLE, "id",
          fmt::format("field '{}' must be a string or a whole number", PathOf(*field)));
    }
    // "guid" and "uri" are mostly the address, with or without what tracks readers.
    if (field->given.rank > 0 && IsWebAddress(taken->text)) {
      field->given.field = JsonField::kUrl;
      field->given.rank += kWeakRank;
      continue;
    }
    if (!article_.id().empty()) continue;
    article_.set_id(taken->text);
    Note(*field, *taken);
  }
  return absl::OkStatus();
}

std::string JsonFields::Longest(const Fields& fields, std::size_t most_bytes) {
  UsedField* best = nullptr;
  TakenText best_taken;
  std::string best_text;
  std::vector<std::pair<UsedField*, std::string>> others;
  for (UsedField* field : fields) {
    if (best != nullptr && field->given.rank != best->given.rank) break;
    TakenText taken;
    for (const Element value : field->given.values) {
      auto one = TakeText(value, field->given.field);
      if (!one) continue;
      taken.text += (taken.text.empty() ? "" : "\n\n") + one->text;
      taken.path = std::move(one->path);
      taken.is_whole &= one->is_whole;
    }
    std::string text = Clean(taken.text);
    if (Trimmed(text).empty()) {
      WarnUnread(*field);
      continue;
    }
    const bool fits = text.size() <= most_bytes;
    const bool longer = text.size() > best_text.size() || best_text.size() > most_bytes;
    if (best == nullptr || (fits && longer)) {
      if (best != nullptr) others.emplace_back(best, std::move(best_text));
      best = field;
      best_taken = std::move(taken);
      best_text = std::move(text);
    } else {
      others.emplace_back(field, std::move(text));
    }
  }
  if (best == nullptr) return "";
  Note(*best, best_taken);
  if (best->given.values.size() > 1 && best->given.field == JsonField::kBody)
    best->taken = Taken::kAll;
  for (auto& [field, text] : others) {
    if (text == best_text) field->taken = Taken::kAll;
  }
  return best_text;
}

std::string JsonFields::First(const Fields& fields, std::size_t most_bytes) {
  std::string first;
  int rank = 0;
  for (UsedField* field : fields) {
    auto taken = TakeText(field->given.values.front(), field->given.field);
    std::string text = taken ? std::string(Trimmed(Clean(taken->text))) : "";
    if (text.empty()) {
      WarnUnread(*field);
    } else if (!first.empty()) {
      if (text == first) {
        Note(*field, *taken);
      } else if (field->given.rank == rank) {
        Warn(fmt::format("value beside another one for its field, kept in extra: '{}'",
                         PathOf(*field)));
      }
    } else if (text.size() > most_bytes) {
      Warn(
          fmt::format("value over the limit, kept in extra: '{}' has {} bytes, at most {} are "
                      "allowed",
                      PathOf(*field), text.size(), most_bytes));
    } else {
      first = std::move(text);
      rank = field->given.rank;
      Note(*field, *taken);
    }
  }
  return first;
}

void JsonFields::ReadHeadline() {
  article_.set_headline(Longest(Of(JsonField::kHeadline), limits::kMaxHeadlineBytes));
}

void JsonFields::ReadBody() {
  article_.set_body(Longest(Of(JsonField::kBody), limits::kMaxBodyBytes));
}

void JsonFields::ReadDates() {
  bool dated = false;
  for (UsedField* field : Of(JsonField::kPublished)) {
    const Element value = field->given.values.front();
    article::Article other;
    const absl::Status status = ReadJsonDate(value, dated ? other : article_);
    if (!status.ok()) {
      if (dated || field->given.rank >= kWeakRank) continue;
      Warn(fmt::format("date could not be read: {} of '{}': {}", ShownValue(value), PathOf(*field),
                       std::string(status.message())));
      continue;
    }
    const bool same = dated && other.publish_time().seconds() == article_.publish_time().seconds();
    if (!dated || same) field->taken = Taken::kAll;
    dated = true;
  }
  for (UsedField* field : Of(JsonField::kEmbargoed)) {
    if (article_.has_embargoed()) break;
    const auto time = ReadJsonTime(field->given.values.front());
    if (!time.ok()) {
      Warn(fmt::format("date could not be read: {} of '{}'",
                       ShownValue(field->given.values.front()), PathOf(*field)));
      continue;
    }
    *article_.mutable_embargoed() = *time;
    field->taken = Taken::kAll;
  }
}

void JsonFields::ReadNames() {
  // Programs that fetch pages give the address as the source.
  for (UsedField* field : Of(JsonField::kSource)) {
    const auto taken = TakeText(field->given.values.front(), JsonField::kSource);
    if (!taken || !IsWebAddress(taken->text)) continue;
    field->given.field = JsonField::kUrl;
    field->given.rank += kWeakRank;
  }
  article_.set_source(First(Of(JsonField::kSource), limits::kMaxNameBytes));
  article_.set_section(First(Of(JsonField::kSection), limits::kMaxNameBytes));
  article_.set_pubstatus(First(Of(JsonField::kPubstatus), limits::kMaxPubstatusBytes));
  article_.set_provenance(First(Of(JsonField::kProvenance), limits::kMaxProvenanceBytes));
}

void JsonFields::ReadAuthors() {
  std::string agency;
  std::vector<std::string> authors;
  for (UsedField* field : Of(JsonField::kAuthors)) {
    // Contributors are authors if nobody else is.
    if (field->given.rank >= kWeakRank && !authors.empty()) continue;
    JsonAuthors read = ReadJsonAuthors(field->given.values, html_);
    if (!read.any) {
      WarnUnread(*field);
      continue;
    }
    if (read.is_whole) field->taken = Taken::kAll;
    if (agency.empty()) agency = std::move(read.agency);
    for (std::string& name : read.names) authors.push_back(std::move(name));
  }
  // A byline's agency is the source, if nothing else is given as that.
  if (!agency.empty() && article_.source().empty()) {
    article_.set_source(agency);
  } else if (!agency.empty() && text::FoldName(agency) != text::FoldName(article_.source())) {
    authors.push_back(agency);
  }
  std::vector<std::string> seen;
  for (std::string& name : authors) {
    std::string folded = text::FoldName(name);
    if (std::ranges::find(seen, folded) != seen.end()) continue;
    if (seen.size() == limits::kMaxAuthors) {
      Warn(fmt::format("author over the limit of {}, left out", limits::kMaxAuthors));
      continue;
    }
    seen.push_back(std::move(folded));
    article_.add_authors(std::move(name));
  }
}

void JsonFields::ReadLanguage() {
  for (UsedField* field : Of(JsonField::kLanguage)) {
    const Element value = field->given.values.front();
    const auto taken = TakeText(value, JsonField::kLanguage);
    const auto read =
        taken ? text::ReadLanguage(Trimmed(taken->text)) : std::optional<text::LanguageTag>();
    if (!read) {
      if (field->given.rank >= kWeakRank || !article_.language().empty()) continue;
      Warn(fmt::format("language not known, detected instead: {} of '{}'", ShownValue(value),
                       PathOf(*field)));
      continue;
    }
    if (article_.language().empty()) {
      article_.set_language(read->base);
      article_.set_language_tag(read->tag);
    } else if (read->base != article_.language()) {
      continue;
    }
    Note(*field, *taken);
  }
  for (UsedField* field : Of(JsonField::kLanguageTag)) {
    const auto taken = TakeText(field->given.values.front(), JsonField::kLanguageTag);
    if (!taken) continue;
    article_.set_language_tag(taken->text);
    Note(*field, *taken);
  }
}

void JsonFields::ReadUrl() { article_.set_url(First(Of(JsonField::kUrl), limits::kMaxUrlBytes)); }

void JsonFields::ReadEntities() {
  const NameFormat format = html_ ? NameFormat::kHtml : NameFormat::kPlain;
  for (const JsonField which : {JsonField::kEntities, JsonField::kAbout}) {
    for (UsedField* field : Of(which)) {
      bool whole = true;
      for (const Element value : field->given.values) {
        EntitiesRead read = which == JsonField::kEntities
                                ? ReadJsonEntities(value, format, article_)
                                : ReadLinkedEntities(value, format, article_);
        whole &= read.is_whole && read.status.ok();
        for (std::string& type : read.unknown_types) {
          parsed_.unknown_fields.push_back(std::move(type));
        }
        if (!read.status.ok() && which == JsonField::kEntities) {
          Warn("value could not be read, kept in extra: " + std::string(read.status.message()));
        }
      }
      if (whole) field->taken = Taken::kAll;
    }
  }
}

}  // namespace dateline::readers
