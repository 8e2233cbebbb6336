// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/name_table.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <span>

#include "core/article/name_key.h"
#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/fold.h"
#include "core/text/line_wraps.h"
#include "core/text/utf8.h"
#include "indexer/entities/resolver/mend_spans.h"
#include "indexer/entities/resolver/mention_filter.h"
#include "indexer/entities/resolver/phrase_finder.h"
#include "indexer/entities/resolver/place_regions.h"

namespace dateline::resolver {
namespace {

bool IsValidUtf8(std::string_view text) {
  if (text::IsAscii(text)) return true;
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = text::DecodeUtf8(text, i);
    if (code == text::kBrokenUtf8) return false;
    i += length;
  }
  return true;
}

// A letter alone, digits or marks alone.
bool IsNoName(std::string_view key) {
  const bool lettered = std::ranges::any_of(
      key, [](char c) { return text::IsAsciiLetter(c) || static_cast<unsigned char>(c) >= 0x80; });
  return !lettered || key.size() < 2;
}

class TableBuilder {
 public:
  TableBuilder(const tagger::Gazetteer& gazetteer, const KnownNames& known,
               const article::Article& article)
      : gazetteer_(gazetteer),
        known_(known),
        article_(article),
        table_(WithBody(article)),
        boilerplate_(BoilerplateRanges(article, table_.body)) {}

  NameTable Build(const tagger::ArticleNames& found) {
    const MendedNames mended =
        MendSpans(found, {article_.headline(), table_.body}, gazetteer_, known_);
    const tagger::ArticleNames& tagged = mended.names;
    table_.surfaces.reserve(tagged.headline.size() + tagged.body.size());
    surface_ids_.reserve(tagged.headline.size() + tagged.body.size());
    table_.mentions.reserve(tagged.headline.size() + tagged.body.size());
    Collect(tagged.headline, article_.headline(), true);
    Collect(tagged.body, table_.body, false);
    CountVotes();
    AddMissed();
    DropUnwanted();
    MakeForms(mended);
    return std::move(table_);
  }

 private:
  static NameTable WithBody(const article::Article& article) {
    NameTable table;
    table.body = article.body();
    if (std::string flat = text::Unwrapped(article.body()); !flat.empty()) {
      table.unwrapped = std::make_unique<const std::string>(std::move(flat));
      table.body = *table.unwrapped;
    }
    return table;
  }

  std::string_view TextOf(const Mention& mention) const {
    const std::string_view text = mention.in_headline ? article_.headline() : table_.body;
    return text.substr(mention.start, mention.end - mention.start);
  }

  std::uint32_t SurfaceOf(std::string_view text) {
    const auto [it, is_new] =
        surface_ids_.try_emplace(text, static_cast<std::uint32_t>(table_.surfaces.size()));
    if (is_new) table_.surfaces.push_back({.text = text});
    return it->second;
  }

  void Collect(std::span<const tagger::NameSpan> spans, std::string_view text, bool in_headline) {
    std::size_t range = 0;
    for (const tagger::NameSpan& span : spans) {
      while (!in_headline && range < boilerplate_.size() && boilerplate_[range].end <= span.start) {
        ++range;
      }
      if (!in_headline && range < boilerplate_.size() && boilerplate_[range].start < span.end)
        continue;
      const std::string_view surface = text.substr(span.start, span.end - span.start);
      if (surface.size() > limits::kMaxNameBytes || !IsValidUtf8(surface)) continue;
      if (!in_headline && span.type == v1::ENTITY_TYPE_PERSON && IsByline(text, span)) continue;
      table_.mentions.push_back(
          {span.start, span.end, in_headline, KnownType(span.type), SurfaceOf(surface)});
    }
  }

  // A person's name that is a line of its own near the top signs the article.
  static bool IsByline(std::string_view text, const tagger::NameSpan& span) {
    constexpr std::size_t kTopBytes = 400;
    return span.start < kTopBytes && (span.start == 0 || text[span.start - 1] == '\n') &&
           span.end < text.size() && text[span.end] == '\n';
  }

  void CountVotes() {
    for (const Mention& mention : table_.mentions) {
      table_.surfaces[mention.surface].votes.Add(mention.type);
    }
  }

  // Exact occurrences, outside of mentions, of what is known to be a name.
  void AddMissed() {
    PhraseFinder finder;
    std::vector<v1::EntityType> types;
    for (const Surface& surface : table_.surfaces) {
      if (surface.text.find(' ') == std::string_view::npos) continue;
      finder.Add(surface.text, static_cast<std::uint32_t>(types.size()));
      types.push_back(surface.votes.Majority());
    }
    for (const v1::Entity& entity : article_.entities()) {
      const char first = entity.name().empty() ? 'a' : entity.name().front();
      if ((first >= 'a' && first <= 'z') || entity.name().size() < 2) continue;
      finder.Add(entity.name(), static_cast<std::uint32_t>(types.size()));
      types.push_back(KnownType(entity.type()));
    }
    AddHits(finder, types, true);
    AddHits(finder, types, false);
    std::ranges::sort(table_.mentions, {}, [](const Mention& mention) {
      return std::pair(!mention.in_headline, mention.start);
    });
  }

