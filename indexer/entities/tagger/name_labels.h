// SPDX-License-Identifier: GPL-3.0-or-later
// Labels of tokens: the place in a name (begin, inside, end, single) of each of four kinds, and
// outside of names.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_NAME_LABELS_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_NAME_LABELS_H_

#include <cstddef>
#include <cstdint>

namespace dateline::tagger {

enum class NameKind : std::uint8_t { kPerson, kPlace, kOrganisation, kMisc };
enum class NamePart : std::uint8_t { kBegin, kInside, kEnd, kSingle };

using NameLabel = std::uint8_t;  // kind * 4 + part, or kOutside
inline constexpr std::size_t kNameLabels = 16;
inline constexpr NameLabel kOutside = 16;
inline constexpr std::size_t kAllLabels = kNameLabels + 1;

inline constexpr NameLabel MakeLabel(NameKind kind, NamePart part) {
  return static_cast<NameLabel>(static_cast<unsigned>(kind) * 4 + static_cast<unsigned>(part));
}
inline constexpr NameKind KindOfLabel(NameLabel label) { return static_cast<NameKind>(label / 4); }
inline constexpr NamePart PartOfLabel(NameLabel label) { return static_cast<NamePart>(label % 4); }

// Whether a name goes on after `label`.
inline constexpr bool GoesOn(NameLabel label) {
  return label != kOutside &&
         (PartOfLabel(label) == NamePart::kBegin || PartOfLabel(label) == NamePart::kInside);
}
// Whether `label` goes on with a name.
inline constexpr bool Continues(NameLabel label) {
  return label != kOutside &&
         (PartOfLabel(label) == NamePart::kInside || PartOfLabel(label) == NamePart::kEnd);
}
// Whether `to` may follow `from`; both ends of a sequence count as outside.
inline constexpr bool MayFollow(NameLabel from, NameLabel to) {
  if (GoesOn(from) != Continues(to)) return false;
  return !GoesOn(from) || KindOfLabel(from) == KindOfLabel(to);
}

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_NAME_LABELS_H_
