// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rpc/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/errors/errors.h"
#include "core/limits.h"
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

// gRPC would refuse every connection, while the log said that they are in use.
TEST_F(TlsFilesTest, WhatOpensslFindsTooWeakIsRefused) {
  MakePair("good");
  const auto make = [this](const std::string& name, const std::string& options) {
    const std::string command = "openssl req -x509 -nodes -days 2 -subj /CN=" + name + " " +
                                options + " -keyout " + Path(name + ".key") + " -out " +
                                Path(name + ".pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  };
  make("short", "-newkey rsa:1024");
  make("whole", "-newkey rsa:2048");
  EXPECT_THAT(errors::MessageOf(CheckMaterial({Read("short.pem"), Read("short.key"), "", 0})),
              testing::AllOf(HasSubstr("OpenSSL"), HasSubstr("too small")));
  EXPECT_THAT(errors::MessageOf(
                  CheckMaterial({Read("good.pem") + Read("short.pem"), Read("good.key"), "", 0})),
              HasSubstr("a CA after it"));
  EXPECT_TRUE(CheckMaterial({Read("whole.pem"), Read("whole.key"), Read("good.pem"), 0}).ok());
  Install("good.pem", "server.pem");
  Install("good.key", "server.key");
  auto files = TlsFiles::Open(Names());
  ASSERT_TRUE(files.ok()) << files.status();
  Install("short.pem", "server.pem");
  Install("short.key", "server.key");
  EXPECT_FALSE((*files)->Reload().ok());
  EXPECT_EQ((*files)->material()->certificate, Read("good.pem"));
}

TEST_F(TlsFilesTest, WhatIsNotAFileIsRefusedAndStopsNobody) {
  MakePair("server");
  const std::string pipe = Path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {pipe, std::string("/dev/zero"), Path(".")}) {
    EXPECT_THAT(
        errors::MessageOf(TlsFiles::Open({Path("server.pem"), Path("server.key"), path}).status()),
        HasSubstr("not a regular file"))
        << path;
  }
  Write("large.pem", std::string(limits::kMaxPemBytes + 1, 'x'));
  EXPECT_THAT(
      errors::MessageOf(TlsFiles::Open({Path("large.pem"), Path("server.key"), ""}).status()),
      HasSubstr("a PEM file does not"));
  std::filesystem::create_symlink(Path("server.pem"), Path("link.pem"));
  EXPECT_TRUE(TlsFiles::Open({Path("link.pem"), Path("server.key"), ""}).ok());
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
