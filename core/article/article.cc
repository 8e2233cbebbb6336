// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/article.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <unicode/uchar.h>
#include <xxhash.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/article/extra.h"
#include "core/article/publish_date.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/text/fold.h"
#include "core/text/language.h"
#include "core/text/language_tag.h"
#include "core/text/utf8.h"

namespace dateline::article {
namespace {

absl::Status Refuse(std::string_view field, const std::string& message) {
  return errors::MakeFieldError(v1::ERROR_REASON_INVALID_ARTICLE, field, message);
}

absl::Status CheckBytes(std::string_view field, const std::string& value, std::size_t most) {
  if (value.size() <= most) return absl::OkStatus();
  return Refuse(field, fmt::format("{} has {} bytes; at most {} are allowed: shorten it", field,
                                   value.size(), most));
}

// Valid text on one line, white space collapsed and trimmed.
void CleanLine(std::string& text) {
  const std::string clean = text::CleanUtf8(text);
  text.clear();
  bool space = false;
  for (const char c : clean) {
    if (c == ' ' || c == '\t' || c == '\n') {
      space = !text.empty();
      continue;
    }
    if (space) text.push_back(' ');
    space = false;
    text.push_back(c);
  }
}

// The character before which `id` breaks a rule, or the end; and which rule that is.
std::string CharacterProblem(std::string_view id) {
  bool after_space = true;  // the start counts as one
  for (std::size_t i = 0; i < id.size();) {
    const auto [code, length] = text::DecodeUtf8(id, i);
    if (code == text::kBrokenUtf8) return fmt::format("byte {} is not UTF-8", i);
    const auto letter = static_cast<UChar32>(code);
    const bool space = code == ' ';
    if (u_charType(letter) == U_CONTROL_CHAR) {
      return fmt::format("byte {} is the control character U+{:04X}", i, letter);
    }
    if ((!space && u_isUWhiteSpace(letter)) || (space && (after_space || i + 1 == id.size()))) {
      return fmt::format("byte {} is white space, U+{:04X}", i, letter);
    }
    after_space = space;
    i += length;
  }
  return "";
}

void CleanBody(std::string& text) {
  text = text::CleanUtf8(text);
  text.erase(text.find_last_not_of(" \t\n") + 1);
}

void CleanAll(Article& article) {
  for (std::string* line :
       {article.mutable_headline(), article.mutable_source(), article.mutable_section(),
        article.mutable_language(), article.mutable_language_tag(), article.mutable_url(),
        article.mutable_provenance(), article.mutable_pubstatus()}) {
    CleanLine(*line);
  }
  CleanBody(*article.mutable_body());
  for (std::string& author : *article.mutable_authors()) CleanLine(author);
  auto& authors = *article.mutable_authors();
  authors.erase(std::remove(authors.begin(), authors.end(), ""), authors.end());
}

void Warn(std::string warning, std::vector<std::string>* warnings) {
  if (warnings != nullptr && warnings->size() < limits::kMaxArticleWarnings) {
    warnings->push_back(std::move(warning));
  }
}

// What one mention of an entity says and another one of the same name does not.
void AddGiven(const v1::Entity& from, v1::Entity& to, std::vector<std::string>* warnings) {
  if (to.id().empty()) to.set_id(from.id());
  if (to.uri().empty()) to.set_uri(from.uri());
  if (to.country().empty()) to.set_country(from.country());
  if (!from.id().empty() && from.id() != to.id()) {
    Warn(fmt::format("entity of the same name and type as another one, left out: '{}' with id '{}'",
                     to.name(), from.id()),
         warnings);
  }
}

// Names cleaned, unknown types turned into OTHER, empty names dropped and repeats joined. Only
// name, type, id, uri and country are the publisher's to say: an article that was fetched and is
// sent back loses what was found in its text, so that it is found anew.
void CleanEntities(Article& article, std::vector<std::string>* warnings) {
  std::map<std::pair<int, std::string>, int> places;
  google::protobuf::RepeatedPtrField<v1::Entity> kept;
  for (v1::Entity& entity : *article.mutable_entities()) {
    CleanLine(*entity.mutable_name());
    if (entity.type() == v1::ENTITY_TYPE_UNSPECIFIED || !v1::EntityType_IsValid(entity.type())) {
      entity.set_type(v1::ENTITY_TYPE_OTHER);
    }
    if (entity.origin() == v1::ENTITY_ORIGIN_DETECTED || entity.name().empty()) continue;
    for (std::string* line :
         {entity.mutable_id(), entity.mutable_uri(), entity.mutable_country()}) {
      CleanLine(*line);
    }
    if (entity.type() != v1::ENTITY_TYPE_PLACE) entity.clear_country();
    const auto [place, is_new] =
        places.try_emplace({entity.type(), text::FoldName(entity.name())}, kept.size());
    if (!is_new) {
      AddGiven(entity, kept[place->second], warnings);
      continue;
    }
    v1::Entity* given = kept.Add();
    given->set_name(std::move(*entity.mutable_name()));
    given->set_type(entity.type());
    given->set_id(std::move(*entity.mutable_id()));
    given->set_uri(std::move(*entity.mutable_uri()));
    given->set_country(std::move(*entity.mutable_country()));
  }
  article.mutable_entities()->Swap(&kept);
}

struct Span {
  std::size_t begin;
  std::size_t end;
};

// The bytes of the provenance in a serialized article; empty if it does not have one.
Span FindProvenance(std::string_view serialized) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream in(
      reinterpret_cast<const std::uint8_t*>(serialized.data()),
      static_cast<int>(serialized.size()));
  for (;;) {
    const auto begin = static_cast<std::size_t>(in.CurrentPosition());
    const std::uint32_t tag = in.ReadTag();
    if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) return {0, 0};
    if (WireFormatLite::GetTagFieldNumber(tag) == Article::kProvenanceFieldNumber)
      return {begin, static_cast<std::size_t>(in.CurrentPosition())};
  }
}

