// SPDX-License-Identifier: Apache-2.0
// Asks a running server for "harbour bridge". Usage: dateline_example [HOST:PORT]
#include <dateline/client.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

int Fail(const absl::Status& status) {
  std::cerr << status << "\n";
  return EXIT_FAILURE;
}

int Run(const std::string& address) {
  const auto client = dateline::client::Client::Connect({.server = address});
  dateline::v1::SearchRequest request;
  request.set_query("harbour bridge");
  const auto response = client->Search(request);
  if (!response.ok()) return Fail(response.status());
  for (const auto& hit : response->hits()) std::cout << hit.article().headline() << "\n";
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) { return Run(argc > 1 ? argv[1] : "127.0.0.1:7710"); }
