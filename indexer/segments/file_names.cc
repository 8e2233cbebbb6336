// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/segments/file_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <random>

namespace dateline::segments {
namespace {

constexpr std::size_t kEpochDigits = 16;
constexpr std::size_t kNumberDigits = 8;
constexpr std::size_t kGenerationDigits = 10;
constexpr std::string_view kTemporary = ".tmp";

// Takes a prefix off the text; false: it does not start with it.
bool TakePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Takes a number as fmt writes it: at least `digits` of them, and no zero before longer ones.
template <typename Number>
bool TakeNumber(std::string_view& text, std::size_t digits, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length < digits || (length > digits && text.front() == '0'))
    return false;
  text.remove_prefix(length);
  return true;
}

bool TakeEpoch(std::string_view& text, std::string_view& epoch) {
  epoch = text.substr(0, kEpochDigits);
  text.remove_prefix(epoch.size());
  return epoch.size() == kEpochDigits && std::all_of(epoch.begin(), epoch.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool TakeLast(std::string_view& text) {
  if (!text.ends_with(kTemporary)) return text.empty();
  text.remove_suffix(kTemporary.size());
  return text.empty();
}

}  // namespace

std::string RandomHex(std::size_t bytes) {
  std::random_device device;
  std::string text;
  while (text.size() < 2 * bytes) text += fmt::format("{:08x}", device());
  return text;
}

std::optional<SegmentFileName> ParseSegmentFileName(std::string_view name) {
  SegmentFileName parsed;
  std::string_view dead_epoch;
  if (!TakeNumber(name, kNumberDigits, parsed.number) || !TakePrefix(name, "-") ||
      !TakeEpoch(name, parsed.epoch) || !TakePrefix(name, ".")) {
    return std::nullopt;
  }
  for (const std::string_view extension : {"glass", "articles", "words", "columns"}) {
    std::string_view rest = name;
    if (!TakePrefix(rest, extension) || !TakeLast(rest)) continue;
    parsed.extension = name.substr(0, extension.size());
    return parsed;
  }
  if (!TakeNumber(name, 1, parsed.generation) || !TakePrefix(name, "-") ||
      !TakeEpoch(name, dead_epoch) || !TakePrefix(name, ".")) {
    return std::nullopt;
  }
  parsed.extension = name.substr(0, 4);
  if (!TakePrefix(name, "dead") || !TakeLast(name)) return std::nullopt;
  return parsed;
}

std::optional<std::uint64_t> ManifestGeneration(std::string_view name) {
  std::uint64_t generation = 0;
  std::string_view epoch;
  if (TakePrefix(name, "MANIFEST-") && TakeNumber(name, kGenerationDigits, generation) &&
      TakePrefix(name, "-") && TakeEpoch(name, epoch) && TakeLast(name)) {
    return generation;
  }
  return std::nullopt;
}

std::string TemporaryName(std::string_view name, std::string_view epoch) {
  return fmt::format("{}-{}{}", name, epoch, kTemporary);
}

bool IsTemporaryOfFolder(std::string_view name) {
  std::string_view epoch;
  if (!TakePrefix(name, "CURRENT-") && !TakePrefix(name, "xapian.stub-")) return false;
  return TakeEpoch(name, epoch) && name == kTemporary;
}

std::string ScratchPrefix(std::string_view epoch, unsigned worker) {
  return fmt::format("scratch/{}.{}", epoch, worker);
}

std::string ExpungePrefix(std::string_view epoch, std::uint32_t segment) {
  return fmt::format("scratch/{}.expunge.{}", epoch, segment);
}

bool IsScratchName(std::string_view name) {
  std::string_view epoch;
  if (!TakeEpoch(name, epoch)) return false;
  std::size_t numbers = TakePrefix(name, ".expunge") ? 3 : 2;
  for (std::uint64_t number = 0; numbers > 0; --numbers) {
    if (!TakePrefix(name, ".") || !TakeNumber(name, 1, number)) return false;
  }
  return name.empty();
}

bool IsScratchFileName(std::string_view name) {
  constexpr std::array<std::string_view, 9> kXapianFiles = {
      "docdata.glass",  "flintlock",     "iamglass",       "position.glass", "postlist.glass",
      "spelling.glass", "synonym.glass", "termlist.glass", "v.tmp"};
  return std::find(kXapianFiles.begin(), kXapianFiles.end(), name) != kXapianFiles.end();
}

}  // namespace dateline::segments
