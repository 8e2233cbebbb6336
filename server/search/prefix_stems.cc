// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/search/prefix_stems.h"

#include <xapian.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/text/utf8.h"
#include "server/search/query_plan.h"

namespace dateline::search {
namespace {

constexpr std::size_t kShortestStem = 3;  // letters
constexpr std::size_t kSamples = 32;      // articles looked at before a stem is given up
constexpr std::size_t kSampleBytes = 32768;
// Units of a Ticker: an article may take a millisecond to analyse, so the clock is looked at before
// each of them.
constexpr std::size_t kArticleUnits = 4096;
constexpr std::size_t kStepUnits = 16;

// Beginnings of `letters` that may be stems, also with the i that stemmers make of a y and with the
// bl that they make of bil ("possibility" is kept under "possibl").
std::vector<std::string> Candidates(std::string_view letters) {
  std::vector<std::string> stems;
  std::size_t count = 0;
  for (std::size_t at = 0; at < letters.size(); at += text::DecodeUtf8(letters, at).length) {
    if (count++ < kShortestStem) continue;
    stems.emplace_back(letters.substr(0, at));
    if (stems.back().back() == 'b' && letters[at] == 'i') stems.push_back(stems.back() + 'l');
    if (stems.back().back() != 'y') continue;
    stems.push_back(stems.back());
    stems.back().back() = 'i';
  }
  if (count >= kShortestStem && letters.ends_with('y')) {
    stems.emplace_back(letters);
    stems.back().back() = 'i';
  }
  return stems;
}

// Stems that change letters of a word ("générau" starts "généraux", which is kept under "general"),
// as far as the endings that do so are known. English has none besides those of Candidates.
void AddStemsOfLonger(std::string_view letters, const std::vector<text::Language>& languages,
                      text::Analyzer& analyzer, std::vector<std::string>& stems) {
  constexpr std::array<std::string_view, 6> kEndings{"x", "s", "e", "es", "en", "er"};
  if (letters.size() <= kShortestStem) return;
  for (const text::Language language : languages) {
    if (language == text::Language::kEnglish || language == text::Language::kOther) continue;
    for (const std::string_view ending : kEndings) {
      const auto& tokens = analyzer.Analyze(std::string(letters).append(ending), language);
      if (tokens.size() != 1 || tokens[0].term.starts_with(letters)) continue;
      std::string stem(tokens[0].term);
      if (std::find(stems.begin(), stems.end(), stem) == stems.end()) {
        stems.push_back(std::move(stem));
      }
    }
  }
}

class Sampler {
 public:
  Sampler(const SampledArticles& articles, article::Field field, std::string_view letters,
          text::Analyzer& analyzer)
      : snapshot_(articles.snapshot),
        visible_(articles.visible),
        ticker_(articles.context),
        field_(field),
        letters_(letters),
        analyzer_(analyzer) {}

  // Whether a sampled article has a word of `stem` that starts with the letters.
  absl::StatusOr<bool> Confirms(const std::string& stem) {
    const std::size_t segments = snapshot_.segments.size();
    std::size_t left = kSamples;
    for (std::size_t i = 0; i < segments; ++i) {
      if (const Bitmap* visible = Visible(i); visible != nullptr && visible->empty()) continue;
      const std::size_t share = std::min(left, std::max<std::size_t>(1, kSamples / segments));
      bool confirmed = false;
      absl::Status status =
          snapshot_.segments[i].segment->ReadDatabase([&](const Xapian::Database& database) {
            confirmed = ConfirmsIn(database, i, stem, share);
          });
      if (!status.ok()) return status;
      if (!ticker_.status().ok()) return ticker_.status();
      if (confirmed) return true;
      left -= share;
    }
    return false;
  }

 private:
  // Null: all rows of the segment.
  const Bitmap* Visible(std::size_t segment) const {
    return visible_ == nullptr ? nullptr : (*visible_)[segment].get();
  }

  // Moves to the first posting that the caller may see, as far as the time goes.
  void SkipHidden(Xapian::PostingIterator& it, const Xapian::PostingIterator& end,
                  const Bitmap& visible) {
    BitmapCursor rows(visible);
    while (it != end && ticker_.Tick(kStepUnits)) {
      const std::optional<std::uint32_t> row = rows.Seek(*it);
      if (row && *row == *it) return;
      if (row) {
        it.skip_to(*row);
      } else {
        it = end;
      }
    }
  }

  // Throws Xapian's exceptions. Says nothing after the ticker has ended.
  bool ConfirmsIn(const Xapian::Database& database, std::size_t number, const std::string& stem,
                  std::size_t samples) {
    const index::Segment& segment = *snapshot_.segments[number].segment;
    const Bitmap* visible = Visible(number);
    const std::string term = IndexTerm(field_, stem);
    auto it = database.postlist_begin(term);
    const auto end = database.postlist_end(term);
    index::DocId last = 0;
    for (std::size_t i = 0; i < samples && it != end; ++i) {
      it.skip_to(static_cast<index::DocId>(1 + segment.columns().rows() * i / samples));
      if (visible != nullptr && it != end) SkipHidden(it, end, *visible);
      if (it == end || !ticker_.status().ok()) break;
      if (*it == last) continue;
      if (!ticker_.Tick(kArticleUnits)) break;
      if (HasWord(segment, *it, stem)) return true;
      last = *it;
    }
    return false;
  }

  bool HasWord(const index::Segment& segment, index::DocId doc, const std::string& stem) {
    const auto article = segment.ReadArticle(doc);
    if (!article.ok()) return false;
    const text::Language language = text::AnalysisLanguage(article->language());
    return HasWord(article->headline(), language, stem) ||
           (field_ == article::Field::kText &&
            HasWord(text::CutUtf8(article->body(), kSampleBytes), language, stem));
  }

  bool HasWord(std::string_view text, text::Language language, const std::string& stem) {
    const std::vector<text::Token>& tokens = analyzer_.Analyze(text, language);
    return std::any_of(tokens.begin(), tokens.end(), [&](const text::Token& token) {
      return token.term == stem && token.folded.starts_with(letters_);
    });
  }

  const index::Snapshot& snapshot_;
  const SegmentBitmaps* const visible_;
  Ticker ticker_;
  article::Field field_;
  std::string_view letters_;
  text::Analyzer& analyzer_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> FindPrefixStems(const SampledArticles& articles,
                                                         article::Field field,
                                                         std::string_view letters,
                                                         text::Analyzer& analyzer) {
  std::vector<std::string> stems;
  Sampler sampler(articles, field, letters, analyzer);
  std::vector<std::string> candidates = Candidates(letters);
  AddStemsOfLonger(letters, articles.languages, analyzer, candidates);
  for (std::string& stem : candidates) {
    const absl::StatusOr<bool> confirmed = sampler.Confirms(stem);
    if (!confirmed.ok()) return confirmed.status();
    if (*confirmed) stems.push_back(std::move(stem));
  }
  return stems;
}

}  // namespace dateline::search
