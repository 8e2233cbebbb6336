// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that a new generation may have been published in an index folder.
#ifndef DATELINE_SERVER_RPC_CURRENT_WATCHER_H_
#define DATELINE_SERVER_RPC_CURRENT_WATCHER_H_

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace dateline::service {

struct WatchOptions {
  std::string folder;
  std::chrono::milliseconds poll{500};  // for file systems without inotify, and lost events
};

// Used on the thread that runs `io`. Destroy it after `io` has stopped.
class CurrentWatcher {
 public:
  // The folder need not exist yet. Calls `changed` on the thread of `io` after a rename into the
  // folder, and every `poll`.
  CurrentWatcher(boost::asio::io_context& io, WatchOptions options, std::function<void()> changed);

  // Whether events come; if not, only the poll notices changes.
  bool watching() const { return events_.is_open(); }

 private:
  bool WatchFolder();
  void ReadEvents();
  void Poll();

  WatchOptions options_;
  std::function<void()> changed_;
  boost::asio::posix::stream_descriptor events_;
  boost::asio::steady_timer timer_;
  alignas(8) std::array<char, 4096> buffer_{};
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_CURRENT_WATCHER_H_
