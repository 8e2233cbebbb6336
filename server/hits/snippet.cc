// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/hits/snippet.h"

#include <algorithm>

#include "core/limits.h"
#include "server/hits/html.h"
#include "server/hits/word_breaks.h"

namespace dateline::hits {
namespace {

// Of a body; what matches after it is not marked.
constexpr std::size_t kMaxAnalysedBytes = 64U << 10U;
constexpr std::size_t kUnbroken = 40;  // characters to look around for a better place to cut
constexpr std::size_t kFewWords = 25;  // bytes of the next sentence that are not worth showing
constexpr std::size_t kContext = 60;   // bytes before a match whose sentence starts too far away

std::vector<ByteSpan> MergeSpans(const std::vector<TextMatch>& matches, std::uint32_t from,
                                 std::uint32_t to) {
  std::vector<ByteSpan> spans;
  for (const TextMatch& match : matches) {
    if (match.span.start < from || match.span.end > to) continue;
    const ByteSpan span{match.span.start - from, match.span.end - from};
    if (!spans.empty() && span.start <= spans.back().end) {
      spans.back().end = std::max(spans.back().end, span.end);
    } else {
      spans.push_back(span);
    }
  }
  return spans;
}

bool Continues(std::string_view text, std::size_t i) {
  return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
}

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Whether a sentence may start at `i`.
bool StartsSentence(std::string_view text, std::size_t i) {
  if (i == 0) return true;
  if (i >= 2 && text[i - 1] == '\n' && text[i - 2] == '\n') return true;
  if (i >= 3 && text.substr(i - 3, 3) == "\xE3\x80\x82") return true;  // ideographic full stop
  if (!IsSpace(text[i - 1]) || i < 3) return false;
  const char mark = text[i - 2];
  const bool initial = mark == '.' && text[i - 3] >= 'A' && text[i - 3] <= 'Z';  // "U.S. ", "J. "
  return (mark == '.' || mark == '!' || mark == '?' || mark == '"') && !initial;
}

// How far before what matched a piece may start, in bytes.
struct StartReach {
  std::size_t sentence;  // with a sentence
  std::size_t words;     // in the middle of one
};

// The best place at or before `at` to start a piece: the sentence, else a few words, so that what
// matched has something before it.
std::size_t CutStart(std::string_view text, std::size_t at, const StartReach& reach) {
  const std::size_t lowest = at - std::min(at, reach.sentence);
  for (std::size_t i = at + 1; i-- > lowest;) {
    if (!IsSpace(text[i]) && StartsSentence(text, i)) return i;
  }
  for (std::size_t i = std::max<std::size_t>(at - std::min(at, reach.words), 1); i < at; ++i) {
    if (IsSpace(text[i - 1]) && !IsSpace(text[i])) return i;
  }
  for (std::size_t i = at; i > 0 && at - i < kUnbroken; --i) {
    if (IsSpace(text[i - 1]) && !IsSpace(text[i])) return i;
  }
  return BreakAtOrBefore(text, at);
}

// The best place to end a piece that should be about up to `at` and must reach `least`.
std::size_t CutEnd(std::string_view text, std::size_t least, std::size_t at) {
  if (at >= text.size()) return text.size();
  const std::size_t farthest = std::max((at - least) / 2 + 1, kFewWords);
  for (std::size_t i = at; i > least && at - i < farthest; --i) {
    if (StartsSentence(text, i)) {
      while (i > least && IsSpace(text[i - 1])) --i;
      return i;
    }
  }
  for (std::size_t i = at; i > least && at - i < kUnbroken; --i) {
    if (IsSpace(text[i]) && !IsSpace(text[i - 1])) return i;
  }
  const std::size_t before = BreakAtOrBefore(text, at);
  return before >= least ? before : BreakAtOrAfter(text, std::max(at, least));
}

struct Window {
  std::size_t first = 0;  // matches
  std::size_t last = 0;   // one past the last
  double value = 0;
};

// The stretch of `bytes` that holds the rarest of the words, then the most of them, then comes
// first.
Window BestWindow(const std::vector<TextMatch>& matches, std::size_t bytes,
                  const std::vector<TextSnippet>& taken) {
  Window best;
  std::vector<std::size_t> counts;
  for (const TextMatch& match : matches) counts.resize(std::max(counts.size(), match.item + 1));
  double distinct = 0;
  std::size_t first = 0;
  for (std::size_t last = 0; last < matches.size(); ++last) {
    if (counts[matches[last].item]++ == 0) distinct += matches[last].weight;
    while (matches[last].span.end > matches[first].span.start + bytes && first < last) {
      if (--counts[matches[first].item] == 0) distinct -= matches[first].weight;
      ++first;
    }
    const double value = distinct + 0.01 * static_cast<double>(last - first + 1);
    const bool overlaps = std::any_of(taken.begin(), taken.end(), [&](const TextSnippet& snippet) {
      return matches[first].span.start < snippet.end && snippet.start < matches[last].span.end;
    });
    if (!overlaps && value > best.value + 1e-9) best = {first, last + 1, value};
  }
  return best;
}

// Bytes that about `chars` characters of this text take.
std::size_t BytesFor(std::string_view text, std::size_t chars) {
  std::size_t i = 0;
  for (; i < text.size() && chars > 0; ++i) {
    if (!Continues(text, i)) --chars;
  }
  while (Continues(text, i)) ++i;
  return std::max<std::size_t>(i, 1);
}

// The piece of about `bytes` bytes around `matched` that does not overlap what is shown already.
ByteSpan CutAround(std::string_view body, const ByteSpan& matched, std::size_t bytes,
                   const std::vector<TextSnippet>& shown) {
  const std::size_t first = matched.start;
  const std::size_t last = matched.end;
  const std::size_t spare = bytes > last - first ? bytes - (last - first) : 0;
  // A whole sentence is worth a piece that is up to a quarter longer.
  const std::size_t longest =
      std::min(bytes + bytes / 4, std::max(bytes, limits::kMaxSnippetChars));
  const StartReach reach{longest > last - first ? longest - (last - first) : 0,
                         std::min(spare, kContext)};
  std::size_t start = CutStart(body, first, reach);
  std::size_t end = CutEnd(body, last, std::max(last, start + bytes));
  for (const TextSnippet& other : shown) {
    if (other.end <= first) start = std::max<std::size_t>(start, other.end);
    if (other.start >= last) end = std::min<std::size_t>(end, other.start);
  }
  while (start < first && IsSpace(body[start])) ++start;
  while (end > last && IsSpace(body[end - 1])) --end;
  return {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end)};
}

void CountUtf16(std::string_view body, std::vector<TextSnippet>& snippets) {
  std::vector<TextSnippet*> ascending;
  for (TextSnippet& snippet : snippets) ascending.push_back(&snippet);
  std::sort(ascending.begin(), ascending.end(),
            [](const TextSnippet* a, const TextSnippet* b) { return a->start < b->start; });
  Utf16Counter counter(body);
  for (TextSnippet* snippet : ascending) snippet->utf16_start = counter.To(snippet->start);
}

}  // namespace

