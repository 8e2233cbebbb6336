// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/scoring_planner.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/index/scoring_profile.h"
#include "server/query/overloaded.h"

namespace dateline::search {
namespace {

constexpr index::DocId kRowsPerLook = 8192;  // at the clock

// Whether what matches is just what has a posting in one of the lists.
bool IsUnion(const PlanNode& node) {
  if (const auto* word = std::get_if<WordMatch>(&node)) return word->start.empty();
  const auto* any = std::get_if<Disjunction>(&node);
  return any != nullptr && any->least == 1 &&
         std::all_of(any->children.begin(), any->children.end(), IsUnion);
}

RequiredPhrase Required(const QueryPlan& plan, const PhraseMatch& phrase) {
  RequiredPhrase required{&phrase, {}};
  for (const PhraseForm& form : phrase.forms) {
    required.forms.emplace_back(phrase.field, form, plan.RarestWord(phrase.field, form));
  }
  return required;
}

void CollectRequired(const QueryPlan& plan, const PlanNode& node,
                     std::vector<RequiredPhrase>& phrases) {
  std::visit(query::Overloaded{
                 [&](const PhraseMatch& phrase) { phrases.push_back(Required(plan, phrase)); },
                 [&](const Conjunction& all) {
                   for (const PlanNode& child : all.children) CollectRequired(plan, child, phrases);
                 },
                 [&](const Exclusion& without) { CollectRequired(plan, *without.base, phrases); },
                 [&](const Boost& boost) { CollectRequired(plan, *boost.required, phrases); },
                 [](const auto&) {}},
             node);
}

absl::StatusOr<SharedPostings> Restrict(const Postings& postings, const Bitmap& restriction,
                                        const SearchContext& context) {
  auto restricted = std::make_shared<Postings>();
  Ticker ticker(context);
  for (std::size_t i = 0; i < postings.size(); ++i) {
    if (!ticker.Tick()) return ticker.status();
    if (restriction.contains(postings.docs[i])) {
      restricted->Add(postings.docs[i], postings.impacts[i]);
    }
  }
  return restricted;
}

// Collects the lists of one segment.
class ListCollector {
 public:
  ListCollector(const QueryPlan& plan, TermReader& terms, BooleanMatcher& matcher,
                std::size_t segment)
      : plan_(plan), terms_(terms), matcher_(matcher), segment_(segment) {}

  absl::Status Collect() { return Add(plan_.root, true, nullptr); }
  std::vector<ScoredList>& lists() { return lists_; }

 private:
  // The lists below `node`. A part of the query scores only if all of it matches: what every match
  // must hold does so anyway (`required`), any other part is held to a `restriction` (null: none).
  absl::Status Add(const PlanNode& node, bool required, const Bitmap* restriction) {
    return std::visit(
        query::Overloaded{
            [&](const WordMatch& word) { return AddList(word.terms, word.count, restriction); },
            [&](const Disjunction& any) {
              return any.least > 1 ? AddWhole(node, required, restriction)
                                   : AddAll(any.children, false, restriction);
            },
            [&](const PhraseMatch&) { return AddWhole(node, required, restriction); },
            [&](const Conjunction&) { return AddWhole(node, required, restriction); },
            [&](const Exclusion&) { return AddWhole(node, required, restriction); },
            [&](const Boost&) { return AddWhole(node, required, restriction); },
            [](const auto&) { return absl::OkStatus(); }},  // filters have no score
        node);
  }

  // Of a node that scores nothing if one of its parts does not match.
  absl::Status AddWhole(const PlanNode& node, bool required, const Bitmap* restriction) {
    if (required) return AddParts(node, true, restriction);
    absl::StatusOr<SharedBitmap> own = matcher_.Match(segment_, node, Phrases::kFound);
    if (!own.ok()) return own.status();
    if (restriction == nullptr) return AddParts(node, false, own->get());
    const Bitmap both = **own & *restriction;
    return AddParts(node, false, &both);
  }

  absl::Status AddParts(const PlanNode& node, bool required, const Bitmap* restriction) {
    return std::visit(
        query::Overloaded{
            [&](const PhraseMatch& phrase) { return AddPhrase(phrase, restriction); },
            [&](const Conjunction& all) { return AddAll(all.children, required, restriction); },
            [&](const Disjunction& any) { return AddAll(any.children, false, restriction); },
            [&](const Exclusion& without) { return Add(*without.base, required, restriction); },
            [&](const Boost& boost) {
              absl::Status status = Add(*boost.required, required, restriction);
              return status.ok() ? Add(*boost.optional, false, restriction) : status;
            },
            [](const auto&) { return absl::OkStatus(); }},
        node);
  }

