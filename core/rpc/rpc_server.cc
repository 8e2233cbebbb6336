// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/rpc_server.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/impl/codegen/compression_types.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "core/limits.h"
#include "core/reflection/reflection_plugin.h"
#include "core/rpc/admission.h"
#include "core/rpc/connection_acceptor.h"
#include "core/rpc/descriptors.h"
#include "core/rpc/goaway.h"
#include "core/rpc/grpc_log.h"
#include "core/rpc/log.h"

namespace dateline::rpc {
namespace {

constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kShortestClientPingMs = 5'000;
constexpr int kHandshakeTimeoutMs = 3'000;
constexpr int kConnectionAgeMs = 4 * 3600 * 1000;
constexpr int kConnectionAgeGraceMs = 10 * 60 * 1000;
constexpr int kConcurrentStreams = 100;
constexpr std::chrono::milliseconds kBetweenGoaways{20};

// Plugins must be enabled once per process, before the first builder.
void EnablePlugins() {
  static std::once_flag once;
  std::call_once(once, [] { grpc::EnableDefaultHealthCheckService(true); });
}

// Against what clients may do to a server: floods, compression bombs, dead peers.
// doc/reliability.md
void ApplySettings(grpc::ServerBuilder& builder, int max_message_bytes) {
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
  // gRPC would expand without a bound; core/rpc/compressed.h does it instead.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
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

using External = grpc::experimental::ExternalConnectionAcceptor;

absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> Listen(const std::string& listen) {
  const std::size_t descriptors = RaiseDescriptorLimit();
  const std::size_t connections = ConnectionsFor(descriptors);
  auto acceptor = ConnectionAcceptor::Listen(
      {.listen = listen, .descriptors = descriptors, .most_connections = connections});
  if (acceptor.ok()) {
    LogLine(LogLevel::kInfo, fmt::format("{} descriptors, of them at most {} for connections",
                                         descriptors, connections));
  }
  return acceptor;
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
  RouteGrpcLog();
  EnablePlugins();
  auto acceptor = Listen(options.listen);
  if (!acceptor.ok()) return acceptor.status();
  grpc::ServerBuilder builder;
  ApplySettings(builder, options.max_message_bytes);
  builder.SetOption(reflection::MakeReflection(AdmitReflection(options.gate)));
  std::shared_ptr<External> connections = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      options.credentials == nullptr ? grpc::InsecureServerCredentials() : options.credentials);
  for (grpc::Service* service : options.services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return absl::InternalError("gRPC does not start a server");
  const std::string address = host + std::to_string((*acceptor)->port());
  auto result = std::unique_ptr<RpcServer>(
      new RpcServer(std::move(server), *std::move(acceptor), address, options.health_names));
  result->SetServing(options.serving);
  result->acceptor_->Start([connections](int descriptor) {
    External::NewConnectionParameters connection;
    connection.listener_fd = -1;
    connection.fd = descriptor;
    connections->HandleNewConnection(&connection);
  });
  return result;
}

RpcServer::RpcServer(std::unique_ptr<grpc::Server> server,
                     std::unique_ptr<ConnectionAcceptor> acceptor, std::string address,
                     std::vector<std::string> health_names)
    : server_(std::move(server)),
      acceptor_(std::move(acceptor)),
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

void RpcServer::SendAway() {
  acceptor_->Stop();
  (void)SendGoaways(*server_);  // if it cannot, Shutdown does
}

void RpcServer::WaitUntilGone(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  // Again and again: a connection whose handshake was under way is told when it is ready.
  while (SendGoaways(*server_) && acceptor_->open() > 0) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) return;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, kBetweenGoaways));
  }
}

void RpcServer::Shutdown(std::chrono::milliseconds grace) {
  acceptor_->Stop();
  server_->Shutdown(std::chrono::system_clock::now() + grace);
}

}  // namespace dateline::rpc
