// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/security.h"

#include <fmt/format.h>
#include <grpcpp/server_context.h>

#include <csignal>
#include <string>
#include <string_view>
#include <utility>

#include "core/errors/errors.h"
#include "core/limits.h"
#include "core/rpc/listen_address.h"
#include "core/rpc/log.h"
#include "core/rpc/tls_credentials.h"

namespace dateline::rpc {
namespace {

absl::Status CheckListen(const SecurityOptions& options, const std::string& listen) {
  const bool tls = !options.tls.certificate.empty();
  if (tls) return absl::OkStatus();
  const auto endpoints = ResolveListen(listen);
  if (!endpoints.ok()) return endpoints.status();
  if (AreLoopback(*endpoints)) return absl::OkStatus();
  if (options.insecure_listen) {
    LogLine(LogLevel::kWarning,
            fmt::format("listening on {} without TLS: whoever is on the way can read and change "
                        "what is sent, keys included",
                        listen));
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(fmt::format(
      "--listen {} can be reached from other hosts, and nothing is encrypted; give --tls-cert and "
      "--tls-key, or listen on 127.0.0.1, or say --insecure-listen if the network is your own",
      listen));
}

absl::Status CheckTlsOptions(const TlsFileNames& tls) {
  if (tls.certificate.empty() != tls.private_key.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key go together; give both");
  }
  if (tls.certificate.empty() && !tls.client_ca.empty()) {
    return absl::InvalidArgumentError("--tls-client-ca needs --tls-cert and --tls-key; give them");
  }
  return absl::OkStatus();
}

// Says what became of an attempt to read files again.
void Report(const absl::StatusOr<bool>& reloaded, std::string_view what, std::string_view cause) {
  if (!reloaded.ok()) {
    LogLine(LogLevel::kError, fmt::format("the new {} cannot be used, the old ones stay: {}", what,
                                          errors::MessageOf(reloaded.status())));
  } else if (*reloaded) {
    LogLine(LogLevel::kInfo, fmt::format("new {} are in use ({})", what, cause));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Security>> Security::Open(const SecurityOptions& options,
                                                         const std::string& listen,
                                                         const std::string& index_folder) {
  if (absl::Status status = CheckTlsOptions(options.tls); !status.ok()) return status;
  if (absl::Status status = CheckListen(options, listen); !status.ok()) return status;
  auto security = std::unique_ptr<Security>(new Security);
  if (!options.tls.certificate.empty()) {
    auto tls = TlsFiles::Open(options.tls);
    if (!tls.ok()) return tls.status();
    security->tls_ = *std::move(tls);
    security->credentials_ = TlsCredentials(*security->tls_);
  }
  if (!options.keys.empty()) {
    absl::Status status = access::CheckOutside(options.keys, index_folder);
    if (!status.ok()) return status;
  }
  access::GateOptions gate_options;
  gate_options.file = options.keys;
  auto gate = access::Gate::Open(std::move(gate_options));
  if (!gate.ok()) return gate.status();
  security->gate_ = *std::move(gate);
  auto audit =
      access::AuditLog::Open({.file = options.audit_log, .sink = [](std::string_view line) {
                                LogRecord(LogLevel::kInfo, "audit", line);
                              }});
  if (!audit.ok()) return audit.status();
  security->audit_ = *std::move(audit);
  return security;
}

Security::~Security() = default;

void Security::Audit(access::AuditEntry entry, const Caller& caller,
                     const grpc::ServerContextBase& context) {
  if (errors::ReasonOf(entry.outcome) == v1::ERROR_REASON_KEY_REQUIRED) return;
  const std::string peer = context.peer();
  const std::string key = caller.admission == nullptr ? errors::ErrorMetadata(entry.outcome, "key")
                                                      : caller.admission->name();
  entry.peer = peer;
  entry.key = key;
  if (absl::Status status = audit_->Write(entry); !status.ok()) {
    LogLine(LogLevel::kError, errors::MessageOf(status));
  }
}

void Security::Reload(std::string_view cause) {
  Report(gate_->Reload(), "keys", cause);
  if (tls_ != nullptr) Report(tls_->Reload(), "certificates", cause);
}

void Security::Watch(boost::asio::io_context& io, Signals& signals) {
  timer_.emplace(io);
  WaitForPoll();
  signals.OnReload("keys and certificates", [this] { Reload("SIGHUP"); });
  signals.OnReload("audit log", [this] {
    if (absl::Status status = audit_->Reopen(); !status.ok()) {
      LogLine(LogLevel::kError, errors::MessageOf(status));
    }
  });
}

void Security::WaitForPoll() {
  timer_->expires_after(limits::kFilePoll);
  timer_->async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    Reload("the file has changed");
    WaitForPoll();
  });
}

}  // namespace dateline::rpc
