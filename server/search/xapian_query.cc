// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/xapian_query.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/index/scoring_profile.h"

namespace dateline {

void ImpactWeight::init(double factor) {
  per_impact_ = factor * get_wqf() / (kWqfScale * kMaxImpact);
}

double ImpactWeight::get_maxpart() const {
  return per_impact_ * std::min<Xapian::termcount>(get_wdf_upper_bound(), kMaxImpact);
}

void BitmapSource::next(double) {
  ticker_.Tick();
  if (started_) {
    cursor_.Next();
  } else {
    started_ = true;
  }
}

void BitmapSource::skip_to(Xapian::docid did, double) {
  ticker_.Tick();
  started_ = true;
  if (!cursor_.done() && cursor_.value() < did) cursor_.SkipTo(did);
}

void PhraseSource::Seek(Xapian::docid did) {
  doc_ = did;
  while (doc_ <= rows() && !check(doc_, 0)) ++doc_;
}

bool PhraseSource::check(Xapian::docid did, double) {
  ticker_.Tick();
  doc_ = did;
  return matcher_.Matches(segment_.Words(did));
}

Xapian::Query QueryCompiler::Term(const std::string& term, std::uint32_t count) const {
  const auto found = query_.idf.find(term);
  const double idf = found == query_.idf.end() ? 0 : found->second;
  const auto wqf = std::max(1L, std::lround(idf * count * ImpactWeight::kWqfScale));
  return Xapian::Query(term, static_cast<Xapian::termcount>(wqf));
}

Xapian::Query QueryCompiler::Phrase(const QueryNode& node) const {
  std::vector<Xapian::Query> words;
  for (const std::string& word : node.terms) words.push_back(Term(IndexTerm(node.field, word), 1));
  return {Xapian::Query::OP_FILTER,
          Xapian::Query(Xapian::Query::OP_AND, words.begin(), words.end()),
          Xapian::Query((new PhraseSource(node, segment_, context_))->release())};
}

Xapian::Query QueryCompiler::Join(Xapian::Query::op op, const QueryNode& node) const {
  std::vector<Xapian::Query> children;
  for (const QueryNode& child : node.children) children.push_back(Compile(child));
  return {op, children.begin(), children.end()};
}

Xapian::Query QueryCompiler::Compile(const QueryNode& node) const {
  switch (node.kind) {
    case NodeKind::kAll:
      return {Xapian::Query::OP_SCALE_WEIGHT, Xapian::Query::MatchAll, 0};
    case NodeKind::kNothing:
      return Xapian::Query::MatchNothing;
    case NodeKind::kTerm:
    case NodeKind::kPrefix: {
      if (node.terms.size() == 1) return Term(node.terms.front(), node.count);
      std::vector<Xapian::Query> alternatives;
      for (const std::string& term : node.terms) alternatives.push_back(Term(term, node.count));
      return {Xapian::Query::OP_MAX, alternatives.begin(), alternatives.end()};
    }
    case NodeKind::kPhrase:
      return Phrase(node);
    case NodeKind::kExact:
      return {Xapian::Query::OP_SCALE_WEIGHT, Xapian::Query(ExactTerm(node.field, node.text)), 0};
    case NodeKind::kDate:
      return Xapian::Query((new BitmapSource(date_bitmap_(node), context_))->release());
    case NodeKind::kAnd:
      return Join(Xapian::Query::OP_AND, node);
    case NodeKind::kOr:
      return Join(Xapian::Query::OP_OR, node);
    case NodeKind::kMaybe:
      return Join(Xapian::Query::OP_AND_MAYBE, node);
    case NodeKind::kAndNot:
      return Join(Xapian::Query::OP_AND_NOT, node);
  }
  return Xapian::Query::MatchNothing;
}

}  // namespace dateline
