// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/entity_finder.h"

#include <array>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/files.h"
#include "indexer/entities/resolver/article_entities.h"
#include "indexer/entities/resolver/known_names.h"
#include "indexer/entities/tagger/name_model.h"
#include "indexer/entities/tagger/tagger.h"

namespace dateline::entities {
namespace {

constexpr std::array kLanguages{"de", "en", "es"};  // whose models come with the program
constexpr const char* kExtension = ".names";
constexpr const char* kKnownNames = "known_names.tsv";

// Those, and those of other models in the folder; ascending.
std::set<std::string> LanguagesIn(const std::string& folder) {
  std::set<std::string> languages(kLanguages.begin(), kLanguages.end());
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == kExtension) languages.insert(entry.path().stem());
  }
  return languages;
}

// One per thread: a tagger keeps a cache of words.
class EntityFinder : public article::ArticleAnnotator {
 public:
  explicit EntityFinder(std::shared_ptr<const EntityModels> models) : models_(std::move(models)) {}

  void Annotate(article::Article& article) override {
    static const tagger::ArticleNames kNone;
    tagger::Tagger* tagger = TaggerOf(article.language());
    const tagger::ArticleNames& names =
        tagger == nullptr ? kNone : tagger->Tag(article.headline(), article.body());
    static const resolver::KnownNames kNoneKnown;
    resolver::ResolveEntities(names, models_->GazetteerOf(article.language()),
                              tagger == nullptr ? kNoneKnown : models_->known_names(), article);
  }

 private:
  tagger::Tagger* TaggerOf(const std::string& language) {
    const auto known = taggers_.find(language);
    if (known != taggers_.end()) return known->second.get();
    auto model = models_->Find(language);
    if (model == nullptr) return nullptr;
    return taggers_.emplace(language, std::make_unique<tagger::Tagger>(std::move(model)))
        .first->second.get();
  }

  std::shared_ptr<const EntityModels> models_;
  std::map<std::string, std::unique_ptr<tagger::Tagger>> taggers_;
};

// Keeps what the publisher gave.
class ProvidedEntities : public article::ArticleAnnotator {
 public:
  void Annotate(article::Article& article) override {
    for (v1::Entity& entity : *article.mutable_entities()) {
      entity.set_origin(v1::ENTITY_ORIGIN_PROVIDED);
      entity.set_salient(true);
    }
  }
};

class NoEntities : public article::ArticleAnnotator {
 public:
  void Annotate(article::Article& article) override { article.clear_entities(); }
};

absl::StatusOr<resolver::KnownNames> ReadKnownNames(const std::string& path) {
  const auto text = index::ReadWholeFile(path);
  if (!text.ok()) return text.status();
  return resolver::KnownNames::Parse(*text);
}

}  // namespace

EntityModels::EntityModels() : known_names_(std::make_unique<const resolver::KnownNames>()) {}
EntityModels::~EntityModels() = default;

std::shared_ptr<const EntityModels> EntityModels::Open(const std::string& folder,
                                                       std::vector<std::string>& warnings) {
  auto models = std::make_shared<EntityModels>();
  for (const std::string& language : LanguagesIn(folder)) {
    auto model = tagger::NameModel::Open(folder + "/" + language + kExtension);
    if (model.ok() && (*model)->language() != language) {
      model = absl::FailedPreconditionError("name model " + folder + "/" + language + kExtension +
                                            ": is of language " + (*model)->language() +
                                            "; name the file after it");
    }
    if (model.ok()) {
      models->by_language_.emplace(language, *std::move(model));
    } else {
      warnings.push_back("names are not looked for in articles of language " + language + ": " +
                         errors::MessageOf(model.status()));
    }
  }
  const std::string list = folder + "/" + kKnownNames;
  std::error_code error;
  if (!std::filesystem::exists(list, error)) return models;
  if (auto known = ReadKnownNames(list); known.ok()) {
    models->known_names_ = std::make_unique<const resolver::KnownNames>(*std::move(known));
  } else {
    warnings.push_back("the list of known names " + list +
                       " is not used: " + errors::MessageOf(known.status()));
  }
  return models;
}

std::string EntityModels::DefaultFolder() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto folder = program.parent_path() / "models";
  if (std::filesystem::is_directory(folder, error)) return folder;
  return program.parent_path().parent_path() / "share" / "dateline" / "models";
}

std::shared_ptr<const tagger::NameModel> EntityModels::Find(const std::string& language) const {
  const auto found = by_language_.find(language);
  return found == by_language_.end() ? nullptr : found->second;
}

const tagger::Gazetteer& EntityModels::GazetteerOf(const std::string& language) const {
  static const tagger::Gazetteer kNothing;
  for (const std::string& one : {language, std::string("en")}) {
    const auto found = by_language_.find(one);
    if (found != by_language_.end()) return found->second->gazetteer();
  }
  return kNothing;
}

std::unique_ptr<article::ArticleAnnotator> MakeEntityFinder(
    EntityMode mode, std::shared_ptr<const EntityModels> models) {
  switch (mode) {
    case EntityMode::kOff:
      return std::make_unique<NoEntities>();
    case EntityMode::kProvided:
      return std::make_unique<ProvidedEntities>();
    case EntityMode::kDetect:
      break;
  }
  return std::make_unique<EntityFinder>(std::move(models));
}

}  // namespace dateline::entities
