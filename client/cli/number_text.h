// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people read them.
#ifndef DATELINE_CLIENT_CLI_NUMBER_TEXT_H_
#define DATELINE_CLIENT_CLI_NUMBER_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline::cli {

// "1,234,567".
std::string Thousands(std::uint64_t number);

// "1 article", "1,234 articles": the number and the noun, with an s unless the number is 1.
std::string Counted(std::uint64_t number, std::string_view noun);

// "1.2 MB": three digits at most, in powers of 1,000.
std::string Bytes(std::uint64_t bytes);

// "3.5 %": `part` of `whole`; "" if `whole` is 0.
std::string Percent(std::uint64_t part, std::uint64_t whole);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_NUMBER_TEXT_H_
