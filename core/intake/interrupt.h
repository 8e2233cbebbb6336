// SPDX-License-Identifier: GPL-3.0-or-later
// The first SIGINT or SIGTERM asks for an orderly end, the second one ends the program.
#ifndef DATELINE_CORE_INTAKE_INTERRUPT_H_
#define DATELINE_CORE_INTAKE_INTERRUPT_H_

namespace dateline::intake {

// Handles both signals while it lives. One at a time in a process.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Whether a signal has come. From any thread.
  static bool Came();
  // Readable once a signal has come; -1 if the system had no descriptor left.
  static int descriptor();
};

}  // namespace dateline::intake

#endif  // DATELINE_CORE_INTAKE_INTERRUPT_H_
