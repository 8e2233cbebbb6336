// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/intake_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace dateline::intake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(IntakeReportTest, WarningsOfAKindAreCountedWithTheFirstPlace) {
  IntakeReport report("program", ReportForm::kText);
  report.AddWarning({"a.jsonl", 9}, "date could not be read: 'N/A'");
  report.AddWarning({"a.jsonl", 7}, "date could not be read: 'Unknown'");
  report.AddWarning({"b.jsonl", 1}, "date could not be read: 'x\x1b'");
  report.AddWarning({"b.jsonl", 2}, "author over the limit of 32, left out");
  testing::internal::CaptureStderr();
  report.PrintNotes();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("3 dates could not be read (first: a.jsonl:7 'Unknown')\n"),
                    HasSubstr("1 author over the limit of 32, left out (first: b.jsonl:2)\n")));
}

TEST(IntakeReportTest, WhatWasPassedOverIsNamedUpToAFew) {
  IntakeReport report("program", ReportForm::kText);
  for (int i = 0; i < 7; ++i) {
    const std::string name = "page" + std::to_string(i) + ".html";
    report.AddSkipped(absl::UnimplementedError(name + ": the file is an HTML page"));
  }
  report.AddHidden({"in/.git", "in/.DS_Store"});
  testing::internal::CaptureStderr();
  report.PrintNotes();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr("skipped: page4.html: the file is an HTML page\n"),
                    Not(HasSubstr("page5.html")), HasSubstr("skipped 7 files in all"),
                    HasSubstr("begins with a dot: in/.git, in/.DS_Store\n")));
}

TEST(IntakeReportTest, TheExitCodeSaysWhetherSomethingIsMissing) {
  const auto code = [](auto fill, bool strict = false,
                       const absl::Status& status = absl::OkStatus()) {
    IntakeReport report("program", ReportForm::kText);
    fill(report);
    return report.ExitCode(strict, status);
  };
  const auto added = [](IntakeReport& report) { report.Count(Outcome::kAdded); };
  const auto mixed = [](IntakeReport& report) {
    report.Count(Outcome::kUnchanged);
    report.Count(Outcome::kRejected);
  };
  EXPECT_EQ(code([](IntakeReport&) {}), 0);
  EXPECT_EQ(code(added), 0);
  EXPECT_EQ(code(added, false, absl::CancelledError("c")), 1);
  EXPECT_EQ(code(mixed), 0);
  EXPECT_EQ(code(mixed, true), 1);
  EXPECT_EQ(code([](IntakeReport& report) { report.Count(Outcome::kRejected); }), 1);
  EXPECT_EQ(code([](IntakeReport& report) { report.AddSkipped(absl::UnimplementedError("s")); }),
            1);
  EXPECT_EQ(code([&](IntakeReport& report) {
              added(report);
              report.AddSkipped(absl::UnimplementedError("s"));
            }),
            0);
  EXPECT_EQ(code([&](IntakeReport& report) {
              added(report);
              report.CountUnread();
            }),
            1);
}

}  // namespace
}  // namespace dateline::intake
