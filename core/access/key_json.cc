// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/access/key_json.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "core/access/key_text.h"
#include "core/limits.h"
#include "core/text/escape_json.h"
#include "core/text/language.h"
#include "core/text/utf8.h"

namespace dateline::access {
namespace {

using Element = simdjson::dom::element;
using Values = google::protobuf::RepeatedPtrField<std::string>;
// Reads the value of one member.
using Reader = std::function<absl::Status(Element)>;

absl::Status Invalid(const std::string& message) { return absl::InvalidArgumentError(message); }

absl::Status WrongType(std::string_view what, std::string_view form) {
  return Invalid(fmt::format("'{}' is not {}", what, form));
}

// Reads an object whose members are among `readers`.
absl::Status ReadObject(Element json, std::string_view what,
                        const std::map<std::string_view, Reader>& readers) {
  simdjson::dom::object object;
  if (json.get(object) != simdjson::SUCCESS) return WrongType(what, "an object");
  std::set<std::string_view> seen;
  for (const auto& [name, value] : object) {
    const auto reader = readers.find(name);
    if (reader == readers.end()) {
      return Invalid(fmt::format("{} has a member '{}', which is not known", what, name));
    }
    if (!seen.insert(name).second) {
      return Invalid(fmt::format("{} has the member '{}' twice; which one is meant?", what, name));
    }
    if (absl::Status status = reader->second(value); !status.ok()) return status;
  }
  return absl::OkStatus();
}

Reader ReadText(std::string_view what, std::string& text) {
  return [what, &text](Element json) {
    std::string_view view;
    if (json.get(view) != simdjson::SUCCESS) return WrongType(what, "a string");
    text = view;
    return absl::OkStatus();
  };
}

Reader ReadFlag(std::string_view what, bool& flag) {
  return [what, &flag](Element json) {
    return json.get(flag) == simdjson::SUCCESS ? absl::OkStatus()
                                               : WrongType(what, "true or false");
  };
}

Reader ReadLimit(std::string_view what, std::uint32_t& limit) {
  return [what, &limit](Element json) {
    std::uint64_t number = 0;
    if (json.get(number) != simdjson::SUCCESS || number == 0 || number > 1'000'000) {
      return WrongType(what, "a number from 1 to 1,000,000");
    }
    limit = static_cast<std::uint32_t>(number);
    return absl::OkStatus();
  };
}

// What `parse` reads, or whole seconds since 1970.
Reader ReadTime(std::string_view what, absl::Time& time,
                absl::StatusOr<absl::Time> (*parse)(std::string_view) = ParseKeyTime) {
  return [what, &time, parse](Element json) {
    std::int64_t seconds = 0;
    if (json.get(seconds) == simdjson::SUCCESS) {
      if (seconds < limits::kMinPublishSeconds || seconds > limits::kMaxPublishSeconds) {
        return WrongType(what, "a time of the years 1 to 9999");
      }
      time = absl::FromUnixSeconds(seconds);
      return absl::OkStatus();
    }
    std::string_view text;
    if (json.get(text) != simdjson::SUCCESS) return WrongType(what, "a time");
    auto parsed = parse(text);
    if (parsed.ok()) time = *parsed;
    return parsed.status();
  };
}

Reader ReadValues(std::string_view what, Values& values) {
  return [what, &values](Element json) -> absl::Status {
    simdjson::dom::array array;
    if (json.get(array) != simdjson::SUCCESS) return WrongType(what, "a list");
    for (const Element one : array) {
      std::string_view value;
      if (one.get(value) != simdjson::SUCCESS || value.empty()) {
        return WrongType(what, "a list of strings that are not empty");
      }
      values.Add(std::string(value));
    }
    if (values.empty()) {
      return Invalid(fmt::format(
          "'{}' is a list without values, which would allow all of them; leave it out", what));
    }
    if (values.size() <= static_cast<int>(limits::kMaxFilterValues)) return absl::OkStatus();
    return Invalid(fmt::format("'{}' has {} values; at most {} are allowed", what, values.size(),
                               limits::kMaxFilterValues));
  };
}

absl::Status ReadRange(Element json, v1::TimeRange& range) {
  absl::Time start = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();
  absl::Status status = ReadObject(
      json, "publish_time",
      {{"start_time", ReadTime("start_time", start)}, {"end_time", ReadTime("end_time", end)}});
  if (!status.ok()) return status;
  if (start >= end) return Invalid("'start_time' must come before 'end_time'");
  if (start != absl::InfinitePast())
    range.mutable_start_time()->set_seconds(absl::ToUnixSeconds(start));
  if (end != absl::InfiniteFuture())
    range.mutable_end_time()->set_seconds(absl::ToUnixSeconds(end));
  if (range.ByteSizeLong() > 0) return absl::OkStatus();
  return Invalid("'publish_time' has neither start_time nor end_time; leave it out");
}

absl::Status CheckLanguages(const v1::Filter& filter) {
  for (const std::string& code : filter.languages()) {
    if (text::IsKnownLanguage(code)) continue;
    return Invalid(
        fmt::format("'{}' is not a language code; give ISO 639-1 codes such as en or pt-BR", code));
  }
  return absl::OkStatus();
}

Reader ReadFilter(v1::Filter& filter) {
  return [&filter](Element json) {
    absl::Status status = ReadObject(
        json, "filter",
        {{"sources", ReadValues("sources", *filter.mutable_sources())},
         {"sections", ReadValues("sections", *filter.mutable_sections())},
         {"languages", ReadValues("languages", *filter.mutable_languages())},
         {"publish_time",
          [&filter](Element range) { return ReadRange(range, *filter.mutable_publish_time()); }}});
    if (status.ok() && IsUnrestricted(filter)) {
      return Invalid("'filter' does not leave anything out; leave it out");
    }
    return status.ok() ? CheckLanguages(filter) : status;
  };
}

Reader ReadRoles(Roles& roles) {
  return [&roles](Element json) {
    Values names;
    if (absl::Status status = ReadValues("roles", names)(json); !status.ok()) return status;
    for (const std::string& name : names) {
      const auto* role = std::find_if(std::begin(kRoles), std::end(kRoles),
                                      [&](Role one) { return RoleName(one) == name; });
      if (role == std::end(kRoles)) {
        return Invalid(fmt::format("'{}' is not a role; give search, ingest or admin", name));
      }
      roles = roles | *role;
    }
    return absl::OkStatus();
  };
}

Reader ReadHash(Digest& hash) {
  return [&hash](Element json) {
    std::string text;
    if (absl::Status status = ReadText("sha256", text)(json); !status.ok()) return status;
    const bool hex = text.size() == 2 * hash.size() &&
                     text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!hex) return WrongType("sha256", "64 hexadecimal digits");
    const std::string bytes = absl::HexStringToBytes(text);
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return absl::OkStatus();
  };
}

absl::Status ReadKey(Element json, Key& key) {
  bool hashed = false;
  const auto limits = [&key](Element one) {
    return ReadObject(
        one, "limits",
        {{"requests_per_second", ReadLimit("requests_per_second", key.limits.requests_per_second)},
         {"concurrent_calls", ReadLimit("concurrent_calls", key.limits.concurrent_calls)},
         {"hits_per_page", ReadLimit("hits_per_page", key.limits.hits_per_page)}});
  };
  const auto hash = [&](Element one) {
    hashed = true;
    return ReadHash(key.secret_hash)(one);
  };
  absl::Status status = ReadObject(json, "a key",
                                   {{"id", ReadText("id", key.id)},
                                    {"name", ReadText("name", key.name)},
                                    {"sha256", hash},
                                    {"roles", ReadRoles(key.roles)},
                                    {"filter", ReadFilter(key.filter)},
                                    {"limits", limits},
                                    {"expires", ReadTime("expires", key.expires, ParseKeyExpiry)},
                                    {"created", ReadTime("created", key.created)},
                                    {"revoked", ReadFlag("revoked", key.revoked)}});
  if (!status.ok()) return status;
  if (!hashed) return Invalid(fmt::format("key '{}' does not have a 'sha256'", key.id));
  return CheckKey(key);
}

// Two keys with one id, or two in force with one name: which one is meant?
absl::Status CheckUnique(const std::vector<Key>& keys) {
  std::set<std::string_view> ids;
  std::set<std::string_view> names;
  for (const Key& key : keys) {
    if (!ids.insert(key.id).second)
      return Invalid(fmt::format("two keys have the id '{}'", key.id));
    if (!key.revoked && !names.insert(key.name).second) {
      return Invalid(
          fmt::format("two keys have the name '{}'; revoke one, or name it otherwise", key.name));
    }
  }
  return absl::OkStatus();
}

std::string Quoted(std::string_view text) {
  return '"' + text::EscapeJson(text::CleanUtf8(text)) + '"';
}

std::string PrintTime(absl::Time time) {
  return Quoted(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()));
}

