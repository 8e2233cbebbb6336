// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of files: how each is recognised, and what reads it.
#ifndef DATELINE_CORE_READERS_FORMATS_H_
#define DATELINE_CORE_READERS_FORMATS_H_

#include <span>
#include <string>
#include <string_view>

#include "core/readers/format_sample.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {

// A row of the table of formats. A format that gets a reader names it here.
struct Format {
  std::string_view what;   // with its article: "an HTML page"
  std::string_view names;  // extensions (".html") and whole names ("makefile"), one space apart
  bool (*holds)(const FormatSample& sample);  // whether the content is of it; null: by name only
  InputFormat reader;                         // kAuto: there is none
  std::string_view advice;                    // what to do if there is none
};

// All formats, the surest to recognise first.
std::span<const Format> Formats();

// The format of a file. The content decides if it shows one plainly, whatever the name says; then
// the name. Null: a text that nothing is known of. Thread-safe.
const Format* RecogniseFormat(const FormatSample& sample);

// Why `format`, which has no reader, is not read: "is an HTML page, which is not read: ...".
std::string WhyNotRead(const Format& format);

// Why the bytes at the start of a file are not text at all: "is a picture"; "" if they may be.
std::string WhyNotText(std::string_view start);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_FORMATS_H_
