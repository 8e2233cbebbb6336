// SPDX-License-Identifier: GPL-3.0-or-later
// Files that change under an open engine: whatever they hold then, calls end with an answer or an
// error.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/article/article_annotator.h"
#include "core/index/files.h"
#include "server/search/search_snapshot.h"
#include "tests/unit/engine/engine_fixture.h"

namespace dateline::engine {
namespace {

constexpr int kArticles = 24;
constexpr std::size_t kFewestFlips = 120;  // of each file

v1::Entity Named(const std::string& name, v1::EntityType type, bool salient) {
  v1::Entity entity;
  entity.set_name(name);
  entity.set_type(type);
  entity.set_origin(v1::ENTITY_ORIGIN_DETECTED);
  entity.set_salient(salient);
  if (type == v1::ENTITY_TYPE_PLACE) entity.set_country("Italy");
  entity.add_spellings(name + " jr");
  return entity;
}

class SampleAnnotator : public article::ArticleAnnotator {
 public:
  void Annotate(article::Article& article) override {
    const int number = std::stoi(article.id());
    for (const int one : {number % 3, number % 5 + 3}) {
      const bool salient = (number + one) % 2 == 0;
      *article.add_entities() = Named(fmt::format("Ada {} Quill", static_cast<char>('A' + one)),
                                      v1::ENTITY_TYPE_PERSON, salient);
      *article.add_entities() = Named(fmt::format("Rome{}", one), v1::ENTITY_TYPE_PLACE, !salient);
      *article.add_entities() =
          Named(fmt::format("Bank {}", one), v1::ENTITY_TYPE_ORGANISATION, salient);
    }
  }
};

writer::WriterOptions Annotated() {
  writer::WriterOptions options;
  options.background_merge = false;
  options.sync = false;
  options.min_free_bytes = 0;
  options.make_annotator = [] { return std::make_unique<SampleAnnotator>(); };
  return options;
}

v1::SearchRequest EverythingAbout(const std::string& query) {
  v1::SearchRequest request;
  request.set_query(query);
  request.set_page_size(30);
  request.set_view(v1::ARTICLE_VIEW_FULL);
  request.mutable_snippets();
  request.mutable_entities()->set_mentions(true);
  for (const char* field : {"source", "section", "author", "language", "country", "entity"}) {
    request.add_facets()->mutable_terms()->set_field(field);
  }
  v1::FacetRequest& months = *request.add_facets();
  months.mutable_date_histogram()->set_interval(v1::CALENDAR_INTERVAL_MONTH);
  months.mutable_date_histogram()->set_with_share(true);
  (void)request.add_facets()->mutable_date_histogram();
  v1::DateRangesFacet& ranges = *request.add_facets()->mutable_date_ranges();
  ranges.add_ranges()->set_start("2025-01-01");
  return request;
}

class ChangingFilesTest : public EngineTest {
 protected:
  ChangingFilesTest() : EngineTest(Annotated()) {
    std::vector<article::Article> articles;
    for (int i = 0; i < kArticles; ++i) {
      articles.push_back(test_support::MakeArticle(
          std::to_string(i), fmt::format("Storm number {}", i % 4),
          fmt::format("The wind of day {} was strong and the sea was high", i),
          fmt::format("2025-0{}-11", i % 6 + 1), fmt::format("Gazette {}", i % 3)));
      articles.back().set_section(fmt::format("Section {}", i % 2));
      articles.back().add_authors(fmt::format("Bo Reed {}", i % 4));
      articles.back().set_url(fmt::format("https://paper{}.example/{}", i % 2, i));
    }
    index_.Add({articles.begin(), articles.begin() + kArticles / 2});
    index_.Add({articles.begin() + kArticles / 2, articles.end()});
    index_.Delete({"3", "17"});
  }

  // Without a cache: every call reads the files.
  std::unique_ptr<Engine> OpenEngine() {
    auto opened = Engine::Open({.folder = index_.folder(), .cache_bytes = 0, .now = [] {
                                  return absl::FromUnixSeconds(kNow);
                                }});
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }

  static void AskSearches(Engine& engine) {
    for (const char* query :
         {"", "storm", "\"strong and the sea\" wind", "source:gazette* OR author:bo*",
          "about:quill", "person:ada*", "date:2025-02..2025-04 NOT \"storm number\"", "stor*"}) {
      (void)engine.Search(EverythingAbout(query), {});
      v1::SearchRequest by_date = EverythingAbout(query);
      by_date.set_sort(v1::SORT_NEWEST);
      by_date.set_view(v1::ARTICLE_VIEW_IDS);
      by_date.mutable_filter()->add_countries("italy");
      by_date.mutable_filter()->add_sources("Gazette 1");
      by_date.mutable_filter()->mutable_exclude()->add_entities()->set_name("Bank 4");
      (void)engine.Search(by_date, {});
    }
  }

  static void AskCalls(Engine& engine) {
    for (const char* name : {"Ada A Quill", "quill", "Rome3", "bank 2"}) {
      v1::GetEntityRequest request;
      request.set_name(name);
      request.set_max_related(20);
      request.mutable_histogram()->set_interval(v1::CALENDAR_INTERVAL_MONTH);
      (void)engine.GetEntity(request, {});
    }
    v1::SuggestEntitiesRequest suggest;
    suggest.set_prefix("a");
    (void)engine.SuggestEntities(suggest, {});
    for (int i = 0; i < kArticles; ++i) {
      v1::GetArticleRequest request;
      request.set_id(std::to_string(i));
      const auto article = engine.GetArticle(request, {});
      EXPECT_TRUE(!article.ok() || article->article().id() == request.id()) << i;
    }
  }

