// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/entities/resolver/mention_filter.h"

#include <algorithm>
#include <array>
#include <span>

#include "core/article/name_key.h"
#include "core/article/word_set.h"
#include "core/text/fold.h"

namespace dateline::resolver {
namespace {

constexpr std::size_t kMaxBylineBytes = 120;
constexpr std::size_t kBylineLines = 8;  // bylines stand at the top
constexpr std::size_t kMaxSignatureBytes = 2000;
constexpr std::size_t kMaxCreditBytes = 200;
constexpr std::size_t kMaxAgencyBytes = 40;
constexpr std::size_t kDatelineBytes = 160;
constexpr std::size_t kMaxCreditWords = 5;  // of the photographer's name and agency

constexpr std::size_t kMaxOpeningMarks = 8;  // "((--"
constexpr std::size_t kOpeningBytes = 160;   // enough to know a signature by

// Open a signature if "by NAME" follows within a few words.
constexpr auto kSignatureVerbs = std::to_array<std::string_view>(
    {"reporting ", "writing ", "editing ", "additional reporting ", "additional writing ",
     "additional by ", "edited ", "compiled ", "written ", "created ", "reported ", "translated ",
     "posted ", "words "});
// In brackets, "from NAME" or the name itself may follow.
constexpr auto kBracketVerbs =
    std::to_array<std::string_view>({"reporting ", "editing ", "additional reporting "});
constexpr auto kSignaturePhrases = std::to_array<std::string_view>(
    {"bericht von", "berichtet von", "geschrieben von", "redigiert von", "bearbeitet von",
     "reportage de", "rédigé par", "édité par", "avec la contribution de", "reporte de",
     "reporte por", "información de", "editado por", "escrito por", "traducido por",
     "reportagem de", "reportagem por", "edição de", "a cura di"});
constexpr auto kCreditPhrases = std::to_array<std::string_view>(
    {"photo by",      "photo:",       "photos by",   "photos:",    "photograph by", "photograph:",
     "photographer:", "photo credit", "picture:",    "picture by", "image:",        "image credit",
     "credit:",       "credits:",     "foto:",       "fotos:",     "foto von",      "foto de",
     "bild:",         "crédit photo", "source photo"});
// Who gave the text, and whose it is; the codes of exchanges.
constexpr auto kSourcePhrases = std::to_array<std::string_view>(
    {"source:", "sources:", "quelle:", "fuente:", "copyright (c)", "copyright ©", "copyright 19",
     "copyright 20", "c) 19", "c) 20", "© ", "©19", "©20", "all rights reserved",
     "all reuters content"});
constexpr auto kExchangePhrases = std::to_array<std::string_view>(
    {"nyse:", "nasdaq:", "nasdaqgs:", "nasdaqgm:", "nyse mkt:", "nyse arca:", "amex:",
     "tsx:",  "tsxv:",   "tsx-v:",    "lse:",      "aim:",      "asx:",       "hkex:",
     "hkse:", "otc:",    "otcbb:",    "otcqb:",    "otcqx:",    "otc bb:",    "bse:",
     "nse:",  "epa:",    "etr:",      "xetra:",    "six:"});
// The photographer follows the stroke.
constexpr auto kCreditMarks = std::to_array<std::string_view>(
    {"REUTERS/", "Reuters/", "AP Photo/", "AFP/", "EPA/", "Getty Images/", "REUTERS / "});
constexpr auto kBylineWords =
    std::to_array<std::string_view>({"by ", "von ", "par ", "por ", "di ", "da "});
constexpr auto kAgencies = article::MakeWordSet({"reuters",
                                                 "ap",
                                                 "afp",
                                                 "upi",
                                                 "dpa",
                                                 "efe",
                                                 "ansa",
                                                 "lusa",
                                                 "tass",
                                                 "itar-tass",
                                                 "xinhua",
                                                 "kyodo",
                                                 "pti",
                                                 "ians",
                                                 "ani",
                                                 "cnn",
                                                 "bbc",
                                                 "bloomberg",
                                                 "dow jones",
                                                 "associated press",
                                                 "interfax",
                                                 "ria novosti",
                                                 "yonhap",
                                                 "anadolu",
                                                 "marketwatch",
                                                 "business wire",
                                                 "pr newswire",
                                                 "globe newswire",
                                                 "apa",
                                                 "sda",
                                                 "belga",
                                                 "reuters health",
                                                 "hollywood reporter",
                                                 "billboard",
                                                 "variety"});
constexpr auto kBoilerplateWords = article::MakeWordSet(
    {"editorial", "editor",    "editors",   "staff",         "team",           "newsroom",
     "desk",      "reporter",  "reporters", "correspondent", "correspondents", "writer",
     "writers",   "author",    "by",        "written",       "posted",         "published",
     "updated",   "photo",     "photos",    "copyright",     "advertisement",  "news",
     "and",       "the",       "our",       "web",           "read",           "more",
     "subscribe", "newsletter"});

// First bytes of brackets, strokes and dashes.
constexpr std::array<bool, 256> kOpensOrMarks = [] {
  std::array<bool, 256> bytes{};
  for (const char byte : {'(', '/', '-', '\xE2'}) bytes[static_cast<unsigned char>(byte)] = true;
  return bytes;
}();

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Case of ASCII letters aside.
bool StartsWith(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

bool StartsWithAny(std::string_view text, std::span<const std::string_view> list) {
  return std::ranges::any_of(list, [&](std::string_view start) { return StartsWith(text, start); });
}

// Capitals of other alphabets are not told from small letters: they count as capitals.
bool IsCapital(char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool IsOpeningMark(char c) { return c == ' ' || c == '-' || c == '(' || c == '*' || c == '['; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

class BoilerplateFinder {
 public:
  BoilerplateFinder(const article::Article& article, std::string_view body)
      : article_(article), body_(body) {}

  std::vector<TextRange> Find() {
    std::size_t number = 0;
    for (std::size_t start = 0; start < body_.size();) {
      const std::size_t end = std::min(body_.find('\n', start), body_.size());
      if (end > start) VisitLine(start, end, number++);
      start = end + 1;
    }
    return Merged();
  }

 private:
  // A line of the body, [start, end).
  void VisitLine(std::size_t start, std::size_t end, std::size_t number) {
    const std::string_view line = body_.substr(start, end - start);
    if ((number < kBylineLines && IsByline(line)) || IsStockLine(line)) {
      Add(start, end);
      return;
    }
    if (body_[start] != '(') VisitOpening(start, end, false);
    for (std::size_t i = start; i < end; ++i) {
      while (i < end && !kOpensOrMarks[static_cast<unsigned char>(body_[i])]) ++i;
      if (i == end) return;
      if (i < done_) continue;
      if (body_[i] == '(') {
        VisitAgency(i, end, number);
        VisitOpening(i + 1, end, true);
      } else if (body_[i] == '/') {
        VisitCreditMark(start, i, end);
      } else if (body_.substr(i).starts_with("-- ") || body_.substr(i).starts_with("— ")) {
        VisitOpening(i + 3, end, false);
      }
    }
  }

  // "DOW 12,345.67 +0.3% NASDAQ 2,345 -0.1%": changes in percent, and hardly a word.
  static bool IsStockLine(std::string_view line) {
    constexpr std::size_t kMaxStockLineBytes = 200;
    if (line.size() > kMaxStockLineBytes || std::ranges::count(line, '%') < 2) return false;
    std::size_t words = 0;
    std::size_t letters = 0;
    for (const char c : line) {
      letters = IsLower(c) ? letters + 1 : 0;
      words += letters == 3 ? 1 : 0;
    }
    return words < 4 && line.find_last_of(".!?") != line.size() - 1;
  }

  bool IsByline(std::string_view line) const {
    if (line.size() > kMaxBylineBytes) return false;
    for (const std::string& author : article_.authors()) {
      if (!author.empty() && StartsWith(line, author) &&
          line.size() <= author.size() + kMaxBylineBytes / 2 &&
          line.find_first_of(".!?") == std::string_view::npos) {
        return true;
      }
    }
    // "By Monday the army had left." is a sentence.
    if (line.find_last_of(".!?:") == line.size() - 1) return false;
    for (const std::string_view word : kBylineWords) {
      if (StartsWith(line, word) && IsCapital(line.front()) && line.size() > word.size() &&
          IsCapital(line[word.size()])) {
        return true;
      }
    }
    return false;
  }

  // A signature or credit that starts at `at`, the start of a line, bracket or dash.
  void VisitOpening(std::size_t at, std::size_t line_end, bool bracket) {
    std::size_t start = at;
    while (start < line_end && start < at + kMaxOpeningMarks && IsOpeningMark(body_[start])) {
      ++start;
    }
    if (start >= line_end || IsOpeningMark(body_[start])) return;
    const std::string_view text = body_.substr(start, std::min(line_end - start, kOpeningBytes));
    if (IsSignature(text, bracket)) {
      AddToClose(at, std::min(line_end, at + kMaxSignatureBytes), bracket);
    } else if (StartsWithAny(text, kCreditPhrases) || StartsWithAny(text, kSourcePhrases) ||
               (bracket && StartsWithAny(text, kExchangePhrases))) {
      AddToClose(at, std::min(line_end, at + kMaxCreditBytes), bracket);
    }
  }

  static bool IsSignature(std::string_view text, bool bracket) {
    if (StartsWithAny(text, kSignaturePhrases)) return true;
    if (!IsCapital(text.front()) || !StartsWithAny(text, kSignatureVerbs)) return false;
    std::string_view rest = text;
    for (int word = 0; word < 5; ++word) {
      rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
      const std::string_view name = rest.substr(std::min(rest.find(' '), rest.size() - 1) + 1);
      const bool named = !name.empty() && !IsLower(name.front());
      if (named && StartsWith(rest, "by ")) return true;
      if (named && bracket && rest.starts_with("from ")) return true;
      // "(Editing Bernard Orr)"
      if (!rest.empty() && !IsLower(rest.front()))
        return bracket && StartsWithAny(text, kBracketVerbs);
      if (rest.empty()) return false;
    }
    return false;
  }

  // To the bracket that closes the one before `at`, else to `limit`.
  void AddToClose(std::size_t at, std::size_t limit, bool bracket) {
    std::size_t end = limit;
    int depth = 1;
    for (std::size_t i = at; bracket && i < limit; ++i) {
      depth += body_[i] == '(' ? 1 : body_[i] == ')' ? -1 : 0;
      if (depth == 0) {
        end = i;
        break;
      }
    }
    Add(at, end);
  }

  // "(Reuters)" anywhere; any name in brackets before the dash of a dateline.
  void VisitAgency(std::size_t open, std::size_t line_end, std::size_t line_number) {
    const std::size_t close =
        body_.substr(0, std::min(line_end, open + kMaxAgencyBytes)).find(')', open);
    if (close == std::string_view::npos) return;
    const std::string name = text::FoldName(body_.substr(open + 1, close - open - 1));
    const std::string_view after = body_.substr(close + 1, 4);
    const bool dateline = line_number < kBylineLines && open < kDatelineBytes &&
                          (after.starts_with(" - ") || after.starts_with(" --") ||
                           after.starts_with(" —") || after.starts_with(" –"));
    if (dateline || kAgencies.Has(name)) Add(open, close + 1);
  }

  // "REUTERS/Kevin Lamarque": the mark before the stroke, and capitalised words after it.
  void VisitCreditMark(std::size_t line_start, std::size_t stroke, std::size_t line_end) {
    for (const std::string_view mark : kCreditMarks) {
      const std::size_t before = mark.find('/');
      const std::size_t start = stroke - std::min(stroke, before);
      if (start < line_start || !body_.substr(start).starts_with(mark)) continue;
      std::size_t at = start + mark.size();
      const std::string_view credit = body_.substr(0, std::min(line_end, at + kMaxCreditBytes));
      std::size_t end = at;
      for (std::size_t i = 0; i < kMaxCreditWords && at < credit.size() && IsCapital(credit[at]);
           ++i) {
        end = std::min(credit.find(' ', at), credit.size());
        at = end + 1;
      }
      Add(start, end);
      return;
    }
  }

  void Add(std::size_t start, std::size_t end) {
    if (end <= start) return;
    done_ = std::max(done_, end);
    found_.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end)});
  }

  std::vector<TextRange> Merged() {
    std::ranges::sort(found_, {},
                      [](const TextRange& range) { return std::pair(range.start, range.end); });
    std::vector<TextRange> merged;
    for (const TextRange& range : found_) {
      if (!merged.empty() && range.start <= merged.back().end) {
        merged.back().end = std::max(merged.back().end, range.end);
      } else {
        merged.push_back(range);
      }
    }
    return merged;
  }

  const article::Article& article_;
  std::string_view body_;
  std::vector<TextRange> found_;
  std::size_t done_ = 0;  // what is before is boilerplate already
};

}  // namespace

std::vector<TextRange> BoilerplateRanges(const article::Article& article) {
  return BoilerplateRanges(article, article.body());
}

std::vector<TextRange> BoilerplateRanges(const article::Article& article, std::string_view body) {
  return BoilerplateFinder(article, body).Find();
}

bool IsBoilerplateName(std::string_view folded) {
  const std::string_view last = article::LastWord(folded);
  if (last == "newsdesk" || last == "newsroom" || last == "desk") return true;
  bool role = false;
  const bool known = article::ForEachNameWord(folded, [&](std::string_view word) {
    const bool is_role = kBoilerplateWords.Has(word);
    role = role || is_role;
    return is_role || kAgencies.Has(word);
  });
  return known && role;
}

}  // namespace dateline::resolver
