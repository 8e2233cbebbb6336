// SPDX-License-Identifier: GPL-3.0-or-later
// A segment whose files change, or get shorter, while it is open.
#include "core/index/segment.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <xapian.h>

#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "core/errors/errors.h"
#include "core/index/database_lease.h"
#include "core/index/files.h"
#include "core/index/xapian_errors.h"
#include "tests/support/two_segments.h"

namespace dateline::index {
namespace {

class SegmentTest : public testing::Test {
 protected:
  SegmentTest() : entry_(ReadCurrentManifest(index_.folder())->segments[0]) {}

  std::shared_ptr<const Segment> Open() const {
    auto segment = Segment::Open(index_.folder(), entry_);
    EXPECT_TRUE(segment.ok()) << segment.status();
    return *segment;
  }

  // Changes the file in place, so that those who have it open see it.
  void Put(const FileEntry& file, std::size_t at, char byte) const {
    const int descriptor = open((index_.folder() + "/" + file.name).c_str(), O_WRONLY);
    ASSERT_EQ(pwrite(descriptor, &byte, 1, static_cast<off_t>(at)), 1);
    close(descriptor);
  }
  void Shorten(const FileEntry& file, std::size_t bytes) const {
    ASSERT_EQ(truncate((index_.folder() + "/" + file.name).c_str(), static_cast<off_t>(bytes)), 0);
  }

  // Calls `check` once for each byte of the file, with a bit of it flipped.
  void ForEachFlip(const FileEntry& file, const std::function<void(std::size_t)>& check) const {
    const std::string good = index_.Read(file.name);
    for (std::size_t i = 0; i < good.size() && !HasFailure(); ++i) {
      Put(file, i, static_cast<char>(good[i] ^ (1 << (i % 8))));
      check(i);
      Put(file, i, good[i]);
    }
  }

