// SPDX-License-Identifier: GPL-3.0-or-later
// What the subcommands need to call a server and to tell how it went.
#ifndef DATELINE_CLIENT_CLI_CALL_H_
#define DATELINE_CLIENT_CLI_CALL_H_

#include <absl/status/status.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <memory>

#include "client/cli/options.h"
#include "dateline/client.h"
#include "dateline/ingest_client.h"

namespace dateline::cli {

// A service of one of the two servers.
enum class Service : std::uint8_t { kSearch, kIngest };

// Clients of the server that `common` names, with its timeout, key and certificates. A file that
// cannot be read, or a key that cannot be sent, ends the program with 1.
std::unique_ptr<client::Client> ConnectToSearch(const CommonOptions& common);
std::unique_ptr<client::IngestClient> ConnectToIngest(const CommonOptions& common);

// One line of JSON on stdout, harmless on a terminal. Returns the exit code: 1, with the reason on
// stderr and nothing on stdout, if `message` holds what JSON does not (a time of no calendar).
int PrintJson(const google::protobuf::Message& message);

// Says the error with its reason on stderr; returns 1.
int Fail(const absl::Status& status);
// The same for a call of `service` at `common.server`: says so if no server is there, and names the
// right program if that server does not have the service.
int FailCall(const absl::Status& status, const CommonOptions& common, Service service);

}  // namespace dateline::cli

#endif  // DATELINE_CLIENT_CLI_CALL_H_
