// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <string>
#include <utility>

namespace dateline::rpc {
namespace {

// gRPC's own credentials that can be renewed (TlsServerCredentials with a watcher of files) take a
// pair of which one file is new already; these ask for a pair that was checked. They are those of
// SslServerCredentials, which C++ cannot give a function to ask.
class RenewedCredentials final : public grpc::ServerCredentials {
 public:
  explicit RenewedCredentials(const TlsFiles& files) : files_(files) {
    const bool mutual = !files.material()->client_ca.empty();
    auto* options = grpc_ssl_server_credentials_create_options_using_config_fetcher(
        mutual ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
               : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
        &RenewedCredentials::Fetch, this);
    credentials_ = grpc_ssl_server_credentials_create_with_options(options);
  }
  ~RenewedCredentials() override { grpc_server_credentials_release(credentials_); }

  // Calls are admitted by their own metadata (core/rpc/admission.h).
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  // Called by gRPC before each handshake, one call at a time.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<RenewedCredentials*>(self)->FetchNew(config);
  }

  grpc_ssl_certificate_config_reload_status FetchNew(grpc_ssl_server_certificate_config** config) {
    const std::shared_ptr<const TlsMaterial> material = files_.material();
    if (material->version == given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair{material->private_key.c_str(),
                                          material->certificate.c_str()};
    // gRPC wants roots even if no client is asked for a certificate; then they are not used.
    const std::string& roots =
        material->client_ca.empty() ? material->certificate : material->client_ca;
    *config = grpc_ssl_server_certificate_config_create(roots.c_str(), &pair, 1);
    given_ = material->version;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const TlsFiles& files_;
  std::uint64_t given_ = 0;  // the version that gRPC has
  grpc_server_credentials* credentials_ = nullptr;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files) {
  return std::make_shared<RenewedCredentials>(files);
}

}  // namespace dateline::rpc
