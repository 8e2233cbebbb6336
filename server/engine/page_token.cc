// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/engine/page_token.h"

#include <absl/strings/escaping.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <xxhash.h>

#include <array>
#include <cstring>

namespace dateline::engine {
namespace {

constexpr std::size_t kFields = 5;
using Packed = std::array<std::uint64_t, kFields + 1>;  // the last one is the checksum

std::uint64_t Checksum(const Packed& packed) {
  return XXH3_64bits(packed.data(), kFields * sizeof(packed[0]));
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  Packed packed{token.generation,
                token.state,
                token.request_hash,
                token.offset,
                static_cast<std::uint64_t>(token.now_seconds),
                0};
  packed[kFields] = Checksum(packed);
  std::string bytes(sizeof(packed), '\0');
  std::memcpy(bytes.data(), packed.data(), sizeof(packed));
  std::string text;
  absl::WebSafeBase64Escape(bytes, &text);
  return text;
}

std::optional<PageToken> DecodePageToken(std::string_view text) {
  std::string bytes;
  Packed packed{};
  if (!absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes) ||
      bytes.size() != sizeof(packed)) {
    return std::nullopt;
  }
  std::memcpy(packed.data(), bytes.data(), sizeof(packed));
  if (packed[kFields] != Checksum(packed)) return std::nullopt;
  return PageToken{packed[0], packed[1], packed[2], static_cast<std::uint32_t>(packed[3]),
                   static_cast<std::int64_t>(packed[4])};
}

std::uint64_t RequestHash(const v1::SearchRequest& request, std::string_view binding) {
  v1::SearchRequest bound = request;
  bound.clear_page_token();
  bound.clear_page_size();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    bound.SerializeToCodedStream(&coded);
  }
  bytes += binding;
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace dateline::engine