  test_support::TwoSegments index_;
  SegmentEntry entry_;
};

std::string Printed(const article::Article& article) { return article.SerializeAsString(); }

std::string Hashes(const WordRow& row) {
  std::string found;
  for (std::size_t at = 0; at < row.size(); ++at) {
    for (const char* word : {"headline", "0", "bodi", "some", "word"}) {
      found += row.Holds(at, WordHash(word)) ? word : "-";
    }
  }
  return found;
}

std::ptrdiff_t OpenDescriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

TEST_F(SegmentTest, AnyFlippedByteOfTheArticlesIsNamedOrHarmlessWhenReadById) {
  const auto segment = Open();
  std::map<DocId, std::string> articles;
  for (DocId doc = 1; doc <= segment->rows(); ++doc) {
    articles[doc] = Printed(*segment->ReadArticle(doc));
  }
  std::size_t named = 0;
  ForEachFlip(entry_.articles, [&](std::size_t at) {
    for (const auto& [doc, clean] : articles) {
      const auto article = segment->ReadArticle(doc);
      if (article.ok()) {
        EXPECT_EQ(Printed(*article), clean) << at;
      } else {
        EXPECT_EQ(errors::ReasonOf(article.status()), v1::ERROR_REASON_SEGMENT_DAMAGED);
        ++named;
      }
      const std::string id = "id" + std::to_string(doc - 1);
      EXPECT_EQ(segment->FindArticle(id, {}), doc) << at;
      const auto read_id = segment->ReadId(doc);
      EXPECT_EQ(read_id.ok(), article.ok());
      EXPECT_TRUE(!read_id.ok() || *read_id == id) << at;
    }
  });
  // Harmless are the start of the file, the fill bytes and the number of rows alone.
  EXPECT_GE(named, entry_.articles.bytes - 8 - 7 - 8);
  ASSERT_TRUE(segment->damage().has_value());
  EXPECT_EQ(segment->damage()->file, entry_.articles.name);
}

TEST_F(SegmentTest, AnyFlippedByteOfTheWordsIsNamedOrHarmlessWhenReadTheFirstTime) {
  std::map<DocId, std::string> words;
  for (DocId doc = 1; doc <= entry_.rows; ++doc) words[doc] = Hashes(Open()->Words(doc));
  const std::string good = index_.Read(entry_.words.name);
  std::size_t named = 0;
  std::size_t next = 0;
  for (std::size_t i = 8; i < good.size() - 8; i += 3) {
    const auto segment = Open();
    Put(entry_.words, i, static_cast<char>(good[i] ^ (1 << (++next % 8))));
    bool all_read = true;
    for (const auto& [doc, clean] : words) {
      const WordRow row = segment->Words(doc);
      if (row.size() != 0) {
        EXPECT_EQ(Hashes(row), clean) << i;
      } else {
        all_read = false;
      }
    }
    EXPECT_EQ(segment->damage().has_value(), !all_read) << i;
    EXPECT_TRUE(all_read || segment->damage()->file == entry_.words.name) << i;
    named += all_read ? 0 : 1;
    Put(entry_.words, i, good[i]);
  }
  EXPECT_GE(named + 7, (good.size() - 16) / 3);
}

TEST_F(SegmentTest, AWordRowIsCheckedOnceAlone) {
  const auto segment = Open();
  ASSERT_NE(segment->Words(3).size(), 0U);
  const std::string good = index_.Read(entry_.words.name);
  for (std::size_t i = 8; i < good.size() - entry_.rows * 8; ++i) {
    Put(entry_.words, i, static_cast<char>(~good[i]));
  }
  EXPECT_NE(segment->Words(3).size(), 0U);
  EXPECT_FALSE(segment->damage().has_value());
  EXPECT_EQ(segment->Words(4).size(), 0U);
  EXPECT_TRUE(segment->damage().has_value());
}

TEST_F(SegmentTest, DocumentsThatASegmentDoesNotHaveAreNoDanger) {
  const auto segment = Open();
  for (const DocId doc : {DocId{0}, segment->rows() + 1, DocId{0xFFFFFFFF}}) {
    EXPECT_EQ(segment->Words(doc).size(), 0U);
    EXPECT_TRUE(absl::IsDataLoss(segment->ReadArticle(doc).status()));
    EXPECT_TRUE(absl::IsDataLoss(segment->ReadId(doc).status()));
  }
}

TEST_F(SegmentTest, AFileThatIsShortenedWhileItIsOpenIsNamedAndReadOn) {
  for (const auto file : {&SegmentEntry::articles, &SegmentEntry::words, &SegmentEntry::columns}) {
    for (const std::size_t left : {std::size_t{0}, std::size_t{100}}) {
      const test_support::TwoSegments index;
      const SegmentEntry entry = ReadCurrentManifest(index.folder())->segments[0];
      const auto segment = *Segment::Open(index.folder(), entry);
      const std::string name = (entry.*file).name;
      EXPECT_FALSE(segment->lost());
      ASSERT_EQ(truncate((index.folder() + "/" + name).c_str(), static_cast<off_t>(left)), 0);
      for (DocId doc = 1; doc <= segment->rows(); ++doc) {
        (void)segment->ReadArticle(doc);
        (void)segment->Words(doc);
        (void)segment->columns().publish_seconds[doc - 1];
        (void)segment->FindArticle("id1", {});
      }
      for (const TermsColumn& column : segment->columns().terms_columns) {
        for (std::size_t value = 0; value < column.size(); ++value) {
          (void)column.Value(value);
          (void)column.Find(column.keys[value]);
        }
      }
      // The files are small: the last page that is left holds them all if a byte of it is left.
      EXPECT_EQ(segment->lost(), left == 0) << name;
      if (left != 0 && name == entry.columns.name) continue;  // zeros in it are not looked for
      ASSERT_TRUE(segment->damage().has_value()) << name;
      EXPECT_EQ(segment->damage()->file, name);
    }
  }
}

TEST_F(SegmentTest, ADatabaseThatIsShortenedIsDamageAndNotAnInternalError) {
  for (const std::size_t blocks : {0U, 1U, 2U}) {
    const test_support::TwoSegments index;
    const SegmentEntry entry = ReadCurrentManifest(index.folder())->segments[0];
    const auto segment = *Segment::Open(index.folder(), entry);
    ASSERT_EQ(truncate((index.folder() + "/" + entry.database.name).c_str(),
                       static_cast<off_t>(blocks * 8192)),
              0);
    absl::Status status;
    for (const char* term : {"some", "word", "Qid1", "headlin", "XSO:source"}) {
      status.Update(segment->ReadDatabase([term](const Xapian::Database& database) {
        for (auto it = database.postlist_begin(term); it != database.postlist_end(term); ++it) {
        }
      }));
    }
    if (status.ok()) continue;  // what was asked for lies before the cut
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_EQ(errors::ReasonOf(status), v1::ERROR_REASON_SEGMENT_DAMAGED);
    EXPECT_EQ(errors::ErrorMetadata(status, "file"), entry.database.name);
    ASSERT_TRUE(segment->damage().has_value());
    EXPECT_EQ(segment->damage()->file, entry.database.name);
  }
}

TEST_F(SegmentTest, AtMostOneHandleIsKeptThatNobodyUses) {
  const auto segment = Open();
  const std::ptrdiff_t before = OpenDescriptors();  // with the one that opening has made
  {
    std::vector<DatabaseLease> leases;
    for (int i = 0; i < 10; ++i) leases.push_back(segment->AcquireDatabase());
    EXPECT_EQ(OpenDescriptors(), before + 9);
  }
  EXPECT_EQ(OpenDescriptors(), before);
  segment->KeepIdle(0);
  EXPECT_EQ(OpenDescriptors(), before - 1);
  EXPECT_TRUE(segment->ReadDatabase([](const Xapian::Database&) {}).ok());
  EXPECT_EQ(OpenDescriptors(), before - 1);
  segment->KeepIdle(1);
  EXPECT_TRUE(segment->ReadDatabase([](const Xapian::Database&) {}).ok());
  EXPECT_EQ(OpenDescriptors(), before);
}

TEST_F(SegmentTest, AHandleThatFailedIsNotUsedAgain) {
  const auto segment = Open();
  const std::ptrdiff_t before = OpenDescriptors();
  const absl::Status status = segment->ReadDatabase(
      [](const Xapian::Database&) { throw Xapian::DatabaseCorruptError("made up"); });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(OpenDescriptors(), before - 1);
}

}  // namespace
}  // namespace dateline::index
