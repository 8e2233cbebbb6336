// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/word_breaks.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "core/text/char_kind.h"
#include "core/text/utf8.h"

namespace dateline::hits {
namespace {

constexpr std::size_t kReach = 512;    // bytes around a place that are looked at
constexpr std::size_t kLongest = 128;  // bytes from a place to the break that is taken for it

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool Continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

std::size_t CharacterAtOrBefore(std::string_view text, std::size_t at) {
  while (at > 0 && Continues(text, at)) --at;
  return at;
}

std::size_t CharacterAtOrAfter(std::string_view text, std::size_t at) {
  while (Continues(text, at)) ++at;
  return at;
}

// Whether no word goes on over the character at `at`, whatever stands around it: white space, and
// punctuation that is not of ASCII. A dot or a hyphen may stand in a word.
bool IsEdge(std::string_view text, std::size_t at) {
  const text::DecodedChar c = text::DecodeUtf8(text, at);
  if (c.code <= ' ') return true;
  return c.code >= 0x2010 && text::KindOf(c.code) == text::CharKind::kSeparator;
}

// The stretch around `at` between two edges, or as far as kReach goes.
std::string_view Surroundings(std::string_view text, std::size_t at) {
  std::size_t first = at;
  while (first > 0 && at - first < kReach) {
    const std::size_t before = CharacterAtOrBefore(text, first - 1);
    if (IsEdge(text, before)) break;
    first = before;
  }
  std::size_t last = at;
  while (last < text.size() && last - at < kReach && !IsEdge(text, last)) {
    last = CharacterAtOrAfter(text, last + 1);
  }
  return text.substr(first, last - first);
}

// ICU's word breaks; one iterator per thread, because it takes long to make. Null if ICU's data are
// not there.
icu::BreakIterator* Words() {
  thread_local const std::unique_ptr<icu::BreakIterator> words = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
    return U_SUCCESS(error) ? std::move(made) : nullptr;
  }();
  return words.get();
}

enum class Way : std::uint8_t { kBefore, kAfter };

std::size_t FindBreak(std::string_view text, std::size_t at, Way way) {
  at = way == Way::kBefore ? CharacterAtOrBefore(text, std::min(at, text.size()))
                           : CharacterAtOrAfter(text, std::min(at, text.size()));
  if (at == 0 || at == text.size() || IsSpace(text[at - 1]) || IsSpace(text[at])) return at;
  icu::BreakIterator* words = Words();
  if (words == nullptr) return at;
  const std::string_view part = Surroundings(text, at);
  const auto from = static_cast<std::size_t>(part.data() - text.data());
  UErrorCode error = U_ZERO_ERROR;
  UText opened = UTEXT_INITIALIZER;
  utext_openUTF8(&opened, part.data(), static_cast<std::int64_t>(part.size()), &error);
  words->setText(&opened, error);
  std::size_t found = at;
  if (U_SUCCESS(error)) {
    const auto place = static_cast<std::int32_t>(at - from);
    if (!words->isBoundary(place)) {
      const std::int32_t other =
          way == Way::kBefore ? words->preceding(place) : words->following(place);
      if (other != icu::BreakIterator::DONE) found = from + static_cast<std::size_t>(other);
    }
  }
  utext_close(&opened);
  const std::size_t distance = std::max(found, at) - std::min(found, at);
  return distance <= kLongest ? found : at;
}

}  // namespace

std::size_t BreakAtOrBefore(std::string_view text, std::size_t at) {
  return FindBreak(text, at, Way::kBefore);
}

std::size_t BreakAtOrAfter(std::string_view text, std::size_t at) {
  return FindBreak(text, at, Way::kAfter);
}

}  // namespace dateline::hits
