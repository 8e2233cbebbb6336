// SPDX-License-Identifier: GPL-3.0-or-later
// Names from a list that anybody can change: no model is trained and nothing is compiled. For what
// came after the texts that the models were trained on, and for what the models take for something
// else.
#ifndef DATELINE_INDEXER_ENTITIES_RESOLVER_KNOWN_NAMES_H_
#define DATELINE_INDEXER_ENTITIES_RESOLVER_KNOWN_NAMES_H_

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/article.pb.h"
#include "indexer/entities/resolver/phrase_finder.h"

namespace dateline::resolver {

struct KnownName {
  v1::EntityType type = v1::ENTITY_TYPE_OTHER;
  std::string_view canonical;  // the name that the entity goes by
  bool lone = false;           // a spelling that the tagger must find: it may be another word, too
};

// Immutable and thread-safe. Moving keeps the views.
class KnownNames {
 public:
  KnownNames() = default;  // knows nothing
  KnownNames(KnownNames&&) = default;
  KnownNames& operator=(KnownNames&&) = default;
  // Lines of TYPE, NAME and other spellings, with tabs between them: "org", "person", "place" or
  // "other". A spelling with a question mark after it counts only if the tagger takes it for a name
  // of any type. Empty lines and those that start with # are skipped. INVALID_ARGUMENT names the
  // line.
  static absl::StatusOr<KnownNames> Parse(std::string_view text);

  // By a key (article::NameForm); nullptr: not known.
  const KnownName* Find(std::string_view key) const;

  // Places of `text` that have a spelling as it is in the list, whole words, the longest first;
  // those with a question mark are left out. Ids for At.
  std::vector<PhraseFinder::Hit> FindIn(std::string_view text) const {
    return finder_.FindSorted(text, {});
  }
  const KnownName& At(std::uint32_t id) const { return names_[id]; }

 private:
  absl::Status AddLine(std::string_view line);
  void AddSpelling(v1::EntityType type, std::string_view canonical, std::string_view spelling);

  std::deque<std::string> texts_;  // what views are of
  std::deque<KnownName> names_;
  absl::flat_hash_map<std::string_view, const KnownName*> by_key_;
  PhraseFinder finder_;
};

}  // namespace dateline::resolver

#endif  // DATELINE_INDEXER_ENTITIES_RESOLVER_KNOWN_NAMES_H_
