// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/model_file.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <array>

#include "indexer/entities/tagger/features.h"

namespace dateline::tagger {
namespace {

constexpr std::string_view kMagic = "DLNAMES\n";
constexpr std::size_t kChecksumAt = 16;
constexpr std::size_t kLanguageAt = 24;
constexpr std::size_t kLanguageBytes = 8;
constexpr std::size_t kTableAt = 40;
constexpr std::size_t kEntryBytes = 24;
constexpr std::size_t kAlignment = 64;
constexpr std::uint32_t kMaxSections = 64;
constexpr std::size_t kMovesBytes = kAllLabels * kAllLabels * 4;

enum SectionId : std::uint32_t { kWeights = 1, kMoves, kLexicon, kGazetteer };

template <typename Number>
void Append(Number value, std::string& out) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU);
  }
}

std::uint64_t ReadNumber(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return value;
}
std::uint32_t ReadU32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(ReadNumber(bytes, at, 4));
}

// Forbidden moves are never read: they are kept as 0, so that equal models are equal files.
std::string EncodeMoves(const MoveScores<std::int32_t>& moves) {
  std::string bytes;
  for (NameLabel from = 0; from < kAllLabels; ++from) {
    for (NameLabel to = 0; to < kAllLabels; ++to) {
      Append(static_cast<std::uint32_t>(MayFollow(from, to) ? moves[from][to] : 0), bytes);
    }
  }
  return bytes;
}

MoveScores<std::int32_t> DecodeMoves(std::string_view bytes) {
  MoveScores<std::int32_t> moves{};
  for (std::size_t from = 0; from < kAllLabels; ++from) {
    for (std::size_t to = 0; to < kAllLabels; ++to) {
      moves[from][to] = static_cast<std::int32_t>(ReadU32(bytes, (from * kAllLabels + to) * 4));
    }
  }
  return moves;
}

std::uint64_t Checksum(std::string_view bytes) {
  const std::string_view rest = bytes.substr(kLanguageAt);
  const std::uint64_t seed = XXH3_64bits(bytes.data(), kChecksumAt);
  return XXH3_64bits_withSeed(rest.data(), rest.size(), seed);
}

absl::Status Damaged(const std::string& path, std::string_view what) {
  return absl::DataLossError(
      fmt::format("name model {}: {}; install the file again, or build it with deploy/build-models",
                  path, what));
}

// Puts the sections of `bytes` into `parts`; what is wrong, or "".
std::string_view ReadSections(std::string_view bytes, ModelParts& parts) {
  const std::uint32_t count = ReadU32(bytes, 36);
  if (count > kMaxSections || kTableAt + count * kEntryBytes > bytes.size()) {
    return "its table of sections is cut off";
  }
  std::string_view moves;
  for (std::size_t at = kTableAt; at < kTableAt + count * kEntryBytes; at += kEntryBytes) {
    const std::uint64_t offset = ReadNumber(bytes, at + 8, 8);
    const std::uint64_t size = ReadNumber(bytes, at + 16, 8);
    if (offset > bytes.size() || size > bytes.size() - offset || offset % kAlignment != 0) {
      return "a section is not at the offset that its table gives";
    }
    const std::string_view section = bytes.substr(offset, size);
    const std::uint32_t id = ReadU32(bytes, at);
    if (id == kWeights) parts.weights = section;
    if (id == kMoves) moves = section;
    if (id == kLexicon) parts.lexicon = section;
    if (id == kGazetteer) parts.gazetteer = section;
  }
  if (parts.weights.size() % kNameLabels != 0 || parts.rows() < kMinRows ||
      parts.rows() > kMaxRows) {
    return "its weights have the wrong size";
  }
  if (moves.size() != kMovesBytes) return "its moves have the wrong size";
  parts.moves = DecodeMoves(moves);
  return "";
}

}  // namespace

std::string EncodeModelFile(const ModelParts& parts) {
  const std::string moves = EncodeMoves(parts.moves);
  const std::array<std::pair<SectionId, std::string_view>, 4> sections{
      {{kWeights, parts.weights},
       {kMoves, moves},
       {kLexicon, parts.lexicon},
       {kGazetteer, parts.gazetteer}}};
  std::string bytes(kMagic);
  Append(kModelFileVersion, bytes);
  Append(kFeatureVersion, bytes);
  Append(std::uint64_t{0}, bytes);
  bytes += parts.language.substr(0, kLanguageBytes);
  bytes.resize(kLanguageAt + kLanguageBytes);
  Append(std::uint32_t{0}, bytes);
  Append(static_cast<std::uint32_t>(sections.size()), bytes);
  const auto aligned = [](std::size_t at) {
    return (at + kAlignment - 1) / kAlignment * kAlignment;
  };
  std::size_t offset = aligned(kTableAt + sections.size() * kEntryBytes);
  for (const auto& [id, section] : sections) {
    Append(static_cast<std::uint32_t>(id), bytes);
    Append(std::uint32_t{0}, bytes);
    Append(static_cast<std::uint64_t>(offset), bytes);
    Append(static_cast<std::uint64_t>(section.size()), bytes);
    offset = aligned(offset + section.size());
  }
  for (const auto& [id, section] : sections) {
    bytes.resize(aligned(bytes.size()));
    bytes += section;
  }
  bytes.resize(aligned(bytes.size()));
  std::string checksum;
  Append(Checksum(bytes), checksum);
  return bytes.replace(kChecksumAt, checksum.size(), checksum);
}

absl::StatusOr<ModelParts> DecodeModelFile(std::string_view bytes, const std::string& path) {
  if (bytes.substr(0, kMagic.size()) != kMagic) return Damaged(path, "is not a name model");
  if (bytes.size() < kTableAt) return Damaged(path, "is cut off");
  const std::uint32_t version = ReadU32(bytes, 8);
  const std::uint32_t features = ReadU32(bytes, 12);
  if (version != kModelFileVersion || features != kFeatureVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "name model {}: its version is {}.{}, this program reads {}.{}; install the file that "
        "comes with the program, or build it with deploy/build-models",
        path, version, features, kModelFileVersion, kFeatureVersion));
  }
  if (ReadNumber(bytes, kChecksumAt, 8) != Checksum(bytes)) {
    return Damaged(path, "is damaged (its checksum is wrong)");
  }
  ModelParts parts;
  const std::string_view language = bytes.substr(kLanguageAt, kLanguageBytes);
  parts.language = language.substr(0, language.find('\0'));
  const std::string_view problem = ReadSections(bytes, parts);
  if (!problem.empty()) return Damaged(path, problem);
  return parts;
}

}  // namespace dateline::tagger