std::vector<ByteSpan> Highlight(const TextMatcher& matcher, const ShownText& text,
                                text::Analyzer& analyzer) {
  return MergeSpans(matcher.Find(text, analyzer), 0, static_cast<std::uint32_t>(text.text.size()));
}

std::vector<TextSnippet> MakeSnippets(const TextMatcher& matcher, const ShownText& shown,
                                      const SnippetShape& shape, text::Analyzer& analyzer) {
  std::vector<TextSnippet> snippets;
  const std::string_view body = shown.text;
  if (body.empty()) return snippets;
  std::size_t analysed = std::min(body.size(), kMaxAnalysedBytes);
  while (Continues(body, analysed)) --analysed;
  ShownText part = shown;
  part.text = body.substr(0, analysed);
  part.names = {};
  std::vector<TextMatch> matches = matcher.Find(part, analyzer);
  matcher.AddNames(shown, matches);
  const std::size_t bytes = BytesFor(body, shape.chars);
  while (snippets.size() < shape.count) {
    const Window window = BestWindow(matches, bytes, snippets);
    if (window.value <= 0) break;
    ByteSpan matched = matches[window.first].span;
    for (std::size_t i = window.first + 1; i < window.last; ++i) {
      matched.end = std::max(matched.end, matches[i].span.end);
    }
    const ByteSpan cut = CutAround(body, matched, bytes, snippets);
    snippets.push_back({cut.start, cut.end, MergeSpans(matches, cut.start, cut.end)});
  }
  if (snippets.empty()) {
    const std::size_t end = CutEnd(body, std::min<std::size_t>(1, body.size()), bytes);
    snippets.push_back({0, static_cast<std::uint32_t>(end), {}});
  }
  CountUtf16(body, snippets);
  return snippets;
}

}  // namespace dateline::hits
