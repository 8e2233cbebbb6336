// SPDX-License-Identifier: GPL-3.0-or-later
// A name as written, without what does not belong to it: articles, possessives, titles and company
// suffixes. For the indexer, which names entities so, and for the server, which looks names up.
#ifndef DATELINE_CORE_ARTICLE_NAME_FORMS_H_
#define DATELINE_CORE_ARTICLE_NAME_FORMS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/fold.h"
#include "dateline/v1/article.pb.h"

namespace dateline::article {

struct NameForm {
  // "Vladimir Putin" of "President Vladimir Putin's"; white space collapsed, words that a line end
  // cut ("Mer-\nkel") whole, without characters of no width and without brackets that are not
  // closed in the name.
  std::string shown;
  std::string folded;  // FoldName(shown)
  std::string key;     // folded, without dots and with plain apostrophes: equal = the same name
};

// Any bytes; all is empty if nothing of a name is left, or a stock exchange's code alone
// ("XOM.N"). Else at least one word always stays, so a title or suffix alone is a name. A
// generation (Jr., II) stays; so does the 's of companies known to end in it ("McDonald's").
// Thread-safe.
NameForm MakeNameForm(std::string_view surface, v1::EntityType type);
// Whether an 's at the end of a name is a possessive, unless it is known to be the name's own.
enum class EndingS : std::uint8_t { kPossessive, kOwn };
// The same if the caller has FoldName(surface).
NameForm MakeNameForm(std::string_view surface, const std::string& folded, v1::EntityType type,
                      EndingS ending = EndingS::kPossessive);

// A folded person's name in parts. "george h.w. bush": first george, middle initials hw, last bush.
struct PersonParts {
  std::string_view first;  // views into the folded name
  std::string_view last;   // empty if the name has one word
  bool first_is_initial = false;
  std::string middle;                // initials of what stands between, particles (van, bin) aside
  std::string_view generation = {};  // Generation
};
PersonParts SplitPerson(std::string_view folded);

// Initials of an organisation, with and without its small words ("of", "and"), of its folded name:
// "fbi" of Federal Bureau of Investigation; first the one without. Empty for less than two words.
std::vector<std::string> Acronyms(std::string_view folded);

// Whether letters of `shown` are written as an acronym is: two to six capitals, dots aside.
bool LooksLikeAcronym(std::string_view shown);

// Whether a word of a text is the code of a share and its exchange: "XOM.N", "FNM.N.", "0005.HK".
bool IsTicker(std::string_view word);

// Whether a folded word, without dots, is a title of rulers before their one name: "king", "pope".
bool IsRegnalTitle(std::string_view folded_word);
// Whether it is a title or form of address that only people have: "mr", "sen", "ms".
bool IsFormOfAddress(std::string_view folded_word);

// Whether a folded name ends in the 's of a company: "mcdonald's", "standard & poor's".
bool EndsInOwnS(std::string_view folded_name);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_NAME_FORMS_H_
