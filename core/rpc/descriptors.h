// SPDX-License-Identifier: GPL-3.0-or-later
// How many descriptors (open files and connections) the process may have.
#ifndef DATELINE_CORE_RPC_DESCRIPTORS_H_
#define DATELINE_CORE_RPC_DESCRIPTORS_H_

#include <cstddef>

namespace dateline::rpc {

// Raises the soft limit of the process to its hard one (at most kMaxDescriptors) and returns what
// it is then. A failure leaves it as it was. Thread-safe.
std::size_t RaiseDescriptorLimit();

// What of `descriptors` is kept for files of the index and everything else that is not a
// connection: a quarter, and at least 64.
std::size_t DescriptorsForFiles(std::size_t descriptors);

// Connections that may be open at once: the rest, at least 1 and at most kMaxConnections.
std::size_t ConnectionsFor(std::size_t descriptors);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_DESCRIPTORS_H_
