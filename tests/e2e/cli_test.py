# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines: exit codes, output for people and for machines, help."""
import fcntl
import gzip
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import tempfile
import termios
import unittest

import dateline_e2e as e2e
from dateline_e2e import make

PROGRAMS = ["dateline", "dateline-indexer", "dateline-server"]
NOBODY = "127.0.0.1:1"
BODY = ("The harbour bridge will close while engineers replace the rivets of both arches, "
        "the board said. ") * 3


def run(program, *arguments, **options):
    return subprocess.run([e2e.BIN / program, *arguments], capture_output=True, text=True,
                          timeout=60, check=False, **options)


class CommandLineTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = e2e.service()
        cls.service = cls.context.__enter__()
        cls.service.send(
            make("bridge", "Bridge closed", BODY, source="Gazette", language="en",
                 seconds=-580262400, publish_precision=e2e.article.DATE_PRECISION_DAY),  # 1951-08-13
            make("evil", "Bridge \x1b[2Jhacked\r", "bridge \x1b]0;t\x07 \x1b[A", language="en",
                 seconds=1715956200),  # 2024-05-17 14:30
            *[make(f"n{i}", f"Council note {i}", "The council met.", language="en",
                   seconds=86400 * 1000 * i) for i in range(1, 6)],
            make("school", "School council", "The council of a school.", language="en"))

    @classmethod
    def tearDownClass(cls):
        cls.context.__exit__(None, None, None)

    def search(self, *arguments, code=0):
        return self.call("search", "--server", self.service.server_address, *arguments, code=code)

    def call(self, *arguments, code=0, **options):
        done = run("dateline", *arguments, **options)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stderr if code else done.stdout

    def ids(self, *arguments):
        told = self.search(*arguments, "--all", "--json")
        return [hit["article"]["id"] for hit in map(json.loads, told.splitlines())
                if "article" in hit]

    def test_help_and_version_of_every_program(self):
        for program in PROGRAMS:
            version = run(program, "--version")
            self.assertEqual(version.returncode, 0)
            self.assertRegex(version.stdout, rf"^{program} \d+\.\d+\.\d+\n$")
            help = run(program, "--help")
            self.assertEqual((help.returncode, help.stderr), (0, ""))
            self.assertIn("--version", help.stdout)
        for program, commands in [
                ("dateline", ["search", "get", "status", "ingest", "delete", "stats"]),
                ("dateline-indexer",
                 ["load", "serve", "delete", "stats", "verify", "merge", "backup"])]:
            listed = run(program, "--help").stdout
            for command in commands:
                self.assertIn(f"\n  {command} ", listed)
                told = run(program, command, "--help")
                self.assertEqual((told.returncode, told.stderr), (0, ""))
                self.assertIn("--json", told.stdout)

    def test_help_says_what_no_page_repeats(self):
        for command in ["search", "get", "entity", "suggest", "status", "ingest", "delete", "stats"]:
            self.assertEqual(run("dateline", "help", command).stdout,
                             run("dateline", command, "--help").stdout)
            if command not in ["status", "stats"]:
                self.assertRegex(run("dateline", "help", command).stdout, r"Examples?:\n  dateline ")
            told = run("dateline", command, "--help").stdout
            self.assertIn("Exit codes: 0 done, 1 failed, 2 wrong usage", told)
            self.assertIn("unless NO_COLOR is set", told)
            self.assertIn("A date without a time is the same in all zones", told)
            if command in ["ingest", "delete", "stats"]:
                self.assertIn("Needs 'dateline-indexer serve'", told)
        told = run("dateline", "search", "--help").stdout
        for word in ["most salient first", "after -- nothing is an option", "may be repeated",
                     "one line per hit", "headline (or title)", "about", "country", "host"]:
            self.assertIn(word, told)

    def test_wrong_usage_is_2_and_told_on_stderr(self):
        for arguments, told in [
                ([], "subcommand is required"), (["nope"], "'nope' is not a command; the commands are search,"), (["get"], "id is required"),
                (["search", "--nope"], "--nope"), (["search", "--from", "2025-13"], "'2025-13'"),
                (["search", "--to", "soon"], "write 2024, 2024-05"),
                (["entity", "x", "--from", "now-7q"], "now-7d/d"),
                (["search", "--time-zone", "Nope"], "'Nope'"),
                (["get", "x", "--time-zone", "Nope"], "'Nope'"),
                (["search", "--snippets", "9"], "0 to 5"), (["search", "--page-size", "-1"], "-1"),
                (["search", "--sort", "best"], "best not in"), (["search", "--color", "red"], "red"),
                (["search", "--histogram", "eon"], "eon"), (["stats", "--timeout", "0"], "0"),
                (["serach"], "did you mean search?"), (["help", "sugest"], "did you mean suggest?"),
                (["search", "x", "--form", "2024"], "did you mean --from?"),
                (["search", "--facets=source"], "'--facets' is not an option of search; did you mean --facet?"),
                (["get", "x", "--sever", "y"], "did you mean --server?"),
                (["search", "--facet", "author:smith"], "write contains=TEXT"),
                (["search", "--page", "0"], "0"), (["search", "x", "--share"], "--histogram"),
                (["search", "--page", "2", "--page-token", "x"], "--page"),
                (["ingest"], "path is required"), (["delete"], "id is required")]:
            with self.subTest(arguments):
                done = run("dateline", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(told, done.stderr)
        for program, arguments in [
                ("dateline-server", []), ("dateline-server", ["--index", "x", "--queue", "0"]),
                ("dateline-server", ["--index", "x", "--threads", "1025"]),
                ("dateline-server", ["--index", "x", "--threads", "100000"]),
                ("dateline-server", ["--index", "x", "--listen", "127.0.0.1:99999"]),
                ("dateline-server", ["--index", "x", "--listen", "nonsense"]),
                ("dateline-indexer", []), ("dateline-indexer", ["load", "--index", "x"]),
                ("dateline-indexer", ["load", "--index", "x", "--language", "English", "y"]),
                ("dateline-indexer", ["stats"])]:
            with self.subTest(f"{program} {arguments}"):
                done = run(program, *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertNotEqual(done.stderr, "")

    def test_the_help_of_the_server_says_what_clients_are_answered(self):
        told = " ".join(run("dateline-server", "--help").stdout.split())
        for words in ["RESOURCE_EXHAUSTED", "NOT_SERVING", "UNAVAILABLE", "Exit codes: 0",
                      "2 wrong usage"]:
            self.assertIn(words, told)

    def test_failures_are_1_and_name_the_remedy(self):
        search, ingest = self.service.server_address, self.service.indexer_address
        with tempfile.TemporaryDirectory() as folder:
            remedy = "dateline-indexer load --index"
            for program, arguments, told in [
                    ("dateline", ["search", "x", "--server", NOBODY],
                     "no server at 127.0.0.1:1; start one with 'dateline-server --index DIR', or "
                     "name it with --server"),
                    ("dateline", ["stats", "--server", NOBODY],
                     "start one with 'dateline-indexer serve --index DIR'"),
                    ("dateline", ["suggest", "zzzzq", "--server", search],
                     "no name starts with 'zzzzq'"),
                    ("dateline", ["get", "a  b", "--server", search], "single spaces inside"),
                    ("dateline", ["delete", "a  b", "--server", ingest], "single spaces inside"),
                    ("dateline", ["search", "council", "--page", "9", "--server", search],
                     "there is no page 9"),
                    ("dateline", ["search", "author:", "--syntax", "strict", "--server", search], "QUERY_SYNTAX"),
                    ("dateline", ["get", "nobody", "--server", search], "ARTICLE_NOT_FOUND"),
                    ("dateline", ["get", "bridge", "--server", ingest], "calls 'dateline-server'"),
                    ("dateline", ["search", "x", "--server", ingest], "calls 'dateline-server'"),
                    ("dateline", ["stats", "--server", search], "calls 'dateline-indexer serve'"),
                    ("dateline", ["delete", "x", "--server", search], "127.0.0.1:7711"),
                    ("dateline", ["ingest", folder + "/none", "--server", ingest],
                     "there is no such file or folder"),
                    ("dateline-server", ["--index", folder], remedy),
                    ("dateline-indexer", ["stats", "--index", folder], remedy)]:
                with self.subTest(f"{program} {arguments}"):
                    done = run(program, *arguments)
                    self.assertEqual(done.returncode, 1, done.stdout)
                    self.assertIn(told, done.stderr)

    def test_a_search_as_people_read_it(self):
        told = self.search("rivets", "--page-size", "1", "--facet", "source", "--histogram", "year")
        self.assertRegex(told, r"^  1\. Bridge closed\n     1951-08-13 · Gazette · en · score \d")
        self.assertIn("*rivets*", told)
        self.assertIn("\n1 article\n", told)
        self.assertRegex(told, r"\ndate\n  1951        1 █+\n")
        self.assertRegex(told, r"\nsource\n  Gazette        1 █+\n")
        for line in told.splitlines():
            self.assertLessEqual(len(line), 80)

    def test_dates_without_a_time_stay_themselves_in_every_zone(self):
        told = self.search("bridge", "--time-zone", "America/New_York")
        self.assertIn(" 1951-08-13 · ", told)
        self.assertIn(" 2024-05-17 10:30 · ", told)
        # n1 is of 1972-09-27 at midnight in UTC, which is a time.
        self.assertIn(" 1972-09-26 20:00 · ",
                      self.search("council", "--time-zone", "America/New_York"))
        for zone in ["UTC", "America/New_York", "Asia/Tokyo"]:
            for form in [["date:1951-08-13"], ["--date", "1951-08-13"], ["--date", "13 Aug 1951"],
                         ["--from", "1951-08-13", "--to", "1951-08-13"]]:
                self.assertEqual(self.ids(*form, "--time-zone", zone), ["bridge"], (zone, form))
            told = self.search("rivets", "--time-zone", zone, "--histogram", "day")
            self.assertRegex(told, r"\ndate\n  1951-08-13        1 █+\n")

    def test_without_words_the_newest_come_first(self):
        self.assertEqual(self.ids(), ["evil", "n5", "n4", "n3", "n2", "n1", "bridge", "school"])
        self.assertEqual(self.ids("--sort", "oldest")[:2], ["bridge", "n1"])
        self.assertEqual(self.ids("--from", "1970", "--to", "1978-03"), ["n3", "n2", "n1"])

    def test_a_date_means_the_same_in_an_option_and_in_a_query(self):
        for text, found in [("1978-03", ["n3"]), ("1978-03-20", ["n3"]),
                            ("1978-03-20T01:00:00+01:00", ["n3"]), ("1978-03-20T00:00:00", ["n3"]),
                            ("1978-Q1", ["n3"]), ("1978/03/20", ["n3"]), ("Mar-1978", ["n3"]),
                            ("1978-03-21", []), ("now/d", []), ("yesterday", [])]:
            with self.subTest(text):
                self.assertEqual(self.ids("--from", text, "--to", text), found)
                self.assertEqual(self.ids("--date", text), found)
                self.assertEqual(self.ids(f"date:{text}"), found)
                self.assertEqual(self.ids(f"date:{text}..{text}"), found)

    def test_words_that_begin_with_a_dash_are_words(self):
        notes = {f"n{i}" for i in range(1, 6)}
        for arguments in [["-school", "council"], ["council", "-school"], ["council -school"],
                          ["council", "--", "-school"], ["--", "-school", "council"]]:
            with self.subTest(arguments):
                told = json.loads(self.search("--json", *arguments))
                self.assertEqual({hit["article"]["id"] for hit in told["hits"]}, notes)
        self.assertIn("--sorce", self.search("council", "--sorce", "x", code=2))
        self.assertEqual(self.ids("stats"), [])  # a word, though a command has the name

    def test_json_is_one_object_a_line(self):
        page = json.loads(self.search("council", "--json", "--page-size", "2"))
        self.assertEqual((len(page["hits"]), page["total"]["value"]), (2, 6))
        more = json.loads(self.search("council", "--json", "--page-size", "2", "--page-token",
                                      page["nextPageToken"]))
        self.assertFalse({hit["article"]["id"] for hit in page["hits"]} &
                         {hit["article"]["id"] for hit in more["hits"]})
        got = json.loads(self.call("get", "bridge", "--json", "--server",
                                   self.service.server_address))
        self.assertEqual(got["article"]["body"].strip(), BODY.strip())

    def test_all_gives_every_hit_and_ends_with_the_rest_of_the_answer(self):
        told = self.search("council", "--all", "--json", "--page-size", "2", "--facet", "source")
        *hits, rest = [json.loads(line) for line in told.splitlines()]
        self.assertEqual(len({hit["article"]["id"] for hit in hits}), 6)
        self.assertEqual(len(hits), 6)
        self.assertEqual(rest["total"]["value"], 6)
        self.assertIn("facets", rest)
        self.assertNotIn("nextPageToken", rest)
        self.assertNotIn("hits", rest)
        people = self.search("council", "--all", "--page-size", "2")
        self.assertEqual(re.findall(r"(?m)^ +(\d+)\. ", people), list("123456"))
        self.assertNotIn("--page-token", people)

    def test_pages_have_numbers(self):
        shown = [self.search("council", "--page-size", "2", "--page", str(page))
                 for page in [1, 2, 3]]
        numbers = [re.findall(r"(?m)^ +(\d+)\. ", told) for told in shown]
        self.assertEqual(numbers, [["1", "2"], ["3", "4"], ["5", "6"]])
        ids = {line for told in shown for line in re.findall(r"(?m)^     (n\d|school)$", told)}
        self.assertEqual(len(ids), 6)
        for told, hint in zip(shown, ["more: --page 2\n", "more: --page 3\n", ""]):
            self.assertEqual("".join(re.findall(r"more: .*\n", told)), hint)

    def test_what_is_read_otherwise_is_noted_and_the_match_can_be_chosen(self):
        told = self.search("council NEAR/5 school")
        self.assertIn("note: 'NEAR/5' is not part of the query language", told)
        self.assertIn("\n1 article\n", told)
        self.assertIn("'NEAR/5'", self.search("council NEAR/5 school", "--syntax", "strict", code=1))
        self.assertEqual(self.ids("council school"), ["school"])
        self.assertEqual(len(self.ids("council school", "--match", "any")), 6)
        self.assertEqual(self.ids("council bridge", "--match", "all"), [])
        told = self.search("school bridge")
        self.assertIn("note: no article has all of the words", told)
        self.assertIn("\n3 articles\n", told)

    def test_facets_search_inside_their_values(self):
        told = self.search("council", "--facet", "source:contains=zett,order=key")
        self.assertNotIn("Gazette", told)  # none of these articles is of it
        told = self.search("bridge", "--facet", "source:contains=ZETT")
        self.assertRegex(told, r"\nsource\n  Gazette        1 █+\n")
        self.assertNotIn("Gazette  ", self.search("bridge", "--facet", "source:prefix=h"))
        self.assertNotIn("Gazette  ", self.search("bridge", "--facet", "source:min=2"))

    def test_all_of_a_field_is_asked_for_by_its_name(self):
        self.service.send(make("two", "Two authors", "x", authors=["Ann Roe", "Tom Reed"]),
                          make("one", "One author", "x", authors=["Ann Roe"]))
        both = ["--author", "Ann Roe", "--author", "Tom Reed"]
        self.assertEqual(set(self.ids(*both)), {"one", "two"})
        self.assertEqual(self.ids(*both, "--all-of", "author"), ["two"])
        self.assertIn("INVALID_FILTER", self.search("--all-of", "source", code=1))
        self.service.ingest.DeleteArticles(
            e2e.ingest.DeleteArticlesRequest(ids=["one", "two"]), timeout=60)
        e2e.until(lambda: not self.ids(*both), "they are gone")

    def test_a_sort_that_ranks_nothing_says_so(self):
        self.assertIn("note: the query has no words to rank by", self.search("--sort", "relevance"))
        self.assertNotIn("to rank by", self.search("council", "--sort", "relevance"))

    def test_shares_stand_beside_the_counts_of_a_histogram(self):
        told = self.search("bridge", "--histogram", "year", "--share")
        self.assertRegex(told, r"(?m)^  1951        1 █+ of 1 \(100\.0 %\)$")
        self.assertRegex(self.search("school", "--histogram", "decade", "--share"), r"1 article")

    def test_articles_are_shown_in_full_with_what_a_query_marks(self):
        server = ["--server", self.service.server_address]
        told = self.call("get", "bridge", "school", "--query", "rivets", *server)
        self.assertEqual(told.count("*rivets*"), 3)
        self.assertIn("School council", told)
        for line in told.splitlines():
            self.assertLessEqual(len(line), 80)
        self.assertNotIn("*", self.call("get", "bridge", *server))
        done = run("dateline", "get", "bridge", "none", "school", "--json", *server)
        self.assertEqual(done.returncode, 1)
        self.assertEqual([json.loads(line)["article"]["id"] for line in done.stdout.splitlines()],
                         ["bridge", "school"])
        self.assertIn("QUERY_TOO_COMPLEX",
                      self.call("get", "bridge", "--query", "x" * 17000, *server, code=1))

    def test_on_a_terminal_headlines_are_bold_and_lead_to_the_article(self):
        with e2e.service() as service:
            service.send(make("web", "Rivets and links", url="https://x.org/a?b=1"),
                         make("evil", "Rivets of evil", url="https://x.org/\x1b]0;t\x07"))
            lines = self.on_terminal(80, "search", "links OR evil", "--server",
                                     service.server_address)
        told = "\n".join(lines)
        self.assertIn("\x1b]8;;https://x.org/a?b=1\x1b\\\x1b[1mRivets and \x1b[1;33mlinks\x1b[0m", told)
        self.assertEqual(told.count("\x1b]8;;https"), 2)
        self.assertNotIn("\x1b]0", told)

    def test_no_article_can_steer_the_terminal(self):
        for color in ["never", "always"]:
            told = self.search("bridge", "--color", color)
            told += self.call("get", "evil", "--server", self.service.server_address, "--color",
                              color)
            self.assertIn("hacked", told)
            harmless = re.sub(r"\x1b\[[0-9;]*m", "", told) if color == "always" else told
            self.assertNotRegex(harmless, r"[\x00-\x09\x0b-\x1f\x7f]")

    def test_snippets_take_the_width_of_the_terminal(self):
        for columns in [40, 120]:
            lines = self.on_terminal(columns, "search", "rivets", "--server",
                                     self.service.server_address)
            self.assertIn("\x1b[1;33mrivets\x1b[0m", "\n".join(lines))
            widths = [len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines
                      if line.startswith("     ") and "·" not in line]
            self.assertLessEqual(max(widths), columns)
            self.assertGreater(max(widths), columns - 20)

    def on_terminal(self, columns, *arguments):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        process = subprocess.Popen([e2e.BIN / "dateline", *arguments], stdout=theirs,
                                   env=environment)
        os.close(theirs)
        told = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # how a pseudo-terminal says that the other end is closed
                part = b""
            if not part:
                break
            told += part
        os.close(ours)
        self.assertEqual(process.wait(timeout=60), 0)
        return told.decode().replace("\r\n", "\n").splitlines()

    def test_ingest_delete_and_stats(self):
        with e2e.service() as service:
            server = ["--server", service.indexer_address]
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder, "a.jsonl")
                path.write_text('{"id":"a","headline":"One"}\n\n{"id":"b","headline":"Two"}\n'
                                "no json\n")
                done = run("dateline", "ingest", path, "--json", *server)
            self.assertEqual(done.returncode, 0)
            counts = json.loads(done.stdout)
            self.assertEqual({name: counts[name] for name in
                              ("read", "added", "updated", "unchanged", "rejected")},
                             {"read": 3, "added": 2, "updated": 0, "unchanged": 0, "rejected": 1})
            self.assertRegex(done.stderr, r"a\.jsonl:4: not valid JSON: byte 1")
            self.assertRegex(
                self.call("ingest", "-", *server, input='{"id":"a","headline":"One"}'),
                r"^read 1, added 0, updated 0, unchanged 1, rejected 0 in \d")
            self.assertIn("-:2: the article has neither",
                          self.call("ingest", "-", *server, code=1, input='\n{"id":"c"}'))
            lines = ['{"id":"d","headline":"D"}', '{"id":"e"}', "{", '{"id":"f"}',
                     '{"id":"a","headline":"%s"}' % ("x" * (9 << 20)),
                     '{"id":"bad  id","headline":"x"}', '{"id":"g","headline":"G"}']
            done = run("dateline", "ingest", "-", *server, input="\n".join(lines))
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout,
                             "^read 7, added 2, updated 0, unchanged 0, rejected 5 in ")
            self.assertEqual(sorted(re.findall(r"(?m)^rejected: -:(\d): ", done.stderr)),
                             list("23456"))
            self.assertIn("-:5: the article takes over 8 MB of JSON", done.stderr)
            self.call("delete", "d", "g", *server)
            stats = json.loads(self.call("stats", "--json", *server))
            self.assertEqual(stats["liveArticles"], 2)
            self.assertRegex(self.call("stats", *server), r"(?m)^articles    2$")
            done = run("dateline", "delete", "a", "nobody", *server)
            self.assertEqual((done.returncode, done.stdout),
                             (1, "deleted 1\nnot found: nobody\n"))
            self.assertEqual(json.loads(self.call("delete", "b", "--json", *server))["deleted"], 1)


    def test_ingest_reads_what_load_reads(self):
        article = {"id": "p1", "title": "Pier", "text": "Old pier.", "date": "2012-04-05",
                   "entities": [{"name": "Harwich", "type": "place"}]}
        line = json.dumps(article) + "\n"
        with e2e.service() as service, tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            server = ["--server", service.indexer_address]
            (folder / "a.jsonl.gz").write_bytes(gzip.compress(line.encode()))
            done = run("dateline", "ingest", folder / "a.jsonl.gz", *server)
            self.assertEqual(done.returncode, 0, done.stderr)
            e2e.until(lambda: run("dateline", "get", "p1", "--server",
                                  service.server_address).returncode == 0, "the article")
            told = self.call("get", "p1", "--server", service.server_address)
            self.assertIn("2012-04-05", told)
            self.assertIn("Harwich", told)
            self.assertIn(f"from {folder}/a.jsonl.gz", told)
            # The same article from another place is the same article.
            (folder / "in/.git").mkdir(parents=True)
            (folder / "in/.git/config").write_text("[core]\n\tbare = false\n")
            (folder / "in/b.json").write_text(json.dumps({"status": "ok", "articles": [article]}))
            (folder / "in/utf16.jsonl").write_bytes(line.replace("p1", "p2").encode("utf-16"))
            (folder / "in/page.html").write_text("<!DOCTYPE html><html><body>x</body></html>")
            (folder / "in/cut.jsonl.gz").write_bytes(gzip.compress(line.encode())[:-12])
            rejects = folder / "rejects.tsv"
            done = run("dateline", "ingest", folder / "in", "--rejects", rejects, "--json", *server)
            self.assertEqual(done.returncode, 1, done.stderr)
            counts = json.loads(done.stdout)
            self.assertEqual((counts["added"], counts["skipped_files"], counts["unread_files"]),
                             (1, 1, 1))
            self.assertEqual(counts["updated"], 0)
            self.assertIn("page.html: the file is an HTML page", done.stderr)
            self.assertIn("/in/.git", done.stderr)
            self.assertEqual([row.split("\t")[0].rsplit("/", 1)[1]
                              for row in rejects.read_text().splitlines()],
                             ["cut.jsonl.gz", "page.html"])
            done = run("dateline", "ingest", "-", "--strict", *server, input="{no\n" + line)
            self.assertEqual(done.returncode, 1)
            done = run("dateline", "ingest", "-", "--format", "text", *server,
                       input="Pier felled\n\nBy Ada Roe\n5 May 2020\n\nThe pier was felled today.\n")
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_ingest_shows_its_progress_on_a_terminal(self):
        with e2e.service() as service, tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name, "a.jsonl")
            path.write_text("".join(json.dumps({"id": f"t{n}", "headline": "H", "body": "B"}) + "\n"
                                    for n in range(2000)))
            ours, theirs = pty.openpty()
            process = subprocess.Popen(
                [e2e.BIN / "dateline", "ingest", path, "--server", service.indexer_address],
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
            for part in (b"reading [", b"committing for ", b"2000 stored"):
                self.assertIn(part, shown)


class IndexerCommandsTest(unittest.TestCase):
    def test_every_command_answers_in_json(self):
        with tempfile.TemporaryDirectory(prefix="dateline-cli.") as folder:
            articles = pathlib.Path(folder, "a.jsonl")
            articles.write_text('{"id":"a","headline":"One"}\n{"id":"b","headline":"Two"}\n')
            index = ["--index", folder + "/index", "--json"]
            for command, expected in [
                    (["load", *index, str(articles)], {"added": 2, "rejected": 0}),
                    (["stats", *index], {"articles": 2, "damaged": []}),
                    (["verify", *index], {"problems": 0}),
                    (["delete", *index, "a", "x"], {"deleted": 1, "missing_ids": ["x"]}),
                    (["merge", *index], {"segments": 1}),
                    (["backup", *index, folder + "/copy"], {"articles": 1})]:
                with self.subTest(command[0]):
                    done = run("dateline-indexer", *command)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    answer = json.loads(done.stdout)
                    self.assertEqual({key: answer[key] for key in expected}, expected)

    def test_load_is_1_where_nothing_was_accepted_or_strict(self):
        with tempfile.TemporaryDirectory(prefix="dateline-cli.") as folder:
            good = '{"id":"a","headline":"One"}\n'
            for text, options, code in [(good, [], 0), (good + "{no\n", [], 0),
                                        (good + "{no\n", ["--strict"], 1), ("{no\n", [], 1)]:
                with self.subTest(text=text, options=options):
                    done = run("dateline-indexer", "load", "--format", "jsonl", "--index",
                               folder + "/index", *options, "-", input=text)
                    self.assertEqual(done.returncode, code, done.stderr)


if __name__ == "__main__":
    unittest.main()
