// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reflection/reflection_answer.h"

#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/support/status_code_enum.h>

#include <unordered_set>

namespace dateline::reflection {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using Question = grpc::reflection::v1::ServerReflectionRequest;
using Response = grpc::reflection::v1::ServerReflectionResponse;

void Fail(grpc::StatusCode code, const std::string& message, Response& response) {
  response.mutable_error_response()->set_error_code(code);
  response.mutable_error_response()->set_error_message(message);
}

void AddFile(const FileDescriptor& file, std::unordered_set<std::string>& added,
             grpc::reflection::v1::FileDescriptorResponse& files) {
  if (!added.insert(file.name()).second) return;
  google::protobuf::FileDescriptorProto definition;
  file.CopyTo(&definition);
  files.add_file_descriptor_proto(definition.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, files);
}

void AnswerFile(const FileDescriptor* file, const std::string& asked, Response& response) {
  if (file == nullptr) {
    Fail(grpc::StatusCode::NOT_FOUND, "'" + asked + "' is not known here", response);
    return;
  }
  std::unordered_set<std::string> added;
  AddFile(*file, added, *response.mutable_file_descriptor_response());
}

const FieldDescriptor* FindExtension(const grpc::reflection::v1::ExtensionRequest& asked,
                                     const DescriptorPool& pool) {
  const Descriptor* message = pool.FindMessageTypeByName(asked.containing_type());
  return message == nullptr ? nullptr
                            : pool.FindExtensionByNumber(message, asked.extension_number());
}

void AnswerExtensionNumbers(const std::string& type, const DescriptorPool& pool,
                            Response& response) {
  const Descriptor* message = pool.FindMessageTypeByName(type);
  if (message == nullptr) {
    Fail(grpc::StatusCode::NOT_FOUND, "'" + type + "' is not a message that is known here",
         response);
    return;
  }
  std::vector<const FieldDescriptor*> extensions;
  pool.FindAllExtensions(message, &extensions);
  auto& numbers = *response.mutable_all_extension_numbers_response();
  numbers.set_base_type_name(type);
  for (const FieldDescriptor* one : extensions) numbers.add_extension_number(one->number());
}

}  // namespace

Response Answer(const Question& question, const DescriptorPool& pool,
                const std::vector<std::string>& services) {
  Response response;
  response.set_valid_host(question.host());
  *response.mutable_original_request() = question;
  switch (question.message_request_case()) {
    case Question::kFileByFilename:
      AnswerFile(pool.FindFileByName(question.file_by_filename()), question.file_by_filename(),
                 response);
      break;
    case Question::kFileContainingSymbol:
      AnswerFile(pool.FindFileContainingSymbol(question.file_containing_symbol()),
                 question.file_containing_symbol(), response);
      break;
    case Question::kFileContainingExtension: {
      const auto& asked = question.file_containing_extension();
      const FieldDescriptor* extension = FindExtension(asked, pool);
      AnswerFile(extension == nullptr ? nullptr : extension->file(),
                 asked.containing_type() + " extension " + std::to_string(asked.extension_number()),
                 response);
      break;
    }
    case Question::kAllExtensionNumbersOfType:
      AnswerExtensionNumbers(question.all_extension_numbers_of_type(), pool, response);
      break;
    case Question::kListServices:
      response.mutable_list_services_response();  // an answer even if there are none
      for (const std::string& name : services) {
        response.mutable_list_services_response()->add_service()->set_name(name);
      }
      break;
    case Question::MESSAGE_REQUEST_NOT_SET:
      Fail(grpc::StatusCode::INVALID_ARGUMENT, "the message does not ask anything", response);
      break;
  }
  return response;
}

}  // namespace dateline::reflection
