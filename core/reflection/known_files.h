// SPDX-License-Identifier: GPL-3.0-or-later
// Definitions of what this program speaks, for reflection.
#ifndef DATELINE_CORE_REFLECTION_KNOWN_FILES_H_
#define DATELINE_CORE_REFLECTION_KNOWN_FILES_H_

#include <google/protobuf/descriptor.h>

namespace dateline::reflection {

// The pool of everything that is compiled into the program, and besides it what the program speaks
// without having it compiled in: grpc.health.v1, which gRPC serves, and google.rpc's Status,
// ErrorInfo, RetryInfo and BadRequest, which errors carry. Made on the first call; thread-safe;
// never destroyed.
const google::protobuf::DescriptorPool& KnownFiles();

}  // namespace dateline::reflection

#endif  // DATELINE_CORE_REFLECTION_KNOWN_FILES_H_
