// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reflection/reflection_plugin.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/reflection/known_files.h"
#include "core/reflection/reflection_answer.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"

namespace dateline::reflection {
namespace {

using Question = grpc::reflection::v1::ServerReflectionRequest;
using Response = grpc::reflection::v1::ServerReflectionResponse;
using Services = std::shared_ptr<const std::vector<std::string>>;

constexpr const char* kHealth = "grpc.health.v1.Health";

// One stream: a question is read after the answer before it has gone, so that a stream holds one.
class ReflectionCall final : public grpc::ServerBidiReactor<Question, Response> {
 public:
  explicit ReflectionCall(Services services) : services_(std::move(services)) {
    StartRead(&question_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    response_ = Answer(question_, KnownFiles(), *services_);
    StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      StartRead(&question_);
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }

  void OnDone() override { delete this; }

 private:
  // Shared with the plugin, which has filled it before the server took a call.
  const Services services_;
  Question question_;
  Response response_;
};

template <typename Base>
class ReflectionService final : public Base {
 public:
  explicit ReflectionService(Services services) : services_(std::move(services)) {}

  grpc::ServerBidiReactor<Question, Response>* ServerReflectionInfo(
      grpc::CallbackServerContext* /*context*/) override {
    return new ReflectionCall(services_);  // owns itself until OnDone
  }

 private:
  const Services services_;  // shared with the plugin, which fills it when all are registered
};

class ReflectionPlugin final : public grpc::ServerBuilderPlugin {
 public:
  std::string name() override { return "dateline.reflection"; }

  void InitServer(grpc::ServerInitializer* server) override {
    using V1 = grpc::reflection::v1::ServerReflection::CallbackService;
    using V1Alpha = grpc::reflection::v1alpha::ServerReflection::CallbackService;
    server->RegisterService(std::make_shared<ReflectionService<V1>>(services_));
    server->RegisterService(std::make_shared<ReflectionService<V1Alpha>>(services_));
  }

  void Finish(grpc::ServerInitializer* server) override {
    *services_ = *server->GetServiceList();
    // gRPC's own health service is not in its list.
    if (std::find(services_->begin(), services_->end(), kHealth) == services_->end()) {
      services_->emplace_back(kHealth);
    }
    std::sort(services_->begin(), services_->end());
  }

  void ChangeArguments(const std::string& /*name*/, void* /*value*/) override {}

 private:
  // Shared with the services, which outlive the plugin.
  const std::shared_ptr<std::vector<std::string>> services_ =
      std::make_shared<std::vector<std::string>>();
};

}  // namespace

void EnableReflection() {
  grpc::ServerBuilder::InternalAddPluginFactory(
      [] { return std::unique_ptr<grpc::ServerBuilderPlugin>(new ReflectionPlugin); });
}

}  // namespace dateline::reflection
