// SPDX-License-Identifier: GPL-3.0-or-later
// Which folded names of people stand for one person, judged by the names alone.
#ifndef DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_
#define DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::names {

// Whether a surname, or a name without middle names, may stand for the most frequent of several
// people: it has `top` of their `total` articles, at least 80 %.
inline bool IsDominant(std::uint64_t top, std::uint64_t total) { return top * 5 >= total * 4; }

// Articles that a person must have for a lone surname to mean that person.
inline constexpr std::uint64_t kMinSurnameArticles = 5;

// Whether the middle names of two full names allow that they are one person's: place by place they
// have one skeleton, or the same first letter if one of them is an initial. Particles (de, van, al)
// do not count. If one name has fewer middle names, only as many are compared.
bool MiddleNamesAgree(std::string_view folded_a, std::string_view folded_b);

// Whether a name has middle names other than particles.
bool HasMiddleName(std::string_view folded);

// The folded names of people, ascending.
struct PersonNames {
  std::span<const std::string_view> keys;
  std::span<const std::uint32_t> articles;  // of each key
  // Of each full name: its articles that have its surname alone, too. May be empty: none.
  std::span<const std::uint32_t> alone;
  // Of each name of one word: articles in which the word is something else (RivalsOf). May be
  // empty: none.
  std::span<const std::uint32_t> rivals;
};

// Whom a surname alone means.
struct SurnameOwner {
  std::string surname;      // article::Surname
  std::uint32_t key = 0;    // that its person goes by
  std::uint64_t alone = 0;  // articles with the person's full name that have the surname alone, too
};

// Whether a surname that stands alone in `lone` articles means its owner: usually it stands beside
// the full name, and it is something else (Whitney of Pratt & Whitney, Frederick as a first name)
// in fewer articles.
inline bool MeansOwner(std::uint64_t lone, std::uint64_t alone, std::uint64_t rivals) {
  return alone >= lone && rivals < lone;
}

struct PersonGrouping {
  std::vector<std::uint32_t> leaders;  // of each key: the key that its person goes by
  std::vector<SurnameOwner> owners;    // in no order
};

// Groups names:
// (a) full names with the same skeletons of first name and surname and the same generation
//     (PersonSkeleton) go by the most frequent one, if their middle names agree; those without
//     middle names go with the most frequent of several middle names, if it is dominant;
// (b) a surname is owned by the person that is dominant among the full names with exactly this
//     surname (article::Surname) and is in at least kMinSurnameArticles articles; a lone surname
//     goes by its owner if MeansOwner says so.
// Ties go to the first. Thread-safe; takes n log n, and more for many people of one skeleton.
PersonGrouping GroupPersons(const PersonNames& names);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_
