// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

#include "core/limits.h"

namespace dateline::rpc {
namespace {

constexpr std::size_t kFewestForFiles = 64;

}  // namespace

std::size_t RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kFewestForFiles;
  const rlim_t before = limit.rlim_cur;
  const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, limits::kMaxDescriptors);
  limit.rlim_cur = std::max(before, wanted);
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t DescriptorsForFiles(std::size_t descriptors) {
  return std::max(kFewestForFiles, descriptors / 4);
}

std::size_t ConnectionsFor(std::size_t descriptors) {
  const std::size_t kept = DescriptorsForFiles(descriptors);
  if (descriptors <= kept) return 1;
  return std::min(descriptors - kept, limits::kMaxConnections);
}

}  // namespace dateline::rpc
