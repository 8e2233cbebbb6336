// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_splitter.h"

#include <fmt/format.h>

#include "core/limits.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kMaxTrackedDepth = 1024;  // deeper pieces are handed on to be refused
constexpr std::string_view kBlanks = " \t\r\n";

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

bool JsonSplitter::Consume(std::string_view bytes) {
  while (!bytes.empty() && !stopped_) {
    switch (mode_) {
      case Mode::kStart:
        bytes = TakeStart(bytes);
        break;
      case Mode::kFirst:
      case Mode::kLines:
        bytes = TakeLine(bytes);
        break;
      case Mode::kObjects:
      case Mode::kList:
        bytes = TakeObjects(bytes);
        break;
    }
  }
  return !stopped_;
}

void JsonSplitter::Finish() {
  if (stopped_) return;
  if (mode_ == Mode::kFirst || mode_ == Mode::kLines) {
    if (!piece_.empty() || too_long_) EndLine();
  }
  if (!piece_.empty() || too_long_) {
    Emit();
  } else if (mode_ == Mode::kList && !stopped_) {
    EmitError(newlines_ + 1, "the JSON list has no end; the file may be truncated: fetch it again");
  }
}

std::string_view JsonSplitter::TakeStart(std::string_view bytes) {
  if (!begun_ && bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  begun_ = true;
  while (!bytes.empty() && IsBlank(bytes.front())) {
    newlines_ += bytes.front() == '\n' ? 1 : 0;
    bytes.remove_prefix(1);
  }
  if (bytes.empty()) return bytes;
  line_start_ = true;
  mode_ = bytes.front() == '[' ? Mode::kList : Mode::kFirst;
  if (mode_ == Mode::kList) bytes.remove_prefix(1);
  return bytes;
}

std::string_view JsonSplitter::TakeLine(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  Append(bytes.substr(0, newline));
  if (newline == std::string_view::npos) return {};
  EndLine();
  return bytes.substr(newline + 1);
}

void JsonSplitter::EndLine() {
  first_line_ = ++newlines_;
  const std::string_view line = Trim(piece_);
  const bool first = mode_ == Mode::kFirst;
  mode_ = Mode::kLines;
  if (line.empty() && !too_long_) {
    piece_.clear();
    return;
  }
  if (first || line == "{") {
    for (const char c : line) Track(c);
    // An object goes on in the next line if this one ends between two of its tokens.
    if (!open_.empty() && open_.size() <= kMaxTrackedDepth && !in_string_ && !too_long_ &&
        std::string_view("{[,:").find(last_) != std::string_view::npos) {
      mode_ = Mode::kObjects;
      line_start_ = true;
      Append("\n");
      return;
    }
  }
  Emit();
}

std::string_view JsonSplitter::TakeObjects(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && !stopped_ && (mode_ == Mode::kObjects || mode_ == Mode::kList)) {
    if (skipping_) {
      at = std::min(bytes.find('\n', at), bytes.size());
      skipping_ = at == bytes.size();
    } else if (other_) {
      at = TakeOther(bytes, at);
    } else if (open_.empty()) {
      at = TakeBetween(bytes, at);
    } else {
      at = TakeInside(bytes, at);
    }
  }
  return bytes.substr(at);
}

// White space and commas between articles, up to the first byte of the next one.
std::size_t JsonSplitter::TakeBetween(std::string_view bytes, std::size_t at) {
  const char c = bytes[at];
  if (IsBlank(c) || c == ',') {
    newlines_ += c == '\n' ? 1 : 0;
    return at + 1;
  }
  if (mode_ == Mode::kList && c == ']') {
    mode_ = Mode::kStart;
    return at + 1;
  }
  first_line_ = newlines_ + 1;
  other_ = c != '{';
  if (other_) return at;
  Append(bytes.substr(at, 1));
  Track(c);
  return at + 1;
}

// A piece that is not an object, up to the end of its line; a list may end there.
std::size_t JsonSplitter::TakeOther(std::string_view bytes, std::size_t at) {
  const std::size_t newline = bytes.find('\n', at);
  Append(bytes.substr(at, newline - at));
  if (newline == std::string_view::npos) return bytes.size();
  Emit();
  return newline;
}

// A '{' that no grammar allows here: the article at hand was cut off, and another one starts.
bool JsonSplitter::StartsAnotherArticle() const {
  return line_start_ && last_ != ':' && last_ != '[' && (last_ != ',' || open_.back() != '[');
}

// Bytes of an object, up to its end, or to the end of `bytes`.
std::size_t JsonSplitter::TakeInside(std::string_view bytes, std::size_t at) {
  const std::size_t from = at;
  for (; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == '\n') {
      if (in_string_) {  // JSON has no such strings: the quote was never closed
        Append(bytes.substr(from, at - from));
        Emit();
        return at;
      }
      ++newlines_;
      line_start_ = true;
      continue;
    }
    if (c == '{' && !in_string_ && StartsAnotherArticle()) {
      Append(bytes.substr(from, at - from));
      Emit();
      return at;
    }
    Track(c);
    if (!IsBlank(c)) line_start_ = false;
    if (open_.empty() || open_.size() > kMaxTrackedDepth) {
      skipping_ = !open_.empty();
      Append(bytes.substr(from, at + 1 - from));
      Emit();
      return at + 1;
    }
  }
  Append(bytes.substr(from));
  return at;
}

void JsonSplitter::Track(char c) {
  if (in_string_) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      last_ = c;
    }
    return;
  }
  if (c == '"') in_string_ = true;
  if (c == '{' || c == '[') open_.push_back(c);
  if ((c == '}' || c == ']') && !open_.empty()) open_.pop_back();
  if (!IsBlank(c)) last_ = c;
}

void JsonSplitter::Append(std::string_view bytes) {
  if (too_long_) return;
  if (piece_.size() + bytes.size() > limits::kMaxLineBytes) {
    too_long_ = true;
    piece_ = {};
    return;
  }
  piece_.append(bytes);
}

void JsonSplitter::Emit() {
  std::string piece = std::exchange(piece_, {});
  open_.clear();
  last_ = '\0';
  in_string_ = escaped_ = other_ = false;
  if (std::exchange(too_long_, false)) {
    EmitError(first_line_, fmt::format("the article takes over {} MB of JSON; its text may have at "
                                       "most {} MB: split it or leave it out",
                                       limits::kMaxLineBytes >> 20U, limits::kMaxBodyBytes >> 20U));
    return;
  }
  stopped_ |=
      !sink_({file_, first_line_, std::move(piece), InputFormat::kJsonLines, absl::OkStatus()});
}

void JsonSplitter::EmitError(std::uint64_t line, const std::string& message) {
  stopped_ |=
      !sink_({file_, line, "", InputFormat::kJsonLines, absl::InvalidArgumentError(message)});
}

}  // namespace dateline::readers