void AddMember(std::string& json, std::string_view name, std::string_view value) {
  json += fmt::format("{}\"{}\":{}", json.empty() ? "" : ",", name, value);
}

void AddValues(std::string& json, std::string_view name, const Values& values) {
  if (values.empty()) return;
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ",") + Quoted(value);
  AddMember(json, name, '[' + list + ']');
}

std::string PrintFilter(const v1::Filter& filter) {
  std::string json;
  AddValues(json, "sources", filter.sources());
  AddValues(json, "sections", filter.sections());
  AddValues(json, "languages", filter.languages());
  const v1::TimeRange& range = filter.publish_time();
  std::string times;
  if (range.has_start_time()) {
    AddMember(times, "start_time", PrintTime(absl::FromUnixSeconds(range.start_time().seconds())));
  }
  if (range.has_end_time()) {
    AddMember(times, "end_time", PrintTime(absl::FromUnixSeconds(range.end_time().seconds())));
  }
  if (!times.empty()) AddMember(json, "publish_time", '{' + times + '}');
  return '{' + json + '}';
}

std::string PrintLimits(const KeyLimits& limits) {
  std::string json;
  const auto add = [&json](std::string_view name, std::uint32_t limit) {
    if (limit > 0) AddMember(json, name, std::to_string(limit));
  };
  add("requests_per_second", limits.requests_per_second);
  add("concurrent_calls", limits.concurrent_calls);
  add("hits_per_page", limits.hits_per_page);
  return '{' + json + '}';
}

