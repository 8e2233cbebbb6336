// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/lexer.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"
#include "server/query/ascii.h"
#include "server/query/foreign_operators.h"
#include "server/query/quoted_text.h"

namespace dateline::query {
namespace {

constexpr std::string_view kEntityField = "entity";
constexpr std::string_view kAboutField = "about";
constexpr std::size_t kMaxCountDigits = 3;
constexpr std::size_t kMaxLookAhead = 200;  // bytes, for the other end of brackets and the like

bool IsSpace(char32_t c) {
  return c <= U' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsSingleQuote(char32_t c) { return c == U'\'' || (c >= 0x2018 && c <= 0x201B); }

std::optional<QueryField> FindQueryField(std::string_view name) {
  const std::string lower = LowerAscii(name);
  if (lower == kEntityField) return QueryField{article::Field::kOther, EntityScope::kAny};
  if (lower == kAboutField) return QueryField{article::Field::kOther, EntityScope::kAbout};
  const article::FieldRow* row = article::FindField(lower);
  if (row == nullptr) return std::nullopt;
  return QueryField{row->field};
}

std::string KnownFields() {
  return fmt::format("{}, {}, {}",
                     article::ListFields([](const article::FieldRow&) { return true; }),
                     kEntityField, kAboutField);
}

// Letters and _ at the start of `word`.
std::size_t NameLength(std::string_view word) {
  std::size_t length = 0;
  while (length < word.size() && (text::IsAsciiLetter(word[length]) || word[length] == '_'))
    ++length;
  return length;
}

class Lexer {
 public:
  Lexer(const QueryText& query, ReadingLog& log)
      : query_(query),
        text_(query.text),
        log_(log),
        in_capitals_(IsInCapitals(text_)),
        last_quote_(text_.rfind('"')) {}

  std::vector<Lexeme> Run() {
    while (!log_.error() && SkipSpace()) Next();
    Add(LexKind::kEnd, text_.size(), text_.size());
    return std::move(lexemes_);
  }

 private:
  // Bytes [start, end) that are passed over.
  struct Gap {
    std::size_t start;
    std::size_t end;
  };

  Place PlaceAt(std::size_t start, std::size_t end) const {
    return {query_.Origin(start), query_.Origin(end)};
  }

  // False at the end.
  bool SkipSpace() {
    while (at_ < text_.size()) {
      const text::DecodedChar c = text::DecodeUtf8(text_, at_);
      if (!IsSpace(c.code)) return true;
      at_ += c.length;
    }
    return false;
  }

  char32_t CharAt(std::size_t at) const {
    return at < text_.size() ? text::DecodeUtf8(text_, at).code : U' ';
  }

  void Next() {
    if (SkipGap()) return;
    const text::DecodedChar c = text::DecodeUtf8(text_, at_);
    if (IsQuote(c.code)) return Quoted(c.length);
    if (c.code == U'(') return Single(LexKind::kOpen, 1);
    if (c.code == U')') return Single(LexKind::kClose, 1);
    if (text_.substr(at_, 2) == "&&") return Single(LexKind::kAnd, 2);
    if (text_.substr(at_, 2) == "||") return Single(LexKind::kOr, 2);
    if (c.code == U'|' && IsJoined()) {
      MendForeign(at_, at_ + 1, "OR", "'|' is not an operator; expected 'OR'");
      return Single(LexKind::kOr, 1);
    }
    if (c.code == U'+' && SignApplies()) return Single(LexKind::kPlus, 1);
    if (c.code == U'-' && SignApplies()) return Single(LexKind::kMinus, 1);
    if (c.code == U'!' && SignApplies()) return Single(LexKind::kNot, 1);
    if ((c.code == U'[' || c.code == U'{') && FindRange() && SkipGap()) return;
    if (IsSingleQuote(c.code) && SkipSingleQuote(c.length)) return;
    if (SkipForeignSign(c.code)) return;
    FieldOrWord();
  }

  // A sign belongs to what follows it directly: a lone dash, or a row of them, is punctuation.
  bool SignApplies() const {
    const char32_t next = CharAt(at_ + 1);
    return !IsSpace(next) && next != U')' && next != U'+' && next != U'-' && next != U'!';
  }

  // No white space on either side.
  bool IsJoined() const {
    return at_ > 0 && static_cast<unsigned char>(text_[at_ - 1]) > ' ' && EndsOperand() &&
           !IsSpace(CharAt(at_ + 1)) && CharAt(at_ + 1) != U')';
  }

