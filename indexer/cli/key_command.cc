// SPDX-License-Identifier: GPL-3.0-or-later
#include "indexer/cli/key_command.h"

#include <absl/cleanup/cleanup.h>
#include <absl/strings/ascii.h>
#include <absl/time/clock.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/access/key_file.h"
#include "core/access/key_json.h"
#include "core/access/key_text.h"
#include "core/dates/parse_period.h"
#include "core/errors/errors.h"
#include "core/limits.h"
#include "indexer/cli/output.h"

namespace dateline::commands {
namespace {

constexpr const char* kKeyFooter =
    "Exit codes: 0 done; 1 failed; 2 wrong usage.\n"
    "Whoever can read the file of keys can sign derived keys: keep it at mode 0600.";

struct KeyOptions {
  std::string file;
  std::string key;           // an id or a name
  std::string api_key_file;  // of the text of a key; "-" = stdin
  std::string name;
  std::vector<std::string> roles;
  std::vector<std::string> sources, sections, languages;
  std::string from, to, expires;
  access::KeyLimits limits;
  bool json = false;

  OutputForm form() const { return json ? OutputForm::kJson : OutputForm::kText; }
};

std::string DateProblem(const std::string& text) {
  // Cut off, it would allow more than was asked for.
  const auto digit = [&text](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  const auto mark = text.find_first_of(".,");
  if (mark != std::string::npos && mark > 0 && digit(mark - 1) && digit(mark + 1)) {
    return "'" + text + "' has a fraction of a second; give whole seconds";
  }
  return errors::MessageOf(dates::ParsePeriod(text, absl::Now(), absl::UTCTimeZone()).status());
}

dates::Period PeriodOf(const std::string& text) {  // the command line was checked
  return dates::ParsePeriod(text, absl::Now(), absl::UTCTimeZone()).value_or(dates::Period{});
}

v1::Filter FilterOf(const KeyOptions& options) {
  v1::Filter filter;
  filter.mutable_sources()->Assign(options.sources.begin(), options.sources.end());
  filter.mutable_sections()->Assign(options.sections.begin(), options.sections.end());
  filter.mutable_languages()->Assign(options.languages.begin(), options.languages.end());
  const auto seconds = [](absl::Time time) { return absl::ToUnixSeconds(time); };
  if (!options.from.empty()) {
    filter.mutable_publish_time()->mutable_start_time()->set_seconds(
        seconds(PeriodOf(options.from).start));
  }
  if (!options.to.empty()) {
    filter.mutable_publish_time()->mutable_end_time()->set_seconds(
        seconds(access::EndInYears(PeriodOf(options.to).end)));
  }
  return filter;
}

// As a file of keys means it: a day is the last one that the key is good, a moment is its end.
absl::Time ExpiryOf(const std::string& text) {
  const dates::Period period = PeriodOf(text);
  const bool moment = period.end - period.start == absl::Seconds(1);
  return moment ? period.start : access::EndInYears(period.end);
}

access::Roles RolesOf(const KeyOptions& options) {
  access::Roles roles;
  for (const access::Role role : access::kRoles) {
    const auto& names = options.roles;
    if (std::find(names.begin(), names.end(), access::RoleName(role)) != names.end())
      roles = roles | role;
  }
  return roles;
}

int FailKeys(const absl::Status& status, const KeyOptions& options) {
  return Fail(status, options.form());
}

int RunAdd(const KeyOptions& options) {
  const auto made = access::MakeKeyText();
  if (!made.ok()) return FailKeys(made.status(), options);
  access::Key key;
  key.id = made->id;
  key.secret_hash = made->secret_hash;
  key.name = options.name;
  key.roles = RolesOf(options);
  key.filter = FilterOf(options);
  key.limits = options.limits;
  key.created = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  if (!options.expires.empty()) key.expires = ExpiryOf(options.expires);
  const bool is_new = access::StampOf(options.file) == access::FileStamp{};
  absl::Status status = access::CheckKey(key);
  if (status.ok()) {
    status = access::ChangeKeyFile(options.file, [&key](std::vector<access::Key>& keys) {
      keys.push_back(key);
      return absl::OkStatus();
    });
  }
  if (!status.ok()) return FailKeys(status, options);
  if (is_new && ::geteuid() == 0) {
    std::fprintf(stderr,
                 "The new file belongs to root. A server that runs as another user cannot read it: "
                 "chown USER %s\n",
                 Shown(options.file).c_str());
  }
  if (options.json) {
    std::printf("%s\n", fmt::format(R"({{"id":{},"name":{},"key":{}}})", JsonString(key.id),
                                    JsonString(key.name), JsonString(made->text))
                            .c_str());
    return 0;
  }
  std::printf("%s\n", made->text.c_str());
  std::fputs("This is the only time that the key is shown: give it to its user in a safe way.\n",
             stderr);
  return 0;
}

std::string StateOf(const access::Key& key) {
  if (key.revoked) return "revoked";
  if (key.expires <= absl::Now()) return "expired";
  return key.expires == absl::InfiniteFuture()
             ? "in force"
             : absl::FormatTime("until %Y-%m-%d %H:%M UTC", key.expires, absl::UTCTimeZone());
}

int RunList(const KeyOptions& options) {
  const auto file = access::ReadKeyFile(options.file, access::KeyFileOwner::kAnybodyForRoot);
  if (!file.ok()) return FailKeys(file.status(), options);
  for (const access::Key& key : file->keys) {
    std::printf(
        "%s\n",
        options.json
            ? access::PrintKey(key).c_str()
            : fmt::format("{}  {}  {}  {}{}", key.id, key.name, key.roles.Names(","), StateOf(key),
                          access::IsUnrestricted(key.filter)
                              ? ""
                              : "  " + access::PrintDerivation({key.filter, key.expires}))
                  .c_str());
  }
  return 0;
}

// The key in force with this id or name; null if there is none.
access::Key* FindKey(std::vector<access::Key>& keys, const std::string& wanted) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const access::Key& key) {
    return !key.revoked && (key.id == wanted || key.name == wanted);
  });
  return found == keys.end() ? nullptr : &*found;
}

