// SPDX-License-Identifier: GPL-3.0-or-later
// Streams the articles of files, plain or compressed.
#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <system_error>

#include "core/limits.h"
#include "indexer/readers/reader.h"

namespace dateline {
namespace {

constexpr std::size_t kBlock = 1U << 18U;
constexpr std::uint64_t kFreeBytes = 64U << 20U;  // expanded bytes before the ratio is looked at

// Raw bytes of a file or of stdin.
class Source {
 public:
  Source(const InputFile& file, const std::function<void(std::uint64_t)>& on_bytes)
      : on_bytes_(on_bytes) {
    if (file.path == "-") {
      stream_ = &std::cin;
    } else {
      file_.open(file.path, std::ios::binary);
      stream_ = &file_;
    }
  }
  bool opened() const { return stream_ == &std::cin || file_.is_open(); }
  std::uint64_t read() const { return read_; }
  // The next block; empty at the end.
  std::string_view Next() {
    stream_->read(block_.data(), static_cast<std::streamsize>(block_.size()));
    const auto got = static_cast<std::size_t>(stream_->gcount());
    read_ += got;
    if (on_bytes_) on_bytes_(read_);
    return {block_.data(), got};
  }

 private:
  std::ifstream file_;
  std::istream* stream_;
  const std::function<void(std::uint64_t)>& on_bytes_;
  std::vector<char> block_ = std::vector<char>(kBlock);
  std::uint64_t read_ = 0;
};

using Consume = std::function<bool(std::string_view)>;  // false stops

absl::Status CheckExpansion(const InputFile& file, std::uint64_t in, std::uint64_t out) {
  if (out > limits::kMaxExpandedBytes ||
      (out > kFreeBytes && out / std::max<std::uint64_t>(1, in) > limits::kMaxExpansionRatio)) {
    return absl::InvalidArgumentError(
        fmt::format("{}: expands to more than {} times its size; it is not read further", file.path,
                    limits::kMaxExpansionRatio));
  }
  return absl::OkStatus();
}

absl::Status Truncated(const InputFile& file) {
  return absl::InvalidArgumentError(
      fmt::format("{}: the compressed file is truncated or damaged", file.path));
}

absl::Status ExpandGzip(const InputFile& file, Source& source, std::string_view block,
                        const Consume& consume) {
  z_stream z{};
  if (inflateInit2(&z, 15 + 32) != Z_OK) return absl::ResourceExhaustedError("out of memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&z, inflateEnd);
  std::vector<char> out(kBlock);
  std::uint64_t total = 0;
  int result = Z_OK;
  for (; !block.empty(); block = source.Next()) {
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block.data()));
    z.avail_in = static_cast<uInt>(block.size());
    do {
      if (result == Z_STREAM_END && z.avail_in > 0 && inflateReset(&z) != Z_OK)
        return Truncated(file);
      z.next_out = reinterpret_cast<Bytef*>(out.data());
      z.avail_out = static_cast<uInt>(out.size());
      result = inflate(&z, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Truncated(file);
      const std::size_t got = out.size() - z.avail_out;
      total += got;
      if (absl::Status status = CheckExpansion(file, source.read(), total); !status.ok())
        return status;
      if (got > 0 && !consume({out.data(), got})) return absl::OkStatus();
    } while (z.avail_in > 0 || z.avail_out == 0);
  }
  return result == Z_STREAM_END ? absl::OkStatus() : Truncated(file);
}

absl::Status ExpandZstd(const InputFile& file, Source& source, std::string_view block,
                        const Consume& consume) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                        ZSTD_freeDCtx);
  std::vector<char> out(kBlock);
  std::uint64_t total = 0;
  std::size_t hint = 1;
  for (; !block.empty(); block = source.Next()) {
    ZSTD_inBuffer input{block.data(), block.size(), 0};
    bool full = false;
    while (input.pos < input.size || full) {
      ZSTD_outBuffer output{out.data(), out.size(), 0};
      hint = ZSTD_decompressStream(context.get(), &output, &input);
      if (ZSTD_isError(hint) != 0) return Truncated(file);
      full = output.pos == output.size && hint != 0;
      total += output.pos;
      if (absl::Status status = CheckExpansion(file, source.read(), total); !status.ok())
        return status;
      if (output.pos > 0 && !consume({out.data(), output.pos})) return absl::OkStatus();
    }
  }
  return hint == 0 ? absl::OkStatus() : Truncated(file);
}

absl::Status Expand(const InputFile& file, Source& source, const Consume& consume) {
  std::string_view block = source.Next();
  if (block.starts_with("\x1f\x8b")) return ExpandGzip(file, source, block, consume);
  if (block.starts_with("\x28\xb5\x2f\xfd")) return ExpandZstd(file, source, block, consume);
  for (; !block.empty(); block = source.Next()) {
    if (!consume(block)) break;
  }
  return absl::OkStatus();
}

