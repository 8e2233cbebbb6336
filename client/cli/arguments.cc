// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/cli/did_you_mean.h"

namespace dateline::cli {

std::vector<std::string> Arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words[0] == "help") {
    words.resize(std::min<std::size_t>(words.size(), 2));
    words.erase(words.begin());
    words.emplace_back("--help");
  }
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
  std::string first = argc > 1 ? argv[1] : "";
  if (first == "help") first = argc > 2 ? argv[2] : "";
  if (first.empty() || first.front() == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* one : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (one->check_name(first)) return;
    names.push_back(one->get_name());
  }
  const std::string nearest = Nearest(first, names);
  throw CLI::ParseError(
      fmt::format("'{}' is not a command; the commands are {}{}", first, fmt::join(names, ", "),
                  nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest)),
      CLI::ExitCodes::ExtrasError);
}

std::string ExplainUnknown(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError) || chosen.empty()) {
    return "";
  }
  const CLI::App& command = *chosen.front();
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  std::string unknown;
  for (const std::string& word : command.remaining()) {
    if (unknown.empty() || (!unknown.starts_with("-") && word.starts_with("-"))) unknown = word;
  }
  unknown = unknown.substr(0, unknown.find('='));
  if (unknown.empty()) return "";
  const std::string nearest = Nearest(unknown, names);
  return fmt::format(
      "'{}' is not an option of {}{}; 'dateline {} --help' lists them", unknown, command.get_name(),
      nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest), command.get_name());
}

}  // namespace dateline::cli
