// SPDX-License-Identifier: GPL-3.0-or-later
// Forms of a name in which its spellings are the same: for the indexer, which joins them within an
// article, and for the server, which joins them across articles.
#ifndef DATELINE_CORE_ARTICLE_NAME_KEY_H_
#define DATELINE_CORE_ARTICLE_NAME_KEY_H_

#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::article {

// Calls visit(word) with the words of a folded name (FoldName), split at spaces, until it returns
// false. True if it never did. Views into `folded`.
template <std::predicate<std::string_view> Visit>
bool ForEachNameWord(std::string_view folded, Visit visit) {
  while (!folded.empty()) {
    const std::string_view word = folded.substr(0, folded.find(' '));
    if (!word.empty() && !visit(word)) return false;
    folded.remove_prefix(std::min(word.size() + 1, folded.size()));
  }
  return true;
}

// All words.
std::vector<std::string_view> NameWords(std::string_view folded);

// A folded word without the differences between transliterations: final iy, yy, ij, ii, y -> i; kh
// -> h, ou -> u, ph -> f, tz -> ts, ck -> k, w -> v, q -> k, oe, ue, ae -> o, u, a; doubled letters
// once; y, j -> i; no dots and apostrophes. zelensky, zelenskyy and zelenskiy have the same, and so
// have fu'ad and fuad; gaddafi and kadhafi do not.
std::string NameSkeleton(std::string_view folded_word);

// Skeletons of the first name and the surname of a person's folded full name, and its generation if
// it has one, joined by spaces; empty if the name has one word. Initials that a name starts with
// are one word: "j. d. vance", "j.d. vance" and "jd vance" have the same.
std::string PersonSkeleton(std::string_view folded_name);

// The generation that a folded full name ends with: "jr", "sr", "ii", "iii" or "iv"; empty if it
// ends with none, or has fewer than three words: the number of "elizabeth ii" is all but her name.
std::string_view Generation(std::string_view folded_name);
// `folded_name` without its generation, and without the comma before it. A view.
std::string_view WithoutGeneration(std::string_view folded_name);

// What people of one surname share: the last word of a folded name, generation aside, without the
// Arabic article (al-, el-) and without apostrophes: "assad" of "bashar al-assad" and of "assad".
// Different spellings of a surname are different.
std::string Surname(std::string_view folded_name);

// The last word of a folded name.
std::string_view LastWord(std::string_view folded_name);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_NAME_KEY_H_
