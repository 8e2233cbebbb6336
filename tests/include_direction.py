#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that each folder of the sources is a layer: what it includes, and in which namespace it is.

Usage: include_direction.py ROOT: prints file, line and rule of each finding; exit 0 = none.
       include_direction.py --markdown: prints the table of layers for doc/architecture.md.
"""
import pathlib
import re
import sys
from typing import NamedTuple


class Layer(NamedTuple):
    folder: str
    namespace: str  # below dateline::, one or more; "" for a folder that holds a main.cc alone
    job: str
    may_include: str  # folders in rows above


# A row per folder, the lowest floor first. A folder may include itself and what its row names.
LAYERS = [Layer(*row) for row in (
    ("core", "limits", "every limit", ""),
    ("core/dates", "dates", "dates as exactly as they are known, and as people type them", ""),
    ("core/details", "details", "details of a status: why, and when to try again", ""),
    ("core/text", "text", "what a word is: words, stems, folding, languages, UTF-8", "core"),
    ("core/errors", "errors", "errors with their reasons and details", "core/details core/text"),
    ("core/queue", "queue", "the bounded queue between threads; a bound on log lines", ""),
    ("core/article", "article", "field table; rules, dates, names of an article",
     "core core/dates core/errors core/text"),
    ("core/readers/pages", "pages", "HTML and text pages", "core/article core/dates core/text"),
    ("core/readers", "readers", "files and streams to articles",
     "core core/errors core/article core/queue core/text core/readers/pages"),
    ("core/intake", "intake", "a run over files: progress, rejects, counts, exit code",
     "core/errors core/article core/queue core/text core/readers"),
    ("core/index", "index", "the files of an index, for reading",
     "core core/errors core/article core/queue"),
    ("core/access", "access", "keys: who may do what, and the log of it",
     "core core/errors core/queue core/text"),
    ("core/reflection", "reflection", "gRPC server reflection", ""),
    ("core/rpc", "rpc", "gRPC server, TLS, keys of calls, bounded pools, log, shutdown",
     "core core/access core/details core/errors core/queue core/reflection core/text"),
    ("indexer/segments", "segments", "makes segments, merges them, commits a manifest",
     "core core/errors core/article core/index core/text"),
    ("indexer/writer", "writer", "when: queue, batches, commits, merges, the lock",
     "core core/errors core/article core/index core/queue core/readers core/text "
     "indexer/segments"),
    ("indexer/entities/tagger", "tagger", "names in a text", "core/errors core/index core/text"),
    ("indexer/entities/resolver", "resolver", "names joined to the entities of an article",
     "core core/article core/text indexer/entities/tagger"),
    ("indexer/entities", "entities", "tagger and resolver with their models",
     "core/errors core/article core/index indexer/entities/resolver indexer/entities/tagger"),
    ("indexer/training", "training", "programs that make the models; not installed",
     "core/errors core/article core/index core/text indexer/entities/tagger core/readers"),
    ("indexer/rpc", "ingest", "IngestService",
     "core core/access core/details core/errors core/article core/index core/rpc core/text "
     "indexer/writer"),
    ("indexer/cli", "commands", "commands of dateline-indexer",
     "core core/access core/dates core/errors core/article core/index core/intake core/text "
     "core/readers indexer/segments indexer/writer"),
    ("indexer", "", "the program dateline-indexer",
     "core/errors core/intake core/rpc indexer/cli indexer/entities core/readers indexer/rpc"),
    ("server/query", "query", "query language: text to a tree",
     "core core/article core/dates core/text"),
    ("server/entities", "names", "names grouped across articles",
     "core/article core/index core/text"),
    ("server/search", "search", "a query on a snapshot: filters, matches, ranking",
     "core core/errors core/article core/dates core/index core/text server/entities server/query"),
    ("server/facets", "facets", "counts per value, entity and time",
     "core core/errors core/article core/dates core/text server/search"),
    ("server/hits", "hits", "what is shown of an article: snippets, marks, entities",
     "core core/article core/index core/text server/query server/search"),
    ("server/engine", "engine", "requests to answers; validation, snapshots, page tokens",
     "core core/errors core/article core/dates core/index core/queue core/text server/entities server/facets "
     "server/hits server/query server/search"),
    ("server/rpc", "service", "SearchService; follows the index",
     "core core/access core/errors core/queue core/rpc core/text server/engine"),
    ("server", "", "the program dateline-server", "core core/errors core/rpc server/rpc"),
    ("client/include/dateline", "client", "the public headers of the client library", ""),
    ("client", "client", "the client library",
     "client/include/dateline core core/details core/queue"),
    ("client/cli", "cli", "the program dateline",
     "client/include/dateline core/dates core/intake core/readers"),
)]
BY_FOLDER = {layer.folder: layer for layer in LAYERS}
TOP_FOLDERS = ("core", "indexer", "server", "client")

MESSAGES = re.compile(r"(dateline/v1|google/protobuf|grpc/reflection/v1(alpha)?)/")  # generated
PUBLIC = re.compile(r"dateline/\w+\.h")  # in client/include
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')
XAPIAN = re.compile(r"xapian(\.h|/)")
GRPC = re.compile(r"(grpc|grpcpp)/|.*\.grpc\.pb\.h")
ASIO = re.compile(r"boost/asio")
RPC_FOLDERS = ("core/reflection", "core/rpc", "indexer/rpc", "server/rpc")

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
FORWARD = re.compile(r"^namespace ([\w:]+) \{\s*(?:(?:class|struct) \w+;\s*)+\}[^\n]*", re.MULTILINE)
FORWARD_C = re.compile(r"^struct \w+;", re.MULTILINE)  # of a C library
# clang-format ends a namespace with a brace in the first column and a comment that names it.
NAMESPACE = re.compile(r"^namespace ([\w:]+) \{$.*?^\}  // namespace \1$", re.MULTILINE | re.DOTALL)

PAGE = "doc/architecture.md"
BLOCK = re.compile(r"(?<=<!-- layers: printed by tests/include_direction.py --markdown -->\n).*?"
                   r"(?=<!-- end layers -->)", re.DOTALL)


def place(name):
    """The file of an #include, relative to the root."""
    return pathlib.PurePath("client/include" if PUBLIC.fullmatch(name) else "", name)


