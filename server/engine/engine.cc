// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/errors/errors.h"
#include "core/index/scrubber.h"
#include "server/engine/article_call.h"
#include "server/engine/damage_report.h"
#include "server/engine/entity_calls.h"
#include "server/engine/index_info.h"
#include "server/engine/search_run.h"
#include "server/engine/search_services.h"
#include "server/engine/snapshots.h"

namespace dateline::engine {
namespace {

using Used = std::shared_ptr<const search::SearchSnapshot>;

constexpr int kMostRuns = 8;  // of one request: each but the last has found new damage

absl::Status CheckUsable(const index::Snapshot& snapshot, const search::SearchContext& context) {
  if (ConditionOf(snapshot) != Condition::kUnusable) return absl::OkStatus();
  return NotFoundInTheRest(snapshot, "no part of the index can be used", context);
}

}  // namespace

class Engine::Impl {
 public:
  explicit Impl(const EngineOptions& options)
      : snapshots_({options.folder, options.snapshot_lease, options.max_leased_snapshots,
                    options.now, options.listener}),
        caches_(options.cache_bytes),
        now_(options.now),
        restricted_(caches_, now_),
        folder_(options.folder),
        listener_(options.listener),
        program_version_(options.program_version) {}

  Snapshots& snapshots() { return snapshots_; }
  const std::string& folder() const { return folder_; }
  const std::string& program_version() const { return program_version_; }
  index::Scrubber& scrubber() { return *scrubber_; }

  // Once the index is open.
  void StartScrubber(const EngineOptions& options) {
    scrubber_.emplace(index::ScrubberOptions{
        .folder = options.folder,
        .period = options.scrub_period,
        .manifest = [this] { return snapshots_.current()->snapshot->manifest; },
        .done = [this](const absl::StatusOr<index::ScrubResult>& result) { EndScrub(result); }});
  }

  // Runs `answer(services, used)`, which sets `used` to the snapshot that it answers from, until it
  // has met no damage that was not known.
  template <typename Response, typename Answer>
  absl::StatusOr<Response> AskAnyway(const search::SearchContext& context, const Answer& answer) {
    for (int runs = 1;; ++runs) {
      std::shared_ptr<const search::SearchSnapshot> used = snapshots_.current();
      absl::StatusOr<Response> response =
          answer(SearchServices{snapshots_, caches_, now_, restricted_, used}, used);
      if (used == nullptr || !snapshots_.LeaveOutFailed(*used)) return response;
      restricted_.DropStale(snapshots_.current());  // they keep damaged files open
      if (runs == kMostRuns) {
        return NotFoundInTheRest(*snapshots_.current()->snapshot, "the index keeps failing",
                                 context);
      }
    }
  }

  // The same while a part of the index can be used.
  template <typename Response, typename Answer>
  absl::StatusOr<Response> Ask(const search::SearchContext& context, const Answer& answer) {
    return AskAnyway<Response>(
        context, [&](const SearchServices& services, Used& used) -> absl::StatusOr<Response> {
          absl::Status status = CheckUsable(*services.snapshot->snapshot, context);
          if (!status.ok()) return status;
          return answer(services, used);
        });
  }

  // Opens what is new, and looks after what is kept for callers with a filter.
  absl::StatusOr<bool> Refresh() {
    auto refreshed = snapshots_.Refresh();
    if (const Used current = snapshots_.current(); current != nullptr) restricted_.Renew(current);
    return refreshed;
  }

 private:
  void EndScrub(const absl::StatusOr<index::ScrubResult>& result) {
    if (!result.ok()) {
      Log(Severity::kError, "the scrub of the index failed: " + errors::MessageOf(result.status()));
      return;
    }
    snapshots_.Apply(*result);
    restricted_.DropStale(snapshots_.current());
    Log(result->damage.empty() ? Severity::kInfo : Severity::kError,
        fmt::format("scrub: {} bytes read, {} damaged segments", result->bytes,
                    result->damage.size()));
    for (const index::SegmentDamage& damage : result->damage) {
      if (damage.missing) {
        Log(Severity::kError, fmt::format("'{}' of segment {} is gone from the folder; it is still "
                                          "answered from until the program ends",
                                          damage.file, damage.segment));
      }
    }
  }

  void Log(Severity severity, const std::string& message) const {
    if (listener_.log) listener_.log(severity, message);
  }

