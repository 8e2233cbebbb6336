// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/search_run.h"

#include <absl/cleanup/cleanup.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <span>
#include <utility>

#include "core/dates/time_zone.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "server/engine/damage_report.h"
#include "server/engine/entity_choices.h"
#include "server/engine/name_choices.h"
#include "server/engine/query_language.h"
#include "server/engine/readings.h"
#include "server/facets/blocks.h"
#include "server/facets/facets.h"
#include "server/hits/article_marks.h"
#include "server/hits/highlight_plan.h"
#include "server/hits/presentation.h"
#include "server/query/combine.h"
#include "server/query/parser.h"
#include "server/query/printer.h"
#include "server/query/reading_log.h"
#include "server/search/bind_query.h"
#include "server/search/keep_rarest_words.h"
#include "server/search/query_languages.h"
#include "server/search/rerank.h"
#include "server/search/salience.h"
#include "server/search/typed_words.h"

namespace dateline::engine {
namespace {

// One analyzer per thread: its cache of stems is worth keeping.
text::Analyzer& ThreadAnalyzer() {
  thread_local text::Analyzer analyzer;
  return analyzer;
}

absl::Status QueryStatus(const query::QueryError& error) {
  return errors::MakeError(
      absl::StatusCode::kInvalidArgument, error.reason, error.message,
      {{"offset", std::to_string(error.offset)}, {"length", std::to_string(error.length)}});
}

void AddReadings(std::vector<v1::Reading> readings, std::string_view query, text::Language language,
                 v1::Diagnostics& diagnostics) {
  std::stable_sort(
      readings.begin(), readings.end(),
      [](const v1::Reading& a, const v1::Reading& b) { return a.start() < b.start(); });
  for (std::string& warning : query::WarningsOf(readings, query)) {
    diagnostics.add_warnings(std::move(warning));
  }
  const bool decided = std::any_of(
      readings.begin(), readings.end(),
      [](const v1::Reading& reading) { return reading.code() == v1::READING_CODE_STOP_WORD; });
  if (decided) diagnostics.set_query_language(std::string(text::LanguageCode(language)));
  for (v1::Reading& reading : readings) *diagnostics.add_readings() = std::move(reading);
}

// Whether both are the same bitmap objects (nothing was filtered in between).
bool AreSameBitmaps(const search::SegmentBitmaps& first, const search::SegmentBitmaps& second) {
  return first == second;
}

// What the facets and the rest before the hits may have, so that a hit always fits besides.
constexpr std::size_t kMaxBytesBeforeHits = 3'000'000;
constexpr std::size_t kFacetOverhead = 8;  // bytes: the tag and length of a facet in its answer
// For what comes after the hits: page token, time of the stage, warnings of hits left out.
constexpr std::size_t kRoomForRest = 64U << 10U;
// A partial answer is of use only with some hits; their fetch may start after the deadline.
constexpr absl::Duration kPartialGrace = absl::Milliseconds(5);

// The number of `candidates` that come before a page that goes on after the hit of `token`: by that
// hit, wherever it ranks now; if it is not among them, by the place that its score would have.
std::uint32_t PlaceByScore(const index::Snapshot& snapshot, const PageToken& token,
                           const std::vector<search::Candidate>& candidates) {
  for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
    for (const index::DocId doc : snapshot.segments[i].segment->columns().FindId(token.id_hash)) {
      const auto found = std::find_if(candidates.begin(), candidates.end(),
                                      [&](const search::Candidate& candidate) {
                                        return candidate.segment == i && candidate.doc == doc;
                                      });
      if (found != candidates.end()) {
        return static_cast<std::uint32_t>(found - candidates.begin()) + 1;
      }
    }
  }
  // Recency counts among the first hits only: scores fall in two stretches.
  const std::size_t edge = std::min(search::kRecencyWindow, candidates.size());
  const bool in_first = token.offset <= search::kRecencyWindow;
  const auto begin = candidates.begin() + static_cast<std::ptrdiff_t>(in_first ? 0 : edge);
  const auto end =
      in_first ? candidates.begin() + static_cast<std::ptrdiff_t>(edge) : candidates.end();
  const auto score = std::bit_cast<double>(token.sort_value);
  const auto same = std::partition_point(
      begin, end, [score](const search::Candidate& one) { return one.score > score; });
  const auto lower = std::partition_point(
      same, end, [score](const search::Candidate& one) { return one.score >= score; });
  // Among hits with its score, at its place: it is gone, so that those after it have moved up.
  const auto place = static_cast<std::ptrdiff_t>(token.offset) - 1;
  return static_cast<std::uint32_t>(
      std::clamp(place, same - candidates.begin(), lower - candidates.begin()));
}

std::string FacetPath(const v1::FacetRequest& facet, int index) {
  const char* kind = facet.has_date_histogram() ? "date_histogram"
                     : facet.has_date_ranges()  ? "date_ranges"
                                                : "terms";
  return fmt::format("facets[{}].{}", index, kind);
}

// `bytes`: of the answer with its facets. Values may have some hundred bytes each.
absl::Status CheckFacetBytes(std::size_t bytes) {
  if (bytes <= kMaxBytesBeforeHits) return absl::OkStatus();
  return errors::MakeError(
      absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_ANSWER_TOO_LARGE,
      fmt::format("the facets of this answer have {} bytes; at most {} are sent: ask for fewer "
                  "facets or buckets",
                  bytes, kMaxBytesBeforeHits));
}

// The same whatever the order of the facets: each has what it asks for, or none has anything.
absl::Status CheckBuckets(std::size_t buckets, std::size_t room, const std::string& path) {
  if (buckets <= room) return absl::OkStatus();
  return errors::MakeFieldError(
      v1::ERROR_REASON_INVALID_FACET, path,
      fmt::format("the facets up to this one give more than {} buckets together; ask for fewer, or "
                  "for longer intervals",
                  limits::kMaxBucketsPerRequest));
}

}  // namespace

