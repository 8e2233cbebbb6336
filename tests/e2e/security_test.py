# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS, keys and the audit log, with real certificates and real programs."""
import itertools
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import article, ingest, ingest_grpc, make, search, search_grpc

HEALTH = "/grpc.health.v1.Health/Check"
REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
LIST_SERVICES = b"\x3a\x00"
OPERATIONS = pathlib.Path(__file__).resolve().parents[2] / "doc/operations.md"


def run(*command, fails=False, **environment):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=60, env={**os.environ, **environment})
    if not fails and done.returncode != 0:
        raise AssertionError(f"{command}: {done.returncode}: {done.stderr}")
    return done


class Authority:
    """A CA that signs certificates."""

    def __init__(self, folder, name):
        self.folder = pathlib.Path(folder)
        self.certificate = self.folder / f"{name}.ca.pem"
        self._key = self.folder / f"{name}.ca.key"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", self._key, "-out",
            self.certificate, "-subj", f"/CN={name}", "-days", "2")

    def pem(self):
        return self.certificate.read_bytes()

    def sign(self, name):
        """Paths of a new certificate for this host and its key."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", request,
            "-subj", f"/CN={name}")
        extensions.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n", encoding="ascii")
        run("openssl", "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey",
            self._key, "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out",
            certificate)
        return certificate, key


def add_key(keys, name, *roles, options=()):
    words = [word for role in roles for word in ("--role", role)]
    return run(e2e.BIN / "dateline-indexer", "key", "add", "--keys", keys, "--name", name, *words,
               *options).stdout.strip()


def bearer(key):
    return [("authorization", f"Bearer {key}")]


def refusal(call):
    try:
        call()
    except grpc.RpcError as error:
        return e2e.Refusal(error)
    raise AssertionError("was not refused")


def derive_of_the_documentation():
    """The function `derive` that doc/operations.md shows."""
    blocks = re.findall(r"```python\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    code, = [block for block in blocks if "def derive" in block]
    names = {}
    exec(code, names)  # the page's own example
    return names["derive"]


class Guarded:
    """Both programs on one index with `options`; calls carry a key."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.keys = self.folder / "keys.json"
        self.index = self.folder / "index"
        self.audit = self.folder / "audit.jsonl"
        listen = ("--listen", "127.0.0.1:0")
        self.indexer = e2e.Program("dateline-indexer", "serve", "--index", self.index,
                                   "--entities", "provided", "--audit-log", self.audit, *listen,
                                   *options)
        self.indexer_address = self.indexer.address()
        self.server = e2e.Program("dateline-server", "--index", self.index, *listen, *options)
        self.server_address = self.server.address()

    def connect(self, credentials=None):
        if credentials is None:
            self.search_channel = grpc.insecure_channel(self.server_address)
            self.ingest_channel = grpc.insecure_channel(self.indexer_address)
        else:
            self.search_channel = grpc.secure_channel(self.server_address, credentials)
            self.ingest_channel = grpc.secure_channel(self.indexer_address, credentials)
        self.searcher = search_grpc.SearchServiceStub(self.search_channel)
        self.ingest = ingest_grpc.IngestServiceStub(self.ingest_channel)
        return self

    def search(self, key=None, **fields):
        return self.searcher.Search(search.SearchRequest(**fields), timeout=e2e.DEADLINE,
                                    metadata=bearer(key) if key else None)

    def ids(self, key=None, **fields):
        return sorted(hit.article.id for hit in self.search(key, **fields).hits)

    def send(self, key, *articles):
        requests = [ingest.IngestArticlesRequest(sequence=i, article=one)
                    for i, one in enumerate(articles)]
        generation = 0
        for response in self.ingest.IngestArticles(iter(requests), timeout=e2e.DEADLINE,
                                                   metadata=bearer(key) if key else None):
            generation = max(generation, response.generation)
        return generation

    def stop(self):
        return self.server.stop(), self.indexer.stop()


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
            self.assertEqual(channel.unary_unary(HEALTH)(b"", timeout=20), b"\x08\x01")
            reflect = channel.stream_stream(REFLECTION)
            with self.assertRaises(grpc.RpcError):
                list(reflect(iter([LIST_SERVICES]), timeout=20))
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

    def test_the_audit_log_has_a_line_for_each_delete(self):
        def delete(key, *ids):
            return self.service.ingest.DeleteArticles(
                ingest.DeleteArticlesRequest(ids=ids), timeout=20, metadata=bearer(key))

        def lines(path):
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

        hostile = 'audit-1"\n{"call":'
        delete(self.ingest_key, "audit-1", "audit-2")
        refusal(lambda: delete(self.ingest_key, hostile))
        refusal(lambda: delete(self.search_key, "audit-3"))
        found = {line["ids"][0]: line for line in lines(self.service.audit) if "ids" in line}
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
        self.assertEqual([line["ids"] for line in lines(self.service.audit)], [["audit-4"]])

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


class TlsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-tls.")
        folder = pathlib.Path(cls.temporary.name)
        cls.authority = Authority(folder, "authority")
        cls.stranger = Authority(folder, "stranger")
        cls.certificate, cls.key = folder / "server.pem", folder / "server.key"
        cls.install(*cls.authority.sign("first"))
        cls.service = Guarded(folder, "--tls-cert", cls.certificate, "--tls-key", cls.key)
        cls.service.connect(grpc.ssl_channel_credentials(cls.authority.pem()))
        generation = cls.service.send(None, make("one", "Harbour news", source="Gazette"))
        e2e.until(lambda: cls.service.search().generation >= generation, "a search")

    @classmethod
    def tearDownClass(cls):
        codes = cls.service.stop()
        cls.temporary.cleanup()
        assert codes == (0, 0)

    @classmethod
    def install(cls, certificate, key):
        """Replaces one file, then the other: for a moment they do not fit together."""
        for source, target in ((certificate, cls.certificate), (key, cls.key)):
            temporary = target.with_suffix(".new")
            temporary.write_bytes(source.read_bytes())
            temporary.rename(target)

    def call(self, credentials):
        with grpc.secure_channel(self.service.server_address, credentials) as channel:
            return search_grpc.SearchServiceStub(channel).Search(
                search.SearchRequest(query="harbour"), timeout=5)

    def handshake(self, **versions):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.authority.certificate)
        context.set_alpn_protocols(["h2"])
        context.set_ciphers("DEFAULT:@SECLEVEL=0")  # this side would take any version
        for name, value in versions.items():
            setattr(context, name, value)
        host, port = self.service.server_address.split(":")
        with socket.create_connection((host, int(port)), timeout=20) as plain:
            with context.wrap_socket(plain, server_hostname=host) as secure:
                return secure.version(), secure.selected_alpn_protocol(), secure.getpeercert()

    def common_name(self):
        subject = dict(pair[0] for pair in self.handshake()[2]["subject"])
        return subject["commonName"]

    def test_whoever_trusts_the_authority_is_answered(self):
        self.assertEqual(self.service.ids(query="harbour"), ["one"])
        self.assertEqual(self.handshake()[:2], ("TLSv1.3", "h2"))
        self.assertEqual(self.handshake(maximum_version=ssl.TLSVersion.TLSv1_2)[0], "TLSv1.2")

    def test_older_versions_are_refused(self):
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.handshake(minimum_version=ssl.TLSVersion.TLSv1,
                           maximum_version=ssl.TLSVersion.TLSv1_1)

    def test_another_authority_and_plaintext_do_not_get_an_answer(self):
        wrong = refusal(lambda: self.call(grpc.ssl_channel_credentials(self.stranger.pem())))
        self.assertEqual(wrong.code, grpc.StatusCode.UNAVAILABLE)
        with grpc.insecure_channel(self.service.server_address) as channel:
            plain = refusal(lambda: search_grpc.SearchServiceStub(channel).Search(
                search.SearchRequest(), timeout=5))
        self.assertIn(plain.code, (grpc.StatusCode.UNAVAILABLE,
                                   grpc.StatusCode.DEADLINE_EXCEEDED))

    def test_the_tool_connects_with_its_options(self):
        tool = (e2e.BIN / "dateline", "search", "harbour", "--server", self.service.server_address)
        self.assertIn("Harbour", run(*tool, "--tls", "--ca", self.authority.certificate).stdout)
        wrong = run(*tool, "--timeout", "5", "--tls", "--ca", self.stranger.certificate,
                    fails=True)
        self.assertEqual(wrong.returncode, 1)
        self.assertEqual(run(*tool, "--ca", self.authority.certificate, fails=True).returncode, 2)

    def test_no_call_fails_while_certificates_are_replaced(self):
        credentials = grpc.ssl_channel_credentials(self.authority.pem())
        stop = threading.Event()
        failures, counts = [], [0] * 4

        def calls(worker):
            fresh = worker % 2 == 0  # a connection for each call, or one for all
            while not stop.is_set() or counts[worker] < 250:
                try:
                    if fresh:
                        self.call(credentials)
                    else:
                        self.service.search(query="harbour")
                except grpc.RpcError as error:
                    failures.append(str(error))
                counts[worker] += 1

        workers = [threading.Thread(target=calls, args=(i,)) for i in range(4)]
        for worker in workers:
            worker.start()
        try:
            for name in ("second", "third"):
                self.install(*self.authority.sign(name))
                e2e.until(lambda: self.common_name() == name, f"the certificate {name} is used")
            # Broken files change nothing but the log.
            self.certificate.write_text("not a certificate", encoding="ascii")
            e2e.until(lambda: any("the old ones stay" in line for line in self.service.server.log),
                      "an error in the log")
            self.assertEqual(self.common_name(), "third")
            self.install(*self.authority.sign("fourth"))
            e2e.until(lambda: self.common_name() == "fourth", "the fourth certificate is used")
        finally:
            stop.set()
            for worker in workers:
                worker.join()
        self.assertEqual(failures, [])
        self.assertGreaterEqual(sum(counts), 1000)


