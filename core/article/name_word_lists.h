// SPDX-License-Identifier: GPL-3.0-or-later
// The words of names that tell little of who is meant. All are folded (FoldName), without dots and
// commas.
#ifndef DATELINE_CORE_ARTICLE_NAME_WORD_LISTS_H_
#define DATELINE_CORE_ARTICLE_NAME_WORD_LISTS_H_

#include "core/article/word_set.h"

namespace dateline::article::name_words {

// Before a person's name.
inline constexpr auto kTitles = MakeWordSet(
    {// of address
     "mr", "mrs", "ms", "mx", "mses", "messrs", "miss", "dr", "sir", "lord", "lady", "dame", "herr",
     "frau", "senor", "senora", "dona", "monsieur", "madame", "mme",
     // of office
     "president", "presidente", "presidenta", "prasident", "senator", "senators", "sen",
     "representative", "rep", "congressman", "congresswoman", "governor", "gov", "mayor",
     "ambassador", "vice", "deputy", "prime", "premier", "minister", "ministro", "ministra",
     "ministre", "chancellor", "bundeskanzler", "bundeskanzlerin", "kanzler", "kanzlerin",
     "foreign", "finance", "defense", "defence", "interior", "secretary", "attorney", "judge",
     "justice", "sheriff", "former", "then",
     // of rank
     "general", "gen", "colonel", "col", "captain", "capt", "lieutenant", "lt", "sergeant", "sgt",
     "maj", "admiral", "adm", "commander", "officer", "detective",
     // of church and university
     "professor", "prof", "rev", "reverend", "father", "sister", "cardinal", "archbishop", "imam",
     "sheikh", "ayatollah", "rabbi",
     // of work
     "chairman", "chairwoman", "chief", "ceo", "cfo", "executive", "director", "manager", "coach",
     "spokesman", "spokeswoman", "spokesperson", "analyst", "actor", "actress", "singer", "striker",
     "lawyer"});

// Without it the one name of its bearer says nothing.
inline constexpr auto kRegnalTitles = MakeWordSet(
    {"king", "queen", "prince", "princess", "pope", "emperor", "sultan", "emir", "crown"});

// What no company's or place's name starts with.
inline constexpr auto kFormsOfAddress =
    MakeWordSet({"mr",  "mrs",  "ms",   "mx",    "mses",   "messrs",   "miss",   "dr",
                 "sir", "herr", "frau", "senor", "senora", "monsieur", "madame", "mme",
                 "sen", "rep",  "prof", "sgt",   "capt",   "lt"});

// Last words of companies, brands and papers whose name ends in 's.
inline constexpr auto kOwnS = MakeWordSet(
    {"mcdonald's", "moody's",        "macy's",      "sotheby's",   "lloyd's",      "sainsbury's",
     "wendy's",    "kohl's",         "levi's",      "christie's",  "kellogg's",    "domino's",
     "denny's",    "arby's",         "dillard's",   "lowe's",      "chili's",      "applebee's",
     "hershey's",  "hardee's",       "popeye's",    "smucker's",   "albertson's",  "harrah's",
     "barron's",   "bloomingdale's", "boscov's",    "carrabba's",  "cabela's",     "friendly's",
     "kinko's",    "mervyn's",       "o'charley's", "selfridge's", "shoney's",     "wegman's",
     "zaxby's",    "tattersall's",   "ladbroke's",  "hamley's",    "culver's",     "landry's",
     "peet's",     "schlotzsky's",   "bojangle's",  "tiffany's",   "fuddrucker's", "cheddar's",
     "bonham's",   "gristede's"});
// Those that need a word before them: alone they are somebody's.
inline constexpr auto kOwnSAfterWords = MakeWordSet(
    {"poor's", "jerry's",  "john's",  "carl's",      "joe's",    "pat's",        "sam's",
     "ben's",  "andrew's", "jude's",  "mike's",      "chris's",  "dave's",       "bart's",
     "guy's",  "king's",   "queen's", "woolworth's", "people's", "d'agostino's", "jane's"});

// After an organisation's name, and what joins two of them.
inline constexpr auto kCompanySuffixes = MakeWordSet(
    {"inc", "incorporated", "corp", "corporation", "co",   "company", "ltd",  "limited", "plc",
     "llc", "llp",          "lp",   "ag",          "se",   "sa",      "spa",  "srl",     "nv",
     "bv",  "gmbh",         "mbh",  "kg",          "kgaa", "ab",      "asa",  "as",      "oyj",
     "oy",  "kk",           "pty",  "pte",         "sae",  "bhd",     "pjsc", "ojsc",    "oao",
     "zao", "ooo",          "sas",  "sarl",        "tbk",  "and",     "&",    "a/s"});

// What names no company without its suffix: News Corp.
inline constexpr auto kNeedSuffix = MakeWordSet(
    {"news",          "first",    "general",   "national",  "american", "united", "global",
     "international", "standard", "central",   "universal", "federal",  "media",  "time",
     "energy",        "capital",  "resources", "health",    "power",    "the"});

// Of surnames: they are not middle names.
inline constexpr auto kParticles =
    MakeWordSet({"van",   "von",  "der", "den", "ter", "de", "la", "las", "los", "del",
                 "della", "da",   "dos", "das", "do",  "di", "du", "le",  "bin", "ben",
                 "ibn",   "bint", "al",  "el",  "abu", "y",  "e",  "zu",  "st"});

// Left out of acronyms.
inline constexpr auto kSmallWords =
    MakeWordSet({"of",  "the", "and", "for", "in",  "on",  "to",  "de",  "la",  "del",
                 "des", "du",  "et",  "y",   "der", "die", "das", "fur", "und", "&"});

}  // namespace dateline::article::name_words

#endif  // DATELINE_CORE_ARTICLE_NAME_WORD_LISTS_H_
