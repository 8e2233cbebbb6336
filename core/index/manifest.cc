// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/manifest.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <xxhash.h>

#include <algorithm>

#include "core/index/files.h"

namespace dateline {
namespace {

constexpr std::string_view kChecksumMark = "\nchecksum ";

std::string Checksum(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string FileJson(const FileEntry& file) {
  return fmt::format(R"({{"name":"{}","bytes":{},"checksum":"{}"}})", file.name, file.bytes,
                     file.checksum);
}

std::string SegmentJson(const SegmentEntry& segment) {
  return fmt::format(
      R"(  {{"number":{},"rows":{},"dead":{},"oldest_seconds":{},"newest_seconds":{},)"
      "\n   \"database\":{},\n   \"columns\":{},\n   \"articles\":{},\n   \"words\":{},"
      "\n   \"tombstones\":{}}}",
      segment.number, segment.rows, segment.dead, segment.oldest_seconds, segment.newest_seconds,
      FileJson(segment.database), FileJson(segment.columns), FileJson(segment.articles),
      FileJson(segment.words), FileJson(segment.tombstones));
}

using Element = simdjson::dom::element;

// Reads typed members; any that is missing or of another type throws simdjson_error.
FileEntry ReadFileEntry(Element json) {
  FileEntry file{std::string(std::string_view(json["name"])), std::uint64_t(json["bytes"]),
                 std::string(std::string_view(json["checksum"]))};
  // Whatever a manifest says, no file outside the folder is opened.
  const bool ours = file.name.empty() || file.name.starts_with("segments/");
  const auto plain = [](char c) { return absl::ascii_isalnum(c) || c == '.' || c == '/'; };
  if (!ours || file.name.find("..") != std::string::npos ||
      !std::all_of(file.name.begin(), file.name.end(), plain) ||
      !std::all_of(file.checksum.begin(), file.checksum.end(), absl::ascii_isxdigit)) {
    throw simdjson::simdjson_error(simdjson::INVALID_URI_FRAGMENT);
  }
  return file;
}

SegmentEntry ReadSegment(Element json) {
  SegmentEntry segment;
  segment.number = static_cast<std::uint32_t>(std::uint64_t(json["number"]));
  segment.rows = static_cast<std::uint32_t>(std::uint64_t(json["rows"]));
  segment.dead = static_cast<std::uint32_t>(std::uint64_t(json["dead"]));
  segment.oldest_seconds = std::int64_t(json["oldest_seconds"]);
  segment.newest_seconds = std::int64_t(json["newest_seconds"]);
  segment.database = ReadFileEntry(json["database"]);
  segment.columns = ReadFileEntry(json["columns"]);
  segment.articles = ReadFileEntry(json["articles"]);
  segment.words = ReadFileEntry(json["words"]);
  segment.tombstones = ReadFileEntry(json["tombstones"]);
  return segment;
}

ScoringProfile ReadProfile(Element json) {
  ScoringProfile profile;
  profile.name = std::string(std::string_view(json["name"]));
  profile.average_headline = double(json["average_headline"]);
  profile.average_body = double(json["average_body"]);
  profile.headline_boost = double(json["headline_boost"]);
  profile.body_boost = double(json["body_boost"]);
  profile.length_exponent = double(json["length_exponent"]);
  profile.saturation = double(json["saturation"]);
  return profile;
}

absl::StatusOr<Manifest> ReadManifest(Element json) {
  const std::uint64_t version = json["format_version"];
  if (version != Manifest::kFormatVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "the index has format version {}; this program reads version {}: use the program "
        "that wrote it, or load the articles again",
        version, Manifest::kFormatVersion));
  }
  Manifest manifest;
  manifest.generation = json["generation"];
  manifest.next_segment = static_cast<std::uint32_t>(std::uint64_t(json["next_segment"]));
  manifest.profile = ReadProfile(json["profile"]);
  if (manifest.profile.name != ScoringProfile{}.name) {
    return absl::FailedPreconditionError(
        fmt::format("the index has scoring profile '{}'; this program knows '{}'",
                    manifest.profile.name, ScoringProfile{}.name));
  }
  for (const Element segment : json["segments"].get_array()) {
    manifest.segments.push_back(ReadSegment(segment));
  }
  return manifest;
}

}  // namespace