  Snapshots snapshots_;
  search::SearchCaches caches_;
  std::function<absl::Time()> now_;
  RestrictedSnapshots restricted_;
  const std::string folder_;
  const Listener listener_;
  const std::string program_version_;
  std::optional<index::Scrubber> scrubber_;  // last: its thread uses the others
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  if (auto opened = impl->snapshots().Refresh(); !opened.ok()) {
    const absl::Status& status = opened.status();
    absl::Status named(status.code(), fmt::format("the index in '{}' cannot be opened: {}",
                                                  options.folder, errors::MessageOf(status)));
    status.ForEachPayload([&named](absl::string_view url, const absl::Cord& payload) {
      named.SetPayload(url, payload);
    });
    return named;
  }
  impl->StartScrubber(options);
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

absl::StatusOr<v1::SearchResponse> Engine::Search(const v1::SearchRequest& request,
                                                  const search::SearchContext& context) {
  return impl_->Ask<v1::SearchResponse>(context, [&](const SearchServices& services, Used& used) {
    SearchRun run(services, request, context);
    auto response = run.Run();
    used = run.snapshot();
    return response;
  });
}

absl::StatusOr<v1::GetArticleResponse> Engine::GetArticle(const v1::GetArticleRequest& request,
                                                          const search::SearchContext& context) {
  return impl_->Ask<v1::GetArticleResponse>(context, [&](const SearchServices& services, Used&) {
    return dateline::engine::GetArticle(services, request, context);
  });
}

absl::StatusOr<v1::GetEntityResponse> Engine::GetEntity(const v1::GetEntityRequest& request,
                                                        const search::SearchContext& context) {
  return impl_->Ask<v1::GetEntityResponse>(
      context, [&](const SearchServices& services, Used&) -> absl::StatusOr<v1::GetEntityResponse> {
        auto response = dateline::engine::GetEntity(services, request, context);
        const index::Snapshot& snapshot = *services.snapshot->snapshot;
        if (snapshot.damaged.empty() || !absl::IsNotFound(response.status())) return response;
        return NotFoundInTheRest(snapshot, errors::MessageOf(response.status()), context);
      });
}

absl::StatusOr<v1::SuggestEntitiesResponse> Engine::SuggestEntities(
    const v1::SuggestEntitiesRequest& request, const search::SearchContext& context) {
  return impl_->Ask<v1::SuggestEntitiesResponse>(
      context, [&](const SearchServices& services, Used&) {
        return dateline::engine::SuggestEntities(services, request, context);
      });
}

absl::StatusOr<v1::GetIndexInfoResponse> Engine::GetIndexInfo(
    const v1::GetIndexInfoRequest&, const search::SearchContext& context) {
  return impl_->AskAnyway<v1::GetIndexInfoResponse>(
      context,
      [&](const SearchServices& services, Used&) -> absl::StatusOr<v1::GetIndexInfoResponse> {
        const auto visible = services.restricted.Get(services.snapshot, context);
        if (!visible.ok()) return visible.status();
        v1::GetIndexInfoResponse info = DescribeIndex(**visible, context);
        info.set_program_version(impl_->program_version());
        if (!(*visible)->is_restricted()) FillScrub(*info.mutable_scrub());
        return info;
      });
}

absl::StatusOr<v1::ScrubIndexResponse> Engine::ScrubIndex(const v1::ScrubIndexRequest& request,
                                                          const search::SearchContext& context) {
  absl::Status status = impl_->scrubber().RunPass(request.max_bytes_per_second(), context.deadline,
                                                  context.cancelled);
  if (!status.ok()) return status;
  v1::ScrubIndexResponse response;
  *response.mutable_scrub() = DescribeIndex(*impl_->snapshots().current(), {}).scrub();
  FillScrub(*response.mutable_scrub());
  return response;
}

void Engine::StopScrub() { impl_->scrubber().Stop(); }

void Engine::FillScrub(v1::ScrubStatus& scrub) const {
  v1::ScrubStatus pass = impl_->scrubber().status();
  // What is gone from the folder, but still open, is not left out of answers.
  for (v1::IndexDamage& found : *pass.mutable_damage()) {
    const bool known = std::any_of(
        scrub.damage().begin(), scrub.damage().end(),
        [&found](const v1::IndexDamage& one) { return one.segment() == found.segment(); });
    const bool there = index::StampOf(impl_->folder() + "/" + found.file()).exists();
    if (known || there) continue;
    found.set_article_count(0);
    *scrub.add_damage() = found;
  }
  if (pass.has_last_pass_time()) *scrub.mutable_last_pass_time() = pass.last_pass_time();
  scrub.set_checked_bytes(pass.checked_bytes());
  scrub.set_running(pass.running());
}

absl::StatusOr<bool> Engine::Refresh() { return impl_->Refresh(); }

std::shared_ptr<const index::Snapshot> Engine::snapshot() const {
  return impl_->snapshots().current()->snapshot;
}

}  // namespace dateline::engine
