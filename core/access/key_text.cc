// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/key_text.h"

#include <algorithm>

#include "core/access/key_json.h"
#include "core/limits.h"

namespace dateline::access {
namespace {

constexpr std::string_view kStart = "dl_";
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretChars = 43;  // 32 bytes in base64url; a digest has as many
constexpr std::size_t kMaxIdChars = 32;
constexpr std::size_t kNewIdChars = 12;

bool IsBase64Url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace

bool IsKeyId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdChars &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::optional<KeyText> ParseKeyText(std::string_view text) {
  if (text.size() > limits::kMaxKeyBytes || !text.starts_with(kStart)) return std::nullopt;
  const std::size_t id_end = text.find_first_of("_.", kStart.size());
  if (id_end == std::string_view::npos) return std::nullopt;
  KeyText key;
  key.id = text.substr(kStart.size(), id_end - kStart.size());
  if (!IsKeyId(key.id)) return std::nullopt;
  const std::string_view rest = text.substr(id_end + 1);
  if (text[id_end] == '_') {
    key.secret = rest;
    const bool whole = rest.size() == kSecretChars && IsBase64Url(rest);
    return whole ? std::optional(key) : std::nullopt;
  }
  const std::size_t dot = rest.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  key.payload = rest.substr(0, dot);
  key.mac = rest.substr(dot + 1);
  key.signed_part = text.substr(0, id_end + 1 + dot);
  const bool whole = !key.payload.empty() && IsBase64Url(key.payload) &&
                     key.mac.size() == kSecretChars && IsBase64Url(key.mac);
  return whole ? std::optional(key) : std::nullopt;
}

absl::StatusOr<NewKey> MakeKeyText() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";  // 32
  const auto random = RandomBytes(kNewIdChars + kSecretBytes);
  if (!random.ok()) return random.status();
  NewKey key;
  for (std::size_t i = 0; i < kNewIdChars; ++i) {
    key.id += kLetters[static_cast<unsigned char>((*random)[i]) % kLetters.size()];
  }
  const std::string secret = ToBase64Url(std::string_view(*random).substr(kNewIdChars));
  key.secret_hash = Sha256(secret);
  key.text = std::string(kStart) + key.id + "_" + secret;
  return key;
}

std::string DeriveKeyText(std::string_view id, const Digest& secret_hash,
                          const Derivation& derivation) {
  std::string text =
      std::string(kStart) + std::string(id) + "." + ToBase64Url(PrintDerivation(derivation));
  const Digest mac = HmacSha256(secret_hash, text);
  return text + "." + ToBase64Url(BytesOf(mac));
}

// The MAC is compared as text: of several texts that mean the same bytes one is taken.
bool IsGenuine(const KeyText& text, const Digest& secret_hash) {
  if (!text.secret.empty()) return EqualInConstantTime(Sha256(text.secret), secret_hash);
  const Digest mac = HmacSha256(secret_hash, text.signed_part);
  return EqualInConstantTime(ToBase64Url(BytesOf(mac)), text.mac);
}

}  // namespace dateline::access
