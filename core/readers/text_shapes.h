// SPDX-License-Identifier: GPL-3.0-or-later
// What the content of a text file shows it to be. Each is sure rather than thorough: a page that
// was saved as text is none of them. Thread-safe.
#ifndef DATELINE_CORE_READERS_TEXT_SHAPES_H_
#define DATELINE_CORE_READERS_TEXT_SHAPES_H_

#include <string>

#include "core/readers/format_sample.h"

namespace dateline::readers {

// Markup. The root element without its prefix, in lower case; "" if the text is not markup, "?" if
// the sample ends before the root.
std::string MarkupRoot(const FormatSample& sample);

// Files of mail and of the web.
bool IsMailbox(const FormatSample& sample);  // mbox
bool IsMail(const FormatSample& sample);     // one message with its header
bool IsHttpArchive(const FormatSample& sample);
bool IsExtractedArchive(const FormatSample& sample);  // WET: an archive of texts

// Tables: records of equally many fields, or a header of names.
bool IsTabSeparated(const FormatSample& sample);
bool IsCommaSeparated(const FormatSample& sample);  // comma, semicolon or |, with quotes

// What a program writes or reads.
bool IsVersionHistory(const FormatSample& sample);  // git log in its forms, svn log
bool IsPatch(const FormatSample& sample);
bool IsLog(const FormatSample& sample);
bool IsSubtitles(const FormatSample& sample);
bool IsSourceCode(const FormatSample& sample);
bool IsConfiguration(const FormatSample& sample);      // INI, TOML, properties, Dockerfile
bool IsJsonConfiguration(const FormatSample& sample);  // package.json and the like
bool IsJson(const FormatSample& sample);
bool IsYaml(const FormatSample& sample);

// What people write about a program.
bool IsLicence(const FormatSample& sample);
bool IsMarkdown(const FormatSample& sample);  // and reStructuredText, AsciiDoc

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_TEXT_SHAPES_H_