SearchRun::SearchRun(SearchServices services, const v1::SearchRequest& request,
                     const search::SearchContext& context)
    : services_(std::move(services)),
      request_(request),
      context_(context),
      now_(services.now()),
      zone_(dates::FindZone(request.time_zone()).value_or(absl::UTCTimeZone())),
      stage_start_(absl::Now()) {}

absl::StatusOr<v1::SearchResponse> SearchRun::Run() {
  if (absl::Status status = Start(); !status.ok()) return status;
  for (auto stage : {&SearchRun::Filter, &SearchRun::Match, &SearchRun::Count}) {
    absl::Status status = (this->*stage)();
    if (!status.ok() && !Tolerates(status)) return status;
    if (!status.ok()) break;
  }
  if (absl::Status status = Fetch(); !status.ok() && !Tolerates(status)) return status;
  return std::move(response_);
}

bool SearchRun::Tolerates(const absl::Status& status) {
  if (!request_.allow_partial() || !absl::IsDeadlineExceeded(status)) return false;
  response_.set_partial(true);
  return true;
}

absl::StatusOr<std::vector<std::string>> SearchRun::FilterNames() const {
  search::Ticker ticker(context_);
  return search::SelectedNames(request_.filter(), *snapshot_->entities, ticker);
}

absl::Status SearchRun::MarkArticle(const article::Article& article, const index::WordRow& words,
                                    bool html, v1::GetArticleResponse& response) {
  if (absl::Status status = Start(); !status.ok()) return status;
  const auto names = FilterNames();
  if (!names.ok()) return names.status();
  search::Ticker ticker(context_);
  hits::MarkArticle(hits::MakeHighlightPlan(plan_, *names), article, words, html, ticker,
                    ThreadAnalyzer(), response);
  return ticker.status();
}

void SearchRun::EndStage(std::string_view name) {
  const absl::Time now = absl::Now();
  if (context_.stages != nullptr) context_.stages->push_back({name, now - stage_start_});
  v1::StageTime* stage = response_.mutable_diagnostics()->add_stages();
  stage->set_stage(std::string(name));
  const std::int64_t nanos = absl::ToInt64Nanoseconds(now - stage_start_);
  stage->mutable_elapsed()->set_seconds(nanos / 1000000000);
  stage->mutable_elapsed()->set_nanos(static_cast<std::int32_t>(nanos % 1000000000));
  stage_start_ = now;
}

