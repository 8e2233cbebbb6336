// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/errors/errors.h"
#include "indexer/entities/tagger/name_model.h"
#include "tests/unit/tagger/tiny_model.h"

namespace dateline::tagger {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

ModelParts SmallParts(const std::string& weights) {
  ModelParts parts;
  parts.language = "de";
  parts.weights = weights;
  parts.moves[kOutside][3] = -70000;
  parts.lexicon = "words";
  parts.gazetteer = "places";
  return parts;
}

const std::string& SmallFile() {
  static const std::string bytes =
      EncodeModelFile(SmallParts(std::string(kNameLabels * kMinRows, '\x7f')));
  return bytes;
}

TEST(ModelFileTest, WhatIsEncodedIsDecoded) {
  const auto parts = DecodeModelFile(SmallFile(), "de.names");
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ(parts->language, "de");
  EXPECT_EQ(parts->rows(), kMinRows);
  EXPECT_EQ(parts->weights, std::string(kNameLabels * kMinRows, '\x7f'));
  EXPECT_EQ(parts->moves[kOutside][3], -70000);
  EXPECT_EQ(parts->lexicon, "words");
  EXPECT_EQ(parts->gazetteer, "places");
}

TEST(ModelFileTest, EveryChangedByteIsNoticed) {
  for (std::size_t i = 0; i < SmallFile().size(); ++i) {
    std::string bytes = SmallFile();
    bytes[i] = static_cast<char>(bytes[i] ^ 0x20);
    const auto parts = DecodeModelFile(bytes, "x");
    ASSERT_THAT(parts.status().code(),
                AnyOf(absl::StatusCode::kDataLoss, absl::StatusCode::kFailedPrecondition))
        << "byte " << i;
  }
}

TEST(ModelFileTest, EveryCutFileIsNoticed) {
  for (std::size_t size = 0; size < SmallFile().size(); size += size < 200 ? 1 : 61) {
    ASSERT_EQ(DecodeModelFile(SmallFile().substr(0, size), "x").status().code(),
              absl::StatusCode::kDataLoss)
        << size << " bytes";
  }
}

TEST(ModelFileTest, AnotherVersionIsRefusedWithTheRemedy) {
  std::string bytes = SmallFile();
  bytes[8] = 9;
  const auto status = DecodeModelFile(bytes, "models/de.names").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(errors::MessageOf(status), HasSubstr("models/de.names: its version is 9."));
  EXPECT_THAT(errors::MessageOf(status), HasSubstr("install the file that comes with the program"));
}

TEST(NameModelTest, MissingFileIsNamedWithTheRemedy) {
  const auto model = NameModel::Open(testing::TempDir() + "no.names");
  EXPECT_EQ(model.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(errors::MessageOf(model.status()), HasSubstr("no.names"));
  EXPECT_THAT(errors::MessageOf(model.status()), HasSubstr("deploy/build-models"));
}

TEST(NameModelTest, DamagedLexiconIsNamed) {
  const auto model = NameModel::Open(WriteTestFile("lexicon.names", SmallFile()));
  EXPECT_EQ(model.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(errors::MessageOf(model.status()), HasSubstr("lexicon.names: lexicon: "));
}

TEST(NameModelTest, OpensWhatTheTrainerWrites) {
  const auto model = NameModel::Open(WriteTestFile("tiny.names", TinyModelFile()));
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ((*model)->language(), "en");
}

}  // namespace
}  // namespace dateline::tagger
