// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/token_stream.h"

#include "core/text/char_kind.h"

namespace dateline::training {

void TokenStream::Add(std::span<const std::string_view> sentence) {
  std::string form;
  for (const std::string_view token : sentence) {
    form = token;
    if (digits_ == Digits::kAsZero) {
      for (char& c : form) {
        if (text::IsAsciiDigit(c)) c = '0';
      }
    }
    const auto [at, added] = numbers_.try_emplace(form, static_cast<std::uint32_t>(words_.size()));
    if (added) {
      words_.push_back(form);
      uses_.push_back(0);
    }
    ++uses_[at->second];
    text_.push_back(at->second);
  }
  text_.push_back(kSentenceEnd);
}

}  // namespace dateline::training
