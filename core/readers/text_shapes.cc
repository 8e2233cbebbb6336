// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/text_shapes.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>

namespace dateline::readers {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsNameByte(char c) { return IsLetter(c) || IsDigit(c) || c == '_' || c == '-' || c == '.'; }

// `pattern`: 9 stands for a digit, a for a letter, anything else for itself.
bool Fits(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool fits = pattern[i] == '9'   ? IsDigit(text[i])
                      : pattern[i] == 'a' ? IsLetter(text[i])
                                          : text[i] == pattern[i];
    if (!fits) return false;
  }
  return true;
}

// Bytes of a name at the start: letters, digits, _ - .
std::size_t NameLength(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsNameByte) -
                                  text.begin());
}

// After what stands before the root of markup: declarations, comments, a document type.
struct Prolog {
  std::string_view rest;
  std::string doctype;  // its name, in lower case
  bool any = false;
  bool cut = false;  // the text ends in it
};

Prolog SkipProlog(std::string_view text) {
  Prolog prolog;
  prolog.rest = text;
  for (;;) {
    std::string_view& rest = prolog.rest;
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t\r\n")));
    std::string_view end;
    if (rest.starts_with("<?")) {
      end = "?>";
    } else if (rest.starts_with("<!--")) {
      end = "-->";
    } else if (StartsWithFolded(rest, "<!doctype")) {
      std::string_view name = TrimBlanks(rest.substr(9, 80));
      prolog.doctype = absl::AsciiStrToLower(std::string(name.substr(0, NameLength(name))));
      const auto inner = rest.find('[');
      end = inner < rest.find('>') ? "]>" : ">";
    } else {
      return prolog;
    }
    prolog.any = true;
    const auto at = rest.find(end);
    if (at == std::string_view::npos) {
      prolog.cut = true;
      return prolog;
    }
    rest.remove_prefix(at + end.size());
  }
}

// "Subject: ..." : the name of a header line, else "".
std::string_view HeaderName(std::string_view line) {
  const std::size_t length = NameLength(line);
  const bool is = length > 0 && length < line.size() && line[length] == ':' &&
                  (length + 1 == line.size() || line[length + 1] == ' ');
  return is ? line.substr(0, length) : std::string_view();
}

// The year at the end and a time of day show the line that starts a message of a mailbox.
bool IsFromLine(std::string_view line) {
  if (!line.starts_with("From ") || line.find(':') == std::string_view::npos) return false;
  for (std::size_t at = 5; at + 5 <= line.size(); ++at) {
    if (Fits(line.substr(at), "99:99")) {
      const std::string_view rest = line.substr(at);
      for (std::size_t i = 5; i + 4 <= rest.size(); ++i)
        if (rest[i - 1] == ' ' && Fits(rest.substr(i), "9999")) return true;
    }
  }
  return false;
}

bool IsCommitId(std::string_view word) {
  return word.size() >= 7 && word.size() <= 64 && std::all_of(word.begin(), word.end(), IsHexDigit);
}

std::string_view FirstWord(std::string_view line) { return line.substr(0, line.find(' ')); }

// Without what git log --graph draws.
std::string_view SkipGraph(std::string_view line) {
  const auto at = line.find_first_not_of("*|/\\ _");
  return at == std::string_view::npos || line.find_first_of("*|") >= at ? line : line.substr(at);
}

// "commit" and an id, then who and when.
bool IsLongHistory(const std::vector<std::string_view>& lines) {
  const std::string_view line = SkipGraph(lines[0]);
  if (!line.starts_with("commit ") || !IsCommitId(FirstWord(line.substr(7)))) return false;
  const std::size_t looked_at = std::min<std::size_t>(lines.size(), 8);
  return lines.size() == 1 ||
         std::any_of(lines.begin() + 1, lines.begin() + static_cast<std::ptrdiff_t>(looked_at),
                     [](std::string_view one) {
                       const std::string_view text = SkipGraph(one);
                       return text.starts_with("Author:") || text.starts_with("author ") ||
                              text.starts_with("tree ") || text.starts_with("Merge:");
                     });
}

