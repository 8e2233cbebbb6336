// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/case_copies.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "indexer/training/corpus.h"

namespace dateline::training {
namespace {

constexpr std::int32_t kSmallWord = 3;  // letters; such words stay small in titles

icu::UnicodeString Decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

void InCase(bool first, CopyCase copy_case, std::string& token) {
  icu::UnicodeString wide = Decode(token);
  const icu::Locale& root = icu::Locale::getRoot();
  if (copy_case == CopyCase::kUpper) {
    wide.toUpper(root);
  } else {
    if (copy_case == CopyCase::kTitle && !first && wide.length() <= kSmallWord) return;
    const std::int32_t head = wide.moveIndex32(0, 1);
    icu::UnicodeString capital(wide, 0, head);
    wide.replace(0, head, capital.toUpper(root));
  }
  token.clear();
  wide.toUTF8String(token);
}

}  // namespace

CorpusSentence CopyInCase(const CorpusSentence& sentence, CopyCase copy_case) {
  CorpusSentence copy = sentence;
  for (std::size_t i = 0; i < copy.tokens.size(); ++i) {
    InCase(i == 0, copy_case, copy.tokens[i]);
  }
  return copy;
}

}  // namespace dateline::training
