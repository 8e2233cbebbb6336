// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/name_choices.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/limits.h"
#include "core/text/fold.h"
#include "core/text/utf8.h"

namespace dateline::engine {
namespace {

constexpr std::size_t kMaxWords = 16;  // of the query that are looked at
constexpr std::size_t kMaxNameWords = 6;
constexpr std::array kFields{article::Field::kAuthor, article::Field::kSource};

// What separates or encloses words in the query language; a dot or an apostrophe belongs to names.
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kMarks = "\"()+-!,;:?";

struct Word {
  std::size_t start;
  std::size_t end;
};

std::vector<Word> SplitWords(std::string_view query) {
  std::vector<Word> words;
  for (std::size_t at = query.find_first_not_of(kSpace);
       at != std::string_view::npos && words.size() < kMaxWords;
       at = query.find_first_not_of(kSpace, at)) {
    std::size_t end = std::min(query.find_first_of(kSpace, at), query.size());
    Word word{at, end};
    at = end;
    while (word.start < word.end && kMarks.find(query[word.start]) != std::string_view::npos) {
      ++word.start;
    }
    while (word.start < word.end && kMarks.find(query[word.end - 1]) != std::string_view::npos) {
      --word.end;
    }
    if (word.start < word.end) words.push_back(word);
  }
  return words;
}

// Adds the name if articles have it; whether it did.
bool AddName(std::string_view text, article::Field field, const search::SearchSnapshot& snapshot,
             v1::SearchResponse& response) {
  const std::string key = text::FoldName(text);
  std::uint64_t articles = 0;
  std::uint32_t most = 0;
  std::string value;
  for (std::size_t i = 0; i < snapshot.snapshot->segments.size(); ++i) {
    const index::TermsColumn& column = snapshot.columns(i).terms(field);
    const std::size_t found = column.Find(key);
    if (found == column.size()) continue;
    const std::uint32_t here = index::ReadOnce(column.articles[found]);
    articles += here;
    if (here > most) {
      most = here;
      value = column.Value(found);
    }
  }
  if (articles == 0) return false;
  v1::NameChoice& choice = *response.add_name_choices();
  choice.set_text(std::string(text));
  choice.set_field(std::string(article::Row(field).name));
  choice.set_value(std::move(value));
  choice.set_article_count(static_cast<std::uint32_t>(articles));
  return true;
}

}  // namespace

void AddNameChoices(std::string_view query, const search::SearchSnapshot& snapshot,
                    v1::SearchResponse& response) {
  const std::string clean = text::CleanUtf8(query);
  const std::vector<Word> words = SplitWords(clean);
  const auto full = [&response] {
    return response.name_choices_size() >= static_cast<int>(limits::kMaxNameChoices);
  };
  std::vector<bool> taken(words.size(), false);
  for (std::size_t length = std::min(words.size(), kMaxNameWords); length > 0; --length) {
    if (length == 1 && words.size() > 1) return;
    for (std::size_t first = 0; first + length <= words.size(); ++first) {
      const std::size_t last = first + length - 1;
      if (taken[first] || taken[last]) continue;
      const std::string_view text(clean.data() + words[first].start,
                                  words[last].end - words[first].start);
      bool found = false;
      for (const article::Field field : kFields) {
        if (full()) return;
        found = AddName(text, field, snapshot, response) || found;
      }
      if (found) std::fill_n(taken.begin() + static_cast<std::ptrdiff_t>(first), length, true);
    }
  }
}

}  // namespace dateline::engine
