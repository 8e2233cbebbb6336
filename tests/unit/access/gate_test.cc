// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/access/key_json.h"
#include "core/access/key_text.h"
#include "core/errors/errors.h"
#include "tests/unit/access/temporary_folder.h"

namespace dateline::access {
namespace {

using testing::HasSubstr;
using testing::Not;

class GateTest : public testing::Test {
 protected:
  // Adds a key; its text.
  std::string Add(Key key) {
    const auto made = MakeKeyText();
    EXPECT_TRUE(made.ok());
    key.id = made->id;
    key.secret_hash = made->secret_hash;
    keys_.push_back(std::move(key));
    Save();
    return made->text;
  }
  std::string Add(const std::string& name, Roles roles) {
    Key key;
    key.name = name;
    key.roles = roles;
    return Add(std::move(key));
  }
  void Save() { WriteFile(path_, PrintKeys(keys_)); }

  Gate& gate() {
    if (gate_ == nullptr) {
      GateOptions options;
      options.file = path_;
      options.now = [this] { return now_; };
      options.steady_now = [this] { return steady_; };
      auto opened = Gate::Open(std::move(options));
      EXPECT_TRUE(opened.ok()) << opened.status();
      gate_ = *std::move(opened);
    }
    return *gate_;
  }

  absl::StatusOr<std::shared_ptr<const Admission>> Admit(const std::string& key,
                                                         Roles roles = Role::kSearch) {
    const std::string header = "Bearer " + key;
    return gate().Admit({header, {}}, roles);
  }
  v1::ErrorReason Refusal(const std::string& key, Roles roles = Role::kSearch) {
    const auto admitted = Admit(key, roles);
    EXPECT_FALSE(admitted.ok());
    EXPECT_THAT(errors::MessageOf(admitted.status()), Not(HasSubstr(key.substr(20))));
    return errors::ReasonOf(admitted.status());
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.File("keys.json");
  std::vector<Key> keys_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  std::chrono::steady_clock::time_point steady_{std::chrono::hours(1)};
  std::unique_ptr<Gate> gate_;
};

TEST_F(GateTest, WithoutAFileEverybodyGetsIn) {
  const auto gate = Gate::Open({});
  ASSERT_TRUE(gate.ok());
  const auto admitted = (*gate)->Admit({"", {}}, Role::kAdmin);
  ASSERT_TRUE(admitted.ok());
  EXPECT_EQ((*admitted)->name(), "");
  EXPECT_TRUE((*admitted)->binding().empty());
  EXPECT_TRUE((*admitted)->Check().ok());
}

TEST_F(GateTest, AKeyGetsInWithItsRolesOnly) {
  const std::string search = Add("site", Role::kSearch);
  const std::string ingest = Add("loader", Role::kIngest);
  const std::string all = Add("root", AnyRole());
  EXPECT_EQ((*Admit(search))->name(), "site");
  EXPECT_TRUE(Admit(ingest, Role::kIngest).ok());
  EXPECT_TRUE(Admit(ingest, Roles(Role::kSearch) | Role::kIngest).ok());
  for (const Role role : kRoles) EXPECT_TRUE(Admit(all, role).ok());
  EXPECT_EQ(Refusal(search, Role::kIngest), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refusal(search, Role::kAdmin), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refusal(ingest, Role::kSearch), v1::ERROR_REASON_ROLE_REQUIRED);
  const auto refused = Admit(search, Role::kIngest);
  EXPECT_TRUE(absl::IsPermissionDenied(refused.status()));
  EXPECT_EQ(errors::ErrorMetadata(refused.status(), "role"), "ingest");
}

TEST_F(GateTest, WithoutAKeyThatIsKnownNobodyGetsIn) {
  const std::string key = Add("site", Role::kSearch);
  const std::string other = MakeKeyText()->text;
  std::string mixed = key.substr(0, key.find('_', 3)) + other.substr(other.find('_', 3));
  for (const std::string& header :
       {std::string(), key, "Basic " + key, std::string("Bearer"), std::string("Bearer "),
        "Bearer  " + key, "Bearer " + key + " ", "Bearer " + key + "A", "Bearer " + other,
        "Bearer " + mixed, "Bearer dl_" + keys_.front().id, std::string("Bearer \0x", 9)}) {
    const auto admitted = gate().Admit({header, {}}, Role::kSearch);
    EXPECT_TRUE(absl::IsUnauthenticated(admitted.status())) << header;
    EXPECT_EQ(errors::ReasonOf(admitted.status()), v1::ERROR_REASON_KEY_REQUIRED) << header;
  }
  const std::string lower = "bearer " + key;
  EXPECT_TRUE(gate().Admit({lower, {}}, Role::kSearch).ok());
}

TEST_F(GateTest, AKeyThatExpiredOrWasRevokedIsRefused) {
  Key key;
  key.name = "short";
  key.roles = Role::kSearch;
  key.expires = now_ + absl::Seconds(10);
  const std::string text = Add(key);
  EXPECT_TRUE(Admit(text).ok());
  const auto held = *Admit(text);
  now_ += absl::Seconds(10);
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_KEY_EXPIRED);
  EXPECT_EQ(errors::ReasonOf(held->Check()), v1::ERROR_REASON_KEY_EXPIRED);
  now_ -= absl::Seconds(5);
  EXPECT_TRUE(held->Check().ok());
  keys_.front().revoked = true;
  Save();
  EXPECT_TRUE(Admit(text).ok()) << "before the file is read again";
  ASSERT_TRUE(*gate().Reload());
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_KEY_EXPIRED);
  EXPECT_EQ(errors::ReasonOf(held->Check()), v1::ERROR_REASON_KEY_EXPIRED);
  keys_.clear();
  Save();
  ASSERT_TRUE(*gate().Reload());
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_KEY_REQUIRED);
  EXPECT_FALSE(held->Check().ok());
}

