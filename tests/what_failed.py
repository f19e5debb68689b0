#!/usr/bin/env python3
"""Tells in short what the tests said that failed in the last run of ctest: what_failed.py BUILD_DIR.
Among thousands of tests that run side by side their own words stand far apart."""
import pathlib
import re
import sys

LINES = 6
# How many lines of its end are told as well, shared by all: a page as it was stands there.
LAST_LINES = 30
WIDTH = 160
# The first words of a failure, as GoogleTest, sanitizers, Node.js and compilers have them.
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
