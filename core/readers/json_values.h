// SPDX-License-Identifier: GPL-3.0-or-later
// Texts in the values of JSON, which publishers wrap in objects and lists.
#ifndef DATELINE_CORE_READERS_JSON_VALUES_H_
#define DATELINE_CORE_READERS_JSON_VALUES_H_

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/readers/field_names.h"

namespace dateline::readers {

using Element = simdjson::dom::element;

// One field of an article as it was given.
struct GivenField {
  JsonField field = JsonField::kIgnored;
  int rank = 0;
  std::size_t member = 0;         // of the article's object
  std::vector<std::string> path;  // names down to it
  std::vector<Element> values;    // several of a mapped list
  bool is_in_list = false;        // path leads to a list that holds the values
};

struct TakenText {
  std::string text;
  // Names below the value that lead to the text, if only objects do; the rest of the value is left.
  std::vector<std::string> path;
  bool is_whole = true;  // nothing is left of the value
};

// Whether a value says nothing: null, white space, an empty list or object, or only such.
bool IsEmptyValue(Element value);

// The text of a value for `field`: of a string; of an object that stands for one ({"name"},
// {"main"},
// {"rendered"}, {"$date"}, {"$oid"}, {"@value"}, {"#text"}, {"$numberLong"} ...); of a list its
// first, for a body all, as paragraphs. Numbers are texts for an id only. nullopt: there is none.
std::optional<TakenText> TakeText(Element value, JsonField field);

// The member of an object named `name` in any case; nullopt if there is none.
std::optional<Element> FindMember(Element object, std::string_view name);

// Whether a value is a number or a list of numbers: the key of something that is elsewhere.
bool IsKeyValue(Element value);

// "a number", "a list", for messages.
std::string_view KindOf(Element value);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_VALUES_H_
