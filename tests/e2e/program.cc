// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/program.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace dateline::e2e {

Program::Program(std::vector<std::string> arguments) {
  arguments.front() = std::string(DATELINE_BIN "/") + arguments.front();
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int pipe_ends[2];
  errors_ = ::memfd_create("errors", MFD_CLOEXEC);
  if (errors_ < 0 || ::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nothing outlives a test that crashes
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    ::dup2(errors_, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  output_ = pipe_ends[0];
}

Program::~Program() {
  if (pid_ > 0) Stop(SIGKILL);
  ::close(output_);
  ::close(errors_);
}

std::string Program::WaitForAddress() {
  constexpr std::string_view kBefore = "listening on ";
  std::string line;
  char c = 0;
  while (::read(output_, &c, 1) == 1) {
    if (c != '\n') {
      line += c;
    } else if (line.starts_with(kBefore)) {
      return line.substr(kBefore.size());
    } else {
      line.clear();
    }
  }
  return "";
}

std::string Program::ReadOutput() {
  std::string text;
  char part[4096];
  for (ssize_t got = 0; (got = ::read(output_, part, sizeof part)) > 0;) {
    text.append(part, static_cast<std::size_t>(got));
  }
  return text;
}

void Program::Signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

int Program::Wait() {
  int status = 0;
  if (pid_ <= 0 || ::waitpid(pid_, &status, 0) != pid_) return -1;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int Program::Stop(int number) {
  Signal(number);
  return Wait();
}

std::string Program::Errors() const {
  std::string text(1 << 16, '\0');
  const ssize_t got = ::pread(errors_, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace dateline::e2e
