// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/fair_queue.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/limits.h"

namespace dateline::rpc {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr Seconds kHalfLife{10};
constexpr double kMaxHalfLives = 256;  // after which use is weighted anew; 2^256 fits a double
constexpr double kShortCallSeconds = 0.010;
constexpr double kShortShare = 0.2;    // of one core, over long
constexpr double kSlowFall = 1.0 / 8;  // an estimate of cost rises at once and falls slowly

// Use of somebody who has used kShortShare of a core for long: the sum of a geometric series.
const double kShortUse = kShortShare * kHalfLife.count() / std::log(2.0);

double ToSeconds(FairQueue::Clock::duration duration) { return Seconds(duration).count(); }

}  // namespace

struct FairQueue::Account {
  std::string_view name{};
  std::list<Call*> waiting{};
  std::size_t place = 0;    // in waiting_, while calls wait
  std::size_t running = 0;  // calls that have a place
  std::size_t threads = 0;  // calls that have a thread: these, and those that have just run
  std::size_t answers = 0;
  std::size_t answer_bytes = 0;
  double used = 0;       // seconds, each weighted by when it was used
  double call_cost = 0;  // seconds that its next call may take; 0 = not known

  bool idle() const { return waiting.empty() && threads == 0 && answers == 0; }
  std::size_t calls() const { return waiting.size() + running; }
};

FairQueue::FairQueue(const FairQueueOptions& options)
    : options_(options),
      share_of_calls_(std::max<std::size_t>(1, options.max_calls / 4)),
      share_of_threads_(std::max<std::size_t>(1, options.threads / 4)) {}

FairQueue::~FairQueue() = default;

std::string_view FairQueue::Call::caller() const { return account_->name; }

// Use is weighted when it is added, so that nothing has to be done as it gets old.
double FairQueue::Scale(Clock::time_point now) {
  if (epoch_ == Clock::time_point()) epoch_ = now;
  const double half_lives = ToSeconds(now - epoch_) / kHalfLife.count();
  if (half_lives < kMaxHalfLives) return std::exp2(half_lives);
  for (auto& [name, account] : accounts_) account->used *= std::exp2(-half_lives);
  epoch_ = now;
  return 1;
}

FairQueue::Account& FairQueue::AccountOf(std::string_view caller) {
  if (const auto found = accounts_.find(caller); found != accounts_.end()) return *found->second;
  if (accounts_.size() >= limits::kMaxCallersKept) DropIdle();
  const auto added = accounts_.emplace(caller, std::make_unique<Account>()).first;
  added->second->name = added->first;
  return *added->second;
}

// Half of those that have nothing under way: many addresses with a small call each must not make
// the queue forget who is heavy.
void FairQueue::DropIdle() {
  std::vector<double> used;
  for (const auto& [name, account] : accounts_) {
    if (account->idle()) used.push_back(account->used);
  }
  if (used.empty()) return;
  const auto median = used.begin() + static_cast<std::ptrdiff_t>(used.size() / 2);
  std::nth_element(used.begin(), median, used.end());
  std::erase_if(accounts_, [most = *median](const auto& entry) {
    return entry.second->idle() && entry.second->used <= most;
  });
}

FairQueue::Admission FairQueue::Add(Call& call, std::string_view caller, Clock::time_point deadline,
                                    Clock::time_point now) {
  Account& account = AccountOf(caller);
  Admission admission;
  if (options_.max_calls != 0) {
    const bool others_wait = waiting_.size() > (account.waiting.empty() ? 0U : 1U);
    if (others_wait && account.calls() >= share_of_calls_) return admission;
    if (waiting() + running_ >= options_.max_calls) {
      admission.displaced = Displace(account);
      if (admission.displaced == nullptr) return admission;
    }
  }
  if (account.waiting.empty()) {
    account.place = waiting_.size();
    waiting_.push_back(&account);
  }
  call.account_ = &account;
  call.waits_ = true;
  call.added_ = now;
  call.answer_bytes_ = 0;
  call.place_ = account.waiting.insert(account.waiting.end(), &call);
  call.due_ = due_.emplace(deadline, &call);
  admission.taken = true;
  return admission;
}

// Whoever has most calls, if `newcomer` has fewer with its new one. If all have as many, whoever
// has used most, if `newcomer` has used less: a queue that many fill with a call each has room for
// those who ask for little.
FairQueue::Account* FairQueue::WhoMakesRoomFor(const Account& newcomer) const {
  const auto rank = [](const Account& account) {
    return std::tuple(account.calls(), account.used);
  };
  Account* most = nullptr;
  for (Account* account : waiting_) {
    if (account != &newcomer && (most == nullptr || rank(*account) > rank(*most))) most = account;
  }
  const std::size_t calls = newcomer.calls() + 1;
  const bool makes_room =
      most != nullptr && std::tuple(most->calls(), most->used) > std::tuple(calls, newcomer.used);
  return makes_room ? most : nullptr;
}

