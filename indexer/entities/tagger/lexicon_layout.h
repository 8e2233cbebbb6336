// SPDX-License-Identifier: GPL-3.0-or-later
// Layout of the lexicon and gazetteer sections, for their readers and writers. Blocks
// (hash_index.h) follow each other in this order:
//   lexicon:   u32 version; words (HashIndex), flags, case, surfaces; forms (HashIndex), clusters;
//              phrases (HashIndex), kinds
//   gazetteer: u32 version; name ends, names; places (HashIndex), names, countries; demonyms
//              (HashIndex), countries; aliases (HashIndex), names, marks of
//              organisations
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_LEXICON_LAYOUT_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_LEXICON_LAYOUT_H_

#include <array>
#include <cstdint>

namespace dateline::tagger::lexicon_layout {

inline constexpr std::uint32_t kLexiconVersion = 1;
inline constexpr std::uint32_t kGazetteerVersion = 2;

// Case of a word: bits 0-2 CaseUse, 3-4 TrueCaseKind, 5-10 bytes of the surface form, 11-31 its
// start among the surfaces.
enum class TrueCaseKind : std::uint8_t { kUnknown, kFoldedWord, kStored };
inline constexpr std::uint32_t kMaxSurfaceBytes = 63;
inline constexpr std::uint32_t kMaxSurfacesBytes = 1U << 21U;

constexpr std::uint32_t PackCase(std::uint8_t use, TrueCaseKind kind, std::uint32_t start,
                                 std::uint32_t bytes) {
  return use | static_cast<std::uint32_t>(kind) << 3U | bytes << 5U | start << 11U;
}
constexpr std::uint32_t CaseUseOf(std::uint32_t packed) { return packed & 7U; }
constexpr std::uint32_t TrueCaseKindOf(std::uint32_t packed) { return packed >> 3U & 3U; }
constexpr std::uint32_t SurfaceBytes(std::uint32_t packed) { return packed >> 5U & 63U; }
constexpr std::uint32_t SurfaceStart(std::uint32_t packed) { return packed >> 11U; }

// Clusters of a form: 8 bits of the first id, 10 of the second, 14 of the third.
inline constexpr std::array<std::uint32_t, 3> kMaxClusterIds{255, 1023, 16383};
constexpr std::uint32_t PackClusters(std::uint32_t first, std::uint32_t second,
                                     std::uint32_t third) {
  return first | second << 8U | third << 18U;
}
constexpr std::array<std::uint16_t, 3> UnpackClusters(std::uint32_t packed) {
  return {static_cast<std::uint16_t>(packed & 255U),
          static_cast<std::uint16_t>(packed >> 8U & 1023U),
          static_cast<std::uint16_t>(packed >> 18U)};
}

// In addition to its PhraseKind bits: some phrase starts with these words and goes on.
inline constexpr std::uint8_t kGoesOn = 128;

}  // namespace dateline::tagger::lexicon_layout

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_LEXICON_LAYOUT_H_
