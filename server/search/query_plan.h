// SPDX-License-Identifier: GPL-3.0-or-later
// What a query means in one snapshot: which terms of the index are matched and scored.
#ifndef DATELINE_SERVER_SEARCH_QUERY_PLAN_H_
#define DATELINE_SERVER_SEARCH_QUERY_PLAN_H_

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/article/field_table.h"
#include "core/dates/time_span.h"
#include "core/text/language.h"
#include "dateline/v1/search_service.pb.h"
#include "server/search/mentions.h"

namespace dateline::search {

struct PlanNode;

struct AllRows {};
struct NoRows {};

// One word: articles match that hold any of `terms`, and the best of these is scored.
struct WordMatch {
  article::Field field = article::Field::kText;
  std::string word;                // analysed in the query's language, or folded letters
  bool is_prefix = false;          // `word` is the start of words
  std::uint32_t count = 1;         // times that the score counts
  std::vector<std::string> terms;  // of the index, at least one; first that of `word`
  // Of a prefix of too many words, its start as a term: articles with any word that starts so match
  // too, and those of `terms`, the most frequent ones, are scored. Empty otherwise.
  std::string start{};
};

// The words of a phrase as the articles of some languages have them.
struct PhraseForm {
  std::vector<std::string> words;         // analysed
  std::vector<std::uint32_t> offsets;     // of each word, in words from the first
  std::vector<text::Language> languages;  // of these articles; none: of all

  bool operator==(const PhraseForm&) const = default;
};

struct PhraseMatch {
  article::Field field = article::Field::kText;
  std::vector<PhraseForm> forms;  // at least one; several differ in their words
};

// Of each place in a phrase, the distinct words that its forms have there.
std::vector<std::vector<std::string>> WordsByPlace(const PhraseMatch& phrase);

// Articles that have any of the values. Not scored.
struct ValueMatch {
  std::vector<std::string> terms;  // of the index or EntityTerms; none: nothing matches
  Mentions mentions = Mentions::kAll;
};

// Published in that span. An imprecise date overlaps it, or lies wholly in it. Not scored.
struct DateMatch : dates::TimeSpan {
  bool certain = false;
};

struct Conjunction {
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  std::vector<PlanNode> children;
  // Children from this one on need not match any longer once the plan is relaxed.
  std::size_t fixed = kAll;
};

// At least `least` of the children match; those that do are scored.
struct Disjunction {
  std::vector<PlanNode> children;
  std::size_t least = 1;
};

// `base` without what any of `excluded` matches.
struct Exclusion {
  std::unique_ptr<PlanNode> base;
  std::vector<PlanNode> excluded;
};

// `required` decides what matches, `optional` only adds to the score.
struct Boost {
  std::unique_ptr<PlanNode> required;
  std::unique_ptr<PlanNode> optional;
};

using PlanVariant = std::variant<AllRows, NoRows, WordMatch, PhraseMatch, ValueMatch, DateMatch,
                                 Conjunction, Disjunction, Exclusion, Boost>;

// Can be moved, not copied.
struct PlanNode : PlanVariant {
  using PlanVariant::PlanVariant;
};

struct QueryPlan {
  // Index of the word of a phrase's form that fewest articles hold.
  std::size_t RarestWord(article::Field field, const PhraseForm& form) const;

  // From all to any of the words that stand side by side. What the hits score stays the same.
  void Relax();

  PlanNode root;
  absl::flat_hash_map<std::string, double> idf;  // of every term that is scored, over all segments
  std::vector<std::string> warnings;             // what was read otherwise than written
  // The query as it was typed, as a headline would have it: hashes of all its words in order, in
  // the forms of the languages of the index. None: it does not have words.
  std::vector<std::vector<std::uint32_t>> typed;
  std::vector<v1::Reading> readings;  // the same, with the part of the query
  bool relaxable = false;             // Relax changes it
};

// Term of the index for an analysed word of a field.
std::string IndexTerm(article::Field field, std::string_view word);

}  // namespace dateline::search

#endif  // DATELINE_SERVER_SEARCH_QUERY_PLAN_H_
