// SPDX-License-Identifier: GPL-3.0-or-later
// A program of ours that a test runs.
#ifndef DATELINE_TESTS_E2E_PROGRAM_H_
#define DATELINE_TESTS_E2E_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace dateline::e2e {

// Started by the constructor, killed by the destructor if it still runs. Failures to start
// throw.
class Program {
 public:
  // `arguments` begins with the name of one of our binaries.
  explicit Program(std::vector<std::string> arguments);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // HOST:PORT of the line "listening on HOST:PORT"; "" if the program ended without it.
  std::string WaitForAddress();
  // Everything else that it prints until it ends.
  std::string ReadOutput();
  void Signal(int number) const;
  // Exit code; 128 + the signal if one ended it.
  int Wait();
  // Signal and Wait.
  int Stop(int number);
  // What it has written on stderr so far.
  std::string Errors() const;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;  // reading end of its stdout
  int errors_ = -1;  // a file in memory
};

}  // namespace dateline::e2e

#endif  // DATELINE_TESTS_E2E_PROGRAM_H_
