// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a request of IngestService: the article is refused with a message, or is
// in the index as its rules make it, until it is deleted.
#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/index/snapshot.h"
#include "core/readers/strip_html.h"
#include "dateline/v1/ingest_service.pb.h"
#include "indexer/rpc/convert.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/quick_index.h"
#include "tests/support/test_index.h"

namespace {

constexpr int kInputsPerIndex = 100;  // an index that grows would make every input slower

dateline::test_support::TestIndex& Index() {
  static std::unique_ptr<dateline::test_support::TestIndex> index;
  static int left = 0;
  if (left-- == 0) {
    index.reset();
    index = std::make_unique<dateline::test_support::TestIndex>(QuickIndex());
    left = kInputsPerIndex;
  }
  return *index;
}

dateline::writer::WriteOutcome Add(dateline::test_support::TestIndex& index,
                                   const dateline::article::Article& article) {
  dateline::writer::WriteOutcome outcome;
  index.writer().Add(
      article, [&outcome](dateline::writer::WriteOutcome told) { outcome = std::move(told); });
  FUZZ_CHECK(index.writer().Flush().ok());
  return outcome;
}

void CheckIngest(std::string_view bytes) {
  dateline::v1::IngestArticlesRequest request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  dateline::test_support::TestIndex& index = Index();
  dateline::article::Article expected = request.article();
  dateline::readers::StripArticle(expected);
  const absl::Status valid = dateline::article::NormalizeArticle(expected);
  const dateline::writer::WriteOutcome outcome = Add(index, request.article());
  const dateline::v1::IngestOutcome told = dateline::ingest::ToProto(request.sequence(), outcome);
  FUZZ_CHECK(told.sequence() == request.sequence());
  FUZZ_CHECK(valid.ok() == outcome.status.ok());
  if (!valid.ok()) {
    FUZZ_CHECK(told.result() == dateline::v1::INGEST_RESULT_REJECTED);
    FUZZ_CHECK(told.error().code() != 0 && !told.error().message().empty());
    return;
  }
  FUZZ_CHECK(told.id() == expected.id() && !told.id().empty());
  const auto snapshot = dateline::index::OpenSnapshot(index.folder(), nullptr);
  FUZZ_CHECK(snapshot.ok() && (*snapshot)->damaged.empty());
  const auto place = dateline::index::FindLiveArticle(**snapshot, expected.id());
  FUZZ_CHECK(place.has_value());
  const auto stored = (*snapshot)->segments[place->segment].segment->ReadArticle(place->doc);
  FUZZ_CHECK(stored.ok() && stored->SerializeAsString() == expected.SerializeAsString());
}

void CheckDelete(std::string_view bytes) {
  dateline::v1::DeleteArticlesRequest request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  dateline::test_support::TestIndex& index = Index();
  const std::vector<std::string> ids(request.ids().begin(), request.ids().end());
  const auto outcome = index.writer().Delete(ids);
  FUZZ_CHECK(outcome.ok());
  FUZZ_CHECK(outcome->deleted + outcome->missing.size() <= ids.size());
  const auto snapshot = dateline::index::OpenSnapshot(index.folder(), nullptr);
  FUZZ_CHECK(snapshot.ok() && (*snapshot)->damaged.empty());
  for (const std::string& id : ids) FUZZ_CHECK(!dateline::index::FindLiveArticle(**snapshot, id));
}

}  // namespace

// Input: which call, then the message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The parser would log every text that is not UTF-8.
  [[maybe_unused]] static const auto log = google::protobuf::SetLogHandler(nullptr);
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 4U == 0) {
    CheckDelete(bytes);
  } else {
    CheckIngest(bytes);
  }
  return 0;
}
