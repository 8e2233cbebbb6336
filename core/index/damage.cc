// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/damage.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/errors/errors.h"

namespace dateline::index {
namespace {

constexpr int kMissingRetryMs = 1000;

std::string LeftOut(std::uint32_t articles) {
  return articles == 1 ? "1 article is left out"
                       : fmt::format("{} articles are left out", articles);
}

// The file that an error names: in its metadata, else the first one whose name is in its message.
std::string FileOf(const SegmentEntry& entry, const absl::Status& status) {
  std::string file = errors::ErrorMetadata(status, "file");
  if (!file.empty()) return file;
  const std::string message = errors::MessageOf(status);
  for (const FileEntry& candidate : FilesOf(entry)) {
    const std::size_t base = candidate.name.rfind('/') + 1;
    if (message.find(candidate.name.substr(base)) != std::string::npos) return candidate.name;
  }
  return entry.columns.name;  // the only one whose content is read when a segment is opened
}

}  // namespace

std::string Describe(const SegmentDamage& damage) {
  if (damage.segment == 0) return fmt::format("'{}': {}", damage.file, damage.reason);
  return fmt::format("segment {}, '{}': {}; {}", damage.segment, damage.file, damage.reason,
                     LeftOut(damage.articles));
}

v1::IndexDamage ToProto(const SegmentDamage& damage) {
  v1::IndexDamage proto;
  proto.set_segment(damage.segment);
  proto.set_file(damage.file);
  proto.set_reason(damage.reason);
  proto.set_article_count(damage.articles);
  return proto;
}

const SegmentDamage* FindDamage(std::span<const SegmentDamage> damages, std::uint32_t segment) {
  for (const SegmentDamage& damage : damages) {
    if (damage.segment == segment) return &damage;
  }
  return nullptr;
}

std::uint64_t CountArticles(std::span<const SegmentDamage> damages) {
  std::uint64_t sum = 0;
  for (const SegmentDamage& damage : damages) sum += damage.articles;
  return sum;
}

absl::Status DamagedFile(std::string_view file, std::string_view reason) {
  return errors::MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_SEGMENT_DAMAGED,
                           fmt::format("'{}' is damaged: {}", file, reason),
                           {{"file", std::string(file)}});
}

absl::Status MissingFile(std::string_view file, std::string_view reason) {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_FILES_MISSING,
                        fmt::format("'{}' is not there yet: {}", file, reason),
                        {{"file", std::string(file)}}),
      kMissingRetryMs);
}

bool IsMissingFile(const absl::Status& status) {
  return errors::ReasonOf(status) == v1::ERROR_REASON_FILES_MISSING || absl::IsNotFound(status);
}

SegmentDamage DamageOf(const SegmentEntry& entry, const absl::Status& status) {
  const std::string file = FileOf(entry, status);
  std::string reason = errors::MessageOf(status);
  for (const char* verdict : {"is damaged", "is not there yet"}) {
    const std::string start = fmt::format("'{}' {}: ", file, verdict);
    if (reason.starts_with(start)) reason.erase(0, start.size());
  }
  const std::string named = fmt::format("'{}' ", file);
  if (reason.starts_with(named)) reason.replace(0, named.size(), "it ");
  return {.segment = entry.number,
          .file = file,
          .reason = std::move(reason),
          .articles = LiveArticles(entry),
          .missing = IsMissingFile(status)};
}

}  // namespace dateline::index
