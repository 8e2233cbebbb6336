// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/open_connections.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cstring>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "core/rpc/descriptors.h"

namespace dateline::rpc {
namespace {

// Two connected sockets, closed at the end if they still are what they were.
std::pair<int, int> Sockets() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  return {ends[0], ends[1]};
}

sockaddr_storage Ipv4(const char* text) {
  sockaddr_storage address{};
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(4711);
  inet_pton(AF_INET, text, &ipv4.sin_addr);
  std::memcpy(&address, &ipv4, sizeof ipv4);
  return address;
}

sockaddr_storage Ipv6(const char* text) {
  sockaddr_storage address{};
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(4711);
  inet_pton(AF_INET6, text, &ipv6.sin6_addr);
  std::memcpy(&address, &ipv6, sizeof ipv6);
  return address;
}

TEST(PeerTest, IsTheAddressOrTheNetworkOfAnIpv6Host) {
  const struct {
    sockaddr_storage address;
    const char* peer;
  } cases[] = {
      {Ipv4("127.0.0.9"), "127.0.0.9"},
      {Ipv6("::ffff:192.0.2.7"), "192.0.2.7"},
      {Ipv6("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::"},
      {Ipv6("2001:db8:1:2:ffff::1"), "2001:db8:1:2::"},
  };
  for (const auto& one : cases) EXPECT_EQ(PeerOf(one.address), one.peer);
}

TEST(OpenConnectionsTest, OnePeerAloneGetsThreeQuarters) {
  OpenConnections open(100);
  std::vector<int> sockets;
  while (open.HasRoomFor("a")) {
    const auto [one, other] = Sockets();
    sockets.insert(sockets.end(), {one, other});
    open.Add(one, "a");
  }
  EXPECT_EQ(open.size(), 75U);
  EXPECT_TRUE(open.HasRoomFor("b"));
  for (const int socket : sockets) close(socket);
}

TEST(OpenConnectionsTest, APeerThatTakesAllItCanLeavesAQuarterToThoseAfterIt) {
  OpenConnections open(256);
  std::vector<int> sockets;
  std::size_t free = 256;
  for (const char* peer : {"a", "b", "c"}) {
    EXPECT_TRUE(open.HasRoomFor(peer));
    while (open.HasRoomFor(peer)) {
      const auto [one, other] = Sockets();
      sockets.insert(sockets.end(), {one, other});
      open.Add(one, peer);
    }
    EXPECT_EQ(256 - open.size(), free / 4) << peer;
    free = 256 - open.size();
  }
  EXPECT_TRUE(open.HasRoomFor("the next"));
  EXPECT_FALSE(open.HasRoomFor("a"));
  for (const int socket : sockets) close(socket);
}

TEST(OpenConnectionsTest, WhatWasClosedIsForgottenEvenIfItsNumberIsInUseAgain) {
  OpenConnections open(1);
  const auto [one, other] = Sockets();
  open.Add(one, "a");
  open.Sweep();
  EXPECT_EQ(open.size(), 1U);
  EXPECT_FALSE(open.HasRoomFor("b"));
  close(one);
  const auto [again, third] = Sockets();
  EXPECT_EQ(again, one);
  EXPECT_FALSE(open.HasRoomFor("b"));
  open.Sweep();
  EXPECT_EQ(open.size(), 0U);
  EXPECT_TRUE(open.HasRoomFor("b"));
  open.Add(again, "b");
  open.Add(again, "c");  // closed and taken again before anybody looked
  EXPECT_EQ(open.size(), 1U);
  for (const int socket : {other, again, third}) close(socket);
}

TEST(DescriptorsTest, AQuarterIsKeptForFiles) {
  const struct {
    std::size_t descriptors;
    std::size_t connections;
  } cases[] = {{0, 1}, {64, 1}, {128, 64}, {1024, 768}, {1U << 20U, limits::kMaxConnections}};
  for (const auto& one : cases) {
    EXPECT_EQ(ConnectionsFor(one.descriptors), one.connections) << one.descriptors;
  }
}

}  // namespace
}  // namespace dateline::rpc