absl::Status NoSuchKey(const std::string& wanted) {
  return absl::NotFoundError(fmt::format(
      "no key in force has the id or name '{}'; 'key list' shows those that there are", wanted));
}

int RunRevoke(const KeyOptions& options) {
  const absl::Status status =
      access::ChangeKeyFile(options.file, [&](std::vector<access::Key>& keys) {
        access::Key* key = FindKey(keys, options.key);
        if (key == nullptr) return NoSuchKey(options.key);
        key->revoked = true;
        return absl::OkStatus();
      });
  if (!status.ok()) return FailKeys(status, options);
  if (options.json) std::printf("{\"revoked\":%s}\n", JsonString(options.key).c_str());
  return 0;
}

// What signs keys that are derived from another one.
struct Signer {
  std::string id;
  access::Digest secret_hash{};
};

absl::StatusOr<Signer> SignerInFile(const KeyOptions& options) {
  auto file = access::ReadKeyFile(options.file, access::KeyFileOwner::kAnybodyForRoot);
  if (!file.ok()) return file.status();
  const access::Key* key = FindKey(file->keys, options.key);
  if (key == nullptr) return NoSuchKey(options.key);
  return Signer{key->id, key->secret_hash};
}

// The start of a file, or of stdin if its name is "-": more than any key has is enough.
absl::StatusOr<std::string> ReadKeyText(const std::string& name) {
  std::FILE* file = name == "-" ? stdin : std::fopen(name.c_str(), "re");
  const absl::Cleanup close = [file] {
    if (file != nullptr && file != stdin) std::fclose(file);
  };
  std::string text(2 * limits::kMaxKeyBytes, '\0');
  if (file != nullptr) text.resize(std::fread(text.data(), 1, text.size(), file));
  if (file == nullptr || std::ferror(file) != 0) {
    return absl::NotFoundError(
        fmt::format("cannot read '{}': {}", Shown(name), std::generic_category().message(errno)));
  }
  return text;
}

absl::StatusOr<Signer> SignerOfText(const KeyOptions& options) {
  const auto text = ReadKeyText(options.api_key_file);
  if (!text.ok()) return text.status();
  const absl::string_view bare = absl::StripAsciiWhitespace(*text);
  const auto key = access::ParseKeyText({bare.data(), bare.size()});
  if (!key) {
    return absl::InvalidArgumentError(
        fmt::format("'{}' does not hold a key, such as 'key add' prints", options.api_key_file));
  }
  if (key->secret.empty()) {
    return absl::InvalidArgumentError(
        "a derived key does not have the secret that signs others; give the key that it was "
        "derived from");
  }
  return Signer{std::string(key->id), access::Sha256(key->secret)};
}

int RunDerive(const KeyOptions& options) {
  const auto signer = options.api_key_file.empty() ? SignerInFile(options) : SignerOfText(options);
  if (!signer.ok()) return FailKeys(signer.status(), options);
  const access::Derivation derivation{FilterOf(options), ExpiryOf(options.expires)};
  // What a server would refuse is not given out.
  if (auto read = access::ParseDerivation(access::PrintDerivation(derivation)); !read.ok())
    return FailKeys(read.status(), options);
  const std::string text = access::DeriveKeyText(signer->id, signer->secret_hash, derivation);
  if (text.size() > limits::kMaxKeyBytes) {
    return FailKeys(absl::InvalidArgumentError(fmt::format(
                        "the derived key would have {} bytes, and a key has at most {}, because it "
                        "travels in the metadata of each call; name fewer values, or make a key "
                        "with this filter by 'key add'",
                        text.size(), limits::kMaxKeyBytes)),
                    options);
  }
  std::printf("%s\n", options.json ? fmt::format("{{\"key\":{}}}", JsonString(text)).c_str()
                                   : text.c_str());
  return 0;
}

