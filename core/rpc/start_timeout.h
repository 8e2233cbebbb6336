// SPDX-License-Identifier: GPL-3.0-or-later
// A limit for the time that a service may take to start.
#ifndef DATELINE_CORE_RPC_START_TIMEOUT_H_
#define DATELINE_CORE_RPC_START_TIMEOUT_H_

#include <chrono>

namespace dateline::rpc {

// Ends the process with 1 and a line on stderr, unless it is told in time that the start is done.
// Needs no thread and no memory, for want of which a start may hang. One per process; uses SIGALRM.
class StartTimeout {
 public:
  explicit StartTimeout(std::chrono::seconds limit);
  StartTimeout(const StartTimeout&) = delete;
  StartTimeout& operator=(const StartTimeout&) = delete;
  // The service listens. A start that fails is not done: it may hang while it ends.
  void Done();
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_START_TIMEOUT_H_
