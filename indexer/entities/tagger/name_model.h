// SPDX-License-Identifier: GPL-3.0-or-later
// What a tagger of one language knows, mapped from a model file.
#ifndef DATELINE_INDEXER_ENTITIES_TAGGER_NAME_MODEL_H_
#define DATELINE_INDEXER_ENTITIES_TAGGER_NAME_MODEL_H_

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/index/mapped_file.h"
#include "indexer/entities/tagger/gazetteer.h"
#include "indexer/entities/tagger/label_lanes.h"
#include "indexer/entities/tagger/lexicon.h"
#include "indexer/entities/tagger/model_file.h"

namespace dateline::tagger {

// Immutable and thread-safe.
class NameModel {
 public:
  // NOT_FOUND; DATA_LOSS: the file is damaged; FAILED_PRECONDITION: it is of another version;
  // messages name the file and the remedy. The file must not be shortened while in use.
  static absl::StatusOr<std::shared_ptr<const NameModel>> Open(const std::string& path);

  const std::string& language() const { return parts_.language; }  // ISO 639-1
  const Lexicon& lexicon() const { return lexicon_; }
  const Gazetteer& gazetteer() const { return gazetteer_; }

  // Scores of the labels of a token with these features. Sums of 16 bits that cannot overflow:
  // there are at most kMaxTokenFeatures.
  LabelSums Score(std::span<const std::uint32_t> features) const;
  // Asks the processor for what Score will read.
  void Prefetch(std::span<const std::uint32_t> features) const;
  const MoveScores<std::int32_t>& moves() const { return parts_.moves; }

 private:
  NameModel(std::shared_ptr<const index::MappedFile> file, ModelParts parts, Lexicon lexicon,
            Gazetteer gazetteer);

  std::shared_ptr<const index::MappedFile>
      file_;  // shared: it is what Open gives; here it keeps the views
  ModelParts parts_;
  Lexicon lexicon_;
  Gazetteer gazetteer_;
};

}  // namespace dateline::tagger

#endif  // DATELINE_INDEXER_ENTITIES_TAGGER_NAME_MODEL_H_
