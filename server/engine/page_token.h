// SPDX-License-Identifier: GPL-3.0-or-later
// Page tokens: opaque, bound to one request, one index and one generation of it.
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
  std::uint64_t state = 0;  // StateOf (snapshots.h) the snapshot of the first page
  std::uint64_t request_hash = 0;
  std::uint32_t offset = 0;      // hits before the page
  std::int64_t now_seconds = 0;  // time of the first page, for ages and relative dates
  bool operator==(const PageToken&) const = default;
};

// Printable, URL-safe, with a checksum.
std::string EncodePageToken(const PageToken& token);
// nullopt: damaged, or not a page token.
std::optional<PageToken> DecodePageToken(std::string_view text);

// Hash of what decides the hits and their order: of all fields except page_token and page_size, and
// of what else a token is bound to ("" = nothing).
std::uint64_t RequestHash(const v1::SearchRequest& request, std::string_view binding);

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_PAGE_TOKEN_H_
