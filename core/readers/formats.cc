// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/readers/text_shapes.h"

namespace dateline::readers {
namespace {

struct Magic {
  std::string_view bytes;
  std::string_view what;
};
constexpr std::array<Magic, 21> kMagics = {
    {{"\x1f\x8b", "compressed twice; expand it once"},
     {"\x28\xb5\x2f\xfd", "compressed twice; expand it once"},
     {"BZh9", "compressed with bzip2; only .gz and .zst are read: expand it"},
     {"\xfd"
      "7zXZ",
      "compressed with xz; only .gz and .zst are read: expand it"},
     {"\x04\x22\x4d\x18", "compressed with lz4; only .gz and .zst are read: expand it"},
     {"7z\xbc\xaf\x27\x1c", "a 7z archive; extract its files"},
     {"Rar!\x1a\x07", "a RAR archive; extract its files"},
     {"PK\x03\x04", "a ZIP archive (or an office document); extract its text"},
     {"\xd0\xcf\x11\xe0", "an office document; save it as text"},
     {"{\\rtf", "an RTF document; save it as text"},
     {"%PDF-", "a PDF document; extract its text"},
     {"%!PS", "a PostScript document; extract its text"},
     {"\x89PNG", "a picture"},
     {"\xff\xd8\xff", "a picture"},
     {"GIF8", "a picture"},
     {"PAR1", "a Parquet file; export it as JSON Lines"},
     {"Obj\x01", "an Avro file; export it as JSON Lines"},
     {"ARROW1", "an Arrow file; export it as JSON Lines"},
     {"\x7f"
      "ELF",
      "a program"},
     {"SQLite format 3", "a database; export it as JSON Lines"},
     {"!<arch>\n", "an archive of a compiler or a package; it holds no articles"}}};

bool OneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsHtml(const FormatSample& sample) {
  return OneOf(MarkupRoot(sample),
               {"html",  "head",     "body", "meta",   "title",      "base",   "link",    "script",
                "style", "noscript", "div",  "p",      "article",    "main",   "section", "header",
                "nav",   "aside",    "h1",   "h2",     "h3",         "table",  "center",  "font",
                "span",  "a",        "b",    "i",      "em",         "strong", "br",      "hr",
                "img",   "ul",       "ol",   "figure", "blockquote", "iframe", "form",    "pre"});
}
bool IsRss(const FormatSample& sample) {
  return OneOf(MarkupRoot(sample), {"rss", "rdf", "channel"});
}
bool IsAtom(const FormatSample& sample) { return OneOf(MarkupRoot(sample), {"feed", "entry"}); }
bool IsNitf(const FormatSample& sample) { return MarkupRoot(sample) == "nitf"; }
bool IsNewsMl(const FormatSample& sample) {
  return OneOf(MarkupRoot(sample), {"newsitem", "newsmessage", "newsml", "packageitem",
                                    "knowledgeitem", "conceptitem", "planningitem"});
}
bool IsXml(const FormatSample& sample) { return !MarkupRoot(sample).empty(); }

constexpr std::string_view kLeaveOut =
    "leave it out; --format text reads it as a saved page all the same";
constexpr std::string_view kFromXml =
    "write one JSON object per article, with headline, body and published";

// The order is that of certainty: what has a signature, then shapes of lines.
constexpr std::array<Format, 25> kFormats = {{
    {"a WET file of a web archive", ".wet", IsExtractedArchive, InputFormat::kAuto,
     "write its texts to JSON Lines with headline, body, url and published, for instance with the "
     "Python module warcio"},
    {"a web archive (WARC)", ".warc .arc", IsHttpArchive, InputFormat::kAuto,
     "extract its pages to JSON Lines, for instance with the Python modules warcio and "
     "trafilatura"},
    {"an RSS feed", ".rss", IsRss, InputFormat::kAuto,
     "write one JSON object per item, with title, body, pubDate and link, for instance with the "
     "Python module feedparser"},
    {"an Atom feed", ".atom", IsAtom, InputFormat::kAuto,
     "write one JSON object per entry, with title, body, published and link, for instance with "
     "the Python module feedparser"},
    {"an NITF document", ".nitf", IsNitf, InputFormat::kAuto, kFromXml},
    {"a NewsML document", ".newsml", IsNewsMl, InputFormat::kAuto, kFromXml},
    {"an HTML page", ".html .htm .xhtml .shtml .mhtml", IsHtml, InputFormat::kAuto,
     "extract its article to JSON Lines or to text, for instance with the Python module "
     "trafilatura"},
    {"an XML document", ".xml .svg .opml .xsd .xsl", IsXml, InputFormat::kAuto, kFromXml},
    {"a patch", ".patch .diff", IsPatch, InputFormat::kAuto, kLeaveOut},
    {"a mailbox", ".mbox", IsMailbox, InputFormat::kAuto,
     "write one JSON object per message that is an article"},
    {"a history of versions (such as git log)", "", IsVersionHistory, InputFormat::kAuto,
     kLeaveOut},
    {"a mail", ".eml", IsMail, InputFormat::kAuto,
     "write a JSON object with headline, body and published, if it is an article"},
    {"a settings file", ".ipynb .geojson", IsJsonConfiguration, InputFormat::kAuto,
     "leave it out; --format json reads it all the same"},
    {"JSON", ".jsonl .ndjson .json .jsonlines .ldjson", IsJson, InputFormat::kJsonLines, ""},
    {"a table of tab-separated values", ".tsv .tab", IsTabSeparated, InputFormat::kAuto,
     "turn it into JSON Lines, for instance: mlr --itsv --ojsonl cat FILE"},
    {"a table of comma-separated values", ".csv", IsCommaSeparated, InputFormat::kAuto,
     "turn it into JSON Lines, for instance: mlr --icsv --ojsonl cat FILE"},
    {"subtitles", ".srt .vtt", IsSubtitles, InputFormat::kAuto, kLeaveOut},
    {"a log of a program", ".log", IsLog, InputFormat::kAuto, kLeaveOut},
    {"a licence", "license license.txt licence copying copying.lesser notice unlicense copyright",
     IsLicence, InputFormat::kAuto, kLeaveOut},
    {"a settings file",
     ".ini .cfg .conf .toml .properties .env .service .timer .socket .desktop .lock .mod .sum "
     "requirements.txt robots.txt constraints.txt pipfile",
     IsConfiguration, InputFormat::kAuto, kLeaveOut},
    {"source code",
     ".c .cc .cpp .cxx .h .hh .hpp .py .pyi .js .mjs .cjs .ts .tsx .jsx .java .kt .scala .go .rs "
     ".rb .php .pl .pm .sh .bash .zsh .fish .bat .ps1 .cs .swift .m .r .jl .lua .sql .proto .css "
     ".scss .less .cmake .tex .bib .vim .el .lisp .clj .hs .ml .erl .ex .exs .gradle .tf .asm .s "
     "cmakelists.txt makefile gnumakefile dockerfile containerfile vagrantfile rakefile gemfile "
     "justfile",
     IsSourceCode, InputFormat::kAuto, kLeaveOut},
    {"Markdown", ".md .markdown .rst .adoc .asciidoc .org .mdx", IsMarkdown, InputFormat::kAuto,
     kLeaveOut},
    {"YAML", ".yaml .yml", IsYaml, InputFormat::kAuto,
     "turn its articles into JSON Lines, for instance with yq"},
    {"a note about files",
     "readme readme.txt readme.text changelog changelog.txt changes changes.txt authors "
     "authors.txt contributors contributors.txt contributing contributing.txt install "
     "install.txt todo todo.txt news.txt history.txt codeowners version version.txt",
     nullptr, InputFormat::kAuto, kLeaveOut},
    {"a saved page", ".txt .text", nullptr, InputFormat::kText, ""},
}};

bool IsNamed(const FormatSample& sample, const Format& format) {
  std::string_view names = format.names;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    if (name.front() == '.' ? sample.extension() == name : sample.name() == name) return true;
  }
  return false;
}

// The first format whose name the file has: whole names stand before the extensions they end in.
const Format* FormatByName(const FormatSample& sample) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const Format& one) { return IsNamed(sample, one); });
  return found == kFormats.end() ? nullptr : &*found;
}

