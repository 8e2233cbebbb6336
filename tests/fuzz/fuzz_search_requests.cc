// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a request of SearchService: an answer that a client can read, or an error
// with a message and a reason.
#include <absl/time/clock.h>
#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/engine/engine.h"
#include "server/engine/validate.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/quick_index.h"
#include "tests/support/test_index.h"

namespace {

constexpr std::int64_t kNow = 1'750'000'000;

dateline::article::Article WithPerson(dateline::article::Article article, const std::string& name) {
  dateline::v1::Entity& entity = *article.add_entities();
  entity.set_name(name);
  entity.set_type(dateline::v1::ENTITY_TYPE_PERSON);
  return article;
}

// A small index of two segments with a dead article, and an engine on it.
class Searched {
 public:
  Searched() : index_(QuickIndex()) {
    index_.Add(
        {WithPerson(dateline::test_support::MakeArticle(
                        "a", "Rain in the north", "Ada Quill said that rain falls on the town.",
                        "2025-06-01T08:00:00Z", "Gazette"),
                    "Ada Quill"),
         dateline::test_support::MakeArticle(
             "b", "Markets fall", "Oil prices fall & <b>rise</b> again.", "2025-06-02", "Herald"),
         dateline::test_support::MakeArticle("c", "No date", "A story of rain without a date.")});
    index_.Add(
        {WithPerson(dateline::test_support::MakeArticle(
                        "d", "Rain again", "More rain, says Bo Reed.", "2025-06-03", "Gazette"),
                    "Bo Reed")});
    index_.Delete({"b"});
    auto opened = dateline::engine::Engine::Open(
        {.folder = index_.folder(), .now = [] { return absl::FromUnixSeconds(kNow); }});
    FUZZ_CHECK(opened.ok());
    engine_ = std::move(*opened);
  }
  dateline::engine::Engine& engine() { return *engine_; }

 private:
  dateline::test_support::TestIndex index_;
  std::unique_ptr<dateline::engine::Engine> engine_;
};

void CheckError(const absl::Status& status) {
  FUZZ_CHECK(!status.message().empty());
  FUZZ_CHECK(!absl::IsInternal(status) && !absl::IsUnknown(status));
  FUZZ_CHECK(!absl::IsInvalidArgument(status) ||
             dateline::errors::ReasonOf(status) != dateline::v1::ERROR_REASON_UNSPECIFIED);
}

template <typename Response>
void CheckAnswer(const absl::StatusOr<Response>& answer) {
  if (!answer.ok()) return CheckError(answer.status());
  Response read;  // fails if a text is not UTF-8
  FUZZ_CHECK(read.ParseFromString(answer->SerializeAsString()));
}

void CheckSearch(dateline::engine::Engine& engine, dateline::v1::SearchRequest request) {
  FUZZ_CHECK(request.ByteSizeLong() <= dateline::limits::kMaxSearchRequestBytes);
  dateline::search::SearchContext context;
  context.deadline = absl::Now() + absl::Seconds(2);
  const auto answer = engine.Search(request, context);
  CheckAnswer(answer);
  if (!answer.ok() || answer->next_page_token().empty()) return;
  FUZZ_CHECK(answer->hits_size() > 0);
  request.set_page_token(answer->next_page_token());
  const auto second = engine.Search(request, context);
  CheckAnswer(second);
  if (second.ok() && second->hits_size() > 0) {
    FUZZ_CHECK(second->hits(0).article().id() != answer->hits(0).article().id());
  }
}

// Whether the bytes are a request that the service hands to the engine.
template <typename Request>
bool ReadValid(std::string_view bytes, Request& request) {
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  const absl::Status status = dateline::engine::Validate(request);
  if (!status.ok()) CheckError(status);
  return status.ok();
}

}  // namespace

// Input: which call, then the message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The parser would log every text that is not UTF-8.
  [[maybe_unused]] static const auto log = google::protobuf::SetLogHandler(nullptr);
  static Searched searched;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  dateline::engine::Engine& engine = searched.engine();
  dateline::v1::SearchRequest search;
  dateline::v1::GetArticleRequest article;
  dateline::v1::GetEntityRequest entity;
  dateline::v1::SuggestEntitiesRequest suggest;
  switch (data[0] % 4U) {
    case 0:
      if (ReadValid(bytes, article)) CheckAnswer(engine.GetArticle(article, {}));
      return 0;
    case 1:
      if (ReadValid(bytes, entity)) CheckAnswer(engine.GetEntity(entity, {}));
      return 0;
    case 2:
      if (ReadValid(bytes, suggest)) CheckAnswer(engine.SuggestEntities(suggest, {}));
      return 0;
    default:
      if (ReadValid(bytes, search)) CheckSearch(engine, search);
      return 0;
  }
}
