// SPDX-License-Identifier: GPL-3.0-or-later
// Files that the training programs write.
#ifndef DATELINE_INDEXER_TRAINING_OUTPUT_FILE_H_
#define DATELINE_INDEXER_TRAINING_OUTPUT_FILE_H_

#include <absl/status/status.h>

#include <string>
#include <string_view>

namespace dateline::training {

// Makes or overwrites the file `path`. Errors name it and the reason.
absl::Status WriteOutput(std::string_view bytes, const std::string& path);

}  // namespace dateline::training

#endif  // DATELINE_INDEXER_TRAINING_OUTPUT_FILE_H_
