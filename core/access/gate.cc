// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/gate.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/access/key_json.h"
#include "core/access/key_text.h"
#include "core/errors/errors.h"

namespace dateline::access {
namespace {

constexpr int kConcurrentRetryMs = 100;
constexpr std::string_view kScheme = "bearer ";

absl::Status KeyRequired(std::string_view message) {
  return errors::MakeError(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_KEY_REQUIRED,
                           message);
}

absl::Status NotSent() {
  return KeyRequired("this server asks for a key; send metadata 'authorization: Bearer KEY'");
}

// One message for all that may be wrong: an error must not help to guess.
absl::Status NotKnown() {
  return KeyRequired("the key is not known to this server; check it, or ask for a new one");
}

absl::Status CallerLimit(std::string_view message, int retry_ms, const Key& key) {
  return errors::WithRetry(
      errors::MakeError(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_CALLER_LIMIT,
                        message, {{"key", key.name}}),
      retry_ms);
}

// Ingest and admin calls see and change everything: not with a filter.
Roles AllowedRoles(const Key& key, const std::vector<v1::Filter>& filters) {
  if (filters.empty() && IsUnrestricted(key.filter)) return key.roles;
  return key.roles.Has(Role::kSearch) ? Roles(Role::kSearch) : Roles();
}

absl::Status CheckRoles(const Key& key, Roles allowed, Roles needed) {
  if (allowed.HasAny(needed)) return absl::OkStatus();
  const std::string has = allowed.empty() ? "none that a filter allows" : allowed.Names(", ");
  return errors::MakeError(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
                           fmt::format("the call needs a key with the role {}; this one has {}",
                                       needed.Names(" or "), has),
                           {{"role", needed.Names(",")}, {"key", key.name}});
}

// The same for the same restriction, whoever made it.
std::string Fingerprint(const std::string& id, const std::vector<v1::Filter>& filters) {
  std::string text = id;
  for (const v1::Filter& filter : filters) {
    text += '\n' + PrintDerivation({filter, absl::UnixEpoch()});
  }
  return text;
}

}  // namespace

// The keys of one state of the file. Immutable.
class KeyTable {
 public:
  explicit KeyTable(std::vector<Key> keys) : keys_(std::move(keys)) {
    for (const Key& key : keys_) {
      by_id_.emplace(key.id, &key);
      if (!key.revoked) by_name_.emplace(key.name, &key);
    }
  }
  const Key* Find(std::string_view id) const { return FindIn(by_id_, id); }
  const Key* FindName(std::string_view name) const { return FindIn(by_name_, name); }

 private:
  using Index = std::map<std::string_view, const Key*>;
  static const Key* FindIn(const Index& index, std::string_view text) {
    const auto found = index.find(text);
    return found == index.end() ? nullptr : found->second;
  }
  std::vector<Key> keys_;
  Index by_id_;
  Index by_name_;
};

// What a key uses of its limits. Outlives changes of the file. Thread-safe.
class KeyUsage {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Takes one request of a bucket that holds those of one second.
  absl::Status Start(const Key& key, Time now) {
    const KeyLimits& limits = key.limits;
    const absl::MutexLock lock(&mutex_);
    if (limits.concurrent_calls > 0 && running_ >= limits.concurrent_calls) {
      return CallerLimit(
          fmt::format("this key has {} calls under way, as many as it may", running_),
          kConcurrentRetryMs, key);
    }
    if (limits.requests_per_second > 0) {
      const double most = limits.requests_per_second;
      const double passed = std::chrono::duration<double>(now - last_).count();
      left_ = std::min(most, started_ ? left_ + passed * most : most);
      started_ = true;
      last_ = now;
      if (left_ < 1) {
        return CallerLimit(
            fmt::format("this key may send {} requests per second", limits.requests_per_second),
            static_cast<int>(std::ceil(1000 * (1 - left_) / most)), key);
      }
      left_ -= 1;
    }
    ++running_;
    return absl::OkStatus();
  }
  void End() {
    const absl::MutexLock lock(&mutex_);
    --running_;
  }

