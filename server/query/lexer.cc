// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/query/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::query {
namespace {

constexpr std::string_view kEntityField = "entity";
constexpr std::string_view kAboutField = "about";
constexpr std::size_t kMaxCountDigits = 3;

bool IsSpace(char32_t c) {
  return c <= U' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Double quotes as keyboards, word processors and European typesetting write them.
bool IsQuote(char32_t c) {
  return c == U'"' || (c >= 0x201C && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0xFF02;
}

std::optional<QueryField> FindQueryField(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return text::kAsciiWordLower[static_cast<unsigned char>(c)]; });
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

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<std::string>& warnings, QueryError* error)
      : text_(text), warnings_(warnings), error_(error) {}

  std::optional<std::vector<Lexeme>> Run() {
    while (SkipSpace()) {
      if (!Next()) return std::nullopt;
    }
    Add(LexKind::kEnd, text_.size(), {});
    return std::move(lexemes_);
  }

 private:
  // False at the end.
  bool SkipSpace() {
    while (at_ < text_.size()) {
      const text::DecodedChar c = text::DecodeUtf8(text_, at_);
      if (!IsSpace(c.code)) return true;
      at_ += c.length;
    }
    return false;
  }

  bool Next() {
    const text::DecodedChar c = text::DecodeUtf8(text_, at_);
    if (IsQuote(c.code)) return Quoted(c.length);
    if (c.code == U'(') return Single(LexKind::kOpen, 1);
    if (c.code == U')') return Single(LexKind::kClose, 1);
    if (text_.substr(at_, 2) == "&&") return Single(LexKind::kAnd, 2);
    if (text_.substr(at_, 2) == "||") return Single(LexKind::kOr, 2);
    if (c.code == U'+' && SignApplies()) return Single(LexKind::kPlus, 1);
    if (c.code == U'-' && SignApplies()) return Single(LexKind::kMinus, 1);
    if (c.code == U'!' && SignApplies()) return Single(LexKind::kNot, 1);
    return FieldOrWord();
  }

  // A sign belongs to what follows it directly: a lone dash, or a row of them, is punctuation.
  bool SignApplies() const {
    if (at_ + 1 >= text_.size()) return false;
    const char32_t next = text::DecodeUtf8(text_, at_ + 1).code;
    return !IsSpace(next) && next != U')' && next != U'+' && next != U'-' && next != U'!';
  }

  bool Single(LexKind kind, std::size_t length) {
    Add(kind, at_, text_.substr(at_, length));
    at_ += length;
    return true;
  }

  void Add(LexKind kind, std::size_t offset, std::string_view text) {
    Lexeme lexeme;
    lexeme.kind = kind;
    lexeme.text = text;
    lexeme.offset = offset;
    lexeme.length = text.size();
    lexemes_.push_back(lexeme);
  }

  bool Quoted(std::size_t quote_length) {
    const std::size_t start = at_;
    at_ += quote_length;
    const std::size_t from = at_;
    while (at_ < text_.size()) {
      const text::DecodedChar c = text::DecodeUtf8(text_, at_);
      if (IsQuote(c.code)) {
        Add(LexKind::kQuoted, start, text_.substr(from, at_ - from));
        at_ += c.length;
        lexemes_.back().length = at_ - start;
        SkipDistance();
        CountAfterQuote();
        return true;
      }
      at_ += c.length;
    }
    Add(LexKind::kQuoted, start, text_.substr(from));
    lexemes_.back().length = text_.size() - start;
    warnings_.push_back(
        fmt::format("the quote at byte {} is not closed; it ends with the query", start));
    return true;
  }