absl::Status SearchRun::Start() {
  page_size_ = static_cast<std::uint32_t>(request_.page_size());
  if (page_size_ == 0) page_size_ = limits::kDefaultPageSize;
  page_size_ = std::min(page_size_, limits::kMaxPageSize);
  if (context_.scope != nullptr && context_.scope->hits_per_page > 0) {
    page_size_ = std::min(page_size_, context_.scope->hits_per_page);
  }
  whole_ = services_.snapshot;
  if (absl::Status status = ReadPageToken(); !status.ok()) return status;
  auto visible = services_.restricted.Get(whole_, context_);
  if (!visible.ok()) return visible.status();
  snapshot_ = *std::move(visible);
  response_.set_generation(snapshot_->snapshot->generation);
  AddDamage(*snapshot_->snapshot, context_, *response_.mutable_damage());
  response_.mutable_diagnostics()->mutable_warnings()->MergeFrom(
      DamageWarnings(*snapshot_->snapshot, context_));
  absl::Status status = Parse();
  EndStage("parse");
  return status;
}

std::uint64_t SearchRun::TokenHash() const {
  return RequestHash(request_, context_.scope == nullptr ? "" : context_.scope->binding);
}

absl::Status SearchRun::ReadPageToken() {
  offset_ = static_cast<std::uint32_t>(request_.offset());
  if (request_.page_token().empty()) return absl::OkStatus();
  const auto token = DecodePageToken(request_.page_token());
  if (!token || token->request_hash != TokenHash()) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_PAGE_TOKEN_MISMATCH, "page_token",
        "the page token belongs to another request or another key; send it with the query, filter, "
        "sort, ranking, match, language and time zone that it came from, or send no token to start "
        "again");
  }
  if (token->index != IndexHash(whole_->snapshot->manifest.index_id)) {
    return errors::MakeFieldError(
        v1::ERROR_REASON_PAGE_TOKEN_EXPIRED, "page_token",
        "the page token is of an index that was replaced; search again from the first page");
  }
  token_ = *token;
  offset_ = token->offset;
  now_ = absl::FromUnixSeconds(token->now_seconds);
  if (SharedSnapshot kept = services_.snapshots.Find(token->state); kept != nullptr) {
    whole_ = std::move(kept);
  } else {
    response_.set_generation_changed(true);
  }
  return absl::OkStatus();
}

absl::Status SearchRun::Parse() {
  text::Analyzer& analyzer = ThreadAnalyzer();
  const text::Language language = QueryLanguage(request_, snapshot_->languages);
  query::QueryError error;
  auto parsed = query::ParseQuery(
      request_.query(),
      {.language = language, .now = now_, .zone = zone_, .syntax = request_.syntax()}, analyzer,
      &error);
  if (!parsed) return QueryStatus(error);
  const std::vector<text::Language> languages =
      search::ChosenLanguages(parsed->root, request_.filter(), snapshot_->languages);
  const search::QueryIndex index{
      .snapshot = *snapshot_->snapshot,
      .entities = *snapshot_->entities,
      .languages = languages,
      .postings = services_.caches.postings,
      .restricted = snapshot_->is_restricted() ? snapshot_.get() : nullptr,
      .date_match = request_.filter().date_match(),
      .match = request_.match()};
  auto dropped = search::KeepRarestWords(index, context_, parsed->root);
  if (!dropped.ok()) return dropped.status();
  auto plan = search::BindQuery(parsed->root, index, context_, analyzer);
  if (!plan.ok()) return plan.status();
  plan_ = *std::move(plan);
  plan_.typed = search::TypedWords(request_.query(), languages, analyzer);
  v1::Diagnostics& diagnostics = *response_.mutable_diagnostics();
  diagnostics.set_parsed_query(query::PrintQuery(parsed->root));
  std::vector<v1::Reading> readings = std::move(parsed->readings);
  std::move(dropped->begin(), dropped->end(), std::back_inserter(readings));
  readings.insert(readings.end(), plan_.readings.begin(), plan_.readings.end());
  AddReadings(std::move(readings), request_.query(), language, diagnostics);
  for (const std::string& warning : plan_.warnings) diagnostics.add_warnings(warning);
  AddEntityChoices(parsed->root, *snapshot_->entities, response_);
  if (request_.page_token().empty()) AddNameChoices(request_.query(), *snapshot_, response_);
  // Without a word to rank by, all hits would have one score: the newest are of more use.
  const bool by_relevance =
      request_.sort() == v1::SORT_RELEVANCE || request_.sort() == v1::SORT_UNSPECIFIED;
  by_score_ = by_relevance && !query::IsFilter(parsed->root);
  if (by_relevance && !by_score_) about_ = search::AboutTerms(plan_);
  by_score_ = by_score_ || !about_.empty();
  response_.set_sort_used(by_score_                            ? v1::SORT_RELEVANCE
                          : request_.sort() == v1::SORT_OLDEST ? v1::SORT_OLDEST
                                                               : v1::SORT_NEWEST);
  searcher_.emplace(*snapshot_, plan_, services_.caches, context_);
  return absl::OkStatus();
}