// An id and a subject per line. A number is an id of digits only now and then.
bool IsShortHistory(const std::vector<std::string_view>& lines) {
  bool letters = false;
  std::size_t ids = 0;
  for (const std::string_view line : lines) {
    const std::string_view text = SkipGraph(line);
    const std::string_view word = FirstWord(text);
    if (!IsCommitId(word) || word.size() == text.size()) {
      if (text.size() != line.size() || text.find_first_not_of("*|/\\ _") == std::string_view::npos)
        continue;  // a line of the graph alone
      return false;
    }
    ++ids;
    letters |= !std::all_of(word.begin(), word.end(), IsDigit);
  }
  return letters && ids >= 2;
}

// "Ada Lovelace (12):" and subjects, indented by six.
bool IsAuthorHistory(const std::vector<std::string_view>& lines) {
  return lines.size() >= 2 && lines[0].ends_with("):") && !lines[0].starts_with(' ') &&
         ShareOf(lines, [](std::string_view line) {
           return line.starts_with("      ") || line.ends_with("):");
         }) == 1;
}

}  // namespace

std::string MarkupRoot(const FormatSample& sample) {
  if (!sample.text().starts_with('<')) return "";
  const Prolog prolog = SkipProlog(sample.text());
  if (prolog.doctype == "html") return "html";
  const std::string_view rest = prolog.rest;
  if (prolog.cut || rest.empty()) return prolog.any ? "?" : "";
  if (rest[0] != '<' || rest.size() < 2 || !IsLetter(rest[1])) return prolog.any ? "?" : "";
  std::string_view name = rest.substr(1);
  name = name.substr(0, name.find_first_of(" \t\r\n>/"));
  name = name.substr(name.find(':') + 1);  // npos + 1 is 0
  // "<Ada> and <Bob> said" is not markup: nothing is closed.
  if (!prolog.any && rest.find("</") == std::string_view::npos &&
      rest.find("/>") == std::string_view::npos && rest.find('=') == std::string_view::npos) {
    return "";
  }
  return absl::AsciiStrToLower(std::string(name));
}

bool IsMailbox(const FormatSample& sample) {
  const auto& lines = sample.lines();
  return lines.size() >= 2 && IsFromLine(lines[0]) &&
         (!HeaderName(lines[1]).empty() || lines[1].starts_with(">From "));
}

bool IsMail(const FormatSample& sample) {
  std::size_t known = 0;
  bool sent = false;
  for (const std::string_view line : sample.lines()) {
    if (line.starts_with(' ') || line.starts_with('\t')) continue;  // goes on with a header
    const std::string name = absl::AsciiStrToLower(std::string(HeaderName(line)));
    if (name.empty()) break;
    constexpr std::array<std::string_view, 11> kOnlyMails = {
        "received",     "message-id",  "return-path", "mime-version", "delivered-to", "newsgroups",
        "content-type", "in-reply-to", "references",  "to",           "x-mailer"};
    const bool only = std::find(kOnlyMails.begin(), kOnlyMails.end(), name) != kOnlyMails.end();
    sent |= only;
    known += only || name == "from" || name == "subject" || name == "date" || name == "cc" ? 1 : 0;
  }
  return sent && known >= 3;
}

bool IsHttpArchive(const FormatSample& sample) {
  return sample.text().starts_with("WARC/") || sample.text().starts_with("filedesc://") ||
         sample.text().starts_with("HTTP/1.") || sample.text().starts_with("HTTP/2 ");
}

bool IsExtractedArchive(const FormatSample& sample) {
  return sample.text().starts_with("WARC/") &&
         sample.text().find("WARC-Type: conversion") != std::string_view::npos;
}

bool IsVersionHistory(const FormatSample& sample) {
  const auto& lines = sample.lines();
  if (lines.empty()) return false;
  const bool svn = lines.size() >= 2 && lines[0].starts_with("--------------------") &&
                   Fits(lines[1], "r9") && lines[1].find(" | ") != std::string_view::npos;
  return svn || IsLongHistory(lines) || IsShortHistory(lines) || IsAuthorHistory(lines);
}