def is_main(path):
    return path.name == "main.cc" or path.name.endswith("_main.cc")


def check_include(path, quoted, name, xapian_headers):
    """Rules that one #include of a file breaks."""
    layer = BY_FOLDER[path.parent.as_posix()]
    target = place(name).parent.as_posix()
    if quoted and place(name).parts[0] not in TOP_FOLDERS + ("tests",):
        if not MESSAGES.match(name):
            yield f"{name} is not relative to the root of the repository"
    elif quoted and target not in layer.may_include.split() + [layer.folder]:
        yield f"{layer.folder} must not include {name}; it may: {layer.may_include or 'nothing'}"
    if GRPC.match(name) and layer.folder not in RPC_FOLDERS + ("client", "client/include/dateline"):
        yield f"gRPC ({name}) belongs in client and {RPC_FOLDERS}"
    if ASIO.match(name) and layer.folder not in RPC_FOLDERS and path.name != "main.cc":
        yield f"Asio ({name}) belongs in main.cc and {RPC_FOLDERS}"
    if name in xapian_headers and path.parent != pathlib.PurePath(name).parent:
        yield f"{name} holds Xapian types and is for its own folder only"


def namespaces(folders):
    return {f"dateline::{name}" for folder in folders for name in BY_FOLDER[folder].namespace.split()}


def check_namespaces(path, text):
    """Rules that the namespaces of a file break."""
    layer = BY_FOLDER[path.parent.as_posix()]
    own = namespaces([layer.folder])
    text = DIRECTIVE.sub("", text)
    for name in FORWARD.findall(text):
        known = own | namespaces(layer.may_include.split())
        if name.startswith("dateline") and name not in known:
            yield f"declares a class of {name}, whose folder {layer.folder} must not include"
    text = FORWARD_C.sub("", FORWARD.sub("", text))
    for name in (blocks := NAMESPACE.findall(text)):
        if not any(name == one or name.startswith(one + "::") for one in own):
            yield f"is in namespace {name}; the namespace of {layer.folder} is {sorted(own)}"
    if not blocks or COMMENT.sub("", NAMESPACE.sub("", text)).strip():
        yield f"has code outside the namespace of {layer.folder}, {sorted(own)}"


def check_layers(layers):
    """Rules that the table itself breaks: rows in floor order leave no room for a circle."""
    above = set()
    for layer in layers:
        for folder in layer.may_include.split():
            if folder not in above:
                yield f"layers: {layer.folder} may include {folder}, which is not in a row above"
        above.add(layer.folder)


def check_use(used, folders):
    """Permissions of the table that no #include uses."""
    for layer in LAYERS:
        for folder in layer.may_include.split():
            if {layer.folder, folder} <= folders and (layer.folder, folder) not in used:
                yield f"layers: no file of {layer.folder} includes {folder}; take it from the row"


