// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/bind_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "core/index/scoring_profile.h"
#include "core/limits.h"
#include "server/search/prefix_stems.h"
#include "server/search/term_statistics.h"
#include "server/search/value_terms.h"

namespace dateline::search {
namespace {

using Bound = absl::StatusOr<PlanNode>;

std::vector<article::Field> EntityFields(article::Field field, query::EntityScope scope) {
  if (scope == query::EntityScope::kField) return {field};
  return {names::kEntityFields.begin(), names::kEntityFields.end()};
}

Mentions MentionsOf(query::EntityScope scope) {
  return scope == query::EntityScope::kAbout ? Mentions::kSalient : Mentions::kAll;
}

// Rows that the caller may see; null: all.
const SegmentBitmaps* Visible(const QueryIndex& index) {
  return index.restricted == nullptr ? nullptr : &index.restricted->live;
}

// A visitor of syntax trees.
class Binder {
 public:
  Binder(const QueryIndex& index, const SearchContext& context, text::Analyzer& analyzer)
      : snapshot_(index.snapshot),
        entities_(index.entities),
        languages_(index.languages),
        visible_(Visible(index)),
        restricted_(index.restricted),
        context_(context),
        ticker_(context),
        analyzer_(analyzer),
        statistics_(index.snapshot, index.postings, context, visible_) {}

  absl::StatusOr<QueryPlan> Bind(const query::Node& root) {
    Bound bound = std::visit(*this, root);
    if (!bound.ok()) return bound.status();
    plan_.root = *std::move(bound);
    return std::move(plan_);
  }

  Bound operator()(const query::All&) { return AllRows{}; }
  Bound operator()(const query::Nothing&) { return NoRows{}; }
  Bound operator()(const query::Date& date) { return DateMatch{date.start, date.end}; }

  // A word is looked up under its stem in each language of the index: "Häuser" finds German
  // articles whatever language the query was taken to be in.
  Bound operator()(const query::Word& word) {
    WordMatch match{word.field, word.term, false, word.count, {IndexTerm(word.field, word.term)}};
    for (const text::Language language : languages_) {
      const auto& tokens = analyzer_.Analyze(word.text, language);
      if (tokens.size() != 1) continue;
      std::string term = IndexTerm(word.field, tokens[0].term);
      if (std::find(match.terms.begin(), match.terms.end(), term) != match.terms.end()) continue;
      const absl::StatusOr<std::uint64_t> articles = statistics_.Frequency(term);
      if (!articles.ok()) return articles.status();
      if (*articles > 0) match.terms.push_back(std::move(term));
    }
    if (absl::Status status = WeighAsOne(match.terms); !status.ok()) return status;
    return match;
  }

  Bound operator()(const query::Prefix& prefix) {
    const std::string start = IndexTerm(prefix.field, prefix.letters);
    const auto found = statistics_.Expand(start, limits::kMaxExpansion);
    if (!found.ok()) return found.status();
    WordMatch match{prefix.field, prefix.letters, true, prefix.count, found->terms};
    if (found->left_out > 0) {
      match.start = start;
      AddReading(
          v1::READING_CODE_PREFIX_LIMITED, prefix.text,
          fmt::format("'{}' stands for {} words: articles with any of them match, and the {} "
                      "most frequent are ranked and marked; {} are left out there",
                      prefix.text, found->terms.size() + found->left_out, found->terms.size(),
                      found->left_out));
    }
    if (absl::Status status = AddStems(prefix, match.terms); !status.ok()) return status;
    if (match.terms.empty()) match.terms.push_back(start);
    if (absl::Status status = WeighAsOne(match.terms); !status.ok()) return status;
    return match;
  }

  Bound operator()(const query::Phrase& phrase) {
    for (const std::string& word : phrase.terms) {
      if (absl::Status status = Weigh(IndexTerm(phrase.field, word)); !status.ok()) return status;
    }
    return PhraseMatch{phrase.field, phrase.terms, phrase.offsets};
  }

  // A surname that many share is cut to those that most articles mention: the list of each
  // costs time.
  Bound operator()(const query::Value& value) {
    ValueMatch match{{}, MentionsOf(value.scope)};
    bool cut = false;
    for (const article::Field field : EntityFields(value.field, value.scope)) {
      std::vector<std::string> terms =
          ValueTerms(entities_, field, value.text, names::EntityIndex::Reach::kAll);
      if (terms.size() > limits::kMaxExpansion) {
        terms.resize(limits::kMaxExpansion);
        cut = true;
      }
      match.terms.insert(match.terms.end(), terms.begin(), terms.end());
    }
    if (!IsKnown(value)) {
      AddReading(v1::READING_CODE_UNKNOWN_VALUE, value.text,
                 fmt::format("no article has {} '{}'", FieldName(value), value.text));
    }
    if (cut) {
      plan_.warnings.push_back(
          fmt::format("'{}' names more than {} values; those of most articles are looked for: give "
                      "the full name",
                      value.text, limits::kMaxExpansion));
    }
    return match;
  }

