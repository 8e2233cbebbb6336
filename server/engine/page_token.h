// SPDX-License-Identifier: GPL-3.0-or-later
// Page tokens: opaque, bound to one request and one index, with the place in one generation of it
// and the hit before it, by which another generation is gone on in.
#ifndef DATELINE_SERVER_ENGINE_PAGE_TOKEN_H_
#define DATELINE_SERVER_ENGINE_PAGE_TOKEN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dateline/v1/search_service.pb.h"

namespace dateline::engine {

struct PageToken {
  std::uint64_t generation = 0;
  std::uint64_t state = 0;  // StateOf (snapshots.h) the snapshot of the page before
  std::uint64_t index = 0;  // IndexHash
  std::uint64_t request_hash = 0;
  std::uint32_t offset = 0;      // hits before the page
  std::int64_t now_seconds = 0;  // time of the first page, for ages and relative dates
  // Of the hit before the page: the bits of its score, or the rank of its date (first_by_date.h),
  // then its content and id.
  std::uint64_t sort_value = 0;
  std::uint64_t content_hash = 0;
  std::uint64_t id_hash = 0;
  bool operator==(const PageToken&) const = default;
};

// Printable, URL-safe, with a checksum.
std::string EncodePageToken(const PageToken& token);
// nullopt: damaged, or not a page token.
std::optional<PageToken> DecodePageToken(std::string_view text);

// Hash of what decides the hits and their order: query, filter, sort, ranking, match, language and
// time zone, and of what else a token is bound to ("" = nothing).
std::uint64_t RequestHash(const v1::SearchRequest& request, std::string_view binding);
// Hash of the id of an index (index::Manifest).
std::uint64_t IndexHash(std::string_view index_id);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_PAGE_TOKEN_H_
