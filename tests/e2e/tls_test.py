# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS and mutual TLS, with real certificates and real programs."""
import pathlib
import socket
import ssl
import tempfile
import threading
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import make, search, search_grpc
from guarded import Authority, Guarded, add_key, refusal, run


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
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-mtls.")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.authority = Authority(cls.folder, "authority")
        cls.stranger = Authority(cls.folder, "stranger")
        cls.client_ca = cls.folder / "clients.pem"
        cls.client_ca.write_bytes(cls.authority.pem())
        certificate, key = cls.authority.sign("server")
        keys = cls.folder / "keys.json"
        add_key(keys, "loader", "search", "ingest")
        add_key(keys, "old", "search", options=("--expires", "2020"))
        add_key(keys, "gone", "search")
        run(e2e.BIN / "dateline-indexer", "key", "revoke", "--keys", keys, "gone")
        cls.service = Guarded(cls.folder, "--tls-cert", certificate, "--tls-key", key,
                              "--tls-client-ca", cls.client_ca, "--keys", keys)

    @classmethod
    def tearDownClass(cls):
        codes = cls.service.stop()
        cls.temporary.cleanup()
        assert codes == (0, 0)

    def credentials(self, signer, name, alternative=None):
        certificate, key = signer.sign(name, alternative)
        return grpc.ssl_channel_credentials(self.authority.pem(), key.read_bytes(),
                                            certificate.read_bytes())

    def search_with(self, credentials, key=None):
        return self.service.connect(credentials).search(key)

    def test_only_clients_with_a_certificate_of_the_authority_get_in(self):
        # The certificate's name is that of a key: no key need be sent.
        self.search_with(self.credentials(self.authority, "loader"))
        for wrong in (self.credentials(self.stranger, "loader"),
                      grpc.ssl_channel_credentials(self.authority.pem())):
            self.assertEqual(refusal(lambda: self.search_with(wrong)).code,
                             grpc.StatusCode.UNAVAILABLE)

    def test_a_name_of_a_certificate_is_worth_what_the_key_is(self):
        self.search_with(self.credentials(self.authority, "host-7", "loader"))
        for name, reason in (("visitor", "KEY_REQUIRED"), ("gone", "KEY_REQUIRED"),
                             ("old", "KEY_EXPIRED")):
            credentials = self.credentials(self.authority, name)
            self.assertEqual(refusal(lambda: self.search_with(credentials)).reason, reason)
        # A key that is sent must be good, whatever the certificate says.
        good = self.credentials(self.authority, "loader")
        self.assertEqual(refusal(lambda: self.search_with(good, "wrong")).reason, "KEY_REQUIRED")

    def test_the_authority_of_clients_may_be_replaced(self):
        old = self.credentials(self.authority, "loader")
        new = self.credentials(self.stranger, "loader")

        def gets_in(credentials):
            try:
                return bool(self.search_with(credentials))
            except grpc.RpcError as error:
                self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)
                return False

        self.assertTrue(gets_in(old))
        self.assertFalse(gets_in(new))
        try:
            self.client_ca.write_bytes(self.stranger.pem())
            e2e.until(lambda: gets_in(new), "clients of the new authority get in")
            self.assertFalse(gets_in(old))
        finally:
            self.client_ca.write_bytes(self.authority.pem())
            e2e.until(lambda: gets_in(old), "the first authority is back")


if __name__ == "__main__":
    unittest.main()
