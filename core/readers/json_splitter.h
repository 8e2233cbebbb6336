// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a stream of JSON into articles.
#ifndef DATELINE_CORE_READERS_JSON_SPLITTER_H_
#define DATELINE_CORE_READERS_JSON_SPLITTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/readers/json_envelope.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {

// Reads one article per line (JSON Lines), a JSON list of articles, or objects that spread over
// several lines; which of them is seen from the first bytes. An object that holds a list of
// articles (json_envelope.h) gives those, however large it is. Memory is bounded by kMaxLineBytes
// whatever comes. A broken article costs itself only: in a list the rest of the file as well if its
// end cannot be found. A byte order mark may start any line. Not thread-safe.
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
    kStart,     // before the first article, or after a list
    kFirst,     // in the first line, which says how objects are written
    kLines,     // an article per line
    kObjects,   // objects over several lines
    kList,      // in a list
    kEnvelope,  // in an object around a list
    kInner,     // the splitter of an object that is too large to be kept has the bytes
    kDone       // an object around a list has ended
  };

  // Of the object around a list that starts in `line`.
  JsonSplitter(std::string file, const std::function<bool(RawArticle)>& sink, std::uint64_t line)
      : file_(std::move(file)),
        sink_(sink),
        mode_(Mode::kEnvelope),
        newlines_(line - 1),
        navigator_(std::make_unique<JsonNavigator>()) {}

  // Takes bytes until none are left or the object of kEnvelope has ended. Returns the rest.
  std::string_view TakeAll(std::string_view bytes);

  // Each takes some of `bytes` and returns the rest.
  std::string_view TakeStart(std::string_view bytes);
  std::string_view TakeLine(std::string_view bytes);
  std::string_view TakeObjects(std::string_view bytes);
  std::string_view TakeEnvelope(std::string_view bytes);
  std::string_view TakeInner(std::string_view bytes);
  std::size_t TakeBetween(std::string_view bytes, std::size_t at);
  std::size_t TakeOther(std::string_view bytes, std::size_t at);
  std::size_t TakeInside(std::string_view bytes, std::size_t at);

  bool StartInner(std::size_t more);
  void EndLine();
  bool StartsAnotherArticle() const;
  void Track(char c);
  void Append(std::string_view bytes);
  void Reset();
  void Emit();
  void EmitList(std::string_view piece);
  void EmitError(std::uint64_t line, const std::string& message);

  const std::string file_;
  const std::function<bool(RawArticle)>& sink_;
  Mode mode_ = Mode::kStart;
  std::string piece_;                         // of the article at hand
  std::uint64_t newlines_ = 0;                // seen before the next byte
  std::unique_ptr<JsonNavigator> navigator_;  // of kEnvelope
  std::unique_ptr<JsonSplitter> inner_;       // of kInner
  std::uint64_t first_line_ = 0;              // of the article at hand, from 1
  std::string open_;  // braces and brackets that are open in the article at hand
  char last_ = '\0';  // its last byte outside strings that is not white space
  bool in_string_ = false;
  bool escaped_ = false;
  bool line_start_ = true;  // only white space stands before the next byte in its line
  std::size_t mark_ = 0;    // bytes of a byte order mark that were seen before the next byte
  bool other_ = false;      // the piece at hand is not an object: it ends with its line
  bool skipping_ = false;   // to the end of the line
  bool too_long_ = false;
  bool stopped_ = false;
};

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_SPLITTER_H_
