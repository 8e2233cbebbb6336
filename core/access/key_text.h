// SPDX-License-Identifier: GPL-3.0-or-later
// The text of keys, as callers send them.
#ifndef DATELINE_CORE_ACCESS_KEY_TEXT_H_
#define DATELINE_CORE_ACCESS_KEY_TEXT_H_

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <string_view>

#include "core/access/key.h"

namespace dateline::access {

// A key is dl_ID_SECRET; a derived one dl_ID.PAYLOAD.MAC. ID is that of a key in the file. SECRET
// is 32 random bytes, PAYLOAD a Derivation as JSON, MAC the HMAC-SHA-256 of "dl_ID.PAYLOAD" whose
// key is the SHA-256 of the text of SECRET; all three in base64url without padding.
struct KeyText {
  std::string_view id;
  std::string_view secret;   // empty: a derived key
  std::string_view payload;  // in base64url
  std::string_view mac;      // in base64url
  std::string_view signed_part;
};

// Views into `text`; nullopt: it does not have the form of a key. Thread-safe.
std::optional<KeyText> ParseKeyText(std::string_view text);

// Whether `text` can be the ID.
bool IsKeyId(std::string_view text);

// A new id and secret, of the system's random bytes. INTERNAL: it gives none.
struct NewKey {
  std::string id;
  Digest secret_hash;
  std::string text;  // dl_ID_SECRET; to be shown once
};
absl::StatusOr<NewKey> MakeKeyText();

// The text of a derived key, by anybody who knows the hash of the parent's secret.
std::string DeriveKeyText(std::string_view id, const Digest& secret_hash,
                          const Derivation& derivation);

// Whether `text` proves that its sender knows the secret with this hash, or was given a derived
// key by somebody who does. Takes a time that does not depend on what differs.
bool IsGenuine(const KeyText& text, const Digest& secret_hash);

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_KEY_TEXT_H_
