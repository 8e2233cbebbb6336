// SPDX-License-Identifier: GPL-3.0-or-later
// Which folded names of people stand for one person, judged by the names alone.
#ifndef DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_
#define DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dateline::names {

// Whether a surname or a name without middle names may be taken for the most frequent of several
// people: `top` of `total` articles are at least 80 %.
inline bool IsDominant(std::uint64_t top, std::uint64_t total) { return top * 5 >= total * 4; }

// Articles that a full name needs at least to stand for its surname.
inline constexpr std::uint64_t kMinSurnameArticles = 5;

// Whether two full names can be one person's as far as their middle names go: place by place equal
// in spelling, or in the first letter where one is an initial. Particles (de, van, al) do not
// count; where one name has fewer, only those are compared.
bool MiddleNamesAgree(std::string_view folded_a, std::string_view folded_b);

// Whether a name has middle names, particles aside.
bool HasMiddleName(std::string_view folded);

// For each of `keys` (ascending, folded), the index of the key that its person goes by:
// (a) full names with the same skeletons of first and last word (PersonSkeleton) go by the most
//     frequent one, where their middle names agree; those without middle names go with the most
//     frequent of several middle names where it is dominant;
// (b) a lone surname goes by the person that is dominant among the full names with this surname
//     and is in at least kMinSurnameArticles articles.
// Of equals the first. Thread-safe; in the order of n log n but for crowds of one skeleton.
std::vector<std::uint32_t> GroupPersons(std::span<const std::string_view> keys,
                                        std::span<const std::uint32_t> articles);

}  // namespace dateline::names

#endif  // DATELINE_SERVER_ENTITIES_PERSON_GROUPS_H_