  void Single(LexKind kind, std::size_t length) {
    if (kind == LexKind::kNot) not_start_ = at_;
    Add(kind, at_, at_ + length);
    at_ += length;
  }

  Lexeme& Add(LexKind kind, std::size_t start, std::size_t end) {
    Lexeme& lexeme = lexemes_.emplace_back();
    lexeme.kind = kind;
    lexeme.text = text_.substr(start, end - start);
    lexeme.place = PlaceAt(start, end);
    return lexeme;
  }

  // `what` of another system at [start, end) is passed over.
  void Drop(std::size_t start, std::size_t end, std::string_view expected) {
    MendForeign(start, end, "",
                fmt::format("'{}' is not part of the query language; expected {}",
                            text_.substr(start, end - start), expected));
  }

  void MendForeign(std::size_t start, std::size_t end, std::string read_as, std::string message) {
    log_.Mend({v1::READING_CODE_FOREIGN_OPERATOR, PlaceAt(start, end), std::move(read_as),
               std::move(message)});
  }

  // Quotes of keyboards close with their like if there is one, so that a text between them may hold
  // those of books.
  bool Closes(char32_t open, std::size_t at) const {
    if (!IsQuote(CharAt(at))) return false;
    const bool plain_follows = last_quote_ != std::string_view::npos && last_quote_ >= at;
    return open != U'"' || text_[at] == '"' || !plain_follows;
  }

  void Quoted(std::size_t quote_length) {
    const std::size_t start = at_;
    const char32_t open = CharAt(start);
    std::string quoted;
    at_ += quote_length;
    while (at_ < text_.size()) {
      const std::uint32_t length = text::DecodeUtf8(text_, at_).length;
      if (Closes(open, at_)) {
        at_ += length;
        return FinishQuoted(start, std::move(quoted));
      }
      if (text_[at_] == '\\' && (CharAt(at_ + 1) == U'\\' || IsQuote(CharAt(at_ + 1)))) ++at_;
      const std::uint32_t taken = text::DecodeUtf8(text_, at_).length;
      quoted += text_.substr(at_, taken);
      at_ += taken;
    }
    log_.Mend({v1::READING_CODE_UNBALANCED, PlaceAt(start, start + quote_length), "\"",
               fmt::format("the quote at byte {} is not closed; it ends with the query: expected "
                           "another quote",
                           query_.Origin(start))});
    Add(LexKind::kQuoted, start, text_.size()).text = std::move(quoted);
  }

  void FinishQuoted(std::size_t start, std::string quoted) {
    Add(LexKind::kQuoted, start, at_).text = std::move(quoted);
    SkipDistance();
    std::size_t end = at_;
    const std::uint32_t count = CountAt(at_, end);
    if (count == 0) return;
    lexemes_.back().count = count;
    lexemes_.back().place.end = query_.Origin(end);
    at_ = end;
  }

  // "words"~3 asks elsewhere for words near each other.
  void SkipDistance() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text::IsAsciiDigit(text_[end])) ++end;
    if (at_ >= text_.size() || text_[at_] != '~' || end == at_ + 1) return;
    Drop(at_, end, "nothing: the words of a phrase are looked for one right after the other");
    at_ = end;
  }

  // Number after a caret at `at`, and its end; 0 if there is none.
  std::uint32_t CountAt(std::size_t at, std::size_t& end) const {
    if (at >= text_.size() || text_[at] != '^') return 0;
    std::uint32_t count = 0;
    const char* first = text_.data() + at + 1;
    const char* last = std::min(first + kMaxCountDigits, text_.data() + text_.size());
    const auto [stop, code] = std::from_chars(first, last, count);
    if (code != std::errc()) return 0;
    end = static_cast<std::size_t>(stop - text_.data());
    return count;
  }

  // [a TO b] and {a TO b}: both ends stay as words.
  bool FindRange() {
    const std::string_view ahead = text_.substr(at_, kMaxLookAhead);
    const std::size_t to = ahead.find(" TO ");
    const std::size_t close = ahead.find_first_of("]}");
    if (next_gap_ < gaps_.size() || close == std::string_view::npos || to >= close) return false;
    gaps_ = {{at_, at_ + 1}, {at_ + to + 1, at_ + to + 3}, {at_ + close, at_ + close + 1}};
    next_gap_ = 0;
    return true;
  }

  bool SkipGap() {
    while (next_gap_ < gaps_.size() && gaps_[next_gap_].end <= at_) ++next_gap_;
    if (!IsGap(at_)) return false;
    Drop(at_, gaps_[next_gap_].end, "words, or a range of dates such as date:2024..2025");
    at_ = gaps_[next_gap_++].end;
    return true;
  }