InputFormat FormatOf(const std::string& path, InputFormat asked, std::string_view start) {
  if (asked != InputFormat::kAuto) return asked;
  std::filesystem::path name(path);
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  if (name.extension() == ".txt" || name.extension() == ".text") return InputFormat::kText;
  if (name.extension() == ".jsonl" || name.extension() == ".ndjson" || name.extension() == ".json")
    return InputFormat::kJsonLines;
  const auto first = start.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (start[first] == '{' || start[first] == '[')
             ? InputFormat::kJsonLines
             : InputFormat::kText;
}

// Cuts a stream into lines, bounded in memory whatever their length.
class LineSplitter {
 public:
  LineSplitter(const InputFile& file, const std::function<bool(RawArticle)>& sink)
      : file_(file), sink_(sink) {}

  bool Consume(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto newline = bytes.find('\n');
      Append(bytes.substr(0, newline));
      if (newline == std::string_view::npos) return true;
      if (!EndLine()) return false;
      bytes.remove_prefix(newline + 1);
    }
    return true;
  }
  bool EndLine() {
    ++number_;
    std::string line = std::exchange(line_, {});
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (std::exchange(too_long_, false)) {
      return sink_({file_.path, number_, "", InputFormat::kJsonLines,
                    absl::InvalidArgumentError(
                        fmt::format("the line is over {} MB; one article is at most 1 MB of text",
                                    limits::kMaxLineBytes >> 20U))});
    }
    if (line.find_first_not_of(" \t\r") == std::string::npos) return true;
    return sink_({file_.path, number_, std::move(line), InputFormat::kJsonLines, absl::OkStatus()});
  }
  bool pending() const { return !line_.empty() || too_long_; }

 private:
  void Append(std::string_view bytes) {
    if (too_long_) return;
    if (line_.size() + bytes.size() > limits::kMaxLineBytes) {
      too_long_ = true;
      line_ = {};
      return;
    }
    line_.append(bytes);
  }

  const InputFile& file_;
  const std::function<bool(RawArticle)>& sink_;
  std::string line_;
  bool too_long_ = false;
  std::uint64_t number_ = 0;
};

}  // namespace

std::vector<InputFile> ListInputs(const std::vector<std::string>& paths,
                                  std::vector<absl::Status>* errors) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-") {
      files.push_back({path, 0});
    } else if (std::filesystem::is_directory(path, error)) {
      std::vector<InputFile> inside;
      for (std::filesystem::recursive_directory_iterator
               it(path, std::filesystem::directory_options::skip_permission_denied, error),
           end;
           !error && it != end; it.increment(error)) {
        if (it->is_regular_file()) inside.push_back({it->path().string(), it->file_size()});
      }
      if (error)
        errors->push_back(
            absl::PermissionDeniedError(fmt::format("{}: {}", path, error.message())));
      std::sort(inside.begin(), inside.end(),
                [](const InputFile& a, const InputFile& b) { return a.path < b.path; });
      files.insert(files.end(), inside.begin(), inside.end());
    } else if (std::filesystem::exists(path, error)) {
      const bool regular = std::filesystem::is_regular_file(path, error);
      files.push_back({path, regular ? std::filesystem::file_size(path, error) : 0});
    } else {
      errors->push_back(
          absl::NotFoundError(fmt::format("{}: there is no such file or folder", path)));
    }
  }
  return files;
}

absl::Status ReadFile(const InputFile& file, InputFormat format,
                      const std::function<bool(RawArticle)>& sink,
                      const std::function<void(std::uint64_t)>& on_bytes) {
  Source source(file, on_bytes);
  if (!source.opened())
    return absl::PermissionDeniedError(fmt::format("{}: cannot be opened", file.path));
  LineSplitter lines(file, sink);
  std::string page;
  bool stopped = false;
  bool first = true;
  InputFormat actual = format;
  absl::Status status = Expand(file, source, [&](std::string_view bytes) {
    if (std::exchange(first, false)) actual = FormatOf(file.path, format, bytes);
    if (actual == InputFormat::kJsonLines) {
      stopped = !lines.Consume(bytes);
      return !stopped;
    }
    page.append(bytes);
    return page.size() <= limits::kMaxPageBytes;
  });
  if (actual == InputFormat::kJsonLines) {
    if (!stopped && lines.pending()) lines.EndLine();
  } else if (page.size() > limits::kMaxPageBytes) {
    sink({file.path, 1, "", InputFormat::kText,
          absl::InvalidArgumentError(
              fmt::format("the page is over {} MB", limits::kMaxPageBytes >> 20U))});
  } else if (!page.empty() && status.ok()) {  // half a page is no article
    sink({file.path, 1, std::move(page), InputFormat::kText, absl::OkStatus()});
  }
  return status;
}

}  // namespace dateline
