// SPDX-License-Identifier: GPL-3.0-or-later
// Folding of case, compatibility forms and accents. All functions are thread-safe.
#ifndef DATELINE_CORE_TEXT_FOLD_H_
#define DATELINE_CORE_TEXT_FOLD_H_

#include <string>
#include <string_view>

namespace dateline::text {

// NFKC_Casefold of `text` (any bytes; broken ones are lost), accents kept. With `turkish`, I
// becomes a dotless i first.
std::string FoldCase(std::string_view text, bool turkish = false);

// `text` without accents and vowel points: combining marks of alphabets are dropped (marks of Indic
// and Thai scripts, which are letters there, stay, except the dot that Hindi leaves out as often),
// and letters with strokes or ligatures become plain ones (o for ø, ae for æ). Of letters that
// Arabic and Persian keyboards give for one another, and of the two ways to write a nasal in
// Devanagari, one is left.
std::string FoldAccents(std::string_view text);

// `text` without anything but letters, digits, marks, apostrophes and dots; other decimal digits
// become 0 to 9.
std::string KeepWordCharacters(std::string_view text);

// `text` with compatibility forms, case and accents folded and white space collapsed: the form in
// which names (sources, sections, authors, entities) are compared.
std::string FoldName(std::string_view text);

// FoldName by way of ICU, which most names in ASCII do not need.
std::string FoldAnyName(std::string_view text);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_FOLD_H_
