// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/training/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace dateline::training {

absl::Status WriteOutput(std::string_view bytes, const std::string& path) {
  const auto failed = [&path] {
    return absl::UnavailableError(
        fmt::format("cannot write {}: {}", path, std::generic_category().message(errno)));
  };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"), std::fclose);
  if (!file) return failed();
  if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) return failed();
  // What is still buffered may meet a full disk.
  if (std::fclose(file.release()) != 0) return failed();
  return absl::OkStatus();
}

}  // namespace dateline::training
