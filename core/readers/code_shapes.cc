// SPDX-License-Identifier: GPL-3.0-or-later
// Source code, settings, licences, and what is written about them.
#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "core/readers/text_shapes.h"

namespace dateline::readers {
namespace {

using Lines = std::vector<std::string_view>;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsWordByte(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool StartsWithAny(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view one) { return text.starts_with(one); });
}
bool EndsWithAny(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [&](std::string_view one) { return text.ends_with(one); });
}

std::size_t Words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    words += c != ' ' && !inside ? 1 : 0;
    inside = c != ' ';
  }
  return words;
}

bool IsComment(std::string_view line) {
  return StartsWithAny(line,
                       {"//", "/*", "*/", "# ", "#!", "\"\"\"", "'''", ";;", "<!--", "-- "}) ||
         line == "#" || line == "*" || line.starts_with("* ");
}

// name(...) or name.name(...), as a statement.
bool IsCall(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && (IsWordByte(line[at]) || line[at] == '.' || line[at] == ':')) ++at;
  return at > 0 && at < line.size() && line[at] == '(' &&
         (line.ends_with(')') || line.ends_with('(') || line.ends_with(','));
}

// name = value, name += value, name: type = value
bool IsAssignment(std::string_view line) {
  const auto at = line.find('=');
  if (at == std::string_view::npos || at == 0 || at + 1 >= line.size()) return false;
  const std::string_view before = TrimBlanks(line.substr(0, at));
  return !before.empty() && Words(before) <= 3 && before.find('.') != before.size() - 1 &&
         before.find('?') == std::string_view::npos;
}

// A line that no prose has.
bool IsStatement(std::string_view line) {
  if (EndsWithAny(line, {";", "{", "}", "});", "},", "):", ");", "->", "\\", "&&", "||", "=>", "[",
                         "],", "({", "),", "(", ")))"})) {
    return true;
  }
  if (StartsWithAny(line, {"#include",    "#define",   "#if",          "#endif",
                           "#pragma",     "#else",     "@Override",    "using namespace",
                           "template <",  "template<", "public:",      "private:",
                           "protected:",  "if (",      "if [",         "for (",
                           "while (",     "SELECT ",   "INSERT INTO ", "CREATE TABLE ",
                           "DROP TABLE ", "elif ",     "else:",        "try:",
                           "except ",     "except:",   "finally:",     "fn ",
                           "func ",       "let ",      "var ",         "const ",
                           "export ",     "case \"",   "default:",     "$",
                           "--",          "&&",        "||",           "|"})) {
    return true;
  }
  if (StartsWithAny(line, {"fi", "done", "then", "esac", "do", "else", "end", "endif()", "pass",
                           "break", "continue", "set -e", "set -eu"}) &&
      Words(line) <= 2 && line.size() <= 12) {
    return true;
  }
  if (StartsWithAny(line, {"import ", "from ", "package ", "def ", "class ", "return ", "return",
                           "raise ", "assert ", "yield ", "module ", "require ", "use "}) &&
      !line.ends_with('.') && Words(line) <= 6 && IsLower(line[0])) {
    return line.find("from ") != 0 || line.find(" import ") != std::string_view::npos;
  }
  return IsCall(line) || IsAssignment(line);
}

// What prose does not have: a name with '(' right after it, names_with_lines, "::", quotes around a
// whole line.
bool HoldsCode(std::string_view line) {
  // Paragraphs name programs and shares, and addresses have all of it.
  if (Words(line) >= 20 || line.find("://") != std::string_view::npos) return false;
  for (const std::string_view sign :
       {"::", "->", "()", "==", "!=", "${", "self.", "\\n", "%s", "@param"})
    if (line.find(sign) != std::string_view::npos) return true;
  for (std::size_t i = 0; i + 2 < line.size(); ++i) {
    // Neither 401(k) nor VOWG_p.DE.
    if (line[i + 1] == '(' && absl::ascii_isalpha(static_cast<unsigned char>(line[i])) &&
        line.substr(i + 2, 2) != "s)") {
      return true;
    }
    if (line[i + 1] == '_' && IsLower(line[i]) && IsLower(line[i + 2])) return true;
  }
  return (line.front() == '"' || line.front() == '\'') && EndsWithAny(line, {"\",", "',", ":"});
}

// All in one line with hardly a space, and full of signs: written for machines.
bool IsMinified(std::string_view line) {
  const auto signs = std::count_if(line.begin(), line.end(), [](char c) {
    return std::string_view("(){}[];,=:\"'<>").find(c) != std::string_view::npos;
  });
  const auto blanks = std::count(line.begin(), line.end(), ' ');
  const auto ascii = std::count_if(line.begin(), line.end(), [](char c) { return c > 0; });
  return line.size() >= 300 && static_cast<std::size_t>(signs) * 25 > line.size() &&
         static_cast<std::size_t>(blanks) * 20 < line.size() &&
         static_cast<std::size_t>(ascii) * 10 > line.size() * 9;
}

