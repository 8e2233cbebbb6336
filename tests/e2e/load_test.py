# SPDX-License-Identifier: GPL-3.0-or-later
"""The indexer's commands as a person at a shell meets them."""
import gzip
import json
import os
import pathlib
import pty
import resource
import signal
import subprocess
import tempfile
import unittest

INDEXER = pathlib.Path(os.environ["DATELINE_BIN"]) / "dateline-indexer"


def line(number, **fields):
    return json.dumps({"id": f"n{number}", "headline": f"Headline {number}", "language": "en",
                       "body": f"Words of {number}", **fields}) + "\n"


class CommandTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="dateline-load.")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.index = self.folder / "index"

    def run_indexer(self, *arguments, code=0, **options):
        done = subprocess.run([INDEXER, *map(str, arguments)], capture_output=True, text=True,
                              timeout=120, check=False, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def load(self, lines, *more, **options):
        return self.run_indexer("load", "--index", self.index, "-", *more, input=lines, **options)

    def stats(self):
        return json.loads(self.run_indexer("stats", "--index", self.index, "--json").stdout)

    def error(self, *arguments, code=1):
        done = self.run_indexer(*arguments, "--json", code=code)
        self.assertTrue(done.stderr.startswith("dateline-indexer: "), done.stderr)
        return json.loads(done.stdout)["error"]


class InterruptTest(CommandTest):
    def interrupted(self, number):
        rejects = self.folder / "rejects.tsv"
        process = subprocess.Popen(
            [INDEXER, "load", "--index", self.index, "--rejects", rejects, "--json", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdin.write("".join(line(n) for n in range(500)) + "{broken\n" + '{"id": "half')
        process.stdin.flush()
        # The reject is told when all before it was read; stdin stays open, so the load waits.
        self.assertIn("rejected: -:501", process.stderr.readline())
        self.assertEqual(rejects.read_text().count("\n"), 1)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return process.returncode, json.loads(out), err

    def test_the_first_signal_stores_what_was_read_and_prints_the_summary(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            code, summary, err = self.interrupted(number)
            self.assertEqual(code, 1)
            self.assertEqual((summary["accepted"], summary["rejected"]), (500, 1), err)
            self.assertEqual(summary["error"]["code"], "CANCELLED")
            self.assertIn("interrupted", err)
            self.assertEqual(self.stats()["articles"], 500)
            self.assertEqual(list((self.index / "scratch").iterdir()), [])


class LoadTest(CommandTest):
    def test_strict_stops_at_the_first_reject(self):
        done = self.load("{broken\n" * 5000, "--strict", "--threads", "1", "--json", code=1)
        self.assertEqual(json.loads(done.stdout)["rejected"], 1)

    def test_a_disk_that_is_nearly_full_ends_the_load_with_one_message(self):
        lines = "".join(line(n) for n in range(30000))
        done = self.load(lines, "--min-free-mb", str(1 << 30), "--json", code=1)
        self.assertEqual(done.stderr.count("make room"), 1, done.stderr)
        summary = json.loads(done.stdout)
        self.assertEqual(summary["error"]["reason"], "DISK_FULL")
        self.assertLess(summary["read"], 30000)
        self.load(lines)
        self.run_indexer("merge", "--index", self.index, "--min-free-mb", "0")

    def test_a_terminal_gets_a_bar_that_names_the_phase(self):
        path = self.folder / "articles.jsonl"
        path.write_text("".join(line(n) for n in range(3000)))
        ours, theirs = pty.openpty()
        process = subprocess.Popen([INDEXER, "load", "--index", self.index, path],
                                   stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            pass  # the other end is closed
        os.close(ours)
        self.assertEqual(process.wait(60), 0)
        for part in (b"reading [", b"committing for 0 s", b"merging for ", b"3000 stored"):
            self.assertIn(part, shown)

    def test_rejects_are_listed_in_the_order_of_the_input(self):
        for name in ("b.jsonl", "a.jsonl"):
            (self.folder / name).write_text("".join(
                "{broken\n" if n % 3 else line(n) for n in range(2000)))
        rejects = self.folder / "rejects.tsv"
        self.run_indexer("load", "--index", self.index, "--rejects", rejects, "--threads", "4",
                         self.folder / "b.jsonl", self.folder / "a.jsonl")
        found = [row.split("\t")[:2] for row in rejects.read_text().splitlines()]
        wanted = [[str(self.folder / name), str(n + 1)] for name in ("b.jsonl", "a.jsonl")
                  for n in range(2000) if n % 3]
        self.assertEqual(found, wanted)

    def test_what_is_not_there_makes_no_index(self):
        self.run_indexer("load", "--index", self.index, self.folder / "none", code=1)
        self.assertFalse(self.index.exists())

    def test_an_index_is_not_loaded_into_itself(self):
        self.load(line(3))
        (self.index / "articles.jsonl").write_text(line(1) + line(2))
        for _ in range(2):
            done = self.run_indexer("load", "--index", self.index, self.index, "--json")
            summary = json.loads(done.stdout)
            self.assertEqual((summary["read"], summary["rejected"]), (2, 0))

    def test_other_scoring_lengths_than_those_of_the_index_are_refused(self):
        self.load(line(1), "--scoring-lengths", "8,300")
        self.load(line(2), "--scoring-lengths", "8,300")
        done = self.load(line(3), "--scoring-lengths", "9,400", code=1)
        self.assertIn("9,400", done.stderr)
        self.assertIn("8,300", done.stderr)


class FilesTest(CommandTest):
    """What is an article and what is not."""

    PAGE = "Pier felled\n\nBy Ada Roe\n5 May 2020\n\nThe old pier was felled today. It stood long.\n"

    def write(self, name, content):
        path = self.folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load_files(self, *arguments, code=0):
        done = self.run_indexer("load", "--index", self.index, *arguments, "--json", code=code)
        return json.loads(done.stdout), done.stderr

    def test_a_folder_gives_its_articles_and_names_what_it_passes_over(self):
        self.write("articles.jsonl", line(1))
        self.write("page.txt", self.PAGE)
        self.write("saved", self.PAGE.replace("Pier", "Bridge"))  # by its marks
        others = {
            "README.md": "# Dateline\n\nA search engine.\n", "LICENSE": "GNU GPL\n",
            "page.html": "<!DOCTYPE html>\n<html><body><p>Text</p></body></html>\n",
            "feed.xml": '<?xml version="1.0"?><rss version="2.0"><channel/></rss>',
            "table.csv": "id,title\n1,One\n", "table.txt": "id,title,date\n1,One,2020-01-02\n",
            "main.cc": "int main() {\n  return 0;\n}\n", "notes": "Milk\nBread\n",
            "log.txt": "commit 1b2c3d4e5f60718293a4b5c6d7e8f90112233445\nAuthor: A <a@b.c>\n"
                       "Date:   Fri May 5 10:00:00 2020 +0000\n\n    Subject\n",
            "mail.txt": "From a@b.c Fri May  5 10:00:00 2020\nFrom: a@b.c\nSubject: S\n\nText\n",
            "package.json": '{"name":"x","version":"1.0","description":"my package"}',
            "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0"}
        for name, content in others.items():
            self.write(name, content)
        self.write(".git/config", "[core]\n\tbare = false\n")
        self.write(".DS_Store", b"\0\0\0\1Bud1")
        rejects = self.folder / "rejects.tsv"
        summary, told = self.load_files(self.folder / "in", "--rejects", rejects)
        self.assertEqual((summary["added"], summary["rejected"]), (3, 0), told)
        self.assertEqual(summary["skipped_files"], len(others))
        self.assertEqual(sorted(row.split("\t")[0].rsplit("/", 1)[1]
                                for row in rejects.read_text().splitlines()), sorted(others))
        self.assertIn("skipped: ", told)
        self.assertIn(f"skipped {len(others)} files in all", told)
        self.assertRegex(told, r"begins with a dot: \S+/\.DS_Store, \S+/\.git\n")

    def test_a_file_that_is_named_and_not_one_of_articles_is_a_failure_that_says_what_to_do(self):
        self.load(line(1))
        for name, content, what, remedy in [
                ("a.html", "<html><body>x</body></html>", "an HTML page", "trafilatura"),
                ("b.rss", '<rss version="2.0"><channel/></rss>', "an RSS feed", "feedparser"),
                ("c.csv", "id,title\n1,One\n", "comma-separated", "mlr --icsv"),
                ("d.warc", "WARC/1.0\r\nWARC-Type: response\r\n", "WARC", "warcio"),
                ("e", "Milk\nBread\n", "marks of a saved page", "--format text")]:
            with self.subTest(name):
                summary, told = self.load_files(self.write(name, content), code=1)
                self.assertEqual(summary["added"], 0)
                self.assertIn(what, told)
                self.assertIn(remedy, told)
        page = self.write("f", "The headline of the page\n\nIts body is here.\n")
        summary, _ = self.load_files("--format", "text", page)
        self.assertEqual(summary["added"], 1)

    def test_a_file_that_is_cut_off_is_a_failure_although_articles_were_stored(self):
        whole = gzip.compress("".join(line(n) for n in range(2000)).encode())
        summary, told = self.load_files(self.write("cut.jsonl.gz", whole[:len(whole) // 2]), code=1)
        self.assertGreater(summary["added"], 100)
        self.assertEqual(summary["unread_files"], 1)
        self.assertIn("truncated", told)

    def test_a_file_whose_fields_are_called_something_else_is_refused_with_the_remedy(self):
        text = "The old pier was felled today after it had stood for a hundred years. "
        for number, (fields, remedy, option) in enumerate([
                ({"published": "2020-05-05", "zap_text": text}, "--map body=zap_text", "body=zap_text"),
                ({"body": text, "zap_day": "2020-05-05"}, "--map published=zap_day",
                 "published=zap_day")]):
            with self.subTest(remedy):
                index = self.folder / f"index{number}"
                path = self.write(f"{number}.jsonl", "".join(
                    json.dumps({"id": f"n{n}", "headline": f"Headline {n}", **fields}) + "\n"
                    for n in range(1500)))
                good = self.write("good.jsonl", line(1, published="2020-01-02"))
                load = ["load", "--index", index, "--json", "--threads", "2"]
                done = self.run_indexer(*load, path, good, code=1)
                self.assertEqual(json.loads(done.stdout)["added"], 1, done.stderr)
                self.assertIn("none of its first 1000 articles has a", done.stderr)
                self.assertIn(remedy, done.stderr)
                done = self.run_indexer(*load, path, "--map", option)
                self.assertEqual(json.loads(done.stdout)["read"], 1500)
                self.assertEqual(json.loads(done.stdout)["rejected"], 0)
                self.run_indexer(*load, path, "--force")

    def test_a_field_of_an_article_may_stand_anywhere(self):
        line = json.dumps({"t": ["Headline"], "fields": {"bodyText": "Body", "views": 7},
                           "people": [{"name": "Ann Poe"}, {"name": "Bob Roe"}],
                           "published": "2024-03-05", "id": "a"})
        self.load(line, "--map", "headline=t[0]", "--map", "body=fields.bodyText",
                  "--map", "authors=people[*].name")
        dumped = json.loads(self.run_indexer("dump", "--index", self.index).stdout)
        self.assertEqual((dumped["headline"], dumped["body"], dumped["authors"]),
                         ("Headline", "Body", ["Ann Poe", "Bob Roe"]))
        self.assertEqual(dumped["extra"]["fields"], {"views": 7})
        for wrong, why in (("colour=a", "no field 'colour'"), ("body", "FIELD=path"),
                           ("body=a[x]", "a number or *")):
            self.assertIn(why, self.error("load", "--index", self.index, "--map", wrong, "-",
                                          code=2)["message"])

    def test_warnings_are_counted_and_strict_refuses_what_could_not_be_read(self):
        lines = "".join(line(n, published="Unknown" if n % 5 == 3 else "2020-01-02")
                        for n in range(20))
        path = self.write("a.jsonl", lines)
        summary, told = self.load_files(path)
        self.assertEqual((summary["added"], summary["warnings"]), (20, 4), told)
        self.assertIn(f"4 dates could not be read (first: {path}:4 'Unknown'", told)
        summary, told = self.load_files(path, "--strict", "--threads", "1", code=1)
        self.assertEqual(summary["rejected"], 1, told)
        self.assertIn("a.jsonl:4: date could not be read", told)

    def test_every_form_of_unicode_is_read(self):
        for form in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le",
                     "utf-32-be"):
            path = self.write(form + ".jsonl", line(form, body="Größe 水 \U0001F600").encode(form))
            summary, told = self.load_files(path)
            self.assertEqual((summary["added"], summary["rejected"]), (1, 0), (form, told))

    def test_a_list_in_an_object_of_any_size_is_loaded_in_bounded_memory(self):
        body = "The harbour bridge will close while engineers replace the rivets. " * 40

        def measure(count):
            path = self.write("answer.json", "")
            with path.open("w") as file:
                file.write('{"status":"ok","response":{"docs":[')
                for n in range(count):
                    file.write(("," if n else "") + line(f"{count}-{n % 50}", body=body).rstrip("\n"))
                file.write("]}}")
            summary, told = self.load_files(path, "--entities", "off", "--threads", "2")
            self.assertEqual(summary["read"], count, told)
            return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of the largest so far

        self.assertLess(measure(30000), 200_000)  # KB; the file has 80 MB


class AdminTest(CommandTest):
    def test_stats_count_every_file_and_tell_times_segments_and_profile(self):
        self.load(line(1, date="2020-01-02") + line(2, date="2021-03-04T05:06:07Z"))
        stats = self.stats()
        size = sum(path.stat().st_size for path in (self.index / "segments").iterdir())
        self.assertEqual(stats["bytes"], size)
        self.assertEqual((stats["oldest_publish_time"], stats["newest_publish_time"]),
                         ("2020-01-02T00:00:00Z", "2021-03-04T05:06:07Z"))
        self.assertEqual([one["articles"] for one in stats["segment_list"]], [2])
        self.assertEqual(stats["scoring_profile"], "impact-v1")
        text = self.run_indexer("stats", "--index", self.index).stdout
        self.assertIn("published  2020-01-02T00:00:00Z to 2021-03-04T05:06:07Z", text)

    def test_ids_to_delete_come_from_arguments_a_file_or_stdin(self):
        self.load("".join(line(n) for n in range(6)))
        ids = self.folder / "ids"
        ids.write_text("n1\r\n\nn2\n")
        self.run_indexer("delete", "--index", self.index, "n0", "--ids-file", ids)
        self.run_indexer("delete", "--index", self.index, "--ids-file", "-", input="n3\nnone\n")
        self.assertEqual(self.stats()["articles"], 2)
        self.run_indexer("delete", "--index", self.index, "", code=2)
        self.run_indexer("delete", "--index", self.index, code=2)
        self.run_indexer("delete", "--index", self.index, "--ids-file", "/no/such", code=1)

    def test_failures_are_told_in_json_too(self):
        missing = self.error("verify", "--index", self.index)
        self.assertEqual(missing["code"], "NOT_FOUND")
        self.assertIn(str(self.index), missing["message"])
        self.assertEqual(self.error("stats", "--index", self.index)["code"], "NOT_FOUND")
        self.load(line(1))
        inside = self.error("backup", "--index", self.index, self.index / "inside")
        self.assertEqual(inside["code"], "INVALID_ARGUMENT")

    def test_one_problem_is_singular(self):
        self.load(line(1))
        path = next((self.index / "segments").glob("*.articles"))
        bytes_ = bytearray(path.read_bytes())
        bytes_[20] ^= 1
        path.write_bytes(bytes_)
        done = self.run_indexer("verify", "--index", self.index, code=1)
        self.assertIn("4 files checked, 1 problem\n", done.stdout)

    def test_wrong_usage_names_what_is_wrong_and_exits_with_2(self):
        unknown = self.error("lod", "--index", self.index, code=2)
        self.assertEqual(unknown["reason"], "WRONG_USAGE")
        for name in ("'lod'", "load", "serve", "verify", "backup"):
            self.assertIn(name, unknown["message"])
        for listen in ("127.0.0.1:99999", "127.0.0.1:65536", "127.0.0.1", "nonsense", ":7711",
                       "127.0.0.1:x", "::1:7711"):
            done = self.run_indexer("serve", "--index", self.index, "--listen", listen, code=2)
            self.assertIn(f"'{listen}'", done.stderr)
        self.assertFalse(self.index.exists())


if __name__ == "__main__":
    unittest.main()
