// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/caller.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace dateline::rpc {
namespace {

TEST(CallerTest, IsTheAddressWithoutThePort) {
  for (const auto& [peer, name] : std::vector<std::pair<const char*, const char*>>{
           {"ipv4:192.0.2.7:4711", "address 192.0.2.7"},
           {"ipv4:192.0.2.7:4712", "address 192.0.2.7"},
           {"ipv6:%5B::1%5D:4711", "address ::1"},
           {"ipv6:[::1]:4711", "address ::1"},
           {"ipv6:%5B2001:db8:1:2:3:4:5:6%5D:4711", "address 2001:db8:1:2::/64"},
           {"ipv6:%5B2001:db8:1:2:ffff::9%5D:1", "address 2001:db8:1:2::/64"},
           {"ipv6:%5B2001:db8:1:3::9%5D:1", "address 2001:db8:1:3::/64"},
           {"ipv6:%5Bfe80::1%25eth0%5D:1", "address fe80::/64"},
           {"ipv6:%5B::ffff:192.0.2.7%5D:4711", "address 192.0.2.7"},
           {"unix:", "local"},
           {"unix:/run/x", "local"},
           {"ipv4:a\nb:1", "local"},
           {"ipv6:%5Bnothing%5D:1", "local"},
           {"", "local"}}) {
    EXPECT_EQ(CallerByAddress(peer).name, name) << peer;
  }
}

}  // namespace
}  // namespace dateline::rpc
