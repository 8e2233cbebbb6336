# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, and what programs refuse to start with."""
import itertools
import json
import os
import pathlib
import re
import signal
import tempfile
import threading
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import article, ingest, make, search
from guarded import Authority, Guarded, add_key, bearer, refusal, run

HEALTH = "/grpc.health.v1.Health/"
REFLECTION = [f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
              for version in ("v1", "v1alpha")]
LIST_SERVICES = b"\x3a\x00"
OPERATIONS = pathlib.Path(__file__).resolve().parents[2] / "doc/operations.md"


def derive_of_the_documentation():
    """The function `derive` that doc/operations.md shows."""
    blocks = re.findall(r"```python\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    code, = [block for block in blocks if "def derive" in block]
    names = {}
    exec(code, names)  # the page's own example
    return names["derive"]


class KeysTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-keys.")
        cls.keys = pathlib.Path(cls.temporary.name) / "keys.json"
        cls.search_key = add_key(cls.keys, "site", "search")
        cls.ingest_key = add_key(cls.keys, "loader", "ingest")
        cls.admin_key = add_key(cls.keys, "root", "admin")
        cls.gazette_key = add_key(cls.keys, "gazette", "search",
                                  options=("--source", "Gazette", "--hits-per-page", "2"))
        cls.expired_key = add_key(cls.keys, "old", "search", options=("--expires", "2020"))
        cls.slow_key = add_key(cls.keys, "slow", "search",
                               options=("--requests-per-second", "1"))
        cls.service = Guarded(cls.temporary.name, "--keys", cls.keys).connect()
        articles = [make(f"g{i}", f"Harbour news {i}", "The bridge.", source="Gazette",
                         entities=[article.Entity(name="Ada Quill",
                                                  type=article.ENTITY_TYPE_PERSON)])
                    for i in range(4)]
        articles += [make(f"h{i}", f"Harbour sport {i}", "The match.", source="Herald",
                          entities=[article.Entity(name="Tom Reed",
                                                   type=article.ENTITY_TYPE_PERSON)])
                     for i in range(3)]
        generation = cls.service.send(cls.ingest_key, *articles)
        e2e.until(lambda: cls.service.search(cls.search_key).generation >= generation, "a search")

    @classmethod
    def tearDownClass(cls):
        codes = cls.service.stop()
        log = "".join(cls.service.server.log + cls.service.indexer.log)
        cls.temporary.cleanup()
        assert codes == (0, 0), log
        for key in (cls.search_key, cls.ingest_key, cls.admin_key, cls.gazette_key,
                    cls.expired_key, cls.slow_key):
            assert key.split("_", 2)[2] not in log, "a secret is in the log"

    def test_each_call_needs_its_role(self):
        ask = self.service
        calls = [
            (lambda key: ask.search(key), {"search"}),
            (lambda key: ask.searcher.SuggestEntities(
                search.SuggestEntitiesRequest(prefix="a"), timeout=20, metadata=bearer(key)),
             {"search"}),
            (lambda key: ask.searcher.GetArticle(
                search.GetArticleRequest(id="g1"), timeout=20, metadata=bearer(key)), {"search"}),
            (lambda key: ask.searcher.GetEntity(
                search.GetEntityRequest(name="Ada Quill"), timeout=20, metadata=bearer(key)),
             {"search"}),
            (lambda key: ask.ingest.DeleteArticles(
                ingest.DeleteArticlesRequest(ids=["nobody"]), timeout=20, metadata=bearer(key)),
             {"ingest"}),
            (lambda key: ask.ingest.Refresh(ingest.RefreshRequest(), timeout=20,
                                            metadata=bearer(key)), {"ingest"}),
            (lambda key: ask.ingest.GetIndexStats(ingest.GetIndexStatsRequest(), timeout=20,
                                                  metadata=bearer(key)),
             {"search", "ingest", "admin"}),
            (lambda key: ask.searcher.GetIndexInfo(search.GetIndexInfoRequest(), timeout=20,
                                                   metadata=bearer(key)),
             {"search", "ingest", "admin"}),
            (lambda key: ask.scrub(key, program=0), {"admin"}),
            (lambda key: ask.scrub(key, program=1), {"admin"}),
            (lambda key: ask.send(key, make("x", source="Herald")), {"ingest"})]
        keys = {"search": self.search_key, "ingest": self.ingest_key, "admin": self.admin_key}
        for number, (call, roles) in enumerate(calls):
            for role, key in keys.items():
                with self.subTest(f"call {number} with the role {role}"):
                    if role in roles:
                        call(key)
                        continue
                    refused = refusal(lambda: call(key))
                    self.assertEqual((refused.code, refused.reason),
                                     (grpc.StatusCode.PERMISSION_DENIED, "ROLE_REQUIRED"))
            for key in ("wrong", self.search_key[:-1], "dl_abc_" + "A" * 43):
                refused = refusal(lambda: call(key))
                self.assertEqual((refused.code, refused.reason),
                                 (grpc.StatusCode.UNAUTHENTICATED, "KEY_REQUIRED"))
        refused = refusal(self.service.search)
        self.assertEqual((refused.code, refused.reason),
                         (grpc.StatusCode.UNAUTHENTICATED, "KEY_REQUIRED"))
        refused = refusal(lambda: self.service.search(self.expired_key))
        self.assertEqual((refused.code, refused.reason),
                         (grpc.StatusCode.UNAUTHENTICATED, "KEY_EXPIRED"))

    def test_health_needs_no_key_and_reflection_needs_any(self):
        for channel in (self.service.search_channel, self.service.ingest_channel):
            self.assertEqual(channel.unary_unary(HEALTH + "Check")(b"", timeout=20), b"\x08\x01")
            watch = channel.unary_stream(HEALTH + "Watch")(b"", timeout=20)
            self.assertEqual(next(watch), b"\x08\x01")
            watch.cancel()
            for method in REFLECTION:
                reflect = channel.stream_stream(method)
                with self.subTest(method):
                    for metadata in (None, bearer("wrong"), bearer(self.expired_key)):
                        with self.assertRaises(grpc.RpcError) as refused:
                            list(reflect(iter([LIST_SERVICES]), timeout=20, metadata=metadata))
                        self.assertEqual(refused.exception.code(),
                                         grpc.StatusCode.UNAUTHENTICATED)
                    for key in (self.search_key, self.ingest_key, self.admin_key):
                        answer, = reflect(iter([LIST_SERVICES]), timeout=20, metadata=bearer(key))
                        self.assertIn(b"dateline.v1.", answer)

    def test_a_filter_holds_everywhere(self):
        key = self.gazette_key
        response = self.service.search(key, query="harbour", page_size=100, facets=[
            search.FacetRequest(terms=search.TermsFacet(field="source")),
            search.FacetRequest(terms=search.TermsFacet(field="person"))])
        self.assertEqual(response.total.value, 4)
        self.assertEqual(len(response.hits), 2)  # --hits-per-page
        self.assertEqual([[one.key for one in facet.buckets] for facet in response.facets],
                         [["Gazette"], ["Ada Quill"]])
        hidden = search.SearchRequest(query="source:Herald")
        self.assertEqual(self.service.searcher.Search(hidden, timeout=20,
                                                      metadata=bearer(key)).total.value, 0)
        get = lambda id: self.service.searcher.GetArticle(
            search.GetArticleRequest(id=id), timeout=20, metadata=bearer(key))
        self.assertEqual(get("g0").article.id, "g0")
        not_seen, not_there = refusal(lambda: get("h0")), refusal(lambda: get("h9"))
        self.assertEqual(not_seen.code, grpc.StatusCode.NOT_FOUND)
        self.assertEqual(not_seen.message.replace("h0", "ID"), not_there.message.replace("h9", "ID"))
        suggest = self.service.searcher.SuggestEntities(
            search.SuggestEntitiesRequest(prefix="t"), timeout=20, metadata=bearer(key))
        self.assertEqual(len(suggest.entities), 0)
        refused = refusal(lambda: self.service.searcher.GetEntity(
            search.GetEntityRequest(name="Tom Reed"), timeout=20, metadata=bearer(key)))
        self.assertEqual(refused.reason, "ENTITY_NOT_FOUND")
        refused = refusal(lambda: self.service.ingest.GetIndexStats(
            ingest.GetIndexStatsRequest(), timeout=20, metadata=bearer(key)))
        self.assertEqual(refused.reason, "ROLE_REQUIRED")

    def test_a_page_token_serves_only_its_key(self):
        first = self.service.search(self.gazette_key, query="harbour")
        self.assertTrue(first.next_page_token)
        self.service.search(self.gazette_key, query="harbour", page_token=first.next_page_token)
        refused = refusal(lambda: self.service.search(self.search_key, query="harbour",
                                                      page_token=first.next_page_token))
        self.assertEqual(refused.reason, "PAGE_TOKEN_MISMATCH")

    def test_a_page_token_of_a_derived_key_serves_no_sibling(self):
        derive = derive_of_the_documentation()
        ask = lambda key, **fields: self.service.search(key, query="harbour", page_size=1, **fields)
        gazette, herald, both = [derive(self.search_key, {"sources": sources}, 600) for sources in
                                 (["Gazette"], ["Herald"], ["Gazette", "Herald"])]
        token = ask(gazette).next_page_token
        self.assertTrue(token)
        ask(derive(self.search_key, {"sources": ["Gazette"]}, 1200), page_token=token)
        for other in (herald, both, self.search_key, derive(self.gazette_key, {
                "sources": ["Gazette"]}, 600)):
            refused = refusal(lambda: ask(other, page_token=token))
            self.assertEqual(refused.reason, "PAGE_TOKEN_MISMATCH")

    def test_keys_derived_as_the_documentation_says_are_taken(self):
        derive = derive_of_the_documentation()
        narrow = derive(self.search_key, {"sources": ["Herald"]}, 600)
        self.assertEqual(self.service.ids(narrow, query="harbour"), ["h0", "h1", "h2"])
        narrower = derive(self.gazette_key, {"sources": ["Herald"]}, 600)
        self.assertEqual(self.service.ids(narrower, query="harbour"), [])
        for i in range(0, len(narrow), 7):
            changed = narrow[:i] + ("x" if narrow[i] != "x" else "y") + narrow[i + 1:]
            self.assertEqual(refusal(lambda: self.service.search(changed)).code,
                             grpc.StatusCode.UNAUTHENTICATED, i)
        self.assertEqual(refusal(lambda: self.service.search(
            derive(self.search_key, {"sources": ["Herald"]}, -1))).reason, "KEY_EXPIRED")
        self.assertEqual(refusal(lambda: self.service.search(
            derive(self.search_key, {"sources": []}, 600))).reason, "KEY_REQUIRED")
        command = run(e2e.BIN / "dateline-indexer", "key", "derive", "--keys", self.keys, "site",
                      "--source", "Gazette", "--expires", "now+1h").stdout.strip()
        self.assertEqual(self.service.ids(command, query="harbour"), ["g0", "g1", "g2", "g3"])

    def test_a_back_end_derives_from_its_own_key_without_the_file(self):
        file = pathlib.Path(self.temporary.name) / "site.key"
        file.write_text(self.search_key + "\n", encoding="ascii")
        tool = (e2e.BIN / "dateline-indexer", "key", "derive")
        options = ("--source", "Herald", "--expires", "now+1h")
        own = run(*tool, "--api-key-file", file, *options).stdout.strip()
        self.assertEqual(self.service.ids(own, query="harbour"), ["h0", "h1", "h2"])
        piped = run(*tool, "--api-key-file", "-", *options, stdin=self.search_key).stdout.strip()
        self.assertEqual(self.service.ids(piped, query="harbour"), ["h0", "h1", "h2"])
        file.write_text(own, encoding="ascii")
        for wrong, code, message in [
                (("--api-key-file", file, *options), 1, "derived key does not have the secret"),
                (("--api-key-file", self.keys, *options), 1, "does not hold a key"),
                (("--api-key-file", file, "site", *options), 2, "key"),
                (("--api-key-file", file, "--keys", self.keys, *options), 2, "--keys"),
                (("--keys", self.keys, *options), 2, "key"),
                (options, 2, "--api-key-file"),
                (("--keys", self.keys, "site", "--expires", "2026-01-01T00:00:00.5Z"), 2,
                 "fraction"),
                (("--keys", self.keys, "site", "--expires", "now+1h", "--source", "x" * 3100), 1,
                 "a key has at most 4096")]:
            with self.subTest(message):
                done = run(*tool, *wrong, fails=True)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(message, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_day_means_the_same_to_the_tool_and_in_the_file(self):
        keys = pathlib.Path(self.temporary.name) / "expiry.json"
        for name, expires, end in [("a", "2126-12-31", "2127-01-01T00:00:00Z"),
                                   ("b", "2126-12-31T10:00:00Z", "2126-12-31T10:00:00Z"),
                                   ("c", "9999", "9999-12-31T23:59:59Z")]:
            add_key(keys, name, "search", options=("--expires", expires))
            listed = run(e2e.BIN / "dateline-indexer", "key", "list", "--json", "--keys", keys)
            self.assertEqual(json.loads(listed.stdout.splitlines()[-1])["expires"], end)
        text = keys.read_text(encoding="utf-8")
        self.assertIn("2127-01-01T00:00:00Z", text)
        keys.write_text(text.replace("2127-01-01T00:00:00Z", "2126-12-31"), encoding="utf-8")
        listed = run(e2e.BIN / "dateline-indexer", "key", "list", "--json", "--keys", keys)
        self.assertEqual(json.loads(listed.stdout.splitlines()[0])["expires"],
                         "2127-01-01T00:00:00Z")

    def test_requests_over_the_limit_are_told_when_to_come_again(self):
        def refused():
            try:
                self.service.search(self.slow_key)
            except grpc.RpcError as error:
                return e2e.Refusal(error)
            return None

        refusals = [one for one in (refused() for _ in range(4)) if one]
        self.assertTrue(refusals)
        self.assertEqual((refusals[0].code, refusals[0].reason),
                         (grpc.StatusCode.RESOURCE_EXHAUSTED, "CALLER_LIMIT"))
        self.assertIsNotNone(refusals[0].retry)

    def test_calls_at_one_time_are_counted(self):
        key = add_key(self.keys, "single", "ingest", options=("--concurrent-calls", "1"))
        done = threading.Event()

        def articles():
            yield ingest.IngestArticlesRequest(sequence=1, article=make("single",
                                                                        source="Herald"))
            done.wait(e2e.DEADLINE)

        def first():
            stream = self.service.ingest.IngestArticles(articles(), timeout=60,
                                                        metadata=bearer(key))
            try:
                next(stream)
                return stream
            except grpc.RpcError:
                return None

        refresh = lambda: self.service.ingest.Refresh(ingest.RefreshRequest(), timeout=20,
                                                      metadata=bearer(key))
        started = []
        e2e.until(lambda: started.append(first()) or started[-1], "the new key is known")
        refused = refusal(refresh)
        self.assertEqual((refused.code, refused.reason),
                         (grpc.StatusCode.RESOURCE_EXHAUSTED, "CALLER_LIMIT"))
        self.assertIsNotNone(refused.retry)
        done.set()
        for _ in started[-1]:
            pass
        refresh()

    def test_keys_are_read_again_at_a_signal(self):
        """Not only by looking at the file each second: the log names the cause."""
        for number in itertools.count():
            key = add_key(self.keys, f"signal-{number}", "search")
            self.service.server.process.send_signal(signal.SIGHUP)

            def works():
                try:
                    return bool(self.service.search(key))
                except grpc.RpcError:
                    return False

            e2e.until(works, "the new key is known")
            lines = [line for line in self.service.server.log if "new keys are in use" in line]
            if any("(SIGHUP)" in line for line in lines):
                break
            self.assertLess(number, 20, lines)

    def test_keys_are_added_and_revoked_while_the_programs_run(self):
        key = add_key(self.keys, "guest", "search")

        def works():
            try:
                self.service.search(key)
                return True
            except grpc.RpcError as error:
                self.assertEqual(error.code(), grpc.StatusCode.UNAUTHENTICATED)
                return False

        e2e.until(works, "the new key is known")
        run(e2e.BIN / "dateline-indexer", "key", "revoke", "--keys", self.keys, "guest")
        e2e.until(lambda: not works(), "the key is revoked")
        self.assertEqual(refusal(lambda: self.service.search(key)).reason, "KEY_EXPIRED")
        shown = run(e2e.BIN / "dateline-indexer", "key", "list", "--keys", self.keys).stdout
        self.assertRegex(shown, r"guest  search  revoked")
        self.assertNotIn(key.split("_", 2)[2], shown + self.keys.read_text(encoding="utf-8"))

    def test_a_stream_ends_when_its_key_is_revoked(self):
        key = add_key(self.keys, "brief", "ingest")

        def articles():  # gRPC asks for no more when the call has ended
            for number in itertools.count(1):
                yield ingest.IngestArticlesRequest(sequence=number, article=make(
                    f"stream{number % 10}", source="Herald"))

        def call():
            return self.service.ingest.IngestArticles(articles(), timeout=60,
                                                      metadata=bearer(key))

        def first():
            stream = call()
            try:
                next(stream)
                return stream
            except grpc.RpcError:
                return None

        started = []
        e2e.until(lambda: started.append(first()) or started[-1], "the new key is known")
        run(e2e.BIN / "dateline-indexer", "key", "revoke", "--keys", self.keys, "brief")
        with self.assertRaises(grpc.RpcError) as caught:
            for _ in started[-1]:
                pass
        self.assertEqual(caught.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_the_tool_takes_its_key_from_a_file_or_the_environment(self):
        file = pathlib.Path(self.temporary.name) / "api.key"
        file.write_text(self.search_key + "\n", encoding="ascii")
        tool = (e2e.BIN / "dateline", "search", "harbour", "--server", self.service.server_address)
        self.assertIn("Harbour", run(*tool, "--api-key-file", file).stdout)
        self.assertIn("Harbour", run(*tool, DATELINE_API_KEY=self.search_key).stdout)
        self.assertIn("Harbour", run(*tool, "--header",
                                     f"authorization: Bearer {self.search_key}").stdout)
        refused = run(*tool, fails=True)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("KEY_REQUIRED", refused.stderr)
        self.assertEqual(run(*tool, "--header", "Upper: x", fails=True).returncode, 2)


class KeyFileTest(unittest.TestCase):
    @unittest.skipIf(os.geteuid() != 0, "only root can give files to others")
    def test_root_leaves_a_file_of_keys_to_the_user_of_the_server(self):
        with tempfile.TemporaryDirectory(prefix="dateline-root.") as folder:
            keys = folder + "/keys.json"
            tool = (e2e.BIN / "dateline-indexer", "key")
            add = lambda name: run(*tool, "add", "--keys", keys, "--name", name, "--role",
                                   "search").stderr
            self.assertIn(f"chown USER {keys}", add("first"))
            os.chown(keys, 12345, 12345)
            self.assertNotIn("chown", add("second"))
            run(*tool, "revoke", "--keys", keys, "first")
            self.assertRegex(run(*tool, "list", "--keys", keys).stdout, "first  search  revoked")
            for path in (keys, keys + ".lock"):
                self.assertEqual(os.stat(path).st_uid, 12345)


class StartTest(unittest.TestCase):
    def start(self, *options):
        with tempfile.TemporaryDirectory(prefix="dateline-start.") as folder:
            return run(e2e.BIN / "dateline-server", "--index", folder + "/index", *options,
                       fails=True)

    def test_addresses_that_others_reach_need_tls_or_an_option(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            done = self.start("--listen", address)
            self.assertEqual(done.returncode, 1)
            self.assertIn("--insecure-listen", done.stderr)
            self.assertIn("--tls-cert", done.stderr)
        done = self.start("--listen", "0.0.0.0:0", "--insecure-listen")  # no index: it ends
        self.assertIn("without TLS", done.stderr)
        self.assertNotIn("--insecure-listen", done.stderr)

    def test_files_that_cannot_be_used_stop_the_start(self):
        with tempfile.TemporaryDirectory(prefix="dateline-start.") as folder:
            keys = folder + "/keys.json"
            add_key(keys, "site", "search")
            os.chmod(keys, 0o644)
            authority = Authority(folder, "authority")
            certificate, _ = authority.sign("one")
            _, other_key = authority.sign("two")
            os.makedirs(folder + "/index")
            add_key(folder + "/index/keys.json", "site", "search")
            for options, message in [
                    (("--keys", keys), "chmod 600"),
                    (("--keys", folder + "/nothing"), "nothing"),
                    (("--keys", folder + "/index/keys.json"), "folder of the index"),
                    (("--tls-cert", certificate), "--tls-key"),
                    (("--tls-client-ca", authority.certificate), "--tls-cert"),
                    (("--tls-cert", certificate, "--tls-key", other_key), "not that of"),
                    (("--audit-log", "/dev/null"), "not a regular file")]:
                with self.subTest(message):
                    done = run(e2e.BIN / "dateline-server", "--index", folder + "/index",
                               "--listen", "127.0.0.1:0", *options, fails=True)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
