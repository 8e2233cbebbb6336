// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_error.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <system_error>

#include "core/limits.h"
#include "core/text/utf8.h"

namespace dateline::readers {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Walks over one value; stops at the first error.
class JsonCheck {
 public:
  explicit JsonCheck(std::string_view json) : json_(json) {}

  std::string Run() {
    SkipBlanks();
    if (Value() && error_.empty()) {
      SkipBlanks();
      if (at_ < json_.size())
        Fail("the JSON value ends here, but more follows: write one article per line");
    }
    return error_;
  }

 private:
  bool AtEnd() const { return at_ >= json_.size(); }
  char Now() const { return AtEnd() ? '\0' : json_[at_]; }
  void SkipBlanks() {
    while (!AtEnd() && std::string_view(" \t\r\n").find(json_[at_]) != std::string_view::npos)
      ++at_;
  }
  // Always false; the first error stays.
  bool Fail(std::string_view what) {
    if (error_.empty()) error_ = fmt::format("byte {}: {}", at_ + 1, what);
    return false;
  }
  bool Expected(std::string_view what) {
    if (AtEnd()) return Fail(fmt::format("the text ends, expected {}; it is truncated", what));
    const char c = json_[at_];
    const bool shown = c > 0x20 && c < 0x7F;
    return Fail(shown ? fmt::format("found '{}', expected {}", c, what)
                      : fmt::format("found byte 0x{:02x}, expected {}",
                                    static_cast<unsigned char>(c), what));
  }

  bool Value();
  bool Object();
  bool List();
  bool String();
  bool Escape();
  bool Number();
  bool Word(std::string_view word);

  std::string_view json_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string error_;
};

bool JsonCheck::Value() {
  switch (Now()) {
    case '{':
    case '[': {
      if (++depth_ > limits::kMaxJsonDepth) {
        return Fail(
            fmt::format("lists and objects are nested {} levels deep or more; at most {} are "
                        "allowed: flatten the article",
                        depth_, limits::kMaxJsonDepth));
      }
      const bool good = Now() == '{' ? Object() : List();
      --depth_;
      return good;
    }
    case '"':
      return String();
    case 't':
      return Word("true");
    case 'f':
      return Word("false");
    case 'n':
      return Word("null");
    default:
      return Now() == '-' || IsDigit(Now()) ? Number() : Expected("a value");
  }
}

bool JsonCheck::Object() {
  ++at_;
  SkipBlanks();
  if (Now() == '}') return ++at_ > 0;
  for (;;) {
    SkipBlanks();
    if (Now() != '"') return Expected("a field name in quotes");
    if (!String()) return false;
    SkipBlanks();
    if (Now() != ':') return Expected("':'");
    ++at_;
    SkipBlanks();
    if (!Value()) return false;
    SkipBlanks();
    if (Now() == '}') return ++at_ > 0;
    if (Now() != ',') return Expected("',' or '}'");
    ++at_;
  }
}

bool JsonCheck::List() {
  ++at_;
  SkipBlanks();
  if (Now() == ']') return ++at_ > 0;
  for (;;) {
    SkipBlanks();
    if (!Value()) return false;
    SkipBlanks();
    if (Now() == ']') return ++at_ > 0;
    if (Now() != ',') return Expected("',' or ']'");
    ++at_;
  }
}

bool JsonCheck::String() {
  const std::size_t start = at_++;
  while (!AtEnd()) {
    const char c = json_[at_];
    if (c == '"') return ++at_ > 0;
    if (c == '\\') {
      if (!Escape()) return false;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return Fail(fmt::format(
          "a string holds the control character 0x{:02x} as it is; write it as \\u{:04x}",
          static_cast<unsigned char>(c), static_cast<unsigned char>(c)));
    } else {
      const text::DecodedChar next = text::DecodeUtf8(json_, at_);
      if (next.code == text::kBrokenUtf8) {
        return Fail(
            fmt::format("0x{:02x} is not UTF-8; convert the file, for instance with iconv -f "
                        "ISO-8859-1 -t UTF-8",
                        static_cast<unsigned char>(c)));
      }
      at_ += next.length;
    }
  }
  return Fail(fmt::format("the text ends inside the string that starts at byte {}; it is truncated",
                          start + 1));
}

bool JsonCheck::Escape() {
  const char c = at_ + 1 < json_.size() ? json_[at_ + 1] : '\0';
  if (c == 'u') {
    for (std::size_t i = 2; i < 6; ++i) {
      if (at_ + i >= json_.size() || !IsHex(json_[at_ + i]))
        return Fail("\\u must be followed by four hexadecimal digits");
    }
    at_ += 6;
    return true;
  }
  if (at_ + 1 >= json_.size()) {
    at_ = json_.size();
    return Fail("the text ends inside a string; it is truncated");
  }
  if (c == '\0' || std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos)
    return Fail("a string has a backslash before a character that needs none; write \\\\ for one");
  at_ += 2;
  return true;
}

bool JsonCheck::Number() {
  const std::size_t start = at_;
  if (Now() == '-') ++at_;
  const std::size_t whole = at_;
  while (IsDigit(Now())) ++at_;
  if (at_ == whole) return Expected("a digit");
  if (json_[whole] == '0' && at_ > whole + 1) {
    at_ = start;
    return Fail("a number starts with 0; write it without, or as a string");
  }
  const std::size_t end_whole = at_;
  if (Now() == '.') {
    ++at_;
    if (!IsDigit(Now())) return Expected("a digit");
    while (IsDigit(Now())) ++at_;
  }
  if (Now() == 'e' || Now() == 'E') {
    ++at_;
    if (Now() == '+' || Now() == '-') ++at_;
    if (!IsDigit(Now())) return Expected("a digit");
    while (IsDigit(Now())) ++at_;
  }
  const std::string text(json_.substr(start, at_ - start));
  std::uint64_t unsigned_value = 0;
  std::int64_t signed_value = 0;
  const bool fits =
      at_ != end_whole
          ? std::isfinite(std::strtod(text.c_str(), nullptr))
          : std::from_chars(text.data(), text.data() + text.size(), unsigned_value).ec ==
                    std::errc() ||
                std::from_chars(text.data(), text.data() + text.size(), signed_value).ec ==
                    std::errc();
  if (fits) return true;
  at_ = start;
  return Fail(fmt::format("the number {}{} is too large for 64 bits; write it as a string",
                          text.substr(0, 24), text.size() > 24 ? "..." : ""));
}

bool JsonCheck::Word(std::string_view word) {
  if (json_.substr(at_, word.size()) != word) return Expected("a value");
  at_ += word.size();
  return true;
}

}  // namespace

std::string ExplainBadJson(std::string_view json) { return JsonCheck(json).Run(); }

}  // namespace dateline::readers
