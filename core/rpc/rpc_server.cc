// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpc_server.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/impl/codegen/compression_types.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <mutex>
#include <utility>

#include "core/limits.h"

namespace dateline::rpc {
namespace {

constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kShortestClientPingMs = 10'000;
constexpr int kHandshakeTimeoutMs = 3'000;
constexpr int kConnectionAgeMs = 4 * 3600 * 1000;
constexpr int kConnectionAgeGraceMs = 10 * 60 * 1000;
constexpr int kConcurrentStreams = 100;

// Plugins must be enabled once per process, before the first builder.
void EnablePlugins() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

// Against what clients may do to a server: floods, compression bombs, dead peers. And a second
// server on the same port must fail, not take half of the calls. doc/reliability.md
void ApplySettings(grpc::ServerBuilder& builder, int max_message_bytes) {
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kConcurrentStreams);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kShortestClientPingMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kConnectionAgeMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kConnectionAgeGraceMs);
  builder.SetMaxReceiveMessageSize(max_message_bytes);
  builder.SetDefaultCompressionAlgorithm(GRPC_COMPRESS_NONE);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  grpc::ResourceQuota quota("dateline");
  quota.Resize(limits::kRpcMemoryBytes);
  builder.SetResourceQuota(quota);
}

// The host part of HOST:PORT, with its colon; "" if there is no port.
std::string HostPart(const std::string& listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == listen.size()) return "";
  const bool digits = listen.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  return digits ? listen.substr(0, colon + 1) : "";
}

}  // namespace

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(RpcServerOptions options) {
  // A client's broken bytes are answered with a status, not with lines in our log.
  google::protobuf::SetLogHandler(nullptr);
  const std::string host = HostPart(options.listen);
  if (host.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "cannot listen on '{}': an address is HOST:PORT, such as 127.0.0.1:7710", options.listen));
  }
  EnablePlugins();
  grpc::ServerBuilder builder;
  ApplySettings(builder, options.max_message_bytes);
  int port = 0;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service : options.services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port <= 0) {
    return absl::UnavailableError(
        fmt::format("cannot listen on {}: the port is taken or the address is not of this host; "
                    "choose another with --listen",
                    options.listen));
  }
  auto result = std::unique_ptr<RpcServer>(
      new RpcServer(std::move(server), host + std::to_string(port), options.health_names));
  result->SetServing(options.serving);
  return result;
}

RpcServer::RpcServer(std::unique_ptr<grpc::Server> server, std::string address,
                     std::vector<std::string> health_names)
    : server_(std::move(server)),
      address_(std::move(address)),
      health_names_(std::move(health_names)) {}

RpcServer::~RpcServer() { Shutdown(std::chrono::milliseconds(0)); }

void RpcServer::SetServing(bool serving) {
  auto* health = server_->GetHealthCheckService();
  if (health == nullptr) return;
  health->SetServingStatus(serving);
  for (const std::string& name : health_names_) health->SetServingStatus(name, serving);
}

void RpcServer::SetServing(const std::string& name, bool serving) {
  if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(name, serving);
}

void RpcServer::EndServing() {
  if (auto* health = server_->GetHealthCheckService()) health->Shutdown();
}

void RpcServer::Shutdown(std::chrono::milliseconds grace) {
  server_->Shutdown(std::chrono::system_clock::now() + grace);
}

}  // namespace dateline::rpc