def markdown():
    def code(words):
        return ", ".join(f"`{word}`" for word in words) or "-"
    rows = ["| folder | namespace | job | may include |", "|---|---|---|---|"]
    for layer in LAYERS:
        names = [f"dateline::{name}" for name in layer.namespace.split()]
        rows.append(f"| `{layer.folder}` | {code(names)} | {layer.job} "
                    f"| {code(layer.may_include.split())} |")
    return "\n".join(rows) + "\n"


def check_page(text):
    block = BLOCK.search(text)
    if block is None or block.group() != markdown():
        yield f"{PAGE}: the block of layers is not what tests/include_direction.py --markdown prints"


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1) == '"', match.group(2)


def xapian_headers(files):
    """Headers that include Xapian's, directly or through others."""
    found = set()
    while True:
        more = {path.as_posix() for path, text in files.items() if path.suffix == ".h" and any(
            XAPIAN.match(name) or name in found for _, _, name in includes(text))}
        if more == found:
            return found
        found = more


def findings(root):
    files = {file.relative_to(root): file.read_text(encoding="utf-8")
             for top in TOP_FOLDERS for file in sorted((root / top).rglob("*"))
             if file.suffix in (".cc", ".h")}
    if not files:
        yield f"{root}: no source file found"
    yield from check_layers(LAYERS)
    hidden = xapian_headers(files)
    used = set()
    for path, text in files.items():
        if path.parent.as_posix() not in BY_FOLDER:
            yield f"{path}: {path.parent} has no row in the table of layers"
            continue
        for number, quoted, name in includes(text):
            used.add((path.parent.as_posix(), place(name).parent.as_posix()))
            for rule in check_include(path, quoted, name, hidden):
                yield f"{path}:{number}: {rule}"
        if not is_main(path):
            for rule in check_namespaces(path, text):
                yield f"{path}: {rule}"
    yield from check_use(used, {path.parent.as_posix() for path in files})
    if (root / PAGE).exists():
        yield from check_page((root / PAGE).read_text(encoding="utf-8"))


def self_test():
    """Each rule finds its own breach."""
    path = pathlib.PurePath
    for name, line in [
            ("core/text/a.cc", '#include "core/index/segment.h"'),
            ("server/query/a.cc", '#include "server/search/searcher.h"'),
            ("server/engine/a.cc", '#include "indexer/writer/index_writer.h"'),
            ("client/a.cc", '#include "core/errors/errors.h"'),
            ("core/a.cc", '#include "dateline/client.h"'),
            ("core/index/a.cc", "#include <grpcpp/grpcpp.h>"),
            ("server/search/a.h", '#include "dateline/v1/search_service.grpc.pb.h"'),
            ("core/text/a.cc", "#include <boost/asio/post.hpp>"),
            ("core/text/a.cc", '#include "a.h"'),
            ("server/search/a.cc", '#include "core/index/hidden.h"')]:
        (_, quoted, header), = includes(line)
        found = list(check_include(path(name), quoted, header, {"core/index/hidden.h"}))
        assert found, f"not found: {name}: {line}"
    for text in [
            "int a;\n", "namespace {\nint a;\n}  // namespace\n",
            "namespace dateline {\nint a;\n}  // namespace dateline\n",
            "namespace dateline::index {\nint a;\n}  // namespace dateline::index\n",
            "namespace dateline::text {\nint a;\n}  // namespace dateline::text\nint b;\n",
            "namespace dateline::index {\nclass A;\n}\n"
            "namespace dateline::text {\nint a;\n}  // namespace dateline::text\n"]:
        assert list(check_namespaces(path("core/text/a.cc"), text)), f"not found: {text}"
    good = "// A.\n#include <a>\nnamespace dateline::text::b {\n}  // namespace dateline::text::b\n"
    assert not list(check_namespaces(path("core/text/a.cc"), good))
    low, high = Layer("a", "a", "", "b"), Layer("b", "b", "", "")
    assert list(check_layers([low, high])) and not list(check_layers([high, low]))
    assert list(check_use(set(), {"core/dates", "client/cli"})) and list(check_page(""))
    files = {path("core/a.h"): "#include <xapian.h>\n", path("core/b.h"): '#include "core/a.h"\n'}
    assert xapian_headers(files) == {"core/a.h", "core/b.h"}


def main():
    if sys.argv[1] == "--markdown":
        print(markdown(), end="")
        return 0
    self_test()
    found = list(findings(pathlib.Path(sys.argv[1]).resolve()))
    print(*found, f"layers: {len(found)} findings", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
