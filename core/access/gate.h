// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which calls get in, by the keys of a file that may change at any time.
#ifndef DATELINE_CORE_ACCESS_GATE_H_
#define DATELINE_CORE_ACCESS_GATE_H_

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/key.h"
#include "core/access/key_file.h"

namespace dateline::access {

struct GateOptions {
  std::string file;                             // of keys; empty: every call gets in
  std::function<absl::Time()> now = absl::Now;  // injected clock, for expiry
  std::function<std::chrono::steady_clock::time_point()> steady_now =
      std::chrono::steady_clock::now;  // for requests per second
};

// What a caller shows to get in.
struct Credentials {
  std::string_view authorization;              // "Bearer KEY"; empty: none was sent
  std::vector<std::string> certificate_names;  // of its checked certificate, if it has one
};

class Gate;
class KeyUsage;
class KeyTable;

// A call that got in. It counts as running until End, or until the last reference is gone, which
// must not outlive the gate. Thread-safe.
class Admission {
 public:
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  ~Admission();

  const std::string& name() const { return name_; }  // of the key; empty: no keys are asked for
  bool has_filter() const { return !filters_.empty(); }
  const std::vector<v1::Filter>& filters() const { return filters_; }  // all must hold
  std::uint32_t hits_per_page() const { return hits_per_page_; }       // 0: no limit of the key
  // What a page token is bound to: the key, and what it may see. Empty without keys.
  const std::string& binding() const { return binding_; }
  // Its work is done. Before the answer is sent: a caller that has it may call again at once.
  void End() const;
  // For calls that last, once the file has changed or time has passed: UNAUTHENTICATED if the key
  // has expired, was revoked or has another secret since; PERMISSION_DENIED if it lost the roles
  // that the call was let in for. Cheap.
  absl::Status Check() const;

 private:
  friend class Gate;
  Admission() = default;

  const Gate* gate_ = nullptr;
  std::string name_;
  std::string key_id_;
  std::optional<Digest> secret_hash_;  // what it proved to know; none: a certificate stood for it
  Roles roles_;                        // of which the call needs one
  std::vector<v1::Filter> filters_;
  std::uint32_t hits_per_page_ = 0;
  std::string binding_;
  absl::Time expires_ = absl::InfiniteFuture();
  std::shared_ptr<KeyUsage> usage_;  // of the key, shared by its calls; null: not counted
  mutable std::atomic<bool> ended_{false};
  mutable std::atomic<std::uint64_t> checked_{0};  // the state of the gate at the last Check
};

// Thread-safe.
class Gate {
 public:
  // Reads the keys. Errors as ReadKeyFile has them.
  static absl::StatusOr<std::unique_ptr<Gate>> Open(GateOptions options);
  ~Gate();

  // Whether calls need a key at all.
  bool asks_for_keys() const { return !options_.file.empty(); }

  // Lets a call in whose key has any of `roles`. UNAUTHENTICATED: KEY_REQUIRED, KEY_EXPIRED;
  // PERMISSION_DENIED: ROLE_REQUIRED; RESOURCE_EXHAUSTED: CALLER_LIMIT, with RetryInfo. All but
  // KEY_REQUIRED have the name of the key as metadata "key". A call whose key lacks the role counts
  // against the key's limits like any other. No error tells what was sent.
  absl::StatusOr<std::shared_ptr<const Admission>> Admit(const Credentials& credentials,
                                                         Roles roles);

  // Reads the file again if it is not the one that was read last. True: the keys are new. An error
  // leaves the keys as they were; it is reported once for each state of the file.
  absl::StatusOr<bool> Reload();

 private:
  friend class Admission;
  explicit Gate(GateOptions options);
  std::shared_ptr<const KeyTable> table() const;
  absl::StatusOr<std::shared_ptr<Admission>> Identify(const Credentials& credentials,
                                                      const Key** key, const KeyTable& table) const;
  absl::Status CheckInForce(const Key& key, absl::Time expires) const;
  absl::Status Count(const Key& key, Admission& admission);
  absl::Status CheckAgain(const Admission& admission) const;

  const GateOptions options_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const KeyTable> table_ ABSL_GUARDED_BY(mutex_);  // shared by calls that look
  FileStamp stamp_ ABSL_GUARDED_BY(mutex_);                        // of the last attempt
  absl::flat_hash_map<std::string, std::shared_ptr<KeyUsage>> usage_ ABSL_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> state_{1};  // counts the tables
};

}  // namespace dateline::access

#endif  // DATELINE_CORE_ACCESS_GATE_H_
