// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/bind_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "core/index/scoring_profile.h"
#include "core/limits.h"
#include "core/text/fold.h"
#include "server/query/printer.h"
#include "server/query/quoted_text.h"
#include "server/query/unit_parser.h"
#include "server/search/name_words.h"
#include "server/search/prefix_stems.h"
#include "server/search/term_statistics.h"
#include "server/search/value_terms.h"

namespace dateline::search {
namespace {

using Bound = absl::StatusOr<PlanNode>;

std::vector<article::Field> EntityFields(article::Field field, query::EntityScope scope) {
  if (scope == query::EntityScope::kField) return {field};
  return {names::kEntityFields.begin(), names::kEntityFields.end()};
}

Mentions MentionsOf(query::EntityScope scope) {
  return scope == query::EntityScope::kAbout ? Mentions::kSalient : Mentions::kAll;
}

// The only word besides elided articles; null if there is none or more than one.
const text::Token* OneWord(const std::vector<text::Token>& tokens) {
  const text::Token* only = nullptr;
  for (const text::Token& token : tokens) {
    if (token.elided) continue;
    if (only != nullptr) return nullptr;
    only = &token;
  }
  return only;
}

// Rows that the caller may see; null: all.
const SegmentBitmaps* Visible(const QueryIndex& index) {
  return index.restricted == nullptr ? nullptr : &index.restricted->live;
}

// A visitor of syntax trees.
class Binder {
 public:
  Binder(const QueryIndex& index, const SearchContext& context, text::Analyzer& analyzer)
      : snapshot_(index.snapshot),
        entities_(index.entities),
        languages_(index.languages),
        visible_(Visible(index)),
        certain_dates_(index.date_match == v1::DATE_MATCH_CERTAIN),
        restricted_(index.restricted),
        match_(index.match == v1::MATCH_MODE_UNSPECIFIED ? v1::MATCH_MODE_AUTO : index.match),
        context_(context),
        ticker_(context),
        analyzer_(analyzer),
        statistics_(index.snapshot, index.postings, context, visible_) {}

  absl::StatusOr<QueryPlan> Bind(const query::Node& root) {
    Bound bound = std::visit(*this, root);
    if (!bound.ok()) return bound.status();
    if (absl::Status status = AddArticleOfId(root, *bound); !status.ok()) return status;
    plan_.root = *std::move(bound);
    return std::move(plan_);
  }

  Bound operator()(const query::All&) { return AllRows{}; }
  Bound operator()(const query::Nothing&) { return NoRows{}; }
  Bound operator()(const query::Date& date) { return DateMatch{date, certain_dates_}; }

  // A word is looked up under its stem in each of the languages: "Häuser" finds German articles
  // whatever language the query was taken to be in.
  Bound operator()(const query::Word& word) {
    WordMatch match{word.field, word.term, false, word.count, {IndexTerm(word.field, word.term)}};
    for (const text::Language language : languages_) {
      const text::Token* token = OneWord(analyzer_.Analyze(word.text, language));
      if (token == nullptr) continue;
      std::string term = IndexTerm(word.field, token->term);
      if (std::find(match.terms.begin(), match.terms.end(), term) != match.terms.end()) continue;
      const absl::StatusOr<std::uint64_t> articles = statistics_.Frequency(term);
      if (!articles.ok()) return articles.status();
      if (*articles > 0) match.terms.push_back(std::move(term));
    }
    if (absl::Status status = WeighAsOne(match.terms); !status.ok()) return status;
    return match;
  }

  Bound operator()(const query::Prefix& prefix) {
    const std::string start = IndexTerm(prefix.field, prefix.letters);
    const auto found = statistics_.Expand(start, limits::kMaxExpansion);
    if (!found.ok()) return found.status();
    WordMatch match{prefix.field, prefix.letters, true, prefix.count, found->terms};
    if (found->left_out > 0) {
      match.start = start;
      AddReading(
          v1::READING_CODE_PREFIX_LIMITED, prefix.place, prefix.text,
          fmt::format("'{}' stands for {} words: articles with any of them match, and the {} "
                      "most frequent are ranked and marked; {} are left out there",
                      prefix.text, found->terms.size() + found->left_out, found->terms.size(),
                      found->left_out));
    }
    if (absl::Status status = AddStems(prefix, match.terms); !status.ok()) return status;
    if (match.terms.empty()) match.terms.push_back(start);
    if (absl::Status status = WeighAsOne(match.terms); !status.ok()) return status;
    return match;
  }

