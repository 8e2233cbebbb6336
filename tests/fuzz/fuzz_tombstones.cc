// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes in place of a segment's tombstones, with a checksum that fits: the segment is left out
// and named, or its dead documents are rows of it, ascending.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/index/checksum.h"
#include "core/index/manifest.h"
#include "core/index/segment.h"
#include "indexer/segments/commit_manifest.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/quick_index.h"
#include "tests/support/test_index.h"

namespace {

// An index of one segment whose manifest names the bytes that it is given as tombstones.
class DeadIndex {
 public:
  DeadIndex() : index_(QuickIndex()) {
    index_.Add({dateline::MakeArticle("a", "One", "first"),
                dateline::MakeArticle("b", "Two", "second"),
                dateline::MakeArticle("c", "Three", "third")});
    auto opened = dateline::OpenSnapshot(index_.folder(), nullptr);
    FUZZ_CHECK(opened.ok() && (*opened)->segments.size() == 1);
    first_ = std::move(*opened);
  }

  // The open segment is used again, so that an input costs two small files.
  std::shared_ptr<const dateline::Snapshot> Open(std::string_view tombstones) {
    dateline::Manifest manifest = first_->manifest;
    dateline::FileEntry& entry = manifest.segments[0].tombstones;
    entry.name = dateline::TombstonesName(manifest.segments[0].number, manifest.generation);
    entry.bytes = tombstones.size();
    entry.checksum = dateline::ChecksumOf(tombstones);
    Write(entry.name, tombstones);
    Write(dateline::ManifestName(manifest.generation), dateline::SerializeManifest(manifest));
    auto opened = dateline::OpenSnapshot(index_.folder(), first_.get());
    FUZZ_CHECK(opened.ok());
    return *std::move(opened);
  }

 private:
  void Write(const std::string& name, std::string_view bytes) {
    WriteAnew(index_.folder() + "/" + name, bytes);
  }

  dateline::TestIndex index_;
  std::shared_ptr<const dateline::Snapshot> first_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static DeadIndex index;
  const auto snapshot = index.Open({reinterpret_cast<const char*>(data), size});
  if (snapshot->segments.empty()) {
    FUZZ_CHECK(snapshot->damaged.size() == 1 && !snapshot->damaged[0].empty());
    return 0;
  }
  const dateline::SegmentView& view = snapshot->segments[0];
  const std::size_t rows = view.segment->columns().rows();
  FUZZ_CHECK(view.dead->size() <= rows && view.live == rows - view.dead->size());
  dateline::DocId last = 0;
  for (const dateline::DocId doc : *view.dead) {
    FUZZ_CHECK(doc > last && doc <= rows);
    last = doc;
  }
  return 0;
}
