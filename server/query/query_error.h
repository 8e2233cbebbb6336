// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a query, and at which of its bytes.
#ifndef DATELINE_SERVER_QUERY_QUERY_ERROR_H_
#define DATELINE_SERVER_QUERY_QUERY_ERROR_H_

#include <cstddef>
#include <string>

#include "dateline/v1/errors.pb.h"

namespace dateline::query {

// Offsets are bytes of the query as it was sent.
struct QueryError {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;  // never this after a failure
  std::string message;                                    // value, rule, remedy
  std::size_t offset = 0;
  std::size_t length = 0;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_QUERY_ERROR_H_
