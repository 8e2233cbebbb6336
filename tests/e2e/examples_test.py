# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's examples do what they say, against a live server on the sample articles."""
import base64
import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent import futures

import grpc

import dateline_e2e as e2e
from dateline_e2e import Program

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SEARCH, INGEST = "127.0.0.1:7710", "127.0.0.1:7711"  # as the README has them
MODULES = pathlib.Path(os.environ.get("DATELINE_NODE_MODULES", ""))  # deploy/test installs them


def example(language, word=""):
    """The one example in this language that has the word."""
    blocks = [block for fence, block in re.findall(r"^```(\w*)\n(.*?)^```$", README, re.S | re.M)
              if fence == language and word in block]
    assert len(blocks) == 1, f"{len(blocks)} examples in {language} with '{word}'"
    return blocks[0]


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-examples.")
        index = cls.temporary.name + "/index"
        # One thread: articles with equal scores come in the order in which they were stored.
        subprocess.run([e2e.BIN / "dateline-indexer", "load", "--threads", "1", "--index", index,
                        ROOT / "deploy/samples/articles.jsonl", ROOT / "deploy/samples/page.txt"],
                       check=True, capture_output=True)
        cls.server = Program("dateline-server", "--index", index, "--listen", "127.0.0.1:0")
        cls.address = cls.server.address()
        # An index of its own: one article more would change the scores that the README shows.
        cls.indexer = Program("dateline-indexer", "serve", "--index", index + "-fed", "--listen",
                              "127.0.0.1:0")
        cls.ingest_address = cls.indexer.address()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.indexer.stop()
        cls.temporary.cleanup()

    @contextlib.contextmanager
    def server_on(self, *articles):
        """The address of a server on an index of these articles alone."""
        with tempfile.TemporaryDirectory(prefix="dateline-examples.") as folder:
            lines = "\n".join(json.dumps(one) for one in articles)
            self.run_program(e2e.BIN / "dateline-indexer", "load", "--index", folder + "/index", "-",
                             input=lines)
            server = Program("dateline-server", "--index", folder + "/index", "--listen",
                             "127.0.0.1:0")
            try:
                yield server.address()
            finally:
                server.stop()

    def run_program(self, *command, **options):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_cpp_lines_are_those_of_the_example_program(self):
        source = (ROOT / "examples/search.cc").read_text()
        lines = [line.strip() for line in source.splitlines()]
        for line in example("cpp").splitlines():
            self.assertIn(line.strip(), lines)
        told = self.run_program(e2e.BIN / "dateline_example", self.address)
        self.assertIn("Harbour bridge closed for paint and prudence", told)

    def test_the_cpp_example_fails_with_a_status_if_no_server_is_there(self):
        done = subprocess.run([e2e.BIN / "dateline_example", "127.0.0.1:1"], capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("UNAVAILABLE", done.stderr)

    def test_the_addresses_are_those_of_the_programs_and_of_quickstart(self):
        self.assertIn(SEARCH, self.run_program(e2e.BIN / "dateline-server", "--help"))
        self.assertIn(INGEST, self.run_program(e2e.BIN / "dateline-indexer", "serve", "--help"))
        self.assertIn("listen=" + SEARCH, (ROOT / "deploy/quickstart").read_text())

    def test_the_search_prints_what_the_readme_shows(self):
        command, shown = example("", "$ dateline search").split("\n", 1)
        words = shlex.split(command.removeprefix("$ dateline "))
        told = self.run_program(e2e.BIN / "dateline", *words, "--server", self.address)
        self.assertEqual(told.strip(), shown.strip())

    def test_the_buf_lines_find_what_they_ask_for(self):
        buf = MODULES / ".bin/buf"
        if not buf.is_file():
            self.skipTest("no @bufbuild/buf in DATELINE_NODE_MODULES; deploy/test installs it, or "
                          "npm install --prefix build --no-save @bufbuild/buf@1.75.0")
        command = example("sh", "buf@").replace(SEARCH, self.address)
        npx, package = re.match(r"npx --yes (@bufbuild/buf@[\d.]+)", command).group(0, 1)
        self.assertIn(package, (ROOT / "deploy/lint-proto").read_text())
        # The one that is installed: npx would ask the network.
        script = command.replace(npx, shlex.quote(str(buf)))
        answer = json.loads(self.run_program("sh", "-ec", script, cwd=ROOT))
        self.assertEqual(answer["hits"][0]["article"]["headline"],
                         "Harbour bridge closed for paint and prudence")
        self.assertEqual(answer["total"]["value"],
                         sum(bucket.get("count", 0) for bucket in answer["facets"][0]["buckets"]))

    def buf_curl(self, method, data="{}"):
        """Calls by reflection alone; what it printed on stdout and stderr."""
        buf = MODULES / ".bin/buf"
        if not buf.is_file():
            self.skipTest("no @bufbuild/buf in DATELINE_NODE_MODULES; deploy/test installs it")
        done = subprocess.run([buf, "curl", "--protocol", "grpc", "--http2-prior-knowledge", "-d",
                               data, f"http://{self.address}/{method}"],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr

    def test_reflection_knows_health_and_the_details_of_errors(self):
        self.assertIn('"status": "SERVING"',
                      self.buf_curl("grpc.health.v1.Health/Check").replace('":"', '": "'))
        told = self.buf_curl("dateline.v1.SearchService/Search", '{"query": "author:", "syntax": "QUERY_SYNTAX_STRICT"}')
        details = {one["type"]: base64.b64decode(one["value"] + "==")
                   for one in json.loads(told)["details"]}
        self.assertIn(b"QUERY_SYNTAX", details["google.rpc.ErrorInfo"])

    def test_stubs_and_googles_own_files_load_in_either_order(self):
        stubs = [pathlib.Path(path) for path in sys.path if "dateline-stubs." in path]
        self.assertEqual(len(stubs), 1)
        ours = "from dateline.v1 import ingest_service_pb2, search_service_pb2, admin_service_pb2\n"
        googles = "import google_rpc; google_rpc.load()\n"
        for code in [ours + googles, googles + ours]:
            path = os.pathsep.join([str(stubs[0]), str(pathlib.Path(__file__).parent)])
            self.run_program(sys.executable, "-c", code, env={**os.environ, "PYTHONPATH": path})
        for path in (ROOT / "proto").rglob("*.proto"):
            imports = re.findall(r'(?m)^import "(.*)";', path.read_text())
            for name in imports:
                self.assertRegex(name, r"^(dateline/v1|google/protobuf)/")

    def test_the_service_config_makes_a_stock_client_try_again(self):
        attempts = []

        def search(request, context):
            attempts.append(request)
            if len(attempts) < 4:
                context.abort(grpc.StatusCode.UNAVAILABLE, "as planned")
            return e2e.search.SearchResponse(generation=7)

        server = grpc.server(futures.ThreadPoolExecutor(2))
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(
            "dateline.v1.SearchService",
            {"Search": grpc.unary_unary_rpc_method_handler(
                search, e2e.search.SearchRequest.FromString,
                e2e.search.SearchResponse.SerializeToString)})])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        config = (ROOT / "proto/service_config.json").read_text()
        with grpc.insecure_channel(f"127.0.0.1:{port}",
                                   options=[("grpc.service_config", config)]) as channel:
            stub = e2e.search_grpc.SearchServiceStub(channel)
            answer = stub.Search(e2e.search.SearchRequest(), timeout=e2e.DEADLINE)
        server.stop(0).wait()
        self.assertEqual((answer.generation, len(attempts)), (7, 4))
        json.loads((ROOT / "proto/service_config_hedging.json").read_text())

    def test_the_python_lines_run_as_they_stand(self):
        with tempfile.TemporaryDirectory(prefix="dateline-python.") as folder:
            os.symlink(ROOT / "proto", folder + "/proto")

            def python(code):
                script = example("sh", "protoc -I") + 'exec "$0" -c "$1"'
                return self.run_program("sh", "-ec", script, sys.executable, code, cwd=folder)

            told = python(example("python", SEARCH).replace(SEARCH, self.address))
            self.assertRegex(told, r"\d\.\d\d Harbour bridge closed for paint and prudence")
            self.assertRegex(told, r"\n1980 \d")
            code = example("python", INGEST).replace(INGEST, self.ingest_address)
            self.assertEqual(python(code), "fog-1 INGEST_RESULT_ADDED \n")
            self.assertEqual(python(code), "fog-1 INGEST_RESULT_UNCHANGED \n")

    def test_the_node_lines_run_as_they_stand(self):
        if not (MODULES / "@grpc/grpc-js").is_dir() or shutil.which("node") is None:
            self.skipTest("no node, or no @grpc/grpc-js in DATELINE_NODE_MODULES; deploy/test "
                          "installs it")
        code = example("js").replace(SEARCH, self.address)
        asked = "{query: 'harbour bridge', page_size: 3}"
        self.assertIn(asked, code)
        with tempfile.TemporaryDirectory(prefix="dateline-node.") as folder:
            os.symlink(MODULES, folder + "/node_modules")
            os.symlink(ROOT / "proto", folder + "/proto")
            path = pathlib.Path(folder, "search.mjs")

            def node(request, address=self.address):
                path.write_text(code.replace(asked, request).replace(self.address, address))
                return self.run_program("node", path, cwd=folder).splitlines()

            self.assertRegex(node(asked)[0], r"^\d\.\d\d 1951-08-14 Harbour bridge closed for paint")
            # What is absent on the wire: hits, the total's value, scores, a date.
            self.assertEqual(node("{query: 'zxqvzxqv'}"), ["0 articles"])
            by_date = node("{query: 'harbour', sort: 'SORT_OLDEST', page_size: 100}")
            self.assertGreater(len(by_date), 2)
            for line in by_date[:-1]:
                self.assertRegex(line, r"^0\.00 (\d{4}-\d\d-\d\d|undated) \S")
            facets = "{facets: [{terms: {field: 'source'}}, {date_histogram: {}}], page_size: 1}"
            self.assertRegex(node(facets)[-1], r"^\d+ articles$")
            with self.server_on({"id": "u", "headline": "An article without a date"}) as address:
                self.assertEqual(node("{}", address),
                                 ["0.00 undated An article without a date", "1 articles"])


if __name__ == "__main__":
    unittest.main()
