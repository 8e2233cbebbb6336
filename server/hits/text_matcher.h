// SPDX-License-Identifier: GPL-3.0-or-later
// Where a query matches in a text that is to be shown.
#ifndef DATELINE_SERVER_HITS_TEXT_MATCHER_H_
#define DATELINE_SERVER_HITS_TEXT_MATCHER_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/index/stored_article.h"
#include "core/text/analyzer.h"
#include "server/query/tree.h"

namespace dateline::hits {

struct ByteSpan {
  std::uint32_t start;
  std::uint32_t end;
  bool operator==(const ByteSpan&) const = default;
};

// What to highlight, made once a query. Immutable, thread-safe.
struct HighlightPlan {
  struct Phrase {
    std::vector<std::string> terms;
    std::vector<std::uint32_t> offsets;
    article::Field field;
  };
  struct Word {
    std::string term;  // analysed term, or folded prefix
    double weight;     // idf: rare words decide where a snippet is
    bool prefix;
    article::Field field;  // kText: body and headline; kHeadline: headline only
  };
  std::vector<Word> words;
  std::vector<Phrase> phrases;
};

// Positive leaves of the tree. `weight_of(term)` gives a term's idf.
HighlightPlan MakeHighlightPlan(const query::QueryNode& root,
                                const std::function<double(const std::string&)>& weight_of);

// One matched stretch, and which word or phrase of the plan it is: phrases count on behind words.
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
  const index::WordRow* words =
      nullptr;  // of its article, where the index has it: saves most analysis
};

// Finds a plan's words, prefixes and whole phrases in texts of one field. Keeps a reference to the
// plan. Immutable, thread-safe.
class TextMatcher {
 public:
  TextMatcher(const HighlightPlan& plan, article::Field field);

  // In order of start. Looks the words up in the text's word row and analyses only those that
  // match; where there is no row, or it is not of this text, analyses the whole text.
  std::vector<TextMatch> Find(const ShownText& text, text::Analyzer& analyzer) const;

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

  std::vector<TextMatch> FindInTokens(const std::vector<text::Token>& tokens) const;
  void FindPhrases(const std::vector<text::Token>& tokens, std::size_t i,
                   std::vector<TextMatch>& matches) const;
  std::vector<Found> FindInRow(const index::WordRow& row) const;
  bool Locate(const ShownText& text, const std::vector<Found>& found, text::Analyzer& analyzer,
              std::vector<TextMatch>& matches) const;
  bool IsWhatMatched(const Found& found, std::string_view first, std::string_view last) const;
  double WeightOf(std::size_t item) const;

  const HighlightPlan& plan_;
  article::Field field_;
  absl::flat_hash_map<std::string, std::size_t> words_;
  std::vector<std::size_t> prefixes_;
  absl::flat_hash_map<std::string, std::vector<std::size_t>> phrases_by_first_;
  std::vector<WordItem> word_items_;
  std::vector<PhraseItem> phrase_items_;
};

}  // namespace dateline::hits

#endif  // DATELINE_SERVER_HITS_TEXT_MATCHER_H_
