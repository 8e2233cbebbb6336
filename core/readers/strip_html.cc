// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/strip_html.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "core/text/utf8.h"

namespace dateline::readers {
namespace {

enum class Kind : std::uint8_t { kInline, kBlock, kBreak, kHidden };

const std::map<std::string, Kind, std::less<>>& Elements() {
  static const auto* const elements = [] {
    auto* all = new std::map<std::string, Kind, std::less<>>{{"br", Kind::kBreak}};
    for (const char* name :
         {"a",      "abbr", "b",   "big",  "cite", "code", "del",   "em",      "font",
          "i",      "img",  "ins", "mark", "q",    "s",    "small", "span",    "strike",
          "strong", "sub",  "sup", "time", "tt",   "u",    "wbr",   "picture", "source"}) {
      all->emplace(name, Kind::kInline);
    }
    for (const char* name :
         {"p",          "div",     "h1",      "h2",     "h3",        "h4",     "h5",    "h6",
          "ul",         "ol",      "li",      "dl",     "dt",        "dd",     "table", "thead",
          "tbody",      "tfoot",   "tr",      "td",     "th",        "hr",     "pre",   "figure",
          "blockquote", "article", "section", "aside",  "header",    "footer", "main",  "nav",
          "html",       "body",    "caption", "center", "figcaption"}) {
      all->emplace(name, Kind::kBlock);
    }
    for (const char* name : {"script", "style", "noscript", "iframe", "svg", "head", "template"})
      all->emplace(name, Kind::kHidden);
    return all;
  }();
  return *elements;
}

struct Tag {
  std::string name;  // in lower case
  Kind kind = Kind::kInline;
  bool closes = false;
  std::size_t end = 0;  // after its '>'
};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// The place after the '>' of a tag whose attributes start at `at`, past quoted values; npos: it
// never ends, or another tag starts first.
std::size_t TagEnd(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestTag = 8192;  // keeps texts full of '<' linear
  const std::size_t last = std::min(text.size(), at + kLongestTag);
  char quote = '\0';
  for (; at < last; ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '>') {
      return at + 1;
    } else if (c == '<') {
      break;
    } else if ((c == '"' || c == '\'') && text[at - 1] == '=') {
      quote = c;
    }
  }
  return std::string_view::npos;
}

// The known element's tag that starts at `at`, a '<'.
std::optional<Tag> TagAt(std::string_view text, std::size_t at) {
  Tag tag;
  ++at;
  if (at < text.size() && text[at] == '/') {
    tag.closes = true;
    ++at;
  }
  while (at < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[at])) &&
         tag.name.size() < 12) {
    tag.name += absl::ascii_tolower(static_cast<unsigned char>(text[at++]));
  }
  const auto known = Elements().find(tag.name);
  if (known == Elements().end() || at >= text.size()) return std::nullopt;
  if (!IsBlank(text[at]) && text[at] != '>' && text[at] != '/') return std::nullopt;
  tag.kind = known->second;
  tag.end = TagEnd(text, at);
  if (tag.end == std::string_view::npos) return std::nullopt;
  return tag;
}

const std::map<std::string_view, std::uint32_t>& NamedReferences() {
  static const auto* const names = new std::map<std::string_view, std::uint32_t>{
      {"amp", '&'},      {"lt", '<'},        {"gt", '>'},        {"quot", '"'},
      {"apos", '\''},    {"nbsp", ' '},      {"shy", 0xAD},      {"ndash", 0x2013},
      {"mdash", 0x2014}, {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"sbquo", 0x201A},
      {"ldquo", 0x201C}, {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"laquo", 0xAB},
      {"raquo", 0xBB},   {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"hellip", 0x2026},
      {"bull", 0x2022},  {"middot", 0xB7},   {"euro", 0x20AC},   {"pound", 0xA3},
      {"yen", 0xA5},     {"cent", 0xA2},     {"copy", 0xA9},     {"reg", 0xAE},
      {"trade", 0x2122}, {"deg", 0xB0},      {"sect", 0xA7},     {"para", 0xB6},
      {"plusmn", 0xB1},  {"times", 0xD7},    {"frac12", 0xBD},   {"frac14", 0xBC},
      {"frac34", 0xBE},  {"iexcl", 0xA1},    {"iquest", 0xBF},   {"thinsp", 0x2009},
      {"ensp", 0x2002},  {"emsp", 0x2003},   {"Agrave", 0xC0},   {"Aacute", 0xC1},
      {"Acirc", 0xC2},   {"Atilde", 0xC3},   {"Auml", 0xC4},     {"Aring", 0xC5},
      {"AElig", 0xC6},   {"Ccedil", 0xC7},   {"Egrave", 0xC8},   {"Eacute", 0xC9},
      {"Ecirc", 0xCA},   {"Euml", 0xCB},     {"Iacute", 0xCD},   {"Icirc", 0xCE},
      {"Iuml", 0xCF},    {"Ntilde", 0xD1},   {"Oacute", 0xD3},   {"Ocirc", 0xD4},
      {"Ouml", 0xD6},    {"Oslash", 0xD8},   {"Uacute", 0xDA},   {"Uuml", 0xDC},
      {"szlig", 0xDF},   {"agrave", 0xE0},   {"aacute", 0xE1},   {"acirc", 0xE2},
      {"atilde", 0xE3},  {"auml", 0xE4},     {"aring", 0xE5},    {"aelig", 0xE6},
      {"ccedil", 0xE7},  {"egrave", 0xE8},   {"eacute", 0xE9},   {"ecirc", 0xEA},
      {"euml", 0xEB},    {"igrave", 0xEC},   {"iacute", 0xED},   {"icirc", 0xEE},
      {"iuml", 0xEF},    {"ntilde", 0xF1},   {"ograve", 0xF2},   {"oacute", 0xF3},
      {"ocirc", 0xF4},   {"otilde", 0xF5},   {"ouml", 0xF6},     {"oslash", 0xF8},
      {"ugrave", 0xF9},  {"uacute", 0xFA},   {"ucirc", 0xFB},    {"uuml", 0xFC},
      {"yacute", 0xFD},  {"oelig", 0x153},   {"scaron", 0x161},  {"OElig", 0x152}};
  return *names;
}

