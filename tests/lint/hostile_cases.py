#!/usr/bin/env python3
"""Checks the list of the hostile cases in docs/security.md: hostile_cases.py PROJECT.

Each case from 1 on is in the list, with tests that exist; each number in the name of a test is in the list.
"""

import pathlib
import re
import sys

ROW = re.compile(r"^\| (\d+) \| .* \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"^TEST(?:_P|_F)?\((\w+),\s*(\w+)\)", re.MULTILINE)
NOT_MET = "see below"


def names_of_tests(project):
    """Names of test suites, and of tests as SUITE.NAME; and the numbers of cases in tests and their parameters."""
    names, numbers = set(), set()
    for path in (project / "tests").rglob("*.cc"):
        text = path.read_text()
        for suite, name in TEST.findall(text):
            names |= {suite, f"{suite}.{name}"}
        for first, last in re.findall(r"\bCase(\d+)(?:To(\d+))?_", text):
            numbers |= set(range(int(first), int(last or first) + 1))
    return names, numbers


def problems(project):
    section = (project / "docs/security.md").read_text().split("## The hostile cases")[1].split("\n# ")[0]
    rows = {int(number): tests for number, tests in ROW.findall(section)}
    names, numbers = names_of_tests(project)
    for number in sorted(set(range(1, max(rows) + 1)) - set(rows)):
        yield f"case {number} is missing"
    for number in sorted(numbers - set(rows)):
        yield f"tests have case {number}, and the list has not"
    for number, tests in rows.items():
        if tests == NOT_MET:
            continue
        for name in re.findall(r"`([^`]+)`", tests) or [tests]:
            if name not in names:
                yield f"case {number}: there is no test {name}"


def main():
    found = list(problems(pathlib.Path(sys.argv[1])))
    for problem in found:
        print(f"docs/security.md: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
