// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/checksum.h"
#include "core/index/files.h"
#include "core/index/tombstones.h"

namespace dateline::index {
namespace {

constexpr int kOpenAttempts = 20;  // how often the writer may drop what is being opened

using Missing = OpenOptions::Missing;

absl::StatusOr<std::vector<DocId>> ReadTombstones(const std::string& folder,
                                                  const SegmentEntry& entry) {
  if (entry.tombstones.name.empty()) return std::vector<DocId>();
  const auto bytes = ReadWholeFile(folder + "/" + entry.tombstones.name);
  if (!bytes.ok()) return bytes.status();
  if (ChecksumOf(*bytes) != entry.tombstones.checksum) {
    return DamagedFile(entry.tombstones.name, "its checksum does not fit");
  }
  auto dead = ParseTombstones(*bytes, entry.rows);
  if (dead.ok()) return dead;
  return DamagedFile(entry.tombstones.name, errors::MessageOf(dead.status()));
}

// Whether the folder still has the files that were opened. One that is gone stays readable; one
// that was replaced may have been replaced because it was damaged.
bool HasItsFiles(const std::string& folder, const SegmentView& view) {
  const std::vector<FileStamp> now = StampsOf(folder, view.entry);
  for (std::size_t i = 0; i < view.files.size(); ++i) {
    if (now[i].exists() && !now[i].IsSameFile(view.files[i])) return false;
  }
  return true;
}

// What `previous` has open of a segment of the index `index_id`.
const SegmentView* OpenAlready(const std::string& folder, const SegmentEntry& entry,
                               const std::string& index_id, const Snapshot* previous) {
  if (previous == nullptr || previous->manifest.index_id != index_id) return nullptr;
  for (const SegmentView& view : previous->segments) {
    if (IsSameSegment(view.entry, entry)) return HasItsFiles(folder, view) ? &view : nullptr;
  }
  return nullptr;
}

absl::StatusOr<SegmentView> OpenView(const std::string& folder, const SegmentEntry& entry,
                                     const std::string& index_id, const Snapshot* previous) {
  SegmentView view;
  const SegmentView* known = OpenAlready(folder, entry, index_id, previous);
  if (known != nullptr && known->entry == entry) return *known;
  if (known != nullptr) {
    view.segment = known->segment;
    view.files = known->files;
  } else {
    if (absl::Status status = CheckSizes(folder, entry); !status.ok()) return status;
    view.files = StampsOf(folder, entry);
    if (!entry.tombstones.name.empty()) view.files.pop_back();
    auto opened = Segment::Open(folder, entry);
    if (!opened.ok()) return opened.status();
    view.segment = std::move(*opened);
  }
  auto dead = ReadTombstones(folder, entry);
  if (!dead.ok()) return dead.status();
  view.live = static_cast<std::uint32_t>(entry.rows - dead->size());
  view.dead = std::make_shared<const std::vector<DocId>>(std::move(*dead));
  view.entry = entry;
  return view;
}

// FILES_MISSING if not all files are there that must be opened. Much less work than to open those
// that are.
absl::Status CheckFilesAreThere(const std::string& folder, const OpenOptions& options,
                                std::span<const SegmentDamage> left_out, const Manifest& manifest) {
  for (const SegmentEntry& entry : manifest.segments) {
    if (FindDamage(left_out, entry.number) != nullptr) continue;
    if (OpenAlready(folder, entry, manifest.index_id, options.previous) != nullptr) continue;
    const absl::Status status = CheckSizes(folder, entry);
    if (!status.ok() && !absl::IsDataLoss(status)) return status;
  }
  return absl::OkStatus();
}

// Opens every segment of the manifest in `snapshot` that can be.
absl::Status OpenSegments(const std::string& folder, const OpenOptions& options,
                          Snapshot& snapshot) {
  std::vector<SegmentDamage> left_out;
  if (options.left_out) left_out = options.left_out(snapshot.manifest);
  if (options.missing == Missing::kFail) {
    absl::Status status = CheckFilesAreThere(folder, options, left_out, snapshot.manifest);
    if (!status.ok()) return status;
  }
  for (const SegmentEntry& entry : snapshot.manifest.segments) {
    if (const SegmentDamage* known = FindDamage(left_out, entry.number)) {
      snapshot.damaged.push_back(*known);
      continue;
    }
    auto view = OpenView(folder, entry, snapshot.manifest.index_id, options.previous);
    if (view.ok()) {
      snapshot.live_articles += view->live;
      snapshot.segments.push_back(std::move(*view));
      continue;
    }
    const SegmentDamage damage = DamageOf(entry, view.status());
    if (!damage.missing && !absl::IsDataLoss(view.status())) return view.status();
    if (damage.missing && options.missing == Missing::kFail) {
      return MissingFile(damage.file, damage.reason);
    }
    snapshot.damaged.push_back(damage);
  }
  return absl::OkStatus();
}

// The manifest to open; `snapshot` gets what is to be said of it.
absl::Status ChooseManifest(const std::string& folder, Missing missing, Snapshot& snapshot) {
  auto manifest = ReadCurrentManifest(folder);
  if (!manifest.ok() && errors::ReasonOf(manifest.status()) == v1::ERROR_REASON_FILES_MISSING) {
    const std::string name = errors::ErrorMetadata(manifest.status(), "file");
    if (missing == Missing::kFail) return MissingFile(name, "it is what CURRENT names");
    if (missing == Missing::kNewestWhole) {
      auto whole = FindWholeManifest(folder);
      if (!whole.ok()) {
        return DamagedFile(name, fmt::format("CURRENT names it and it is missing; {}",
                                             errors::MessageOf(whole.status())));
      }
      snapshot.damaged.push_back(
          {.file = name,
           .reason = fmt::format("CURRENT names it and it is missing; generation {}, the newest "
                                 "that is whole, is used instead",
                                 whole->generation),
           .missing = true});
      manifest = std::move(whole);
    }
  }
  if (!manifest.ok()) return manifest.status();
  snapshot.manifest = *std::move(manifest);
  snapshot.generation = snapshot.manifest.generation;
  return absl::OkStatus();
}

bool LacksFiles(const Snapshot& snapshot) {
  return std::any_of(snapshot.damaged.begin(), snapshot.damaged.end(),
                     [](const SegmentDamage& damage) { return damage.missing; });
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSnapshot(const std::string& folder,
                                                             const OpenOptions& options) {
  for (int attempts_left = kOpenAttempts;; --attempts_left) {
    auto snapshot = std::make_shared<Snapshot>();
    absl::Status status = ChooseManifest(folder, options.missing, *snapshot);
    if (status.ok()) status = OpenSegments(folder, options, *snapshot);
    // A file that is gone belongs to the past if the writer has moved on meanwhile.
    const bool missing = status.ok() ? LacksFiles(*snapshot) : IsMissingFile(status);
    if (missing && attempts_left > 0) {
      const auto now = ReadCurrentManifest(folder);
      if (now.ok() && *now != snapshot->manifest) continue;
    }
    if (!status.ok()) return status;
    return std::shared_ptr<const Snapshot>(std::move(snapshot));
  }
}

absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSnapshot(const std::string& folder,
                                                             const Snapshot* previous) {
  return OpenSnapshot(folder, OpenOptions{.previous = previous});
}

std::shared_ptr<const Snapshot> WithoutSegments(const Snapshot& snapshot,
                                                std::span<const SegmentDamage> damages) {
  auto rest = std::make_shared<Snapshot>(snapshot);
  std::vector<SegmentDamage> all(damages.begin(), damages.end());
  all.insert(all.end(), snapshot.damaged.begin(), snapshot.damaged.end());
  rest->damaged.clear();
  if (const SegmentDamage* manifest = FindDamage(all, 0)) rest->damaged.push_back(*manifest);
  for (const SegmentEntry& entry : rest->manifest.segments) {
    if (const SegmentDamage* one = FindDamage(all, entry.number)) rest->damaged.push_back(*one);
  }
  std::erase_if(rest->segments, [damages](const SegmentView& view) {
    return FindDamage(damages, view.entry.number) != nullptr;
  });
  rest->live_articles = 0;
  for (const SegmentView& view : rest->segments) rest->live_articles += view.live;
  return rest;
}

std::optional<ArticleAddress> FindLiveArticle(const Snapshot& snapshot, std::string_view id) {
  for (std::size_t i = snapshot.segments.size(); i-- > 0;) {
    const SegmentView& view = snapshot.segments[i];
    const auto doc = view.segment->FindArticle(id, *view.dead);
    if (doc) return ArticleAddress{i, *doc};
  }
  return std::nullopt;
}

}  // namespace dateline::index
