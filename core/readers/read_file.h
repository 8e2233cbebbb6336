// SPDX-License-Identifier: GPL-3.0-or-later
// Files of articles, piece by piece.
#ifndef DATELINE_CORE_READERS_READ_FILE_H_
#define DATELINE_CORE_READERS_READ_FILE_H_

#include <absl/status/status.h>

#include <cstdint>
#include <functional>

#include "core/readers/list_inputs.h"
#include "core/readers/raw_article.h"

namespace dateline::readers {

// Streams the pieces of one file (.gz and .zst are expanded, by magic bytes) to `sink`, which
// returns false to stop. JSON may be one article per line, a list, objects over several lines, or
// objects that hold a list; UTF-16 and UTF-32 become UTF-8. With kAuto the format is that of
// formats.h.
// `on_bytes` is told how many compressed bytes were read so far. When the descriptor `stop`
// becomes readable the input ends at once; the sink should take no more then. Limits:
// kMaxLineBytes, kMaxExpandedBytes, kMaxExpansionRatio. The status is that of the file as a whole
// and starts with its path: it cannot be opened or read on (DATA_LOSS), is damaged, or is not
// text at all; pieces before the damage have gone to the sink. UNIMPLEMENTED: it is whole, but of a
// format that has no reader; nothing of it has gone to the sink.
absl::Status ReadFile(const InputFile& file, InputFormat format,
                      const std::function<bool(RawArticle)>& sink,
                      const std::function<void(std::uint64_t)>& on_bytes, int stop = -1);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_READ_FILE_H_