bool IsPatch(const FormatSample& sample) {
  const std::string_view line = sample.first_line();
  const std::string_view id = line.starts_with("From ") ? FirstWord(line.substr(5)) : "";
  if (line.starts_with("diff --git ") || (id.size() >= 40 && IsCommitId(id))) return true;
  const auto& lines = sample.lines();
  for (std::size_t i = 0; i + 1 < std::min<std::size_t>(lines.size(), 40); ++i) {
    if (lines[i].starts_with("--- ") && lines[i + 1].starts_with("+++ ")) return true;
  }
  return false;
}

bool IsLog(const FormatSample& sample) {
  return sample.lines().size() >= 3 &&
         ShareOf(sample.lines(), [](std::string_view line) {
           const std::string_view text = line.starts_with('[') ? line.substr(1) : line;
           if (Fits(text, "9999-99-99 99:99") || Fits(text, "9999-99-99T99:99") ||
               Fits(text, "9999/99/99 99:99") || Fits(text, "aaa 99 99:99:99") ||
               Fits(text, "aaa  9 99:99:99")) {
             return true;
           }
           // An address of the internet and more, as web servers write.
           const std::string_view word = FirstWord(text);
           return word.size() < text.size() && std::count(word.begin(), word.end(), '.') == 3 &&
                  word.find_first_not_of("0123456789.") == std::string_view::npos;
         }) >= 0.8;
}

bool IsSubtitles(const FormatSample& sample) {
  const auto& lines = sample.lines();
  return sample.first_line().starts_with("WEBVTT") ||
         (lines.size() >= 2 && Fits(lines[1], "99:99:99") &&
          lines[1].find(" --> ") != std::string_view::npos);
}

bool IsJson(const FormatSample& sample) {
  const std::string_view text = sample.text();
  if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
  const std::string_view rest = TrimBlanks(text.substr(1, 4096));
  if (rest.empty()) return text.size() == 1 || text[0] == '[';
  return text[0] == '{' ? rest[0] == '"' || rest[0] == '}'
                        : std::string_view("{[]\"").find(rest[0]) != std::string_view::npos;
}

bool IsJsonConfiguration(const FormatSample& sample) {
  if (!sample.text().starts_with('{') || !IsJson(sample)) return false;
  constexpr std::array<std::string_view, 8> kNames = {
      "package.json",      "package-lock.json", "composer.json", "tsconfig.json",
      "cmakepresets.json", "jsconfig.json",     "manifest.json", "bower.json"};
  if (std::find(kNames.begin(), kNames.end(), sample.name()) != kNames.end()) return true;
  // Keys at which such files are known, of the outermost object: at the start of a line, or first.
  constexpr std::array<std::string_view, 14> kKeys = {
      "\"$schema\"",          "\"dependencies\"",     "\"devDependencies\"", "\"lockfileVersion\"",
      "\"compilerOptions\"",  "\"configurePresets\"", "\"nbformat\"",        "\"cells\"",
      "\"manifest_version\"", "\"eslintConfig\"",     "\"require-dev\"",     "\"openapi\"",
      "\"swagger\"",          "\"scripts\""};
  if (sample.text().substr(0, 80).find("\"FeatureCollection\"") != std::string_view::npos)
    return true;
  // Pretty-printed, as people write settings: a line of JSON Lines is an article.
  const auto& lines = sample.lines();
  if (lines.empty() || TrimBlanks(lines[0]) != "{") return false;
  std::size_t indent = std::string_view::npos;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t own = lines[i].find_first_not_of(" \t");
    if (indent == std::string_view::npos) indent = own;
    if (own != indent) continue;
    for (const std::string_view key : kKeys)
      if (lines[i].substr(own).starts_with(key)) return true;
  }
  return false;
}

}  // namespace dateline::readers
