// SPDX-License-Identifier: GPL-3.0-or-later
// Which files to read.
#ifndef DATELINE_CORE_READERS_LIST_INPUTS_H_
#define DATELINE_CORE_READERS_LIST_INPUTS_H_

#include <absl/status/status.h>

#include <cstdint>
#include <string>
#include <vector>

namespace dateline::readers {

struct InputFile {
  std::string path;  // "-" is stdin
  std::uint64_t bytes = 0;
  bool found = false;  // in a folder, not named itself: if it holds no articles it is passed over
};

struct InputList {
  std::vector<InputFile> files;
  std::vector<absl::Status> errors;  // each with its path and the reason
  std::vector<std::string> hidden;   // files and folders whose names begin with a dot
};

// Files of `paths`: folders are walked in name order, other paths are taken as they are. In
// folders, links are followed to files that lie in the folder of `paths` itself; hidden files and
// folders are passed over and listed; links to folders, pipes, sockets and devices are passed over,
// and so are the files of an index itself. Errors are what cannot be read, links to nothing or out
// of the folder, and folders without files.
InputList ListInputs(const std::vector<std::string>& paths);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_LIST_INPUTS_H_
