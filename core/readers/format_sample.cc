// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/format_sample.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include <algorithm>

namespace dateline::readers {
namespace {

constexpr std::size_t kSampleBytes = 64U << 10U;
constexpr std::size_t kSampleLines = 400;

}  // namespace

FormatSample::FormatSample(std::string_view path, std::string_view start, bool whole) {
  if (path != "-")
    name_ = absl::AsciiStrToLower(std::string(path.substr(path.find_last_of('/') + 1)));
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (name_.ends_with(packed)) {
      name_.resize(name_.size() - packed.size());
      break;
    }
  }
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  whole = whole && start.size() <= kSampleBytes;
  start = start.substr(0, kSampleBytes);
  const auto first = start.find_first_not_of(" \t\r\n");
  text_ = first == std::string_view::npos ? std::string_view() : start.substr(first);
  // The blanks in front of the first line count: they show code.
  std::string_view rest = start.substr(0, start.size() - text_.size());
  rest.remove_prefix(std::min(rest.size(), rest.find_last_of("\r\n") + 1));
  rest = {rest.data(), rest.size() + text_.size()};
  while (!rest.empty() && lines_.size() < kSampleLines) {
    const auto end = rest.find_first_of("\r\n");  // a lone \r ended lines once
    if (end == std::string_view::npos && !whole && !lines_.empty()) break;
    std::string_view line = rest.substr(0, end);
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (!line.empty()) lines_.push_back(line);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
}

std::string_view FormatSample::extension() const {
  const auto dot = name_.rfind('.');
  return dot == std::string::npos || dot == 0 ? std::string_view()
                                              : std::string_view(name_).substr(dot);
}

std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool StartsWithFolded(std::string_view text, std::string_view lower_case_prefix) {
  return absl::StartsWithIgnoreCase(
      absl::string_view(text.data(), text.size()),
      absl::string_view(lower_case_prefix.data(), lower_case_prefix.size()));
}

bool HoldsFolded(std::string_view text, std::string_view lower_case_part) {
  return std::search(text.begin(), text.end(), lower_case_part.begin(), lower_case_part.end(),
                     [](char a, char b) {
                       return absl::ascii_tolower(static_cast<unsigned char>(a)) == b;
                     }) != text.end();
}

}  // namespace dateline::readers
