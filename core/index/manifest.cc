// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/manifest.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/checksum.h"
#include "core/index/damage.h"
#include "core/index/files.h"

namespace dateline::index {
namespace {

constexpr std::string_view kChecksumMark = "\nchecksum ";

using Element = simdjson::dom::element;

// Reads typed members; any that is missing or of another type throws simdjson_error.
FileEntry ReadFileEntry(Element json) {
  return {std::string(std::string_view(json["name"])), std::uint64_t(json["bytes"]),
          std::string(std::string_view(json["checksum"]))};
}

// `digits` hex digits.
bool IsHex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), absl::ascii_isxdigit);
}

// Whatever a manifest says, no file outside the folder is opened.
bool IsPlain(const FileEntry& file) {
  const bool ours = file.name.starts_with("segments/");
  const auto plain = [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '/' || c == '-';
  };
  return ours && file.name.find("..") == std::string::npos &&
         std::all_of(file.name.begin(), file.name.end(), plain) &&
         std::all_of(file.checksum.begin(), file.checksum.end(), absl::ascii_isxdigit);
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
    return errors::MakeError(
        absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_FORMAT_VERSION,
        fmt::format("the index has format version {}; this program reads version {}: use the "
                    "program that wrote it, or write its articles out with that program's "
                    "'dateline-indexer dump' and load them into a new index",
                    version, Manifest::kFormatVersion));
  }
  Manifest manifest;
  manifest.index_id = std::string(std::string_view(json["index_id"]));
  manifest.epoch = std::string(std::string_view(json["epoch"]));
  if (!IsHex(manifest.index_id, 32) || !IsHex(manifest.epoch, 16))
    return absl::DataLossError("the manifest is damaged: its index id or epoch is not hexadecimal");
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
    const std::vector<FileEntry> files = FilesOf(manifest.segments.back());
    const auto wrong = std::find_if_not(files.begin(), files.end(), IsPlain);
    if (wrong != files.end()) {
      return absl::DataLossError(fmt::format(
          "the manifest is damaged: '{}' with checksum '{}' is not the name of a file of an index",
          wrong->name, wrong->checksum));
    }
  }
  return manifest;
}

// Names of other format versions are taken too, so that their version can be told.
bool IsManifestName(std::string_view name) {
  constexpr std::string_view kStart = "MANIFEST-";
  constexpr std::size_t kMost = 100;
  return name.starts_with(kStart) && name.size() >= kStart.size() + 10 && name.size() <= kMost &&
         std::all_of(name.begin() + kStart.size(), name.end(),
                     [](unsigned char c) { return absl::ascii_isxdigit(c) || c == '-'; });
}

}  // namespace

bool IsSameSegment(const SegmentEntry& a, const SegmentEntry& b) {
  return a.number == b.number && a.rows == b.rows && a.database == b.database &&
         a.columns == b.columns && a.articles == b.articles && a.words == b.words;
}

std::vector<FileEntry> FilesOf(const SegmentEntry& segment) {
  std::vector<FileEntry> files{segment.database, segment.columns, segment.articles, segment.words};
  if (!segment.tombstones.name.empty()) files.push_back(segment.tombstones);
  return files;
}

std::uint32_t LiveArticles(const SegmentEntry& segment) {
  return segment.rows - std::min(segment.rows, segment.dead);
}

std::uint64_t TotalBytes(const SegmentEntry& segment) {
  std::uint64_t bytes = 0;
  for (const FileEntry& file : FilesOf(segment)) bytes += file.bytes;
  return bytes;
}

std::string SealManifest(std::string_view json) {
  return std::string(json) + std::string(kChecksumMark) + ChecksumOf(json) + "\n";
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

std::string SealCurrent(std::string_view name) { return SealManifest(name); }

std::optional<std::string> ManifestNamedBy(std::string_view current) {
  std::string name(current.substr(0, current.find('\n')));
  if (!IsManifestName(name) || current != SealCurrent(name)) return std::nullopt;
  return name;
}

absl::StatusOr<Manifest> ReadCurrentManifest(const std::string& folder) {
  // The writer may replace CURRENT and remove the manifest it named in between: then look again.
  std::string name;
  for (int attempt = 0; attempt < 5; ++attempt) {
    absl::StatusOr<std::string> current = ReadWholeFile(folder + "/CURRENT");
    if (!current.ok()) {
      if (!absl::IsNotFound(current.status())) return current.status();
      return absl::NotFoundError(
          "there is no index in this folder (no file CURRENT); make one with "
          "'dateline-indexer load --index DIR FILE'");
    }
    name = current->substr(0, current->find('\n'));
    if (!IsManifestName(name)) {
      return absl::DataLossError("CURRENT is damaged: it names no manifest");
    }
    absl::StatusOr<std::string> text = ReadWholeFile(folder + "/" + name);
    if (text.ok()) {
      absl::StatusOr<Manifest> manifest = ParseManifest(*text);
      // Another manifest than the one that was meant would be whole, and old.
      if (!manifest.ok() || ManifestNamedBy(*current)) return manifest;
      return absl::DataLossError("CURRENT is damaged: its checksum does not fit");
    }
    if (!absl::IsNotFound(text.status())) return text.status();
  }
  return errors::MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_FILES_MISSING,
      fmt::format(
          "the manifest '{}' that CURRENT names is missing: the folder is not a whole copy "
          "of an index; copy it again with 'dateline-indexer backup', or keep what is there "
          "with 'dateline-indexer repair'",
          name),
      {{"file", name}});
}

absl::Status CheckSizes(const std::string& folder, const SegmentEntry& segment) {
  for (const FileEntry& file : FilesOf(segment)) {
    struct stat about {};
    const std::string path = folder + "/" + file.name;
    if (stat(path.c_str(), &about) != 0) {
      if (errno == ENOENT) return MissingFile(file.name, "there is no such file");
      return ErrnoStatus(errno, "stat", path);
    }
    const auto bytes = static_cast<std::uint64_t>(about.st_size);
    if (bytes == file.bytes) continue;
    const std::string sizes =
        fmt::format("it has {} bytes, the manifest says {}", bytes, file.bytes);
    return bytes < file.bytes ? MissingFile(file.name, sizes) : DamagedFile(file.name, sizes);
  }
  return absl::OkStatus();
}

absl::Status CheckSizes(const std::string& folder, const Manifest& manifest) {
  for (const SegmentEntry& segment : manifest.segments) {
    if (absl::Status status = CheckSizes(folder, segment); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Manifest> FindWholeManifest(const std::string& folder) {
  std::vector<std::pair<std::uint64_t, Manifest>> found;  // by generation
  absl::Status last = absl::NotFoundError("there is no manifest in the folder");
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = file.path().filename().string();
    if (!IsManifestName(name)) continue;
    const auto text = ReadWholeFile(file.path().string());
    if (!text.ok()) return text.status();
    auto manifest = ParseManifest(*text);
    if (manifest.ok()) {
      const std::uint64_t generation = manifest->generation;
      found.emplace_back(generation, *std::move(manifest));
    } else {
      last = manifest.status();
    }
  }
  if (error) return ErrnoStatus(error.value(), "listing", folder);
  // Of two writers that made the same generation one is as good as the other.
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::optional<absl::Status> newest;
  for (auto& [generation, manifest] : found) {
    const absl::Status status = CheckSizes(folder, manifest);
    if (status.ok()) return std::move(manifest);
    if (!newest) newest = status;
  }
  return absl::NotFoundError(fmt::format("no generation is whole in the folder: {}",
                                         errors::MessageOf(newest.value_or(last))));
}

}  // namespace dateline::index