  bool IsGap(std::size_t at) const {
    return next_gap_ < gaps_.size() && gaps_[next_gap_].start == at;
  }

  // 'several words' look like a phrase, but apostrophes do too.
  bool SkipSingleQuote(std::size_t length) {
    const std::size_t from = at_ + length;
    const std::size_t stop = std::min(text_.size(), from + kMaxLookAhead);
    bool several = false;
    for (std::size_t i = from; i < stop; i += text::DecodeUtf8(text_, i).length) {
      const char32_t c = CharAt(i);
      if (IsQuote(c)) return false;
      const bool inside = i > from && static_cast<unsigned char>(text_[i - 1]) > ' ';
      if (!IsSingleQuote(c) || !inside) {
        several = several || IsSpace(c);
        continue;
      }
      const std::size_t end = i + text::DecodeUtf8(text_, i).length;
      const char32_t next = CharAt(end);
      if (text::KindOf(next) == text::CharKind::kLetter) continue;
      if (!several) return false;
      MendForeign(at_, end, std::string(text_.substr(from, i - from)),
                  fmt::format("{}: expected \" around a phrase", text_.substr(at_, end - at_)));
      at_ = from;
      return true;
    }
    return false;
  }

  // @name, #tag and ="exact" of other systems.
  bool SkipForeignSign(char32_t sign) {
    if (sign != U'@' && sign != U'#' && sign != U'=') return false;
    const char32_t next = CharAt(at_ + 1);
    const bool quoted = sign == U'=' && IsQuote(next);
    if (!quoted && text::KindOf(next) != text::CharKind::kLetter) return false;
    Drop(at_, at_ + 1, "a word");
    ++at_;
    return true;
  }

  std::size_t WordEnd(std::size_t from) const {
    while (from < text_.size()) {
      const text::DecodedChar c = text::DecodeUtf8(text_, from);
      const std::string_view two = text_.substr(from, 2);
      if (IsSpace(c.code) || IsQuote(c.code) || c.code == U'(' || c.code == U')' ||
          c.code == U'|' || two == "&&" || IsGap(from)) {
        return from;
      }
      from += c.length;
    }
    return text_.size();
  }

  void FieldOrWord() {
    const std::size_t end = std::max(WordEnd(at_), at_ + 1);
    const std::string_view word = text_.substr(at_, end - at_);
    if (Operator(word) || Weight(word) || Function(word) || Comparison(word)) return;
    const std::size_t colon = NameLength(word);
    const bool name =
        colon >= 2 && colon < word.size() && word[colon] == ':' && word.substr(colon, 3) != "://";
    bool explained = false;
    if (name && ReadField(word, colon, explained)) return;
    Word(word);
    lexemes_.back().explained = explained || lexemes_.back().explained;
  }

  // Names in lower case are meant as fields; "Update:" and "Iraq:Bush" are text. False: `word` is
  // one, and perhaps `explained`.
  bool ReadField(std::string_view word, std::size_t colon, bool& explained) {
    const std::string_view name = word.substr(0, colon);
    const bool lower =
        std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const std::size_t value = at_ + colon + 1;
    const bool has_value = !IsSpace(CharAt(value)) && text_[value] != ')';
    auto field = FindQueryField(name);
    if (!field && has_value) field = ForeignField(name, colon);
    if (!field) {
      if (lower && has_value) explained = ExplainUnknown(word, name);
      return false;
    }
    if (!has_value) {
      if (!lower) return false;
      log_.Mend({v1::READING_CODE_INCOMPLETE, PlaceAt(at_, at_ + colon + 1), std::string(name),
                 fmt::format("'{}:' has no value; expected a word or a quoted text right after the "
                             "colon",
                             name)});
      return false;
    }
    Field(*field, colon + 1);
    const char32_t next = CharAt(at_);
    if ((next == U'[' || next == U'{') && FieldRange(*field)) return true;
    if (!IsGap(at_) && next != U'(' && !IsQuote(next)) FieldValue();
    return true;
  }

  // One of Dateline's fields by the name that it has elsewhere.
  std::optional<QueryField> ForeignField(std::string_view name, std::size_t colon) {
    const std::string_view own = OwnNameOfField(name);
    if (own.empty()) return std::nullopt;
    MendForeign(at_, at_ + colon + 1, fmt::format("{}:", own),
                fmt::format("'{}:' is not a field; expected '{}:'", name, own));
    return FindQueryField(own);
  }

