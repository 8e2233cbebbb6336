// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/lexicon.h"

#include <absl/status/status.h>

#include "indexer/entities/tagger/lexicon_layout.h"
#include "indexer/entities/tagger/section_reader.h"

namespace dateline::tagger {
namespace {

using lexicon_layout::TrueCaseKind;

absl::Status Damaged() {
  return absl::DataLossError(
      "the lexicon section is damaged or of another version: build the model again");
}

// Whether the packed case of each word is one that exists and its surface lies within `surfaces`.
bool AreCasesSound(std::string_view cases, std::size_t words, std::string_view surfaces) {
  if (cases.size() != words * sizeof(std::uint32_t)) return false;
  for (std::size_t i = 0; i < words; ++i) {
    const auto packed = LoadAt<std::uint32_t>(cases, i);
    if (lexicon_layout::CaseUseOf(packed) > static_cast<std::uint32_t>(CaseUse::kMostlyUpper) ||
        lexicon_layout::TrueCaseKindOf(packed) >
            static_cast<std::uint32_t>(TrueCaseKind::kStored) ||
        std::size_t{lexicon_layout::SurfaceStart(packed)} + lexicon_layout::SurfaceBytes(packed) >
            surfaces.size())
      return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Lexicon> Lexicon::Parse(std::string_view section) {
  SectionReader reader(section, lexicon_layout::kLexiconVersion);
  Lexicon lexicon;
  lexicon.words_ = reader.ReadIndex();
  lexicon.word_flags_ = reader.ReadBlock();
  lexicon.word_case_ = reader.ReadBlock();
  lexicon.surfaces_ = reader.ReadBlock();
  lexicon.forms_ = reader.ReadIndex();
  lexicon.form_clusters_ = reader.ReadBlock();
  lexicon.phrases_ = reader.ReadIndex();
  lexicon.phrase_kinds_ = reader.ReadBlock();
  if (!reader.IsComplete() || lexicon.word_flags_.size() != lexicon.words_.size() ||
      !AreCasesSound(lexicon.word_case_, lexicon.words_.size(), lexicon.surfaces_) ||
      lexicon.form_clusters_.size() != lexicon.forms_.size() * sizeof(std::uint32_t) ||
      lexicon.phrase_kinds_.size() != lexicon.phrases_.size())
    return Damaged();
  return lexicon;
}

std::array<std::uint16_t, 3> Lexicon::Clusters(std::string_view surface) const {
  const std::uint32_t at = forms_.Find(surface);
  if (at == HashIndex::kNone) return {0, 0, 0};
  return lexicon_layout::UnpackClusters(LoadAt<std::uint32_t>(form_clusters_, at));
}

KnownWord Lexicon::FindWord(std::string_view word) const {
  const std::uint32_t at = words_.Find(word);
  if (at == HashIndex::kNone) return {};
  const auto packed = LoadAt<std::uint32_t>(word_case_, at);
  KnownWord known{.flags = LoadAt<std::uint8_t>(word_flags_, at),
                  .use = static_cast<CaseUse>(lexicon_layout::CaseUseOf(packed))};
  switch (static_cast<TrueCaseKind>(lexicon_layout::TrueCaseKindOf(packed))) {
    case TrueCaseKind::kFoldedWord:
      known.truecase = word;
      break;
    case TrueCaseKind::kStored:
      known.truecase = surfaces_.substr(lexicon_layout::SurfaceStart(packed),
                                        lexicon_layout::SurfaceBytes(packed));
      break;
    default:
      break;
  }
  return known;
}

KnownPhrase Lexicon::FindPhrase(std::string_view words) const {
  const std::uint32_t at = phrases_.Find(words);
  if (at == HashIndex::kNone) return {};
  const auto kinds = LoadAt<std::uint8_t>(phrase_kinds_, at);
  return {.kinds = static_cast<std::uint8_t>(kinds & ~lexicon_layout::kGoesOn),
          .goes_on = (kinds & lexicon_layout::kGoesOn) != 0};
}

}  // namespace dateline::tagger
