#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails if a comment or a page cites what is not in the repository.

Checked are comments of sources, protos, scripts and CMake files, and Markdown pages as they stand:
documents (with the section if one follows in quotes), paths below the top folders, and tests named
by Suite.Sentence or test_sentence. A comment that speaks of a document has to name it.

Usage: doc_references.py ROOT. Prints file, line and rule of each finding; exit 0 = none.
"""
import pathlib
import re
import sys

MAX_README_LINES = 170
TOPS = "client cmake core deploy doc examples indexer proto server tests".split()
SLASH_COMMENTS = {".cc", ".h", ".java", ".proto"}
DATA = re.compile(r"/(seeds|pages|samples|lists|__pycache__)/|"
                  r"(?<!CMakeLists)\.txt$|\.(names|binpb)$")

# Strings are matched first, so that a // inside of one starts no comment.
SLASHES = re.compile(r'R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'
                     r"(?<!\w)'(?:\\.|[^'\\\n])+'|(//[^\n]*|/\*.*?\*/)", re.S)
HASHES = re.compile(r'((?:^|(?<=\s))#[^\n]*|"""(?:.*?)""")', re.S | re.M)

DOCUMENT = re.compile(r'(?<![\w/.-])((?:[\w.-]+/)*[A-Za-z][\w-]*\.md)\b(?:\s+"([^"]+)")?')
README = re.compile(r'\bREADME\s+"([^"]+)"')
PATH = re.compile(r"(?<![\w/.$}*-])((?:" + "|".join(TOPS) + r")/[\w./*-]*\w)(?![\w{<$])")
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
TEST = re.compile(r"`(\w+Test)\.(\w+)`|`(test_\w+)`")
SENTENCE = re.compile(r"^(?:TEST(?:_[FP])?\(\s*(\w+),\s*|    def (?=test_))(\w+)", re.M)
UNNAMED = re.compile(
    r"\b(?:the|our|its) (?:design|notes|spec|specification|documentation|manual|wiki)\b(?!s)|"
    r"\b(?:design|reliability) (?:notes?|pages?|documents?)\b", re.I)


class Repository:
    """What there is to cite."""

    def __init__(self, root):
        self.root = root
        found = [*root.glob("*.md"), root / "CMakeLists.txt"]
        for top in TOPS:
            found += sorted((root / top).rglob("*"))
        self.files = [f for f in found
                      if f.is_file() and not DATA.search("/" + f.relative_to(root).as_posix())]
        self.tests = set()
        for file in self.files:
            if file.name.endswith(("_test.cc", "_test.py")):
                self.tests |= set(SENTENCE.findall(file.read_text(encoding="utf-8")))

    def find(self, name, folder):
        """The file or folder of this name, seen from `folder` or from the root; else None."""
        for place in (folder, self.root):
            if (place / name).exists() or "*" in name and any(place.glob(name)):
                return place / name


def comments(file, text):
    """(line, text) of each run of comments, its lines joined; of a page all of it."""
    if file.suffix == ".md":  # the text of a link says what the link says
        return [(1, re.sub(r"\[[^]\n]*(?=\]\()", "[", text))]
    pattern = SLASHES if file.suffix in SLASH_COMMENTS else HASHES
    runs, end = [], -1
    for match in pattern.finditer(text):
        comment = match.group(1 if pattern is HASHES else 2)
        if not comment:
            continue
        if runs and not text[end:match.start()].strip():
            runs[-1][1] += "\n" + comment
        else:
            runs.append([text.count("\n", 0, match.start()) + 1, comment])
        end = match.end()
    return [(line, re.sub(r"\n\s*(?://+|#+|\*+)?", "\n", run)) for line, run in runs]


def check(repository, folder, text, page):
    """(offset in text, rule) of what one comment or page cites wrongly."""
    for match in DOCUMENT.finditer(text):
        document = repository.find(match.group(1), folder)
        if document is None:
            yield match.start(), f"{match.group(1)} is not in the repository"
        elif match.group(2) and not has_section(document, match.group(2)):
            yield match.start(), f'{match.group(1)} has no section "{match.group(2)}"'
    for match in README.finditer(text):
        if not has_section(repository.root / "README.md", match.group(1)):
            yield match.start(), f'README.md has no section "{match.group(1)}"'
    for match in PATH.finditer(text):
        if not match.group(1).endswith(".md") and not repository.find(match.group(1), folder):
            yield match.start(), f"{match.group(1)} is not in the repository"
    for match in LINK.finditer(text) if page else ():
        if not match.group(1).endswith(".md") and not repository.find(match.group(1), folder):
            yield match.start(), f"the link {match.group(1)} leads nowhere"
    for match in TEST.finditer(text) if page else ():
        if (match.group(1) or "", match.group(2) or match.group(3)) not in repository.tests:
            yield match.start(), f"there is not a test {match.group(0)}"
    for match in UNNAMED.finditer(text) if not page else ():
        yield match.start(), f"'{match.group(0)}': name the document"


def has_section(document, title):
    heading = rf"^#+ {re.escape(' '.join(title.split()))}$"
    return re.search(heading, document.read_text(encoding="utf-8"), re.M)


def findings(repository):
    for file in repository.files:
        if file == pathlib.Path(__file__).resolve():
            continue  # the breaches in it are meant
        name = file.relative_to(repository.root).as_posix()
        text = file.read_text(encoding="utf-8", errors="replace")
        if name == "README.md" and len(text.splitlines()) > MAX_README_LINES:
            yield f"README.md: more than {MAX_README_LINES} lines"
        for first, comment in comments(file, text):
            for offset, rule in check(repository, file.parent, comment, file.suffix == ".md"):
                yield f"{name}:{first + comment.count(chr(10), 0, offset)}: {rule}"


def self_test(repository):
    """Each rule finds its own breach, and lets pass what is right."""
    root = repository.root
    for name, text, expected in [
            ("a.cc", "int a;  // as LOST.md says", 1), ("a.cc", 'f("//", "LOST.md");', 0),
            ("a.cc", "// README\n// \"No such\n// part\"", 1), ("a.cc", "// see core/lost.h", 1),
            ("a.cc", "// README \"Query\n// language\"; core/limits.h", 0),
            ("a.cc", "// after the design's rules", 1), ("a.cc", "/* the notes */", 1),
            ("a.cc", "x = 'a'; // LOST.md", 1), ("a.cc", 'R"(// LOST.md)"', 0),
            ("CMakeLists.txt", "f()  # tests/lost.py", 1), ("a.py", '"""LOST.md"""', 1),
            ("a.md", "[a](lost.html) `tests/lost.py`", 2), ("a.md", "`LostTest.IsLost`", 1),
            ("a.md", "[a](README.md#tests) <https://b.org/LOST.md>", 0)]:
        found = [rule for _, comment in comments(pathlib.PurePath(name), text)
                 for _, rule in check(repository, root, comment, name.endswith(".md"))]
        if len(found) != expected:
            raise AssertionError(f"{name}: {text!r}: {found}")


def main():
    repository = Repository(pathlib.Path(sys.argv[1]).resolve())
    self_test(repository)
    found = list(findings(repository))
    for line in found:
        print(line)
    print("documents cited: " + (f"{len(found)} findings" if found else "clean"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
