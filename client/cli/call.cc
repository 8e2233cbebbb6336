// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "client/cli/json_line.h"
#include "client/cli/terminal_text.h"
#include "dateline/status.h"

namespace dateline::cli {
namespace {

// The content of `path`; "" for no name.
std::string ReadFile(const std::string& path) {
  if (path.empty()) return "";
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad() || text.empty()) {
    std::exit(Fail(absl::NotFoundError(fmt::format("cannot read '{}'", path))));
  }
  return text;
}

// Without the white space around it; what is left must be printable, or gRPC would end the program.
std::string Trimmed(std::string key) {
  const auto end = key.find_last_not_of(" \t\r\n");
  key.erase(end == std::string::npos ? 0 : end + 1);
  key.erase(0, key.find_first_not_of(" \t\r\n"));
  const bool printable =
      std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
  if (!printable || key.empty()) {
    std::exit(Fail(absl::InvalidArgumentError(
        "the key for the server is empty or not one word; give it as 'key add' printed it")));
  }
  return key;
}

std::string ApiKey(const CommonOptions& common) {
  if (!common.api_key_file.empty()) return Trimmed(ReadFile(common.api_key_file));
  const char* key = std::getenv("DATELINE_API_KEY");
  return key == nullptr || *key == '\0' ? "" : Trimmed(key);
}

client::ConnectionOptions ConnectionOf(const CommonOptions& common) {
  client::ConnectionOptions connection;
  connection.tls = common.tls;
  connection.ca = ReadFile(common.ca_file);
  connection.certificate = ReadFile(common.certificate_file);
  connection.private_key = ReadFile(common.private_key_file);
  connection.api_key = ApiKey(common);
  for (const std::string& header : common.headers) {
    const auto colon = header.find(':');
    const auto value = header.find_first_not_of(' ', colon + 1);
    connection.metadata.emplace_back(header.substr(0, colon),
                                     value == std::string::npos ? "" : header.substr(value));
  }
  return connection;
}

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
  options.connection = ConnectionOf(common);
  return client::Client::Connect(options);
}

std::unique_ptr<client::IngestClient> ConnectToIngest(const CommonOptions& common) {
  client::IngestOptions options;
  options.server = common.server;
  options.timeout = absl::Seconds(common.timeout_seconds);
  options.connection = ConnectionOf(common);
  return client::IngestClient::Connect(options);
}

int PrintJson(const google::protobuf::Message& message) {
  const auto line = JsonLine(message);
  if (!line.ok()) return Fail(line.status());
  std::fputs(line->c_str(), stdout);
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
