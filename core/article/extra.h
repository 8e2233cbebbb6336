// SPDX-License-Identifier: GPL-3.0-or-later
// Article.extra: what a publisher gave that has no field, as the text of a JSON object. It is cut
// and joined as text, so that numbers keep their digits.
#ifndef DATELINE_CORE_ARTICLE_EXTRA_H_
#define DATELINE_CORE_ARTICLE_EXTRA_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::article {

// A member of an object, as it is written; the key with its quotes.
struct JsonMember {
  std::string_view key;
  std::string_view value;
};

// The members of `object`, which must be valid JSON and an object, in order.
std::vector<JsonMember> JsonMembers(std::string_view object);

// What is wrong with `extra` as the value of its field, with the rule and the remedy; "" if nothing
// is. Thread-safe.
std::string ExtraProblem(std::string_view extra);

// `json`, which must be valid, on one line.
std::string OneJsonLine(std::string_view json);

// A value that did not fit.
struct LeftOut {
  std::string path;  // names joined by dots
  std::size_t bytes = 0;
};

// `object`, which must be valid JSON and an object, without the members at `paths` (lists of
// names); nothing below lists is looked at.
std::string WithoutMembers(std::string_view object,
                           const std::vector<std::vector<std::string>>& paths);

// `object`, which must be valid JSON and an object, such that ExtraProblem accepts it: without what
// is nested too deep, and without its largest values, which are appended to `left_out`.
std::string FitExtra(std::string_view object, std::vector<LeftOut>& left_out);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_EXTRA_H_
