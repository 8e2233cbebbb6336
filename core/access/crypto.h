// SPDX-License-Identifier: GPL-3.0-or-later
// The few functions of cryptography that keys need, all of them libcrypto's.
#ifndef DATELINE_CORE_ACCESS_CRYPTO_H_
#define DATELINE_CORE_ACCESS_CRYPTO_H_

#include <absl/status/statusor.h>

#include <array>
#include <string>
#include <string_view>

namespace dateline::access {

using Digest = std::array<unsigned char, 32>;

// All are thread-safe.
Digest Sha256(std::string_view bytes);
Digest HmacSha256(const Digest& key, std::string_view message);

// Whether both are equal, in a time that depends on their sizes alone.
bool EqualInConstantTime(std::string_view a, std::string_view b);
bool EqualInConstantTime(const Digest& a, const Digest& b);

// INTERNAL: the system gives no random bytes.
absl::StatusOr<std::string> RandomBytes(std::size_t count);

// RFC 4648, "base64url", without padding.
std::string ToBase64Url(std::string_view bytes);
// False: `text` is not of that form. Forgives bits of the last character that mean nothing.
bool FromBase64Url(std::string_view text, std::string& bytes);
std::string_view BytesOf(const Digest& digest);

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_CRYPTO_H_