  Bound operator()(const query::ValuePrefix& prefix) {
    return article::IsEntityField(prefix.field) ? ExpandEntities(prefix) : ExpandValues(prefix);
  }

  Bound operator()(const query::And& all) { return BindAll<Conjunction>(all.children); }
  Bound operator()(const query::Or& any) { return BindAll<Disjunction>(any.children); }

  Bound operator()(const query::AndNot& without) {
    Bound base = std::visit(*this, *without.base);
    if (!base.ok()) return base;
    auto excluded = BindChildren(without.excluded);
    if (!excluded.ok()) return excluded.status();
    return Exclusion{std::make_unique<PlanNode>(*std::move(base)), *std::move(excluded)};
  }

  Bound operator()(const query::Maybe& maybe) {
    Bound required = std::visit(*this, *maybe.required);
    if (!required.ok()) return required;
    Bound optional = std::visit(*this, *maybe.optional);
    if (!optional.ok()) return optional;
    return Boost{std::make_unique<PlanNode>(*std::move(required)),
                 std::make_unique<PlanNode>(*std::move(optional))};
  }

 private:
  absl::StatusOr<std::vector<PlanNode>> BindChildren(const std::vector<query::Node>& nodes) {
    std::vector<PlanNode> children;
    for (const query::Node& node : nodes) {
      Bound bound = std::visit(*this, node);
      if (!bound.ok()) return bound.status();
      children.push_back(*std::move(bound));
    }
    return children;
  }

  template <typename Operator>
  Bound BindAll(const std::vector<query::Node>& nodes) {
    auto children = BindChildren(nodes);
    if (!children.ok()) return children.status();
    return Operator{*std::move(children)};
  }

  // The index knows stems alone: letters that run past one ("electio*") find its words by it.
  absl::Status AddStems(const query::Prefix& prefix, std::vector<std::string>& terms) {
    std::vector<std::string> stems;
    const auto& tokens = analyzer_.Analyze(prefix.letters, languages_.front());
    if (tokens.size() == 1 && !tokens[0].term.starts_with(prefix.letters)) {
      stems.emplace_back(tokens[0].term);  // "elections*" is a word itself
    }
    auto longer =
        FindPrefixStems({snapshot_, context_, visible_}, prefix.field, prefix.letters, analyzer_);
    if (!longer.ok()) return longer.status();
    for (std::string& stem : *longer) {
      if (std::find(stems.begin(), stems.end(), stem) == stems.end()) {
        stems.push_back(std::move(stem));
      }
    }
    for (const std::string& stem : stems) {
      std::string term = IndexTerm(prefix.field, stem);
      const absl::StatusOr<bool> held = statistics_.IsHeld(term);
      if (!held.ok()) return held.status();
      if (!*held) continue;
      plan_.warnings.push_back(
          fmt::format("'{}' goes past the stem '{}', under which words are kept: all words of the "
                      "stem are found",
                      prefix.text, stem));
      terms.push_back(std::move(term));
    }
    return absl::OkStatus();
  }

  static std::string_view FieldName(const query::Value& value) {
    if (value.scope == query::EntityScope::kAbout) return "about";
    return value.scope == query::EntityScope::kAny ? "entity" : article::Row(value.field).name;
  }

  bool IsKnown(const query::Value& value) const {
    const std::vector<article::Field> fields = EntityFields(value.field, value.scope);
    return std::any_of(fields.begin(), fields.end(), [&](article::Field field) {
      return HasValue(entities_, field, value.text, names::EntityIndex::Reach::kAll);
    });
  }

  void AddReading(v1::ReadingCode code, const std::string& text, std::string message) {
    v1::Reading& reading = plan_.readings.emplace_back();
    reading.set_code(code);
    reading.set_read_as(text);
    reading.set_message(std::move(message));
  }

  void AddValuesLimited(const std::string& text, std::size_t all, std::size_t kept) {
    AddReading(v1::READING_CODE_PREFIX_LIMITED, text,
               fmt::format("'{}' stands for {} values: the {} of most articles are looked for, and "
                           "{} are left out; type more letters before the *",
                           text, all, kept, all - kept));
  }