TEST_F(GateTest, ARevokedKeyIsNotToldFromAnUnknownOneWithoutItsSecret) {
  const std::string text = Add("gone", Role::kSearch);
  keys_.front().revoked = true;
  Save();
  std::string guessed = text;
  guessed.back() = guessed.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(Refusal(guessed), v1::ERROR_REASON_KEY_REQUIRED);
}

TEST_F(GateTest, ABrokenNewFileKeepsTheOldKeysAndIsReportedOnce) {
  const std::string text = Add("site", Role::kSearch);
  EXPECT_FALSE(*gate().Reload()) << "nothing has changed";
  WriteFile(path_, "{\"version\":1,\"keys\":[");
  EXPECT_FALSE(gate().Reload().ok());
  EXPECT_FALSE(*gate().Reload());
  EXPECT_TRUE(Admit(text).ok());
  WriteFile(path_, PrintKeys(keys_), 0644);
  EXPECT_FALSE(gate().Reload().ok());
  EXPECT_TRUE(Admit(text).ok());
  std::filesystem::remove(path_);
  EXPECT_FALSE(gate().Reload().ok());
  EXPECT_TRUE(Admit(text).ok());
  const std::string second = Add("second", Role::kSearch);
  ASSERT_TRUE(*gate().Reload());
  EXPECT_TRUE(Admit(text).ok());
  EXPECT_TRUE(Admit(second).ok());
}

class DerivedKeyTest : public GateTest {
 protected:
  std::string Derive(const Key& key, absl::Time expires, const std::string& source = "") {
    Derivation derivation;
    derivation.expires = expires;
    if (!source.empty()) derivation.filter.add_sources(source);
    return DeriveKeyText(key.id, key.secret_hash, derivation);
  }
};

TEST_F(DerivedKeyTest, IsOnlyEverNarrower) {
  Key parent;
  parent.name = "parent";
  parent.roles = Role::kSearch;
  parent.filter.add_sections("News");
  parent.expires = now_ + absl::Hours(1);
  parent.limits.hits_per_page = 7;
  const std::string whole = Add(parent);
  const auto admitted = Admit(Derive(keys_.front(), now_ + absl::Hours(9), "Gazette"));
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  ASSERT_EQ((*admitted)->filters().size(), 2U);
  EXPECT_EQ((*admitted)->filters()[0].sections(0), "News");
  EXPECT_EQ((*admitted)->filters()[1].sources(0), "Gazette");
  EXPECT_EQ((*admitted)->hits_per_page(), 7U);
  EXPECT_EQ((*admitted)->name(), "parent");
  EXPECT_NE((*admitted)->binding(), (*Admit(whole))->binding());
  // To what a page token is bound: siblings differ if they see something else, and only then.
  const auto sibling = Admit(Derive(keys_.front(), now_ + absl::Hours(9), "Herald"));
  EXPECT_NE((*sibling)->binding(), (*admitted)->binding());
  const auto twin = Admit(Derive(keys_.front(), now_ + absl::Hours(2), "Gazette"));
  EXPECT_EQ((*twin)->binding(), (*admitted)->binding());
  now_ += absl::Hours(1);  // the parent's
  EXPECT_EQ(errors::ReasonOf((*admitted)->Check()), v1::ERROR_REASON_KEY_EXPIRED);
  EXPECT_EQ(Refusal(Derive(keys_.front(), now_ + absl::Hours(9))), v1::ERROR_REASON_KEY_EXPIRED);
}

