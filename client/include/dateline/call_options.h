// SPDX-License-Identifier: Apache-2.0
// Options of connections and of single calls.
#ifndef DATELINE_CLIENT_INCLUDE_DATELINE_CALL_OPTIONS_H_
#define DATELINE_CLIENT_INCLUDE_DATELINE_CALL_OPTIONS_H_

#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dateline/cancellation.h"

namespace dateline::client {

// Names (lower case) and values that are sent with a call.
using Metadata = std::vector<std::pair<std::string, std::string>>;

// Of all calls of a client.
struct ConnectionOptions {
  bool tls = false;         // else plaintext: for this host, and for networks of your own
  std::string ca;           // PEM of who may have signed the server's certificate; empty: those
                            // that the system trusts
  std::string certificate;  // PEM of the client, if the server asks for it (mutual TLS)
  std::string private_key;  // PEM, of that certificate
  std::string api_key;      // sent as "authorization: Bearer"; empty: none
  Metadata metadata;        // sent with every call besides
  // Used instead of a new one, if it is set; everything above except api_key and metadata is then
  // up to whoever made it. Shared with the caller.
  std::shared_ptr<grpc::Channel> channel{};
};

// Of one call; what is not set is as the client's options say.
struct CallOptions {
  absl::Time deadline = absl::InfiniteFuture();  // of all attempts; the client's timeout counts too
  Metadata metadata{};
  std::shared_ptr<grpc::CallCredentials> credentials{};  // shared with gRPC; need a secure channel
  Cancellation* cancellation = nullptr;  // not owned; must outlive the call, and may serve several
};

}  // namespace dateline::client

#endif  // DATELINE_CLIENT_INCLUDE_DATELINE_CALL_OPTIONS_H_
