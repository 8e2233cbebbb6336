// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reflection/reflection_plugin.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
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
  ReflectionCall(Services services, const grpc::Status& admitted) : services_(std::move(services)) {
    if (admitted.ok()) {
      StartRead(&question_);
    } else {
      Finish(admitted);
    }
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
  ReflectionService(Services services, AdmitCall admit)
      : services_(std::move(services)), admit_(std::move(admit)) {}

  grpc::ServerBidiReactor<Question, Response>* ServerReflectionInfo(
      grpc::CallbackServerContext* context) override {
    // Owns itself until OnDone.
    return new ReflectionCall(services_, admit_ ? admit_(*context) : grpc::Status::OK);
  }

 private:
  const Services services_;  // shared with the plugin, which fills it when all are registered
  const AdmitCall admit_;
};

class ReflectionPlugin final : public grpc::ServerBuilderPlugin {
 public:
  explicit ReflectionPlugin(AdmitCall admit) : admit_(std::move(admit)) {}

  std::string name() override { return "dateline.reflection"; }

  void InitServer(grpc::ServerInitializer* server) override {
    using V1 = grpc::reflection::v1::ServerReflection::CallbackService;
    using V1Alpha = grpc::reflection::v1alpha::ServerReflection::CallbackService;
    server->RegisterService(std::make_shared<ReflectionService<V1>>(services_, admit_));
    server->RegisterService(std::make_shared<ReflectionService<V1Alpha>>(services_, admit_));
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
  const AdmitCall admit_;
  // Shared with the services, which outlive the plugin.
  const std::shared_ptr<std::vector<std::string>> services_ =
      std::make_shared<std::vector<std::string>>();
};

class ReflectionOption final : public grpc::ServerBuilderOption {
 public:
  explicit ReflectionOption(AdmitCall admit) : admit_(std::move(admit)) {}

  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<ReflectionPlugin>(admit_));
  }

 private:
  const AdmitCall admit_;
};

}  // namespace

std::unique_ptr<grpc::ServerBuilderOption> MakeReflection(AdmitCall admit) {
  return std::make_unique<ReflectionOption>(std::move(admit));
}

}  // namespace dateline::reflection
