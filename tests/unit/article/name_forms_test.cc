// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/name_forms.h"

#include <gtest/gtest.h>

#include <string_view>

namespace dateline::article {
namespace {

TEST(NameFormsTest, WhatIsNotPartOfANameIsStripped) {
  const auto shown = [](std::string_view surface, v1::EntityType type) {
    return MakeNameForm(surface, type).shown;
  };
  EXPECT_EQ(shown("Former Prime Minister Tony Blair’s", v1::ENTITY_TYPE_PERSON), "Tony Blair");
  EXPECT_EQ(shown("\"Friedrich\n Merz‘s", v1::ENTITY_TYPE_PERSON), "Friedrich Merz");
  EXPECT_EQ(shown("Donald Trump’sgreatest", v1::ENTITY_TYPE_PERSON), "Donald Trump");
  EXPECT_EQ(shown("Conan O'sullivan", v1::ENTITY_TYPE_PERSON), "Conan O'sullivan");
  EXPECT_EQ(shown("s Air Force", v1::ENTITY_TYPE_ORGANISATION), "Air Force");
  EXPECT_EQ(shown("President", v1::ENTITY_TYPE_PERSON), "President");
  EXPECT_EQ(shown("Queen Elizabeth II", v1::ENTITY_TYPE_PERSON), "Elizabeth II");
  EXPECT_EQ(shown("Elizabeth II", v1::ENTITY_TYPE_PERSON), "Elizabeth II");
  EXPECT_EQ(shown("Tiffany & Co.", v1::ENTITY_TYPE_ORGANISATION), "Tiffany");
  EXPECT_EQ(shown("Fiat S.p.A.", v1::ENTITY_TYPE_ORGANISATION), "Fiat");
  EXPECT_EQ(shown("Procter & Gamble Co", v1::ENTITY_TYPE_ORGANISATION), "Procter & Gamble");
  EXPECT_EQ(shown("UAL Corp. UAUA.O", v1::ENTITY_TYPE_ORGANISATION), "UAL");
  EXPECT_EQ(shown("News Corp", v1::ENTITY_TYPE_ORGANISATION), "News Corp");
  EXPECT_EQ(shown("XOM.N", v1::ENTITY_TYPE_ORGANISATION), "");
  EXPECT_EQ(shown("U.S", v1::ENTITY_TYPE_PLACE), "U.S");
  EXPECT_EQ(shown("St.Louis", v1::ENTITY_TYPE_PLACE), "St.Louis");
  EXPECT_EQ(shown("South Korea-based Samsung", v1::ENTITY_TYPE_ORGANISATION), "Samsung");
  EXPECT_EQ(shown("the U.S.", v1::ENTITY_TYPE_PLACE), "U.S.");
  EXPECT_EQ(shown("Berlin.", v1::ENTITY_TYPE_PLACE), "Berlin");
  EXPECT_EQ(shown("Los Angeles", v1::ENTITY_TYPE_PLACE), "Los Angeles");
  EXPECT_EQ(shown("...", v1::ENTITY_TYPE_PLACE), "");
  EXPECT_EQ(MakeNameForm("U.N.", v1::ENTITY_TYPE_ORGANISATION).key,
            MakeNameForm("UN", v1::ENTITY_TYPE_ORGANISATION).key);
}

TEST(NameFormsTest, AGenerationStays) {
  const auto shown = [](std::string_view surface) {
    return MakeNameForm(surface, v1::ENTITY_TYPE_PERSON).shown;
  };
  EXPECT_EQ(shown("Robert F. Kennedy Jr."), "Robert F. Kennedy Jr.");
  EXPECT_EQ(shown("Robert F. Kennedy, Jr."), "Robert F. Kennedy Jr.");
  EXPECT_EQ(shown("Sen. John D. Rockefeller IV"), "John D. Rockefeller IV");
  EXPECT_EQ(shown("Pope John Paul II's"), "John Paul II");
  EXPECT_EQ(SplitPerson("robert f. kennedy jr.").last, "kennedy");
  EXPECT_EQ(SplitPerson("robert f. kennedy jr.").generation, "jr");
}

TEST(NameFormsTest, DebrisIsTakenOut) {
  const auto shown = [](std::string_view surface) {
    return MakeNameForm(surface, v1::ENTITY_TYPE_PERSON).shown;
  };
  EXPECT_EQ(shown("George W.) Bush"), "George W. Bush");
  EXPECT_EQ(shown("Angela) Merkel"), "Angela Merkel");
  EXPECT_EQ(shown("Angela Mer-\nkel"), "Angela Merkel");
  EXPECT_EQ(shown("Angela\u200B\u200DMerkel"), "AngelaMerkel");
  EXPECT_EQ(shown("Robert F.Kennedy"), "Robert F. Kennedy");
  EXPECT_EQ(shown("J.K. Rowling"), "J.K. Rowling");
  EXPECT_EQ(shown("Ms. Rowling"), "Rowling");
}

TEST(NameFormsTest, CompaniesKeepTheirOwnS) {
  const auto shown = [](std::string_view surface, v1::EntityType type) {
    return MakeNameForm(surface, type).shown;
  };
  for (const char* name :
       {"McDonald's", "Macy’s", "Standard & Poor's", "Moody's", "Ben & Jerry's"}) {
    EXPECT_EQ(shown(name, v1::ENTITY_TYPE_ORGANISATION), name);
  }
  EXPECT_EQ(shown("McDonald's Corp.", v1::ENTITY_TYPE_ORGANISATION), "McDonald's");
  EXPECT_EQ(shown("Apple's", v1::ENTITY_TYPE_ORGANISATION), "Apple");
  EXPECT_EQ(shown("Jerry's", v1::ENTITY_TYPE_ORGANISATION), "Jerry");
  EXPECT_EQ(shown("Tim Moody's", v1::ENTITY_TYPE_PERSON), "Tim Moody");
}

}  // namespace
}  // namespace dateline::article
