// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/connection_acceptor.h"

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <list>
#include <memory>
#include <thread>
#include <utility>

#include "core/rpc/descriptors.h"
#include "core/rpc/listen_address.h"
#include "core/rpc/log.h"
#include "core/rpc/open_connections.h"

namespace dateline::rpc {
namespace {

using boost::asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr int kAcceptsInARow = 64;
constexpr std::chrono::milliseconds kBetweenSweeps{20};
constexpr std::chrono::milliseconds kUntilNextTry{100};  // if the system lacks what it takes
constexpr std::chrono::seconds kBetweenWarnings{10};
// As gRPC sets it for its own sockets, from its keepalive: a peer that does not confirm what it was
// sent is given up.
constexpr int kUnconfirmedMs = 20'000;

void SetOptions(int descriptor) {
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnconfirmedMs, sizeof kUnconfirmedMs);
}

// A descriptor that is given up if there is none left, so that a connection can be taken and
// closed: its peer learns at once what it otherwise waits for in vain.
int OpenSpare() { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

}  // namespace

class ConnectionAcceptor::Impl {
 public:
  explicit Impl(const AcceptorOptions& options)
      : options_(options), spare_(OpenSpare()), open_(options.most_connections) {}
  ~Impl() {
    Stop();
    if (spare_ >= 0) close(spare_);
  }

  absl::Status Listen();
  int port() const { return port_; }
  void Start(HandOver hand_over);
  void Stop();
  std::size_t open() {
    const absl::MutexLock lock(&mutex_);
    open_.Sweep();
    return open_.size();
  }

 private:
  boost::system::error_code Bind(const tcp::endpoint& endpoint);
  void Wait(tcp::acceptor& listener);
  void WaitAgainLater(tcp::acceptor& listener);
  bool AcceptAll(tcp::acceptor& listener);
  bool GiveUpOne(tcp::acceptor& listener);
  void Admit(int descriptor, const std::string& peer);
  bool HasRoomFor(int descriptor, const std::string& peer);
  void Warn(const std::string& peer);

  const AcceptorOptions options_;
  boost::asio::io_context io_;
  std::list<tcp::acceptor> listeners_;
  int port_ = 0;
  int spare_;
  HandOver hand_over_;
  absl::Mutex mutex_;
  OpenConnections open_ ABSL_GUARDED_BY(mutex_);
  // Of the thread.
  Clock::time_point swept_{};
  Clock::time_point warned_{};
  std::size_t refused_ = 0;  // since the last warning
  absl::Mutex stop_mutex_;   // one caller of Stop at a time
  std::thread thread_;
};

boost::system::error_code ConnectionAcceptor::Impl::Bind(const tcp::endpoint& endpoint) {
  boost::system::error_code error;
  tcp::acceptor listener(io_);
  (void)listener.open(endpoint.protocol(), error);
  if (error) return error;
  fcntl(listener.native_handle(), F_SETFD, FD_CLOEXEC);
  (void)listener.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) {
    // [::] stands for all addresses of both kinds; any other for itself.
    const bool only = endpoint.address() != boost::asio::ip::address_v6::any();
    (void)listener.set_option(boost::asio::ip::v6_only(only), error);
  }
  if (!error) (void)listener.bind(endpoint, error);
  if (!error) (void)listener.listen(tcp::acceptor::max_listen_connections, error);
  if (!error) (void)listener.non_blocking(true, error);
  if (error) return error;
  port_ = listener.local_endpoint(error).port();
  listeners_.push_back(std::move(listener));
  return error;
}

absl::Status ConnectionAcceptor::Impl::Listen() {
  const auto endpoints = ResolveListen(options_.listen);
  if (!endpoints.ok()) return endpoints.status();
  boost::system::error_code error;
  for (tcp::endpoint endpoint : *endpoints) {
    if (port_ != 0) endpoint.port(static_cast<unsigned short>(port_));
    error = Bind(endpoint);
    // A host without IPv6 has a "localhost" of both kinds all the same.
    const bool absent = error == boost::asio::error::address_family_not_supported ||
                        error == boost::system::errc::address_not_available;
    if (error && !absent) break;
    if (error && listeners_.empty()) continue;
    error.clear();
  }
  if (!error && !listeners_.empty()) return absl::OkStatus();
  listeners_.clear();
  return absl::UnavailableError(
      fmt::format("cannot listen on {}: the port is taken or the address is not of this host ({}); "
                  "choose another with --listen",
                  options_.listen, error.message()));
}

