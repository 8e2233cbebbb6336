// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/process.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace dateline::bench {

Process::Process(std::vector<std::string> command) {
  int to_child[2];
  int from_child[2];
  if (pipe(to_child) != 0 || pipe(from_child) != 0) throw std::runtime_error("pipe failed");
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    dup2(to_child[0], STDIN_FILENO);
    dup2(from_child[1], STDOUT_FILENO);
    for (const int fd : {to_child[0], to_child[1], from_child[0], from_child[1]}) close(fd);
    std::vector<char*> argv;
    for (std::string& word : command) argv.push_back(word.data());
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  close(to_child[0]);
  close(from_child[1]);
  in_ = fdopen(to_child[1], "w");
  out_ = fdopen(from_child[0], "r");
}

Process::~Process() {
  if (in_ != nullptr) std::fclose(in_);
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    Wait(nullptr);
  }
  if (out_ != nullptr) std::fclose(out_);
}

std::string Process::ReadLine() {
  std::string line;
  for (int c = std::getc(out_); c != '\n'; c = std::getc(out_)) {
    if (c == EOF) throw std::runtime_error("a program of the benchmark ended early");
    line.push_back(static_cast<char>(c));
  }
  return line;
}

std::string Process::Ask(const std::string& line) {
  std::fputs((line + "\n").c_str(), in_);
  std::fflush(in_);
  return ReadLine();
}

int Process::Wait(std::uint64_t* peak) {
  int status = 0;
  struct rusage usage {};
  wait4(pid_, &status, 0, &usage);
  pid_ = -1;
  if (peak != nullptr) *peak = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

double Process::CpuSeconds() const {
  std::ifstream stat("/proc/" + std::to_string(pid_) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  // After the name in parentheses: 11 fields, then utime and stime in clock ticks (proc(5)).
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  fields >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t Process::ResidentBytes() const {
  std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace dateline::bench
