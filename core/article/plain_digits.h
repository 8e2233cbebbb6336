// SPDX-License-Identifier: GPL-3.0-or-later
// Digits of all scripts as 0 to 9.
#ifndef DATELINE_CORE_ARTICLE_PLAIN_DIGITS_H_
#define DATELINE_CORE_ARTICLE_PLAIN_DIGITS_H_

#include <string>
#include <string_view>

namespace dateline::article {

// `text` with the decimal digits of other scripts as 0 to 9, and without the marks that say how a
// text runs (U+200E, U+200F, U+061C) and a byte order mark. Broken UTF-8 stays. Thread-safe.
std::string PlainDigits(std::string_view text);

}  // namespace dateline::article

#endif  // DATELINE_CORE_ARTICLE_PLAIN_DIGITS_H_
