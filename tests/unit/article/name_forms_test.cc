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
  EXPECT_EQ(shown("Queen Elizabeth II", v1::ENTITY_TYPE_PERSON), "Queen Elizabeth");
  EXPECT_EQ(shown("Elizabeth II", v1::ENTITY_TYPE_PERSON), "Elizabeth II");
  EXPECT_EQ(shown("Tiffany & Co.", v1::ENTITY_TYPE_ORGANISATION), "Tiffany");
  EXPECT_EQ(shown("Fiat S.p.A.", v1::ENTITY_TYPE_ORGANISATION), "Fiat");
  EXPECT_EQ(shown("Procter & Gamble Co", v1::ENTITY_TYPE_ORGANISATION), "Procter & Gamble");
  EXPECT_EQ(shown("UAL Corp. UAUA.O", v1::ENTITY_TYPE_ORGANISATION), "UAL");
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

}  // namespace
}  // namespace dateline::article
