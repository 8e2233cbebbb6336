// SPDX-License-Identifier: GPL-3.0-or-later
// The scoring profile impact-v1: BM25F saturated per document and stored as the term's wdf.
// Source: Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields", CIKM
// 2004.
#ifndef DATELINE_CORE_INDEX_SCORING_PROFILE_H_
#define DATELINE_CORE_INDEX_SCORING_PROFILE_H_

#include <cstdint>
#include <string>

namespace dateline::index {

// Frozen constants of an index; part of its manifest.
struct ScoringProfile {
  std::string name = "impact-v1";
  double average_headline = 10;  // words
  double average_body = 250;     // words
  double headline_boost = 2.0;
  double body_boost = 1.0;
  double length_exponent = 0.6;
  double saturation = 1.6;
  bool operator==(const ScoringProfile&) const = default;
};

inline constexpr std::uint32_t kMaxImpact = 127;

// Length norm of a field of `words` words: max(words / average, 0.1) ^ -length_exponent.
double LengthNorm(const ScoringProfile& profile, double words, double average);

// Quantised impact, 1 to kMaxImpact, of tf' = sum of boost * tf * norm over the fields: 127 * tf' /
// (saturation + tf').
std::uint32_t Impact(const ScoringProfile& profile, double normalized_tf);

// ln(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N articles.
double InverseDocumentFrequency(std::uint64_t articles, std::uint64_t term_articles);

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_SCORING_PROFILE_H_
