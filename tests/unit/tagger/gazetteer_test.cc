// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/tagger/gazetteer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "indexer/training/contents.h"

namespace dateline::tagger {
namespace {

std::string SmallSection() {
  training::GazetteerContents contents;
  contents.places["usa"] = {"United States", "United States"};
  contents.places["u.s."] = {"United States", "United States"};
  contents.places["paris"] = {"Paris", "France"};
  contents.places["europe"] = {"Europe", ""};
  contents.demonyms["french"] = "France";
  contents.aliases["kadhafi"] = {"Gaddafi"};
  contents.aliases["un"] = {"United Nations", true};
  return contents.Serialize();
}

TEST(GazetteerTest, AliasesOfACountryAreThatCountry) {
  const std::string section = SmallSection();
  const Gazetteer gazetteer = Gazetteer::Parse(section).value();
  for (const char* name : {"usa", "u.s."}) {
    const Gazetteer::Place place = gazetteer.FindPlace(name);
    EXPECT_EQ(place.name, "United States");
    EXPECT_EQ(place.country, "United States");
    EXPECT_TRUE(place.is_country);
  }
}

TEST(GazetteerTest, ACityHasItsCountryAndAContinentHasNone) {
  const std::string section = SmallSection();
  const Gazetteer gazetteer = Gazetteer::Parse(section).value();
  EXPECT_EQ(gazetteer.FindPlace("paris").name, "Paris");
  EXPECT_EQ(gazetteer.FindPlace("paris").country, "France");
  EXPECT_FALSE(gazetteer.FindPlace("paris").is_country);
  EXPECT_EQ(gazetteer.FindPlace("europe").name, "Europe");
  EXPECT_EQ(gazetteer.FindPlace("europe").country, "");
  EXPECT_FALSE(gazetteer.FindPlace("europe").is_country);
}

TEST(GazetteerTest, DemonymsAndAliasesAreFound) {
  const std::string section = SmallSection();
  const Gazetteer gazetteer = Gazetteer::Parse(section).value();
  EXPECT_EQ(gazetteer.DemonymCountry("french"), "France");
  EXPECT_EQ(gazetteer.FindAlias("kadhafi").name, "Gaddafi");
  EXPECT_FALSE(gazetteer.FindAlias("kadhafi").is_organisation);
  EXPECT_EQ(gazetteer.FindAlias("un").name, "United Nations");
  EXPECT_TRUE(gazetteer.FindAlias("un").is_organisation);
}

TEST(GazetteerTest, OtherNamesAreNotKnown) {
  const std::string section = SmallSection();
  for (const Gazetteer& gazetteer : {Gazetteer(), Gazetteer::Parse(section).value()}) {
    for (const std::string_view name : {"", "USA", "atlantis", "\xFF"}) {
      EXPECT_EQ(gazetteer.FindPlace(name).name, "");
      EXPECT_FALSE(gazetteer.FindPlace(name).is_country);
      EXPECT_EQ(gazetteer.DemonymCountry(name), "");
      EXPECT_EQ(gazetteer.FindAlias(name).name, "");
    }
  }
}

TEST(GazetteerTest, EveryCutSectionIsDataLoss) {
  const std::string section = SmallSection();
  for (std::size_t size = 0; size < section.size(); ++size)
    EXPECT_EQ(Gazetteer::Parse(std::string_view(section).substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
}

TEST(GazetteerTest, DamagedBytesAreRefusedOrHarmless) {
  const std::string section = SmallSection();
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string damaged = section;
    for (unsigned changes = random() % 4 + 1; changes > 0; --changes)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto gazetteer = Gazetteer::Parse(damaged);
    if (!gazetteer.ok()) continue;
    for (const std::string_view name : {"usa", "paris", "europe", "french", "kadhafi", ""}) {
      EXPECT_LE(gazetteer->FindPlace(name).name.size(), section.size());
      EXPECT_LE(gazetteer->FindPlace(name).country.size(), section.size());
      EXPECT_LE(gazetteer->DemonymCountry(name).size(), section.size());
      EXPECT_LE(gazetteer->FindAlias(name).name.size(), section.size());
    }
  }
}

}  // namespace
}  // namespace dateline::tagger
