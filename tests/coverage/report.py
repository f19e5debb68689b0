#!/usr/bin/env python3
"""Prints how many lines of the product no test has executed, by folder and by file.

report.py SOURCE_DIR BUILD_DIR
"""

import collections
import json
import os
import pathlib
import subprocess
import sys

PRODUCT = ("mcp-core/", "mcp-server/", "mcp-client/", "bridge/")


def files_of(notes):
    """Yields each source file that gcov names for one object file, with its lines."""
    said = subprocess.run(["gcov", "--json-format", "--stdout", str(notes)], cwd=notes.parent,
                          capture_output=True, text=True, check=True).stdout
    for document in filter(None, said.split("\n")):
        about = json.loads(document)
        for file in about["files"]:
            yield os.path.normpath(os.path.join(about["current_working_directory"], file["file"])), file["lines"]


def executions(source, build):
    """By file of the product: how often each line ran, as {line: count}."""
    counts = collections.defaultdict(dict)
    for notes in sorted(build.rglob("*.gcno")):
        for name, lines in files_of(notes):
            path = os.path.relpath(name, source)
            if not path.startswith(PRODUCT):
                continue
            for line in lines:
                number = line["line_number"]
                counts[path][number] = max(counts[path].get(number, 0), line["count"])
    return counts


def ranges(numbers):
    """[3, 4, 5, 9] as "3-5 9"."""
    parts = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def main():
    source, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    counts = executions(source, build)
    folders = collections.defaultdict(lambda: [0, 0])
    for path, lines in sorted(counts.items()):
        never = sorted(number for number, count in lines.items() if count == 0)
        for folder in (path.split("/")[0], "all"):
            folders[folder][0] += len(never)
            folders[folder][1] += len(lines)
        if never:
            print(f"{path}: {ranges(never)}")
    print()
    for folder, (never, total) in folders.items():
        print(f"{folder:12} {never:6} of {total:6} lines never executed ({100 * never / total:.1f}%)")
    return 0 if counts else 1


if __name__ == "__main__":
    sys.exit(main())
