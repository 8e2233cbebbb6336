// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that a new generation may have been published in an index folder.
#ifndef DATELINE_SERVER_RPC_CURRENT_WATCHER_H_
#define DATELINE_SERVER_RPC_CURRENT_WATCHER_H_

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
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
  // The folder need not exist yet, and may be replaced by another one: what is at the path is
  // watched. Calls `changed` on the thread of `io` after a rename into the folder, after the folder
  // was moved or removed, and every `poll`.
  CurrentWatcher(boost::asio::io_context& io, WatchOptions options, std::function<void()> changed);

  // Whether events come of the folder that is at the path; if not, only the poll notices changes.
  bool watching() const;

 private:
  // Which folder: device, inode, and when it was made, because inodes are used again. Zeros: none.
  using Identity = std::array<std::uint64_t, 5>;

  Identity FolderNow() const;
  bool WatchFolder();
  void StopWatching();
  void RenewWatch();  // if another folder is at the path than the one that is watched
  void ReadEvents();
  // Whether the events tell that the watched folder is no longer at the path.
  bool TellOfItsEnd(std::size_t bytes) const;
  void Poll();

  WatchOptions options_;
  std::function<void()> changed_;
  boost::asio::posix::stream_descriptor events_;
  Identity watched_{};
  std::uint64_t watches_ = 0;  // that have ended: what is read of one of them is of no use
  boost::asio::steady_timer timer_;
  alignas(8) std::array<char, 4096> buffer_{};
};

}  // namespace dateline::service

#endif  // DATELINE_SERVER_RPC_CURRENT_WATCHER_H_
