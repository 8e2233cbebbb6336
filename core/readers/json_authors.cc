// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_authors.h"

#include <initializer_list>
#include <utility>

#include "core/limits.h"
#include "core/readers/byline.h"
#include "core/readers/strip_html.h"

namespace dateline::readers {
namespace {

constexpr int kMostDepth = 4;
constexpr std::size_t kMostBytes = 64U << 10U;  // of all names: no article has so many authors

class AuthorReader {
 public:
  explicit AuthorReader(bool html) : html_(html) {}

  void Read(Element value, int depth, bool in_list) {
    std::string_view text;
    if (IsEmptyValue(value)) return;
    if (bytes_ > kMostBytes) {
      authors_.is_whole = false;
      return;
    }
    if (value.get(text) == simdjson::SUCCESS) return ReadText(text, in_list);
    if (depth >= kMostDepth) {
      authors_.is_whole = false;
    } else if (value.is_array()) {
      for (const Element item : simdjson::dom::array(value)) Read(item, depth + 1, true);
    } else if (value.is_object()) {
      ReadObject(value);
    } else {
      authors_.is_whole = false;
    }
  }

  JsonAuthors Finish() && { return std::move(authors_); }

 private:
  void ReadText(std::string_view text, bool in_list) {
    bytes_ += text.size() + 1;
    if (in_list && !html_) return Add(std::string(text));
    Byline byline = ReadByline(html_ ? StripHtml(text) : std::string(text));
    authors_.is_whole &= byline.is_whole;
    for (std::string& name : byline.authors) Add(std::move(name));
    if (authors_.agency.empty()) authors_.agency = std::move(byline.agency);
  }

  void ReadObject(Element value) {
    bytes_ += simdjson::dom::object(value).size();
    std::string name;
    std::size_t used = 0;
    for (const auto& names : {std::initializer_list<std::string_view>{"first", "given", "firstname",
                                                                      "givenname", "forename"},
                              {"middle", "middlename"},
                              {"nondroppingparticle"},
                              {"last", "family", "lastname", "familyname", "surname"},
                              {"suffix"}}) {
      for (const std::string_view one : names) {
        const auto member = FindMember(value, one);
        std::string_view part;
        if (!member || member->get(part) != simdjson::SUCCESS || part.empty()) continue;
        name += (name.empty() ? "" : " ") + std::string(part);
        ++used;
        break;
      }
    }
    const bool has_name = FindMember(value, "name") || FindMember(value, "displayname");
    if (name.empty() || has_name) {
      const auto taken = TakeText(value, JsonField::kAuthors);
      authors_.is_whole &= taken && taken->is_whole;
      if (taken) ReadText(taken->text, taken->path.front() != "original");
      return;
    }
    authors_.is_whole &= used == simdjson::dom::object(value).size();
    Add(html_ ? StripHtml(name) : name);
  }

  void Add(std::string name) {
    if (name.size() > limits::kMaxNameBytes) {
      authors_.is_whole = false;
      return;
    }
    authors_.any = true;
    authors_.names.push_back(std::move(name));
  }

  const bool html_;
  std::size_t bytes_ = 0;
  JsonAuthors authors_;
};

}  // namespace

JsonAuthors ReadJsonAuthors(const std::vector<Element>& values, bool html) {
  AuthorReader reader(html);
  for (const Element value : values) reader.Read(value, 0, values.size() > 1);
  return std::move(reader).Finish();
}

}  // namespace dateline::readers