  absl::Status AddAll(const std::vector<PlanNode>& nodes, bool required,
                      const Bitmap* restriction) {
    for (const PlanNode& node : nodes) {
      if (absl::Status status = Add(node, required, restriction); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddPhrase(const PhraseMatch& phrase, const Bitmap* restriction) {
    for (const std::vector<std::string>& words : WordsByPlace(phrase)) {
      std::vector<std::string> terms;
      for (const std::string& word : words) terms.push_back(IndexTerm(phrase.field, word));
      absl::Status status = AddList(terms, 1, restriction);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status AddList(const std::vector<std::string>& terms, std::uint32_t count,
                       const Bitmap* restriction) {
    absl::StatusOr<SharedPostings> postings = BestPostings(terms);
    if (!postings.ok()) return postings.status();
    if (restriction != nullptr) postings = Restrict(**postings, *restriction, terms_.context());
    if (!postings.ok()) return postings.status();
    if ((*postings)->docs.empty()) return absl::OkStatus();
    double idf = 0;
    for (const std::string& term : terms) idf = std::max(idf, plan_.idf.at(term));
    lists_.push_back({*std::move(postings), static_cast<float>(idf * count / index::kMaxImpact)});
    return absl::OkStatus();
  }

  // Alternatives for one word: the best impact of any of them.
  absl::StatusOr<SharedPostings> BestPostings(const std::vector<std::string>& terms) {
    if (terms.size() == 1) return terms_.ReadPostings(segment_, terms.front());
    std::vector<std::uint8_t> best(terms_.rows(segment_) + 1, 0);
    Ticker ticker(terms_.context());
    for (const std::string& term : terms) {
      if (absl::Status status = ticker.Check(); !status.ok()) return status;
      const absl::StatusOr<SharedPostings> read = terms_.ReadPostings(segment_, term);
      if (!read.ok()) return read.status();
      const Postings& postings = **read;
      for (std::size_t i = 0; i < postings.size(); ++i) {
        best[postings.docs[i]] = std::max(best[postings.docs[i]], postings.impacts[i]);
      }
    }
    auto merged = std::make_shared<Postings>();
    for (index::DocId doc = 1; doc < best.size(); ++doc) {
      if (doc % kRowsPerLook == 0 && !ticker.Tick(kRowsPerLook)) return ticker.status();
      if (best[doc] != 0) merged->Add(doc, best[doc]);
    }
    return merged;
  }

  const QueryPlan& plan_;
  TermReader& terms_;
  BooleanMatcher& matcher_;
  std::size_t segment_;
  std::vector<ScoredList> lists_;
};

}  // namespace

ScoringPlanner::ScoringPlanner(const QueryPlan& plan, TermReader& terms, BooleanMatcher& matcher)
    : plan_(plan), terms_(terms), matcher_(matcher) {
  CollectRequired(plan, plan.root, required_phrases_);
}

absl::StatusOr<ScoringPlan> ScoringPlanner::Plan(std::size_t segment, const SharedBitmap& filter) {
  ScoringPlan plan;
  plan.segment = static_cast<std::uint32_t>(segment);
  ListCollector collector(plan_, terms_, matcher_, segment);
  if (absl::Status status = collector.Collect(); !status.ok()) return status;
  plan.lists = std::move(collector.lists());
  if (!required_phrases_.empty()) {
    if (absl::Status status = RequirePhrases(segment, plan); !status.ok()) return status;
  }
  if (IsUnion(plan_.root)) {
    plan.filter = filter;
    return plan;
  }
  absl::StatusOr<SharedBitmap> matches = matcher_.Match(segment, plan_.root, Phrases::kPossible);
  if (!matches.ok()) return matches.status();
  plan.matches =
      filter == nullptr ? *std::move(matches) : std::make_shared<const Bitmap>(**matches & *filter);
  return plan;
}

absl::Status ScoringPlanner::RequirePhrases(std::size_t segment, ScoringPlan& plan) {
  // Of each phrase and form, the documents whose language it is of; null: all.
  std::vector<std::vector<SharedBitmap>> rows;
  std::size_t forms = 0;
  for (const RequiredPhrase& phrase : required_phrases_) {
    rows.emplace_back();
    for (const PhraseForm& form : phrase.phrase->forms) {
      ++forms;
      rows.back().emplace_back();
      if (form.languages.empty()) continue;
      absl::StatusOr<SharedBitmap> found = terms_.LanguageBitmap(segment, form.languages);
      if (!found.ok()) return found.status();
      rows.back().back() = *std::move(found);
    }
  }
  const std::vector<RequiredPhrase>& phrases = required_phrases_;
  const index::Segment& words = terms_.segment(segment);
  plan.prepare = [&phrases, &words](index::DocId doc) {
    words.PrefetchWords(doc, phrases.front().forms.front());
  };
  plan.accepts = [&phrases, &words, forms, rows = std::move(rows)](index::DocId doc,
                                                                   Ticker& ticker) {
    const index::WordRow row = words.Words(doc);
    if (!ticker.Tick(PhraseMatcher::UnitsOf(row) * forms)) return false;
    for (std::size_t i = 0; i < phrases.size(); ++i) {
      bool any = false;
      for (std::size_t form = 0; form < phrases[i].forms.size() && !any; ++form) {
        any = (rows[i][form] == nullptr || rows[i][form]->contains(doc)) &&
              phrases[i].forms[form].Matches(row);
      }
      if (!any) return false;
    }
    return true;
  };
  return absl::OkStatus();
}

std::uint64_t ScoringPlanner::EstimateMatches(const ScoringPlan& plan) const {
  if (plan.matches != nullptr) return plan.matches->size();
  // Of a union, as if its words came independently.
  const std::uint32_t rows = terms_.rows(plan.segment);
  double without = 1;
  for (const ScoredList& list : plan.lists) {
    without *= 1 - static_cast<double>(list.postings->size()) / rows;
  }
  const double share = plan.filter == nullptr ? 1 : static_cast<double>(plan.filter->size()) / rows;
  return static_cast<std::uint64_t>(std::llround(rows * share * (1 - without)));
}

}  // namespace dateline::search
