// SPDX-License-Identifier: GPL-3.0-or-later
// A name as written, without what does not belong to it: articles, possessives, titles, generation
// and company suffixes.
#ifndef DATELINE_CORE_ARTICLE_NAME_FORMS_H_
#define DATELINE_CORE_ARTICLE_NAME_FORMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/text/fold.h"
#include "dateline/v1/article.pb.h"

namespace dateline::article {

struct NameForm {
  std::string shown;   // "Vladimir Putin" of "President Vladimir Putin's"; white space collapsed
  std::string folded;  // FoldName(shown)
  std::string key;     // folded, without dots and with plain apostrophes: equal = the same name
};

// Any bytes; all is empty if nothing of a name is left, or a stock exchange's code alone
// ("XOM.N"). Else at least one word always stays, so a title or suffix alone is a name.
// Thread-safe.
NameForm MakeNameForm(std::string_view surface, v1::EntityType type);
// The same if the caller has FoldName(surface).
NameForm MakeNameForm(std::string_view surface, const std::string& folded, v1::EntityType type);

// A folded person's name in parts. "george h.w. bush": first george, middle initials hw, last bush.
struct PersonParts {
  std::string_view first;  // views into the folded name
  std::string_view last;   // empty if the name has one word
  bool first_is_initial = false;
  std::string middle;  // initials of what stands between, particles (van, bin) aside
};
PersonParts SplitPerson(std::string_view folded);

// Initials of an organisation, with and without its small words ("of", "and"), of its folded name:
// "fbi" of Federal Bureau of Investigation; first the one without. Empty for less than two words.
std::vector<std::string> Acronyms(std::string_view folded);

// Whether letters of `shown` are written as an acronym is: two to six capitals, dots aside.
bool LooksLikeAcronym(std::string_view shown);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_NAME_FORMS_H_