absl::Status CheckId(const std::string& id) {
  const std::string problem = id.empty() ? "" : IdProblem(id);
  return problem.empty() ? absl::OkStatus() : Refuse("id", problem);
}

absl::Status CheckLimits(const Article& article) {
  absl::Status status = CheckId(article.id());
  status.Update(CheckBytes("headline", article.headline(), limits::kMaxHeadlineBytes));
  status.Update(CheckBytes("body", article.body(), limits::kMaxBodyBytes));
  status.Update(CheckBytes("source", article.source(), limits::kMaxNameBytes));
  status.Update(CheckBytes("section", article.section(), limits::kMaxNameBytes));
  status.Update(CheckBytes("url", article.url(), limits::kMaxUrlBytes));
  status.Update(CheckBytes("provenance", article.provenance(), limits::kMaxProvenanceBytes));
  status.Update(CheckBytes("pubstatus", article.pubstatus(), limits::kMaxPubstatusBytes));
  status.Update(CheckBytes("language_tag", article.language_tag(), limits::kMaxLanguageTagBytes));
  for (const std::string& author : article.authors()) {
    status.Update(CheckBytes("authors", author, limits::kMaxNameBytes));
  }
  for (const v1::Entity& entity : article.entities()) {
    status.Update(CheckBytes("entities", entity.name(), limits::kMaxEntityNameBytes));
    status.Update(CheckBytes("entities.id", entity.id(), limits::kMaxEntityIdBytes));
    status.Update(CheckBytes("entities.uri", entity.uri(), limits::kMaxEntityUriBytes));
    status.Update(CheckBytes("entities.country", entity.country(), limits::kMaxNameBytes));
  }
  return status;
}

absl::Status CheckTime(std::string_view field, const google::protobuf::Timestamp& time) {
  if (time.seconds() < limits::kMinPublishSeconds || time.seconds() > limits::kMaxPublishSeconds) {
    return Refuse(
        field, fmt::format("{} is {} s; dates are of the years 1 to 9999", field, time.seconds()));
  }
  if (time.nanos() < 0 || time.nanos() > limits::kMaxNanos) {
    return Refuse(field, fmt::format("{} has {} nanos; give 0 to {}, forward in time", field,
                                     time.nanos(), limits::kMaxNanos));
  }
  return absl::OkStatus();
}

absl::Status CheckRules(const Article& article) {
  if (article.headline().empty() && article.body().empty()) {
    return Refuse("body", "the article has neither headline nor body; give at least one");
  }
  if (article.authors_size() > static_cast<int>(limits::kMaxAuthors)) {
    return Refuse("authors", fmt::format("{} authors; at most {} are allowed",
                                         article.authors_size(), limits::kMaxAuthors));
  }
  if (article.entities_size() > static_cast<int>(limits::kMaxEntities)) {
    return Refuse("entities", fmt::format("{} entities; at most {} are allowed",
                                          article.entities_size(), limits::kMaxEntities));
  }
  absl::Status status = CheckTime("publish_time", article.publish_time());
  status.Update(CheckTime("embargoed", article.embargoed()));
  if (!status.ok() || article.extra().empty()) return status;
  const std::string problem = ExtraProblem(article.extra());
  return problem.empty() ? absl::OkStatus() : Refuse("extra", problem);
}

