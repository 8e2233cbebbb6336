// SPDX-License-Identifier: GPL-3.0-or-later
// Tells when a new generation may have been published in an index folder.
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
  std::chrono::milliseconds poll{500};  // fallback: file systems without inotify, lost events
};

// Home thread: the one that runs `io`. Destroy it after `io` has stopped.
class CurrentWatcher {
 public:
  // The folder may come later. Calls `changed` on the home thread when something was renamed in the
  // folder and every `poll`.
  CurrentWatcher(boost::asio::io_context& io, WatchOptions options, std::function<void()> changed);

  // Whether changes are told by events; otherwise by the poll alone.
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
