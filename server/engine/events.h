// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine has to say to those who run it.
#ifndef DATELINE_SERVER_ENGINE_EVENTS_H_
#define DATELINE_SERVER_ENGINE_EVENTS_H_

#include <cstdint>
#include <functional>
#include <string>

namespace dateline::engine {

enum class Severity : std::uint8_t { kInfo, kWarning, kError };

// How much of the index answers are given from.
enum class Condition : std::uint8_t {
  kWhole,    // all of it
  kDamaged,  // some segments are left out
  kUnusable  // every segment is left out
};

// Called from any thread, one call at a time, with locks of the engine held: they must not call the
// engine. Empty functions are left out.
struct Listener {
  // A line for the log; each cause is told once.
  std::function<void(Severity, const std::string&)> log = {};
  // The snapshot that is answered from has changed, or is the first one.
  std::function<void(Condition)> changed = {};
};

}  // namespace dateline::engine

#endif  // DATELINE_SERVER_ENGINE_EVENTS_H_