// Lines of code and of comments of a text.
class CodeCount {
 public:
  explicit CodeCount(const Lines& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      Add(lines[i]);
      if (i < kHead) head_ = statements + comments;
    }
  }
  std::size_t statements = 0;
  std::size_t comments = 0;
  // Whether its first lines are some: a page with the remains of a script begins otherwise.
  bool StartsAsCode() const { return head_ > 0; }

 private:
  static constexpr std::size_t kHead = 4;
  static constexpr std::size_t kFarthestOpening = 40;  // byte of a line

  void Add(std::string_view whole) {
    const std::string_view line = TrimBlanks(whole);
    if (!end_.empty()) {
      ++comments;
      if (line.find(end_) != std::string_view::npos) end_ = {};
      return;
    }
    if (IsComment(line)) {
      ++comments;
    } else {
      statements += IsStatement(line) || HoldsCode(line) ? 1 : 0;
    }
    for (const std::string_view open : {"/*", "\"\"\"", "'''"}) {
      const std::string_view close = open == "/*" ? "*/" : open;
      const auto at = line.find(open);
      if (at <= kFarthestOpening && line.find(close, at + 2) == std::string_view::npos)
        end_ = close;
    }
  }

  std::string_view end_;  // of a comment over several lines; "" outside
  std::size_t head_ = 0;
};

// Key: value. A sentence with a colon in it is not one: the key is a word or two.
bool IsKeyLine(std::string_view line) {
  std::string_view text = TrimBlanks(line);
  if (text.starts_with("- ")) text = TrimBlanks(text.substr(2));
  std::size_t at = 0;
  while (at < text.size() && (IsWordByte(text[at]) || std::string_view("-./\"'").find(text[at]) !=
                                                          std::string_view::npos)) {
    ++at;
  }
  return at > 0 && at < text.size() && text[at] == ':' &&
         (at + 1 == text.size() || text[at + 1] == ' ');
}

bool IsSettingLine(std::string_view line) {
  const std::string_view text = TrimBlanks(line);
  const auto at = text.find('=');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view key = TrimBlanks(text.substr(0, at));
  return key.find_first_of(" \t()<>?,") == std::string_view::npos;
}

bool IsSection(std::string_view line) {
  return line.size() > 2 && line.front() == '[' && line.back() == ']' &&
         line.find_first_of("{\"") == std::string_view::npos;
}

bool IsRule(std::string_view line) {  // === or --- below a heading
  return line.size() >= 3 && line.find_first_not_of(line[0]) == std::string_view::npos &&
         std::string_view("=-~^").find(line[0]) != std::string_view::npos;
}

bool IsHeading(std::string_view line) {
  const auto at = line.find_first_not_of(line.starts_with('=') ? '=' : '#');
  return (line.starts_with('#') || line.starts_with("==")) && at != std::string_view::npos &&
         at <= 6 && line[at] == ' ';
}

}  // namespace

bool IsSourceCode(const FormatSample& sample) {
  const Lines& lines = sample.lines();
  if (sample.text().starts_with("#!/") || IsMinified(sample.first_line())) return true;
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 5); ++i) {
    const std::string_view line = TrimBlanks(lines[i]);
    if (IsComment(line) && !line.starts_with("<!--") &&
        line.find("SPDX-License-Identifier:") != std::string_view::npos) {
      return true;
    }
  }
  if (std::any_of(lines.begin(), lines.begin() + std::min<std::ptrdiff_t>(30, std::ssize(lines)),
                  [](std::string_view line) {
                    return StartsWithAny(line, {"#include <", "#include \"", "<?php", "use strict;",
                                                "=head1 ", "=pod", "cmake_minimum_required("});
                  })) {
    return true;
  }
  if (IsHeading(sample.first_line()) && IsMarkdown(sample)) return false;
  const CodeCount count(lines);
  return count.StartsAsCode() && count.statements >= 2 &&
         2 * (count.statements + count.comments) >= lines.size() &&
         4 * count.statements >= lines.size() - std::min(lines.size(), count.comments);
}

