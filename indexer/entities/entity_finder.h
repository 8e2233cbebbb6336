// SPDX-License-Identifier: GPL-3.0-or-later
// From the names in an article's text to its entities: each once, with salience, and joined with
// those that were given.
#ifndef DATELINE_INDEXER_ENTITIES_ENTITY_FINDER_H_
#define DATELINE_INDEXER_ENTITIES_ENTITY_FINDER_H_

#include <absl/status/statusor.h>

#include <memory>
#include <string>
#include <vector>

#include "core/article/article.h"

namespace dateline {

// What detection needs, for every language that has a model. Immutable and thread-safe.
class EntityModels {
 public:
  virtual ~EntityModels() = default;
  // Opens the models in `folder` (LANGUAGE.names). A missing or damaged one is named in `warnings`
  // and detection is off for its language; the rest works.
  static std::shared_ptr<const EntityModels> Open(const std::string& folder,
                                                  std::vector<std::string>& warnings);
};

enum class EntityMode : std::uint8_t {
  kProvided,  // only what is given with the article
  kDetect,    // given and found in the text
  kOff,       // none: what is given is stored no more
};

// Not thread-safe: one a thread.
class EntityFinder {
 public:
  EntityFinder(std::shared_ptr<const EntityModels> models, EntityMode mode);
  ~EntityFinder();
  EntityFinder(const EntityFinder&) = delete;
  EntityFinder& operator=(const EntityFinder&) = delete;

  // Replaces the entities of a normalised article by its entities, most salient first. Never fails
  // an article: any bytes, any language.
  void Find(Article& article);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dateline

#endif  // DATELINE_INDEXER_ENTITIES_ENTITY_FINDER_H_
