// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/unit_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "core/text/char_kind.h"
#include "core/text/utf8.h"
#include "server/query/ascii.h"
#include "server/query/combine.h"
#include "server/query/printer.h"
#include "server/query/quoted_text.h"

namespace dateline::query {
namespace {

constexpr std::string_view kWildcards = "*?";
constexpr std::size_t kMinLetters = 2;  // before a wildcard inside a word, to be read as a prefix

// Whether a wildcard stands at the start of `core` or inside it. A question mark is one only in
// a word of nothing but letters and digits: addresses and sentences have them too.
bool HasInnerWildcard(std::string_view core) {
  const std::string_view body = core.substr(0, core.find_last_not_of('?') + 1);
  if (body.find_first_not_of(kWildcards) == std::string_view::npos) return false;
  if (body.find('*') != std::string_view::npos) return true;
  if (body.find('?') == std::string_view::npos) return false;
  for (std::size_t i = 0; i < body.size();) {
    const text::DecodedChar c = text::DecodeUtf8(body, i);
    const text::CharKind kind = text::KindOf(c.code);
    if (c.code != U'?' &&
        (kind == text::CharKind::kSeparator || kind == text::CharKind::kApostrophe)) {
      return false;
    }
    i += c.length;
  }
  return true;
}

bool IsHttpUrl(std::string_view text) {
  const std::string start = LowerAscii(text.substr(0, 8));
  return (start.starts_with("http://") && text.size() > 7) ||
         (start == "https://" && text.size() > 8);
}

std::size_t Letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

std::string CompoundMessage(std::string_view text) {
  return fmt::format("'{}' is looked for as one unit, its words side by side", text);
}

std::optional<Clause> UnitParser::ParseWord(const Lexeme& lexeme, article::Field field,
                                            bool alone) {
  const std::string_view text = lexeme.text;
  if (!text.empty() && text.find_first_not_of('*') == std::string_view::npos) return Clause{All{}};
  if (text == "*:*") {
    log_.Mend({v1::READING_CODE_FOREIGN_OPERATOR, lexeme.place, "*",
               "'*:*' is not part of the query language; expected '*'"});
    return Clause{All{}};
  }
  if (IsHttpUrl(text) && field == article::Field::kText) {
    std::vector<QueryWord> words = Analyze(text);
    if (words.empty()) return NoWord(lexeme, field);
    Address address{lexeme.text, {}, lexeme.place};
    address.words.push_back(OneUnit(lexeme, field, std::move(words)).node);
    return Clause{std::move(address)};
  }
  const std::string_view core = text.substr(0, text.find_last_not_of('*') + 1);
  if (HasInnerWildcard(core)) return ParseInnerWildcard(lexeme, field, core);
  if (core.size() < text.size()) return ParsePrefix(lexeme, field, core);
  std::vector<QueryWord> words = Analyze(text);
  if (words.empty()) return NoWord(lexeme, field);
  if (words.size() == 1) ExplainSigns(lexeme);
  if (alone && HaveSignsBetween(words) && field == article::Field::kText && lexeme.count == 1) {
    Address address{lexeme.text, {}, lexeme.place};
    address.words.push_back(OneUnit(lexeme, field, std::move(words)).node);
    return Clause{std::move(address)};
  }
  ExplainCompound(lexeme, words);
  const bool stays = words.front().in_capitals && !in_capitals_;
  const bool stop_word = words.size() == 1 && words.front().stop_word && lexeme.count == 1;
  const bool negation = words.size() == 1 && words.front().negation && !stays;
  Clause clause = OneUnit(lexeme, field, std::move(words));
  clause.negation = negation;
  clause.stop_word = stop_word && !stays;
  return clause;
}

std::optional<Clause> UnitParser::ParseQuoted(const Lexeme& lexeme, article::Field field) {
  std::vector<QueryWord> words = Analyze(lexeme.text);
  if (words.empty()) return NoWord(lexeme, field);
  return OneUnit(lexeme, field, std::move(words));
}

bool UnitParser::TakeWildcard(const Lexeme& lexeme) {
  if (++wildcards_ <= limits::kMaxWildcards) return true;
  log_.Mend({v1::READING_CODE_LIMIT, lexeme.place, lexeme.text.substr(0, lexeme.text.find('*')),
             fmt::format("'{}': at most {} words with * are allowed; write some of them out",
                         lexeme.text, limits::kMaxWildcards),
             v1::ERROR_REASON_QUERY_TOO_COMPLEX});
  return false;
}

// "wom?n" and "wom*n" as "wom*", "*gate" as "gate".
std::optional<Clause> UnitParser::ParseInnerWildcard(const Lexeme& lexeme, article::Field field,
                                                     std::string_view core) {
  const std::string_view start = core.substr(0, core.find_first_of(kWildcards));
  std::vector<QueryWord> words = Analyze(start);
  const bool prefix = !words.empty() && Letters(words.back().folded) >= kMinLetters;
  std::string plain(prefix ? start : core.substr(core.find_first_not_of(kWildcards)));
  if (!prefix) {
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '*' || c == '?'; }, ' ');
    words = Analyze(plain);
  }
  if (words.empty()) return NoWord(lexeme, field);
  Lexeme rest = lexeme;
  rest.text = plain;
  std::optional<Clause> clause =
      prefix ? ParsePrefix(rest, field, start) : OneUnit(rest, field, std::move(words));
  if (clause) {
    log_.Mend(
        {v1::READING_CODE_WILDCARD, lexeme.place, PrintQuery(clause->node),
         fmt::format("'{}': a wildcard counts at the end of a word only, as *", lexeme.text)});
  }
  return clause;
}

