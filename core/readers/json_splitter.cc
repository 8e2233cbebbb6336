// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/json_splitter.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/limits.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kMaxTrackedDepth = 1024;  // deeper pieces are handed on to be refused
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kMark = "\xEF\xBB\xBF";  // byte order mark

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

bool JsonSplitter::Consume(std::string_view bytes) {
  TakeAll(bytes);
  return !stopped_;
}

std::string_view JsonSplitter::TakeAll(std::string_view bytes) {
  while (!bytes.empty() && !stopped_ && mode_ != Mode::kDone) {
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
      case Mode::kEnvelope:
        bytes = TakeEnvelope(bytes);
        break;
      case Mode::kInner:
        bytes = TakeInner(bytes);
        break;
      case Mode::kDone:
        break;
    }
  }
  return bytes;
}

void JsonSplitter::Finish() {
  if (stopped_) return;
  if (mode_ == Mode::kInner) return inner_->Finish();
  if (mode_ == Mode::kEnvelope) {
    EmitError(newlines_ + 1,
              "the JSON object has no end; the file may be truncated: fetch it again");
    return;
  }
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
  for (; !bytes.empty(); bytes.remove_prefix(1)) {
    const char c = bytes.front();
    if (mark_ < kMark.size() && c == kMark[mark_]) {
      ++mark_;
    } else if (IsBlank(c)) {
      newlines_ += c == '\n' ? 1 : 0;
      mark_ = 0;
    } else {
      break;
    }
  }
  if (bytes.empty()) return bytes;
  line_start_ = true;
  mode_ = bytes.front() == '[' ? Mode::kList : Mode::kFirst;
  if (mode_ == Mode::kList) bytes.remove_prefix(1);
  return bytes;
}

std::string_view JsonSplitter::TakeLine(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  if (StartInner(std::min(newline, bytes.size()))) return bytes;
  Append(bytes.substr(0, newline));
  if (newline == std::string_view::npos) return {};
  EndLine();
  return bytes.substr(newline + 1);
}

void JsonSplitter::EndLine() {
  first_line_ = ++newlines_;
  if (piece_.starts_with(kMark)) piece_.erase(0, kMark.size());
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
  if (mode_ == Mode::kObjects && StartInner(bytes.size())) return bytes;
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

// The object around a list, up to the list.
std::string_view JsonSplitter::TakeEnvelope(std::string_view bytes) {
  std::size_t at = 0;
  const JsonNavigator::Step step = navigator_->Walk(bytes, at);
  newlines_ += static_cast<std::uint64_t>(
      std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  if (step == JsonNavigator::Step::kList) {
    mode_ = Mode::kList;
  } else if (step == JsonNavigator::Step::kEnd) {
    mode_ = Mode::kDone;
  } else if (step == JsonNavigator::Step::kBroken) {
    EmitError(newlines_ + 1, "lists and objects are nested too deep; what follows is not read");
    stopped_ = true;
  }
  return bytes.substr(at);
}

// The rest of an object that is too large to be kept.
std::string_view JsonSplitter::TakeInner(std::string_view bytes) {
  bytes = inner_->TakeAll(bytes);
  stopped_ |= inner_->stopped_;
  newlines_ = inner_->newlines_;
  if (inner_->mode_ != Mode::kDone) return bytes;
  inner_.reset();
  mode_ = Mode::kStart;
  return bytes;
}

// If the object at hand becomes too large to be kept with `more` bytes of it: whether it is one
// around a list of articles, which is read piece by piece from now on.
bool JsonSplitter::StartInner(std::size_t more) {
  if (too_long_ || navigator_ != nullptr || piece_.size() + more <= limits::kMaxLineBytes)
    return false;
  std::string_view piece = piece_;
  if (piece.starts_with(kMark)) piece.remove_prefix(kMark.size());
  if (!Trim(piece).starts_with('{')) return false;
  JsonNavigator navigator;
  std::size_t at = 0;
  if (navigator.Walk(piece, at) != JsonNavigator::Step::kList) return false;
  const std::uint64_t line = mode_ == Mode::kObjects ? first_line_ : newlines_ + 1;
  inner_.reset(new JsonSplitter(file_, sink_, line));
  inner_->TakeAll(piece);
  mode_ = Mode::kInner;
  Reset();
  return true;
}

// White space and commas between articles, up to the first byte of the next one.
std::size_t JsonSplitter::TakeBetween(std::string_view bytes, std::size_t at) {
  const char c = bytes[at];
  if (IsBlank(c) || c == ',') {
    newlines_ += c == '\n' ? 1 : 0;
    mark_ = 0;
    return at + 1;
  }
  if (mark_ < kMark.size() && c == kMark[mark_]) {
    ++mark_;
    return at + 1;
  }
  if (mode_ == Mode::kList && c == ']') {
    mode_ = navigator_ == nullptr ? Mode::kStart : Mode::kEnvelope;
    if (navigator_ != nullptr) navigator_->EndList();
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

void JsonSplitter::Reset() {
  piece_ = {};
  open_.clear();
  last_ = '\0';
  in_string_ = escaped_ = other_ = false;
  mark_ = 0;
}

void JsonSplitter::Emit() {
  std::string piece = std::exchange(piece_, {});
  Reset();
  if (std::exchange(too_long_, false)) {
    EmitError(first_line_, fmt::format("the article takes over {} MB of JSON; its text may have at "
                                       "most {} MB: split it or leave it out",
                                       limits::kMaxLineBytes >> 20U, limits::kMaxBodyBytes >> 20U));
    return;
  }
  if (navigator_ == nullptr && IsEnvelope(piece)) return EmitList(piece);
  stopped_ |=
      !sink_({file_, first_line_, std::move(piece), InputFormat::kJsonLines, absl::OkStatus()});
}

// The articles in an object around a list.
void JsonSplitter::EmitList(std::string_view piece) {
  JsonSplitter inner(file_, sink_, first_line_);
  inner.TakeAll(piece);
  if (inner.mode_ != Mode::kDone) inner.Finish();
  stopped_ |= inner.stopped_;
}

void JsonSplitter::EmitError(std::uint64_t line, const std::string& message) {
  stopped_ |=
      !sink_({file_, line, "", InputFormat::kJsonLines, absl::InvalidArgumentError(message)});
}

}  // namespace dateline::readers