// AUTO: all words if any article inside the filter has them all, else any. What an exact count
// needs anyway is kept for it.
absl::Status SearchRun::ChooseMatch() {
  const bool automatic =
      request_.match() == v1::MATCH_MODE_UNSPECIFIED || request_.match() == v1::MATCH_MODE_AUTO;
  response_.set_match_used(automatic ? v1::MATCH_MODE_ALL : request_.match());
  if (!plan_.relaxable) return absl::OkStatus();
  const bool counted = request_.count_mode() == v1::COUNT_MODE_EXACT ||
                       request_.count_mode() == v1::COUNT_MODE_UNSPECIFIED || !by_score_ ||
                       request_.facets_size() > 0;
  bool found = false;
  if (counted) {
    const search::SegmentBitmaps* matches = nullptr;
    if (absl::Status status = Matches(std::nullopt, &matches); !status.ok()) return status;
    found = std::any_of(matches->begin(), matches->end(),
                        [](const search::SharedBitmap& bitmap) { return !bitmap->empty(); });
  } else {
    const auto any = searcher_->AnyMatch(filtered_);
    if (!any.ok()) return any.status();
    found = *any;
  }
  if (found) return absl::OkStatus();
  plan_.Relax();
  matches_.reset();
  response_.set_match_used(v1::MATCH_MODE_ANY);
  return absl::OkStatus();
}

absl::Status SearchRun::Filter() {
  const absl::Cleanup end_stage = [this] { EndStage("filter"); };
  auto parts = searcher_->EvaluateFilter(request_.filter(), {zone_, now_});
  if (!parts.ok()) return parts.status();
  filter_ = std::move(*parts);
  auto names = FilterNames();
  if (!names.ok()) return names.status();
  filter_names_ = *std::move(names);
  WarnOfUnknownValues(request_.filter(), *snapshot_->entities, *response_.mutable_diagnostics());
  filtered_ = searcher_->Combine(filter_, std::nullopt);
  return ChooseMatch();
}

absl::Status SearchRun::Match() {
  if (!by_score_) return MatchByDate();
  absl::Status status = about_.empty() ? MatchByScore() : MatchBySalience();
  if (GoesOn()) offset_ = PlaceByScore(*snapshot_->snapshot, token_, candidates_);
  first_ = offset_;
  more_ = candidates_.size() > PageEnd();
  return status;
}

std::size_t SearchRun::PageEnd() const {
  return std::min<std::size_t>(std::size_t{offset_} + page_size_, limits::kMaxPageWindow);
}

std::size_t SearchRun::WantedByScore() const {
  return 1 + (GoesOn() ? limits::kMaxPageWindow : PageEnd());
}

absl::Status SearchRun::MatchBySalience() {
  const absl::Cleanup end_stage = [this] { EndStage("match"); };
  const search::SegmentBitmaps* matches = nullptr;
  if (absl::Status status = Matches(std::nullopt, &matches); !status.ok()) return status;
  auto ranked = search::RankBySalience(*snapshot_, about_, *matches, WantedByScore(), context_);
  if (!ranked.ok()) return ranked.status();
  candidates_ = *std::move(ranked);
  for (const search::SharedBitmap& bitmap : *matches) estimate_ += bitmap->size();
  return absl::OkStatus();
}

