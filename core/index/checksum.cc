// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/checksum.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace dateline::index {
namespace {

std::string ToHex(XXH128_hash_t hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

Checksum::Checksum() : state_(XXH3_createState()) {
  if (state_ == nullptr) throw std::bad_alloc();
  XXH3_128bits_reset(state_);
}
Checksum::~Checksum() { XXH3_freeState(state_); }
void Checksum::Add(std::string_view bytes) {
  XXH3_128bits_update(state_, bytes.data(), bytes.size());
}
std::string Checksum::Hex() const { return ToHex(XXH3_128bits_digest(state_)); }

std::string ChecksumOf(std::string_view bytes) {
  return ToHex(XXH3_128bits(bytes.data(), bytes.size()));
}

}  // namespace dateline::index
