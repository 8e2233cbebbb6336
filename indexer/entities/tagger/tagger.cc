// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/tagger.h"

#include <deque>
#include <string>
#include <utility>

#include "indexer/entities/tagger/name_decoder.h"
#include "indexer/entities/tagger/name_tokens.h"

namespace dateline::tagger {
namespace {

v1::EntityType TypeOf(NameKind kind) {
  switch (kind) {
    case NameKind::kPerson:
      return v1::ENTITY_TYPE_PERSON;
    case NameKind::kPlace:
      return v1::ENTITY_TYPE_PLACE;
    case NameKind::kOrganisation:
      return v1::ENTITY_TYPE_ORGANISATION;
    case NameKind::kMisc:
      break;
  }
  return v1::ENTITY_TYPE_OTHER;
}

}  // namespace

struct Tagger::Impl {
  explicit Impl(std::shared_ptr<const NameModel> model)
      : rules{.ordinal_dots = model->language() == "de"}, decoder(std::move(model)) {}

  // Cuts `text` into tokens and hands them to the decoder.
  void Read(std::string_view text, NameTokens& cut) {
    cut.clear();
    TokenizeNames(text, rules, cut);
    std::uint32_t token = 0;
    for (const std::uint32_t end : cut.sentence_ends) {
      for (; token < end; ++token) {
        const auto [start, stop] = cut.tokens[token];
        decoder.AddToken(Word(text.substr(start, stop - start)));
      }
      decoder.EndSentence();
    }
  }

  // The decoder keeps views: a word that a line end cut has its whole form in `whole_words`.
  std::string_view Word(std::string_view token) {
    if (token.find('\n') == std::string_view::npos) return token;
    return whole_words.emplace_back(WholeWord(token));
  }

  TokenRules rules;
  std::deque<std::string> whole_words;  // of this article
  NameDecoder decoder;
  NameTokens headline;
  NameTokens body;
  ArticleNames names;
};

Tagger::Tagger(std::shared_ptr<const NameModel> model)
    : impl_(std::make_unique<Impl>(std::move(model))) {}
Tagger::~Tagger() = default;

const ArticleNames& Tagger::Tag(std::string_view headline, std::string_view body) {
  Impl& impl = *impl_;
  impl.names.headline.clear();
  impl.names.body.clear();
  impl.decoder.StartArticle();
  impl.whole_words.clear();
  impl.Read(headline, impl.headline);
  impl.Read(body, impl.body);
  const std::vector<NameToken>& first = impl.headline.tokens;
  const auto first_count = static_cast<std::uint32_t>(first.size());
  for (const LabelledName& name : NamesOfLabels(impl.decoder.Label())) {
    const bool in_headline = name.begin < first_count;
    const std::vector<NameToken>& tokens = in_headline ? first : impl.body.tokens;
    const std::uint32_t shift = in_headline ? 0 : first_count;
    auto& names = in_headline ? impl.names.headline : impl.names.body;
    names.push_back(
        {tokens[name.begin - shift].start, tokens[name.end - shift - 1].end, TypeOf(name.kind)});
  }
  return impl.names;
}

}  // namespace dateline::tagger
