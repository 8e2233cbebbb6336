// SPDX-License-Identifier: GPL-3.0-or-later
// Answers as text for a terminal. All text of articles is made safe (terminal_text.h).
#ifndef DATELINE_CLIENT_CLI_PRINT_H_
#define DATELINE_CLIENT_CLI_PRINT_H_

#include <absl/time/time.h>

#include <string>
#include <string_view>

#include "dateline/v1/search_service.pb.h"

namespace dateline::cli {

struct PrintOptions {
  bool color = false;  // ANSI colours
  absl::TimeZone zone = absl::UTCTimeZone();
  int width = 80;  // columns of the terminal
};

// Parts of a line, pure functions.
// `text` in an ANSI colour, such as "1" for bold; as it is if `color` is not set.
std::string Paint(std::string_view code, std::string_view text, bool color);
// "2024-05-17 14:30 · Source · Section", without what is missing.
std::string Credits(const v1::Article& article, const PrintOptions& options);
// The headline, or the id if there is none. In colour it is bold, what `spans` mark stands out, and
// it is a link to the article's address (OSC 8) if that is one of the web. Without colour it stays
// as it is, to be copied.
std::string ShowHeadline(const v1::Article& article,
                         const google::protobuf::RepeatedPtrField<v1::Span>& spans,
                         const PrintOptions& options);
// " × 3": how often the text names it; "" for once or never.
std::string MentionCount(const v1::Entity& entity);

// Pure functions; each result ends with a line end.
std::string ShowHit(int number, const v1::Hit& hit, const PrintOptions& options);
std::string ShowTotal(const v1::SearchResponse& response);
// A bar chart for buckets of time, a table otherwise.
std::string ShowFacet(const v1::FacetResult& facet, const PrintOptions& options);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_PRINT_H_
