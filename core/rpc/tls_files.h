// SPDX-License-Identifier: GPL-3.0-or-later
// Certificate, private key and CA of a server, read from files that may be replaced at any time.
#ifndef DATELINE_CORE_RPC_TLS_FILES_H_
#define DATELINE_CORE_RPC_TLS_FILES_H_

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace dateline::rpc {

// Names of PEM files.
struct TlsFileNames {
  std::string certificate;  // the server's, followed by those that signed it
  std::string private_key;  // without a passphrase
  std::string client_ca;    // who signs certificates of clients; empty: clients need none
};

// What the files held when they last fitted together.
struct TlsMaterial {
  std::string certificate;
  std::string private_key;
  std::string client_ca;
  std::uint64_t version = 0;  // counts up
};

// OK if the key is that of the first certificate, everything can be read, and OpenSSL's security
// level allows it. INVALID_ARGUMENT says what is wrong. A pair of which only one file has been
// replaced so far does not fit.
absl::Status CheckMaterial(const TlsMaterial& material);

// Thread-safe.
class TlsFiles {
 public:
  // Errors of the files, and of CheckMaterial.
  static absl::StatusOr<std::unique_ptr<TlsFiles>> Open(TlsFileNames names);

  std::shared_ptr<const TlsMaterial> material() const;

  // Reads the files again if one of them is not as it was at the last attempt. True: the material
  // is new. An error leaves the material as it was; it is reported once for each state of the
  // files.
  absl::StatusOr<bool> Reload();

 private:
  explicit TlsFiles(TlsFileNames names) : names_(std::move(names)) {}
  std::string State() const;

  const TlsFileNames names_;
  mutable absl::Mutex mutex_;
  std::string state_ ABSL_GUARDED_BY(mutex_);                            // of the last attempt
  std::shared_ptr<const TlsMaterial> material_ ABSL_GUARDED_BY(mutex_);  // shared with handshakes
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_TLS_FILES_H_
