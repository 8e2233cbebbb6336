// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of a file or of stdin, plain or expanded.
#ifndef DATELINE_CORE_READERS_SOURCE_H_
#define DATELINE_CORE_READERS_SOURCE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::readers {

// Reads an open file block by block. Not thread-safe.
class Source {
 public:
  // "-" is stdin. Refuses folders and devices; errors name the path and the reason. Input ends
  // when the descriptor `stop` (none: -1) becomes readable, however long a pipe is silent.
  static absl::StatusOr<Source> Open(const std::string& path, int stop = -1);
  Source(Source&& other) noexcept;
  Source& operator=(Source&&) = delete;
  ~Source();

  // The next block, full except the last one, and except from slow pipes with `stop`; empty at the
  // end and after an error (see status()).
  std::string_view Next();
  std::uint64_t read() const { return read_; }
  const std::string& path() const { return path_; }
  // DATA_LOSS: the system could not read on.
  const absl::Status& status() const { return status_; }

 private:
  Source(std::string path, int descriptor, int stop);

  std::string path_;
  int descriptor_;
  int stop_;
  std::vector<char> block_;
  std::uint64_t read_ = 0;
  absl::Status status_;
};

// Feeds the bytes of `source` to `consume` (which returns false to stop), expanded if they are
// gzip or zstd. Errors: read errors, damaged or truncated compression, kMaxExpandedBytes,
// kMaxExpansionRatio; all bytes before the damage have been fed. `on_bytes` (may be null) is called
// with the number of bytes that were read.
absl::Status ExpandSource(Source& source, const std::function<bool(std::string_view)>& consume,
                          const std::function<void(std::uint64_t)>& on_bytes);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_SOURCE_H_
