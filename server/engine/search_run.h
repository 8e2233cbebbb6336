// SPDX-License-Identifier: GPL-3.0-or-later
// One search from request to answer, stage by stage.
#ifndef DATELINE_SERVER_ENGINE_SEARCH_RUN_H_
#define DATELINE_SERVER_ENGINE_SEARCH_RUN_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/v1/search_service.pb.h"
#include "server/engine/first_by_date.h"
#include "server/engine/page_token.h"
#include "server/engine/search_services.h"
#include "server/search/search_context.h"
#include "server/search/searcher.h"

namespace dateline::engine {

// One run on one thread. `request` has passed Validate; what the arguments refer to must outlive
// the run.
class SearchRun {
 public:
  SearchRun(SearchServices services, const v1::SearchRequest& request,
            const search::SearchContext& context);
  absl::StatusOr<v1::SearchResponse> Run();
  // Instead of Run: sets what query and filter mark in an article (hits::MarkArticle) of the
  // snapshot.
  absl::Status MarkArticle(const article::Article& article, const index::WordRow& words, bool html,
                           v1::GetArticleResponse& response);
  // What Run has answered from; null if it did not get that far.
  const std::shared_ptr<const search::SearchSnapshot>& snapshot() const { return whole_; }

 private:
  absl::Status Start();  // picks the snapshot, parses
  absl::Status ReadPageToken();
  // Whether the page goes on from a token of a generation that is gone.
  bool GoesOn() const { return response_.generation_changed(); }
  absl::Status Parse();
  absl::Status Filter();
  absl::Status ChooseMatch();  // all of the words, or any
  absl::Status Match();        // candidates_ and the first of them that is of the page
  absl::Status MatchByScore();
  absl::Status MatchBySalience();
  std::size_t PageEnd() const;        // hits up to the end of the page
  std::size_t WantedByScore() const;  // one more, which tells whether there is a page after it
  absl::Status MatchByDate();
  absl::Status Count();  // total and facets
  absl::Status CountTotal();
  absl::Status CountFacets();
  absl::Status Fetch();  // hits and next page token
  void AddPageToken(std::size_t next);
  absl::Status Matches(std::optional<article::Field> left_out,
                       const search::SegmentBitmaps** matches);
  absl::StatusOr<v1::FacetResult> CountFacet(const v1::FacetRequest& facet, std::size_t room,
                                             const std::string& path);
  // Terms of the names that the filter asks for.
  absl::StatusOr<std::vector<std::string>> FilterNames() const;
  std::uint64_t TokenHash() const;  // what page tokens of this search are bound to
  bool Tolerates(const absl::Status& status);
  void EndStage(std::string_view name);  // a literal

  SearchServices services_;
  const v1::SearchRequest& request_;
  const search::SearchContext& context_;
  v1::SearchResponse response_;
  absl::Time now_;
  const absl::TimeZone zone_;  // of dates in query and filter
  absl::Time stage_start_;
  std::uint32_t page_size_ = 0;
  std::uint32_t offset_ = 0;  // hits before the page
  PageToken token_;           // that the page was asked for by
  bool by_score_ = true;
  std::vector<std::string> about_;  // entities by whose salience it sorts; empty: by words, or date
  std::shared_ptr<const search::SearchSnapshot> whole_;     // of the index
  std::shared_ptr<const search::SearchSnapshot> snapshot_;  // what the caller may see of it
  search::QueryPlan plan_;
  std::optional<search::Searcher> searcher_;
  std::vector<search::FilterPart> filter_;
  std::vector<std::string> filter_names_;          // terms of the names that it asks for
  search::SegmentBitmaps filtered_;                // live rows that pass the filter
  std::optional<search::SegmentBitmaps> matches_;  // within filtered_, once something needs them
  std::optional<search::SegmentBitmaps> facet_matches_;
  std::vector<search::Candidate> candidates_;
  std::size_t first_ = 0;  // of the page, in candidates_
  std::optional<FirstByDate> by_date_;
  std::uint64_t estimate_ = 0;
  bool more_ = false;  // there are hits after the page
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_SEARCH_RUN_H_
