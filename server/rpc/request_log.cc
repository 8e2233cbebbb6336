// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/request_log.h"

#include <absl/strings/ascii.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <optional>

#include "core/limits.h"
#include "core/text/utf8.h"

namespace dateline::service {
namespace {

double Milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string SafeId(std::string_view id) {
  constexpr std::string_view kSigns = "-_.:/+=@";
  std::string safe(id.substr(0, limits::kMaxLoggedHeaderBytes));
  for (char& letter : safe) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(letter)) ||
                       kSigns.find(letter) != std::string_view::npos;
    if (!plain) letter = '?';
  }
  return safe;
}

}  // namespace

std::string FormatStages(std::span<const search::StageTime> stages) {
  std::string text;
  for (const search::StageTime& stage : stages) {
    text += fmt::format("{}{}={:.1f}", text.empty() ? "" : " ", stage.stage,
                        absl::ToDoubleMilliseconds(stage.elapsed));
  }
  return text;
}

LoggedRequest Describe(const v1::SearchRequest& request, const v1::SearchResponse& response) {
  return {.method = "Search", .id = {}, .query = request.query(), .hits = response.hits_size()};
}

LoggedRequest Describe(const v1::GetArticleRequest& request,
                       const v1::GetArticleResponse& /*response*/) {
  return {.method = "GetArticle", .id = {}, .query = request.id()};
}

LoggedRequest Describe(const v1::GetEntityRequest& request,
                       const v1::GetEntityResponse& /*response*/) {
  return {.method = "GetEntity", .id = {}, .query = request.name()};
}

LoggedRequest Describe(const v1::SuggestEntitiesRequest& request,
                       const v1::SuggestEntitiesResponse& /*response*/) {
  return {.method = "SuggestEntities", .id = {}, .query = request.prefix()};
}

LoggedRequest Describe(const v1::GetIndexInfoRequest& /*request*/,
                       const v1::GetIndexInfoResponse& /*response*/) {
  return {.method = "GetIndexInfo", .id = {}, .query = {}};
}

std::string FormatRequest(const LoggedRequest& request, const rpc::CallEnd& end,
                          RequestLogOptions::Queries queries) {
  std::string line =
      fmt::format("slow request: method={} code={} ms={:.1f} waited_ms={:.1f}", request.method,
                  std::string(absl::StatusCodeToString(end.status.code())),
                  Milliseconds(end.elapsed), Milliseconds(end.waited));
  if (!request.stages.empty()) line += " " + request.stages;
  if (request.hits >= 0 && end.status.ok()) line += fmt::format(" hits={}", request.hits);
  line += fmt::format(" caller=[{}]", end.caller.name);
  if (!request.id.empty()) line += " request_id=" + SafeId(request.id);
  if (queries == RequestLogOptions::Queries::kShown) {
    line += fmt::format(" query={}", text::CutUtf8(request.query, limits::kMaxLoggedQueryBytes));
  }
  return line;
}

void RequestLog::Write(const LoggedRequest& request, const rpc::CallEnd& end) {
  std::optional<std::size_t> left_out;
  {
    const absl::MutexLock lock(&mutex_);
    left_out = rate_.Admit(options_.now());
  }
  if (!left_out) return;
  if (*left_out > 0) {
    options_.write(rpc::LogLevel::kWarning,
                   fmt::format("{} more slow requests did not get a line", *left_out));
  }
  options_.write(rpc::LogLevel::kWarning, FormatRequest(request, end, options_.queries));
}

}  // namespace dateline::service
