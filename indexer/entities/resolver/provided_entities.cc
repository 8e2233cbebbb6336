// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/provided_entities.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <utility>

#include "core/article/name_forms.h"
#include "core/article/name_key.h"
#include "core/text/fold.h"
#include "indexer/entities/resolver/name_table.h"

namespace dateline::resolver {
namespace {

constexpr std::uint32_t kNotFound = 0xFFFFFFFF;

class ProvidedMerger {
 public:
  ProvidedMerger(const tagger::Gazetteer& gazetteer, std::vector<FoundEntity>& found)
      : gazetteer_(gazetteer), found_(found), claimed_(found.size()) {
    for (std::uint32_t i = 0; i < found.size(); ++i) Register(i);
  }

  void Merge(const google::protobuf::RepeatedPtrField<v1::Entity>& provided) {
    std::vector<std::uint32_t> claims(static_cast<std::size_t>(provided.size()), kNotFound);
    // Those of the same type first, so that none is taken by a namesake of another.
    for (const bool same_type : {true, false}) {
      for (int i = 0; i < provided.size(); ++i) {
        std::uint32_t& claim = claims[static_cast<std::size_t>(i)];
        if (claim == kNotFound) claim = Claim(provided[i], same_type);
      }
    }
    for (int i = 0; i < provided.size(); ++i) {
      const std::uint32_t claim = claims[static_cast<std::size_t>(i)];
      if (claim == kNotFound) {
        AddUnfound(provided[i]);
      } else {
        TakeOver(provided[i], found_[claim].entity);
      }
    }
  }

 private:
  using TypedKey = std::pair<int, std::string>;

  void Register(std::uint32_t i) {
    const v1::Entity& entity = found_[i].entity;
    for (const std::string& key : found_[i].keys) {
      by_typed_key_.try_emplace(TypedKey(entity.type(), key), i);
      by_key_.try_emplace(key, i);
      if (entity.type() != v1::ENTITY_TYPE_PERSON) continue;
      if (std::string skeleton = article::PersonSkeleton(key); !skeleton.empty()) {
        by_skeleton_.try_emplace(std::move(skeleton), i);
      }
      const auto [it, is_new] = by_surname_.try_emplace(article::Surname(key), i);
      if (!is_new && it->second != i) it->second = kNotFound;
    }
  }

  std::uint32_t Claim(const v1::Entity& provided, bool same_type) {
    const std::uint32_t match = same_type ? FindOfType(provided) : FindOfAnyType(provided);
    if (match == kNotFound || claimed_[match]) return kNotFound;
    claimed_[match] = true;
    return match;
  }

  std::vector<std::string> KeysOf(const v1::Entity& provided) const {
    const article::NameForm form =
        article::MakeNameForm(provided.name(), KnownType(provided.type()));
    std::vector<std::string> keys = {text::FoldName(provided.name()), form.folded, form.key};
    if (provided.type() == v1::ENTITY_TYPE_PLACE) {
      keys.push_back(text::FoldName(gazetteer_.FindPlace(keys.front()).name));
    } else {
      keys.push_back(text::FoldName(gazetteer_.FindAlias(keys.front()).name));
    }
    std::erase(keys, "");
    return keys;
  }

  std::uint32_t FindOfType(const v1::Entity& provided) const {
    const v1::EntityType type = KnownType(provided.type());
    for (const std::string& key : KeysOf(provided)) {
      if (const auto it = by_typed_key_.find(TypedKey(type, key)); it != by_typed_key_.end()) {
        return it->second;
      }
    }
    if (type != v1::ENTITY_TYPE_PERSON) return kNotFound;
    const std::string folded = article::MakeNameForm(provided.name(), type).folded;
    const bool lone = folded.find(' ') == std::string::npos;
    const auto& index = lone ? by_surname_ : by_skeleton_;
    const auto it = index.find(lone ? article::Surname(folded) : article::PersonSkeleton(folded));
    return it == index.end() ? kNotFound : it->second;
  }

  std::uint32_t FindOfAnyType(const v1::Entity& provided) const {
    for (const std::string& key : KeysOf(provided)) {
      if (const auto it = by_key_.find(key); it != by_key_.end()) return it->second;
    }
    return kNotFound;
  }

  // What the publisher says besides the name.
  static void TakeGiven(const v1::Entity& provided, v1::Entity& entity) {
    entity.set_id(provided.id());
    entity.set_uri(provided.uri());
    if (!provided.country().empty()) entity.set_country(provided.country());
  }

  void TakeOver(const v1::Entity& provided, v1::Entity& entity) const {
    if (entity.name() != provided.name()) {
      entity.add_spellings(entity.name());
      auto& spellings = *entity.mutable_spellings();
      spellings.erase(std::remove(spellings.begin(), spellings.end(), provided.name()),
                      spellings.end());
    }
    entity.set_name(provided.name());
    entity.clear_key();
    entity.set_type(KnownType(provided.type()));
    if (entity.type() != v1::ENTITY_TYPE_PLACE) entity.clear_country();
    entity.set_origin(v1::ENTITY_ORIGIN_BOTH);
    entity.set_salient(true);
    TakeGiven(provided, entity);
  }

  void AddUnfound(const v1::Entity& provided) {
    v1::Entity entity;
    entity.set_name(provided.name());
    entity.set_type(KnownType(provided.type()));
    entity.set_origin(v1::ENTITY_ORIGIN_PROVIDED);
    entity.set_salient(true);
    if (entity.type() == v1::ENTITY_TYPE_PLACE) {
      entity.set_country(
          std::string(gazetteer_.FindPlace(text::FoldName(provided.name())).country));
    }
    TakeGiven(provided, entity);
    found_.push_back({std::move(entity), kNotFound, {}});
  }

  const tagger::Gazetteer& gazetteer_;
  std::vector<FoundEntity>& found_;
  std::vector<bool> claimed_;
  absl::flat_hash_map<TypedKey, std::uint32_t> by_typed_key_;
  absl::flat_hash_map<std::string, std::uint32_t> by_key_;
  absl::flat_hash_map<std::string, std::uint32_t> by_skeleton_;
  absl::flat_hash_map<std::string, std::uint32_t> by_surname_;  // kNotFound = of several
};

}  // namespace

void MergeProvided(const google::protobuf::RepeatedPtrField<v1::Entity>& provided,
                   const tagger::Gazetteer& gazetteer, std::vector<FoundEntity>& found) {
  if (!provided.empty()) ProvidedMerger(gazetteer, found).Merge(provided);
}

}  // namespace dateline::resolver