TEST_F(DerivedKeyTest, ExpiresByItself) {
  Add("parent", Role::kSearch);
  const std::string text = Derive(keys_.front(), now_ + absl::Seconds(60));
  EXPECT_TRUE(Admit(text).ok());
  now_ += absl::Seconds(60);
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_KEY_EXPIRED);
}

TEST_F(DerivedKeyTest, GoesWithItsParent) {
  Add("parent", Role::kSearch);
  const std::string text = Derive(keys_.front(), now_ + absl::Hours(1));
  keys_.front().revoked = true;
  Save();
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_KEY_EXPIRED);
}

TEST_F(DerivedKeyTest, WithAFilterMaySearchOnly) {
  Add("root", AnyRole());
  const std::string narrow = Derive(keys_.front(), now_ + absl::Hours(1), "Gazette");
  EXPECT_TRUE(Admit(narrow, Role::kSearch).ok());
  EXPECT_EQ(Refusal(narrow, Role::kIngest), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refusal(narrow, Role::kAdmin), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_TRUE(Admit(Derive(keys_.front(), now_ + absl::Hours(1)), Role::kIngest).ok());
  Add("loader", Role::kIngest);
  ASSERT_TRUE(*gate().Reload());
  EXPECT_EQ(Refusal(Derive(keys_.back(), now_ + absl::Hours(1), "A"), Role::kIngest),
            v1::ERROR_REASON_ROLE_REQUIRED);
}

TEST_F(DerivedKeyTest, CountsAgainstTheLimitsOfItsParent) {
  Key parent;
  parent.name = "parent";
  parent.roles = Role::kSearch;
  parent.limits.concurrent_calls = 1;
  const std::string whole = Add(parent);
  const auto running = Admit(whole);
  ASSERT_TRUE(running.ok());
  EXPECT_EQ(Refusal(Derive(keys_.front(), now_ + absl::Hours(1))), v1::ERROR_REASON_CALLER_LIMIT);
}

TEST_F(GateTest, RequestsPerSecondAreCountedInABucket) {
  Key key;
  key.name = "slow";
  key.roles = Role::kSearch;
  key.limits.requests_per_second = 2;
  const std::string text = Add(key);
  EXPECT_TRUE(Admit(text).ok());
  EXPECT_TRUE(Admit(text).ok());
  const auto refused = Admit(text);
  EXPECT_EQ(errors::ReasonOf(refused.status()), v1::ERROR_REASON_CALLER_LIMIT);
  EXPECT_TRUE(absl::IsResourceExhausted(refused.status()));
  const auto wire = errors::ToRpcStatus(refused.status());
  EXPECT_EQ(wire.details_size(), 2) << "ErrorInfo and RetryInfo";
  steady_ += std::chrono::milliseconds(500);
  EXPECT_TRUE(Admit(text).ok());
  EXPECT_FALSE(Admit(text).ok());
  steady_ += std::chrono::hours(1);
  EXPECT_TRUE(Admit(text).ok());
  EXPECT_TRUE(Admit(text).ok());
  EXPECT_FALSE(Admit(text).ok()) << "what was not used does not add up";
}

TEST_F(GateTest, ACallCountsAsRunningUntilItEnds) {
  Key key;
  key.name = "few";
  key.roles = Role::kSearch;
  key.limits.concurrent_calls = 2;
  const std::string text = Add(key);
  auto first = Admit(text);
  auto second = Admit(text);
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_CALLER_LIMIT);
  (*first)->End();
  auto third = Admit(text);
  EXPECT_TRUE(third.ok());
  first = absl::UnknownError("gone");  // does not count twice
  EXPECT_FALSE(Admit(text).ok());
  second = absl::UnknownError("gone");
  EXPECT_TRUE(Admit(text).ok());
}

// Else a key that may do nothing could be sent as often as its owner likes.
TEST_F(GateTest, ACallWithoutTheRoleCountsAgainstTheLimits) {
  Key key;
  key.name = "slow";
  key.roles = Role::kSearch;
  key.limits = {.requests_per_second = 2, .concurrent_calls = 1};
  const std::string text = Add(key);
  EXPECT_EQ(Refusal(text, Role::kIngest), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refusal(text, Role::kIngest), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Refusal(text, Role::kIngest), v1::ERROR_REASON_CALLER_LIMIT);
  EXPECT_EQ(Refusal(text), v1::ERROR_REASON_CALLER_LIMIT);
  steady_ += std::chrono::seconds(1);
  EXPECT_TRUE(Admit(text).ok()) << "what was refused does not count as running";
}

