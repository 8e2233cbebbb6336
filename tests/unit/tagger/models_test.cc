// SPDX-License-Identifier: GPL-3.0-or-later
// The models that come with the program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "indexer/entities/tagger/name_model.h"
#include "indexer/entities/tagger/tagger.h"

namespace dateline::tagger {
namespace {

using testing::ElementsAre;

// "P Angela Merkel", "L Berlin", "O NATO", "- French", in order.
std::vector<std::string> Names(const std::string& language, const std::string& body) {
  const auto model = NameModel::Open(std::string(DATELINE_MODELS) + "/" + language + ".names");
  EXPECT_TRUE(model.ok()) << model.status();
  if (!model.ok()) return {};
  EXPECT_EQ((*model)->language(), language);
  Tagger tagger(*model);
  std::vector<std::string> names;
  for (const NameSpan& name : tagger.Tag("", body).body) {
    const char* type = name.type == v1::ENTITY_TYPE_PERSON         ? "P "
                       : name.type == v1::ENTITY_TYPE_PLACE        ? "L "
                       : name.type == v1::ENTITY_TYPE_ORGANISATION ? "O "
                                                                   : "- ";
    names.push_back(type + body.substr(name.start, name.end - name.start));
  }
  return names;
}

TEST(ModelsTest, EnglishNewsIsUnderstood) {
  EXPECT_THAT(
      Names("en",
            "BERLIN (Reuters) - Chancellor Angela Merkel said on Monday that NATO would "
            "meet in Warsaw.Microsoft shares fell."),
      ElementsAre("L BERLIN", "O Reuters", "P Angela Merkel", "O NATO", "L Warsaw", "O Microsoft"));
}

TEST(ModelsTest, EnglishHeadlinesInCapitalsAreUnderstood) {
  EXPECT_THAT(Names("en", "PRESIDENT OBAMA TO VISIT POLAND IN JUNE"),
              ElementsAre("P OBAMA", "L POLAND"));
}

TEST(ModelsTest, GermanNewsIsUnderstood) {
  EXPECT_THAT(Names("de", "Bundeskanzler Helmut Kohl reiste am Montag nach Frankreich."),
              ElementsAre("P Helmut Kohl", "L Frankreich"));
}

TEST(ModelsTest, SpanishNewsIsUnderstood) {
  EXPECT_THAT(Names("es", "El presidente Felipe Calder\u00f3n viaj\u00f3 ayer a Madrid."),
              ElementsAre("P Felipe Calder\u00f3n", "L Madrid"));
}

TEST(ModelsTest, EnglishModelIsSmall) {
  std::ifstream file(std::string(DATELINE_MODELS) + "/en.names", std::ios::binary | std::ios::ate);
  ASSERT_TRUE(file);
  EXPECT_LE(file.tellg(), 6000000);
}

}  // namespace
}  // namespace dateline::tagger
