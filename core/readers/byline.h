// SPDX-License-Identifier: GPL-3.0-or-later
// Authors in the text of a byline.
#ifndef DATELINE_CORE_READERS_BYLINE_H_
#define DATELINE_CORE_READERS_BYLINE_H_

#include <string>
#include <string_view>
#include <vector>

namespace dateline::readers {

struct Byline {
  std::vector<std::string> authors;
  std::string agency;    // news agency at the end: "Reuters" of "By Josh Roe, Reuters"
  bool is_whole = true;  // nothing else was in the text, such as "Political Editor", "in Berlin"
};

// Reads "By Josh Roe and Ann Poe, Reuters", "Von Max Muster und Eva Klein", "A. B. Roe; C. Poe".
// The text is cut at comma, semicolon, line end, "|", "and", "und", "y", "et", "e", "&" and their
// like, but never inside a name:
// * "y", "e", "en", "och", "og", "i" and "&" cut only between two names of two words and more:
//   "José Ortega y Gasset", "Ramón de la Cruz y Soto" are one;
// * "Jr.", "III", "PhD" and their like stay with the name before them;
// * exactly one "Family, Given", as libraries write it ("Doe, John A."), is one name and stays as
// it
//   is, also if several are joined by semicolons or "and".
// What is not a name, such as "Reuters Staff", is one author; so is a text that is too long for 32
// names. Thread-safe.
Byline ReadByline(std::string_view text);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_BYLINE_H_
