// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a stream of JSON into articles.
#ifndef DATELINE_CORE_READERS_JSON_SPLITTER_H_
#define DATELINE_CORE_READERS_JSON_SPLITTER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/readers/raw_article.h"

namespace dateline::readers {

// Reads one article per line (JSON Lines), a JSON list of articles, or objects that spread over
// several lines; which of them is seen from the first bytes. Memory is bounded by kMaxLineBytes
// whatever comes. A broken article costs itself only: in a list the rest of the file as well if
// its end cannot be found. Not thread-safe.
class JsonSplitter {
 public:
  // `sink` returns false to stop.
  JsonSplitter(std::string file, const std::function<bool(RawArticle)>& sink)
      : file_(std::move(file)), sink_(sink) {}

  // false: the sink wants no more.
  bool Consume(std::string_view bytes);
  // The end of the input: hands on what is left.
  void Finish();
  // Lines that ended so far.
  std::uint64_t lines() const { return newlines_; }

 private:
  // How the next byte is read.
  enum class Mode : std::uint8_t {
    kStart,    // before the first article, or after a list
    kFirst,    // in the first line, which says how objects are written
    kLines,    // an article per line
    kObjects,  // objects over several lines
    kList      // in a list
  };

  // Each takes some of `bytes` and returns the rest.
  std::string_view TakeStart(std::string_view bytes);
  std::string_view TakeLine(std::string_view bytes);
  std::string_view TakeObjects(std::string_view bytes);
  std::size_t TakeBetween(std::string_view bytes, std::size_t at);
  std::size_t TakeOther(std::string_view bytes, std::size_t at);
  std::size_t TakeInside(std::string_view bytes, std::size_t at);

  void EndLine();
  bool StartsAnotherArticle() const;
  void Track(char c);
  void Append(std::string_view bytes);
  void Emit();
  void EmitError(std::uint64_t line, const std::string& message);

  const std::string file_;
  const std::function<bool(RawArticle)>& sink_;
  Mode mode_ = Mode::kStart;
  bool begun_ = false;            // a byte was seen
  std::string piece_;             // of the article at hand
  std::uint64_t newlines_ = 0;    // seen before the next byte
  std::uint64_t first_line_ = 0;  // of the article at hand, from 1
  std::string open_;              // braces and brackets that are open in the article at hand
  char last_ = '\0';              // its last byte outside strings that is not white space
  bool in_string_ = false;
  bool escaped_ = false;
  bool line_start_ = true;  // only white space stands before the next byte in its line
  bool other_ = false;      // the piece at hand is not an object: it ends with its line
  bool skipping_ = false;   // to the end of the line
  bool too_long_ = false;
  bool stopped_ = false;
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_SPLITTER_H_
