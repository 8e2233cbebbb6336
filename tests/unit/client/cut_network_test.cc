// SPDX-License-Identifier: GPL-3.0-or-later
// A network that is cut for good, in a network namespace of the test's own: nothing that is sent
// arrives, and nothing is acknowledged.
#include <absl/time/clock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "dateline/client.h"

namespace dateline::client {
namespace {

// Whether the loopback device of this namespace could be switched.
bool SwitchLoopback(bool on) {
  const int any = ::socket(AF_INET, SOCK_DGRAM, 0);
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  bool done = ::ioctl(any, SIOCGIFFLAGS, &request) == 0;
  const auto flags = static_cast<unsigned short>(request.ifr_flags);
  request.ifr_flags = static_cast<short>(on ? flags | IFF_UP : flags & ~IFF_UP);
  done = done && ::ioctl(any, SIOCSIFFLAGS, &request) == 0;
  ::close(any);
  return done;
}

class FakeSearch final : public v1::SearchService::Service {
 public:
  grpc::Status Search(grpc::ServerContext*, const v1::SearchRequest*,
                      v1::SearchResponse*) override {
    return grpc::Status::OK;
  }
};

// Without the time limit of what TCP has sent, only a ping tells, 11 s later.
TEST(CutNetworkTest, ARequestIntoACutNetworkFailsWithinSeconds) {
  // Before there are threads: a process with threads gets no namespace of users.
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 || !SwitchLoopback(true)) {
    GTEST_SKIP() << "this system gives the test no network of its own";
  }
  FakeSearch service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  ClientOptions options;
  options.server = "127.0.0.1:" + std::to_string(port);
  options.timeout = absl::Seconds(60);
  options.retry.max_attempts = 1;
  const auto client = Client::Connect(options);
  ASSERT_TRUE(client->Search({}).ok());
  ASSERT_TRUE(SwitchLoopback(false));
  const absl::Time cut = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(client->Search({}).status()));
  EXPECT_LT(absl::Now() - cut, absl::Seconds(5));
  std::printf("noticed after %.1f s\n", absl::ToDoubleSeconds(absl::Now() - cut));
  server->Shutdown(std::chrono::system_clock::now());
}

}  // namespace
}  // namespace dateline::client