  // In each language the words of the phrase have other stems, and others of them may be one word.
  Bound operator()(const query::Phrase& phrase) {
    PhraseMatch match{phrase.field, PhraseForms(phrase)};
    if (match.forms.size() == 1) {
      match.forms.front().languages.clear();
    } else if (absl::Status status = DropUnknown(match); !status.ok()) {
      return status;
    }
    for (const std::vector<std::string>& words : WordsByPlace(match)) {
      std::vector<std::string> terms;
      for (const std::string& word : words) terms.push_back(IndexTerm(phrase.field, word));
      absl::Status status = terms.size() == 1 ? Weigh(terms.front()) : WeighAsOne(terms);
      if (!status.ok()) return status;
    }
    return match;
  }

  // A surname that many share is cut to those that most articles mention: the list of each
  // costs time.
  Bound operator()(const query::Value& value) {
    ValueMatch match{{}, MentionsOf(value.scope)};
    bool cut = false;
    bool is_known = IsKnown(value);
    for (const article::Field field : EntityFields(value.field, value.scope)) {
      std::vector<std::string> terms =
          ValueTerms(entities_, field, value.text, names::EntityIndex::Reach::kAll);
      if (field == article::Field::kAuthor) {
        auto names = AuthorTerms(value.text, terms);
        if (!names.ok()) return names.status();
        is_known = is_known || *names != terms;
        terms = *std::move(names);
      }
      if (terms.size() > limits::kMaxExpansion) {
        terms.resize(limits::kMaxExpansion);
        cut = true;
      }
      match.terms.insert(match.terms.end(), terms.begin(), terms.end());
    }
    if (!is_known) {
      AddReading(v1::READING_CODE_UNKNOWN_VALUE, value.place, value.text,
                 fmt::format("no article has {} '{}'", FieldName(value), value.text));
    }
    if (cut) {
      plan_.warnings.push_back(
          fmt::format("'{}' names more than {} values; those of most articles are looked for: give "
                      "the full name",
                      value.text, limits::kMaxExpansion));
    }
    return match;
  }

  Bound operator()(const query::ValuePrefix& prefix) {
    return article::IsEntityField(prefix.field) ? ExpandEntities(prefix) : ExpandValues(prefix);
  }

  // The article with this address or id, if the caller may see one.
  Bound operator()(const query::Address& address) {
    std::vector<std::string> held;
    for (const std::string& term : {article::IdTerm(address.text), article::UrlTerm(address.text),
                                    article::UrlTerm("http://" + address.text)}) {
      const absl::StatusOr<bool> is_held = statistics_.IsHeld(term);
      if (!is_held.ok()) return is_held.status();
      if (*is_held) held.push_back(term);
    }
    if (held.empty()) {
      AddReading(v1::READING_CODE_COMPOUND, address.place, query::PrintQuery(address.words.front()),
                 query::CompoundMessage(address.text));
      return std::visit(*this, address.words.front());
    }
    AddReading(
        v1::READING_CODE_ADDRESS, address.place, address.text,
        fmt::format("'{}' is the address or id of an article, which is looked for", address.text));
    return ValueMatch{std::move(held), Mentions::kAll};
  }

  Bound operator()(const query::SideBySide& some) {
    auto children = BindChildren(some.children);
    if (!children.ok()) return children.status();
    return JoinFree(*std::move(children), 0);
  }

  Bound operator()(const query::And& all) { return BindAll<Conjunction>(all.children); }
  Bound operator()(const query::Or& any) { return BindAll<Disjunction>(any.children); }

  Bound operator()(const query::AndNot& without) {
    Bound base = std::visit(*this, *without.base);
    if (!base.ok()) return base;
    const v1::MatchMode match = std::exchange(match_, v1::MATCH_MODE_ANY);
    auto excluded = BindChildren(without.excluded);
    match_ = match;
    if (!excluded.ok()) return excluded.status();
    return Exclusion{std::make_unique<PlanNode>(*std::move(base)), *std::move(excluded)};
  }

  Bound operator()(const query::Maybe& maybe) {
    Bound required = std::visit(*this, *maybe.required);
    if (!required.ok()) return required;
    if (match_ == v1::MATCH_MODE_ALL || match_ == v1::MATCH_MODE_AUTO) {
      return BindRequired(*std::move(required), *maybe.optional);
    }
    Bound optional = std::visit(*this, *maybe.optional);
    if (!optional.ok()) return optional;
    if (match_ == v1::MATCH_MODE_MOST) {
      std::vector<PlanNode> both;
      both.push_back(*std::move(required));
      both.push_back(*std::move(optional));
      return Conjunction{std::move(both)};
    }
    return Boost{std::make_unique<PlanNode>(*std::move(required)),
                 std::make_unique<PlanNode>(*std::move(optional))};
  }