// Lines of JSON may follow one that is broken.
bool HoldsLinesOfJson(const FormatSample& sample) {
  return std::any_of(sample.lines().begin(), sample.lines().end(),
                     [](std::string_view line) { return TrimBlanks(line).starts_with('{'); });
}

}  // namespace

std::span<const Format> Formats() { return kFormats; }

const Format* RecogniseFormat(const FormatSample& sample) {
  const Format* named = FormatByName(sample);
  const bool json = named != nullptr && named->reader == InputFormat::kJsonLines;
  for (const Format& format : kFormats) {
    if (json && format.reader == InputFormat::kAuto && format.holds != &IsJsonConfiguration &&
        HoldsLinesOfJson(sample)) {
      continue;
    }
    if (format.holds != nullptr && format.holds(sample)) return &format;
  }
  return named;
}

std::string WhyNotRead(const Format& format) {
  return fmt::format("is {}, which is not read: {}", format.what, format.advice);
}

std::string WhyNotText(std::string_view start) {
  for (const Magic& magic : kMagics) {
    if (start.starts_with(magic.bytes)) return fmt::format("is {}", magic.what);
  }
  constexpr std::size_t kTarMagic = 257;  // byte at which a tar header has "ustar"
  if (start.size() > kTarMagic && start.substr(kTarMagic).starts_with("ustar"))
    return "is a tar archive; extract its files";
  return "";
}

}  // namespace dateline::readers
