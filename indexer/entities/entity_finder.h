// SPDX-License-Identifier: GPL-3.0-or-later
// An article's entities: those that were given, and those that its text names.
#ifndef DATELINE_INDEXER_ENTITIES_ENTITY_FINDER_H_
#define DATELINE_INDEXER_ENTITIES_ENTITY_FINDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/article/article_annotator.h"

namespace dateline::tagger {
class Gazetteer;
class NameModel;
}  // namespace dateline::tagger
namespace dateline::resolver {
class KnownNames;
}  // namespace dateline::resolver

namespace dateline::entities {

// The models of all languages. Immutable and thread-safe.
class EntityModels {
 public:
  // Opens LANGUAGE.names in `folder`, for every language that has a model, and known_names.tsv, the
  // list of known names, if it is there. A missing or damaged model and a damaged list are named in
  // `warnings`, with the remedy: names of the language are not found, or the list is not used; the
  // rest works.
  static std::shared_ptr<const EntityModels> Open(const std::string& folder,
                                                  std::vector<std::string>& warnings);
  // The folder `models` next to the running program, or that of an installation.
  static std::string DefaultFolder();

  // Of an ISO 639-1 code; nullptr if there is none.
  std::shared_ptr<const tagger::NameModel> Find(const std::string& language) const;
  // Place names of a language without a model are looked up as English ones.
  const tagger::Gazetteer& GazetteerOf(const std::string& language) const;
  const resolver::KnownNames& known_names() const { return *known_names_; }

  EntityModels();
  ~EntityModels();
  EntityModels(const EntityModels&) = delete;
  EntityModels& operator=(const EntityModels&) = delete;

 private:
  std::map<std::string, std::shared_ptr<const tagger::NameModel>> by_language_;
  std::unique_ptr<const resolver::KnownNames> known_names_;  // never null
};

enum class EntityMode : std::uint8_t {
  kDetect,    // those given with the article and those in its text
  kProvided,  // those given
  kOff,       // none
};

// Replaces the entities of normalised articles, most salient first. `models` may be null unless
// `mode` is kDetect. Thread-safe; the annotator is for one thread.
std::unique_ptr<article::ArticleAnnotator> MakeEntityFinder(
    EntityMode mode, std::shared_ptr<const EntityModels> models);

}  // namespace dateline::entities

#endif  // DATELINE_INDEXER_ENTITIES_ENTITY_FINDER_H_
