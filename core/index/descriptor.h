// SPDX-License-Identifier: GPL-3.0-or-later
// A file descriptor that is closed when it goes out of scope.
#ifndef DATELINE_CORE_INDEX_DESCRIPTOR_H_
#define DATELINE_CORE_INDEX_DESCRIPTOR_H_

#include <unistd.h>

namespace dateline::index {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace dateline::index

#endif  // DATELINE_CORE_INDEX_DESCRIPTOR_H_
