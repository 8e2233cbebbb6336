# SPDX-License-Identifier: GPL-3.0-or-later
"""Both programs with certificates, keys and an audit log, for tests."""
import os
import pathlib
import subprocess

import grpc

import dateline_e2e as e2e
from dateline_e2e import admin, admin_grpc, ingest, ingest_grpc, search, search_grpc


def run(*command, fails=False, stdin=None, **environment):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          input=stdin, timeout=60, env={**os.environ, **environment})
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

    def sign(self, name, alternative=None):
        """Paths of a new certificate for this host, or for another name besides, and its key."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", request,
            "-subj", f"/CN={name}")
        names = "IP:127.0.0.1,DNS:localhost" + (f",DNS:{alternative}" if alternative else "")
        extensions.write_text(f"subjectAltName={names}\n", encoding="ascii")
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


class Guarded:
    """Both programs on one index with `options`; calls carry a key.

    `audit` is the name of the indexer's audit log in `folder`; None: its lines are in its log.
    """

    def __init__(self, folder, *options, audit="audit.jsonl", indexer_options=()):
        self.folder = pathlib.Path(folder)
        self.keys = self.folder / "keys.json"
        self.index = self.folder / "index"
        self.audit = self.folder / audit if audit else None
        audit_options = ("--audit-log", self.audit) if audit else ()
        listen = ("--listen", "127.0.0.1:0")
        self.indexer = e2e.Program("dateline-indexer", "serve", "--index", self.index,
                                   "--entities", "provided", *audit_options, *listen,
                                   *indexer_options, *options)
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
        self.admins = [admin_grpc.AdminServiceStub(channel)
                       for channel in (self.search_channel, self.ingest_channel)]
        return self

    def search(self, key=None, **fields):
        return self.searcher.Search(search.SearchRequest(**fields), timeout=e2e.DEADLINE,
                                    metadata=bearer(key) if key else None)

    def ids(self, key=None, **fields):
        return sorted(hit.article.id for hit in self.search(key, **fields).hits)

    def delete(self, key, *ids):
        return self.ingest.DeleteArticles(ingest.DeleteArticlesRequest(ids=ids),
                                          timeout=e2e.DEADLINE,
                                          metadata=bearer(key) if key else None)

    def scrub(self, key, program=1):
        """On the server (0) or the indexer (1)."""
        return self.admins[program].ScrubIndex(admin.ScrubIndexRequest(), timeout=e2e.DEADLINE,
                                               metadata=bearer(key) if key else None)

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
