// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/byline.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dateline::readers {
namespace {

struct Case {
  std::string text;
  std::vector<std::string> authors;
  std::string agency = "";
  bool is_whole = true;
};

TEST(BylineTest, NamesAreCutWhereAuthorsMeetAndNeverInside) {
  for (const Case& c : std::vector<Case>{
           {"Josh Roe and Ann Poe, Reuters", {"Josh Roe", "Ann Poe"}, "Reuters"},
           {"By Nora Quill", {"Nora Quill"}},
           {"BY JOHN SMITH AND JANE DOE", {"JOHN SMITH", "JANE DOE"}},
           {"Von Max Müller und Eva Klein", {"Max Müller", "Eva Klein"}},
           {"Por María López y Juan Pérez", {"María López", "Juan Pérez"}},
           {"Par Jean Dupont et Anne Martin", {"Jean Dupont", "Anne Martin"}},
           {"João Silva e Maria Costa", {"João Silva", "Maria Costa"}},
           {"Josh Roe & Ann Poe", {"Josh Roe", "Ann Poe"}},
           {"Иван Иванов и Ольга Петрова", {"Иван Иванов", "Ольга Петрова"}},
           {"李明、王芳", {"李明", "王芳"}},
           {"Ann Poe; Bob Roe|Cy Doe\nDi Low", {"Ann Poe", "Bob Roe", "Cy Doe", "Di Low"}},
           {"A B, C D, and E F", {"A B", "C D", "E F"}},
           {"By Ann Poe and By Bob Roe", {"Ann Poe", "Bob Roe"}},
           {"Von Miller", {"Von Miller"}},
           {"Ursula von der Leyen", {"Ursula von der Leyen"}},
           {"von der Leyen", {"von der Leyen"}},
           {"José Ortega y Gasset", {"José Ortega y Gasset"}},
           {"Ana de la Cruz y Soto", {"Ana de la Cruz y Soto"}},
           {"José Ortega y Gasset y Juan Pérez", {"José Ortega y Gasset", "Juan Pérez"}},
           {"A. B. Roe / C. Poe", {"A. B. Roe", "C. Poe"}},
           {"Ann Poe, ContributorAuthor of a book", {"Ann Poe"}, "", false},
           {"Robert Downey, Jr.", {"Robert Downey, Jr."}},
           {"John Smith III, PhD, and Ann Poe", {"John Smith III, PhD", "Ann Poe"}},
           {"Doe, John", {"Doe, John"}},
           {"de la Cruz, Ana María", {"de la Cruz, Ana María"}},
           {"Doe, John; Roe, Jane", {"Doe, John", "Roe, Jane"}},
           {"Doe, John and Roe, Jane", {"Doe, John", "Roe, Jane"}},
           {"Ernst & Young", {"Ernst & Young"}},
           {"Science and Health Staff", {"Science and Health Staff"}},
           {"Reuters", {"Reuters"}},
           {"Reuters and AP", {"Reuters", "AP"}},
           {"Ann Poe, Political Editor", {"Ann Poe"}, "", false},
           {"Ann Poe in Berlin", {"Ann Poe"}, "", false},
           {"ann@example.org (Ann Poe)", {"Ann Poe"}, "", false},
           {"Ann Poe <ann@example.org>", {"Ann Poe"}, "", false},
           {"", {}},
           {" , ; ", {}}}) {
    const Byline byline = ReadByline(c.text);
    EXPECT_EQ(byline.authors, c.authors) << c.text;
    EXPECT_EQ(byline.agency, c.agency) << c.text;
    EXPECT_EQ(byline.is_whole, c.is_whole) << c.text;
  }
}

TEST(BylineTest, ALongTextIsNotAList) {
  std::string text;
  while (text.size() < (1U << 20U)) text += "Ann Poe and ";
  EXPECT_EQ(ReadByline(text).authors.size(), 1U);
}

}  // namespace
}  // namespace dateline::readers
