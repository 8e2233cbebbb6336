// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/html_tag.h"

#include <absl/strings/ascii.h>

#include <algorithm>

#include "core/readers/html_elements.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kLongestName = 40;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsNameByte(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == ':';
}

class TagReader {
 public:
  TagReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::optional<HtmlTag> Read() {
    ++at_;
    tag_.closes = TakeByte('/');
    if (!ReadName() || !ReadAttributes()) return std::nullopt;
    tag_.end = at_;
    return std::move(tag_);
  }

 private:
  char Now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool TakeByte(char c) {
    if (Now() != c) return false;
    ++at_;
    return true;
  }
  void SkipBlanks() {
    while (IsBlank(Now())) ++at_;
  }

  bool ReadName() {
    const std::size_t start = at_;
    if (!IsLetter(Now())) return false;
    while (IsNameByte(Now()) && at_ - start < kLongestName) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (name.ends_with(':') || (!IsBlank(Now()) && Now() != '/' && Now() != '>')) return false;
    tag_.is_shouted = std::none_of(name.begin(), name.end(), [](char c) {
      return absl::ascii_islower(static_cast<unsigned char>(c));
    });
    tag_.name = absl::AsciiStrToLower(absl::string_view(name.data(), name.size()));
    return true;
  }

  // Up to the '>'.
  bool ReadAttributes() {
    for (;;) {
      SkipBlanks();
      if (TakeByte('>')) return true;
      if (TakeByte('/')) {
        tag_.ends_itself = Now() == '>';
        continue;
      }
      if (tag_.closes || !ReadAttribute()) return false;
    }
  }

  bool ReadAttribute() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !IsBlank(Now()) &&
           std::string_view("=>/<\"'").find(Now()) == std::string_view::npos) {
      ++at_;
    }
    const std::string_view name = text_.substr(start, at_ - start);
    if (name.empty()) return false;
    const std::size_t end = at_;
    SkipBlanks();
    if (TakeByte('=')) return ReadValue();
    at_ = end;
    tag_.has_bare |=
        !IsBareAttribute(absl::AsciiStrToLower(absl::string_view(name.data(), name.size())));
    return true;
  }

  bool ReadValue() {
    SkipBlanks();
    tag_.has_values = true;
    if (const char quote = Now(); TakeByte('"') || TakeByte('\'')) {
      at_ = text_.find(quote, at_);
      return at_ != std::string_view::npos && TakeByte(quote);
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && !IsBlank(Now()) && Now() != '>' && Now() != '<') ++at_;
    return at_ > start;
  }

  std::string_view text_;
  std::size_t at_;
  HtmlTag tag_;
};

}  // namespace

std::optional<HtmlTag> ReadTag(std::string_view text, std::size_t at) {
  return TagReader(text, at).Read();
}

}  // namespace dateline::readers
