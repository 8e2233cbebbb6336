// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a segment's tombstones, with a checksum that fits: the segment is left out
// and named, or its dead documents are rows of it, ascending.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/index/checksum.h"
#include "core/index/manifest.h"
#include "core/index/snapshot.h"
#include "indexer/segments/commit_manifest.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/quick_index.h"
#include "tests/support/test_index.h"

namespace {

// An index of one segment whose manifest names the bytes that it is given as tombstones.
class DeadIndex {
 public:
  DeadIndex() : index_(QuickIndex()) {
    index_.Add({dateline::test_support::MakeArticle("a", "One", "first"),
                dateline::test_support::MakeArticle("b", "Two", "second"),
                dateline::test_support::MakeArticle("c", "Three", "third")});
    auto opened = dateline::index::OpenSnapshot(index_.folder(), nullptr);
    FUZZ_CHECK(opened.ok() && (*opened)->segments.size() == 1);
    first_ = std::move(*opened);
  }

  // The open segment is used again, so that an input costs two small files.
  std::shared_ptr<const dateline::index::Snapshot> Open(std::string_view tombstones) {
    dateline::index::Manifest manifest = first_->manifest;
    dateline::index::FileEntry& entry = manifest.segments[0].tombstones;
    entry.name = dateline::segments::TombstonesName(manifest.segments[0], manifest);
    entry.bytes = tombstones.size();
    entry.checksum = dateline::index::ChecksumOf(tombstones);
    Write(entry.name, tombstones);
    Write(dateline::segments::ManifestName(manifest),
          dateline::segments::SerializeManifest(manifest));
    auto opened = dateline::index::OpenSnapshot(index_.folder(), first_.get());
    FUZZ_CHECK(opened.ok());
    return *std::move(opened);
  }

 private:
  void Write(const std::string& name, std::string_view bytes) {
    WriteAnew(index_.folder() + "/" + name, bytes);
  }

  dateline::test_support::TestIndex index_;
  std::shared_ptr<const dateline::index::Snapshot> first_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static DeadIndex index;
  const auto snapshot = index.Open({reinterpret_cast<const char*>(data), size});
  if (snapshot->segments.empty()) {
    FUZZ_CHECK(snapshot->damaged.size() == 1 && !snapshot->damaged[0].reason.empty());
    return 0;
  }
  const dateline::index::SegmentView& view = snapshot->segments[0];
  const std::size_t rows = view.segment->columns().rows();
  FUZZ_CHECK(view.dead->size() <= rows && view.live == rows - view.dead->size());
  dateline::index::DocId last = 0;
  for (const dateline::index::DocId doc : *view.dead) {
    FUZZ_CHECK(doc > last && doc <= rows);
    last = doc;
  }
  return 0;
}
