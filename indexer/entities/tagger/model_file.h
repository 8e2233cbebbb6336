// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a model file, LANGUAGE.names. All numbers are little-endian:
//   0  8 bytes  magic "DLNAMES\n"
//   8  u32      version of this form (kModelFileVersion)
//  12  u32      version of the features (kFeatureVersion)
//  16  u64      XXH3-64 of bytes 24 to the end, its seed the XXH3-64 of bytes 0 to 16
//  24  8 bytes  language, ISO 639-1, padded with zero bytes
//  32  u32      zero
//  36  u32      number of sections n
//  40  n times  u32 id, u32 zero, u64 offset, u64 size; sections start at multiples of 64
// Sections: 1 weights (a row is 16 signed bytes, one per label), 2 moves (17 x 17 i32 by label
// before and label; forbidden ones are 0), 3 lexicon, 4 gazetteer (see Lexicon and Gazetteer; may
// be empty).
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_MODEL_FILE_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_MODEL_FILE_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "indexer/entities/tagger/viterbi.h"

namespace dateline::tagger {

inline constexpr std::uint32_t kModelFileVersion = 1;
inline constexpr std::uint32_t kMinRows = 1U << 8U;
inline constexpr std::uint32_t kMaxRows = 1U << 22U;

// The row of a feature's weights.
inline constexpr std::uint32_t RowOf(std::uint32_t feature, std::uint32_t rows) {
  return static_cast<std::uint32_t>(std::uint64_t{feature} * rows >> 32U);
}

// Views of a model file's parts.
struct ModelParts {
  std::string language;
  std::string_view weights;  // kNameLabels signed bytes per row
  MoveScores<std::int32_t> moves{};
  std::string_view lexicon;
  std::string_view gazetteer;

  std::uint32_t rows() const { return static_cast<std::uint32_t>(weights.size() / kNameLabels); }
};

// The bytes of a model file. Thread-safe.
std::string EncodeModelFile(const ModelParts& parts);

// DATA_LOSS: not a model file, or damaged; FAILED_PRECONDITION: of another version. Messages name
// `path` and the remedy. The views are of `bytes`. Thread-safe.
absl::StatusOr<ModelParts> DecodeModelFile(std::string_view bytes, const std::string& path);

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_MODEL_FILE_H_