TEST_F(GateTest, ARefusalNamesTheKeyOfWhoeverProvedToHaveOne) {
  Key key;
  key.name = "short";
  key.roles = Role::kSearch;
  key.limits.requests_per_second = 1;
  key.expires = now_ + absl::Hours(1);
  const std::string text = Add(key);
  EXPECT_EQ(errors::ErrorMetadata(Admit(text, Role::kIngest).status(), "key"), "short");
  EXPECT_EQ(errors::ErrorMetadata(Admit(text).status(), "key"), "short");  // CALLER_LIMIT
  now_ += absl::Hours(2);
  EXPECT_EQ(errors::ErrorMetadata(Admit(text).status(), "key"), "short");  // KEY_EXPIRED
  std::string guessed = text;
  guessed.back() = guessed.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(errors::ErrorMetadata(Admit(guessed).status(), "key"), "");
}

TEST_F(GateTest, ACallThatLastsEndsWhenItsKeyIsNotTheSameAnyMore) {
  const std::string text = Add("loader", Roles(Role::kSearch) | Role::kIngest);
  const Key before = keys_.front();
  const auto change = [this](const Key& key) {
    keys_.front() = key;
    Save();
    EXPECT_TRUE(*gate().Reload());
  };
  const auto by_key = *Admit(text, Role::kIngest);
  const auto by_name = *gate().Admit({"", {"loader"}}, Role::kIngest);
  Key key = before;
  key.roles = Role::kSearch;
  change(key);
  EXPECT_EQ(errors::ReasonOf(by_key->Check()), v1::ERROR_REASON_ROLE_REQUIRED);
  EXPECT_EQ(errors::ReasonOf(by_name->Check()), v1::ERROR_REASON_ROLE_REQUIRED);
  key.filter.add_sources("Gazette");
  change(key);
  EXPECT_EQ(errors::ReasonOf(by_key->Check()), v1::ERROR_REASON_ROLE_REQUIRED);
  key = before;
  key.secret_hash = Sha256("another");
  change(key);
  EXPECT_EQ(errors::ReasonOf(by_key->Check()), v1::ERROR_REASON_KEY_REQUIRED);
  EXPECT_TRUE(by_name->Check().ok());
  key = before;
  key.name = "renamed";
  change(key);
  EXPECT_TRUE(by_key->Check().ok());
  EXPECT_EQ(errors::ReasonOf(by_name->Check()), v1::ERROR_REASON_KEY_REQUIRED);
  change(before);
  EXPECT_TRUE(by_key->Check().ok());
  EXPECT_TRUE(by_name->Check().ok());
}

TEST_F(GateTest, ACertificateMayStandForAKeyByItsName) {
  Add("site", Role::kSearch);
  EXPECT_TRUE(gate().Admit({"", {"other", "site"}}, Role::kSearch).ok());
  EXPECT_FALSE(gate().Admit({"", {"other"}}, Role::kSearch).ok());
  EXPECT_FALSE(gate().Admit({"", {"site"}}, Role::kIngest).ok());
  EXPECT_FALSE(gate().Admit({"Bearer wrong", {"site"}}, Role::kSearch).ok())
      << "a key that is sent must be good";
  keys_.front().revoked = true;
  Save();
  ASSERT_TRUE(*gate().Reload());
  EXPECT_EQ(errors::ReasonOf(gate().Admit({"", {"site"}}, Role::kSearch).status()),
            v1::ERROR_REASON_KEY_REQUIRED);
  keys_.front().revoked = false;
  keys_.front().expires = now_;
  Save();
  ASSERT_TRUE(*gate().Reload());
  EXPECT_EQ(errors::ReasonOf(gate().Admit({"", {"site"}}, Role::kSearch).status()),
            v1::ERROR_REASON_KEY_EXPIRED);
}

TEST_F(GateTest, AFileThatCannotBeUsedIsAnErrorAtTheStart) {
  GateOptions options;
  options.file = path_;
  EXPECT_TRUE(absl::IsNotFound(Gate::Open(options).status()));
  WriteFile(path_, "nonsense");
  EXPECT_TRUE(absl::IsInvalidArgument(Gate::Open(options).status()));
}

}  // namespace
}  // namespace dateline::access
