// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/key_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/errors/errors.h"

namespace dateline::access {
namespace {

using testing::HasSubstr;

std::string KeyWith(const std::string& members) {
  return R"({"version":1,"keys":[{"id":"a1","name":"site","sha256":")" + std::string(64, '0') +
         R"(","roles":["search"])" + members + "}]}";
}

TEST(KeyJsonTest, WhatIsPrintedIsReadAgain) {
  Key key;
  key.id = "abc123";
  key.secret_hash = Sha256("secret");
  key.name = "a \"name\"\nwith everything é";
  key.roles = Role::kSearch;
  key.filter.add_sources("Gazette \\ Sons");
  key.filter.add_sections("News");
  key.filter.add_languages("de");
  key.filter.mutable_publish_time()->mutable_start_time()->set_seconds(-62135596800);
  key.filter.mutable_publish_time()->mutable_end_time()->set_seconds(1'700'000'000);
  key.limits = {.requests_per_second = 5, .concurrent_calls = 2, .hits_per_page = 20};
  key.expires = absl::FromUnixSeconds(2'000'000'000);
  key.created = absl::FromUnixSeconds(1'600'000'000);
  Key other;
  other.id = "b";
  other.name = "other";
  other.roles = Roles(Role::kIngest) | Role::kAdmin;
  other.revoked = true;
  const auto read = ParseKeys(PrintKeys({key, other}));
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(PrintKeys(*read), PrintKeys({key, other}));
  EXPECT_EQ((*read)[0].filter.SerializeAsString(), key.filter.SerializeAsString());
  EXPECT_EQ((*read)[0].limits, key.limits);
  EXPECT_EQ((*read)[0].expires, key.expires);
  EXPECT_EQ((*read)[1].roles, other.roles);
  EXPECT_TRUE((*read)[1].revoked);
}

TEST(KeyJsonTest, ASlipIsAnErrorAndNeverAllowsMore) {
  for (const auto& [members, message] : std::vector<std::pair<std::string, std::string>>{
           {R"(,"filter":{"source":["A"]})", "'source', which is not known"},
           {R"(,"filters":{"sources":["A"]})", "'filters', which is not known"},
           {R"(,"filter":{"sources":[]})", "a list without values"},
           {R"(,"filter":{"sources":[""]})", "strings that are not empty"},
           {R"(,"filter":{"sources":"A"})", "'sources' is not a list"},
           {R"(,"filter":{"sources":[1]})", "strings that are not empty"},
           {R"(,"filter":{})", "does not leave anything out"},
           {R"(,"filter":null)", "not an object"},
           {R"(,"filter":{"sources":["A"],"sources":["B"]})", "twice"},
           {R"(,"filter":{"sources":["A"]},"filter":{"sources":["B"]})", "twice"},
           {R"(,"filter":{"publish_time":{}})", "neither start_time nor end_time"},
           {R"(,"filter":{"publish_time":{"start":"2024-01-01"}})", "which is not known"},
           {R"(,"filter":{"publish_time":{"start_time":"soon"}})", "'soon' is not a time"},
           {R"(,"filter":{"publish_time":{"start_time":"2024-01-02","end_time":"2024-01-01"}})",
            "must come before"},
           {R"(,"filter":{"languages":["klingonese"]})", "not a language code"},
           {R"(,"limits":{"requests_per_second":0})", "from 1 to"},
           {R"(,"limits":{"requests_per_second":-1})", "from 1 to"},
           {R"(,"limits":{"hits":3})", "which is not known"},
           {R"(,"expires":"never")", "not a time"},
           {R"(,"expires":true)", "not a time"},
           {R"(,"revoked":"no")", "not true or false"},
           {R"(,"roles":["search"])", "twice"}}) {
    const auto read = ParseKeys(KeyWith(members));
    ASSERT_FALSE(read.ok()) << members;
    EXPECT_THAT(errors::MessageOf(read.status()), HasSubstr(message)) << members;
  }
  EXPECT_TRUE(ParseKeys(KeyWith("")).ok());
}

TEST(KeyJsonTest, AFileThatIsNotOneOfKeysIsRefused) {
  const std::string hash(64, '0');
  const auto key = [&hash](const std::string& id, const std::string& name) {
    return R"({"id":")" + id + R"(","name":")" + name + R"(","sha256":")" + hash +
           R"(","roles":["search"]})";
  };
  for (const std::string& text : std::vector<std::string>{
           "", "[]", "{}", "{\"version\":2,\"keys\":[]}", "{\"version\":1,\"keys\":{}}",
           "{\"version\":1,\"keys\":[]", "not json", R"({"version":1,"keys":[{}]})",
           R"({"version":1,"keys":[{"id":"a","name":"n","roles":["search"]}]})",
           R"({"version":1,"keys":[{"id":"a","name":"n","sha256":"00","roles":["search"]}]})",
           R"({"version":1,"keys":[)" + key("A", "n") + "]}",
           R"({"version":1,"keys":[)" + key("a", "") + "]}",
           R"({"version":1,"keys":[)" + key("a", "n") + "," + key("a", "m") + "]}",
           R"({"version":1,"keys":[)" + key("a", "n") + "," + key("b", "n") + "]}"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseKeys(text).status())) << text;
  }
}

