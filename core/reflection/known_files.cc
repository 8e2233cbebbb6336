// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reflection/known_files.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>

namespace dateline::reflection {
namespace {

namespace pb = google::protobuf;

// Definitions as text of google.protobuf.FileDescriptorProto.
constexpr const char* kFiles[] = {
    R"pb(
      name: "grpc/health/v1/health.proto"
      package: "grpc.health.v1"
      syntax: "proto3"
      message_type {
        name: "HealthCheckRequest"
        field { name: "service" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
      }
      message_type {
        name: "HealthCheckResponse"
        field {
          name: "status"
          number: 1
          label: LABEL_OPTIONAL
          type: TYPE_ENUM
          type_name: ".grpc.health.v1.HealthCheckResponse.ServingStatus"
        }
        enum_type {
          name: "ServingStatus"
          value { name: "UNKNOWN" number: 0 }
          value { name: "SERVING" number: 1 }
          value { name: "NOT_SERVING" number: 2 }
          value { name: "SERVICE_UNKNOWN" number: 3 }
        }
      }
      service {
        name: "Health"
        method {
          name: "Check"
          input_type: ".grpc.health.v1.HealthCheckRequest"
          output_type: ".grpc.health.v1.HealthCheckResponse"
        }
        method {
          name: "Watch"
          server_streaming: true
          input_type: ".grpc.health.v1.HealthCheckRequest"
          output_type: ".grpc.health.v1.HealthCheckResponse"
        }
      }
    )pb",
    R"pb(
      name: "google/rpc/status.proto"
      package: "google.rpc"
      syntax: "proto3"
      dependency: "google/protobuf/any.proto"
      message_type {
        name: "Status"
        field { name: "code" number: 1 label: LABEL_OPTIONAL type: TYPE_INT32 }
        field { name: "message" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING }
        field {
          name: "details"
          number: 3
          label: LABEL_REPEATED
          type: TYPE_MESSAGE
          type_name: ".google.protobuf.Any"
        }
      }
    )pb",
    R"pb(
      name: "google/rpc/error_details.proto"
      package: "google.rpc"
      syntax: "proto3"
      dependency: "google/protobuf/duration.proto"
      message_type {
        name: "ErrorInfo"
        field { name: "reason" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
        field { name: "domain" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING }
        field {
          name: "metadata"
          number: 3
          label: LABEL_REPEATED
          type: TYPE_MESSAGE
          type_name: ".google.rpc.ErrorInfo.MetadataEntry"
        }
        nested_type {
          name: "MetadataEntry"
          field { name: "key" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
          field { name: "value" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING }
          options { map_entry: true }
        }
      }
      message_type {
        name: "RetryInfo"
        field {
          name: "retry_delay"
          number: 1
          label: LABEL_OPTIONAL
          type: TYPE_MESSAGE
          type_name: ".google.protobuf.Duration"
        }
      }
      message_type {
        name: "BadRequest"
        field {
          name: "field_violations"
          number: 1
          label: LABEL_REPEATED
          type: TYPE_MESSAGE
          type_name: ".google.rpc.BadRequest.FieldViolation"
        }
        nested_type {
          name: "FieldViolation"
          field { name: "field" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
          field { name: "description" number: 2 label: LABEL_OPTIONAL type: TYPE_STRING }
        }
      }
    )pb"};

// The texts are ours: a mistake in one shows in the first test that runs.
[[noreturn]] void Broken(const char* text, const char* why) {
  std::fprintf(stderr, "a definition for reflection %s: %s\n", why, text);
  std::abort();
}

void Add(const char* text, pb::DescriptorPool& pool) {
  pb::FileDescriptorProto file;
  if (!pb::TextFormat::ParseFromString(text, &file)) Broken(text, "cannot be read");
  if (pool.FindFileByName(file.name()) != nullptr) return;
  if (pool.BuildFile(file) == nullptr) Broken(text, "does not fit to what it imports");
}

const pb::DescriptorPool* Build() {
  // Referred to, so that they are in the pool of the program whatever else it links.
  (void)pb::Any::descriptor();
  (void)pb::Duration::descriptor();
  auto* pool = new pb::DescriptorPool(pb::DescriptorPool::generated_pool());
  for (const char* text : kFiles) Add(text, *pool);
  return pool;
}

}  // namespace

const pb::DescriptorPool& KnownFiles() {
  static const pb::DescriptorPool* const pool = Build();
  return *pool;
}

}  // namespace dateline::reflection