void AddFilterOptions(CLI::App& command, KeyOptions& options) {
  const auto add = [&command](const char* name, std::vector<std::string>& values,
                              const char* help) {
    command.add_option(name, values, help)->allow_extra_args(false)->group("Filter");
  };
  add("--source", options.sources, "only articles of this source; may be repeated");
  add("--section", options.sections, "only this section; may be repeated");
  add("--lang", options.languages, "only this language, such as en; may be repeated");
  command.add_option("--from", options.from, "first date: 2024, 2024-05, 2024-05-17, RFC 3339")
      ->check(DateProblem)
      ->group("Filter");
  command.add_option("--to", options.to, "last date, included; same forms as --from")
      ->check(DateProblem)
      ->group("Filter");
}

CLI::App* AddOne(CLI::App& parent, const char* name, const char* description,
                 const std::shared_ptr<KeyOptions>& options, int (*work)(const KeyOptions&),
                 std::function<int()>& run) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->add_option("--keys", options->file, "file of keys, outside of the index")
      ->required(work != RunDerive)
      ->type_name("FILE");
  command->add_flag("--json", options->json, "print the result as JSON");
  command->footer(kKeyFooter);
  command->callback([options, work, &run] { run = [options, work] { return work(*options); }; });
  return command;
}

void AddAdd(CLI::App& keys, const std::shared_ptr<KeyOptions>& options, std::function<int()>& run) {
  CLI::App* add = AddOne(keys, "add", "Make a key and print it, once; makes the file if need be",
                         options, RunAdd, run);
  add->add_option("--name", options->name,
                  "who uses it; a certificate with this name may stand "
                  "for the key")
      ->required();
  add->add_option("--role", options->roles, "what it may do; may be repeated")
      ->required()
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"search", "ingest", "admin"}));
  add->add_option("--expires", options->expires,
                  "last day it is good, in UTC: 2026-12-31; or when it ends: now+90d")
      ->check(DateProblem);
  const auto limit = [&add](const char* name, std::uint32_t& value, const char* help) {
    add->add_option(name, value, help)->check(CLI::Range(1, 1'000'000))->group("Limits");
  };
  limit("--requests-per-second", options->limits.requests_per_second, "calls that may begin");
  limit("--concurrent-calls", options->limits.concurrent_calls, "calls at one time");
  limit("--hits-per-page", options->limits.hits_per_page, "hits that one answer may have");
  AddFilterOptions(*add, *options);
}

void AddDerive(CLI::App& keys, const std::shared_ptr<KeyOptions>& options,
               std::function<int()>& run) {
  CLI::App* derive = AddOne(keys, "derive",
                            "Print a narrower key that is good for a short time; no server and no "
                            "file of keys need know of it",
                            options, RunDerive, run);
  CLI::Option* file = derive->get_option("--keys");
  CLI::Option* key =
      derive->add_option("key", options->key, "with --keys: id or name of the key to derive from");
  CLI::Option* own =
      derive
          ->add_option("--api-key-file", options->api_key_file,
                       "in place of --keys: file with the key to derive from, as its user has it; "
                       "- = stdin")
          ->type_name("FILE")
          ->excludes(file)
          ->excludes(key);
  file->needs(key);
  key->needs(file);
  derive
      ->add_option("--expires", options->expires,
                   "until when: now+1h, 2026-12-31 (the end of that day)")
      ->required()
      ->check(DateProblem);
  AddFilterOptions(*derive, *options);
  derive->callback([own, file, options, &run] {
    if (own->count() + file->count() == 0) {
      throw CLI::ValidationError("key derive", "give --keys FILE and KEY, or --api-key-file FILE");
    }
    run = [options] { return RunDerive(*options); };
  });
}

}  // namespace

void AddKeyCommands(CLI::App& app, std::function<int()>& run) {
  CLI::App* keys = app.add_subcommand("key", "Make, list, revoke and derive keys of callers");
  keys->require_subcommand(1);
  keys->footer(kKeyFooter);
  const auto options = std::make_shared<KeyOptions>();
  AddAdd(*keys, options, run);
  AddOne(*keys, "list", "List the keys, without secrets", options, RunList, run);
  AddOne(*keys, "revoke", "Make a key useless, and all that were derived from it", options,
         RunRevoke, run)
      ->add_option("key", options->key, "its id or name")
      ->required();
  AddDerive(*keys, options, run);
}

}  // namespace dateline::commands
