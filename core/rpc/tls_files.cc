// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/tls_files.h"

#include <absl/cleanup/cleanup.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "core/access/key_file.h"
#include "core/limits.h"

namespace dateline::rpc {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<SSL_CTX, FreeContext>;
using Certificates = std::vector<Certificate>;

Bio Reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Without it the program would ask for the passphrase on its terminal, and wait.
int NoPassphrase(char*, int, int, void*) { return 0; }

// All certificates of a PEM text; none if one of them cannot be read.
Certificates ReadCertificates(const std::string& text) {
  const Bio bio = Reader(text);
  Certificates all;
  for (;;) {
    Certificate next(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
    if (next == nullptr) break;
    all.push_back(std::move(next));
  }
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  return ended ? std::move(all) : Certificates();
}

PrivateKey ReadPrivateKey(const std::string& text) {
  PrivateKey key(PEM_read_bio_PrivateKey(Reader(text).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return key;
}

// Loads everything as gRPC does (1.51, ssl_transport_security.cc), which refuses a connection for
// what OpenSSL refuses here: keys and digests that its security level finds too weak. The chain it
// looks at only in a handshake, so it is added by the function that looks at once.
absl::Status CheckAsGrpcLoads(const Certificates& chain, EVP_PKEY* key, const Certificates& roots) {
  const Context context(SSL_CTX_new(TLS_method()));
  if (context == nullptr) return absl::InternalError("OpenSSL does not make a context");
  std::string_view what;
  const auto add = [&what](std::string_view name, int done) {
    if (done == 1) return true;
    what = name;
    return false;
  };
  bool taken = add("certificate", SSL_CTX_use_certificate(context.get(), chain.front().get())) &&
               add("private key", SSL_CTX_use_PrivateKey(context.get(), key));
  for (std::size_t i = 1; taken && i < chain.size(); ++i) {
    taken = add("certificate of a CA after it",
                static_cast<int>(SSL_CTX_add1_chain_cert(context.get(), chain[i].get())));
  }
  for (const Certificate& root : roots) {
    taken = taken && add("CA of clients",
                         X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get()));
  }
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  const std::string why = reason == nullptr ? "unknown reason" : reason;
  ERR_clear_error();
  if (taken) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format(
      "OpenSSL does not take the {}: {}; no connection could be made with it", what, why));
}

absl::Status CannotRead(const std::string& path) {
  return absl::NotFoundError(
      fmt::format("cannot read '{}': {}", path, std::generic_category().message(errno)));
}

// Links are followed: certificates are often replaced by turning one.
absl::StatusOr<std::string> ReadFile(const std::string& path) {
  // O_NONBLOCK: a pipe must not stop the program.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return CannotRead(path);
  const absl::Cleanup close = [file] { ::close(file); };
  struct stat info {};
  if (::fstat(file, &info) != 0) return CannotRead(path);
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(fmt::format("'{}' is not a regular file", path));
  }
  std::string text(limits::kMaxPemBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return CannotRead(path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  if (size <= limits::kMaxPemBytes) return text;
  return absl::InvalidArgumentError(
      fmt::format("'{}' has more than {} bytes; a PEM file does not", path, limits::kMaxPemBytes));
}

// Adds which files they are: a message about "the key" would not do.
absl::Status Named(const absl::Status& status, const TlsFileNames& names) {
  return {status.code(),
          fmt::format("{} (--tls-cert {}, --tls-key {}{})",
                      std::string_view(status.message().data(), status.message().size()),
                      names.certificate, names.private_key,
                      names.client_ca.empty() ? "" : ", --tls-client-ca " + names.client_ca)};
}

}  // namespace

absl::Status CheckMaterial(const TlsMaterial& material) {
  const Certificates chain = ReadCertificates(material.certificate);
  if (chain.empty()) {
    return absl::InvalidArgumentError("the certificate is not PEM that can be read");
  }
  const PrivateKey key = ReadPrivateKey(material.private_key);
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        "the private key is not PEM that can be read; it must not have a passphrase");
  }
  const bool fits = X509_check_private_key(chain.front().get(), key.get()) == 1;
  ERR_clear_error();
  if (!fits) return absl::InvalidArgumentError("the private key is not that of the certificate");
  const Certificates roots = ReadCertificates(material.client_ca);
  if (!material.client_ca.empty() && roots.empty()) {
    return absl::InvalidArgumentError("the CA of clients is not PEM that can be read");
  }
  return CheckAsGrpcLoads(chain, key.get(), roots);
}

absl::StatusOr<std::unique_ptr<TlsFiles>> TlsFiles::Open(TlsFileNames names) {
  auto files = std::unique_ptr<TlsFiles>(new TlsFiles(std::move(names)));
  if (auto read = files->Reload(); !read.ok()) return read.status();
  return files;
}

std::shared_ptr<const TlsMaterial> TlsFiles::material() const {
  const absl::MutexLock lock(&mutex_);
  return material_;
}

// Of the files that links point to: certificates are often replaced by turning a link.
std::string TlsFiles::State() const {
  std::string state;
  for (const std::string* path : {&names_.certificate, &names_.private_key, &names_.client_ca}) {
    const access::FileStamp stamp =
        path->empty() ? access::FileStamp{} : access::StampOfTarget(*path);
    state += fmt::format("{} {} {} {};", stamp.device, stamp.inode, stamp.size, stamp.changed_ns);
  }
  return state;
}

absl::StatusOr<bool> TlsFiles::Reload() {
  const std::string state = State();
  std::uint64_t version = 0;
  {
    const absl::MutexLock lock(&mutex_);
    if (material_ != nullptr && state == state_) return false;
    state_ = state;
    if (material_ != nullptr) version = material_->version;
  }
  TlsMaterial read;
  read.version = version + 1;
  for (auto [path, text] : {std::pair(&names_.certificate, &read.certificate),
                            std::pair(&names_.private_key, &read.private_key),
                            std::pair(&names_.client_ca, &read.client_ca)}) {
    if (path->empty()) continue;
    auto content = ReadFile(*path);
    if (!content.ok()) return content.status();
    *text = *std::move(content);
  }
  // An empty file of a CA would let every client in.
  absl::Status status = !names_.client_ca.empty() && read.client_ca.empty()
                            ? absl::InvalidArgumentError("the CA of clients is empty")
                            : CheckMaterial(read);
  if (!status.ok()) return Named(status, names_);
  auto material = std::make_shared<const TlsMaterial>(std::move(read));
  const absl::MutexLock lock(&mutex_);
  material_ = std::move(material);
  return true;
}

}  // namespace dateline::rpc