TEST(KeyJsonTest, AFilterGoesWithSearchAlone) {
  const std::string key = KeyWith(R"(,"filter":{"sources":["A"]})");
  EXPECT_TRUE(ParseKeys(key).ok());
  for (const char* roles : {R"(["search","ingest"])", R"(["admin"])"}) {
    std::string other = key;
    other.replace(other.find(R"(["search"])"), 10, roles);
    EXPECT_THAT(errors::MessageOf(ParseKeys(other).status()), HasSubstr("make two keys"));
  }
}

TEST(KeyJsonTest, AFractionOfASecondIsRefusedAndNotCutOff) {
  for (const char* members :
       {R"(,"filter":{"publish_time":{"start_time":"2024-01-01T00:00:00.5Z"}})",
        R"(,"filter":{"publish_time":{"end_time":"1969-12-31T23:59:59.000000001Z"}})",
        R"(,"expires":"2026-01-01T00:00:00.25+02:00")"}) {
    EXPECT_THAT(errors::MessageOf(ParseKeys(KeyWith(members)).status()),
                HasSubstr("fraction of a second"))
        << members;
  }
  EXPECT_TRUE(ParseKeys(KeyWith(R"(,"expires":"2026-01-01T00:00:00.000Z")")).ok());
}

TEST(KeyJsonTest, ADayIsTheLastThatAKeyIsGood) {
  const auto expiry = [](const std::string& text) {
    const auto keys = ParseKeys(KeyWith(",\"expires\":\"" + text + "\""));
    return keys.ok() ? PrintKey(keys->front()) : errors::MessageOf(keys.status());
  };
  EXPECT_THAT(expiry("2026-12-31"), HasSubstr(R"("expires":"2027-01-01T00:00:00Z")"));
  EXPECT_THAT(expiry("2026-12-31T12:00:00Z"), HasSubstr(R"("expires":"2026-12-31T12:00:00Z")"));
  // No time after the years that there are, which could not be read again.
  EXPECT_THAT(expiry("9999-12-31"), HasSubstr(R"("expires":"9999-12-31T23:59:59Z")"));
  EXPECT_THAT(expiry("10000-01-01"), HasSubstr("not a time"));
  EXPECT_EQ(ParseDerivation(R"({"expires":"2026-12-31"})")->expires,
            *ParseKeyTime("2027-01-01T00:00:00Z"));
}

TEST(KeyJsonTest, ADerivationMustExpire) {
  EXPECT_TRUE(ParseDerivation(R"({"expires":1700000000})").ok());
  EXPECT_TRUE(ParseDerivation(R"({"expires":"2026-01-01T00:00:00Z"})").ok());
  EXPECT_FALSE(ParseDerivation("{}").ok());
  EXPECT_FALSE(ParseDerivation(R"({"expires":1700000000,"roles":["admin"]})").ok());
  EXPECT_FALSE(ParseDerivation(R"({"expires":1700000000,"filter":{"authors":["A"]}})").ok());
}

}  // namespace
}  // namespace dateline::access
