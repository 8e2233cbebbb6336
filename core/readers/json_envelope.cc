// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_envelope.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace dateline::readers {
namespace {

constexpr std::size_t kMaxNameBytes = 64;  // longer names are none of those looked for
constexpr std::size_t kMaxDepth = 1024;
constexpr std::size_t kMaxPath = 3;         // names down to a list of articles
constexpr std::size_t kWrapperStart = 512;  // bytes within which the name of a wrapper stands

template <std::size_t kSize>
bool OneOf(std::string_view name, const std::array<std::string_view, kSize>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsListName(std::string_view name) {
  static constexpr std::array<std::string_view, 22> kNames = {
      "articles", "results",   "items",   "item",   "value",   "data",           "docs",    "hits",
      "posts",    "documents", "stories", "news",   "entries", "entry",          "records", "rows",
      "_items",   "@graph",    "list",    "result", "feed",    "itemListElement"};
  return OneOf(name, kNames);
}

// Of these, what says that its objects are articles.
bool IsPlainListName(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "articles", "docs", "posts", "documents", "stories", "news", "entries"};
  return OneOf(name, kNames);
}

// Objects around such a list.
bool IsContainerName(std::string_view name) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "response", "hits",    "data",    "articles", "result", "results", "feed",      "rss",
      "channel",  "payload", "content", "query",    "search", "news",    "_embedded", "stories"};
  return OneOf(name, kNames);
}

bool IsBodyName(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "body",     "text",     "content",      "articlebody",  "html",     "body_html", "body_text",
      "bodytext", "maintext", "content_html", "content_text", "fulltext", "full_text", "bodyhtml"};
  return OneOf(name, kNames);
}

bool IsHeadlineName(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kNames = {"headline", "title", "webtitle",
                                                             "name"};
  return OneOf(name, kNames);
}

bool IsDateName(std::string_view name) {
  return name == "date" || name == "pubdate" || name == "pub_date" ||
         (name.starts_with("publish") && name != "publisher") || name == "versioncreated";
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The name of the member whose value begins at `at`; "" if there is none.
std::string_view NameBefore(std::string_view json, std::size_t at) {
  const auto skip = [&] {
    while (at > 0 && IsBlank(json[at - 1])) --at;
  };
  skip();
  if (at == 0 || json[at - 1] != ':') return {};
  --at;
  skip();
  if (at == 0 || json[at - 1] != '"') return {};
  const std::size_t end = --at;
  if (end == 0) return {};
  const auto quote = json.rfind('"', end - 1);
  if (quote == std::string_view::npos) return {};
  return json.substr(quote + 1, end - quote - 1);
}

// Whether a list of objects, or an empty one, stands under a usual name anywhere: most articles
// are told apart by this alone.
bool MayBeEnvelope(std::string_view json) {
  for (auto at = json.find('['); at != std::string_view::npos; at = json.find('[', at + 1)) {
    const auto next = json.find_first_not_of(" \t\r\n", at + 1);
    if (next == std::string_view::npos) return false;
    if ((json[next] == '{' || json[next] == ']') && IsListName(NameBefore(json, at))) return true;
  }
  return false;
}

struct Member {
  std::string_view name;
  std::string_view value;  // its text
};

// The byte after the string, object, list or word that starts at `at`.
std::size_t EndOfValue(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  bool in_string = false;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string) {
      at += c == '\\' ? 1 : 0;
      in_string = c != '"';
      if (!in_string && depth == 0) return at + 1;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth <= 1) return depth == 0 ? at : at + 1;
      --depth;
    }
    if (depth == 0 && (c == ',' || IsBlank(c))) return at;
  }
  return at;
}

// The members of an object that a parser would take; of others, those before the fault.
std::vector<Member> MembersOf(std::string_view json) {
  std::vector<Member> members;
  const auto skip = [&](std::size_t at) {
    while (at < json.size() && IsBlank(json[at])) ++at;
    return at;
  };
  std::size_t at = skip(0);
  if (at >= json.size() || json[at] != '{') return members;
  for (at = skip(at + 1); at < json.size() && json[at] == '"'; at = skip(at + 1)) {
    const std::size_t name_end = EndOfValue(json, at);
    const std::size_t colon = skip(name_end);
    if (name_end < at + 2 || colon >= json.size() || json[colon] != ':') break;
    const std::size_t value = skip(colon + 1);
    const std::size_t end = EndOfValue(json, value);
    members.push_back({json.substr(at + 1, name_end - at - 2), json.substr(value, end - value)});
    at = skip(end);
    if (at >= json.size() || json[at] != ',') break;
  }
  return members;
}

}  // namespace

