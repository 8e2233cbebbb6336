// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_extra.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/article/extra.h"
#include "core/limits.h"
#include "core/readers/json_date.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kMostNamed = 5;  // values that one warning names
constexpr int kMostSearched = 4;       // levels below the article

// Looks for what a field that is missing may be called.
class FieldFinder {
 public:
  explicit FieldFinder(ParsedArticle& parsed)
      : parsed_(parsed),
        wants_text_(parsed.article.body().empty()),
        wants_date_(parsed.article.publish_date().empty()) {}

  bool wants_any() const { return wants_text_ || wants_date_; }

  void Look(const std::string& path, Element value, int level) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) return LookAtText(path, text, value);
    if (level >= kMostSearched) return;
    if (value.is_object()) {
      for (const auto [key, member] : simdjson::dom::object(value)) {
        Look(path + "." + std::string(key), member, level + 1);
      }
    }
    if (!value.is_array()) return;
    for (const Element item : simdjson::dom::array(value)) {
      return Look(path + "[*]", item, level + 1);  // the others are alike
    }
  }

 private:
  // Prose has words; what is short may be anything.
  static bool IsProse(std::string_view text) {
    constexpr std::size_t kShortest = 40;
    constexpr std::ptrdiff_t kFewestBlanks = 5;
    if (text.size() < kShortest) return false;
    const bool wide = static_cast<unsigned char>(text[0]) >= 0xE0;  // scripts without blanks
    return wide || std::ranges::count(text, ' ') >= kFewestBlanks;
  }

  void LookAtText(const std::string& path, std::string_view text, Element value) {
    constexpr std::size_t kShortestDate = 6;
    constexpr std::size_t kLongestDate = 64;
    if (wants_text_ && IsProse(text)) parsed_.unknown_text_fields.push_back(path);
    if (!wants_date_ || text.size() < kShortestDate || text.size() > kLongestDate) return;
    const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
    const bool mixed = digits >= 3 && digits < static_cast<std::ptrdiff_t>(text.size());
    if (mixed && ReadJsonTime(value).ok()) parsed_.unknown_date_fields.push_back(path);
  }

  ParsedArticle& parsed_;
  const bool wants_text_;
  const bool wants_date_;
};

void ListUnknown(const std::vector<JsonMemberUse>& members, ParsedArticle& parsed) {
  FieldFinder finder(parsed);
  for (const JsonMemberUse& member : members) {
    if (member.is_known) continue;
    parsed.unknown_fields.emplace_back(member.name);
    if (finder.wants_any()) finder.Look(std::string(member.name), member.value, 1);
  }
}

// "{" members joined "}"; those of a member `extra` are taken out of it, so that what a dump wrote
// comes back as it was.
std::string JoinMembers(const std::vector<article::JsonMember>& raw, const std::vector<bool>& kept,
                        const std::vector<UsedField>& fields) {
  const auto is_extra = [&](std::size_t i) {
    return std::any_of(fields.begin(), fields.end(), [i](const UsedField& field) {
      return field.given.member == i && field.given.field == JsonField::kExtra;
    });
  };
  const auto count = std::count(kept.begin(), kept.end(), true);
  std::string object;
  const auto add = [&object](std::string_view key, std::string_view value) {
    object += object.empty() ? '{' : ',';
    object.append(key).append(":").append(value);
  };
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!kept[i]) continue;
    if (is_extra(i) && raw[i].value == "null") continue;
    if (!is_extra(i) || !raw[i].value.starts_with('{')) {
      add(raw[i].key, raw[i].value);
    } else if (count == 1) {
      return std::string(raw[i].value);
    } else {
      for (const article::JsonMember& one : article::JsonMembers(raw[i].value)) {
        add(one.key, one.value);
      }
    }
  }
  return object.empty() ? object : object + "}";
}

void WarnLeftOut(const std::vector<article::LeftOut>& left_out, ParsedArticle& parsed) {
  if (left_out.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < std::min(left_out.size(), kMostNamed); ++i) {
    names +=
        fmt::format("{}{} ({} bytes)", i == 0 ? "" : ", ", left_out[i].path, left_out[i].bytes);
  }
  if (left_out.size() > kMostNamed) {
    names += fmt::format(" and {} more", left_out.size() - kMostNamed);
  }
  parsed.warnings.push_back(
      fmt::format("value too large for extra, left out: {}; extra holds at most {} bytes and {} "
                  "levels",
                  names, limits::kMaxExtraBytes, limits::kMaxExtraDepth));
}

}  // namespace

void KeepExtra(std::string_view json, const std::vector<JsonMemberUse>& members,
               const std::vector<UsedField>& fields, ParsedArticle& parsed) {
  std::vector<bool> kept(members.size());
  std::vector<std::vector<std::string>> taken;
  for (std::size_t i = 0; i < members.size(); ++i) {
    kept[i] = !members[i].is_known || members[i].is_container;
  }
  for (const UsedField& field : fields) {
    const bool whole = field.taken == Taken::kAll && !field.given.is_in_list;
    if (whole && field.given.path.size() == 1) continue;
    kept[field.given.member] = true;
    if (field.given.is_in_list) continue;  // a list is kept whole, so that nothing is lost
    if (field.taken == Taken::kAll) taken.push_back(field.given.path);
    if (field.taken == Taken::kPart && !field.path.empty()) taken.push_back(field.path);
  }
  ListUnknown(members, parsed);
  if (std::find(kept.begin(), kept.end(), true) == kept.end()) return;
  const std::vector<article::JsonMember> raw = article::JsonMembers(json);
  if (raw.size() != members.size()) return;  // cannot be: both read the same object
  std::string object = JoinMembers(raw, kept, fields);
  object = article::WithoutMembers(object, taken);
  std::vector<article::LeftOut> left_out;
  object = article::FitExtra(article::OneJsonLine(object), left_out);
  WarnLeftOut(left_out, parsed);
  if (object != "{}") parsed.article.set_extra(std::move(object));
}

}  // namespace dateline::readers
