// SPDX-License-Identifier: GPL-3.0-or-later
// Which of the calls that wait runs next, and which call may wait at all.
#ifndef DATELINE_CORE_RPC_FAIR_QUEUE_H_
#define DATELINE_CORE_RPC_FAIR_QUEUE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::rpc {

struct FairQueueOptions {
  std::size_t threads = 1;           // that run calls of any length
  std::size_t max_calls = 0;         // running and waiting together; 0 = no bound
  std::size_t max_answer_bytes = 0;  // of answers that were not taken yet; 0 = no bound
};

// Fair between callers. The next call is of the caller that has used the least time lately (use
// halves every 10 s); calls of one caller keep their order. While another waits, a caller has at
// most a quarter of the places and of the threads, but always one. In a full queue whoever has most
// calls, and of equals whoever has used most, makes room for others. Not thread-safe; time is
// passed in. Next takes a time that grows with the callers that wait, all else at most with their
// logarithm (Add: also if the queue is full).
class FairQueue {
 public:
  struct Account;
  using Clock = std::chrono::steady_clock;

  // One call. Owned by the caller of Add, at one address until it is not in the queue any more.
  class Call {
   public:
    // How long it waited, after Next.
    Clock::duration waited() const { return waited_; }
    // Whose it is, from Add on, until it has run and its answer was released.
    std::string_view caller() const;

   private:
    friend class FairQueue;
    Account* account_ = nullptr;
    bool waits_ = false;
    Clock::time_point added_;
    Clock::duration waited_{0};
    std::list<Call*>::iterator place_;
    std::multimap<Clock::time_point, Call*>::iterator due_;
    std::size_t answer_bytes_ = 0;
  };

  // Short: only calls of callers whose calls have been short and who have used little.
  enum class Lane : std::uint8_t { kAny, kShort };

  explicit FairQueue(const FairQueueOptions& options);
  ~FairQueue();
  FairQueue(const FairQueue&) = delete;
  FairQueue& operator=(const FairQueue&) = delete;

  struct Admission {
    bool taken = false;
    Call* displaced = nullptr;  // lost its place to the new one; not in the queue any more
  };
  // Lets `call` wait until `deadline` at most.
  Admission Add(Call& call, std::string_view caller, Clock::time_point deadline,
                Clock::time_point now);
  // The call to run now, which does not wait any longer; null: there is none for this lane.
  Call* Next(Lane lane, Clock::time_point now);
  // `call` has run: its place is free, but its thread still sends what it made. Its answer of
  // `answer_bytes` counts against the bound until Release. Charge must follow with the result.
  Account& Finish(Call& call, std::size_t answer_bytes);
  // A call of `account` has used `cost` of a thread, which is free now.
  void Charge(Account& account, Clock::duration cost, Clock::time_point now);
  void Release(Call& call);
  // Whether a call of the short lane waits.
  bool HasShort(Clock::time_point now);
  // Takes out a call that waits; false: it does not wait.
  bool Remove(Call& call);
  // Takes out a call whose deadline has passed; null: there is none.
  Call* TakeExpired(Clock::time_point now);
  // Deadline of the call that expires first; time_point::max() if none waits.
  Clock::time_point NextDeadline() const;
  // From now on calls run whatever answers were not taken.
  void IgnoreAnswers() { options_.max_answer_bytes = 0; }

  // How long what waits now will take.
  Clock::duration Backlog() const;
  std::size_t waiting() const { return due_.size(); }
  std::size_t running() const { return running_; }
  std::size_t callers() const { return accounts_.size(); }

 private:
  double Scale(Clock::time_point now);
  Account& AccountOf(std::string_view caller);
  void DropIdle();
  bool MayStart(const Account& account) const;
  bool IsShort(const Account& account, double scale) const;
  Call* Displace(const Account& newcomer);
  Account* WhoMakesRoomFor(const Account& newcomer) const;
  void TakeOut(Call& call);

  FairQueueOptions options_;
  std::size_t share_of_calls_;
  std::size_t share_of_threads_;
  std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_;
  std::vector<Account*> waiting_;                // accounts with calls that wait
  std::multimap<Clock::time_point, Call*> due_;  // calls that wait, by deadline
  std::size_t running_ = 0;
  std::size_t answer_bytes_ = 0;
  double mean_cost_ = 0;     // seconds of the calls lately
  Clock::time_point epoch_;  // use is weighted by 2^(time since then / half-life)
};

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_FAIR_QUEUE_H_
