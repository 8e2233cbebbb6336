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
};

// Files of `paths`: folders are walked in name order, other paths are taken as they are. In
// folders, links are followed to files that lie in the folder of `paths` itself; links to folders,
// pipes, sockets and devices are passed over, and so are the files of an index itself. What cannot
// be read, links to nothing or out of the folder, and folders without files are reported in
// `errors` with the path and the reason.
std::vector<InputFile> ListInputs(const std::vector<std::string>& paths,
                                  std::vector<absl::Status>* errors);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_LIST_INPUTS_H_
