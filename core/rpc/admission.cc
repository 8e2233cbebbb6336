// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/admission.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/rpc/status.h"
#include "core/text/escape_json.h"

namespace dateline::rpc {
namespace {

std::string_view AuthorizationOf(const grpc::ServerContextBase& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

// Of a certificate that the server's CA has signed; none without mutual TLS.
std::vector<std::string> CertificateNames(const grpc::ServerContextBase& context) {
  std::vector<std::string> names;
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return names;
  for (const char* property : {GRPC_X509_CN_PROPERTY_NAME, GRPC_X509_SAN_PROPERTY_NAME}) {
    for (const grpc::string_ref& name : auth->FindPropertyValues(property)) {
      names.emplace_back(name.data(), name.size());
    }
  }
  return names;
}

}  // namespace

absl::StatusOr<Caller> Admit(access::Gate* gate, const grpc::ServerContextBase& context,
                             access::Roles roles) {
  if (gate == nullptr || !gate->asks_for_keys()) return CallerByAddress(context.peer());
  const std::string_view authorization = AuthorizationOf(context);
  access::Credentials credentials{authorization, {}};
  if (authorization.empty()) credentials.certificate_names = CertificateNames(context);
  auto admission = gate->Admit(credentials, roles);
  if (!admission.ok()) return admission.status();
  return Caller{"key " + text::EscapeJson((*admission)->name()), *std::move(admission)};
}

std::function<grpc::Status(grpc::CallbackServerContext&)> AdmitReflection(access::Gate* gate) {
  return [gate](grpc::CallbackServerContext& context) {
    return ToGrpcStatus(Admit(gate, context, access::AnyRole()).status(), context);
  };
}

}  // namespace dateline::rpc