  // Groups all names anew, from the columns as they are now.
  static void Prepare(const Engine& engine) {
    (void)search::PrepareSnapshot(engine.snapshot(), nullptr);
  }

  std::vector<std::string> FilesThatEndWith(const std::string& extension) const {
    std::vector<std::string> paths;
    const auto manifest = index::ReadCurrentManifest(index_.folder());
    for (const index::SegmentEntry& segment : manifest->segments) {
      for (const index::FileEntry& file : index::FilesOf(segment)) {
        if (file.name.ends_with(extension)) paths.push_back(index_.folder() + "/" + file.name);
      }
    }
    return paths;
  }

  static void Put(const std::string& path, std::size_t at, std::string_view bytes) {
    const int file = open(path.c_str(), O_WRONLY);
    ASSERT_EQ(pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at)),
              static_cast<ssize_t>(bytes.size()));
    close(file);
  }

  // Calls `ask` with an engine under which a byte has changed, for bytes all over the files: a bit
  // of it, or all bits of it and its neighbours, which makes numbers as large as they can be. The
  // engine is a new one each time, as one that has met damage leaves the segment out.
  void ForEachChange(const std::string& extension, const std::function<void(Engine&)>& ask) {
    for (const std::string& path : FilesThatEndWith(extension)) {
      const std::string good = *index::ReadWholeFile(path);
      const std::size_t step = std::max<std::size_t>(1, good.size() / kFewestFlips) | 1U;
      std::size_t change = 0;
      for (std::size_t at = 0; at < good.size() && !HasFailure(); at += step) {
        const std::size_t length = change % 3 == 2 ? std::min<std::size_t>(8, good.size() - at) : 1;
        std::string bad = good.substr(at, length);
        bad[0] = static_cast<char>(bad[0] ^ (1 << (change % 8)));
        if (length > 1) bad.assign(length, '\xff');
        ++change;
        const auto engine = OpenEngine();
        Put(path, at, bad);
        ask(*engine);
        Put(path, at, std::string_view(good).substr(at, length));
      }
    }
  }
};

// Else the other tests would see little.
TEST_F(ChangingFilesTest, TheCallsReadEveryPartOfWholeFiles) {
  const auto engine = OpenEngine();
  const auto response = engine->Search(EverythingAbout(""), {});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->hits_size(), kArticles - 2);
  for (const v1::FacetResult& facet : response->facets()) {
    EXPECT_GT(facet.buckets_size(), 0) << facet.ShortDebugString();
  }
  EXPECT_EQ(engine->Search(EverythingAbout("\"strong and the sea\""), {})->hits_size(),
            kArticles - 2);
  EXPECT_GT(engine->Search(EverythingAbout("about:quill"), {})->hits_size(), 0);
  EXPECT_GT(engine->Search(EverythingAbout("stor*"), {})->hits_size(), 0);
  v1::GetEntityRequest request;
  request.set_name("Ada A Quill");
  const auto entity = engine->GetEntity(request, {});
  ASSERT_TRUE(entity.ok()) << entity.status();
  EXPECT_GT(entity->matching_count(), 0U);
  EXPECT_GT(entity->related_size(), 0);
}

TEST_F(ChangingFilesTest, SearchesAndFacetsOverChangedColumnsDoNotCrash) {
  ForEachChange(".columns", [&](Engine& engine) { AskSearches(engine); });
}

TEST_F(ChangingFilesTest, CallsForEntitiesAndArticlesOverChangedColumnsDoNotCrash) {
  ForEachChange(".columns", [&](Engine& engine) { AskCalls(engine); });
}

TEST_F(ChangingFilesTest, NamesAreGroupedFromChangedColumnsWithoutACrash) {
  ForEachChange(".columns", [&](Engine& engine) { Prepare(engine); });
}

TEST_F(ChangingFilesTest, RowsThatChangedAreLeftOutOrFoundRight) {
  const v1::SearchRequest all = EverythingAbout("");
  std::set<std::string> clean;
  const auto whole = OpenEngine()->Search(all, {});
  ASSERT_TRUE(whole.ok()) << whole.status();
  for (const v1::Hit& hit : whole->hits()) {
    clean.insert(hit.article().SerializeAsString());
  }
  for (const char* extension : {".articles", ".words"}) {
    ForEachChange(extension, [&](Engine& engine) {
      const auto response = engine.Search(all, {});
      ASSERT_TRUE(response.ok()) << response.status();
      for (const v1::Hit& hit : response->hits()) {
        EXPECT_TRUE(clean.contains(hit.article().SerializeAsString()));
      }
      if (response->hits_size() < static_cast<int>(clean.size())) {
        EXPECT_GT(response->damage_size(), 0);
        EXPECT_EQ(response->total().relation(), v1::COUNT_RELATION_AT_LEAST);
      }
      AskSearches(engine);
      AskCalls(engine);
    });
  }
}

TEST_F(ChangingFilesTest, ADatabaseThatChangedDoesNotCrash) {
  ForEachChange(".glass", [&](Engine& engine) { AskSearches(engine); });
}

TEST_F(ChangingFilesTest, FilesThatAreShortenedDoNotCrash) {
  for (const char* extension : {".columns", ".articles", ".words", ".glass"}) {
    for (const std::string& path : FilesThatEndWith(extension)) {
      const std::string good = *index::ReadWholeFile(path);
      for (const std::size_t left : {good.size() / 2, std::size_t{0}}) {
        const auto engine = OpenEngine();
        ASSERT_EQ(truncate(path.c_str(), static_cast<off_t>(left)), 0);
        AskSearches(*engine);
        AskCalls(*engine);
        Prepare(*engine);
        Put(path, 0, good);
      }
    }
  }
}

}  // namespace
}  // namespace dateline::engine