 private:
  // Parts side by side, after `fixed` ones that must match.
  PlanNode JoinFree(std::vector<PlanNode> children, std::size_t fixed) {
    switch (match_) {
      case v1::MATCH_MODE_ALL:
        return Conjunction{std::move(children)};
      case v1::MATCH_MODE_AUTO:
        plan_.relaxable = true;
        return Conjunction{std::move(children), fixed};
      case v1::MATCH_MODE_MOST: {
        const std::size_t least =
            (children.size() * limits::kMostNumerator + limits::kMostDenominator - 1) /
            limits::kMostDenominator;
        return Disjunction{std::move(children), least};
      }
      default:
        return Disjunction{std::move(children)};
    }
  }

  // A part that must match, with those beside it in a mode that asks for them too.
  Bound BindRequired(PlanNode required, const query::Node& optional) {
    std::vector<PlanNode> children;
    children.push_back(std::move(required));
    if (const auto* some = std::get_if<query::SideBySide>(&optional)) {
      auto free = BindChildren(some->children);
      if (!free.ok()) return free.status();
      std::move(free->begin(), free->end(), std::back_inserter(children));
    } else {
      Bound free = std::visit(*this, optional);
      if (!free.ok()) return free;
      children.push_back(*std::move(free));
    }
    return JoinFree(std::move(children), 1);
  }

  void AddReading(v1::ReadingCode code, query::Place place, std::string read_as,
                  std::string message) {
    v1::Reading& reading = plan_.readings.emplace_back();
    reading.set_code(code);
    reading.set_start(place.start);
    reading.set_end(place.end);
    reading.set_read_as(std::move(read_as));
    reading.set_message(std::move(message));
  }