// The start of a word; of several that are typed as one unit all must match.
std::optional<Clause> UnitParser::ParsePrefix(const Lexeme& lexeme, article::Field field,
                                              std::string_view core) {
  std::vector<QueryWord> words = Analyze(core);
  if (words.empty()) return NoWord(lexeme, field);
  if (!TakeWildcard(lexeme)) return OneUnit(lexeme, field, std::move(words));
  const Prefix last = MakePrefix(words.back(), field, lexeme.count, lexeme.place);
  if (words.size() == 1) return Clause{last};
  words.pop_back();
  Lexeme rest = lexeme;
  rest.text = core.substr(0, words.back().end);
  std::vector<Node> all;
  all.push_back(OneUnit(rest, field, std::move(words)).node);
  all.emplace_back(last);
  Node node = MakeAnd(std::move(all));
  log_.Explain(
      {v1::READING_CODE_WILDCARD, lexeme.place, PrintQuery(node),
       fmt::format("'{}': its words need not stand side by side, because of the *", lexeme.text)});
  return Clause{std::move(node)};
}

// `words`, one or more, as one unit.
Clause UnitParser::OneUnit(const Lexeme& lexeme, article::Field field,
                           std::vector<QueryWord> words) {
  if (words.size() == 1) {
    return {MakeWord(std::move(words.front()), field, lexeme.count, lexeme.place)};
  }
  if (lexeme.count > 1) {
    log_.Mend({v1::READING_CODE_FOREIGN_OPERATOR, lexeme.place, QuoteText(lexeme.text),
               fmt::format("'{}' counts once: only words can count more", lexeme.text)});
  }
  if (words.size() > limits::kMaxQueryTerms) {
    const std::size_t most = limits::kMaxQueryTerms;
    log_.Mend({v1::READING_CODE_LIMIT, lexeme.place,
               QuoteText(std::string_view(lexeme.text).substr(0, words[most - 1].end)),
               fmt::format("a phrase of {} words is cut to the first {}; leave some out",
                           words.size(), most),
               v1::ERROR_REASON_QUERY_TOO_COMPLEX});
    words.resize(most);
  }
  const std::string_view text = std::string_view(lexeme.text).substr(0, words.back().end);
  return {MakePhrase(text, words, field, lexeme.place)};
}

std::optional<Clause> UnitParser::NoWord(const Lexeme& lexeme, article::Field field) {
  if (field == article::Field::kText) {
    log_.Explain({v1::READING_CODE_NO_WORD, lexeme.place, "",
                  fmt::format("'{}' has no letters or digits and is dropped", lexeme.text)});
  } else {
    log_.Mend({v1::READING_CODE_INCOMPLETE, lexeme.place, "",
               fmt::format("'{}' after '{}:' has no word in it; expected a word or a quoted text",
                           lexeme.text, article::Row(field).name)});
  }
  return std::nullopt;
}

void UnitParser::ExplainCompound(const Lexeme& lexeme, const std::vector<QueryWord>& words) {
  if (words.size() < 2 || lexeme.explained || !HaveSignsBetween(words)) return;
  log_.Explain({v1::READING_CODE_COMPOUND, lexeme.place, QuoteText(lexeme.text),
                CompoundMessage(lexeme.text)});
}

// C++ and C# are one word for the index.
void UnitParser::ExplainSigns(const Lexeme& lexeme) {
  const std::size_t signs = lexeme.text.size() - (lexeme.text.find_last_not_of("+#") + 1);
  if (signs == 0 || lexeme.count > 1) return;
  log_.Explain(
      {v1::READING_CODE_NO_WORD,
       {lexeme.place.end - static_cast<std::uint32_t>(signs), lexeme.place.end},
       "",
       fmt::format("the signs at the end of '{}' are dropped: words are letters and digits",
                   lexeme.text)});
}

}  // namespace dateline::query