// One code for one language, and the tag beside it. A code of no language is as none: it would be
// found by nothing.
absl::Status NormalizeLanguage(Article& article, std::vector<std::string>* warnings) {
  if (article.language().empty()) article.set_language(article.language_tag());
  if (article.language().empty()) return absl::OkStatus();
  if (auto read = text::ReadLanguage(article.language())) {
    article.set_language(std::move(read->base));
    if (article.language_tag().empty()) article.set_language_tag(std::move(read->tag));
    return absl::OkStatus();
  }
  if (!text::IsLanguageCode(article.language())) {
    return Refuse("language",
                  fmt::format("'{}' is not a language; give an ISO 639-1 code such as en, or leave "
                              "it out to have it detected",
                              text::CutUtf8(article.language(), 40)));
  }
  Warn(fmt::format("language not known, detected instead: '{}'", article.language()), warnings);
  article.clear_language();
  return absl::OkStatus();
}

}  // namespace

std::string IdProblem(std::string_view id) {
  if (id.size() > limits::kMaxIdBytes) {
    return fmt::format("the id has {} bytes; at most {} are allowed: shorten it", id.size(),
                       limits::kMaxIdBytes);
  }
  const std::string problem = CharacterProblem(id);
  if (problem.empty()) return "";
  return fmt::format(
      "the id is not one that an article may have: {}; ids are UTF-8 without control characters, "
      "and without white space except single spaces inside",
      problem);
}

absl::Status NormalizeArticle(Article& article, std::vector<std::string>* warnings) {
  if (absl::Status status = CheckBytes("body", article.body(), 2 * limits::kMaxBodyBytes);
      !status.ok()) {
    return status;
  }
  CleanAll(article);
  CleanEntities(article, warnings);
  article.clear_text_format();
  absl::Status status = CheckLimits(article);
  status.Update(CheckRules(article));
  if (status.ok()) status = NormalizeLanguage(article, warnings);
  if (!status.ok()) return status;
  if (!article.extra().empty()) article.set_extra(OneJsonLine(article.extra()));
  if (std::string problem = NormalizeDate(article); !problem.empty()) {
    Warn("date could not be read: " + problem, warnings);
  }
  if (article.language().empty()) {
    article.set_language(text::DetectLanguage(article.headline() + "\n" + article.body()));
  }
  if (article.id().empty() && !article.url().empty()) {
    const std::string key = UrlKey(article.url());
    article.set_id(fmt::format("url-{:016x}", XXH3_64bits(key.data(), key.size())));
  }
  if (article.id().empty()) article.set_id(fmt::format("content-{:016x}", ContentHash(article)));
  return absl::OkStatus();
}

std::uint64_t ContentHash(const Article& article) {
  return ContentHash(article.SerializeAsString(), article.id());
}

std::uint64_t ContentHash(std::string_view serialized, std::string_view id) {
  // No map fields: the bytes of a message are the same for the same content, in the order of the
  // fields' numbers. The id is the first.
  const auto id_bytes = static_cast<std::uint32_t>(id.size());
  if (!id.empty()) {
    serialized.remove_prefix(1 + google::protobuf::io::CodedOutputStream::VarintSize32(id_bytes) +
                             id_bytes);
  }
  // The file that it was read from is not what it says.
  std::string without;
  if (const Span left_out = FindProvenance(serialized); left_out.begin < left_out.end) {
    without = std::string(serialized.substr(0, left_out.begin)) +
              std::string(serialized.substr(left_out.end));
    serialized = without;
  }
  const std::uint64_t hash = XXH3_64bits(serialized.data(), serialized.size());
  return hash == 0 ? 1 : hash;
}

Field EntityField(v1::EntityType type) {
  switch (type) {
    case v1::ENTITY_TYPE_PERSON:
      return Field::kPerson;
    case v1::ENTITY_TYPE_ORGANISATION:
      return Field::kOrganisation;
    case v1::ENTITY_TYPE_PLACE:
      return Field::kPlace;
    default:
      return Field::kOther;
  }
}

std::string EntityKey(const v1::Entity& entity) {
  return text::FoldName(entity.key().empty() ? entity.name() : entity.key());
}

bool IsSalient(const v1::Entity& entity) {
  return entity.salient() || entity.origin() == v1::ENTITY_ORIGIN_UNSPECIFIED;
}

}  // namespace dateline::article