  // "words"~3 asks elsewhere for words near each other.
  void SkipDistance() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text::IsAsciiDigit(text_[end])) ++end;
    if (at_ >= text_.size() || text_[at_] != '~' || end == at_ + 1) return;
    warnings_.push_back(
        fmt::format("'{}' at byte {} is ignored: the words of a phrase are looked for one right "
                    "after the other",
                    text_.substr(at_, end - at_), at_));
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

  void CountAfterQuote() {
    std::size_t end = at_;
    const std::uint32_t count = CountAt(at_, end);
    if (count == 0) return;
    lexemes_.back().count = count;
    lexemes_.back().length += end - at_;
    at_ = end;
  }

  std::size_t WordEnd(std::size_t from) const {
    while (from < text_.size()) {
      const text::DecodedChar c = text::DecodeUtf8(text_, from);
      const std::string_view two = text_.substr(from, 2);
      if (IsSpace(c.code) || IsQuote(c.code) || c.code == U'(' || c.code == U')' || two == "&&" ||
          two == "||") {
        return from;
      }
      from += c.length;
    }
    return text_.size();
  }

  bool FieldOrWord() {
    const std::size_t end = WordEnd(at_);
    const std::string_view word = text_.substr(at_, end - at_);
    const std::size_t colon = NameLength(word);
    if (colon > 0) {
      bool is_field = false;
      if (!ReadField(word, colon, is_field)) return false;
      if (is_field) return true;
    }
    Word(word);
    return true;
  }

  // Length of the letters before a colon that may be a field's name; 0 if there are none.
  static std::size_t NameLength(std::string_view word) {
    std::size_t length = 0;
    while (length < word.size() && (text::IsAsciiLetter(word[length]) || word[length] == '_'))
      ++length;
    const bool name = length >= 2 && length < word.size() && word[length] == ':';
    return name && word.substr(length, 3) != "://" ? length : 0;
  }

  // False on failure. Names in lower case are meant as fields; "Update:" and "Iraq:Bush" are text.
  bool ReadField(std::string_view word, std::size_t colon, bool& is_field) {
    const std::string_view name = word.substr(0, colon);
    const bool lower =
        std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const std::size_t value = at_ + colon + 1;
    const bool has_value = value < text_.size() && !IsSpace(text::DecodeUtf8(text_, value).code) &&
                           text_[value] != ')';
    const auto field = FindQueryField(name);
    if (!field) {
      if (!lower || !has_value) return true;
      return Fail(v1::ERROR_REASON_UNKNOWN_FIELD, colon,
                  fmt::format("'{}' is not a field; known fields are {}; put the text in quotes to "
                              "search for it as it is",
                              name, KnownFields()));
    }
    if (!has_value) {
      if (!lower) return true;
      return Fail(
          v1::ERROR_REASON_QUERY_SYNTAX, colon + 1,
          fmt::format("'{}:' has no value; expected a word or a quoted text right after the "
                      "colon",
                      name));
    }
    is_field = true;
    Add(LexKind::kField, at_, text_.substr(at_, colon + 1));
    lexemes_.back().field = *field;
    at_ = value;
    const char32_t next = text::DecodeUtf8(text_, at_).code;
    if (next != U'(' && !IsQuote(next)) FieldValue();
    return true;
  }

  // A value may hold anything but spaces, quotes and parentheses.
  void FieldValue() {
    const std::size_t end = std::max(WordEnd(at_), at_ + 1);
    Word(text_.substr(at_, end - at_));
  }

  void Word(std::string_view word) {
    if (word == "AND" || word == "OR" || word == "NOT") {
      const bool value = !lexemes_.empty() && lexemes_.back().kind == LexKind::kField;
      if (!value) {
        Single(word == "AND"  ? LexKind::kAnd
               : word == "OR" ? LexKind::kOr
                              : LexKind::kNot,
               word.size());
        return;
      }
    }
    Add(LexKind::kWord, at_, word);
    at_ += word.size();
    const std::size_t caret = word.rfind('^');
    if (caret == std::string_view::npos || caret == 0) return;
    std::size_t end = 0;
    const std::uint32_t count = CountAt(lexemes_.back().offset + caret, end);
    if (count == 0 || end != at_) return;
    lexemes_.back().text = word.substr(0, caret);
    lexemes_.back().count = count;
  }

  bool Fail(v1::ErrorReason reason, std::size_t length, std::string message) {
    if (error_ != nullptr) *error_ = {reason, std::move(message), at_, length};
    return false;
  }

  std::string_view text_;
  std::vector<std::string>& warnings_;
  QueryError* error_;
  std::size_t at_ = 0;
  std::vector<Lexeme> lexemes_;
};

}  // namespace

std::optional<std::vector<Lexeme>> LexQuery(std::string_view text,
                                            std::vector<std::string>& warnings, QueryError* error) {
  return Lexer(text, warnings, error).Run();
}

}  // namespace dateline::query
