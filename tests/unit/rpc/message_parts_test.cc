// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/message_parts.h"

#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <string>

#include "dateline/v1/ingest_service.pb.h"

namespace dateline::rpc {
namespace {

constexpr std::size_t kMost = 50;

MessageParts Count(const std::string& bytes) {
  google::protobuf::io::ArrayInputStream input(bytes.data(), static_cast<int>(bytes.size()));
  return CountParts(input, *v1::IngestArticlesRequest::descriptor(), kMost);
}

std::string Repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// `bytes` as field 2, a message.
std::string InArticle(const std::string& bytes) {
  return std::string("\x12") + static_cast<char>(bytes.size()) + bytes;
}

TEST(MessagePartsTest, WhatTakesMemoryOfItsOwnIsCountedAtAllDepths) {
  v1::IngestArticlesRequest request;
  request.set_sequence(7);
  v1::Article& article = *request.mutable_article();  // 1
  article.set_id("one");                              // 1
  v1::Entity& entity = *article.add_entities();       // 1
  entity.set_name("Berlin");                          // 1
  entity.set_type(v1::ENTITY_TYPE_PLACE);
  entity.add_mentions()->set_end(6);                              // 1
  for (int i = 0; i < 48; ++i) entity.add_packed_mentions(1000);  // 1, and 96 bytes: 6
  const MessageParts parts = Count(request.SerializeAsString());
  EXPECT_EQ(parts.count, 12U);
  EXPECT_TRUE(parts.readable);
  EXPECT_FALSE(parts.unknown);
}

TEST(MessagePartsTest, UnknownFieldsOfAnyWireTypeAreCountedWhereverTheyAre) {
  const std::string fields[] = {
      std::string("\xf8\x07\x01"),                                  // a number
      std::string("\xf9\x07\x00\x00\x00\x00\x00\x00\x00\x00", 10),  // eight bytes
      std::string("\xfd\x07\x00\x00\x00\x00", 6),                   // four bytes
      std::string("\xfa\x07\x00", 3),                               // a text
      std::string("\xfb\x07\xfc\x07"),                              // a group
      std::string("\x0a\x00", 2),                                   // a text for a number
  };
  for (const std::string& field : fields) {
    const std::string few = Repeat(field, 10);
    EXPECT_EQ(Count(few).count, 10U) << field;
    EXPECT_TRUE(Count(few).unknown) << field;
    EXPECT_TRUE(Count(few).readable) << field;
    EXPECT_GT(Count(Repeat(field, kMost + 1)).count, kMost) << field;
  }
  EXPECT_EQ(Count(InArticle(Repeat(fields[4], 10))).count, 11U);
  EXPECT_TRUE(Count(InArticle(fields[4])).unknown);
  // Groups in a group, and numbers in these.
  EXPECT_EQ(Count("\xfb\x07" + Repeat("\x0b\x08\x01\x0c", 10) + "\xfc\x07").count, 21U);
}

TEST(MessagePartsTest, WhatTheParserDoesNotTakeIsNotReadable) {
  const std::string bad[] = {
      std::string("\xfb\x07"),                  // a group without an end
      std::string("\xfc\x07"),                  // an end without a group
      std::string("\xfb\x07\x0c"),              // the end of another group
      std::string("\x12\x05\x0a"),              // cut short
      std::string("\x00\x00", 2),               // field 0
      std::string("\x12\xff\xff\xff\xff\x0f"),  // a length that no message has
      Repeat("\x0b", 45) + "\x08",              // too short in a group
  };
  for (const std::string& bytes : bad) {
    v1::IngestArticlesRequest request;
    EXPECT_FALSE(Count(bytes).readable) << bytes;
    EXPECT_FALSE(request.ParseFromString(bytes)) << bytes;
  }
}

}  // namespace
}  // namespace dateline::rpc
