// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/crypto.h"

#include <absl/strings/escaping.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <limits>

namespace dateline::access {
namespace {

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest Sha256(std::string_view bytes) {
  Digest digest{};
  SHA256(Unsigned(bytes), bytes.size(), digest.data());
  return digest;
}

Digest HmacSha256(const Digest& key, std::string_view message) {
  Digest digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Unsigned(message), message.size(),
       digest.data(), &size);
  return digest;
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool EqualInConstantTime(const Digest& a, const Digest& b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

absl::StatusOr<std::string> RandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (count > std::size_t{std::numeric_limits<int>::max()} ||
      RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    return absl::InternalError("the system gives no random bytes; a key cannot be made");
  }
  return bytes;
}

std::string ToBase64Url(std::string_view bytes) {
  std::string text;
  absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size()), &text);
  return text;
}

bool FromBase64Url(std::string_view text, std::string& bytes) {
  return absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes);
}

std::string_view BytesOf(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace dateline::access
