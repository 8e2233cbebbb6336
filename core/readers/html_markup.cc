// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/html_markup.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "core/readers/html_elements.h"
#include "core/readers/html_tag.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMostOpen = 200;  // blocks of one name: a parser's time grows with the depth

// Whether `c` may begin or end what is not text.
bool IsMark(char c) { return c == '<' || c == '&' || c == ']'; }
bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

bool StartsWith(std::string_view text, std::string_view start) {
  return absl::StartsWithIgnoreCase(absl::string_view(text.data(), text.size()),
                                    absl::string_view(start.data(), start.size()));
}

// The code of the reference "#8217" or "#x2019"; nullopt: it is not one.
std::optional<std::uint32_t> NumberOf(std::string_view digits) {
  constexpr std::size_t kMostDigits = 8;
  digits.remove_prefix(1);
  const bool hex = !digits.empty() && (digits.front() == 'x' || digits.front() == 'X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  std::uint32_t code = 0;
  for (const char c : digits) {
    const auto byte = static_cast<unsigned char>(c);
    if (hex ? !absl::ascii_isxdigit(byte) : !absl::ascii_isdigit(byte)) return std::nullopt;
    const int digit = absl::ascii_isdigit(byte) ? byte - '0' : absl::ascii_tolower(byte) - 'a' + 10;
    code = code * (hex ? 16U : 10U) + static_cast<std::uint32_t>(digit);
  }
  return code;
}

class Settler {
 public:
  explicit Settler(std::string_view text) : text_(text) { settled_.html.reserve(text.size() + 64); }

  SettledHtml Run() && {
    for (std::size_t at = 0; at < text_.size();) {
      std::size_t next = at;
      while (next < text_.size() && !IsMark(text_[next])) ++next;
      settled_.html += text_.substr(at, next - at);
      if (next == text_.size()) break;
      at = text_[next] == '<'   ? Markup(next)
           : text_[next] == '&' ? Reference(next)
                                : SectionEnd(next);
    }
    return std::move(settled_);
  }

 private:
  // Each takes what is at `at` and returns the place after it.
  std::size_t SectionEnd(std::size_t at);
  std::size_t Reference(std::size_t at);
  std::size_t Markup(std::size_t at);
  std::size_t Declaration(std::size_t at);
  std::size_t Element(const HtmlTag& tag, std::size_t at);
  std::size_t SkipHidden(const HtmlTag& tag);

  std::size_t Keep(std::size_t at, std::string_view as) {
    settled_.html += as;
    return at + 1;
  }
  std::size_t Drop(std::size_t end) {
    settled_.has_markup = true;
    return end;
  }
  std::size_t Find(std::string_view mark, std::size_t at);
  bool IsElement(const HtmlTag& tag, ElementRow row, std::size_t at);
  bool StandsAsWord(std::size_t start, std::size_t end) const;
  bool HasEndTag(const std::string& name);
  void OpenOrClose(std::string_view name, bool closes);

  std::string_view text_;
  SettledHtml settled_;
  std::size_t sections_ = 0;                              // of CDATA that are open
  std::map<std::string, std::size_t, std::less<>> open_;  // blocks, by name
  std::optional<std::map<std::string, std::size_t, std::less<>>> end_tags_;  // the last, by name
  std::set<std::string, std::less<>> missing_;  // marks that the rest of the text does not have
};

std::size_t Settler::SectionEnd(std::size_t at) {
  if (sections_ == 0 || !text_.substr(at).starts_with("]]>")) return Keep(at, "]");
  --sections_;
  return at + 3;
}

std::size_t Settler::Reference(std::size_t at) {
  constexpr std::size_t kLongest = 34;  // "&CounterClockwiseContourIntegral;"
  std::size_t end = at + 1;
  while (end < text_.size() && end - at < kLongest && (IsAlnum(text_[end]) || text_[end] == '#'))
    ++end;
  if (end == at + 1 || end >= text_.size() || text_[end] != ';') return Keep(at, "&amp;");
  const std::string_view name = text_.substr(at + 1, end - at - 1);
  std::string_view as = text_.substr(at, end + 1 - at);
  if (name.front() == '#') {
    const auto code = NumberOf(name);
    if (!code) return Keep(at, "&amp;");
    if (*code == 0xA0 || *code == '\t' || *code == '\n' || *code == '\r') as = " ";
    // What cleaning would take away as a control character.
    else if (*code < 0x20 || *code == 0x7F)
      as = "\uFFFD";
  } else if (name.find('#') != kNone) {
    return Keep(at, "&amp;");
  } else if (name == "nbsp") {
    as = " ";
  }
  settled_.html += as;
  return Drop(end + 1);
}

std::size_t Settler::Markup(std::size_t at) {
  if (const char next = at + 1 < text_.size() ? text_[at + 1] : '\0'; next == '!' || next == '?') {
    return Declaration(at);
  }
  const auto tag = ReadTag(text_, at);
  if (!tag) return Keep(at, "&lt;");
  return Element(*tag, at);
}

// Comments, sections, instructions.
std::size_t Settler::Declaration(std::size_t at) {
  const std::string_view rest = text_.substr(at);
  if (StartsWith(rest, "<![CDATA[")) {
    ++sections_;
    return Drop(at + 9);
  }
  std::string_view end;
  if (rest.starts_with("<!--")) {
    end = "-->";
  } else if (StartsWith(rest, "<!doctype") || rest.starts_with("<![if") ||
             rest.starts_with("<![endif")) {
    end = ">";
  } else if (StartsWith(rest, "<?xml") || StartsWith(rest, "<?php")) {
    end = "?>";
  }
  const std::size_t found = end.empty() ? kNone : Find(end, at + 2);
  return found == kNone ? Keep(at, "&lt;") : Drop(found + end.size());
}

// As text_.find, but looks only once for what is not there any more.
std::size_t Settler::Find(std::string_view mark, std::size_t at) {
  if (missing_.contains(mark)) return kNone;
  const std::size_t found = text_.find(mark, at);
  if (found == kNone) missing_.emplace(mark);
  return found;
}

bool Settler::HasEndTag(const std::string& name) {
  if (!end_tags_) {
    end_tags_.emplace();
    for (std::size_t at = text_.find("</"); at != kNone; at = text_.find("</", at + 2)) {
      if (const auto tag = ReadTag(text_, at)) (*end_tags_)[tag->name] = at;
    }
  }
  return end_tags_->contains(name);
}

// Whether people mean what looks like a tag.
bool Settler::IsElement(const HtmlTag& tag, ElementRow row, std::size_t at) {
  if (tag.has_bare && !tag.has_values) return false;  // "<b and c>"
  if (row.kind == ElementKind::kUnknown) {
    const bool in_namespace = !tag.is_shouted && tag.name.find(':') != kNone;
    return tag.closes || tag.has_values || tag.ends_itself || in_namespace || HasEndTag(tag.name);
  }
  const bool has_end = row.kind != ElementKind::kVoid && row.kind != ElementKind::kBreak &&
                       row.kind != ElementKind::kRule;
  if (!has_end || !tag.is_shouted || tag.closes || tag.has_values || HasEndTag(tag.name)) {
    return true;
  }
  // "Sears <S> rose", "Du Pont <DD>": names of shares, which nothing ends. "One<P>Two" is old HTML.
  if (row.kind == ElementKind::kInline) return false;
  return !end_tags_->empty() || !StandsAsWord(at, tag.end);
}

// Whether [start, end) has a blank before it, and after it a blank, a mark or the end.
bool Settler::StandsAsWord(std::size_t start, std::size_t end) const {
  const bool after_blank = start > 0 && text_[start - 1] == ' ';
  const bool before_end =
      end == text_.size() || std::string_view(" \n.,;:)'").find(text_[end]) != kNone;
  return after_blank && before_end;
}

std::size_t Settler::Element(const HtmlTag& tag, std::size_t at) {
  const ElementRow row = FindElement(tag.name);
  if (!IsElement(tag, row, at)) return Keep(at, "&lt;");
  settled_.has_paragraphs |= row.is_prose;
  switch (row.kind) {
    case ElementKind::kBreak:
      settled_.html += "<br>";
      break;
    case ElementKind::kRule:
      settled_.html += "<hr>";
      break;
    case ElementKind::kParagraph:
      settled_.html += (tag.closes ? "</" : "<") + tag.name + ">";
      break;
    case ElementKind::kBlock:
      OpenOrClose(row.is_div ? "div" : std::string_view(tag.name), tag.closes);
      break;
    case ElementKind::kHidden:
      return SkipHidden(tag);
    default:
      break;
  }
  return Drop(tag.end);
}

// Depth is counted by name: an end tag always ends an element of its name, if one is open.
void Settler::OpenOrClose(std::string_view name, bool closes) {
  std::size_t& open = open_.try_emplace(std::string(name), 0).first->second;
  if (closes && open > 0) --open;
  const bool flat = !closes && open >= kMostOpen;
  if (!closes && !flat) ++open;
  // If it is too deep a rule separates as well.
  settled_.html += flat ? "<hr>" : (closes ? "</" : "<") + std::string(name) + ">";
}

// The place after the element's end tag, or after the tag alone if there is none.
std::size_t Settler::SkipHidden(const HtmlTag& tag) {
  settled_.html += "<hr>";
  if (tag.closes || tag.ends_itself || !HasEndTag(tag.name)) return Drop(tag.end);
  if (end_tags_->at(tag.name) < tag.end) return Drop(tag.end);
  for (std::size_t at = text_.find("</", tag.end); at != kNone; at = text_.find("</", at + 2)) {
    const auto end = ReadTag(text_, at);
    if (end && end->name == tag.name) return Drop(end->end);
  }
  return Drop(tag.end);
}

}  // namespace

SettledHtml SettleHtml(std::string_view text) { return Settler(text).Run(); }

}  // namespace dateline::readers
