// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/article.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/article/entity_mentions.h"
#include "core/article/field_table.h"
#include "core/article/url.h"
#include "core/errors/errors.h"
#include "core/limits.h"

namespace dateline::article {
namespace {

Article Small() {
  Article article;
  article.set_id("a");
  article.set_headline("Headline");
  article.set_body("Body");
  article.set_language("en");
  return article;
}

struct LimitCase {
  const char* what;
  std::function<void(Article&, std::size_t)> fill;
  std::size_t limit;
};

class LimitTest : public testing::TestWithParam<LimitCase> {};

TEST_P(LimitTest, IsKeptAtAndRefusedAbove) {
  Article at = Small();
  GetParam().fill(at, GetParam().limit);
  EXPECT_TRUE(NormalizeArticle(at).ok());
  Article above = Small();
  GetParam().fill(above, GetParam().limit + 1);
  const absl::Status status = NormalizeArticle(above);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(status.message()).find(std::to_string(GetParam().limit)), std::string::npos)
      << status;
}

INSTANTIATE_TEST_SUITE_P(
    Limits, LimitTest,
    testing::Values(
        LimitCase{"Id", [](Article& a, std::size_t n) { a.set_id(std::string(n, 'x')); },
                  limits::kMaxIdBytes},
        LimitCase{"Headline",
                  [](Article& a, std::size_t n) { a.set_headline(std::string(n, 'x')); },
                  limits::kMaxHeadlineBytes},
        LimitCase{"Body", [](Article& a, std::size_t n) { a.set_body(std::string(n, 'x')); },
                  limits::kMaxBodyBytes},
        LimitCase{"Source", [](Article& a, std::size_t n) { a.set_source(std::string(n, 'x')); },
                  limits::kMaxNameBytes},
        LimitCase{"Section", [](Article& a, std::size_t n) { a.set_section(std::string(n, 'x')); },
                  limits::kMaxNameBytes},
        LimitCase{"Author", [](Article& a, std::size_t n) { a.add_authors(std::string(n, 'x')); },
                  limits::kMaxNameBytes},
        LimitCase{"Authors",
                  [](Article& a, std::size_t n) {
                    for (std::size_t i = 0; i < n; ++i) a.add_authors("a" + std::to_string(i));
                  },
                  limits::kMaxAuthors},
        LimitCase{"Entities",
                  [](Article& a, std::size_t n) {
                    for (std::size_t i = 0; i < n; ++i) {
                      a.add_entities()->set_name("e" + std::to_string(i));
                    }
                  },
                  limits::kMaxEntities}),
    [](const auto& one) { return one.param.what; });

TEST(NormalizeArticleTest, CleansText) {
  Article article = Small();
  article.set_headline("  Two\n lines\tand\x01 more \xff");
  article.set_body("Keep  inner   space\n\nand lines \n\n");
  ASSERT_TRUE(NormalizeArticle(article).ok());
  EXPECT_EQ(article.headline(), "Two lines and more \ufffd");
  EXPECT_EQ(article.body(), "Keep  inner   space\n\nand lines");
}

TEST(NormalizeArticleTest, AnIdIsKeptByteForByteOrRefused) {
  for (const std::string id : {"a", "a b", "a b c", "http://x.org/?q=1#2", "\u65e5\u672c",
                               "e\u0301", "\u200d", "<\"'&>"}) {
    Article article = Small();
    article.set_id(id);
    ASSERT_TRUE(NormalizeArticle(article).ok()) << id;
    EXPECT_EQ(article.id(), id);
    EXPECT_EQ(IdProblem(id), "");
  }
  using std::string_literals::operator""s;
  for (const std::string& id : {"a  b"s, "a\tb"s, "a\nb"s, "a\rb"s, " a"s, "a "s, " "s, "\n"s,
                                "c\x01"s, "c\x7f"s, "c\0d"s, "c\u0085"s, "c\u009b"s, "a\u00a0b"s,
                                "a\u2003b"s, "a\u2028b"s, "a\u3000b"s, "\xff"s, "a\xc3"s}) {
    Article article = Small();
    article.set_id(id);
    const absl::Status status = NormalizeArticle(article);
    EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_INVALID_ARTICLE)
        << testing::PrintToString(id);
    EXPECT_EQ(errors::ErrorMetadata(status, "field"), "id");
    EXPECT_NE(std::string(status.message()).find("single spaces inside"), std::string::npos);
    EXPECT_NE(IdProblem(id), "");
  }
}

TEST(NormalizeArticleTest, AnIdComesFromTheUrlElseFromTheContent) {
  Article with_url = Small();
  with_url.clear_id();
  with_url.set_url("https://example.com/a");
  ASSERT_TRUE(NormalizeArticle(with_url).ok());
  EXPECT_FALSE(with_url.id().empty());
  Article a = Small();
  a.clear_id();
  Article b = a;
  Article c = a;
  c.set_body("Other");
  ASSERT_TRUE(NormalizeArticle(a).ok() && NormalizeArticle(b).ok() && NormalizeArticle(c).ok());
  EXPECT_EQ(a.id(), b.id());
  EXPECT_NE(a.id(), c.id());
}

TEST(NormalizeArticleTest, ArticlesWithoutTextAndDatesOutOfRangeAreRefused) {
  Article empty;
  empty.set_id("a");
  EXPECT_EQ(NormalizeArticle(empty).code(), absl::StatusCode::kInvalidArgument);
  for (const std::int64_t seconds :
       {limits::kMinPublishSeconds - 1, limits::kMaxPublishSeconds + 1}) {
    Article article = Small();
    article.mutable_publish_time()->set_seconds(seconds);
    EXPECT_EQ(NormalizeArticle(article).code(), absl::StatusCode::kInvalidArgument) << seconds;
  }
  for (const std::int64_t seconds : {limits::kMinPublishSeconds, limits::kMaxPublishSeconds}) {
    Article article = Small();
    article.mutable_publish_time()->set_seconds(seconds);
    EXPECT_TRUE(NormalizeArticle(article).ok()) << seconds;
  }
}