bool IsConfiguration(const FormatSample& sample) {
  const Lines& lines = sample.lines();
  const auto comment = [](std::string_view line) {
    return line.starts_with('#') || line.starts_with(';');
  };
  const std::string_view first = sample.first_line();
  const bool section = std::any_of(lines.begin(), lines.end(), IsSection);
  const auto setting = [&](std::string_view line) {
    return comment(line) || IsSection(line) || IsSettingLine(line);
  };
  if (section && lines.size() >= 2 && std::any_of(lines.begin(), lines.end(), IsSettingLine) &&
      ShareOf(lines, setting) >= 0.6) {
    return true;
  }
  if (StartsWithAny(first, {"FROM "}) &&
      ShareOf(lines, [](std::string_view line) {
        return StartsWithAny(line, {"FROM ", "RUN ", "COPY ", "ADD ", "ENV ", "CMD ", "WORKDIR ",
                                    "ENTRYPOINT ", "EXPOSE ", "USER ", "ARG ", "LABEL ", "#"});
      }) >= 0.5) {
    return true;
  }
  if (StartsWithFolded(first, "user-agent:")) return true;
  return lines.size() >= 3 && std::count_if(lines.begin(), lines.end(), IsSettingLine) >= 3 &&
         ShareOf(lines, setting) >= 0.9;
}

bool IsYaml(const FormatSample& sample) {
  const Lines& lines = sample.lines();
  const std::string_view first = sample.first_line();
  if (first.starts_with("%YAML")) return true;
  const auto part = [](std::string_view line) {
    const std::string_view text = TrimBlanks(line);
    return IsKeyLine(line) || text.starts_with("- ") || text.starts_with('#') || text == "---" ||
           text == "...";
  };
  const auto keys = std::count_if(lines.begin(), lines.end(), IsKeyLine);
  if (first == "---" && lines.size() >= 2 && IsKeyLine(lines[1])) return true;
  const bool nested = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    return (line.starts_with(' ') || line.starts_with("- ")) && IsKeyLine(line);
  });
  const bool key_first = std::all_of(
      lines.begin(), lines.begin() + std::min<std::ptrdiff_t>(1, std::ssize(lines)), part);
  // Text in blocks is indented below its key.
  const auto folded = [&](std::string_view line) { return part(line) || line.starts_with("  "); };
  return key_first && keys >= 3 &&
         ((nested && ShareOf(lines, folded) >= 0.95) || ShareOf(lines, part) == 1);
}

bool IsLicence(const FormatSample& sample) {
  const std::string_view start = sample.text().substr(0, 6000);
  for (const std::string_view clause :
       {"permission is hereby granted, free of charge", "packaging-manuals/copyright-format",
        "/usr/share/common-licenses/", "permission to use, copy, modify,",
        "redistribution and use in source and binary forms",
        "this is free and unencumbered software released into the public domain",
        "everyone is permitted to copy and distribute verbatim copies",
        "this software is provided 'as-is', without any express or implied warranty"}) {
    if (HoldsFolded(start, clause)) return true;
  }
  const bool terms = HoldsFolded(sample.text(), "terms and conditions") ||
                     HoldsFolded(sample.text(), "legal code") ||
                     HoldsFolded(sample.text(), "as is\"") ||
                     HoldsFolded(sample.text(), "without warrant");
  const Lines& lines = sample.lines();
  for (std::size_t i = 0; terms && i < std::min<std::size_t>(lines.size(), 5); ++i) {
    const std::string_view line = TrimBlanks(lines[i]);
    if (line.size() > 70) continue;
    for (const std::string_view title :
         {"general public license", "apache license", "mozilla public license", "mit license",
          "bsd license", "boost software license", "eclipse public license", "artistic license",
          "creative commons", "cc0 1.0 universal", "isc license", "sil open font license",
          "european union public licence", "public licence", "-clause license"}) {
      if (HoldsFolded(line, title)) return true;
    }
  }
  return false;
}

bool IsMarkdown(const FormatSample& sample) {
  const Lines& lines = sample.lines();
  if (lines.empty()) return false;
  std::size_t headings = 0;
  std::size_t fences = 0;
  std::size_t tables = 0;
  std::size_t rules = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    headings += IsHeading(line) ? 1 : 0;
    fences += line.starts_with("```") || line.starts_with(".. ") || line.starts_with("~~~") ? 1 : 0;
    tables += line.starts_with('|') && line.ends_with('|') ? 1 : 0;
    rules += i > 0 && IsRule(line) && line.size() + 2 >= lines[i - 1].size() &&
                     line.size() <= lines[i - 1].size() + 2
                 ? 1
                 : 0;
  }
  if (lines.size() > 1 && lines[1].starts_with("===") && IsRule(lines[1])) return true;
  return IsHeading(lines[0]) || headings >= 3 || fences >= 2 || tables >= 3 || rules >= 2 ||
         lines[0].starts_with("[![");
}

}  // namespace dateline::readers
