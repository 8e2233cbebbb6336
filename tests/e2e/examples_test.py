# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's examples do what they say, against a live server on the sample articles."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import dateline_e2e as e2e
from dateline_e2e import Program

ROOT = pathlib.Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.1:7700"  # as the README has it


def example(language):
    blocks = re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert len(blocks) == 1, f"{len(blocks)} examples in {language}"
    return blocks[0]


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-examples.")
        index = cls.temporary.name + "/index"
        subprocess.run([e2e.BIN / "dateline-indexer", "load", "--index", index,
                        ROOT / "deploy/samples/articles.jsonl"], check=True, capture_output=True)
        cls.server = Program("dateline-server", "--index", index, "--listen", "127.0.0.1:0")
        cls.address = cls.server.address()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.temporary.cleanup()

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

    def test_the_cpp_example_fails_with_a_status_where_no_server_is(self):
        done = subprocess.run([e2e.BIN / "dateline_example", "127.0.0.1:1"], capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("UNAVAILABLE", done.stderr)

    def test_the_python_lines_run_as_they_stand(self):
        code = example("python").replace(ADDRESS, self.address)
        paths = os.pathsep.join(path for path in sys.path if path)
        told = self.run_program(sys.executable, "-c", code,
                                env={**os.environ, "PYTHONPATH": paths})
        self.assertRegex(told, r"\d\.\d\d Harbour bridge closed for paint and prudence")
        self.assertRegex(told, r"\n1980 \d")

    def test_the_node_lines_run_as_they_stand(self):
        modules = os.environ.get("DATELINE_NODE_MODULES", "")
        if not os.path.isdir(modules + "/@grpc/grpc-js") or shutil.which("node") is None:
            self.skipTest("no node, or no @grpc/grpc-js in DATELINE_NODE_MODULES; deploy/test "
                          "installs it")
        with tempfile.TemporaryDirectory(prefix="dateline-node.") as folder:
            os.symlink(modules, folder + "/node_modules")
            os.symlink(ROOT / "proto", folder + "/proto")
            path = pathlib.Path(folder, "search.mjs")
            path.write_text(example("js").replace(ADDRESS, self.address))
            told = self.run_program("node", path, cwd=folder)
        self.assertIn("Harbour bridge closed for paint and prudence", told)


if __name__ == "__main__":
    unittest.main()