absl::Status SearchRun::MatchByScore() {
  const std::size_t wanted = WantedByScore();
  const bool second_phase = !request_.ranking().first_phase_only();
  const std::size_t window = second_phase ? std::max(wanted, search::kRecencyWindow) : wanted;
  auto hits = searcher_->Rank(filtered_, window, request_.allow_partial());
  EndStage("match");
  if (!hits.ok()) return hits.status();
  candidates_ = std::move(hits->candidates);
  estimate_ = hits->estimate;
  if (!hits->complete) response_.set_partial(true);
  absl::Status status;
  if (second_phase) {
    status = search::ApplyProximity(*snapshot_, plan_, context_, candidates_);
    if (status.ok()) {
      search::ApplyRecency(*snapshot_, search::RecencyOf(request_.ranking()), now_, candidates_);
      search::PutHeadlineFirst(*snapshot_, plan_, candidates_);
    }
    EndStage("rerank");
  }
  return status;
}

absl::Status SearchRun::MatchByDate() {
  const absl::Cleanup end_stage = [this] { EndStage("match"); };
  const search::SegmentBitmaps* matches = nullptr;
  if (absl::Status status = Matches(std::nullopt, &matches); !status.ok()) return status;
  std::optional<DatePlace> after;
  if (GoesOn()) {
    after = {static_cast<std::int64_t>(token_.sort_value), token_.content_hash, token_.id_hash};
  }
  first_ = after ? 0 : offset_;
  by_date_.emplace(*snapshot_->snapshot, first_ + page_size_, request_.sort(), after);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < matches->size(); ++i) {
    (*matches)[i]->CopyTo(ids);
    absl::Status status = facets::ForEachBlock(
        std::span<const std::uint32_t>(ids), context_, [&](std::span<const std::uint32_t> block) {
          by_date_->Add(static_cast<std::uint32_t>(i), block);
        });
    if (!status.ok()) return status;
  }
  if (after) offset_ = static_cast<std::uint32_t>(by_date_->skipped());
  more_ = by_date_->has_more();
  candidates_ = by_date_->TakeSorted();
  return absl::OkStatus();
}

absl::Status SearchRun::Matches(std::optional<article::Field> left_out,
                                const search::SegmentBitmaps** matches) {
  const bool selects =
      left_out && std::any_of(filter_.begin(), filter_.end(), [&](const search::FilterPart& part) {
        return part.SelectsBy(*left_out);
      });
  if (left_out && !selects) return Matches(std::nullopt, matches);
  std::optional<search::SegmentBitmaps>& slot = left_out ? facet_matches_ : matches_;
  const search::SegmentBitmaps filtered =
      left_out ? searcher_->Combine(filter_, left_out) : filtered_;
  if (!slot || left_out) {
    auto found = searcher_->EvaluateMatches(filtered);
    if (!found.ok()) return found.status();
    slot = std::move(*found);
  }
  *matches = &*slot;
  return absl::OkStatus();
}

absl::Status SearchRun::Count() {
  absl::Status status = CountTotal();
  EndStage("count");
  if (!status.ok() || request_.facets_size() == 0) return status;
  status = CountFacets();
  EndStage("facets");
  return status;
}

