// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a manifest or damaged; a manifest that parses is written back the same.
#include <cstdint>
#include <string_view>

#include "core/index/manifest.h"
#include "indexer/segments/commit_manifest.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto check = [](std::string_view bytes) {
    const auto manifest = dateline::index::ParseManifest(bytes);
    if (!manifest.ok()) {
      FUZZ_CHECK(absl::IsDataLoss(manifest.status()) ||
                 absl::IsFailedPrecondition(manifest.status()));
      return;
    }
    const auto again =
        dateline::index::ParseManifest(dateline::segments::SerializeManifest(*manifest));
    FUZZ_CHECK(again.ok());
    FUZZ_CHECK(dateline::segments::SerializeManifest(*again) ==
               dateline::segments::SerializeManifest(*manifest));
  };
  check(text);
  check(dateline::index::SealManifest(text));  // gets past the checksum
  return 0;
}
