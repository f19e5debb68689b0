#!/usr/bin/env python3
"""Prints a short excerpt of each failed test's output in the last run of ctest: what_failed.py BUILD_DIR.
In the output of thousands of parallel tests the failures are hard to find."""
import pathlib
import re
import sys

LINES = 6
# The last lines of the outputs are printed as well, this many for all tests together: they may contain the page.
LAST_LINES = 30
WIDTH = 160
# The start of a failure's text from GoogleTest, sanitizers, Node.js and compilers.
TELLING = re.compile(r"Failure$|^✖ |ERROR: |WARNING: ThreadSanitizer|^\s*\w*Error\b|\berror:")


def outputs(log):
    """The output of each test of a LastTest.log by its name."""
    parts = re.split(r"^\d+/\d+ Testing: (.*)\n", log, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def essence(output, last):
    body = output.partition("\nOutput:\n")[2].partition("<end of output>")[0]
    lines = [line.rstrip()[:WIDTH] for line in body.splitlines()[1:] if line.strip()]
    first = next((i for i, line in enumerate(lines) if TELLING.search(line)), None)
    if first is None:
        return lines[-LINES:]
    beginning, rest = lines[first:first + LINES], lines[first + LINES:]
    return beginning + (["..."] if len(rest) > last else []) + (rest[-last:] if last else [])


def main():
    folder = pathlib.Path(sys.argv[1]) / "Testing" / "Temporary"
    told = outputs((folder / "LastTest.log").read_text(errors="replace"))
    failed = (folder / "LastTestsFailed.log").read_text().split()
    for name in (each.partition(":")[2] for each in failed):
        print(f"== {name}", *essence(told.get(name, ""), LAST_LINES // len(failed)), sep="\n   ")


main()
