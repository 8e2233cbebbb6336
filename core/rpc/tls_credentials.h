// SPDX-License-Identifier: GPL-3.0-or-later
// Server credentials that take a new certificate without a restart.
#ifndef DATELINE_CORE_RPC_TLS_CREDENTIALS_H_
#define DATELINE_CORE_RPC_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "core/rpc/tls_files.h"

namespace dateline::rpc {

// TLS 1.2 and 1.3 with ALPN ("h2"). Both the result and `files` must outlive the server: each
// handshake asks for what is current; connections that are open go on with what they began with.
// With a CA of clients every client must show a certificate that it has signed. For one listening
// port.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_TLS_CREDENTIALS_H_