  // A word that is all of the query may be an id.
  absl::Status AddArticleOfId(const query::Node& root, PlanNode& bound) {
    const auto* word = std::get_if<query::Word>(&root);
    if (word == nullptr || !word->place.whole || word->field != article::Field::kText) {
      return absl::OkStatus();
    }
    std::string term = article::IdTerm(word->text);
    const absl::StatusOr<bool> is_held = statistics_.IsHeld(term);
    if (!is_held.ok() || !*is_held) return is_held.status();
    AddReading(v1::READING_CODE_ADDRESS, word->place,
               fmt::format("{} OR id:{}", query::PrintQuery(root), query::QuoteText(word->text)),
               fmt::format("'{}' is the id of an article, which is found too", word->text));
    std::vector<PlanNode> either;
    either.push_back(std::move(bound));
    either.emplace_back(ValueMatch{{std::move(term)}, Mentions::kAll});
    bound = Disjunction{std::move(either)};
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<PlanNode>> BindChildren(const std::vector<query::Node>& nodes) {
    std::vector<PlanNode> children;
    for (const query::Node& node : nodes) {
      Bound bound = std::visit(*this, node);
      if (!bound.ok()) return bound.status();
      children.push_back(*std::move(bound));
    }
    return children;
  }

  template <typename Operator>
  Bound BindAll(const std::vector<query::Node>& nodes) {
    auto children = BindChildren(nodes);
    if (!children.ok()) return children.status();
    return Operator{*std::move(children)};
  }

  // What the phrase is in each of the languages, those with the same words together.
  std::vector<PhraseForm> PhraseForms(const query::Phrase& phrase) {
    std::vector<PhraseForm> forms;
    for (const text::Language language : languages_) {
      PhraseForm form;
      std::uint32_t first = 0;
      for (const text::Token& token : analyzer_.Analyze(phrase.text, language)) {
        if (token.elided) continue;
        if (form.words.empty()) first = token.position;
        form.words.emplace_back(token.term);
        form.offsets.push_back(token.position - first);
      }
      if (form.words.empty()) continue;
      const auto same = std::find_if(forms.begin(), forms.end(), [&](const PhraseForm& other) {
        return other.words == form.words && other.offsets == form.offsets;
      });
      if (same == forms.end()) {
        form.languages.push_back(language);
        forms.push_back(std::move(form));
      } else {
        same->languages.push_back(language);
      }
    }
    if (forms.empty()) forms.push_back({phrase.terms, phrase.offsets, {}});
    return forms;
  }

  // Leaves out forms with a word that no article has, as long as one is left.
  absl::Status DropUnknown(PhraseMatch& match) {
    std::vector<PhraseForm> known;
    for (PhraseForm& form : match.forms) {
      bool all = true;
      for (std::size_t i = 0; i < form.words.size() && all; ++i) {
        const absl::StatusOr<std::uint64_t> articles =
            statistics_.Frequency(IndexTerm(match.field, form.words[i]));
        if (!articles.ok()) return articles.status();
        all = *articles > 0;
      }
      if (all) known.push_back(form);
    }
    if (known.empty()) known.push_back(std::move(match.forms.front()));
    match.forms = std::move(known);
    return absl::OkStatus();
  }

  // The index knows stems alone: letters that run past one ("electio*") find its words by it.
  absl::Status AddStems(const query::Prefix& prefix, std::vector<std::string>& terms) {
    std::vector<std::string> stems;
    const auto add = [&stems](std::string stem) {
      if (std::find(stems.begin(), stems.end(), stem) == stems.end()) {
        stems.push_back(std::move(stem));
      }
    };
    for (const text::Language language : languages_) {
      const text::Token* token = OneWord(analyzer_.Analyze(prefix.letters, language));
      if (token != nullptr && !token->term.starts_with(prefix.letters)) {
        add(std::string(token->term));  // "elections*" is a word itself
      }
    }
    auto longer = FindPrefixStems({snapshot_, context_, languages_, visible_}, prefix.field,
                                  prefix.letters, analyzer_);
    if (!longer.ok()) return longer.status();
    for (std::string& stem : *longer) add(std::move(stem));
    for (const std::string& stem : stems) {
      std::string term = IndexTerm(prefix.field, stem);
      const absl::StatusOr<bool> held = statistics_.IsHeld(term);
      if (!held.ok()) return held.status();
      if (!*held) continue;
      plan_.warnings.push_back(
          fmt::format("'{}' goes past the stem '{}', under which words are kept: all words of the "
                      "stem are found",
                      prefix.text, stem));
      terms.push_back(std::move(term));
    }
    return absl::OkStatus();
  }

  // The name itself if an article has it, else all names with these words, those of most articles
  // first.
  absl::StatusOr<std::vector<std::string>> AuthorTerms(const std::string& text,
                                                       std::vector<std::string> exact) {
    const NameWords words(text);
    std::map<std::string_view, std::uint64_t> found;
    for (std::size_t segment = 0; segment < snapshot_.segments.size(); ++segment) {
      const index::TermsColumn& column = ColumnOf(segment, article::Field::kAuthor);
      const std::size_t same = column.Find(text::FoldName(text));
      if (same < column.size() && index::ReadOnce(column.articles[same]) > 0) return exact;
      for (std::size_t i = 0; i < column.size(); ++i) {
        if (!ticker_.Tick()) return ticker_.status();
        const std::uint32_t articles = index::ReadOnce(column.articles[i]);
        if (articles > 0 && words.AreIn(column.keys[i])) found[column.keys[i]] += articles;
      }
    }
    if (found.empty()) return exact;
    std::vector<std::pair<std::uint64_t, std::string_view>> names;
    for (const auto& [name, articles] : found) names.emplace_back(articles, name);
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> terms;
    for (const auto& [articles, name] : names) {
      terms.push_back(article::ExactTerm(article::Field::kAuthor, name));
    }
    return terms;
  }

  const index::TermsColumn& ColumnOf(std::size_t segment, article::Field field) const {
    const index::Columns& columns = restricted_ == nullptr
                                        ? snapshot_.segments[segment].segment->columns()
                                        : restricted_->columns(segment);
    return columns.terms(field);
  }

  static std::string_view FieldName(const query::Value& value) {
    if (value.scope == query::EntityScope::kAbout) return "about";
    return value.scope == query::EntityScope::kAny ? "entity" : article::Row(value.field).name;
  }

  bool IsKnown(const query::Value& value) const {
    const std::vector<article::Field> fields = EntityFields(value.field, value.scope);
    return std::any_of(fields.begin(), fields.end(), [&](article::Field field) {
      return HasValue(entities_, field, value.text, names::EntityIndex::Reach::kAll);
    });
  }

  void AddValuesLimited(const query::ValuePrefix& prefix, std::size_t all, std::size_t kept) {
    AddReading(v1::READING_CODE_PREFIX_LIMITED, prefix.place, prefix.text,
               fmt::format("'{}' stands for {} values: the {} of most articles are looked for, and "
                           "{} are left out; type more letters before the *",
                           prefix.text, all, kept, all - kept));
  }

  // Those of most articles first, as far as the limit goes.
  Bound ExpandEntities(const query::ValuePrefix& prefix) {
    std::vector<names::EntityId> found;
    for (const article::Field field : EntityFields(prefix.field, prefix.scope)) {
      if (absl::Status status = ticker_.Check(); !status.ok()) return status;
      const auto some =
          entities_.FindPrefix(prefix.letters, field, std::numeric_limits<std::uint32_t>::max());
      found.insert(found.end(), some.begin(), some.end());
    }
    std::stable_sort(found.begin(), found.end(), [this](names::EntityId a, names::EntityId b) {
      return entities_.RoughArticles(a) > entities_.RoughArticles(b);
    });
    ValueMatch match{{}, MentionsOf(prefix.scope)};
    for (std::size_t i = 0; i < found.size(); ++i) {
      std::vector<std::string> terms = entities_.Terms(found[i]);
      if (i > 0 && match.terms.size() + terms.size() > limits::kMaxExpansion) {
        AddValuesLimited(prefix, found.size(), i);
        break;
      }
      for (std::string& term : terms) match.terms.push_back(std::move(term));
    }
    return match;
  }

  Bound ExpandValues(const query::ValuePrefix& prefix) {
    std::map<std::string, std::uint64_t> found;  // articles of each
    for (std::size_t segment = 0; segment < snapshot_.segments.size(); ++segment) {
      const index::TermsColumn& column = ColumnOf(segment, prefix.field);
      const index::StringTable& keys = column.keys;
      for (std::size_t i = keys.LowerBound(prefix.letters);
           i < keys.size() && keys[i].starts_with(prefix.letters); ++i) {
        if (!ticker_.Tick()) return ticker_.status();
        const std::uint32_t articles = index::ReadOnce(column.articles[i]);
        if (articles > 0) found[article::ExactTerm(prefix.field, keys[i])] += articles;
      }
    }
    std::vector<std::pair<std::uint64_t, std::string>> ranked;
    for (auto& [term, articles] : found) ranked.emplace_back(articles, term);
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (ranked.size() > limits::kMaxExpansion) {
      AddValuesLimited(prefix, ranked.size(), limits::kMaxExpansion);
      ranked.resize(limits::kMaxExpansion);
    }
    ValueMatch match{{}, MentionsOf(prefix.scope)};
    for (auto& [articles, term] : ranked) match.terms.push_back(std::move(term));
    return match;
  }

  absl::Status Weigh(const std::string& term) {
    if (plan_.idf.contains(term)) return absl::OkStatus();
    const absl::StatusOr<std::uint64_t> articles = statistics_.Frequency(term);
    if (!articles.ok()) return articles.status();
    plan_.idf.emplace(term, index::InverseDocumentFrequency(statistics_.articles(), *articles));
    return absl::OkStatus();
  }

  // Alternatives for one word count as one word: as common as all of them together.
  absl::Status WeighAsOne(const std::vector<std::string>& terms) {
    std::uint64_t sum = 0;
    for (const std::string& term : terms) {
      const absl::StatusOr<std::uint64_t> articles = statistics_.Frequency(term);
      if (!articles.ok()) return articles.status();
      sum += *articles;
    }
    const std::uint64_t all = statistics_.articles();
    const double idf = index::InverseDocumentFrequency(all, std::min(sum, all));
    for (const std::string& term : terms) {
      const auto [it, added] = plan_.idf.emplace(term, idf);
      if (!added) it->second = std::max(it->second, idf);
    }
    return absl::OkStatus();
  }

  const index::Snapshot& snapshot_;
  const names::EntityIndex& entities_;
  const std::vector<text::Language>& languages_;
  const SegmentBitmaps* const visible_;     // null: all rows
  const bool certain_dates_;                // an imprecise date must lie wholly in the span
  const SearchSnapshot* const restricted_;  // may be null
  v1::MatchMode match_;                     // not UNSPECIFIED
  const SearchContext& context_;
  Ticker ticker_;
  text::Analyzer& analyzer_;
  TermStatistics statistics_;
  QueryPlan plan_;
};

}  // namespace

absl::StatusOr<QueryPlan> BindQuery(const query::Node& root, const QueryIndex& index,
                                    const SearchContext& context, text::Analyzer& analyzer) {
  return Binder(index, context, analyzer).Bind(root);
}

}  // namespace dateline::search