JsonNavigator::Step JsonNavigator::Walk(std::string_view bytes, std::size_t& at) {
  for (; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        EndString();
      } else if (in_name_ && name_.size() < kMaxNameBytes) {
        name_.push_back(c);
      }
      continue;
    }
    if (IsBlank(c)) continue;
    if (is_pending_ && StartsArticles(c)) return Step::kList;
    if (c == '"') {
      in_string_ = true;
      in_name_ = !frames_.empty() && frames_.back().object && frames_.back().name_next;
      name_.clear();
    } else if (c == '{' || c == '[') {
      if (frames_.size() >= kMaxDepth) return Step::kBroken;
      Open(c);
    } else if (c == '}' || c == ']') {
      if (!frames_.empty()) frames_.pop_back();
      if (frames_.empty()) {
        ++at;
        return Step::kEnd;
      }
    } else if (c == ',' && !frames_.empty() && frames_.back().object) {
      frames_.back().name_next = true;
    }
  }
  return Step::kMore;
}

void JsonNavigator::EndList() {
  if (!frames_.empty()) frames_.pop_back();
}

void JsonNavigator::EndString() {
  in_string_ = false;
  if (frames_.empty()) return;
  const std::string name =
      frames_.size() == 1 ? absl::AsciiStrToLower(in_name_ ? name_ : frames_[0].name) : "";
  if (!in_name_) {
    body_ |= IsBodyName(name);
    return;
  }
  headline_ |= IsHeadlineName(name);
  date_ |= IsDateName(name);
  in_name_ = false;
  frames_.back().name = name_;
  frames_.back().name_next = false;
}

void JsonNavigator::Open(char c) {
  const bool nameable =
      std::all_of(frames_.begin(), frames_.end(), [](const Frame& frame) { return frame.object; });
  is_pending_ = c == '[' && nameable && !frames_.empty() && frames_.size() <= kMaxPath && !found_;
  frames_.push_back({c == '{', c == '{', {}});
}

// `c`: the first byte of a list's first element, or its end.
bool JsonNavigator::StartsArticles(char c) {
  is_pending_ = false;
  const std::size_t names = frames_.size() - 1;
  bool usual = IsListName(frames_[names - 1].name);
  for (std::size_t i = 0; i + 1 < names; ++i) usual = usual && IsContainerName(frames_[i].name);
  if (c == ']') {
    empty_list_ |= usual;
  } else if (c == '{' && usual) {
    found_ = true;
    plain_ = IsPlainListName(frames_[names - 1].name);
    return true;
  } else if (c == '{' && other_list_.empty()) {
    other_list_ = Path();
  }
  return false;
}

std::string JsonNavigator::Path() const {
  std::string path;
  for (std::size_t i = 0; i + 1 < frames_.size(); ++i)
    path += (path.empty() ? "" : ".") + frames_[i].name;
  return path;
}

bool IsEnvelope(std::string_view json) {
  if (!MayBeEnvelope(json)) return false;
  JsonNavigator navigator;
  std::size_t at = 0;
  bool found = false;
  JsonNavigator::Step step = navigator.Walk(json, at);
  if (step == JsonNavigator::Step::kList) {
    found = true;
    step = navigator.Walk(json, at);
  }
  if (navigator.IsArticle() || step == JsonNavigator::Step::kBroken) return false;
  return found || (navigator.HasEmptyList() && !navigator.HasHeadline());
}

std::string UnreadList(std::string_view json) {
  JsonNavigator navigator;
  std::size_t at = 0;
  while (navigator.Walk(json, at) == JsonNavigator::Step::kList) {
  }
  return navigator.other_list();
}

std::string UnwrapElement(std::string_view json) {
  static constexpr std::array<std::string_view, 6> kWrappers = {
      "\"_source\"", "\"item\"", "\"doc\"", "\"node\"", "\"fields\"", "\"attributes\""};
  const std::string_view start = json.substr(0, kWrapperStart);
  if (std::none_of(kWrappers.begin(), kWrappers.end(), [&](std::string_view name) {
        return start.find(name) != std::string_view::npos;
      })) {
    return {};
  }
  const std::vector<Member> outer = MembersOf(json);
  const auto wrapper = std::find_if(outer.begin(), outer.end(), [](const Member& member) {
    return member.value.starts_with('{') &&
           OneOf("\"" + std::string(member.name) + "\"", kWrappers);
  });
  if (wrapper == outer.end()) return {};
  std::vector<Member> all = MembersOf(wrapper->value);
  const auto is_given = [&all](std::string_view name) {
    return std::any_of(all.begin(), all.end(),
                       [name](const Member& member) { return member.name == name; });
  };
  const bool needs_id = !is_given("id");
  for (const Member& member : outer) {
    const bool of_engine = member.name.starts_with('_') && !(member.name == "_id" && needs_id);
    if (&member != &*wrapper && !of_engine && !is_given(member.name)) all.push_back(member);
  }
  std::string joined = "{";
  for (const Member& member : all) {
    joined += joined.size() > 1 ? ",\"" : "\"";
    joined.append(member.name).append("\":").append(member.value);
  }
  return joined + "}";
}

}  // namespace dateline::readers
