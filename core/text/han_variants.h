// SPDX-License-Identifier: GPL-3.0-or-later
// Traditional Chinese characters and their simplified forms.
#ifndef DATELINE_CORE_TEXT_HAN_VARIANTS_H_
#define DATELINE_CORE_TEXT_HAN_VARIANTS_H_

#include <string>

namespace dateline::text {

// `text` (valid UTF-8) with each traditional character in its simplified form, by ICU's table of
// single characters: texts and queries in either form meet. Thread-safe; the first call with such
// a character takes some 50 ms.
std::string FoldHanVariants(std::string text);

}  // namespace dateline::text

#endif  // DATELINE_CORE_TEXT_HAN_VARIANTS_H_