  void AddHits(PhraseFinder& finder, std::span<const v1::EntityType> types, bool in_headline) {
    std::vector<TextRange> taken;
    for (const Mention& mention : table_.mentions) {
      if (mention.in_headline == in_headline) taken.push_back({mention.start, mention.end});
    }
    if (!in_headline) {
      const auto middle = taken.insert(taken.end(), boilerplate_.begin(), boilerplate_.end());
      std::ranges::inplace_merge(taken, middle, {}, &TextRange::start);
    }
    const std::string_view text = in_headline ? article_.headline() : table_.body;
    for (const PhraseFinder::Hit& hit : finder.Find(text, taken)) {
      const std::string_view surface = text.substr(hit.start, hit.end - hit.start);
      if (!IsValidUtf8(surface)) continue;
      const std::uint32_t id = SurfaceOf(surface);
      table_.surfaces[id].votes.Add(types[hit.id]);
      table_.mentions.push_back({hit.start, hit.end, in_headline, types[hit.id], id});
    }
  }

  // A publication is not a subject of its own article ("told Reuters") unless the headline says so.
  void DropUnwanted() {
    std::vector<bool> unwanted(table_.surfaces.size());
    std::vector<bool> in_headline(table_.surfaces.size());
    for (const Mention& mention : table_.mentions) {
      if (mention.in_headline) in_headline[mention.surface] = true;
    }
    const std::string source = text::FoldName(article_.source());
    folded_.reserve(table_.surfaces.size());
    for (const Surface& surface : table_.surfaces) folded_.push_back(text::FoldName(surface.text));
    for (std::size_t i = 0; i < unwanted.size(); ++i) {
      const std::string& folded = folded_[i];
      unwanted[i] = IsBoilerplateName(folded) || (!in_headline[i] && folded == source);
    }
    std::erase_if(table_.mentions,
                  [&](const Mention& mention) { return unwanted[mention.surface]; });
  }

  // Forms of all surfaces, and the names they are of.
  void MakeForms(const MendedNames& mended) {
    absl::flat_hash_map<std::string_view, std::uint32_t> ids;  // by key, views of the surfaces
    ids.reserve(table_.surfaces.size());
    std::vector<bool> seen(table_.surfaces.size());
    std::vector<Mention> kept;
    kept.reserve(table_.mentions.size());
    table_.names.reserve(table_.surfaces.size());
    for (const Mention& mention : table_.mentions) {
      Surface& surface = table_.surfaces[mention.surface];
      if (!seen[mention.surface]) {
        seen[mention.surface] = true;
        const auto ending = mended.own_s.contains(surface.text) ? article::EndingS::kOwn
                                                                : article::EndingS::kPossessive;
        surface.form = article::MakeNameForm(surface.text, folded_[mention.surface],
                                             surface.votes.Majority(), ending);
        if (IsNoName(surface.form.key)) surface.form.key.clear();
        if (surface.form.key.empty()) continue;
        const auto [it, is_new] =
            ids.try_emplace(surface.form.key, static_cast<std::uint32_t>(table_.names.size()));
        if (is_new) {
          table_.names.push_back({.key = surface.form.key, .folded = surface.form.folded});
        }
        surface.name = it->second;
        Name& name = table_.names[surface.name];
        LookUp(folded_[mention.surface], surface.form, name);
        if (surface.votes.counts[v1::ENTITY_TYPE_PLACE] > 0) LookUpRegion(surface.form, name);
      }
      if (surface.form.key.empty()) continue;
      Name& name = table_.names[surface.name];
      name.votes.Add(mention.type);
      name.mentions.push_back(static_cast<std::uint32_t>(kept.size()));
      kept.push_back(mention);
    }
    table_.mentions = std::move(kept);
    ForgetNamesakes();
    for (Name& name : table_.names) {
      name.type = TypeOf(name);
      // A Mr Shell is not a company.
      if ((name.type == v1::ENTITY_TYPE_ORGANISATION) != name.is_organisation) name.canonical = {};
      name.known = name.canonical.empty() ? name.folded : text::FoldName(name.canonical);
    }
  }

