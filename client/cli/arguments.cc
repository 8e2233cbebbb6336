// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>

namespace dateline::cli {

std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  bool only_words = false;
  for (std::size_t i = 1; i < words.size() && words[0] == "search"; ++i) {
    std::string& word = words[i];
    if (!only_words && word == "--") {
      only_words = true;
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(i--));
    } else if (word.size() > 1 && word[0] == '-' &&
               (only_words || (word[1] != '-' && word != "-h"))) {
      word.insert(0, 1, ' ');
    }
  }
  std::reverse(words.begin(), words.end());
  return words;
}

void CheckCommand(const CLI::App& app, int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (first.empty() || first.front() == '-') return;
  std::string names;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (one->check_name(first)) return;
    names += (names.empty() ? "" : ", ") + one->get_name();
  }
  throw CLI::ParseError(fmt::format("'{}' is not a command; the commands are {}", first, names),
                        CLI::ExitCodes::ExtrasError);
}

}  // namespace dateline::cli
