// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/key_text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/access/key_json.h"

namespace dateline::access {
namespace {

constexpr std::string_view kSecret = "0123456789_-ABCDEFGHIJKLMNOPQRSTUVWXYZabcde";  // 43

std::string WholeKey() { return "dl_abc123_" + std::string(kSecret); }

std::string Derived(absl::Time expires = absl::FromUnixSeconds(2'000'000'000)) {
  Derivation derivation;
  derivation.filter.add_sources("Gazette");
  derivation.expires = expires;
  return DeriveKeyText("abc123", Sha256(kSecret), derivation);
}

// Whether a server that knows key abc123 takes `text`.
bool IsTaken(std::string_view text) {
  const auto key = ParseKeyText(text);
  return key && key->id == "abc123" && IsGenuine(*key, Sha256(kSecret));
}

TEST(KeyTextTest, WhatWasMadeIsTaken) {
  EXPECT_TRUE(IsTaken(WholeKey()));
  EXPECT_TRUE(IsTaken(Derived()));
  const auto made = MakeKeyText();
  ASSERT_TRUE(made.ok());
  const auto read = ParseKeyText(made->text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, made->id);
  EXPECT_TRUE(IsGenuine(*read, made->secret_hash));
}

TEST(KeyTextTest, NoTwoKeysAreAlike) {
  std::set<std::string> ids, texts;
  for (int i = 0; i < 100; ++i) {
    const auto made = MakeKeyText();
    ASSERT_TRUE(made.ok());
    EXPECT_TRUE(ids.insert(made->id).second);
    EXPECT_TRUE(texts.insert(made->text).second);
    EXPECT_EQ(made->text.size(), 3 + made->id.size() + 1 + 43);
  }
}

TEST(KeyTextTest, EveryChangedCharacterIsRefused) {
  for (const std::string& text : {WholeKey(), Derived()}) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (const char other : std::string_view("ABab019._-\0 =", 13)) {
        if (text[i] == other) continue;
        std::string changed = text;
        changed[i] = other;
        EXPECT_FALSE(IsTaken(changed)) << i << " of " << text << " to '" << other << "'";
      }
    }
  }
}

TEST(KeyTextTest, EveryMissingOrAddedCharacterIsRefused) {
  for (const std::string& text : {WholeKey(), Derived()}) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      EXPECT_FALSE(IsTaken(text.substr(0, i) + "A" + text.substr(i))) << i << " of " << text;
      if (i == text.size()) break;
      EXPECT_FALSE(IsTaken(text.substr(0, i) + text.substr(i + 1))) << i << " of " << text;
      EXPECT_FALSE(IsTaken(text.substr(0, i))) << i << " of " << text;
    }
  }
}

TEST(KeyTextTest, WhatDoesNotHaveTheFormOfAKeyIsNotOne) {
  const std::string mac(43, 'A');
  for (const std::string& text :
       {std::string(), std::string("dl_"), std::string("dl__"), "dl__" + std::string(kSecret),
        "DL_abc123_" + std::string(kSecret), "dl_ABC_" + std::string(kSecret),
        "dl_a b_" + std::string(kSecret), "dl_" + std::string(33, 'a') + "_" + std::string(kSecret),
        std::string("dl_abc123_"), std::string("dl_abc123."), "dl_abc123.." + mac,
        "dl_abc123.e30." + mac + "=", "dl_abc123.e30=." + mac, "dl_abc123.e30" + mac,
        "dl_abc123." + std::string(5000, 'a') + "." + mac, " " + WholeKey(), WholeKey() + " ",
        WholeKey() + "\n"}) {
    EXPECT_FALSE(ParseKeyText(text)) << text;
  }
}

TEST(KeyTextTest, ADerivedKeyOfAnotherSecretIsRefused) {
  Derivation derivation;
  derivation.expires = absl::FromUnixSeconds(2'000'000'000);
  EXPECT_FALSE(IsTaken(DeriveKeyText("abc123", Sha256("another secret"), derivation)));
  EXPECT_FALSE(IsTaken(DeriveKeyText("other1", Sha256(kSecret), derivation)));
}

TEST(KeyTextTest, ADerivedKeyDoesNotHoldTheSecretOrItsHash) {
  const std::string text = Derived();
  EXPECT_EQ(text.find(kSecret.substr(0, 20)), std::string::npos);
  EXPECT_EQ(text.find(ToBase64Url(BytesOf(Sha256(kSecret)))), std::string::npos);
}

// RFC 4231, test cases 1 and 2 (with keys padded to 32 bytes, which HMAC does too), and FIPS 180-4.
TEST(KeyTextTest, DigestsAreThoseOfTheStandards) {
  Digest key{};
  std::copy_n("Jefe", 4, key.begin());
  EXPECT_EQ(ToBase64Url(BytesOf(HmacSha256(key, "what do ya want for nothing?"))),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
  EXPECT_EQ(ToBase64Url(BytesOf(Sha256("abc"))), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

}  // namespace
}  // namespace dateline::access
