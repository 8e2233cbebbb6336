// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/resolved_query.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/errors.h"
#include "core/index/scoring_profile.h"
#include "core/index/xapian_errors.h"
#include "core/limits.h"
#include "server/search/prefix_stems.h"

namespace dateline::search {
namespace {

class Resolver {
 public:
  Resolver(const QueryIndex& index, text::Analyzer& analyzer)
      : snapshot_(index.snapshot),
        entities_(index.entities),
        languages_(index.languages),
        analyzer_(analyzer),
        postings_(index.postings),
        databases_(index.snapshot.segments.size()) {
    for (const index::SegmentView& view : snapshot_.segments)
      articles_ += view.segment->columns().rows();
  }

  absl::Status Resolve(query::QueryNode& node) {
    switch (node.kind) {
      case query::NodeKind::kTerm:
        ResolveTerm(node);
        return absl::OkStatus();
      case query::NodeKind::kPrefix:
        return ResolvePrefix(node);
      case query::NodeKind::kExact:
        ResolveValue(node);
        return absl::OkStatus();
      case query::NodeKind::kExactPrefix:
        return article::IsEntityField(node.field) ? ResolveEntityPrefix(node) : ResolveValues(node);
      case query::NodeKind::kPhrase:
        for (const std::string& term : node.terms) Count(IndexTerm(node.field, term));
        return absl::OkStatus();
      default:
        for (query::QueryNode& child : node.children) {
          if (absl::Status status = Resolve(child); !status.ok()) return status;
        }
        return absl::OkStatus();
    }
  }

  absl::flat_hash_map<std::string, double> TakeIdf() { return std::move(idf_); }
  std::vector<std::string> TakeWarnings() { return std::move(warnings_); }

 private:
  std::uint64_t TermArticles(const std::string& term) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      const index::Segment& segment = *snapshot_.segments[i].segment;
      // A list that was read before says it faster than the database.
      if (const SharedPostings known = postings_.Find(segment.number(), term); known != nullptr) {
        sum += known->size();
        continue;
      }
      if (!databases_[i]) databases_[i].emplace(segment.AcquireDatabase());
      sum += (*databases_[i])->get_termfreq(term);
    }
    return sum;
  }

  void Count(const std::string& term) {
    if (idf_.contains(term)) return;
    idf_.emplace(term, index::InverseDocumentFrequency(articles_, TermArticles(term)));
  }

  // A word is looked up under its stem in each language of the index: "Häuser" finds German
  // articles whatever language the query was taken to be in.
  void ResolveTerm(query::QueryNode& node) {
    node.terms = {IndexTerm(node.field, node.term)};
    for (const text::Language language : languages_) {
      const auto& tokens = analyzer_.Analyze(node.text, language);
      if (tokens.size() != 1) continue;
      std::string term = IndexTerm(node.field, tokens[0].term);
      if (std::find(node.terms.begin(), node.terms.end(), term) == node.terms.end() &&
          TermArticles(term) > 0) {
        node.terms.push_back(std::move(term));
      }
    }
    ShareIdf(node.terms);
  }

  absl::Status ResolvePrefix(query::QueryNode& node) {
    const std::string prefix = IndexTerm(node.field, node.term);
    std::set<std::string> found;
    for (const index::SegmentView& view : snapshot_.segments) {
      const index::DatabaseLease database = view.segment->AcquireDatabase();
      const auto end = database->allterms_end(prefix);
      for (auto it = database->allterms_begin(prefix); it != end; ++it) {
        found.insert(*it);
        if (found.size() > limits::kMaxExpansion) return TooManyTerms(node);
      }
    }
    node.terms.assign(found.begin(), found.end());
    AddStems(node);
    if (node.terms.empty()) node.terms.push_back(prefix);
    ShareIdf(node.terms);
    return absl::OkStatus();
  }

  // The index knows stems alone: letters that run past one ("electio*") find its words by it.
  void AddStems(query::QueryNode& node) {
    std::vector<std::string> stems;
    const auto& tokens = analyzer_.Analyze(node.term, languages_.front());
    if (tokens.size() == 1 && !tokens[0].term.starts_with(node.term)) {
      stems.emplace_back(tokens[0].term);  // "elections*" is a word itself
    }
    for (std::string& stem : FindPrefixStems(snapshot_, node.field, node.term, analyzer_)) {
      if (std::find(stems.begin(), stems.end(), stem) == stems.end()) {
        stems.push_back(std::move(stem));
      }
    }
    for (const std::string& stem : stems) {
      std::string term = IndexTerm(node.field, stem);
      if (TermArticles(term) == 0) continue;
      warnings_.push_back(
          fmt::format("'{}' goes past the stem '{}', under which words are kept: all words of the "
                      "stem are found",
                      node.text, stem));
      node.terms.push_back(std::move(term));
    }
  }

  static std::vector<article::Field> EntityFields(const query::QueryNode& node) {
    if (node.scope == query::EntityScope::kField) return {node.field};
    return {names::kEntityFields.begin(), names::kEntityFields.end()};
  }

