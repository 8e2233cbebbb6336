// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/tls_files.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/access/key_file.h"

namespace dateline::rpc {
namespace {

constexpr std::size_t kMaxFileBytes = 1U << 20U;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeKey>;

Bio Reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Without it the program would ask for the passphrase on its terminal, and wait.
int NoPassphrase(char*, int, int, void*) { return 0; }

// The first certificate of a PEM text, all of which are read; null if one cannot be.
Certificate ReadCertificates(const std::string& text) {
  const Bio bio = Reader(text);
  Certificate first;
  for (;;) {
    Certificate next(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
    if (next == nullptr) break;
    if (first == nullptr) first = std::move(next);
  }
  const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  return ended ? std::move(first) : nullptr;
}

PrivateKey ReadPrivateKey(const std::string& text) {
  PrivateKey key(PEM_read_bio_PrivateKey(Reader(text).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return key;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return absl::NotFoundError(
        fmt::format("cannot read '{}': {}", path, std::generic_category().message(errno)));
  }
  if (text.size() <= kMaxFileBytes) return text;
  return absl::InvalidArgumentError(fmt::format("'{}' has {} bytes; a PEM file has at most {}",
                                                path, text.size(), kMaxFileBytes));
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
  const Certificate certificate = ReadCertificates(material.certificate);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("the certificate is not PEM that can be read");
  }
  const PrivateKey key = ReadPrivateKey(material.private_key);
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        "the private key is not PEM that can be read; it must not have a passphrase");
  }
  const bool fits = X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!fits) return absl::InvalidArgumentError("the private key is not that of the certificate");
  if (!material.client_ca.empty() && ReadCertificates(material.client_ca) == nullptr) {
    return absl::InvalidArgumentError("the CA of clients is not PEM that can be read");
  }
  return absl::OkStatus();
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
