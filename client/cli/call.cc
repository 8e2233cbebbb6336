// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/call.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <string>

#include "client/cli/terminal_text.h"
#include "dateline/status.h"

namespace dateline::cli {
namespace {

// Whether no connection could be made: gRPC's own words, without a reason of a server.
bool NobodyThere(const absl::Status& status) {
  return absl::IsUnavailable(status) && client::Reason(status).empty() &&
         status.message().find("failed to connect to all addresses") != absl::string_view::npos;
}

}  // namespace

std::unique_ptr<client::Client> ConnectToSearch(const CommonOptions& common) {
  client::ClientOptions options;
  options.server = common.server;
  options.timeout = absl::Seconds(common.timeout_seconds);
  return client::Client::Connect(options);
}

std::unique_ptr<client::IngestClient> ConnectToIngest(const CommonOptions& common) {
  client::IngestOptions options;
  options.server = common.server;
  options.timeout = absl::Seconds(common.timeout_seconds);
  return client::IngestClient::Connect(options);
}

int PrintJson(const google::protobuf::Message& message) {
  std::string json;
  const auto converted = google::protobuf::util::MessageToJsonString(message, &json);
  if (!converted.ok()) {
    return Fail(absl::DataLossError(
        fmt::format("the answer cannot be written as JSON: {}", converted.message().as_string())));
  }
  std::printf("%s\n", SafeJson(json).c_str());
  return 0;
}

int Fail(const absl::Status& status) {
  const std::string reason = client::Reason(status);
  const std::string message = SafeText({status.message().data(), status.message().size()});
  std::fputs(fmt::format("dateline: {}{}: {}\n", StatusCodeToString(status.code()),
                         reason.empty() ? "" : " (" + SafeText(reason) + ")", message)
                 .c_str(),
             stderr);
  return 1;
}

int FailCall(const absl::Status& status, const CommonOptions& common, Service service) {
  if (NobodyThere(status)) {
    return Fail(absl::UnavailableError(
        fmt::format("no server at {}; start one with '{}', or name it with --server", common.server,
                    service == Service::kIngest ? "dateline-indexer serve --index DIR"
                                                : "dateline-server --index DIR")));
  }
  if (!absl::IsUnimplemented(status)) return Fail(status);
  const char* told =
      service == Service::kIngest
          ? "the server at {} answers searches; this command calls 'dateline-indexer serve', "
            "127.0.0.1:7711 unless --server names another"
          : "the server at {} takes articles; this command calls 'dateline-server', "
            "127.0.0.1:7710 unless --server names another";
  return Fail(absl::UnimplementedError(fmt::format(fmt::runtime(told), common.server)));
}

}  // namespace dateline::cli
