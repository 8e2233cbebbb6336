// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and filters of keys as JSON. doc/operations.md, "Keys", has the form.
#ifndef DATELINE_CORE_ACCESS_KEY_JSON_H_
#define DATELINE_CORE_ACCESS_KEY_JSON_H_

#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/access/key.h"

namespace dateline::access {

// A member that is not known, is there twice, has another type, or a list without values is an
// error: a slip must never allow more than was meant. INVALID_ARGUMENT names it. Thread-safe.
absl::StatusOr<std::vector<Key>> ParseKeys(std::string_view json);
absl::StatusOr<Derivation> ParseDerivation(std::string_view json);

// What ParseKeys and ParseDerivation read; one key per line.
std::string PrintKeys(const std::vector<Key>& keys);
std::string PrintKey(const Key& key);
std::string PrintDerivation(const Derivation& derivation);

// Checks what no JSON can: an id, a name, roles, known languages, and that a key with a filter has
// the role search alone (it would change or show what it must not see). INVALID_ARGUMENT.
absl::Status CheckKey(const Key& key);

// RFC 3339 without fractions of a second, or a day such as 2026-01-31, which starts at 00:00 UTC.
// INVALID_ARGUMENT; years 1 to 9999.
absl::StatusOr<absl::Time> ParseKeyTime(std::string_view text);
// The same for the end of a key, for which a day is the last one that it is good.
absl::StatusOr<absl::Time> ParseKeyExpiry(std::string_view text);
// The end of a period that begins in the years 1 to 9999, within them.
absl::Time EndInYears(absl::Time end);

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_KEY_JSON_H_
