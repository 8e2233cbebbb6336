// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/local_date_names.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/article/date_cursor.h"
#include "core/text/fold.h"

namespace dateline::article {
namespace {

// Without Croatian and Bosnian: their listopad is October, that of Czech and Polish November, and
// "srp" is July here and August there. Without Welsh and Irish, whose "mawrth" and "lún" are months
// and days of the week of more common languages.
constexpr std::string_view kLanguages =
    "en de fr es it pt nl sv da nb nn fi is fo et lv lt pl cs sk sl sr sr_Latn bg mk ru uk be ro "
    "hu "
    "el tr az ca eu gl sq af id ms sw vi hy ka kk hi bn ta fa ar he th ko ja zh zh_Hant";

// Small words between the parts of dates, and units after numbers. Each stands for itself and says
// nothing.
constexpr std::string_view kFillers =
    "a o klo kello v u w saat saatte pukul lúc à ás às as om ob at in le il la el los las de del "
    "da "
    "dos den der die das dann um uhr h hrs час часа та i y e ja ngày năm jam tanggal tgl г г. года "
    "р "
    "року ж жылы m d metų gada g god godine r roku obs года́ година ώρα στις ที่ วันที่ พ.ศ. ค.ศ. เวลา น "
    "ว "
    "년 년도 日 ก.";
constexpr std::size_t kMostWords = 4;
constexpr std::size_t kLongest = 48;  // bytes

using Names = std::unordered_map<std::string, LocalDateName>;

bool HasDigit(std::string_view text) { return std::any_of(text.begin(), text.end(), IsDigit); }

std::string_view WithoutDots(std::string_view name) {
  while (name.ends_with('.') || name.ends_with(' ')) name.remove_suffix(1);
  while (name.starts_with(' ')) name.remove_prefix(1);
  return name;
}

class Builder {
 public:
  // `set` changes what the name means.
  template <typename Set>
  void Add(const icu::UnicodeString& name, const Set& set) {
    std::string utf8;
    name.toUTF8String(utf8);
    AddText(WithoutDots(utf8), set);
  }

  template <typename Set>
  void AddText(std::string_view name, const Set& set) {
    // "12月" is a number with a sign.
    if (name.empty() || name.size() > kLongest || HasDigit(name)) return;
    const std::string folded = text::FoldName(name);
    if (folded.empty()) return;
    set(names_[folded]);
    // "de gener", "d’abril": also without the article. A dot inside ("п. ж.") stays.
    for (const std::string_view article : {"de ", "d'", "d’"}) {
      if (name.starts_with(article)) AddText(name.substr(article.size()), set);
    }
    // Hebrew writes "in" in front of the name, without a space.
    if (const std::string_view start = "\u05d0";
        name[0] == start[0] && name.size() < kLongest - 2) {
      set(names_["\u05d1" + folded]);
    }
  }

  Names names() && { return std::move(names_); }

 private:
  Names names_;
};

using Symbols = icu::DateFormatSymbols;

void AddMonths(const Symbols& symbols, bool thai, Builder& builder) {
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      std::int32_t count = 0;
      const icu::UnicodeString* names = symbols.getMonths(count, context, width);
      for (std::int32_t i = 0; i < std::min(count, 12); ++i) {
        builder.Add(names[i], [&](LocalDateName& name) {
          name.month = name.month == 0 || name.month == i + 1 ? i + 1 : -1;
          name.thai = name.thai || thai;
        });
      }
    }
  }
}

void AddWeekdays(const Symbols& symbols, Builder& builder) {
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED, Symbols::SHORT}) {
      std::int32_t count = 0;
      const icu::UnicodeString* names = symbols.getWeekdays(count, context, width);
      for (std::int32_t i = 1; i < count; ++i) {  // the first has no name
        builder.Add(names[i], [](LocalDateName& name) { name.weekday = true; });
      }
    }
  }
}

// Those in ASCII are read by TimeOfDay.
void AddHalves(const Symbols& symbols, Builder& builder) {
  std::int32_t count = 0;
  const icu::UnicodeString* names = symbols.getAmPmStrings(count);
  for (std::int32_t i = 0; i < std::min(count, 2); ++i) {
    std::string utf8;
    names[i].toUTF8String(utf8);
    if (utf8.empty() || static_cast<unsigned char>(utf8[0]) < 0x80) continue;
    builder.Add(names[i], [&](LocalDateName& name) { (i == 0 ? name.am : name.pm) = true; });
  }
}

template <typename Visit>
void VisitWords(std::string_view list, const Visit& visit) {
  while (!list.empty()) {
    const auto space = std::min(list.find(' '), list.size());
    if (space > 0) visit(list.substr(0, space));
    list.remove_prefix(std::min(space + 1, list.size()));
  }
}

Names BuildNames() {
  Builder builder;
  VisitWords(kLanguages, [&](std::string_view language) {
    UErrorCode error = U_ZERO_ERROR;
    const std::string name(language);
    const Symbols symbols(icu::Locale(name.c_str()), "gregorian", error);
    // A language that this ICU does not have gives the names of another one, which are there too.
    if (U_FAILURE(error)) return;
    AddMonths(symbols, language == "th", builder);
    AddWeekdays(symbols, builder);
    AddHalves(symbols, builder);
  });
  VisitWords(kFillers, [&](std::string_view word) {
    builder.AddText(WithoutDots(word), [](LocalDateName& name) { name.filler = true; });
  });
  return std::move(builder).names();
}

// The end of the word at `at`: letters, and what joins them inside.
std::size_t WordEnd(std::string_view text, std::size_t at) {
  while (at < text.size() && (IsLetter(text[at]) || (text[at] == '\'' && at + 1 < text.size() &&
                                                     IsLetter(text[at + 1])))) {
    ++at;
  }
  return at;
}

}  // namespace

LocalDateName FindLocalDateName(std::string_view text) {
  static const Names* const kNames = new Names(BuildNames());
  std::array<std::size_t, kMostWords> ends{};
  std::size_t words = 0;
  for (std::size_t at = 0; words < kMostWords; ++words) {
    const std::size_t end = WordEnd(text, at);
    if (end == at || end > kLongest) break;
    ends[words] = end;
    at = end;
    if (at < text.size() && text[at] == '.') ++at;
    if (at < text.size() && (text[at] == ' ' || text[at] == '-')) ++at;
  }
  for (std::size_t i = words; i > 0; --i) {
    const auto found = kNames->find(text::FoldName(text.substr(0, ends[i - 1])));
    if (found == kNames->end()) continue;
    LocalDateName name = found->second;
    name.length = ends[i - 1];
    return name;
  }
  return {};
}

std::string_view LocalDateLanguages() { return kLanguages; }

}  // namespace dateline::article
