#!/usr/bin/env python3
"""Checks that each sentence of the specification that concerns a client is mapped to tests that exist.

check.py [SOURCE_DIR [SPEC_DIR]]    SPEC_DIR has normative-<revision>.tsv; default: ../shared/spec

Exits with 1 when something is wrong, and with 2 when the sentences are not there.
"""

import collections
import pathlib
import re
import sys

REVISIONS = ("2025-11-25", "2026-07-28")
# How many sentences the client may leave unfulfilled, over both revisions. Lower these, never raise them.
MAX_MISSING = {"MUST": 0, "SHOULD": 14}

LEVELS = {"MUST": "MUST", "MUST NOT": "MUST", "REQUIRED": "MUST", "SHOULD": "SHOULD", "SHOULD NOT": "SHOULD",
          "RECOMMENDED": "SHOULD", "MAY": "MAY", "OPTIONAL": "MAY"}
SEPARATOR = "; "
SHORTEST_REASON = 3  # words

Row = collections.namedtuple("Row", "line id tests note")


def read_spec(text):
    """The sentences that may concern a client: {id: MUST, SHOULD or MAY}."""
    sentences = {}
    for line in text.splitlines()[1:]:
        identifier, _, _, level, who, _ = line.split("\t", 5)
        if who != "server":
            sentences[identifier] = LEVELS[level]
    return sentences


def read_mapping(text):
    """The rows of one of our files, and what is wrong with its lines."""
    rows, problems = [], []
    lines = text.splitlines()
    if not lines or lines[0] != "id\ttests\tnote":
        problems.append("line 1: the columns must be id, tests, note")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != 3:
            problems.append(f"line {number}: {len(cells)} columns instead of 3")
            continue
        rows.append(Row(number, *(cell.strip() for cell in cells)))
    return rows, problems


class TestNames:
    """The tests of the work tree."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.gtests = set()
        for path in (self.root / "tests").rglob("*.cc"):
            if "node_modules" in path.parts:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            for suite, test in re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", text, re.M):
                self.gtests.add(f"{suite}.{test}")
        self.scenarios = self._scenarios()
        self.folders = {"interop": [self.root / "tests/interop"],
                        "web": [self.root / "tests/web", self.root / "bridge/web/src"]}

    def _scenarios(self):
        """The scenarios that conformance-client knows; those of authorization are partly without prefix."""
        names = set()
        for path in (self.root / "tests/conformance/client").glob("*_scenarios.cc"):
            quoted = set(re.findall(r'"([\w./-]+)"', path.read_text(encoding="utf-8")))
            names |= quoted | {"auth/" + name for name in quoted}
        return names

    def _has_title(self, kind, rest):
        file, separator, title = rest.partition(": ")
        if not separator:
            return False
        paths = [path for folder in self.folders[kind] for path in folder.rglob(file)
                 if "node_modules" not in path.parts]
        # The title is the first argument of a function, as it stands in the source.
        wanted = re.compile(r"\(\s*(['\"`])" + re.escape(title) + r"\1")
        return any(wanted.search(path.read_text(encoding="utf-8")) for path in paths)

    def __contains__(self, name):
        kind, separator, rest = name.partition(":")
        if not separator:
            return name in self.gtests
        if kind == "conformance.client":
            return rest in self.scenarios
        if kind in self.folders:
            return self._has_title(kind, rest)
        if kind == "lint":
            lint = (self.root / "tests/lint/lint.py").read_text(encoding="utf-8")
            return re.search(rf"^def {re.escape(rest)}\(", lint, re.M) is not None
        if kind == "docs":
            return (self.root / rest).is_file()
        return False


def find_problems(sentences, rows, tests):
    """What is wrong with the rows for these sentences. `tests` is a container of the names that exist."""
    problems, seen = [], set()
    for row in rows:
        def problem(text):
            problems.append(f"line {row.line}: {row.id}: {text}")
        if row.id not in sentences:
            problem("not a sentence for clients")
        if row.id in seen:
            problem("mapped more than once")
        seen.add(row.id)
        if row.tests in ("n/a", "missing"):
            if len(row.note.split()) < SHORTEST_REASON:
                problem(f"{row.tests} needs a reason of at least {SHORTEST_REASON} words")
            continue
        for name in row.tests.split(SEPARATOR):
            if name not in tests:
                problem(f"there is no test `{name}`")
    problems += [f"{identifier}: not mapped" for identifier in sentences if identifier not in seen]
    return problems


def count(sentences, rows):
    """How many rows have tests, are n/a or missing: {(level, kind): number}."""
    counts = collections.Counter()
    for row in rows:
        kind = row.tests if row.tests in ("n/a", "missing") else "tests"
        counts[sentences.get(row.id, "?"), kind] += 1
    return counts


def main(arguments):
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parents[2]).resolve()
    spec = pathlib.Path(arguments[1]) if len(arguments) > 1 else root.parent / "shared/spec"
    files = {revision: spec / f"normative-{revision}.tsv" for revision in REVISIONS}
    if not all(path.is_file() for path in files.values()):
        print(f"skipped: the sentences of the specification are not in {spec}")
        return 2

    tests = TestNames(root)
    failed, total = False, collections.Counter()
    for revision, path in files.items():
        sentences = read_spec(path.read_text(encoding="utf-8"))
        own = root / "tests/requirements" / f"{revision}.tsv"
        rows, problems = read_mapping(own.read_text(encoding="utf-8"))
        problems += find_problems(sentences, rows, tests)
        counts = count(sentences, rows)
        total += counts
        print(f"{revision}: {len(sentences)} sentences")
        for level in ("MUST", "SHOULD", "MAY"):
            numbers = [f"{counts[level, kind]} {kind}" for kind in ("tests", "n/a", "missing")]
            print(f"  {level:6} {', '.join(numbers)}")
        for row in rows:
            if row.tests == "missing":
                print(f"  missing {sentences.get(row.id, '?')} {row.id}: {row.note}")
        for text in problems:
            print(f"{own.name}: {text}")
        failed = failed or bool(problems)

    for level, limit in MAX_MISSING.items():
        if total[level, "missing"] > limit:
            print(f"{total[level, 'missing']} sentences with {level} are not fulfilled, more than {limit}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
