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

constexpr std::size_t kFields = 9;
using Packed = std::array<std::uint64_t, kFields + 1>;  // the last one is the checksum

std::uint64_t Checksum(const Packed& packed) {
  return XXH3_64bits(packed.data(), kFields * sizeof(packed[0]));
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  Packed packed{token.generation, token.state,
                token.index,      token.request_hash,
                token.offset,     static_cast<std::uint64_t>(token.now_seconds),
                token.sort_value, token.content_hash,
                token.id_hash,    0};
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
  return PageToken{.generation = packed[0],
                   .state = packed[1],
                   .index = packed[2],
                   .request_hash = packed[3],
                   .offset = static_cast<std::uint32_t>(packed[4]),
                   .now_seconds = static_cast<std::int64_t>(packed[5]),
                   .sort_value = packed[6],
                   .content_hash = packed[7],
                   .id_hash = packed[8]};
}

std::uint64_t RequestHash(const v1::SearchRequest& request, std::string_view binding) {
  v1::SearchRequest bound;
  bound.set_query(request.query());
  if (request.has_filter()) *bound.mutable_filter() = request.filter();
  bound.set_sort(request.sort() == v1::SORT_UNSPECIFIED ? v1::SORT_RELEVANCE : request.sort());
  *bound.mutable_ranking() = request.ranking();
  bound.set_match(request.match() == v1::MATCH_MODE_UNSPECIFIED ? v1::MATCH_MODE_AUTO
                                                                : request.match());
  bound.set_language(request.language());
  bound.set_time_zone(request.time_zone());
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

std::uint64_t IndexHash(std::string_view index_id) {
  return XXH3_64bits(index_id.data(), index_id.size());
}

}  // namespace dateline::engine
