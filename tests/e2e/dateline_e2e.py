# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts Dateline's programs on loopback and calls them with Python's stock gRPC client."""
import contextlib
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import grpc

import google_rpc

BIN = pathlib.Path(os.environ["DATELINE_BIN"])
PROTO = pathlib.Path(os.environ["DATELINE_PROTO"])

_STUBS = tempfile.TemporaryDirectory(prefix="dateline-stubs.")


def _generate():
    files = [str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto")]
    plugin = shutil.which("grpc_python_plugin")
    subprocess.run(["protoc", f"-I{PROTO}", f"--plugin=protoc-gen-grpc_python={plugin}",
                    f"--python_out={_STUBS.name}", f"--grpc_python_out={_STUBS.name}", *files],
                   check=True)
    sys.path.insert(0, _STUBS.name)


google_rpc.load()  # first, as in a program that uses other Google clients: ours must not clash
_generate()

from dateline.v1 import admin_service_pb2 as admin  # noqa: E402
from dateline.v1 import admin_service_pb2_grpc as admin_grpc  # noqa: E402
from dateline.v1 import article_pb2 as article  # noqa: E402
from dateline.v1 import ingest_service_pb2 as ingest  # noqa: E402
from dateline.v1 import ingest_service_pb2_grpc as ingest_grpc  # noqa: E402
from dateline.v1 import search_service_pb2 as search  # noqa: E402
from dateline.v1 import search_service_pb2_grpc as search_grpc  # noqa: E402

DEADLINE = 20  # seconds; generous, because machines are shared
POLL = 0.01  # seconds between two looks at a condition


def until(condition, what):
    """Calls `condition` until it is true. Fails if it is not within DEADLINE seconds.

    The pause leaves the processor to the programs that are waited for.
    """
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {DEADLINE} s: {what}")
        time.sleep(POLL)


class Program:
    """A running program; its address once it listens."""

    def __init__(self, name, *arguments):
        self.process = subprocess.Popen([BIN / name, *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        self.lines = queue.Queue()
        self.log = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.log.append(line)
            self.lines.put(line)
        self.lines.put(None)

    def address(self):
        while True:
            line = self.lines.get(timeout=60)
            if line is None:
                raise RuntimeError("ended before it listened: " + "".join(self.log))
            found = re.search(r"listening on (127\.0\.0\.1:\d+)", line)
            if found:
                return found.group(1)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self._ended()

    def kill(self):
        self.process.kill()
        self._ended()

    def _ended(self):
        code = self.process.wait(timeout=60)
        self.reader.join()
        self.process.stdout.close()
        return code


class Service:
    """An index with its indexer and server, and stubs for both."""

    def __init__(self, folder, *server_arguments):
        self.folder = folder
        self.indexer = Program("dateline-indexer", "serve", "--index", folder, "--listen",
                               "127.0.0.1:0")
        self.indexer_address = self.indexer.address()
        self.server = Program("dateline-server", "--index", folder, "--listen", "127.0.0.1:0",
                              *server_arguments)
        self.server_address = self.server.address()
        self.ingest_channel = grpc.insecure_channel(self.indexer_address)
        self.search_channel = grpc.insecure_channel(self.server_address)
        self.ingest = ingest_grpc.IngestServiceStub(self.ingest_channel)
        self.searcher = search_grpc.SearchServiceStub(self.search_channel)

    def stop(self):
        self.search_channel.close()
        self.ingest_channel.close()
        return self.server.stop(), self.indexer.stop()

    def send(self, *articles):
        """Ingests and returns the outcomes in order of the articles."""
        requests = [ingest.IngestArticlesRequest(sequence=i, article=one)
                    for i, one in enumerate(articles)]
        outcomes = {}
        generation = 0
        for response in self.ingest.IngestArticles(iter(requests), timeout=DEADLINE * 3):
            generation = max(generation, response.generation)
            for outcome in response.outcomes:
                assert outcome.sequence not in outcomes, "acknowledged twice"
                outcomes[outcome.sequence] = outcome
        self.wait_for(generation)
        return [outcomes[i] for i in range(len(articles))]

    def wait_for(self, generation):
        """Until searches see this generation."""
        until(lambda: self.search(query="", page_size=1).generation >= generation,
              f"searches see generation {generation}")

    def search(self, timeout=DEADLINE, **fields):
        return self.searcher.Search(search.SearchRequest(**fields), timeout=timeout)

    def ids(self, **fields):
        return [hit.article.id for hit in self.search(**fields).hits]

    def refused(self, call=None, **fields):
        """The error of a call: its code, reason, details and message."""
        try:
            (call or (lambda: self.search(**fields)))()
        except grpc.RpcError as error:
            return Refusal(error)
        raise AssertionError(f"was not refused: {fields}")


class Refusal:
    def __init__(self, error):
        self.code = error.code()
        self.message = error.details()
        self.reason = ""
        self.fields = []
        self.retry = None
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                self._read(google_rpc.message("Status").FromString(value))

    def _read(self, status):
        info = google_rpc.message("ErrorInfo")()
        bad = google_rpc.message("BadRequest")()
        retry = google_rpc.message("RetryInfo")()
        for detail in status.details:
            if detail.Unpack(info):
                self.reason = info.reason
            elif detail.Unpack(bad):
                self.fields += [violation.field for violation in bad.field_violations]
            elif detail.Unpack(retry):
                self.retry = retry.retry_delay


@contextlib.contextmanager
def service(*server_arguments):
    with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as folder:
        running = Service(folder + "/index", *server_arguments)
        try:
            yield running
        finally:
            running.stop()


def make(id, headline="A headline", body="", **fields):
    seconds = fields.pop("seconds", None)
    made = article.Article(id=id, headline=headline, body=body, **fields)
    if seconds is not None:
        made.publish_time.seconds = seconds
    return made