  bool ExplainUnknown(std::string_view word, std::string_view name) {
    const bool alone = word.size() == name.size() + 1;
    const bool foreign = IsForeignField(name);
    log_.Mend({foreign ? v1::READING_CODE_FOREIGN_OPERATOR : v1::READING_CODE_UNKNOWN_FIELD,
               PlaceAt(at_, at_ + word.size()), alone ? std::string(name) : QuoteText(word),
               fmt::format("'{}' is not a field; known fields are {}", name, KnownFields()),
               v1::ERROR_REASON_UNKNOWN_FIELD});
    return true;
  }

  void Field(QueryField field, std::size_t length) {
    Add(LexKind::kField, at_, at_ + length).field = field;
    at_ += length;
  }

  // date:[a TO b] is a..b; of other fields both ends are looked for.
  bool FieldRange(QueryField field) {
    if (!FindRange()) return false;
    if (field.field != article::Field::kDate) return SkipGap();
    const std::size_t to = gaps_[1].start;
    const std::size_t end = gaps_[2].end;
    gaps_.clear();
    const auto bound = [&](std::size_t first, std::size_t last) {
      std::string_view text = text_.substr(first, last - first);
      text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
      text = text.substr(0, text.find_last_not_of(' ') + 1);
      return text == "*" ? std::string_view() : text;
    };
    std::string range = fmt::format("{}..{}", bound(at_ + 1, to), bound(to + 2, end - 1));
    MendForeign(at_, end, range,
                fmt::format("'{}' is not part of the query language; expected a range such as '{}'",
                            text_.substr(at_, end - at_), range));
    Add(LexKind::kWord, at_, end).text = std::move(range);
    at_ = end;
    return true;
  }

  // A value may hold anything but spaces, quotes and parentheses.
  void FieldValue() {
    const std::size_t end = std::max(WordEnd(at_), at_ + 1);
    Word(text_.substr(at_, end - at_));
  }

  bool AfterField() const { return !lexemes_.empty() && lexemes_.back().kind == LexKind::kField; }

  bool Operator(std::string_view word) {
    if (AfterField()) return false;
    if (word == "AND") return Single(LexKind::kAnd, word.size()), true;
    if (word == "OR") return Single(LexKind::kOr, word.size()), true;
    if (word == "NOT") return Single(LexKind::kNot, word.size()), true;
    if (word == "ANDNOT") {
      MendForeign(at_, at_ + word.size(), "AND NOT",
                  "'ANDNOT' is not an operator; expected 'AND NOT'");
      Add(LexKind::kAnd, at_, at_ + word.size());
      Single(LexKind::kNot, word.size());
      return true;
    }
    return DistanceOperator(word);
  }

  // ^2 or ~1 after a parenthesis or quote.
  bool Weight(std::string_view word) {
    if ((word[0] != '^' && word[0] != '~') || !EndsOperand() ||
        word.find_first_not_of("0123456789.", 1) != std::string_view::npos) {
      return false;
    }
    Drop(at_, at_ + word.size(), "nothing: only words have a weight, such as word^2");
    at_ += word.size();
    return true;
  }

  bool DistanceOperator(std::string_view word) {
    const bool distance = IsDistanceOperator(word) || (!in_capitals_ && IsCapitalOperator(word));
    if (!distance && !IsFrequencyOperator(word)) return false;
    const std::size_t end = at_ + word.size();
    const std::size_t next = text_.find_first_not_of(" \t\n", end);
    if (next == std::string_view::npos || text_[next] == ')') return false;
    const bool negated = lexemes_.size() > 1 && lexemes_.back().kind == LexKind::kNot;
    if (distance && !(negated || EndsOperand())) return false;
    std::size_t start = at_;
    if (distance && negated) {  // NOT W/3 as a whole
      start = not_start_;
      lexemes_.pop_back();
    }
    Drop(start, end, "AND, OR or NOT between words");
    at_ = end;
    return true;
  }

  bool EndsOperand() const {
    if (lexemes_.empty()) return false;
    const LexKind last = lexemes_.back().kind;
    return last == LexKind::kWord || last == LexKind::kQuoted || last == LexKind::kClose;
  }

  // CAPS(us), and HEADLINE(oil) of Lexis.
  bool Function(std::string_view word) {
    std::size_t end = at_ + word.size();
    if (end >= text_.size() || text_[end] != '(' || AfterField()) return false;
    if (IsForeignFunction(word)) {
      const std::size_t close = text_.find_first_not_of("0123456789", end + 1);
      const bool number = close != std::string_view::npos && close > end + 1 && text_[close] == ')';
      if (number) end = close + 1;  // AROUND(5)
      Drop(at_, end, "words in parentheses");
      at_ = end;
      return true;
    }
    const bool capitals =
        !in_capitals_ && word.size() > 1 && std::all_of(word.begin(), word.end(), IsUpperAscii);
    const auto field = capitals ? FindQueryField(word) : std::nullopt;
    if (!field) return false;
    const std::string own = LowerAscii(word) + ":";
    MendForeign(at_, end, own, fmt::format("'{}' takes no parentheses; expected '{}'", word, own));
    Field(*field, word.size());
    return true;
  }

