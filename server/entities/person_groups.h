// SPDX-License-Identifier: GPL-3.0-or-later
// Which folded names of people stand for one person, judged by the names alone.
#ifndef DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_
#define DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_

#include <cstdint>
#include <span>
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

// For each of `keys` (ascending, folded), the index of the key that its person goes by:
// (a) full names with the same skeletons of first and last word (PersonSkeleton) go by the most
//     frequent one, if their middle names agree; those without middle names go with the most
//     frequent of several middle names, if it is dominant;
// (b) a lone surname goes by the person that is dominant among the full names with this surname
//     and is in at least kMinSurnameArticles articles.
// Ties go to the first. Thread-safe; takes n log n, and more for many people of one skeleton.
std::vector<std::uint32_t> GroupPersons(std::span<const std::string_view> keys,
                                        std::span<const std::uint32_t> articles);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_