absl::Status SearchRun::CountTotal() {
  v1::Total& total = *response_.mutable_total();
  // An estimate would tell how frequent words are among what cannot be seen.
  const bool may_estimate = by_score_ && !snapshot_->is_restricted();
  if (request_.count_mode() == v1::COUNT_MODE_ESTIMATE && may_estimate) {
    total.set_value(static_cast<std::uint32_t>(estimate_));
    total.set_relation(v1::COUNT_RELATION_ESTIMATE);
  } else if (request_.count_mode() != v1::COUNT_MODE_NONE) {
    const search::SegmentBitmaps* matches = nullptr;
    if (absl::Status status = Matches(std::nullopt, &matches); !status.ok()) return status;
    std::uint32_t count = 0;
    for (const search::SharedBitmap& bitmap : *matches) count += bitmap->size();
    total.set_value(count);
    const bool whole = snapshot_->snapshot->damaged.empty();
    total.set_relation(whole ? v1::COUNT_RELATION_EXACT : v1::COUNT_RELATION_AT_LEAST);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::FacetResult> SearchRun::CountFacet(const v1::FacetRequest& facet,
                                                      std::size_t room, const std::string& path) {
  const std::vector<article::Field> fields = facets::FacetFields(facet);
  std::vector<search::SegmentBitmaps> of_fields;
  bool same = true;
  for (const article::Field field : fields) {
    const search::SegmentBitmaps* matches = nullptr;
    if (absl::Status status = Matches(field, &matches); !status.ok()) return status;
    of_fields.push_back(*matches);
    same = same && AreSameBitmaps(of_fields.front(), of_fields.back());
  }
  const search::SegmentBitmaps* all = nullptr;
  if (of_fields.empty()) {
    if (absl::Status status = Matches(std::nullopt, &all); !status.ok()) return status;
  }
  facets::FacetScope scope{.snapshot = *snapshot_,
                           .matches = all == nullptr ? of_fields.front() : *all,
                           .filter = request_.filter(),
                           .now = now_,
                           .context = context_,
                           .max_buckets = room,
                           .path = path};
  if (!same) scope.field_matches = of_fields;
  return facets::CountFacet(facet, scope);
}

absl::Status SearchRun::CountFacets() {
  std::size_t room = limits::kMaxBucketsPerRequest;
  std::size_t bytes = response_.ByteSizeLong();
  for (int i = 0; i < request_.facets_size(); ++i) {
    const v1::FacetRequest& facet = request_.facets(i);
    const std::string path = FacetPath(facet, i);
    auto counted = CountFacet(facet, room, path);
    if (!counted.ok()) return counted.status();
    const auto buckets = static_cast<std::size_t>(counted->buckets_size());
    absl::Status status = CheckBuckets(buckets, room, path);
    // Before it is part of an answer that a later facet may make a partial one.
    bytes += counted->ByteSizeLong() + kFacetOverhead;
    if (status.ok()) status = CheckFacetBytes(bytes);
    if (!status.ok()) return status;
    room -= buckets;
    if (!snapshot_->snapshot->damaged.empty()) counted->set_relation(v1::COUNT_RELATION_AT_LEAST);
    *response_.add_facets() = std::move(*counted);
  }
  return absl::OkStatus();
}

absl::Status SearchRun::Fetch() {
  const absl::Cleanup end_stage = [this] { EndStage("fetch"); };
  const std::size_t reachable =
      by_score_ ? std::min<std::size_t>(candidates_.size(), limits::kMaxPageWindow)
                : candidates_.size();
  const std::size_t first = std::min<std::size_t>(first_, reachable);
  const std::size_t last = std::min<std::size_t>(first + page_size_, reachable);
  search::SearchContext context = context_;
  if (response_.partial()) context.deadline += kPartialGrace;
  const hits::PageEnd end =
      hits::AddHits(request_,
                    {*snapshot_, plan_, filter_names_,
                     std::span(candidates_).subspan(first, last - first), context},
                    limits::kMaxAnswerBytes - kRoomForRest, ThreadAnalyzer(), response_);
  if (!end.status.ok()) return end.status;
  const bool more = more_ || first + end.candidates < last;
  if (more && end.candidates > 0 && !response_.partial()) AddPageToken(first + end.candidates);
  return absl::OkStatus();
}

void SearchRun::AddPageToken(std::size_t next) {
  const std::size_t offset = offset_ + (next - first_);
  if (by_score_ && offset >= limits::kMaxPageWindow) {
    response_.mutable_diagnostics()->add_warnings(
        fmt::format("only the first {} hits are reachable by relevance; sort by date or narrow the "
                    "query to see the others",
                    limits::kMaxPageWindow));
    return;
  }
  services_.snapshots.Lease(whole_);
  const search::Candidate& last = candidates_[next - 1];
  if (!by_date_) by_date_.emplace(*snapshot_->snapshot, 0, v1::SORT_NEWEST);
  const DatePlace place = by_date_->PlaceOf(last);
  response_.set_next_page_token(
      EncodePageToken({.generation = whole_->snapshot->generation,
                       .state = StateOf(*whole_->snapshot),
                       .index = IndexHash(whole_->snapshot->manifest.index_id),
                       .request_hash = TokenHash(),
                       .offset = static_cast<std::uint32_t>(offset),
                       .now_seconds = absl::ToUnixSeconds(now_),
                       .sort_value = by_score_ ? std::bit_cast<std::uint64_t>(last.score)
                                               : static_cast<std::uint64_t>(place.rank),
                       .content_hash = place.content_hash,
                       .id_hash = place.id_hash}));
}

}  // namespace dateline::engine
