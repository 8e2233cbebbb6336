// SPDX-License-Identifier: GPL-3.0-or-later
// Rankings of the sample articles as they were when someone last looked at them. rankings.txt holds
// requests (text form of SearchRequest, one line) and below each its answer. After a change that
// is meant to alter rankings: golden_test --update, and read the difference.
#include <fmt/format.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/readers/parse_article.h"
#include "core/readers/raw_article.h"
#include "core/readers/read_file.h"
#include "server/engine/engine.h"
#include "tests/support/test_index.h"

namespace dateline::golden {
namespace {

bool update = false;

constexpr std::int64_t kNow = 1'780'300'800;  // 1 June 2026

std::vector<article::Article> Samples() {
  std::vector<article::Article> articles;
  const absl::Status status = readers::ReadFile(
      {SAMPLES, 0}, readers::InputFormat::kJsonLines,
      [&](const readers::RawArticle& raw) {
        auto article = readers::ParseArticle(raw);
        EXPECT_TRUE(article.ok()) << article.status();
        if (article.ok()) articles.push_back(std::move(article->article));
        return true;
      },
      [](std::uint64_t) {});
  EXPECT_TRUE(status.ok()) << status;
  return articles;
}

std::string Describe(const v1::SearchResponse& response) {
  std::string text = fmt::format("  total {}\n", response.total().value());
  for (const v1::Hit& hit : response.hits()) {
    text +=
        fmt::format("  {:.4f} {} {}\n", hit.score(), hit.article().id(), hit.article().headline());
  }
  for (const v1::FacetResult& facet : response.facets()) {
    text += fmt::format("  facet {}:", facet.name());
    for (const v1::FacetBucket& bucket : facet.buckets())
      text += fmt::format(" {}={}", bucket.key(), bucket.count());
    text += fmt::format(" other={} missing={}\n", facet.other_count(), facet.missing_count());
  }
  return text;
}

// One thread and one commit: rows are in the order of the file, which decides ties.
writer::WriterOptions InOrder() {
  writer::WriterOptions options;
  options.threads = 1;
  options.bulk = true;
  options.sync = false;
  return options;
}

class Golden {
 public:
  Golden() : index_(InOrder()) {
    index_.Add(Samples());
    auto engine = engine::Engine::Open(
        {.folder = index_.folder(), .now = [] { return absl::FromUnixSeconds(kNow); }});
    EXPECT_TRUE(engine.ok()) << engine.status();
    engine_ = std::move(*engine);
  }
  std::string Answer(const std::string& line) {
    v1::SearchRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(line, &request)) << line;
    const auto response = engine_->Search(request, {});
    return response.ok() ? Describe(*response) : "  " + response.status().ToString() + "\n";
  }

 private:
  test_support::TestIndex index_;
  std::unique_ptr<engine::Engine> engine_;
};

TEST(GoldenTest, TheSamplesRankAsTheyDidWhenLastLookedAt) {
  Golden golden;
  std::ifstream file(GOLDEN_FILE);
  std::stringstream kept;
  std::string request;
  std::string expected;
  std::size_t requests = 0;
  const auto close = [&] {
    if (request.empty()) return;
    ++requests;
    const std::string answer = golden.Answer(request);
    if (!update) {
      EXPECT_EQ(answer, expected) << request;
    }
    kept << request << "\n" << answer;
    request.clear();
    expected.clear();
  };
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("  ")) {
      expected += line + "\n";
      continue;
    }
    close();
    if (line.empty() || line.starts_with("#")) {
      kept << line << "\n";
    } else {
      request = line;
    }
  }
  close();
  EXPECT_GE(requests, 20U);
  if (update) std::ofstream(GOLDEN_FILE) << kept.str();
}

}  // namespace
}  // namespace dateline::golden

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  dateline::golden::update = argc == 2 && std::string(argv[1]) == "--update";
  return RUN_ALL_TESTS();
}
