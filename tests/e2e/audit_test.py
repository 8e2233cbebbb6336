# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: who deleted what, and who tried to."""
import json
import pathlib
import re
import signal
import tempfile
import unittest

import grpc

import dateline_e2e as e2e
from guarded import Guarded, add_key, refusal

MOST_OF_A_REFUSAL = 20 * 100  # bytes of ids; core/limits.h


class AuditTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-audit.")
        cls.keys = pathlib.Path(cls.temporary.name) / "keys.json"
        cls.search_key = add_key(cls.keys, "site", "search")
        cls.ingest_key = add_key(cls.keys, "loader", "ingest")
        cls.admin_key = add_key(cls.keys, "root", "admin")
        cls.expired_key = add_key(cls.keys, "old", "ingest", options=("--expires", "2020"))
        cls.slow_key = add_key(cls.keys, "slow", "ingest",
                               options=("--requests-per-second", "1"))
        cls.service = Guarded(cls.temporary.name, "--keys", cls.keys).connect()

    @classmethod
    def tearDownClass(cls):
        codes = cls.service.stop()
        cls.temporary.cleanup()
        assert codes == (0, 0)

    def lines(self):
        text = self.service.audit.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def last(self, **members):
        """The last line with these members; a line may be written after the answer."""
        def found():
            return [line for line in self.lines()
                    if all(line.get(name) == value for name, value in members.items())]

        e2e.until(found, f"a line with {members}")
        return found()[-1]

    def test_the_audit_log_has_a_line_for_each_delete(self):
        delete = self.service.delete
        hostile = 'audit-1"\n{"call":'
        delete(self.ingest_key, "audit-1", "audit-2")
        refusal(lambda: delete(self.ingest_key, hostile))
        refusal(lambda: delete(self.search_key, "audit-3"))
        found = {line["ids"][0]: line for line in self.lines() if "ids" in line}
        for one, outcome in (("audit-1", "OK"), (hostile, "INVALID_ARGUMENT")):
            self.assertEqual((found[one]["key"], found[one]["outcome"], found[one]["count"]),
                             ("loader", outcome, 0))
        self.assertEqual((found["audit-3"]["key"], found["audit-3"]["reason"]),
                         ("site", "ROLE_REQUIRED"))
        moved = self.service.audit.with_suffix(".1")
        self.service.audit.rename(moved)
        self.service.indexer.process.send_signal(signal.SIGHUP)
        e2e.until(self.service.audit.exists, "the audit log is opened again")
        delete(self.ingest_key, "audit-4")
        e2e.until(self.service.audit.read_text, "a line")
        self.assertEqual([line["ids"] for line in self.lines()], [["audit-4"]])

    def test_a_scrub_has_a_line_whoever_asks_for_it(self):
        self.service.scrub(self.admin_key)
        line = self.last(call="ScrubIndex", key="root")
        self.assertEqual((line["outcome"], line["count"]), ("OK", 0))
        self.assertEqual(refusal(lambda: self.service.scrub(self.ingest_key)).reason,
                         "ROLE_REQUIRED")
        self.assertEqual(self.last(call="ScrubIndex", key="loader")["reason"], "ROLE_REQUIRED")

    def test_a_key_that_is_not_good_any_more_or_does_too_much_is_named(self):
        self.assertEqual(refusal(lambda: self.service.delete(self.expired_key, "a")).reason,
                         "KEY_EXPIRED")
        self.assertEqual(self.last(key="old")["reason"], "KEY_EXPIRED")

        def limited():
            try:
                self.service.delete(self.slow_key, "a")
                return False
            except grpc.RpcError as error:
                return e2e.Refusal(error).reason == "CALLER_LIMIT"

        e2e.until(limited, "the limit is reached")
        self.assertEqual(self.last(key="slow", outcome="RESOURCE_EXHAUSTED")["reason"],
                         "CALLER_LIMIT")

    def test_strangers_do_not_get_a_line(self):
        for key in (None, "wrong", self.ingest_key[:-1]):
            self.assertEqual(refusal(lambda: self.service.delete(key, "stranger")).reason,
                             "KEY_REQUIRED")
        self.service.delete(self.ingest_key, "no-stranger")
        self.last(ids=["no-stranger"])
        self.assertNotIn(["stranger"], [line.get("ids") for line in self.lines()])

    def test_a_refused_call_writes_little_whatever_it_sends(self):
        before = self.service.audit.stat().st_size
        ids = ["x" * 25_000 + str(i) for i in range(100)]  # 2.5 MB
        refused = refusal(lambda: self.service.delete(self.search_key, *ids))
        self.assertEqual(refused.reason, "ROLE_REQUIRED")
        self.assertEqual(self.last(key="site", ids_sent=100)["reason"], "ROLE_REQUIRED")
        self.assertEqual(refusal(lambda: self.service.delete(self.ingest_key, *ids)).code,
                         grpc.StatusCode.INVALID_ARGUMENT)
        self.last(key="loader", ids_sent=100)
        self.assertLess(self.service.audit.stat().st_size - before, 3 * MOST_OF_A_REFUSAL)

    def test_without_a_file_the_lines_are_in_the_log(self):
        for options, form in [((), r" info audit: (\{.*)"),
                              (("--json",), r'"level":"info","audit":(\{.*\})\}$')]:
            with self.subTest(form), tempfile.TemporaryDirectory() as folder:
                service = Guarded(folder, audit=None, indexer_options=options).connect()
                try:
                    service.delete(None, 'an "id"')
                    found = lambda: [re.search(form, line.rstrip()) for line
                                     in service.indexer.log if '"DeleteArticles"' in line]
                    e2e.until(found, "a line in the log")
                    line = json.loads(found()[0].group(1))
                    self.assertEqual((line["ids"], line["outcome"]), (['an "id"'], "OK"))
                finally:
                    self.assertEqual(service.stop(), (0, 0))


if __name__ == "__main__":
    unittest.main()
