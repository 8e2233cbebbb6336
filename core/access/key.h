// SPDX-License-Identifier: GPL-3.0-or-later
// What a key is and what it allows.
#ifndef DATELINE_CORE_ACCESS_KEY_H_
#define DATELINE_CORE_ACCESS_KEY_H_

#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/access/crypto.h"
#include "dateline/v1/search_service.pb.h"

namespace dateline::access {

enum class Role : std::uint8_t {
  kSearch,  // every call of SearchService
  kIngest,  // every call of IngestService
  kAdmin,   // every call of AdminService
};

// "search", "ingest" or "admin".
std::string_view RoleName(Role role);

// A set of roles; none of them contains another.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(Role role) : bits_(Bit(role)) {}
  constexpr Roles operator|(Roles other) const { return Roles(bits_ | other.bits_); }
  constexpr bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool HasAny(Roles other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Roles&) const = default;
  // "search or ingest", for messages.
  std::string Names(std::string_view between) const;

 private:
  explicit constexpr Roles(unsigned bits) : bits_(bits) {}
  static constexpr unsigned Bit(Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

inline constexpr Role kRoles[] = {Role::kSearch, Role::kIngest, Role::kAdmin};
inline constexpr Roles AnyRole() { return Roles(Role::kSearch) | Role::kIngest | Role::kAdmin; }

// 0 = no limit besides those of the server.
struct KeyLimits {
  std::uint32_t requests_per_second = 0;
  std::uint32_t concurrent_calls = 0;
  std::uint32_t hits_per_page = 0;
  bool operator==(const KeyLimits&) const = default;
};

// One key as the file of keys has it. The secret itself is not kept anywhere.
struct Key {
  std::string id;        // public: finds the key
  Digest secret_hash{};  // SHA-256 of the text of the secret; signs derived keys
  std::string name;      // of whoever uses it; of one key that is not revoked at most
  Roles roles;
  v1::Filter filter;  // what it cannot leave: sources, sections, languages, publish time
  KeyLimits limits;
  absl::Time expires = absl::InfiniteFuture();
  absl::Time created = absl::InfinitePast();
  bool revoked = false;
};

// What a derived key says of itself. It allows what its parent allows, within this too.
struct Derivation {
  v1::Filter filter;
  absl::Time expires = absl::InfiniteFuture();
};

// Whether a filter leaves nothing out.
inline bool IsUnrestricted(const v1::Filter& filter) { return filter.ByteSizeLong() == 0; }

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_KEY_H_
