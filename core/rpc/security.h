// SPDX-License-Identifier: GPL-3.0-or-later
// What guards a server: its certificate, the keys of its callers, and the log of what they changed.
#ifndef DATELINE_CORE_RPC_SECURITY_H_
#define DATELINE_CORE_RPC_SECURITY_H_

#include <absl/status/statusor.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/audit_log.h"
#include "core/access/gate.h"
#include "core/rpc/caller.h"
#include "core/rpc/signals.h"
#include "core/rpc/tls_files.h"

namespace grpc {
class ServerCredentials;
}  // namespace grpc

namespace dateline::rpc {

// What the command line says. Empty names: none.
struct SecurityOptions {
  TlsFileNames tls;
  std::string keys;       // file of keys
  std::string audit_log;  // empty: the log
  bool insecure_listen = false;
};

// Thread-safe, except for Watch.
class Security {
 public:
  // `listen` and `index_folder` are those of the program. FAILED_PRECONDITION: other hosts could
  // listen in (no TLS, not loopback, no insecure_listen), or the file of keys is in the index;
  // UNAVAILABLE: `listen` cannot be resolved;
  // INVALID_ARGUMENT: one of certificate and key without the other. Else errors of the files.
  static absl::StatusOr<std::unique_ptr<Security>> Open(const SecurityOptions& options,
                                                        const std::string& listen,
                                                        const std::string& index_folder);
  ~Security();
  Security(const Security&) = delete;
  Security& operator=(const Security&) = delete;

  // For RpcServerOptions; null: plaintext. Must not be used after this object.
  const std::shared_ptr<grpc::ServerCredentials>& credentials() const { return credentials_; }
  access::Gate& gate() { return *gate_; }

  // Writes a line of the audit log with the name of the caller's key and the peer of the call; if
  // that fails, the log has an error. Nothing if the outcome is KEY_REQUIRED: strangers must not be
  // able to fill the disk.
  void Audit(access::AuditEntry entry, const Caller& caller,
             const grpc::ServerContextBase& context);

  // Reads files that have changed; the log names the cause. What is broken stays as it was, and the
  // log has an error.
  void Reload(std::string_view cause);
  // Reads them again every limits::kFilePoll while `io` runs, and at SIGHUP, which also opens the
  // audit log anew. Once, on the thread of `io`, which must outlive this object; no signal may come
  // after its end.
  void Watch(boost::asio::io_context& io, Signals& signals);

 private:
  Security() = default;
  void WaitForPoll();

  std::unique_ptr<TlsFiles> tls_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;  // gRPC does not keep it, but calls it
  std::unique_ptr<access::Gate> gate_;
  std::unique_ptr<access::AuditLog> audit_;
  std::optional<boost::asio::steady_timer> timer_;
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_SECURITY_H_
