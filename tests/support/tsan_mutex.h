// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of absl::Mutex that Dateline uses, made of pthread primitives. Builds with
// ThreadSanitizer include this before everything else (cmake/DatelineOptions.cmake): Debian's
// Abseil is built without the sanitizer, which cannot see its locks and would call each use a race.
//
// The guards of Abseil's own headers are taken, so that these are never read. The classes are
// hidden from the dynamic linker, so that Abseil's libraries go on using their own; no object of
// theirs that holds a lock comes into our hands.
#ifndef DATELINE_TESTS_SUPPORT_TSAN_MUTEX_H_
#define DATELINE_TESTS_SUPPORT_TSAN_MUTEX_H_
#ifdef __cplusplus

#define ABSL_SYNCHRONIZATION_MUTEX_H_
#define ABSL_SYNCHRONIZATION_NOTIFICATION_H_

#include <absl/base/const_init.h>
#include <absl/base/thread_annotations.h>
#include <absl/time/time.h>
#include <pthread.h>

#include <ctime>
#include <functional>

#define DATELINE_TSAN_HIDDEN __attribute__((visibility("hidden")))

namespace absl {
ABSL_NAMESPACE_BEGIN

// What Mutex::Await waits for.
class DATELINE_TSAN_HIDDEN Condition {
 public:
  Condition(bool (*holds)(void*), void* argument)
      : holds_([holds, argument] { return holds(argument); }) {}
  template <typename T>
  Condition(bool (*holds)(T*), T* argument)
      : holds_([holds, argument] { return holds(argument); }) {}
  template <typename T>
  Condition(T* object, bool (T::*holds)())
      : holds_([object, holds] { return (object->*holds)(); }) {}
  template <typename T>
  Condition(const T* object, bool (T::*holds)() const)
      : holds_([object, holds] { return (object->*holds)(); }) {}
  explicit Condition(const bool* flag) : holds_([flag] { return *flag; }) {}
  template <typename T, typename = decltype(&T::operator())>
  explicit Condition(const T* call) : holds_([call] { return (*call)(); }) {}
  bool Eval() const { return holds_(); }

 private:
  std::function<bool()> holds_;
};

class ABSL_LOCKABLE DATELINE_TSAN_HIDDEN Mutex {
 public:
  Mutex() {
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&changed_, &steady);
    pthread_condattr_destroy(&steady);
  }
  explicit Mutex(ConstInitType) : Mutex() {}
  ~Mutex() {
    pthread_cond_destroy(&changed_);
    pthread_mutex_destroy(&mutex_);
  }
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { pthread_mutex_lock(&mutex_); }
  // Whoever awaits a condition looks again after each unlock, as Abseil promises.
  void Unlock() ABSL_UNLOCK_FUNCTION() {
    pthread_cond_broadcast(&changed_);
    pthread_mutex_unlock(&mutex_);
  }
  bool TryLock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) {
    return pthread_mutex_trylock(&mutex_) == 0;
  }
  void ReaderLock() ABSL_SHARED_LOCK_FUNCTION() { pthread_mutex_lock(&mutex_); }
  void ReaderUnlock() ABSL_UNLOCK_FUNCTION() {
    pthread_cond_broadcast(&changed_);
    pthread_mutex_unlock(&mutex_);
  }
  void AssertHeld() const ABSL_ASSERT_EXCLUSIVE_LOCK() {}
  void AssertReaderHeld() const ABSL_ASSERT_SHARED_LOCK() {}

  void Await(const Condition& condition) {
    while (!condition.Eval()) pthread_cond_wait(&changed_, &mutex_);
  }
  bool AwaitWithTimeout(const Condition& condition, Duration timeout) {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const timespec end = ToTimespec(DurationFromTimespec(now) + timeout);
    while (!condition.Eval()) {
      if (pthread_cond_timedwait(&changed_, &mutex_, &end) != 0) return condition.Eval();
    }
    return true;
  }
  void LockWhen(const Condition& condition) ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    pthread_mutex_lock(&mutex_);
    Await(condition);
  }

 private:
  friend class CondVar;
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed_;
};

class ABSL_SCOPED_LOCKABLE DATELINE_TSAN_HIDDEN MutexLock {
 public:
  explicit MutexLock(Mutex* mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex->Lock();
  }
  MutexLock(Mutex* mutex, const Condition& condition) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex)
      : mutex_(mutex) {
    mutex->LockWhen(condition);
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_->Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* const mutex_;
};

class ABSL_SCOPED_LOCKABLE DATELINE_TSAN_HIDDEN ReaderMutexLock {
 public:
  explicit ReaderMutexLock(Mutex* mutex) ABSL_SHARED_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex->ReaderLock();
  }
  ~ReaderMutexLock() ABSL_UNLOCK_FUNCTION() { mutex_->ReaderUnlock(); }
  ReaderMutexLock(const ReaderMutexLock&) = delete;
  ReaderMutexLock& operator=(const ReaderMutexLock&) = delete;

 private:
  Mutex* const mutex_;
};
using WriterMutexLock = MutexLock;

class ABSL_SCOPED_LOCKABLE DATELINE_TSAN_HIDDEN ReleasableMutexLock {
 public:
  explicit ReleasableMutexLock(Mutex* mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex->Lock();
  }
  ~ReleasableMutexLock() ABSL_UNLOCK_FUNCTION() {
    if (mutex_ != nullptr) mutex_->Unlock();
  }
  void Release() ABSL_UNLOCK_FUNCTION() {
    mutex_->Unlock();
    mutex_ = nullptr;
  }
  ReleasableMutexLock(const ReleasableMutexLock&) = delete;
  ReleasableMutexLock& operator=(const ReleasableMutexLock&) = delete;

 private:
  Mutex* mutex_;
};

class DATELINE_TSAN_HIDDEN CondVar {
 public:
  CondVar() = default;
  ~CondVar() { pthread_cond_destroy(&signal_); }
  CondVar(const CondVar&) = delete;
  CondVar& operator=(const CondVar&) = delete;
  void Wait(Mutex* mutex) { pthread_cond_wait(&signal_, &mutex->mutex_); }
  void Signal() { pthread_cond_signal(&signal_); }
  void SignalAll() { pthread_cond_broadcast(&signal_); }

 private:
  pthread_cond_t signal_ = PTHREAD_COND_INITIALIZER;
};

class DATELINE_TSAN_HIDDEN Notification {
 public:
  Notification() = default;
  bool HasBeenNotified() const {
    const MutexLock lock(&mutex_);
    return notified_;
  }
  void WaitForNotification() const {
    const MutexLock lock(&mutex_);
    mutex_.Await(Condition(&notified_));
  }
  bool WaitForNotificationWithTimeout(Duration timeout) const {
    const MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(Condition(&notified_), timeout);
  }
  void Notify() {
    const MutexLock lock(&mutex_);
    notified_ = true;
  }
  // Whoever notifies has left before the object goes, as Abseil promises.
  ~Notification() { const MutexLock lock(&mutex_); }
  Notification(const Notification&) = delete;
  Notification& operator=(const Notification&) = delete;

 private:
  mutable Mutex mutex_;
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
};

ABSL_NAMESPACE_END
}  // namespace absl

#undef DATELINE_TSAN_HIDDEN

#endif  // __cplusplus
#endif  // DATELINE_TESTS_SUPPORT_TSAN_MUTEX_H_
