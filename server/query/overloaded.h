// SPDX-License-Identifier: GPL-3.0-or-later
// One visitor of a variant out of a function per alternative.
#ifndef DATELINE_SERVER_QUERY_OVERLOADED_H_
#define DATELINE_SERVER_QUERY_OVERLOADED_H_

namespace dateline::query {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace dateline::query

#endif  // DATELINE_SERVER_QUERY_OVERLOADED_H_
