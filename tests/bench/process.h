// SPDX-License-Identifier: GPL-3.0-or-later
// Child processes of the benchmark: peers that answer line by line, and servers.
#ifndef DATELINE_TESTS_BENCH_PROCESS_H_
#define DATELINE_TESTS_BENCH_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace dateline::bench {

// A running program with a pipe to its stdin and from its stdout. Ended by its id on destruction.
class Process {
 public:
  explicit Process(std::vector<std::string> command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Sends a line and waits for one line of answer; throws std::runtime_error if the program
  // ended.
  std::string Ask(const std::string& line);
  // The next line of its output.
  std::string ReadLine();
  // Waits for its end; its exit code, and its peak memory in bytes in `peak` (may be null).
  int Wait(std::uint64_t* peak);
  // Processor time of all its threads so far, in seconds.
  double CpuSeconds() const;
  // Resident memory now, in bytes.
  std::uint64_t ResidentBytes() const;

 private:
  pid_t pid_ = -1;
  std::FILE* in_ = nullptr;
  std::FILE* out_ = nullptr;
};

}  // namespace dateline::bench

#endif  // DATELINE_TESTS_BENCH_PROCESS_H_
