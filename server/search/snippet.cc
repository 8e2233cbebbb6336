// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/snippet.h"

#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

#include <algorithm>

namespace dateline {
namespace {

constexpr std::size_t kMaxAnalysedBytes =
    64U << 10U;                        // of a body; what matches behind it is not marked
constexpr std::size_t kUnbroken = 40;  // characters to look around for a better place to cut

// Debian's absl::string_view is a type of its own.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// One matched stretch, and which word or phrase of the plan it is.
struct Match {
  ByteSpan span;
  std::size_t item;
  double weight;
};

void Collect(const QueryNode& node, const std::function<double(const std::string&)>& weight_of,
             HighlightPlan& plan) {
  switch (node.kind) {
    case NodeKind::kTerm:
    case NodeKind::kPrefix: {
      const bool prefix = node.kind == NodeKind::kPrefix;
      const std::string field_prefix(Row(node.field).prefix);
      plan.words.push_back({node.term, weight_of(field_prefix + node.term), prefix, node.field});
      // Stems of the word in other languages of the index, and words that letters stand for.
      for (const std::string& term : node.terms) {
        const std::string word = term.substr(field_prefix.size());
        if (word != node.term) plan.words.push_back({word, weight_of(term), false, node.field});
      }
      return;
    }
    case NodeKind::kPhrase:
      plan.phrases.push_back({node.terms, node.offsets, node.field});
      return;
    case NodeKind::kAndNot:
      Collect(node.children.front(), weight_of, plan);
      return;
    default:
      for (const QueryNode& child : node.children) Collect(child, weight_of, plan);
  }
}

class Matcher {
 public:
  Matcher(const HighlightPlan& plan, Field field) : plan_(plan) {
    for (std::size_t i = 0; i < plan.words.size(); ++i) {
      const HighlightPlan::Word& word = plan.words[i];
      if (word.field == Field::kHeadline && field != Field::kHeadline) continue;
      if (word.prefix) {
        prefixes_.push_back(i);
      } else {
        words_.emplace(word.term, i);
      }
    }
    for (std::size_t i = 0; i < plan.phrases.size(); ++i) {
      if (plan.phrases[i].field == Field::kHeadline && field != Field::kHeadline) continue;
      phrases_by_first_[plan.phrases[i].terms.front()].push_back(i);
    }
  }

  std::vector<Match> Find(const std::vector<Token>& tokens) const {
    std::vector<Match> matches;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      const ByteSpan span{token.start, token.end};
      if (const auto word = words_.find(View(token.term)); word != words_.end()) {
        matches.push_back({span, word->second, plan_.words[word->second].weight});
      }
      for (const std::size_t prefix : prefixes_) {
        if (token.folded.starts_with(plan_.words[prefix].term)) {
          matches.push_back({span, prefix, plan_.words[prefix].weight});
        }
      }
      if (!phrases_by_first_.empty()) FindPhrases(tokens, i, matches);
    }
    return matches;
  }

 private:
  void FindPhrases(const std::vector<Token>& tokens, std::size_t i,
                   std::vector<Match>& matches) const {
    const auto starting = phrases_by_first_.find(View(tokens[i].term));
    if (starting == phrases_by_first_.end()) return;
    for (const std::size_t phrase_index : starting->second) {
      const HighlightPlan::Phrase& phrase = plan_.phrases[phrase_index];
      std::size_t last = i;
      bool whole = true;
      for (std::size_t w = 1; w < phrase.terms.size() && whole; ++w) {
        last = i + phrase.offsets[w] - phrase.offsets[0];
        whole = last < tokens.size() && tokens[last].term == phrase.terms[w];
      }
      if (!whole) continue;
      const auto weight = static_cast<double>(phrase.terms.size()) * 4;
      matches.push_back(
          {{tokens[i].start, tokens[last].end}, plan_.words.size() + phrase_index, weight});
    }
  }

