// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/call.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <string>

#include "client/cli/terminal_text.h"
#include "dateline/status.h"

namespace dateline::cli {

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

void PrintJson(const google::protobuf::Message& message) {
  std::string json;
  // Cannot fail: the messages do not hold an Any or an invalid time.
  (void)google::protobuf::util::MessageToJsonString(message, &json);
  std::printf("%s\n", json.c_str());
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
