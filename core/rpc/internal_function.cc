// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/internal_function.h"

#include <dlfcn.h>
#include <grpcpp/grpcpp.h>

namespace dateline::rpc {
namespace {

constexpr const char* kVersion = "1.51.1";

}  // namespace

void* InternalFunction(const char* symbol) {
  return grpc::Version() == kVersion ? dlsym(RTLD_DEFAULT, symbol) : nullptr;
}

}  // namespace dateline::rpc
