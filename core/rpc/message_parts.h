// SPDX-License-Identifier: GPL-3.0-or-later
// What a message will hold in memory, counted before it is made one: some bytes that are sent
// become some hundred.
#ifndef DATELINE_CORE_RPC_MESSAGE_PARTS_H_
#define DATELINE_CORE_RPC_MESSAGE_PARTS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <cstddef>

namespace dateline::rpc {

struct MessageParts {
  // Whatever takes memory of its own, at all depths: texts, messages, values of repeated fields,
  // and each field or group that `type` does not know.
  std::size_t count = 0;
  bool unknown = false;   // some are not known
  bool readable = false;  // to the end; what is not cannot be parsed either
};

// Counts the parts of a message of `type` that `bytes` hold, and stops after `most`: `count` is
// greater then.
MessageParts CountParts(google::protobuf::io::ZeroCopyInputStream& bytes,
                        const google::protobuf::Descriptor& type, std::size_t most);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_MESSAGE_PARTS_H_