  // Those of most articles first, as far as the limit goes.
  Bound ExpandEntities(const query::ValuePrefix& prefix) {
    std::vector<names::EntityId> found;
    for (const article::Field field : EntityFields(prefix.field, prefix.scope)) {
      if (absl::Status status = ticker_.Check(); !status.ok()) return status;
      const auto some =
          entities_.FindPrefix(prefix.letters, field, std::numeric_limits<std::uint32_t>::max());
      found.insert(found.end(), some.begin(), some.end());
    }
    std::stable_sort(found.begin(), found.end(), [this](names::EntityId a, names::EntityId b) {
      return entities_.RoughArticles(a) > entities_.RoughArticles(b);
    });
    ValueMatch match{{}, MentionsOf(prefix.scope)};
    for (std::size_t i = 0; i < found.size(); ++i) {
      std::vector<std::string> terms = entities_.Terms(found[i]);
      if (i > 0 && match.terms.size() + terms.size() > limits::kMaxExpansion) {
        AddValuesLimited(prefix.text, found.size(), i);
        break;
      }
      for (std::string& term : terms) match.terms.push_back(std::move(term));
    }
    return match;
  }

  Bound ExpandValues(const query::ValuePrefix& prefix) {
    std::map<std::string, std::uint64_t> found;  // articles of each
    for (std::size_t segment = 0; segment < snapshot_.segments.size(); ++segment) {
      const index::TermsColumn& column =
          (restricted_ == nullptr ? snapshot_.segments[segment].segment->columns()
                                  : restricted_->columns(segment))
              .terms(prefix.field);
      const index::StringTable& keys = column.keys;
      for (std::size_t i = keys.LowerBound(prefix.letters);
           i < keys.size() && keys[i].starts_with(prefix.letters); ++i) {
        if (!ticker_.Tick()) return ticker_.status();
        const std::uint32_t articles = index::ReadOnce(column.articles[i]);
        if (articles > 0) found[article::ExactTerm(prefix.field, keys[i])] += articles;
      }
    }
    std::vector<std::pair<std::uint64_t, std::string>> ranked;
    for (auto& [term, articles] : found) ranked.emplace_back(articles, term);
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (ranked.size() > limits::kMaxExpansion) {
      AddValuesLimited(prefix.text, ranked.size(), limits::kMaxExpansion);
      ranked.resize(limits::kMaxExpansion);
    }
    ValueMatch match{{}, MentionsOf(prefix.scope)};
    for (auto& [articles, term] : ranked) match.terms.push_back(std::move(term));
    return match;
  }

  absl::Status Weigh(const std::string& term) {
    if (plan_.idf.contains(term)) return absl::OkStatus();
    const absl::StatusOr<std::uint64_t> articles = statistics_.Frequency(term);
    if (!articles.ok()) return articles.status();
    plan_.idf.emplace(term, index::InverseDocumentFrequency(statistics_.articles(), *articles));
    return absl::OkStatus();
  }

  // Alternatives for one word count as one word: as common as all of them together.
  absl::Status WeighAsOne(const std::vector<std::string>& terms) {
    std::uint64_t sum = 0;
    for (const std::string& term : terms) {
      const absl::StatusOr<std::uint64_t> articles = statistics_.Frequency(term);
      if (!articles.ok()) return articles.status();
      sum += *articles;
    }
    const std::uint64_t all = statistics_.articles();
    const double idf = index::InverseDocumentFrequency(all, std::min(sum, all));
    for (const std::string& term : terms) {
      const auto [it, added] = plan_.idf.emplace(term, idf);
      if (!added) it->second = std::max(it->second, idf);
    }
    return absl::OkStatus();
  }

  const index::Snapshot& snapshot_;
  const names::EntityIndex& entities_;
  const std::vector<text::Language>& languages_;
  const SegmentBitmaps* const visible_;     // null: all rows
  const SearchSnapshot* const restricted_;  // may be null
  const SearchContext& context_;
  Ticker ticker_;
  text::Analyzer& analyzer_;
  TermStatistics statistics_;
  QueryPlan plan_;
};

}  // namespace

absl::StatusOr<QueryPlan> BindQuery(const query::Node& root, const QueryIndex& index,
                                    const SearchContext& context, text::Analyzer& analyzer) {
  return Binder(index, context, analyzer).Bind(root);
}

}  // namespace dateline::search