class MutualTlsTest(unittest.TestCase):
    def test_only_clients_with_a_certificate_of_the_authority_get_in(self):
        with tempfile.TemporaryDirectory(prefix="dateline-mtls.") as folder:
            authority, stranger = Authority(folder, "authority"), Authority(folder, "stranger")
            certificate, key = authority.sign("server")
            keys = pathlib.Path(folder) / "keys.json"
            add_key(keys, "loader", "search", "ingest")
            service = Guarded(folder, "--tls-cert", certificate, "--tls-key", key,
                              "--tls-client-ca", authority.certificate, "--keys", keys)
            try:
                self.check(service, authority, stranger)
            finally:
                self.assertEqual(service.stop(), (0, 0))

    def check(self, service, authority, stranger):
        def credentials(signer, name):
            certificate, key = signer.sign(name)
            return grpc.ssl_channel_credentials(authority.pem(), key.read_bytes(),
                                                certificate.read_bytes())

        def search_with(credentials, key=None):
            return service.connect(credentials).search(key)

        # The certificate's name is that of a key: no key need be sent.
        search_with(credentials(authority, "loader"))
        refused = refusal(lambda: search_with(credentials(authority, "visitor")))
        self.assertEqual(refused.reason, "KEY_REQUIRED")
        for wrong in (credentials(stranger, "loader"),
                      grpc.ssl_channel_credentials(authority.pem())):
            self.assertEqual(refusal(lambda: search_with(wrong)).code,
                             grpc.StatusCode.UNAVAILABLE)


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
                    (("--tls-cert", certificate, "--tls-key", other_key), "not that of")]:
                with self.subTest(message):
                    done = run(e2e.BIN / "dateline-server", "--index", folder + "/index",
                               "--listen", "127.0.0.1:0", *options, fails=True)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
