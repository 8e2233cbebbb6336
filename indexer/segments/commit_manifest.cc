// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/commit_manifest.h"

#include <fmt/format.h>

#include "indexer/segments/file_names.h"

namespace dateline::segments {
namespace {

std::string FileJson(const index::FileEntry& file) {
  return fmt::format(R"({{"name":"{}","bytes":{},"checksum":"{}"}})", file.name, file.bytes,
                     file.checksum);
}

std::string SegmentJson(const index::SegmentEntry& segment) {
  return fmt::format(
      R"(  {{"number":{},"rows":{},"dead":{},"oldest_seconds":{},"newest_seconds":{},)"
      "\n   \"database\":{},\n   \"columns\":{},\n   \"articles\":{},\n   \"words\":{},"
      "\n   \"tombstones\":{}}}",
      segment.number, segment.rows, segment.dead, segment.oldest_seconds, segment.newest_seconds,
      FileJson(segment.database), FileJson(segment.columns), FileJson(segment.articles),
      FileJson(segment.words), FileJson(segment.tombstones));
}

}  // namespace

std::string SerializeManifest(const index::Manifest& manifest) {
  const index::ScoringProfile& profile = manifest.profile;
  std::string text = fmt::format(
      "{{\"format_version\":{},\n \"index_id\":\"{}\",\n \"epoch\":\"{}\",\n \"generation\":{},\n "
      "\"next_segment\":{},\n"
      " \"profile\":{{\"name\":\"{}\",\"average_headline\":{:.17g},\"average_body\":{:.17g},"
      "\"headline_boost\":{:.17g},\"body_boost\":{:.17g},\"length_exponent\":{:.17g},"
      "\"saturation\":{:.17g}}},\n \"segments\":[",
      index::Manifest::kFormatVersion, manifest.index_id, manifest.epoch, manifest.generation,
      manifest.next_segment, profile.name, profile.average_headline, profile.average_body,
      profile.headline_boost, profile.body_boost, profile.length_exponent, profile.saturation);
  for (std::size_t i = 0; i < manifest.segments.size(); ++i) {
    text += (i == 0 ? "\n" : ",\n") + SegmentJson(manifest.segments[i]);
  }
  text += "]}";
  return index::SealManifest(text);
}

std::string ManifestName(const index::Manifest& manifest) {
  return fmt::format("MANIFEST-{:010}-{}", manifest.generation, manifest.epoch);
}

std::string SegmentStem(std::uint32_t number, std::string_view epoch) {
  return fmt::format("segments/{:08}-{}", number, epoch);
}

std::string TombstonesName(const index::SegmentEntry& segment, const index::Manifest& manifest) {
  const std::string_view database = segment.database.name;
  return fmt::format("{}.{}-{}.dead", database.substr(0, database.rfind('.')), manifest.generation,
                     manifest.epoch);
}

absl::Status CommitManifest(const IndexFiles& files, const index::Manifest& manifest, bool sync,
                            const AroundRename& around_rename) {
  const std::string name = ManifestName(manifest);
  absl::Status status = files.WriteFile(name, SerializeManifest(manifest), sync);
  if (!status.ok()) return status;
  std::string stub;
  for (const index::SegmentEntry& segment : manifest.segments)
    stub += "auto " + segment.database.name + "\n";
  const std::string stub_temporary = TemporaryName("xapian.stub", manifest.epoch);
  status = files.WriteFile("xapian.stub", stub, {.sync = false, .temporary = stub_temporary});
  if (!status.ok()) return status;
  if (sync) {
    if (status = files.SyncFolder(); !status.ok()) return status;
  }
  status = files.WriteFile("CURRENT", index::SealCurrent(name),
                           {.sync = sync,
                            .temporary = TemporaryName("CURRENT", manifest.epoch),
                            .around_rename = around_rename});
  if (!status.ok()) return status;
  return sync ? files.SyncFolder() : absl::OkStatus();
}

}  // namespace dateline::segments
