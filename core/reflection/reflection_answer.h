// SPDX-License-Identifier: GPL-3.0-or-later
// What reflection answers: a pure function of the definitions.
#ifndef DATELINE_CORE_REFLECTION_REFLECTION_ANSWER_H_
#define DATELINE_CORE_REFLECTION_REFLECTION_ANSWER_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "grpc/reflection/v1/reflection.pb.h"

namespace dateline::reflection {

// The answer to one question about `pool`, with a file's imports after the file itself, each once.
// `services` are the names for list_services. What is not known, and a question that holds none, is
// an ErrorResponse (NOT_FOUND, INVALID_ARGUMENT). Thread-safe.
grpc::reflection::v1::ServerReflectionResponse Answer(
    const grpc::reflection::v1::ServerReflectionRequest& question,
    const google::protobuf::DescriptorPool& pool, const std::vector<std::string>& services);

}  // namespace dateline::reflection

#endif  // DATELINE_CORE_REFLECTION_REFLECTION_ANSWER_H_
