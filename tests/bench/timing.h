// SPDX-License-Identifier: GPL-3.0-or-later
// Timing a set of queries: the median of rounds for each query, then statistics over the queries.
#ifndef DATELINE_TESTS_BENCH_TIMING_H_
#define DATELINE_TESTS_BENCH_TIMING_H_

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

namespace dateline::bench {

struct Statistics {
  double mean_us = 0;
  double p50_us = 0;
  double p99_us = 0;
};

inline double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

inline Statistics Summarize(std::vector<double> per_query_us) {
  if (per_query_us.empty()) return {};
  std::sort(per_query_us.begin(), per_query_us.end());
  const auto count = per_query_us.size();
  return {
      std::accumulate(per_query_us.begin(), per_query_us.end(), 0.0) / static_cast<double>(count),
      per_query_us[count / 2], per_query_us[std::min(count - 1, count * 99 / 100)]};
}

// Runs `body(query)` for each query in each round.
inline Statistics TimeQueries(const std::vector<std::string>& queries, int rounds,
                              const std::function<void(const std::string&)>& body) {
  std::vector<std::vector<double>> times(queries.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < queries.size(); ++i) {
      const auto start = std::chrono::steady_clock::now();
      body(queries[i]);
      const std::chrono::duration<double, std::micro> elapsed =
          std::chrono::steady_clock::now() - start;
      times[i].push_back(elapsed.count());
    }
  }
  std::vector<double> medians;
  for (std::vector<double>& of_query : times) medians.push_back(Median(std::move(of_query)));
  return Summarize(std::move(medians));
}

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_TIMING_H_
