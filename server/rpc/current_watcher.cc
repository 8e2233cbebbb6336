// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/rpc/current_watcher.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <cstring>

#include "core/rpc/log.h"

namespace dateline::service {
namespace {

// A commit renames CURRENT into place; the others are of the folder itself.
constexpr std::uint32_t kWatched =
    IN_MOVED_TO | IN_MOVE_SELF | IN_DELETE_SELF | IN_ATTRIB | IN_ONLYDIR;
// After these the watch sees nothing more of what is at the path.
constexpr std::uint32_t kEnded = IN_MOVE_SELF | IN_DELETE_SELF | IN_UNMOUNT | IN_IGNORED;

}  // namespace

CurrentWatcher::CurrentWatcher(boost::asio::io_context& io, WatchOptions options,
                               std::function<void()> changed)
    : options_(std::move(options)), changed_(std::move(changed)), events_(io), timer_(io) {
  if (!WatchFolder()) {
    rpc::LogLine(rpc::LogLevel::kWarning,
                 "the index folder gives no events of changes; it is polled");
  }
  Poll();
}

CurrentWatcher::Identity CurrentWatcher::FolderNow() const {
  struct statx about {};
  if (statx(AT_FDCWD, options_.folder.c_str(), 0, STATX_INO | STATX_BTIME, &about) != 0) return {};
  Identity now{about.stx_dev_major, about.stx_dev_minor, about.stx_ino, 0, 0};
  if ((about.stx_mask & STATX_BTIME) != 0) {
    now[3] = static_cast<std::uint64_t>(about.stx_btime.tv_sec);
    now[4] = about.stx_btime.tv_nsec;
  }
  return now;
}

bool CurrentWatcher::watching() const {
  return events_.is_open() && watched_ != Identity{} && watched_ == FolderNow();
}

bool CurrentWatcher::WatchFolder() {
  // The folder may be replaced in between: then the next poll sees that this is not the one.
  watched_ = FolderNow();
  const int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (descriptor < 0 || ::inotify_add_watch(descriptor, options_.folder.c_str(), kWatched) < 0 ||
      watched_ != FolderNow()) {
    if (descriptor >= 0) ::close(descriptor);
    return false;
  }
  events_.assign(descriptor);
  ReadEvents();
  return true;
}

void CurrentWatcher::StopWatching() {
  boost::system::error_code ignored;
  (void)events_.close(ignored);
  watched_ = {};
  ++watches_;
}

void CurrentWatcher::RenewWatch() {
  if (watching()) return;
  StopWatching();
  WatchFolder();
}

bool CurrentWatcher::TellOfItsEnd(std::size_t bytes) const {
  for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes;) {
    inotify_event event{};
    std::memcpy(&event, buffer_.data() + at, sizeof event);
    if ((event.mask & kEnded) != 0) return true;
    at += sizeof event + event.len;
  }
  return false;
}

// Renames of other files than CURRENT are rare, so that names are not compared.
void CurrentWatcher::ReadEvents() {
  events_.async_read_some(
      boost::asio::buffer(buffer_),
      [this, watch = watches_](const boost::system::error_code& error, std::size_t bytes) {
        if (watch != watches_) return;  // it was renewed meanwhile
        if (error || TellOfItsEnd(bytes)) StopWatching();
        if (watching()) {
          ReadEvents();
        } else {
          RenewWatch();
        }
        changed_();
      });
}

void CurrentWatcher::Poll() {
  timer_.expires_after(options_.poll);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    RenewWatch();
    changed_();
    Poll();
  });
}

}  // namespace dateline::service
