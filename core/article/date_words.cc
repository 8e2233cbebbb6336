// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/article/date_words.h"

#include <array>
#include <string>
#include <unordered_map>

#include "core/text/fold.h"

namespace dateline::article {
namespace {

// English, German, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish, Turkish,
// Russian; full names, genitives and the abbreviations that newspapers use.
constexpr std::array<std::string_view, 12> kMonths = {
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia ocak "
    "января январь янв",
    "february feb februar februari février févr fév febrero febbraio fevereiro fev lutego şubat "
    "февраля февраль фев",
    "march mar märz mär mrz mars marzo março maart mrt marts marca mart марта март мар",
    "april apr avril avr abril abr aprile kwietnia nisan апреля апрель апр",
    "may mai mayo maggio mag maio mei maj maja mayıs мая май",
    "june jun juni juin junio giugno giu junho czerwca haziran июня июнь июн",
    "july jul juli juillet juil julio luglio lug julho lipca temmuz июля июль июл",
    "august aug août agosto ago augustus augusti sierpnia ağustos августа август авг",
    "september sept sep septembre septiembre setiembre settembre set setembro września eylül "
    "сентября сентябрь сен сент",
    "october oct oktober okt octobre octubre ottobre ott outubro out października ekim октября "
    "октябрь окт",
    "november nov novembre noviembre novembro listopada kasım ноября ноябрь ноя нояб",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudnia aralık "
    "декабря декабрь дек"};

constexpr std::string_view kWeekdays =
    "monday mon montag segunda lundi lunes lunedì maandag måndag mandag poniedziałek pazartesi "
    "понедельник "
    "tuesday tue tues dienstag mardi martes martedì terça dinsdag tisdag tirsdag wtorek salı "
    "вторник "
    "wednesday wed mittwoch mercredi miércoles mercoledì quarta woensdag onsdag środa çarşamba "
    "среда "
    "thursday thu thur thurs donnerstag jeudi jueves giovedì quinta donderdag torsdag czwartek "
    "perşembe четверг friday fri freitag vendredi viernes venerdì sexta vrijdag fredag piątek cuma "
    "пятница saturday sat samstag sonnabend samedi sábado sabato zaterdag lördag lørdag sobota "
    "cumartesi суббота sunday sun sonntag dimanche domingo domenica zondag söndag søndag niedziela "
    "pazar воскресенье feira mo di mi do fr sa so lun mer jeu ven sam dim mie jue vie sab dom gio "
    "seg "
    "ter qua qui sex";

constexpr std::string_view kFillers =
    "at on of the de del um à a las às alle ore le den der kl om в";

constexpr std::string_view kSuffixes = "uhr г года";

struct ZoneName {
  std::string_view name;
  int minutes;
};
// BST is Britain's here, and CST, MST those of RFC 822. IST is India's, Ireland's or Israel's:
// left out, so that it is refused.
constexpr std::array<ZoneName, 37> kZones = {
    {{"z", 0},      {"utc", 0},    {"gmt", 0},    {"ut", 0},     {"wet", 0},    {"west", 60},
     {"bst", 60},   {"cet", 60},   {"cest", 120}, {"mez", 60},   {"mesz", 120}, {"eet", 120},
     {"eest", 180}, {"msk", 180},  {"sast", 120}, {"trt", 180},  {"gst", 240},  {"pkt", 300},
     {"wib", 420},  {"ict", 420},  {"sgt", 480},  {"hkt", 480},  {"awst", 480}, {"jst", 540},
     {"kst", 540},  {"aest", 600}, {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"est", -300},
     {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480},
     {"pdt", -420}}};

// Zones that only a date between nothing else may name: some of them are words.
constexpr std::array<ZoneName, 29> kRareZones = {
    {{"ast", -240},  {"adt", -180}, {"hst", -600},  {"hast", -600}, {"hadt", -540}, {"akst", -540},
     {"akdt", -480}, {"nst", -210}, {"ndt", -150},  {"yst", -540},  {"brt", -180},  {"brst", -120},
     {"art", -180},  {"clt", -240}, {"clst", -180}, {"cot", -300},  {"pet", -300},  {"wat", 60},
     {"cat", 120},   {"eat", 180},  {"idt", 180},   {"irst", 210},  {"npt", 345},   {"myt", 480},
     {"pht", 480},   {"wita", 480}, {"acst", 570},  {"acdt", 630}}};

struct RegionName {
  std::string_view name;
  const char* zone;
};
constexpr std::array<RegionName, 4> kRegions = {{{"et", "America/New_York"},
                                                 {"ct", "America/Chicago"},
                                                 {"mt", "America/Denver"},
                                                 {"pt", "America/Los_Angeles"}}};

using Words = std::unordered_map<std::string, DateWord>;

void AddAll(std::string_view list, DateWord word, Words& words) {
  while (!list.empty()) {
    const auto space = list.find(' ');
    words.emplace(text::FoldName(list.substr(0, space)), word);
    list = space == std::string_view::npos ? "" : list.substr(space + 1);
  }
}

Words BuildWords() {
  Words words;
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    AddAll(kMonths[i], {DateWordKind::kMonth, static_cast<int>(i) + 1}, words);
  AddAll(kWeekdays, {DateWordKind::kWeekday}, words);
  AddAll(kFillers, {DateWordKind::kFiller}, words);
  AddAll(kSuffixes, {DateWordKind::kSuffix}, words);
  AddAll("am", {DateWordKind::kAm}, words);
  AddAll("pm", {DateWordKind::kPm}, words);
  for (const ZoneName& zone : kZones) AddAll(zone.name, {DateWordKind::kZone, zone.minutes}, words);
  for (const RegionName& region : kRegions)
    AddAll(region.name, {DateWordKind::kRegion, 0, region.zone}, words);
  return words;
}

}  // namespace

DateWord FindRareZone(std::string_view word) {
  constexpr std::size_t kLongestZone = 4;
  if (word.size() > kLongestZone) return {};
  const std::string folded = text::FoldName(word);
  for (const ZoneName& zone : kRareZones) {
    if (zone.name == folded) return {DateWordKind::kZone, zone.minutes};
  }
  return {};
}

DateWord FindDateWord(std::string_view word) {
  constexpr std::size_t kLongest = 32;  // bytes; no word of the tables is longer
  if (word.size() > kLongest) return {};
  static const Words words = BuildWords();
  const auto found = words.find(text::FoldName(word));
  return found == words.end() ? DateWord{} : found->second;
}

}  // namespace dateline::article