void ConnectionAcceptor::Impl::Start(HandOver hand_over) {
  hand_over_ = std::move(hand_over);
  for (tcp::acceptor& listener : listeners_) Wait(listener);
  thread_ = std::thread([this] { io_.run(); });
}

void ConnectionAcceptor::Impl::Stop() {
  const absl::MutexLock lock(&stop_mutex_);
  io_.stop();
  if (thread_.joinable()) thread_.join();
  listeners_.clear();
}

void ConnectionAcceptor::Impl::Wait(tcp::acceptor& listener) {
  listener.async_wait(tcp::acceptor::wait_read, [this, &listener](boost::system::error_code error) {
    if (error == boost::asio::error::operation_aborted) return;
    if (!error && AcceptAll(listener)) {
      Wait(listener);
    } else {
      WaitAgainLater(listener);
    }
  });
}

void ConnectionAcceptor::Impl::WaitAgainLater(tcp::acceptor& listener) {
  auto timer = std::make_shared<boost::asio::steady_timer>(io_, kUntilNextTry);
  timer->async_wait([this, &listener, timer](boost::system::error_code error) {
    if (!error) Wait(listener);
  });
}

// False: the system does not have what another connection takes.
bool ConnectionAcceptor::Impl::AcceptAll(tcp::acceptor& listener) {
  for (int i = 0; i < kAcceptsInARow; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int descriptor = accept4(listener.native_handle(), reinterpret_cast<sockaddr*>(&address),
                                   &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      Admit(descriptor, PeerOf(address));
      continue;
    }
    switch (errno) {
      case EAGAIN:
        return true;
      case EMFILE:
      case ENFILE:
        if (!GiveUpOne(listener)) return false;
        break;
      case ENOBUFS:
      case ENOMEM:
        return false;
      default:  // the peer has gone, or its network: the next one may be fine
        break;
    }
  }
  return true;
}

bool ConnectionAcceptor::Impl::GiveUpOne(tcp::acceptor& listener) {
  if (spare_ >= 0) close(spare_);
  const int descriptor = accept4(listener.native_handle(), nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor >= 0) close(descriptor);
  spare_ = OpenSpare();
  Warn("a peer");
  return descriptor >= 0 && spare_ >= 0;
}

void ConnectionAcceptor::Impl::Admit(int descriptor, const std::string& peer) {
  if (!HasRoomFor(descriptor, peer)) {
    close(descriptor);
    Warn(peer);
    return;
  }
  SetOptions(descriptor);
  hand_over_(descriptor);
}

bool ConnectionAcceptor::Impl::HasRoomFor(int descriptor, const std::string& peer) {
  // The system gives the lowest number that is free, so this one tells how many are in use.
  const std::size_t kept = DescriptorsForFiles(options_.descriptors) / 4;
  if (static_cast<std::size_t>(descriptor) + kept >= options_.descriptors) return false;
  const absl::MutexLock lock(&mutex_);
  const auto now = Clock::now();
  if (!open_.HasRoomFor(peer) && now >= swept_ + kBetweenSweeps) {
    swept_ = now;
    open_.Sweep();
  }
  if (!open_.HasRoomFor(peer)) return false;
  open_.Add(descriptor, peer);
  return true;
}

void ConnectionAcceptor::Impl::Warn(const std::string& peer) {
  ++refused_;
  const auto now = Clock::now();
  if (warned_ != Clock::time_point{} && now < warned_ + kBetweenWarnings) return;
  warned_ = now;
  LogLine(LogLevel::kWarning,
          fmt::format("a connection of {} was closed at once ({} since the last such line): at "
                      "most {} may be open, and a peer may have its share of them; raise "
                      "LimitNOFILE, or let clients use fewer connections",
                      peer, std::exchange(refused_, 0), options_.most_connections));
}

ConnectionAcceptor::ConnectionAcceptor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ConnectionAcceptor::~ConnectionAcceptor() = default;

absl::StatusOr<std::unique_ptr<ConnectionAcceptor>> ConnectionAcceptor::Listen(
    const AcceptorOptions& options) {
  auto impl = std::make_unique<Impl>(options);
  if (absl::Status status = impl->Listen(); !status.ok()) return status;
  return std::unique_ptr<ConnectionAcceptor>(new ConnectionAcceptor(std::move(impl)));
}

int ConnectionAcceptor::port() const { return impl_->port(); }
void ConnectionAcceptor::Start(HandOver hand_over) { impl_->Start(std::move(hand_over)); }
void ConnectionAcceptor::Stop() { impl_->Stop(); }
std::size_t ConnectionAcceptor::open() const { return impl_->open(); }

}  // namespace dateline::rpc