  // field>5 and field=value.
  bool Comparison(std::string_view word) {
    const std::size_t length = NameLength(word);
    if (length < 2 || length + 1 >= word.size() || AfterField()) return false;
    const char sign = word[length];
    if (sign != '<' && sign != '>' && sign != '=') return false;
    const auto field = FindQueryField(word.substr(0, length));
    const bool date = field && field->field == article::Field::kDate;
    if (field && (date || sign == '=')) {
      const std::string_view value = word.substr(length + (sign == '=' ? 1 : 0));
      const std::string own = LowerAscii(word.substr(0, length)) + ":";
      MendForeign(
          at_, at_ + word.size(), own + std::string(value),
          fmt::format("'{}' is not part of the query language; expected '{}{}'", word, own, value));
      Field(*field, word.size() - value.size());
      FieldValue();
      return true;
    }
    if (sign == '=' || !text::IsAsciiDigit(word.back())) return false;
    MendForeign(
        at_, at_ + word.size(), QuoteText(word),
        fmt::format(
            "'{}' is not part of the query language; expected words: only dates can be compared",
            word));
    Word(word);
    lexemes_.back().explained = true;
    return true;
  }

  void Word(std::string_view word) {
    const std::size_t start = at_;
    at_ += word.size();
    Add(LexKind::kWord, start, at_);
    if (AfterFieldOfValues()) return;
    if (word.size() > 2 && word.front() == '/' && word.back() == '/') {
      lexemes_.back().text = word.substr(1, word.size() - 2);
      lexemes_.back().explained = true;
      return MendForeign(
          start, at_, QuoteText(lexemes_.back().text),
          fmt::format(
              "'{}' is not part of the query language; expected words, not a regular expression",
              word));
    }
    if (word.find("://") != std::string_view::npos) return;  // an address may end in any sign
    const std::size_t caret = word.rfind('^');
    std::size_t end = 0;
    const bool counts = caret != std::string_view::npos && caret > 0;
    const std::uint32_t count = counts ? CountAt(start + caret, end) : 0;
    if (count > 0 && end == at_) {
      lexemes_.back().text = word.substr(0, caret);
      lexemes_.back().count = count;
      return;
    }
    const std::size_t suffix = ForeignSuffix(word);
    if (suffix == 0) return;
    Drop(at_ - suffix, at_,
         "word* for words that start so, or word^2 for a word that counts twice");
    lexemes_.back().text = word.substr(0, word.size() - suffix);
  }

  // Values of fields other than words are taken as they are.
  bool AfterFieldOfValues() const {
    if (lexemes_.size() < 2) return false;
    const Lexeme& before = lexemes_[lexemes_.size() - 2];
    return before.kind == LexKind::kField &&
           article::Row(before.field.field).analysis != article::Analysis::kWords;
  }

  const QueryText& query_;
  const std::string_view text_;
  ReadingLog& log_;
  const bool in_capitals_;
  const std::size_t last_quote_;  // of keyboards
  std::size_t at_ = 0;
  std::size_t not_start_ = 0;
  std::vector<Gap> gaps_;  // of the range that was found last
  std::size_t next_gap_ = 0;
  std::vector<Lexeme> lexemes_;
};

}  // namespace

QueryText CleanQuery(std::string_view sent) {
  QueryText query;
  query.text = text::CleanUtf8(sent);
  if (query.text != sent) query.text = text::CleanUtf8(sent, query.origins);
  return query;
}

std::vector<Lexeme> LexQuery(const QueryText& query, ReadingLog& log) {
  return Lexer(query, log).Run();
}

bool IsInCapitals(std::string_view text) {
  bool upper = false;
  for (std::size_t i = 0; i < text.size();) {
    const text::DecodedChar c = text::DecodeUtf8(text, i);
    const auto code = static_cast<UChar32>(c.code);
    if (c.code != text::kBrokenUtf8 && u_islower(code) != 0) return false;
    upper = upper || (c.code != text::kBrokenUtf8 && u_isupper(code) != 0);
    i += c.length;
  }
  return upper;
}

}  // namespace dateline::query
