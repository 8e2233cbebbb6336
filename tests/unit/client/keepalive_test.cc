// SPDX-License-Identifier: GPL-3.0-or-later
// A network that is cut without a word: what is sent gets lost, and nothing comes back.
#include <absl/time/clock.h>
#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>

#include "dateline/client.h"

namespace dateline::client {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// Carries the bytes of one connection to a server, until it is cut: then it takes them and drops
// them. The kernel goes on acknowledging, so that only a ping can tell.
class CutCable {
 public:
  explicit CutCable(int server_port)
      : server_port_(server_port), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = Loopback(0);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { Carry(stop); });
  }
  ~CutCable() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  void Cut() { cut_ = true; }

 private:
  static bool Readable(int descriptor) {
    pollfd wanted{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, 5) > 0;
  }

  // False at the end of the stream.
  bool Pass(int from, int to) const {
    if (!Readable(from)) return true;
    std::array<char, 16384> bytes{};
    const ssize_t got = ::read(from, bytes.data(), bytes.size());
    if (got <= 0) return false;
    return cut_ || ::write(to, bytes.data(), static_cast<std::size_t>(got)) == got;
  }

  void Carry(const std::stop_token& stop) const {
    while (!Readable(listener_)) {
      if (stop.stop_requested()) return;
    }
    const int client = ::accept(listener_, nullptr, nullptr);
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = Loopback(server_port_);
    bool open =
        ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    while (open && !stop.stop_requested()) open = Pass(client, server) && Pass(server, client);
    ::close(client);
    ::close(server);
  }

  const int server_port_;
  const int listener_;
  int port_ = 0;
  std::atomic<bool> cut_{false};
  std::jthread thread_;  // last: it uses all of the above
};

class EmptyServer final : public v1::SearchService::Service {
 public:
  grpc::Status Search(grpc::ServerContext* /*context*/, const v1::SearchRequest* /*request*/,
                      v1::SearchResponse* /*response*/) override {
    return grpc::Status::OK;
  }
};

TEST(KeepaliveTest, ACutNetworkIsNoticedWithinTwelveSeconds) {
  EmptyServer service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  CutCable cable(port);
  const auto client = Client::Connect(
      {.server = cable.address(), .timeout = absl::Seconds(60), .retry = {.max_attempts = 1}});
  ASSERT_TRUE(client->Search({}).ok());
  cable.Cut();
  const absl::Time start = absl::Now();
  const absl::Status status = client->Search({}).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;  // and not the deadline
  EXPECT_LE(absl::Now() - start, absl::Seconds(12));
}

}  // namespace
}  // namespace dateline::client