bool ReadDay(std::string_view text, absl::Time& time) {
  std::string error;
  return absl::ParseTime("%Y-%m-%d", absl::string_view(text.data(), text.size()),
                         absl::UTCTimeZone(), &time, &error);
}

bool ReadMoment(std::string_view text, absl::Time& time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, absl::string_view(text.data(), text.size()), &time,
                         &error);
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kSearch:
      return "search";
    case Role::kIngest:
      return "ingest";
    case Role::kAdmin:
      return "admin";
  }
  return "unknown";
}

std::string Roles::Names(std::string_view between) const {
  std::string names;
  for (const Role role : kRoles) {
    if (!Has(role)) continue;
    if (!names.empty()) names += between;
    names += RoleName(role);
  }
  return names;
}

absl::StatusOr<std::vector<Key>> ParseKeys(std::string_view json) {
  simdjson::dom::parser parser;
  Element document;
  if (const auto error = parser.parse(json.data(), json.size()).get(document); error) {
    return Invalid(fmt::format("not JSON: {}", simdjson::error_message(error)));
  }
  std::vector<Key> keys;
  std::uint64_t version = 0;
  const auto read_keys = [&keys](Element list) -> absl::Status {
    simdjson::dom::array array;
    if (list.get(array) != simdjson::SUCCESS) return WrongType("keys", "a list");
    for (const Element one : array) {
      if (absl::Status status = ReadKey(one, keys.emplace_back()); !status.ok()) return status;
    }
    return absl::OkStatus();
  };
  const auto read_version = [&version](Element one) {
    return one.get(version) == simdjson::SUCCESS ? absl::OkStatus()
                                                 : WrongType("version", "a number");
  };
  absl::Status status =
      ReadObject(document, "the file", {{"version", read_version}, {"keys", read_keys}});
  if (!status.ok()) return status;
  if (version != 1) return Invalid(fmt::format("version {} is not known; version 1 is", version));
  if (status = CheckUnique(keys); !status.ok()) return status;
  return keys;
}

