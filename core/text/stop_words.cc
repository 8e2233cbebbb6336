// SPDX-License-Identifier: GPL-3.0-or-later
// The English stop list of the Snowball project, as facts.
#include "core/text/stop_words.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <string>

#include "core/text/fold.h"

namespace dateline::text {
namespace {

constexpr std::string_view kEnglishWords =
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself "
    "she her hers herself "
    "it its itself they them their theirs themselves what which who whom this that these those am "
    "is are was were be "
    "been being have has had having do does did doing would should could ought i'm you're he's "
    "she's it's we're "
    "they're i've you've we've they've i'd you'd he'd she'd we'd they'd i'll you'll he'll she'll "
    "we'll they'll isn't "
    "aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't shan't "
    "shouldn't can't cannot "
    "couldn't mustn't let's that's who's what's here's there's when's where's why's how's a an the "
    "and but if or "
    "because as until while of at by for with about against between into through during before "
    "after above below to "
    "from up down in out on off over under again further then once here there when where why how "
    "all any both each "
    "few more most other some such no nor not only own same so than too very";

using WordSet = absl::flat_hash_set<std::string>;

WordSet Parse(std::string_view words) {
  WordSet set;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) set.insert(FoldName(words.substr(0, end)));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return set;
}

const WordSet* StopList(Language language) {
  static const auto* const kEnglish = new WordSet(Parse(kEnglishWords));
  return language == Language::kEnglish ? kEnglish : nullptr;
}

}  // namespace

bool IsStopWord(std::string_view folded, Language language) {
  const WordSet* list = StopList(language);
  return list != nullptr && list->contains(std::string(folded));
}

}  // namespace dateline::text