TEST(NormalizeArticleTest, PartsOfASecondAreOfOneSecond) {
  for (const std::int32_t nanos : {0, 1, 999'999'999}) {
    Article article = Small();
    article.mutable_publish_time()->set_nanos(nanos);
    EXPECT_TRUE(NormalizeArticle(article).ok()) << nanos;
  }
  for (const std::int32_t nanos : {-1, -5, 1'000'000'000, 2'000'000'000}) {
    Article article = Small();
    article.mutable_publish_time()->set_nanos(nanos);
    const absl::Status status = NormalizeArticle(article);
    EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_INVALID_ARTICLE) << nanos;
    EXPECT_EQ(errors::ErrorMetadata(status, "field"), "publish_time");
  }
}

TEST(ContentHashTest, SeesEveryFieldExceptTheIdAndTheFile) {
  const Article base = Small();
  for (const std::size_t bytes : {1U, 127U, 128U, 1024U}) {
    Article moved = base;
    moved.set_provenance(std::string(bytes, 'p'));
    EXPECT_EQ(ContentHash(base), ContentHash(moved)) << bytes;
    moved.set_pubstatus("usable");  // a field after it
    Article changed = base;
    changed.set_pubstatus("usable");
    EXPECT_EQ(ContentHash(changed), ContentHash(moved)) << bytes;
    EXPECT_NE(ContentHash(base), ContentHash(moved)) << bytes;
  }
  for (const std::size_t bytes : {0U, 1U, 127U, 128U, 4096U}) {
    Article same = base;
    same.set_id(std::string(bytes, 'b'));
    EXPECT_EQ(ContentHash(base), ContentHash(same)) << bytes;
  }
  const std::vector<std::function<void(Article&)>> changes{
      [](Article& a) { a.set_headline("x"); },
      [](Article& a) { a.set_body("x"); },
      [](Article& a) { a.set_source("x"); },
      [](Article& a) { a.set_section("x"); },
      [](Article& a) { a.add_authors("x"); },
      [](Article& a) { a.set_url("x"); },
      [](Article& a) { a.set_language("de"); },
      [](Article& a) { a.mutable_publish_time()->set_seconds(0); },
      [](Article& a) { a.mutable_publish_time()->set_seconds(1); },
      [](Article& a) { a.add_entities()->set_name("x"); }};
  std::set<std::uint64_t> hashes{ContentHash(base)};
  for (const auto& change : changes) {
    Article changed = base;
    change(changed);
    EXPECT_TRUE(hashes.insert(ContentHash(changed)).second);
  }
}

TEST(EntityMentionsTest, PackedOnesAreUnpackedAsTheyWere) {
  v1::Entity entity;
  MentionPacker packer(entity, 4);
  packer.Add(true, 3, 9);
  packer.Add(false, 0, 5);
  packer.Add(true, 12, 700000);
  packer.Add(false, 1000000, 1000001);
  UnpackMentions(entity);
  std::vector<std::tuple<bool, std::uint32_t, std::uint32_t>> mentions;
  for (const v1::EntityMention& mention : entity.mentions()) {
    mentions.emplace_back(mention.in_headline(), mention.start(), mention.end());
  }
  EXPECT_EQ(mentions,
            (decltype(mentions){
                {true, 3, 9}, {false, 0, 5}, {true, 12, 700000}, {false, 1000000, 1000001}}));
  EXPECT_EQ(entity.packed_mentions_size(), 0);
  entity.add_packed_mentions(7);  // damaged: half a mention
  UnpackMentions(entity);
  EXPECT_EQ(entity.mentions_size(), 4);
}

TEST(FieldTableTest, RowsAreFoundByNameAndTermsNeverCollide) {
  std::set<std::string> terms;
  for (const FieldRow& row : kFieldTable) {
    ASSERT_NE(FindField(row.name), nullptr) << row.name;
    EXPECT_EQ(FindField(row.name)->field, row.field);
    if (row.analysis == Analysis::kExact) {
      EXPECT_TRUE(terms.insert(ExactTerm(row.field, "Value")).second) << row.name;
      EXPECT_EQ(ExactTerm(row.field, "V\u00c1LUE "), ExactTerm(row.field, "value"));
      EXPECT_LE(ExactTerm(row.field, std::string(10000, 'x')).size(), limits::kMaxTermBytes);
    }
    const std::string entity = EntityTerm(row.field, "a:b");
    if (IsEntityField(row.field)) {
      EXPECT_EQ(ParseEntityTerm(entity), std::pair(row.field, std::string_view("a:b")));
    } else {
      EXPECT_EQ(ParseEntityTerm(entity), std::nullopt) << row.name;
    }
  }
  EXPECT_EQ(FindField("title")->field, Field::kHeadline);
  EXPECT_EQ(FindField("language")->field, Field::kLanguage);
  EXPECT_EQ(FindField("colour"), nullptr);
  EXPECT_EQ(FindField(""), nullptr);
  EXPECT_LE(IdTerm(std::string(limits::kMaxIdBytes, 'x')).size(), limits::kMaxTermBytes);
  EXPECT_NE(IdTerm(std::string(3000, 'x')), IdTerm(std::string(3001, 'x')));
}

}  // namespace
}  // namespace dateline::article
