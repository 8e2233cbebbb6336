// SPDX-License-Identifier: Apache-2.0
#include "client/call.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include <algorithm>
#include <set>

namespace dateline::client {
namespace {

// A full page of whole articles is larger than gRPC's default of 4 MiB.
constexpr int kMaxResponseBytes = 256 << 20;

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(const ConnectionOptions& connection) {
  if (!connection.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = connection.ca;
  options.pem_cert_chain = connection.certificate;
  options.pem_private_key = connection.private_key;
  return grpc::SslCredentials(options);
}

// gRPC ends the process if it gets another one.
bool IsMetadataName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool IsMetadataValue(const std::string& value) {
  return std::all_of(value.begin(), value.end(),
                     [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& server,
                                           const ConnectionOptions& connection) {
  if (connection.channel != nullptr) return connection.channel;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  // A cut network is noticed within 2 s of a request (the timeout is also that of TCP for what it
  // has sent), and within 11 s if nothing is sent; two pings without data and then none would be
  // gRPC's default.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 1'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Without a retry policy for gRPC: ours (NextWait) knows RetryInfo, and both would multiply.
  // gRPC's own wait for a new connection must not be longer than ours.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return grpc::CreateCustomChannel(server, CredentialsOf(connection), arguments);
}

absl::Status CheckOptions(const ConnectionOptions& connection, const CallOptions& options) {
  const bool of_tls = !connection.ca.empty() || !connection.certificate.empty();
  if (connection.channel == nullptr && of_tls && !connection.tls) {
    return absl::InvalidArgumentError(
        "the connection has a CA or a certificate, but no TLS; set ConnectionOptions::tls");
  }
  if (connection.certificate.empty() != connection.private_key.empty()) {
    return absl::InvalidArgumentError(
        "a certificate of the client and its private key go together; set both");
  }
  if (!IsMetadataValue(connection.api_key)) {
    return absl::InvalidArgumentError(
        "the API key has characters that no key has; take away line ends and the like");
  }
  for (const Metadata* metadata : {&connection.metadata, &options.metadata}) {
    for (const auto& [name, value] : *metadata) {
      if (IsMetadataName(name) && (name.ends_with("-bin") || IsMetadataValue(value))) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("'", absl::CHexEscape(name),
                       "' cannot be sent as metadata: names are of a-z 0-9 - _ ., values "
                       "printable ASCII unless the name ends with -bin"));
    }
  }
  return absl::OkStatus();
}

void PrepareContext(const ConnectionOptions& connection, const CallOptions& options,
                    grpc::ClientContext& context) {
  const Metadata key = connection.api_key.empty()
                           ? Metadata{}
                           : Metadata{{"authorization", "Bearer " + connection.api_key}};
  std::set<std::string> sent;
  for (const Metadata* metadata : {&options.metadata, &connection.metadata, &key}) {
    for (const auto& [name, value] : *metadata) {
      if (!sent.contains(name)) context.AddMetadata(name, value);
    }
    for (const auto& [name, value] : *metadata) sent.insert(name);
  }
  if (options.credentials != nullptr) context.set_credentials(options.credentials);
}

}  // namespace dateline::client
