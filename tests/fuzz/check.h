// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef DATELINE_TESTS_FUZZ_CHECK_H_
#define DATELINE_TESTS_FUZZ_CHECK_H_

#include <cstdio>
#include <cstdlib>

// Ends the program if a property does not hold: a finding like a crash.
#define FUZZ_CHECK(condition)                                                            \
  do {                                                                                   \
    if (!(condition)) {                                                                  \
      std::fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                      \
    }                                                                                    \
  } while (false)

#endif  // DATELINE_TESTS_FUZZ_CHECK_H_
