// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/word_form.h"

#include <unicode/uchar.h>

#include "core/text/utf8.h"

namespace dateline::training {

WordForm FormOf(std::string_view token) {
  bool digit = false;
  bool first_is_capital = false;
  int capitals = 0;
  int others = 0;
  for (std::size_t at = 0; at < token.size();) {
    const auto [code, length] = text::DecodeUtf8(token, at);
    at += length;
    if (code == text::kBrokenUtf8) continue;
    const auto wide = static_cast<UChar32>(code);
    digit = digit || u_isdigit(wide) != 0;
    if (!u_isalpha(wide)) continue;
    const bool capital = u_isupper(wide) != 0;
    if (capitals + others == 0) first_is_capital = capital;
    ++(capital ? capitals : others);
  }
  if (capitals + others == 0) return digit ? WordForm::kNumber : WordForm::kMark;
  if (!first_is_capital) return WordForm::kLower;
  return capitals > 1 && others == 0 ? WordForm::kUpper : WordForm::kInitial;
}

}  // namespace dateline::training