absl::StatusOr<Derivation> ParseDerivation(std::string_view json) {
  simdjson::dom::parser parser;
  Element document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    return Invalid("what a derived key says of itself is not JSON");
  }
  Derivation derivation;
  absl::Status status =
      ReadObject(document, "a derived key",
                 {{"filter", ReadFilter(derivation.filter)},
                  {"expires", ReadTime("expires", derivation.expires, ParseKeyExpiry)}});
  if (!status.ok()) return status;
  if (derivation.expires == absl::InfiniteFuture()) {
    return Invalid("a derived key must have 'expires'");
  }
  return derivation;
}

std::string PrintKey(const Key& key) {
  std::string json;
  AddMember(json, "id", Quoted(key.id));
  AddMember(json, "name", Quoted(key.name));
  const std::string_view hash = BytesOf(key.secret_hash);
  AddMember(
      json, "sha256",
      Quoted(std::string(absl::BytesToHexString(absl::string_view(hash.data(), hash.size())))));
  AddMember(json, "roles", "[\"" + key.roles.Names("\",\"") + "\"]");
  if (!IsUnrestricted(key.filter)) AddMember(json, "filter", PrintFilter(key.filter));
  if (key.limits != KeyLimits{}) AddMember(json, "limits", PrintLimits(key.limits));
  if (key.created != absl::InfinitePast()) AddMember(json, "created", PrintTime(key.created));
  if (key.expires != absl::InfiniteFuture()) AddMember(json, "expires", PrintTime(key.expires));
  if (key.revoked) AddMember(json, "revoked", "true");
  return '{' + json + '}';
}

std::string PrintKeys(const std::vector<Key>& keys) {
  std::string lines;
  for (const Key& key : keys) lines += (lines.empty() ? "\n" : ",\n") + PrintKey(key);
  return "{\"version\":1,\"keys\":[" + lines + "\n]}\n";
}

std::string PrintDerivation(const Derivation& derivation) {
  std::string json;
  if (!IsUnrestricted(derivation.filter)) AddMember(json, "filter", PrintFilter(derivation.filter));
  AddMember(json, "expires", std::to_string(absl::ToUnixSeconds(derivation.expires)));
  return '{' + json + '}';
}

absl::Status CheckKey(const Key& key) {
  if (!IsKeyId(key.id)) {
    return Invalid(fmt::format("'{}' is not the id of a key: 1 to 32 of a-z and 0-9", key.id));
  }
  if (key.name.empty() || key.name.size() > limits::kMaxKeyNameBytes) {
    return Invalid(fmt::format("key '{}' has a name of {} bytes; give 1 to {}", key.id,
                               key.name.size(), limits::kMaxKeyNameBytes));
  }
  if (key.roles.empty()) {
    return Invalid(
        fmt::format("key '{}' does not have a role; give search, ingest or admin", key.id));
  }
  if (!IsUnrestricted(key.filter) && key.roles != Roles(Role::kSearch)) {
    return Invalid(
        fmt::format("key '{}' has a filter and the roles {}; a filter goes with the role search "
                    "alone: make two keys",
                    key.id, key.roles.Names(", ")));
  }
  return CheckLanguages(key.filter);
}

absl::StatusOr<absl::Time> ParseKeyTime(std::string_view text) {
  absl::Time time;
  const bool read = ReadDay(text, time) || ReadMoment(text, time);
  const std::int64_t seconds = read ? absl::ToUnixSeconds(time) : 0;
  if (!read || seconds < limits::kMinPublishSeconds || seconds > limits::kMaxPublishSeconds) {
    return Invalid(
        fmt::format("'{}' is not a time; give a day such as 2026-01-31 or RFC 3339 such "
                    "as 2026-01-31T12:00:00Z",
                    text));
  }
  // Cut off, it would allow more than was written.
  if (absl::FromUnixSeconds(seconds) == time) return time;
  return Invalid(fmt::format("'{}' has a fraction of a second; give whole seconds", text));
}

absl::StatusOr<absl::Time> ParseKeyExpiry(std::string_view text) {
  auto time = ParseKeyTime(text);
  absl::Time day;
  if (!time.ok() || !ReadDay(text, day)) return time;
  return EndInYears(day + absl::Hours(24));
}

absl::Time EndInYears(absl::Time end) {
  return std::min(end, absl::FromUnixSeconds(limits::kMaxPublishSeconds));
}

}  // namespace dateline::access
