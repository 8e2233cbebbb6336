// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/scoring_profile.h"

#include <algorithm>
#include <cmath>

namespace dateline::index {

double LengthNorm(const ScoringProfile& profile, double words, double average) {
  return std::pow(std::max(words / average, 0.1), -profile.length_exponent);
}

std::uint32_t Impact(const ScoringProfile& profile, double normalized_tf) {
  const double impact = normalized_tf / (profile.saturation + normalized_tf);
  return static_cast<std::uint32_t>(
      std::clamp(std::lround(kMaxImpact * impact), 1L, long{kMaxImpact}));
}

double InverseDocumentFrequency(std::uint64_t articles, std::uint64_t term_articles) {
  const auto total = static_cast<double>(articles);
  const auto with_term = static_cast<double>(term_articles);
  return std::log(1 + (total - with_term + 0.5) / (with_term + 0.5));
}

}  // namespace dateline::index
