// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/current_watcher.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <utility>

#include "core/rpc/log.h"

namespace dateline::service {

CurrentWatcher::CurrentWatcher(boost::asio::io_context& io, WatchOptions options,
                               std::function<void()> changed)
    : options_(std::move(options)), changed_(std::move(changed)), events_(io), timer_(io) {
  if (!WatchFolder()) {
    rpc::LogLine(rpc::LogLevel::kWarning,
                 "the index folder gives no events of changes; it is polled");
  }
  Poll();
}

bool CurrentWatcher::WatchFolder() {
  const int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (descriptor < 0 || ::inotify_add_watch(descriptor, options_.folder.c_str(), IN_MOVED_TO) < 0) {
    if (descriptor >= 0) ::close(descriptor);
    return false;
  }
  events_.assign(descriptor);
  ReadEvents();
  return true;
}

// A commit renames CURRENT into place. Other renames are rare, so that names are not compared.
void CurrentWatcher::ReadEvents() {
  events_.async_read_some(boost::asio::buffer(buffer_),
                          [this](const boost::system::error_code& error, std::size_t) {
                            if (error) return;  // the poll goes on
                            changed_();
                            ReadEvents();
                          });
}

void CurrentWatcher::Poll() {
  timer_.expires_after(options_.poll);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    if (!events_.is_open()) WatchFolder();
    changed_();
    Poll();
  });
}

}  // namespace dateline::service