// Code of "#8217" or "#x2019"; 0 if it is not one.
std::uint32_t NumberedReference(std::string_view digits) {
  // What browsers make of the numbers 128 to 159, which are Windows-1252 by custom.
  static constexpr std::array<std::uint16_t, 32> kWindows = {
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  const bool hex = !digits.empty() && (digits.front() == 'x' || digits.front() == 'X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 7) return 0;
  std::uint32_t code = 0;
  for (const char c : digits) {
    const auto byte = static_cast<unsigned char>(c);
    if (hex ? !absl::ascii_isxdigit(byte) : !absl::ascii_isdigit(byte)) return 0;
    const int digit = absl::ascii_isdigit(byte) ? byte - '0' : absl::ascii_tolower(byte) - 'a' + 10;
    code = code * (hex ? 16U : 10U) + static_cast<std::uint32_t>(digit);
  }
  if (code >= 0x80 && code < 0xA0) return kWindows[code - 0x80];
  const bool character =
      code >= 0x20 && code != 0x7F && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  return character ? code : code == '\t' || code == '\n' || code == '\r' ? ' ' : 0xFFFD;
}

// Appends what the '&' at `at` stands for; returns at which byte to go on.
std::size_t Reference(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t end = text.substr(0, at + 12).find(';', at);
  std::uint32_t code = 0;
  if (end != std::string_view::npos && end > at + 1) {
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const auto named = NamedReferences().find(name);
    code = name.front() == '#'                ? NumberedReference(name.substr(1))
           : named == NamedReferences().end() ? 0
                                              : named->second;
  }
  if (code == 0) {
    out += '&';
    return at + 1;
  }
  text::AppendUtf8(code, out);
  return end + 1;
}

// Collects the text: white space of the source is one blank, breaks are newlines.
class PlainText {
 public:
  void Blank() { blank_ = true; }
  void Break(std::size_t newlines) { newlines_ = std::max(newlines_, newlines); }
  // The text so far, with the white space that is due before the next character.
  std::string& Out() {
    if (!out_.empty() && newlines_ > 0) {
      out_.append(newlines_, '\n');
    } else if (!out_.empty() && blank_) {
      out_ += ' ';
    }
    newlines_ = 0;
    blank_ = false;
    return out_;
  }
  std::string Release() { return std::move(out_); }

 private:
  std::string out_;
  std::size_t newlines_ = 0;
  bool blank_ = false;
};

// The place after the closing tag of the hidden element `tag`; one that is never closed hides its
// tag alone.
std::size_t SkipHidden(std::string_view text, const Tag& tag) {
  for (std::size_t at = text.find("</", tag.end); at != std::string_view::npos;
       at = text.find("</", at + 1)) {
    const auto found = TagAt(text, at);
    if (found && found->closes && found->name == tag.name) return found->end;
  }
  return tag.end;
}

// The place after the tag or comment at `at`, noting what it does to the text; `at` if it is
// neither.
std::size_t Markup(std::string_view text, std::size_t at, bool& unclosed, PlainText& plain) {
  if (text.substr(at).starts_with("<!--")) {
    const std::size_t end = unclosed ? std::string_view::npos : text.find("-->", at + 4);
    unclosed |= end == std::string_view::npos;
    return end == std::string_view::npos ? at : end + 3;
  }
  const auto tag = TagAt(text, at);
  if (!tag) return at;
  if (tag->kind == Kind::kBreak) plain.Break(1);
  if (tag->kind == Kind::kBlock || tag->kind == Kind::kHidden) plain.Break(2);
  if (tag->kind != Kind::kHidden || tag->closes || unclosed) return tag->end;
  const std::size_t end = SkipHidden(text, *tag);
  unclosed = end == tag->end;  // one search to the end of the text is enough
  return end;
}

bool HoldsHtml(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (TagAt(text, at)) return true;
  }
  return false;
}

}  // namespace

std::string StripHtml(std::string_view text) {
  if (!HoldsHtml(text)) return std::string(text);
  PlainText plain;
  bool unclosed = false;
  for (std::size_t at = 0; at < text.size();) {
    if (IsBlank(text[at])) {
      plain.Blank();
      ++at;
      continue;
    }
    const std::size_t after = text[at] == '<' ? Markup(text, at, unclosed, plain) : at;
    if (after != at) {
      at = after;
    } else if (text[at] == '&') {
      at = Reference(text, at, plain.Out());
    } else {
      plain.Out() += text[at++];
    }
  }
  return plain.Release();
}

}  // namespace dateline::readers
