// SPDX-License-Identifier: GPL-3.0-or-later
// Streams the articles of files, plain or compressed.
#include "core/readers/read_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "core/limits.h"
#include "core/readers/json_splitter.h"
#include "core/readers/list_inputs.h"
#include "core/readers/raw_article.h"
#include "core/readers/source.h"

namespace dateline::readers {
namespace {

InputFormat FormatOf(const std::string& path, InputFormat asked, std::string_view start) {
  if (asked != InputFormat::kAuto) return asked;
  std::filesystem::path name(path);
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  if (name.extension() == ".txt" || name.extension() == ".text") return InputFormat::kText;
  if (name.extension() == ".jsonl" || name.extension() == ".ndjson" || name.extension() == ".json")
    return InputFormat::kJsonLines;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto first = start.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (start[first] == '{' || start[first] == '[')
             ? InputFormat::kJsonLines
             : InputFormat::kText;
}

struct Magic {
  std::string_view bytes;
  std::string_view what;
};
constexpr std::array<Magic, 10> kMagics = {
    {{"\x1f\x8b", "compressed twice; expand it once"},
     {"\x28\xb5\x2f\xfd", "compressed twice; expand it once"},
     {"BZh9", "compressed with bzip2; only .gz and .zst are read: expand it"},
     {"\xfd"
      "7zXZ",
      "compressed with xz; only .gz and .zst are read: expand it"},
     {"PK\x03\x04", "a ZIP archive (or an office document); extract its text"},
     {"%PDF-", "a PDF document; extract its text"},
     {"\x89PNG", "a picture"},
     {"\xff\xd8\xff", "a picture"},
     {"\x7f"
      "ELF",
      "a program"},
     {"SQLite format 3", "a database; export it as JSON Lines"}}};

// Why bytes that a file starts with are not text at all; "" if they may be. A NUL in text
// that otherwise looks like JSON costs its line only.
std::string WhyNotText(std::string_view start, InputFormat format) {
  for (const Magic& magic : kMagics) {
    if (start.starts_with(magic.bytes)) return fmt::format("is {}", magic.what);
  }
  const bool wide = start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff");
  if (format == InputFormat::kText) return "";  // the page reader knows wide and binary pages
  if (wide || (start.size() > 3 && start[1] == '\0' && start[3] == '\0'))
    return "is UTF-16; convert it: iconv -f UTF-16 -t UTF-8";
  start = start.substr(0, 4096);
  const auto first = start.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || start[first] == '{' || start[first] == '[') return "";
  return start.find('\0') == std::string_view::npos
             ? ""
             : "is binary; JSON Lines are text in UTF-8, one article per line";
}

// One file on its way to the sink.
class FileReader {
 public:
  FileReader(const InputFile& file, InputFormat format, const std::function<bool(RawArticle)>& sink)
      : file_(file), format_(format), sink_(sink), json_(file.path, sink) {}

  bool Consume(std::string_view bytes) {
    if (std::exchange(first_, false)) {
      format_ = FormatOf(file_.path, format_, bytes);
      if (const std::string why = WhyNotText(bytes, format_); !why.empty()) {
        refused_ = absl::InvalidArgumentError(fmt::format("{}: the file {}", file_.path, why));
        return false;
      }
    }
    if (format_ == InputFormat::kJsonLines) {
      stopped_ = !json_.Consume(bytes);
      return !stopped_;
    }
    page_.append(bytes);
    return page_.size() <= limits::kMaxPageBytes;
  }

  absl::Status Finish(const absl::Status& read) {
    if (!refused_.ok()) return refused_;
    if (stopped_) return absl::OkStatus();
    if (format_ == InputFormat::kJsonLines) {
      if (read.ok()) json_.Finish();  // else the last piece is cut off by the error, not by itself
    } else if (page_.size() > limits::kMaxPageBytes) {
      return absl::InvalidArgumentError(
          fmt::format("{}: the page is over {} MB; one page is one article: split it", file_.path,
                      limits::kMaxPageBytes >> 20U));
    } else if (!page_.empty() && read.ok()) {  // half a page is not an article
      sink_({file_.path, 1, std::move(page_), InputFormat::kText, absl::OkStatus()});
    }
    if (read.ok() || format_ == InputFormat::kText) return read;
    return {read.code(), fmt::format("{} ({} lines were read)",
                                     std::string_view(read.message().data(), read.message().size()),
                                     json_.lines())};
  }

 private:
  const InputFile& file_;
  InputFormat format_;
  const std::function<bool(RawArticle)>& sink_;
  JsonSplitter json_;
  std::string page_;
  absl::Status refused_;
  bool first_ = true;
  bool stopped_ = false;
};

}  // namespace

absl::Status ReadFile(const InputFile& file, InputFormat format,
                      const std::function<bool(RawArticle)>& sink,
                      const std::function<void(std::uint64_t)>& on_bytes, int stop) {
  absl::StatusOr<Source> source = Source::Open(file.path, stop);
  if (!source.ok()) return source.status();
  FileReader reader(file, format, sink);
  const absl::Status read = ExpandSource(
      *source, [&](std::string_view bytes) { return reader.Consume(bytes); }, on_bytes);
  return reader.Finish(read);
}

}  // namespace dateline::readers
