// SPDX-License-Identifier: GPL-3.0-or-later
// An engine on an index that each test fills, with a clock that stands still.
#ifndef DATELINE_TESTS_UNIT_ENGINE_ENGINE_FIXTURE_H_
#define DATELINE_TESTS_UNIT_ENGINE_ENGINE_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/engine/engine.h"
#include "server/engine/validate.h"
#include "tests/support/test_index.h"

namespace dateline::engine {

inline constexpr std::int64_t kNow = 1'750'000'000;  // June 2025

class EngineTest : public testing::Test {
 protected:
  explicit EngineTest(writer::WriterOptions options = {}) : index_(std::move(options)) {}

  Engine& engine() {
    if (engine_ == nullptr) {
      auto opened = Engine::Open(
          {.folder = index_.folder(), .now = [] { return absl::FromUnixSeconds(kNow); }});
      EXPECT_TRUE(opened.ok()) << opened.status();
      engine_ = std::move(*opened);
    }
    return *engine_;
  }

  // The calls as the service makes them: a request that is not valid does not reach the engine.
  absl::StatusOr<v1::SearchResponse> Search(const v1::SearchRequest& request,
                                            const search::SearchContext& context) {
    if (absl::Status status = Validate(request); !status.ok()) return status;
    return engine().Search(request, context);
  }
  absl::StatusOr<v1::GetArticleResponse> GetArticle(const v1::GetArticleRequest& request) {
    if (absl::Status status = Validate(request); !status.ok()) return status;
    return engine().GetArticle(request, {});
  }
  absl::StatusOr<v1::GetEntityResponse> GetEntity(const v1::GetEntityRequest& request,
                                                  const search::SearchContext& context) {
    if (absl::Status status = Validate(request); !status.ok()) return status;
    return engine().GetEntity(request, context);
  }
  absl::StatusOr<v1::SuggestEntitiesResponse> SuggestEntities(
      const v1::SuggestEntitiesRequest& request) {
    if (absl::Status status = Validate(request); !status.ok()) return status;
    return engine().SuggestEntities(request, {});
  }

  static v1::SearchRequest Request(const std::string& query) {
    v1::SearchRequest request;
    request.set_query(query);
    return request;
  }

  std::vector<std::string> Ids(const v1::SearchRequest& request) {
    const auto response = Search(request, {});
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> ids;
    if (response.ok()) {
      for (const auto& hit : response->hits()) ids.push_back(hit.article().id());
    }
    return ids;
  }

  using Order = std::vector<std::string>;
  test_support::TestIndex index_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace dateline::engine

#endif  // DATELINE_TESTS_UNIT_ENGINE_ENGINE_FIXTURE_H_