  const HighlightPlan& plan_;
  absl::flat_hash_map<std::string, std::size_t> words_;
  std::vector<std::size_t> prefixes_;
  absl::flat_hash_map<std::string, std::vector<std::size_t>> phrases_by_first_;
};

std::vector<ByteSpan> MergeSpans(const std::vector<Match>& matches, std::uint32_t from,
                                 std::uint32_t to) {
  std::vector<ByteSpan> spans;
  for (const Match& match : matches) {
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

// The best place at or before `at` to start a piece: a sentence near by, else a word.
std::size_t CutStart(std::string_view text, std::size_t at, std::size_t reach) {
  const std::size_t lowest = at > reach ? at - reach : 0;
  for (std::size_t i = at + 1; i-- > lowest;) {
    if (!IsSpace(text[i]) && StartsSentence(text, i)) return i;
  }
  for (std::size_t i = at; i > 0 && at - i < kUnbroken; --i) {
    if (IsSpace(text[i - 1]) && !IsSpace(text[i])) return i;
  }
  while (Continues(text, at)) --at;
  return at;
}

// The best place to end a piece that should be about up to `at` and must reach `least`.
std::size_t CutEnd(std::string_view text, std::size_t least, std::size_t at) {
  if (at >= text.size()) return text.size();
  for (std::size_t i = at; i > least && at - i < (at - least) / 2 + 1; --i) {
    if (StartsSentence(text, i)) {
      while (i > least && IsSpace(text[i - 1])) --i;
      return i;
    }
  }
  for (std::size_t i = at; i > least && at - i < kUnbroken; --i) {
    if (IsSpace(text[i]) && !IsSpace(text[i - 1])) return i;
  }
  at = std::max(at, least);
  while (Continues(text, at)) ++at;
  return at;
}

struct Window {
  std::size_t first = 0;  // matches
  std::size_t last = 0;   // behind the last
  double value = 0;
};

// The stretch of `bytes` that holds the rarest of the words, then the most of them, then comes
// first.
Window BestWindow(const std::vector<Match>& matches, std::size_t bytes,
                  const std::vector<TextSnippet>& taken) {
  Window best;
  std::vector<std::size_t> counts;
  for (const Match& match : matches) counts.resize(std::max(counts.size(), match.item + 1));
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

}  // namespace

HighlightPlan MakeHighlightPlan(const QueryNode& root,
                                const std::function<double(const std::string&)>& weight_of) {
  HighlightPlan plan;
  Collect(root, weight_of, plan);
  return plan;
}

std::vector<ByteSpan> Highlight(std::string_view text, Language language, Field field,
                                const HighlightPlan& plan, Analyzer& analyzer) {
  return MergeSpans(Matcher(plan, field).Find(analyzer.Analyze(text, language)), 0,
                    static_cast<std::uint32_t>(text.size()));
}

std::vector<TextSnippet> MakeSnippets(std::string_view body, Language language,
                                      const HighlightPlan& plan, std::size_t count,
                                      std::size_t chars, Analyzer& analyzer) {
  std::vector<TextSnippet> snippets;
  if (body.empty()) return snippets;
  std::size_t analysed = std::min(body.size(), kMaxAnalysedBytes);
  while (Continues(body, analysed)) --analysed;
  const std::vector<Match> matches =
      Matcher(plan, Field::kText).Find(analyzer.Analyze(body.substr(0, analysed), language));
  const std::size_t bytes = BytesFor(body, chars);
  while (snippets.size() < count) {
    const Window window = BestWindow(matches, bytes, snippets);
    if (window.value <= 0) break;
    const std::size_t first = matches[window.first].span.start;
    const std::size_t last = matches[window.last - 1].span.end;
    const std::size_t spare = bytes > last - first ? bytes - (last - first) : 0;
    std::size_t start = CutStart(body, first, spare);
    std::size_t end = CutEnd(body, last, std::max(last, start + bytes));
    for (const TextSnippet& other : snippets) {  // what is shown once is not shown again
      if (other.end <= first) start = std::max<std::size_t>(start, other.end);
      if (other.start >= last) end = std::min<std::size_t>(end, other.start);
    }
    const auto from = static_cast<std::uint32_t>(start);
    const auto to = static_cast<std::uint32_t>(end);
    snippets.push_back({from, to, MergeSpans(matches, from, to)});
  }
  if (snippets.empty()) {
    snippets.push_back(
        {0,
         static_cast<std::uint32_t>(CutEnd(body, std::min<std::size_t>(1, body.size()), bytes)),
         {}});
  }
  std::sort(snippets.begin(), snippets.end(),
            [](const TextSnippet& a, const TextSnippet& b) { return a.start < b.start; });
  return snippets;
}

}  // namespace dateline
