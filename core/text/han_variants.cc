// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/han_variants.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <utility>

#include "core/text/utf8.h"

namespace dateline::text {
namespace {

constexpr char32_t kFirst = 0x4E00;  // CJK Unified Ideographs
constexpr char32_t kLast = 0x9FFF;

using Table = std::array<char16_t, kLast - kFirst + 1>;

// Each character alone: the context that some of ICU's rules look at differs between a text and a
// query for a part of it.
std::unique_ptr<const Table> MakeTable() {
  auto table = std::make_unique<Table>();
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> simplify(icu::Transliterator::createInstance(
      icu::UnicodeString("Traditional-Simplified"), UTRANS_FORWARD, error));
  for (std::size_t i = 0; i < table->size(); ++i) {
    const auto code = static_cast<char16_t>(kFirst + i);
    icu::UnicodeString text(code);
    if (U_SUCCESS(error) != 0 && simplify != nullptr) simplify->transliterate(text);
    (*table)[i] = text.length() == 1 ? text.charAt(0) : code;
  }
  return table;
}

bool IsInTable(char32_t code) { return code >= kFirst && code <= kLast; }

}  // namespace

std::string FoldHanVariants(std::string text) {
  std::string folded;
  std::size_t kept = 0;  // bytes of `text` that `folded` stands for
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = DecodeUtf8(text, i);
    if (IsInTable(code)) {
      static const Table& table = *MakeTable().release();
      const char16_t simple = table[code - kFirst];
      if (simple != code) {
        folded.append(text, kept, i - kept);
        AppendUtf8(simple, folded);
        kept = i + length;
      }
    }
    i += length;
  }
  if (kept == 0) return text;
  return folded.append(text, kept, std::string::npos);
}

}  // namespace dateline::text