  // A word that the list has a question mark at is somebody's surname if the article names somebody
  // so: Ford is a company, but not beside Gerald Ford.
  void ForgetNamesakes() {
    absl::flat_hash_set<std::string> surnames;
    for (const Name& name : table_.names) {
      const bool full = name.key.find(' ') != std::string::npos && name.told == nullptr;
      if (full && name.votes.Majority() == v1::ENTITY_TYPE_PERSON) {
        surnames.insert(article::Surname(name.key));
      }
    }
    for (Name& name : table_.names) {
      if (name.told == nullptr || !name.told->lone) continue;
      if (name.told->type == v1::ENTITY_TYPE_PERSON || !surnames.contains(name.key)) continue;
      name.told = nullptr;
      name.canonical = {};
      name.is_organisation = false;
    }
  }

  // The gazetteer may know a name with what was stripped ("the hague"), with its dots, or without.
  void LookUp(const std::string& whole, const article::NameForm& form, Name& name) const {
    std::string_view before;
    name.is_acronym = name.is_acronym || article::LooksLikeAcronym(form.shown);
    for (const std::string_view one :
         {std::string_view(whole), std::string_view(form.folded), std::string_view(form.key)}) {
      if (one == before) continue;
      before = one;
      if (name.place.name.empty()) name.place = gazetteer_.FindPlace(one);
      if (name.told == nullptr) name.told = known_.Find(one);
      if (name.told != nullptr || !name.canonical.empty()) continue;
      const tagger::Gazetteer::Alias alias = gazetteer_.FindAlias(one);
      name.canonical = alias.name;
      name.is_organisation = alias.is_organisation;
    }
    if (name.told == nullptr) return;
    if (name.told->type == v1::ENTITY_TYPE_PLACE) {
      name.place = gazetteer_.FindPlace(text::FoldName(name.told->canonical));
      if (name.place.name.empty()) name.place.name = name.told->canonical;
    } else {
      name.place = {};
      name.canonical = name.told->canonical;
      name.is_organisation = name.told->type == v1::ENTITY_TYPE_ORGANISATION;
    }
  }

  // "Calif."
  static void LookUpRegion(const article::NameForm& form, Name& name) {
    if (!name.place.name.empty() || name.told != nullptr || form.shown.size() < 3) return;
    Region region = FindRegion(form.shown);
    if (region.name.empty()) region = FindRegion(form.shown + '.');
    name.place = {region.name, region.country, false};
  }

  // Whether a name says by itself what it is of, so that what the gazetteer knows as an
  // organisation is one whatever the tagger made of it. One word may be somebody's surname, or no
  // acronym: Isis is a river.
  static bool IsTold(const Name& name, v1::EntityType tagged) {
    if (name.key.find(' ') != std::string::npos || tagged == v1::ENTITY_TYPE_ORGANISATION)
      return true;
    if (tagged == v1::ENTITY_TYPE_PERSON) return false;
    return name.is_acronym || text::FoldName(name.canonical) == name.folded;
  }

  static v1::EntityType TypeOf(const Name& name) {
    if (name.told != nullptr) return name.told->type;
    const v1::EntityType type = name.votes.Majority();
    const bool place_vote = name.votes.counts[v1::ENTITY_TYPE_PLACE] > 0;
    if (name.is_organisation && name.place.name.empty() && IsTold(name, type)) {
      return v1::ENTITY_TYPE_ORGANISATION;
    }
    if (type == v1::ENTITY_TYPE_ORGANISATION && name.place.is_country) return v1::ENTITY_TYPE_PLACE;
    if (type == v1::ENTITY_TYPE_OTHER && !name.place.name.empty() &&
        (place_vote || name.place.is_country)) {
      return v1::ENTITY_TYPE_PLACE;
    }
    return type;
  }

  const tagger::Gazetteer& gazetteer_;
  const KnownNames& known_;
  const article::Article& article_;
  NameTable table_;
  std::vector<TextRange> boilerplate_;
  std::vector<std::string> folded_;  // surfaces
  absl::flat_hash_map<std::string_view, std::uint32_t> surface_ids_;
};

}  // namespace

v1::EntityType KnownType(v1::EntityType type) {
  const bool known = v1::EntityType_IsValid(type) && type != v1::ENTITY_TYPE_UNSPECIFIED;
  return known ? type : v1::ENTITY_TYPE_OTHER;
}

v1::EntityType TypeVotes::Majority() const {
  const auto most = std::ranges::max_element(counts);
  return static_cast<v1::EntityType>(most - counts.begin());
}

NameTable MakeNameTable(const tagger::ArticleNames& tagged, const tagger::Gazetteer& gazetteer,
                        const KnownNames& known, const article::Article& article) {
  return TableBuilder(gazetteer, known, article).Build(tagged);
}

}  // namespace dateline::resolver