 private:
  absl::Mutex mutex_;
  std::uint32_t running_ ABSL_GUARDED_BY(mutex_) = 0;
  double left_ ABSL_GUARDED_BY(mutex_) = 0;  // requests that may come at once
  Time last_ ABSL_GUARDED_BY(mutex_);
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
};

Admission::~Admission() { End(); }

void Admission::End() const {
  if (usage_ != nullptr && !ended_.exchange(true)) usage_->End();
}

absl::Status Admission::Check() const {
  return gate_ == nullptr ? absl::OkStatus() : gate_->CheckAgain(*this);
}

Gate::Gate(GateOptions options) : options_(std::move(options)) {}
Gate::~Gate() = default;

absl::StatusOr<std::unique_ptr<Gate>> Gate::Open(GateOptions options) {
  auto gate = std::unique_ptr<Gate>(new Gate(std::move(options)));
  if (!gate->asks_for_keys()) return gate;
  if (auto read = gate->Reload(); !read.ok()) return read.status();
  return gate;
}

absl::StatusOr<bool> Gate::Reload() {
  if (!asks_for_keys()) return false;
  const FileStamp now = StampOf(options_.file);
  {
    const absl::MutexLock lock(&mutex_);
    if (table_ != nullptr && now == stamp_) return false;
    stamp_ = now;
  }
  auto file = ReadKeyFile(options_.file);
  if (!file.ok()) return file.status();
  auto table = std::make_shared<const KeyTable>(std::move(file->keys));
  const absl::MutexLock lock(&mutex_);
  stamp_ = file->stamp;
  absl::erase_if(usage_, [&](const auto& entry) { return table->Find(entry.first) == nullptr; });
  table_ = std::move(table);
  state_.fetch_add(1);
  return true;
}

std::shared_ptr<const KeyTable> Gate::table() const {
  const absl::MutexLock lock(&mutex_);
  return table_;
}

absl::Status Gate::CheckInForce(const Key& key, absl::Time expires) const {
  if (!key.revoked && options_.now() < std::min(key.expires, expires)) return absl::OkStatus();
  return errors::MakeError(
      absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_KEY_EXPIRED,
      key.revoked ? "the key was revoked; ask for a new one" : "the key has expired; get a new one",
      {{"key", key.name}});
}

absl::StatusOr<std::shared_ptr<Admission>> Gate::Identify(const Credentials& credentials,
                                                          const Key** key,
                                                          const KeyTable& table) const {
  auto admission = std::shared_ptr<Admission>(new Admission);
  if (credentials.authorization.empty()) {
    for (const std::string& name : credentials.certificate_names) {
      if (*key = table.FindName(name); *key != nullptr) return admission;
    }
    return NotSent();
  }
  const absl::string_view sent(credentials.authorization.data(), credentials.authorization.size());
  if (!absl::StartsWithIgnoreCase(sent, absl::string_view(kScheme.data(), kScheme.size()))) {
    return NotSent();
  }
  const auto text = ParseKeyText(credentials.authorization.substr(kScheme.size()));
  if (!text) return NotKnown();
  *key = table.Find(text->id);
  // A key that is not there takes as long as one that is.
  static const Digest nobody{};
  const bool genuine = IsGenuine(*text, *key == nullptr ? nobody : (*key)->secret_hash);
  if (*key == nullptr || !genuine) return NotKnown();
  admission->secret_hash_ = (*key)->secret_hash;
  if (!text->secret.empty()) return admission;
  std::string payload;
  if (!FromBase64Url(text->payload, payload)) return NotKnown();
  auto derivation = ParseDerivation(payload);
  if (!derivation.ok()) {  // signed by somebody who may: tell what is wrong with it
    return KeyRequired("the derived key cannot be used: " + errors::MessageOf(derivation.status()));
  }
  admission->expires_ = derivation->expires;
  if (!IsUnrestricted(derivation->filter)) {
    admission->filters_.push_back(std::move(derivation->filter));
  }
  return admission;
}

absl::Status Gate::Count(const Key& key, Admission& admission) {
  std::shared_ptr<KeyUsage> usage;
  {
    const absl::MutexLock lock(&mutex_);
    std::shared_ptr<KeyUsage>& slot = usage_[key.id];
    if (slot == nullptr) slot = std::make_shared<KeyUsage>();
    usage = slot;
  }
  absl::Status status = usage->Start(key, options_.steady_now());
  if (status.ok()) admission.usage_ = std::move(usage);
  return status;
}

absl::StatusOr<std::shared_ptr<const Admission>> Gate::Admit(const Credentials& credentials,
                                                             Roles roles) {
  if (!asks_for_keys()) return std::shared_ptr<const Admission>(new Admission);
  const std::uint64_t state = state_.load();
  const std::shared_ptr<const KeyTable> table = this->table();
  const Key* key = nullptr;
  auto admitted = Identify(credentials, &key, *table);
  if (!admitted.ok()) return admitted.status();
  Admission& admission = **admitted;
  if (absl::Status status = CheckInForce(*key, admission.expires_); !status.ok()) return status;
  // A derived key may only narrow what its parent allows.
  if (!IsUnrestricted(key->filter)) {
    admission.filters_.insert(admission.filters_.begin(), key->filter);
  }
  // Before the roles are looked at: what is refused costs something too, and the limits of the key
  // bound it.
  if (absl::Status status = Count(*key, admission); !status.ok()) return status;
  absl::Status status = CheckRoles(*key, AllowedRoles(*key, admission.filters_), roles);
  if (!status.ok()) return status;
  admission.gate_ = this;
  admission.roles_ = roles;
  admission.name_ = key->name;
  admission.key_id_ = key->id;
  admission.expires_ = std::min(admission.expires_, key->expires);
  admission.hits_per_page_ = key->limits.hits_per_page;
  admission.binding_ = Fingerprint(key->id, admission.filters_);
  admission.checked_.store(state);
  return std::shared_ptr<const Admission>(*std::move(admitted));
}

absl::Status Gate::CheckAgain(const Admission& admission) const {
  const std::uint64_t state = state_.load();
  if (state == admission.checked_.load() && options_.now() < admission.expires_) {
    return absl::OkStatus();
  }
  const std::shared_ptr<const KeyTable> table = this->table();
  const Key* key = table->Find(admission.key_id_);
  // By the key's secret, or by its name if a certificate stood for it.
  const bool same =
      key != nullptr &&
      (admission.secret_hash_ ? EqualInConstantTime(*admission.secret_hash_, key->secret_hash)
                              : admission.name_ == key->name);
  if (!same) return NotKnown();
  absl::Status status = CheckInForce(*key, admission.expires_);
  if (status.ok()) {
    status = CheckRoles(*key, AllowedRoles(*key, admission.filters_), admission.roles_);
  }
  if (status.ok()) admission.checked_.store(state);
  return status;
}

}  // namespace dateline::access