// The newest call of it.
FairQueue::Call* FairQueue::Displace(const Account& newcomer) {
  Account* const most = WhoMakesRoomFor(newcomer);
  if (most == nullptr) return nullptr;
  Call* const displaced = most->waiting.back();
  TakeOut(*displaced);
  return displaced;
}

void FairQueue::TakeOut(Call& call) {
  Account& account = *call.account_;
  call.waits_ = false;
  due_.erase(call.due_);
  account.waiting.erase(call.place_);
  if (!account.waiting.empty()) return;
  waiting_.back()->place = account.place;
  waiting_[account.place] = waiting_.back();
  waiting_.pop_back();
}

// Whoever has taken all answers may always have one more: others cannot keep it from starting.
bool FairQueue::MayStart(const Account& account) const {
  if (options_.max_answer_bytes == 0 || account.answer_bytes == 0) return true;
  return answer_bytes_ < options_.max_answer_bytes &&
         account.answer_bytes < options_.max_answer_bytes / 4;
}

bool FairQueue::IsShort(const Account& account, double scale) const {
  return account.call_cost > 0 && account.call_cost <= kShortCallSeconds && account.threads == 0 &&
         account.used <= kShortUse * scale;
}

FairQueue::Call* FairQueue::Next(Lane lane, Clock::time_point now) {
  const double scale = Scale(now);
  Account* best = nullptr;
  const auto rank = [&](const Account& account) {
    const double cost = account.call_cost > 0 ? account.call_cost : mean_cost_;
    const double under_way = static_cast<double>(account.threads) * cost * scale;
    return std::tuple(account.threads >= share_of_threads_, account.used + under_way,
                      account.waiting.front()->added_);
  };
  for (Account* account : waiting_) {
    if (!MayStart(*account) || (lane == Lane::kShort && !IsShort(*account, scale))) continue;
    if (best == nullptr || rank(*account) < rank(*best)) best = account;
  }
  if (best == nullptr) return nullptr;
  Call& call = *best->waiting.front();
  TakeOut(call);
  call.waited_ = now - call.added_;
  ++best->running;
  ++best->threads;
  ++running_;
  return &call;
}

FairQueue::Account& FairQueue::Finish(Call& call, std::size_t answer_bytes) {
  Account& account = *call.account_;
  --account.running;
  --running_;
  if (answer_bytes == 0) return account;
  call.answer_bytes_ = answer_bytes;
  ++account.answers;
  account.answer_bytes += answer_bytes;
  answer_bytes_ += answer_bytes;
  return account;
}

void FairQueue::Charge(Account& account, Clock::duration cost, Clock::time_point now) {
  --account.threads;
  const double seconds = ToSeconds(cost);
  account.used += seconds * Scale(now);
  account.call_cost =
      std::max(seconds, account.call_cost + (seconds - account.call_cost) * kSlowFall);
  mean_cost_ += (seconds - mean_cost_) * kSlowFall;
}

void FairQueue::Release(Call& call) {
  if (call.answer_bytes_ == 0) return;
  --call.account_->answers;
  call.account_->answer_bytes -= call.answer_bytes_;
  answer_bytes_ -= call.answer_bytes_;
  call.answer_bytes_ = 0;
}

bool FairQueue::HasShort(Clock::time_point now) {
  const double scale = Scale(now);
  return std::any_of(waiting_.begin(), waiting_.end(), [&](const Account* account) {
    return MayStart(*account) && IsShort(*account, scale);
  });
}

bool FairQueue::Remove(Call& call) {
  if (!call.waits_) return false;
  TakeOut(call);
  return true;
}

FairQueue::Call* FairQueue::TakeExpired(Clock::time_point now) {
  if (due_.empty() || due_.begin()->first > now) return nullptr;
  Call* const call = due_.begin()->second;
  Remove(*call);
  return call;
}

FairQueue::Clock::time_point FairQueue::NextDeadline() const {
  return due_.empty() ? Clock::time_point::max() : due_.begin()->first;
}

FairQueue::Clock::duration FairQueue::Backlog() const {
  const double seconds = static_cast<double>(waiting()) * mean_cost_ /
                         static_cast<double>(std::max<std::size_t>(1, options_.threads));
  return std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
}

}  // namespace dateline::rpc
