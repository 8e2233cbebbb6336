// SPDX-License-Identifier: GPL-3.0-or-later
// Options of the command line that both servers have for their security.
#ifndef DATELINE_CORE_RPC_SECURITY_FLAGS_H_
#define DATELINE_CORE_RPC_SECURITY_FLAGS_H_

#include <CLI/CLI.hpp>

#include "core/rpc/security.h"

namespace dateline::rpc {

// Declares them on `command`, which fills `options` when it is parsed.
inline void AddSecurityOptions(CLI::App& command, SecurityOptions& options) {
  constexpr const char* kGroup = "Security";
  const auto add = [&](const char* name, std::string& value, const char* help) {
    command.add_option(name, value, help)->type_name("FILE")->group(kGroup);
  };
  add("--tls-cert", options.tls.certificate,
      "Certificate of this server, PEM, followed by those that signed it; read again when it "
      "changes, as the key is");
  add("--tls-key", options.tls.private_key, "Its private key, PEM, without a passphrase");
  add("--tls-client-ca", options.tls.client_ca,
      "Every client must show a certificate that a CA in this PEM file has signed (mutual TLS)");
  add("--keys", options.keys,
      "Keys that calls must carry, made by 'dateline-indexer key add'; read again when it changes. "
      "Without it everybody who can connect may call");
  add("--audit-log", options.audit_log,
      "Append a line of JSON for each delete and each admin call; without it they are in the log");
  command
      .add_flag("--insecure-listen", options.insecure_listen,
                "Listen without TLS on addresses that other hosts can reach")
      ->group(kGroup);
}

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_SECURITY_FLAGS_H_
