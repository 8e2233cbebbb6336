// SPDX-License-Identifier: GPL-3.0-or-later
// Streams the articles of files, plain or compressed.
#include "core/readers/read_file.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "core/limits.h"
#include "core/readers/format_sample.h"
#include "core/readers/formats.h"
#include "core/readers/json_splitter.h"
#include "core/readers/list_inputs.h"
#include "core/readers/raw_article.h"
#include "core/readers/source.h"
#include "core/readers/unicode_decoder.h"

namespace dateline::readers {
namespace {

constexpr std::size_t kFirstBytes = 4096;  // that are enough to recognise a format

// Whether the name of a file says that it holds articles.
bool IsCalledArticles(const std::string& path) {
  const Format* format = RecogniseFormat(FormatSample(path, "", true));
  return format != nullptr && format->reader != InputFormat::kAuto;
}

// Whether there are zero bytes at the start of a text that does not look like JSON otherwise: a
// zero byte in a line of JSON costs that line only.
bool IsBinary(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] == '{' || text[first] == '[') return false;
  return text.substr(0, kFirstBytes).find('\0') != std::string_view::npos;
}

// One file on its way to the sink: bytes to text, text to pieces.
class FileReader {
 public:
  FileReader(const InputFile& file, InputFormat format, const std::function<bool(RawArticle)>& sink)
      : file_(file), format_(format), sink_(sink), json_(file.path, sink) {}

  bool Consume(std::string_view bytes) {
    if (decoder_ != nullptr) return Feed(decoder_->Decode(bytes));
    start_.append(bytes);
    return start_.size() < kFirstBytes || Begin(false);
  }

  absl::Status Finish(const absl::Status& read) {
    if (decoder_ == nullptr && refused_.ok()) Begin(true);
    if (decoder_ != nullptr && !stopped_) Feed(decoder_->Finish());
    if (!refused_.ok()) return refused_;
    if (stopped_) return absl::OkStatus();
    if (format_ == InputFormat::kJsonLines) {
      if (read.ok()) json_.Finish();  // else the last piece is cut off by the error, not by itself
    } else if (page_.size() > limits::kMaxPageBytes) {
      return absl::InvalidArgumentError(
          fmt::format("{}: the page is over {} MB; one page is one article: split it", file_.path,
                      limits::kMaxPageBytes >> 20U));
    } else if (!page_.empty() && read.ok()) {  // half a page is not an article
      sink_({file_.path, 1, std::move(page_), InputFormat::kText, absl::OkStatus(), needs_marks_});
    }
    if (read.ok() || format_ == InputFormat::kText) return read;
    return {read.code(), fmt::format("{} ({} lines were read)",
                                     std::string_view(read.message().data(), read.message().size()),
                                     json_.lines())};
  }

 private:
  // Looks at the start of the file, and feeds it. `whole`: there is no more.
  bool Begin(bool whole) {
    if (const std::string why = WhyNotText(start_); !why.empty()) return RefuseBinary(why);
    decoder_ = std::make_unique<UnicodeDecoder>(FormOf(start_));
    const std::string text(decoder_->Decode(start_));
    start_ = {};
    if (format_ == InputFormat::kAuto && !Recognise(text, whole)) return false;
    if (format_ == InputFormat::kJsonLines && IsBinary(text))
      return RefuseBinary("is binary; JSON Lines are text in UTF-8, one article per line");
    return Feed(text);
  }

  bool Feed(std::string_view text) {
    if (format_ == InputFormat::kJsonLines) {
      stopped_ = !json_.Consume(text);
      return !stopped_;
    }
    page_.append(text);
    return page_.size() <= limits::kMaxPageBytes;
  }

  // Sets the format; false: the file is of one that is not read.
  bool Recognise(std::string_view text, bool whole) {
    const FormatSample sample(file_.path, text, whole);
    const Format* format = RecogniseFormat(sample);
    if (format != nullptr && format->reader == InputFormat::kAuto) {
      return Refuse(absl::StatusCode::kUnimplemented, WhyNotRead(*format));
    }
    if (format == nullptr && IsBinary(text))
      return RefuseBinary("is binary; articles are text in UTF-8");
    needs_marks_ = format == nullptr;
    format_ = format == nullptr ? InputFormat::kText : format->reader;
    return true;
  }

  // A picture beside articles is nothing to read; a compressed or damaged file of articles is lost.
  bool RefuseBinary(const std::string& why) {
    const bool lost = why.starts_with("is compressed") || IsCalledArticles(file_.path);
    return Refuse(lost ? absl::StatusCode::kInvalidArgument : absl::StatusCode::kUnimplemented,
                  why);
  }

  bool Refuse(absl::StatusCode code, const std::string& why) {
    refused_ = absl::Status(code, fmt::format("{}: the file {}", file_.path, why));
    return false;
  }

  const InputFile& file_;
  InputFormat format_;
  const std::function<bool(RawArticle)>& sink_;
  JsonSplitter json_;
  std::unique_ptr<UnicodeDecoder> decoder_;  // null until the format is known
  std::string start_;
  std::string page_;
  absl::Status refused_;
  bool needs_marks_ = false;
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
