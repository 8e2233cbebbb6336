// SPDX-License-Identifier: Apache-2.0
#include "client/call.h"

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

void PrepareContext(const ConnectionOptions& connection, grpc::ClientContext& context) {
  if (!connection.api_key.empty()) {
    context.AddMetadata("authorization", "Bearer " + connection.api_key);
  }
  for (const auto& [name, value] : connection.metadata) context.AddMetadata(name, value);
}

void PrepareContext(const ConnectionOptions& connection, const CallOptions& options,
                    grpc::ClientContext& context) {
  PrepareContext(connection, context);
  for (const auto& [name, value] : options.metadata) context.AddMetadata(name, value);
  if (options.credentials != nullptr) context.set_credentials(options.credentials);
}

}  // namespace dateline::client