std::vector<FileEntry> FilesOf(const SegmentEntry& segment) {
  std::vector<FileEntry> files{segment.database, segment.columns, segment.articles, segment.words};
  if (!segment.tombstones.name.empty()) files.push_back(segment.tombstones);
  return files;
}

std::uint64_t TotalBytes(const SegmentEntry& segment) {
  std::uint64_t bytes = 0;
  for (const FileEntry& file : FilesOf(segment)) bytes += file.bytes;
  return bytes;
}

std::string SealManifest(std::string_view json) {
  return std::string(json) + std::string(kChecksumMark) + Checksum(json) + "\n";
}

std::string SerializeManifest(const Manifest& manifest) {
  const ScoringProfile& profile = manifest.profile;
  std::string text = fmt::format(
      "{{\"format_version\":{},\n \"generation\":{},\n \"next_segment\":{},\n"
      " \"profile\":{{\"name\":\"{}\",\"average_headline\":{:.17g},\"average_body\":{:.17g},"
      "\"headline_boost\":{:.17g},\"body_boost\":{:.17g},\"length_exponent\":{:.17g},"
      "\"saturation\":{:.17g}}},\n \"segments\":[",
      Manifest::kFormatVersion, manifest.generation, manifest.next_segment, profile.name,
      profile.average_headline, profile.average_body, profile.headline_boost, profile.body_boost,
      profile.length_exponent, profile.saturation);
  for (std::size_t i = 0; i < manifest.segments.size(); ++i) {
    text += (i == 0 ? "\n" : ",\n") + SegmentJson(manifest.segments[i]);
  }
  text += "]}";
  return SealManifest(text);
}

absl::StatusOr<Manifest> ParseManifest(std::string_view text) {
  const auto mark = text.rfind(kChecksumMark);
  const std::string_view json = text.substr(0, mark);
  if (mark == std::string_view::npos || text != SealManifest(json)) {
    return absl::DataLossError("the manifest is damaged: its checksum does not fit");
  }
  try {
    simdjson::dom::parser parser;
    return ReadManifest(parser.parse(json.data(), json.size()));
  } catch (const simdjson::simdjson_error& error) {
    return absl::DataLossError(fmt::format("the manifest is damaged: {}", error.what()));
  }
}

std::string ManifestName(std::uint64_t generation) {
  return fmt::format("MANIFEST-{:010}", generation);
}

std::string TombstonesName(std::uint32_t segment, std::uint64_t generation) {
  return fmt::format("segments/{:08}.{}.dead", segment, generation);
}

absl::StatusOr<Manifest> ReadCurrentManifest(const std::string& folder) {
  // The writer may replace CURRENT and remove the manifest it named in between: then look again.
  absl::Status last;
  for (int attempt = 0; attempt < 5; ++attempt) {
    absl::StatusOr<std::string> current = ReadWholeFile(folder + "/CURRENT");
    if (!current.ok()) {
      if (!absl::IsNotFound(current.status())) return current.status();
      return absl::NotFoundError(
          "there is no index in this folder (no file CURRENT); make one with "
          "'dateline-indexer load --index DIR FILE'");
    }
    const std::string name = current->substr(0, current->find('\n'));
    if (name.size() != 19 || !name.starts_with("MANIFEST-") ||
        name.find_first_not_of("0123456789", 9) != std::string::npos) {
      return absl::DataLossError("CURRENT is damaged: it names no manifest");
    }
    absl::StatusOr<std::string> text = ReadWholeFile(folder + "/" + name);
    if (text.ok()) return ParseManifest(*text);
    last = text.status();
    if (!absl::IsNotFound(last)) return last;
  }
  return absl::DataLossError("the manifest that CURRENT names is missing");
}

absl::Status CommitManifest(const std::string& folder, const Manifest& manifest, bool sync) {
  const std::string name = ManifestName(manifest.generation);
  absl::Status status = WriteFile(folder + "/" + name, SerializeManifest(manifest), sync);
  if (!status.ok()) return status;
  std::string stub;
  for (const SegmentEntry& segment : manifest.segments)
    stub += "auto " + segment.database.name + "\n";
  if (status = WriteFile(folder + "/xapian.stub", stub, false); !status.ok()) return status;
  if (sync) {
    if (status = SyncFolder(folder); !status.ok()) return status;
  }
  if (status = WriteFile(folder + "/CURRENT", name + "\n", sync); !status.ok()) return status;
  return sync ? SyncFolder(folder) : absl::OkStatus();
}

}  // namespace dateline
