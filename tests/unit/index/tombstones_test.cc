// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/tombstones.h"

#include <gtest/gtest.h>
#include <roaring/roaring.h>

#include <random>
#include <string>
#include <vector>

namespace dateline::index {
namespace {

constexpr std::uint32_t kRows = 300'000;

std::string Serialized(const std::vector<DocId>& docs, bool with_runs) {
  roaring_bitmap_t* bitmap = roaring_bitmap_of_ptr(docs.size(), docs.data());
  if (with_runs) roaring_bitmap_run_optimize(bitmap);
  std::string bytes(roaring_bitmap_portable_size_in_bytes(bitmap), '\0');
  roaring_bitmap_portable_serialize(bitmap, bytes.data());
  roaring_bitmap_free(bitmap);
  return bytes;
}

// Of each document with this probability, in stretches of `stretch`.
std::vector<DocId> RandomDocs(double probability, DocId stretch, std::mt19937& random) {
  std::bernoulli_distribution chosen(probability);
  std::vector<DocId> docs;
  for (DocId first = 1; first + stretch <= kRows; first += stretch) {
    if (!chosen(random)) continue;
    for (DocId doc = first; doc < first + stretch; ++doc) docs.push_back(doc);
  }
  return docs;
}

TEST(TombstonesTest, WhatTheLibraryWritesIsRead) {
  std::mt19937 random(5);
  for (const DocId stretch : {1U, 7U, 3000U}) {
    for (const double probability : {0.0, 0.0001, 0.02, 0.3, 0.9, 1.0}) {
      const std::vector<DocId> docs = RandomDocs(probability, stretch, random);
      for (const bool with_runs : {false, true}) {
        const auto read = ParseTombstones(Serialized(docs, with_runs), kRows);
        ASSERT_TRUE(read.ok()) << read.status();
        EXPECT_EQ(*read, docs) << stretch << " " << probability << " " << with_runs;
      }
    }
  }
}

TEST(TombstonesTest, DocumentsThatTheSegmentDoesNotHaveAreDamage) {
  EXPECT_TRUE(ParseTombstones(Serialized({1, 9}, false), 9).ok());
  EXPECT_TRUE(absl::IsDataLoss(ParseTombstones(Serialized({1, 10}, false), 9).status()));
  EXPECT_TRUE(absl::IsDataLoss(ParseTombstones(Serialized({0, 1}, false), 9).status()));
}

TEST(TombstonesTest, BytesThatAreCutOffOrTooManyAreDamage) {
  for (const bool with_runs : {false, true}) {
    const std::string whole = Serialized({1, 2, 3, 4, 5, 6, 7, 8, 70'000, 70'001}, with_runs);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_TRUE(absl::IsDataLoss(ParseTombstones(whole.substr(0, size), kRows).status())) << size;
    }
    EXPECT_TRUE(absl::IsDataLoss(ParseTombstones(whole + '\0', kRows).status()));
  }
}

TEST(TombstonesTest, ValuesOutOfOrderAreDamage) {
  std::string bytes = Serialized({1, 3}, false);
  std::swap(bytes[bytes.size() - 4], bytes[bytes.size() - 2]);
  EXPECT_TRUE(absl::IsDataLoss(ParseTombstones(bytes, kRows).status()));
}

}  // namespace
}  // namespace dateline::index
