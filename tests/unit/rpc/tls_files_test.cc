// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/errors/errors.h"
#include "tests/support/test_index.h"

namespace dateline::rpc {
namespace {

using testing::HasSubstr;

class TlsFilesTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  // Makes NAME.pem and NAME.key, which fit together.
  void MakePair(const std::string& name) const {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=" +
        name + " -keyout " + Path(name + ".key") + " -out " + Path(name + ".pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  void Install(const std::string& from, const std::string& to) const {
    std::filesystem::copy_file(Path(from), Path(to),
                               std::filesystem::copy_options::overwrite_existing);
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(Path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  TlsFileNames Names() const { return {Path("server.pem"), Path("server.key"), ""}; }

  test_support::TempFolder folder_;
};

TEST_F(TlsFilesTest, APairIsTakenOverWhenBothFilesFit) {
  MakePair("a");
  MakePair("b");
  Install("a.pem", "server.pem");
  Install("a.key", "server.key");
  auto files = TlsFiles::Open(Names());
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_FALSE(*(*files)->Reload()) << "nothing has changed";
  Install("b.pem", "server.pem");
  EXPECT_THAT(errors::MessageOf((*files)->Reload().status()), HasSubstr("not that of"));
  EXPECT_FALSE(*(*files)->Reload()) << "told once";
  EXPECT_EQ((*files)->material()->certificate, Read("a.pem"));
  Install("b.key", "server.key");
  EXPECT_TRUE(*(*files)->Reload());
  EXPECT_EQ((*files)->material()->certificate, Read("b.pem"));
  EXPECT_EQ((*files)->material()->private_key, Read("b.key"));
  EXPECT_EQ((*files)->material()->version, 2U);
}

TEST_F(TlsFilesTest, WhatCannotBeReadIsRefusedAndNamed) {
  MakePair("a");
  const std::string certificate = Read("a.pem");
  const std::string key = Read("a.key");
  const auto check = [](const std::string& one, const std::string& two, const std::string& ca) {
    return errors::MessageOf(CheckMaterial({one, two, ca, 0}));
  };
  EXPECT_EQ(check(certificate, key, ""), "");
  EXPECT_EQ(check(certificate, key, certificate), "");
  EXPECT_EQ(check(certificate + certificate, key, ""), "");
  for (const std::string& broken :
       {std::string(), std::string("text"), certificate.substr(0, certificate.size() / 2), key,
        certificate + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    EXPECT_THAT(check(broken, key, ""), HasSubstr("certificate")) << broken;
  }
  for (const std::string& broken :
       {std::string(), std::string("text"), certificate, key.substr(0, key.size() / 2)}) {
    EXPECT_THAT(check(certificate, broken, ""), HasSubstr("private key")) << broken;
  }
  EXPECT_THAT(check(certificate, key, "text"), HasSubstr("CA of clients"));
}

TEST_F(TlsFilesTest, AKeyWithAPassphraseIsRefusedInsteadOfAskedFor) {
  MakePair("a");
  const std::string command = "openssl ec -aes128 -passout pass:secret -in " + Path("a.key") +
                              " -out " + Path("locked.key") + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(errors::MessageOf(CheckMaterial({Read("a.pem"), Read("locked.key"), "", 0})),
              HasSubstr("passphrase"));
}

TEST_F(TlsFilesTest, AnEmptyFileOfTheCaDoesNotLetEverybodyIn) {
  MakePair("a");
  TlsFileNames names{Path("a.pem"), Path("a.key"), Path("ca.pem")};
  Write("ca.pem", "");
  EXPECT_FALSE(TlsFiles::Open(names).ok());
  Install("a.pem", "ca.pem");
  auto files = TlsFiles::Open(names);
  ASSERT_TRUE(files.ok()) << files.status();
  Write("ca.pem", "");
  EXPECT_FALSE((*files)->Reload().ok());
  EXPECT_EQ((*files)->material()->client_ca, Read("a.pem"));
}

TEST_F(TlsFilesTest, FilesThatVanishLeaveThePairInUse) {
  MakePair("server");
  auto files = TlsFiles::Open(Names());
  ASSERT_TRUE(files.ok());
  std::filesystem::remove(Path("server.key"));
  EXPECT_FALSE((*files)->Reload().ok());
  EXPECT_NE((*files)->material(), nullptr);
}

}  // namespace
}  // namespace dateline::rpc
