// SPDX-License-Identifier: GPL-3.0-or-later
// Dates in JSON.
#ifndef DATELINE_CORE_READERS_JSON_DATE_H_
#define DATELINE_CORE_READERS_JSON_DATE_H_

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "core/article/article.h"
#include "core/readers/json_values.h"

namespace dateline::readers {

// Sets the publish date from a text, a number since 1970, or an object or list that holds one (as
// TakeText). INVALID_ARGUMENT says why it is not a date.
absl::Status ReadJsonDate(Element value, article::Article& article);

// A moment, of the same forms; of a day or longer its first, of an open start its last.
absl::StatusOr<google::protobuf::Timestamp> ReadJsonTime(Element value);

// `value` as a warning shows it.
std::string ShownValue(Element value);

}  // namespace dateline::readers

#endif  // DATELINE_CORE_READERS_JSON_DATE_H_