  // A surname that many share is cut to those that most articles mention: the list of each
  // costs time.
  void ResolveValue(query::QueryNode& node) {
    const std::vector<article::Field> fields = EntityFields(node);
    node.terms.clear();
    bool cut = false;
    for (const article::Field field : fields) {
      std::vector<std::string> terms =
          ValueTerms(entities_, field, node.text, names::EntityIndex::Reach::kAll);
      if (terms.size() > limits::kMaxExpansion) {
        terms.resize(limits::kMaxExpansion);
        cut = true;
      }
      node.terms.insert(node.terms.end(), terms.begin(), terms.end());
    }
    if (!cut) return;
    warnings_.push_back(
        fmt::format("'{}' names more than {} values; those of most articles are looked for: give "
                    "the full name",
                    node.text, limits::kMaxExpansion));
  }

  absl::Status ResolveEntityPrefix(query::QueryNode& node) {
    node.terms.clear();
    for (const article::Field field : EntityFields(node)) {
      for (const names::EntityId id : entities_.FindPrefix(node.term, field)) {
        for (std::string& term : entities_.Terms(id)) node.terms.push_back(std::move(term));
        if (node.terms.size() > limits::kMaxExpansion) return TooManyTerms(node);
      }
    }
    return absl::OkStatus();
  }

  absl::Status ResolveValues(query::QueryNode& node) {
    std::set<std::string> found;
    for (const index::SegmentView& view : snapshot_.segments) {
      const index::StringTable& keys = view.segment->columns().terms(node.field).keys;
      for (std::size_t i = keys.LowerBound(node.term);
           i < keys.size() && keys[i].starts_with(node.term); ++i) {
        found.insert(article::ExactTerm(node.field, keys[i]));
        if (found.size() > limits::kMaxExpansion) return TooManyTerms(node);
      }
    }
    node.terms.assign(found.begin(), found.end());
    return absl::OkStatus();
  }

  // Alternatives for one word count as one word: as common as all of them together.
  void ShareIdf(const std::vector<std::string>& terms) {
    std::uint64_t sum = 0;
    for (const std::string& term : terms) sum += TermArticles(term);
    const double idf = index::InverseDocumentFrequency(articles_, std::min(sum, articles_));
    for (const std::string& term : terms) {
      const auto [it, added] = idf_.emplace(term, idf);
      if (!added) it->second = std::max(it->second, idf);
    }
  }

  static absl::Status TooManyTerms(const query::QueryNode& node) {
    return errors::MakeError(
        absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_EXPANSION_LIMIT,
        fmt::format("'{}' stands for more than {} words or values; type more letters before the *",
                    node.text, limits::kMaxExpansion),
        {{"term", node.text}});
  }

  const index::Snapshot& snapshot_;
  const names::EntityIndex& entities_;
  const std::vector<text::Language>& languages_;
  text::Analyzer& analyzer_;
  PostingsCache& postings_;
  std::vector<std::optional<index::DatabaseLease>> databases_;  // by segment, where one was needed
  std::uint64_t articles_ = 0;
  absl::flat_hash_map<std::string, double> idf_;
  std::vector<std::string> warnings_;
};

}  // namespace

std::size_t ResolvedQuery::RarestWord(const query::QueryNode& phrase) const {
  std::vector<double> weights;
  for (const std::string& word : phrase.terms) {
    const auto found = idf.find(IndexTerm(phrase.field, word));
    weights.push_back(found == idf.end() ? 0 : found->second);
  }
  return static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) -
                                  weights.begin());
}

std::string IndexTerm(article::Field field, std::string_view word) {
  std::string term(article::Row(field).prefix);
  term.append(word);
  return term;
}

bool IsUnranked(const query::QueryNode& node) {
  switch (node.kind) {
    case query::NodeKind::kTerm:
    case query::NodeKind::kPhrase:
    case query::NodeKind::kPrefix:
      return false;
    case query::NodeKind::kAndNot:
      return IsUnranked(node.children.front());
    default:
      return std::all_of(node.children.begin(), node.children.end(), IsUnranked);
  }
}

std::vector<std::string> ValueTerms(const names::EntityIndex& entities, article::Field field,
                                    std::string_view name, names::EntityIndex::Reach reach) {
  if (article::IsEntityField(field)) {
    std::vector<std::string> terms;
    for (const names::EntityId id : entities.Find(name, field, reach)) {
      for (std::string& term : entities.Terms(id)) terms.push_back(std::move(term));
    }
    return terms;
  }
  if (field == article::Field::kId) return {article::IdTerm(name)};
  return {article::ExactTerm(
      field, field == article::Field::kCountry ? entities.CountryName(name) : name)};
}

absl::StatusOr<ResolvedQuery> ResolveQuery(query::QueryNode root, const QueryIndex& index,
                                           text::Analyzer& analyzer) {
  ResolvedQuery query{std::move(root), {}};
  absl::Status inner;
  absl::Status status = index::RunXapian([&] {
    Resolver resolver(index, analyzer);
    inner = resolver.Resolve(query.root);
    query.idf = resolver.TakeIdf();
    query.warnings = resolver.TakeWarnings();
  });
  if (!status.ok()) return status;
  if (!inner.ok()) return inner;
  return query;
}

}  // namespace dateline::search
