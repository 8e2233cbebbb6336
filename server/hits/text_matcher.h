// SPDX-License-Identifier: GPL-3.0-or-later
// Which stretches of a shown text a query matches.
#ifndef DATELINE_SERVER_HITS_TEXT_MATCHER_H_
#define DATELINE_SERVER_HITS_TEXT_MATCHER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/stored_article.h"
#include "core/text/analyzer.h"
#include "server/hits/byte_span.h"
#include "server/hits/highlight_plan.h"
#include "server/search/search_context.h"

namespace dateline::hits {

// One matched stretch, and which word, phrase or name of the plan it is: phrases are numbered after
// all words, names after all phrases.
struct TextMatch {
  ByteSpan span;
  std::size_t item;
  double weight;
  bool operator==(const TextMatch&) const = default;
};

// A headline or a body.
struct ShownText {
  std::string_view text;
  text::Language language;
  article::Field field;  // kHeadline or kText
  // Of its article, if the index has it: saves most analysis. May be null.
  const index::WordRow* words = nullptr;
  // What mentions of entities mark in it (FindNames); those past its end are passed over.
  std::span<const NamedSpan> names{};
  // Counts the work. Once it says that the search is over, what was found is not all. May be null.
  search::Ticker* ticker = nullptr;
};

// Finds a plan's words, prefixes and phrases in texts of one field, and adds its names. Keeps a
// reference to the plan. Immutable, thread-safe.
class TextMatcher {
 public:
  TextMatcher(const HighlightPlan& plan, article::Field field);

  // In order of start. Looks the words up in the text's word row and analyses only those that
  // match; if there is no row, or it is not of this text, analyses the whole text.
  std::vector<TextMatch> Find(const ShownText& text, text::Analyzer& analyzer) const;

  // Adds to `matches` the names of `text`; Find does it too.
  void AddNames(const ShownText& text, std::vector<TextMatch>& matches) const;

 private:
  struct WordItem {
    std::uint32_t hash;
    std::size_t item;
  };
  struct PhraseItem {
    std::vector<std::uint32_t> hashes;
    std::vector<std::uint32_t> distances;  // from the first word
    std::size_t phrase;
  };
  // A match by hash: words [first, last] of the text.
  struct Found {
    std::uint32_t first;
    std::uint32_t last;
    std::size_t item;
  };

  std::vector<TextMatch> FindWords(const ShownText& text, text::Analyzer& analyzer) const;
  std::vector<TextMatch> FindInTokens(const std::vector<text::Token>& tokens) const;
  void FindCharacters(const std::vector<text::Token>& tokens, std::size_t i,
                      std::vector<TextMatch>& matches) const;
  void FindPhrases(const std::vector<text::Token>& tokens, std::size_t i,
                   std::vector<TextMatch>& matches) const;
  // nullopt: the search is over.
  std::optional<std::vector<Found>> FindInRow(const ShownText& text) const;
  bool Locate(const ShownText& text, const std::vector<Found>& found, text::Analyzer& analyzer,
              std::vector<TextMatch>& matches) const;
  bool IsWhatMatched(const Found& found, std::string_view first, std::string_view last) const;
  double WeightOf(std::size_t item) const;

  const HighlightPlan& plan_;
  article::Field field_;
  absl::flat_hash_map<std::string, std::size_t> words_;
  std::vector<std::size_t> prefixes_;
  std::vector<std::size_t> characters_;  // words of one, which stand in pairs too
  absl::flat_hash_map<std::string, std::vector<std::size_t>> phrases_by_first_;
  std::vector<WordItem> word_items_;
  std::vector<PhraseItem> phrase_items_;
};

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_TEXT_MATCHER_H_
