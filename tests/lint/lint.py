#!/usr/bin/env python3
"""Checks rules of this project that no compiler checks; CONTRIBUTING.md gives the reason of each.

lint.py SOURCE_DIR            checks all files
lint.py SOURCE_DIR --headers  compiles every header alone instead
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree may be read-only
from coroutine_temporaries import temporaries

ROOT = pathlib.Path(sys.argv[1]).resolve()

# The folders that a folder may include from: the layers of docs/architecture.md, from bottom to top.
CORE = "mcp-core/internal/"
PUBLIC = "mcp-core/include/"
LAYERS = {
    PUBLIC: [PUBLIC],
    CORE + "bytes": [],
    CORE + "json": [PUBLIC, CORE + "text"],
    CORE + "text": [CORE + "text"],
    CORE + "protocol": [PUBLIC, CORE + "json", CORE + "protocol"],
    CORE + "wire": [PUBLIC, CORE + "wire"],
    CORE + "http": [PUBLIC, CORE + "bytes", CORE + "text", CORE + "wire", CORE + "http"],
    CORE + "framing": [PUBLIC, CORE + "json", CORE + "protocol", CORE + "framing"],
    CORE + "seal": [PUBLIC, CORE + "bytes", CORE + "seal"],
    CORE + "schema": [PUBLIC, CORE + "text", CORE + "schema"],
    CORE + "engine": [PUBLIC, CORE + "engine"],
    CORE + "io": [PUBLIC, CORE + "framing", CORE + "http", CORE + "json", CORE + "protocol", CORE + "wire",
                  CORE + "io"],
    CORE + "http_client": [PUBLIC, CORE + "http", CORE + "io", CORE + "text", CORE + "http_client"],
    CORE + "http_server": [PUBLIC, CORE + "bytes", CORE + "http", CORE + "io", CORE + "runtime",
                           CORE + "http_server"],
    CORE + "command_line": [CORE + "schema", CORE + "text", CORE + "command_line"],
    CORE + "runtime": [PUBLIC, CORE + "engine", CORE + "io", CORE + "runtime"],
    "mcp-server/include/": [PUBLIC, "mcp-server/include/"],
    "mcp-server/src": [PUBLIC, CORE, "mcp-server/include/", "mcp-server/src"],
    "mcp-server/files": [PUBLIC, CORE, "mcp-server/include/", "mcp-server/files"],
    "mcp-server/pdf_text": ["mcp-server/pdf_text"],
    "mcp-server/program": [PUBLIC, CORE, "mcp-server/"],
    "mcp-server/main.cc": [PUBLIC, CORE, "mcp-server/"],
    "mcp-client/include/": [PUBLIC, "mcp-client/include/"],
    "mcp-client/src": [PUBLIC, CORE, "mcp-client/include/", "mcp-client/src"],
    # The proxy is a client of servers and a server of hosts: the one folder that uses both libraries.
    "mcp-client/proxy": [PUBLIC, CORE, "mcp-client/include/", "mcp-server/include/", "mcp-client/proxy"],
    "mcp-client/cli": [PUBLIC, CORE, "mcp-client/include/", "mcp-client/proxy", "mcp-client/cli"],
    "mcp-client/cli/doctor": [PUBLIC, CORE, "mcp-client/include/", "mcp-client/src/process", "mcp-client/cli"],
    "bridge/documents": [PUBLIC, CORE, "bridge/documents"],
    "bridge/engine": [PUBLIC, CORE, "bridge/engine"],
    "bridge/usage": [PUBLIC, CORE, "bridge/documents", "bridge/engine", "bridge/store", "bridge/usage"],
    "bridge/store": [PUBLIC, CORE, "bridge/engine", "bridge/store"],
    "bridge/guard": [PUBLIC, CORE, "bridge/documents", "bridge/guard"],
    "bridge/servers": [PUBLIC, CORE, "mcp-client/include/", "bridge/servers"],
    "bridge/session": [PUBLIC, CORE, "mcp-client/include/", "bridge/engine", "bridge/guard", "bridge/servers",
                       "bridge/store", "bridge/usage", "bridge/session"],
    "bridge/gateway": [PUBLIC, CORE, "bridge/documents", "bridge/engine", "bridge/guard", "bridge/servers",
                       "bridge/store", "bridge/usage", "bridge/session", "bridge/gateway"],
    "bridge/program": [PUBLIC, CORE, "mcp-client/include/", "bridge/"],
    "bridge/main.cc": [PUBLIC, CORE, "mcp-client/include/", "bridge/"],
    "examples": [PUBLIC, "mcp-server/include/", "mcp-client/include/"],
    "bench": [PUBLIC, CORE, "mcp-server/include/", "mcp-client/include/"],
}

# Where an included name may be found, for files below the key.
INCLUDE_DIRS = {
    "mcp-core/": [CORE],
    "mcp-server/src": ["mcp-server/src/", CORE],
    "mcp-server/files": ["mcp-server/files/", CORE],
    "mcp-server/pdf_text": ["mcp-server/pdf_text/"],
    "mcp-server/program": ["mcp-server/", "mcp-server/src/", "mcp-server/files/", CORE],
    "mcp-server/main.cc": ["mcp-server/", "mcp-server/files/", CORE],
    "mcp-client/src": ["mcp-client/src/", CORE],
    "mcp-client/proxy": ["mcp-client/proxy/", CORE],
    "mcp-client/cli": ["mcp-client/cli/", "mcp-client/proxy/", CORE],
    "mcp-client/cli/doctor": ["mcp-client/src/"],
    "bench": ["bench/", CORE],
    "bridge": ["", CORE],
    "tests/bridge": ["tests/", ""],
    "tests/proxy": ["tests/", "mcp-client/proxy/", CORE],
}
PUBLIC_DIRS = [PUBLIC, "mcp-server/include/", "mcp-client/include/"]

# Folders of the sans-I/O core: no sockets, threads or clocks.
SANS_IO = [CORE + name for name in ("bytes", "json", "text", "protocol", "wire", "http", "framing", "seal", "schema", "engine")]
IO_HEADERS = re.compile(r"<(thread|sys/socket\.h|poll\.h|unistd\.h|fcntl\.h|sys/epoll\.h|netinet/.*)>")

ERA_PLACES = (CORE + "wire/", "mcp-server/src/edge/", "mcp-client/src/era_probe.cc", "tests/", "bench/")
LIBRARIES = ("mcp-core/", "mcp-server/src/", "mcp-server/include/", "mcp-client/src/", "mcp-client/include/")
PROGRAMS = ("mcp-server/", "mcp-client/", "bridge/")
# A static object that owns memory.
STATIC_OWNER = re.compile(r"^\s+static const (std::(map|set|vector|string|regex|unordered_\w+|shared_ptr)\b|auto \w+ = std::make_|"
                          r"Json|FixedSchema|SchemaValidator|EnumNames|Object<)[^&(]* \w+( =|;|\(|\{)")

problems = []


def problem(path, line, text):
    problems.append(f"{path}:{line}: {text}")


def tracked(*patterns):
    """Files of the work tree, also those not added yet, as paths from the root."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "--", *patterns],
        capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted({name for name in listed if name and (ROOT / name).is_file()})


def layer_of(path):
    found = [layer for layer in LAYERS if path.startswith(layer)]
    return max(found, key=len) if found else None


def resolve(path, name):
    """The file of this project that an include names, or None for a file of another library."""
    dirs = [str(pathlib.PurePosixPath(path).parent) + "/"] if path.startswith("examples") else []
    for prefix, own in INCLUDE_DIRS.items():
        if path.startswith(prefix):
            dirs += own
    dirs += PUBLIC_DIRS + ["tests/"]
    for folder in dirs:
        if (ROOT / (folder + name)).is_file():
            return os.path.normpath(folder + name)
    return None


def check_includes(path, lines):
    layer = layer_of(path)
    if layer is None:
        return
    for number, line in enumerate(lines, 1):
        match = re.match(r'#include ["<]([^">]+)[">]', line)
        if not match:
            continue
        target = resolve(path, match.group(1))
        if target is None:
            if line.startswith('#include "'):
                problem(path, number, f"no such header of ours: {match.group(1)}")
            continue
        if not any(target.startswith(allowed) for allowed in LAYERS[layer] + [layer]):
            problem(path, number, f"{layer} may not include {target}")
    for number, line in enumerate(lines, 1):
        if any(path.startswith(folder + "/") for folder in SANS_IO) and IO_HEADERS.search(line):
            problem(path, number, "the core below io/, http_client/, http_server/ and runtime/ has no sockets, files or threads")


TYPESCRIPT = "bridge/web/src/"


def includes_of(path):
    """The files of this project that a C++ or TypeScript file includes."""
    text = (ROOT / path).read_text(errors="replace")
    if path.startswith(TYPESCRIPT):
        for name in re.findall(r"""(?:import|export)\s[^;]*?from\s+["'](\.[^"']+)["']""", text):
            yield os.path.normpath(os.path.join(os.path.dirname(path), name))
        return
    for name in re.findall(r'^#include ["<]([^">]+)[">]', text, re.MULTILINE):
        target = resolve(path, name)
        if target:
            yield target


def unit_of(path):
    """A header and its source are one unit."""
    return path.rsplit(".", 1)[0] if path.endswith((".hpp", ".cc", ".ts", ".tsx")) else path


def check_circles(paths):
    """Reports units that include each other, directly or indirectly."""
    needs = {}
    for path in paths:
        unit = unit_of(path)
        needs.setdefault(unit, set()).update(unit_of(each) for each in includes_of(path))
        needs[unit].discard(unit)
    done, on_way = set(), []

    def visit(unit):
        if unit in on_way:
            circle = on_way[on_way.index(unit):] + [unit]
            return problem(unit, 1, "a circle of includes: " + " > ".join(circle))
        if unit in done:
            return None
        done.add(unit)
        on_way.append(unit)
        for each in sorted(needs.get(unit, ())):
            visit(each)
        on_way.pop()
        return None

    for unit in sorted(needs):
        visit(unit)


def check_text(path, lines):
    is_header = path.endswith(".hpp")
    if is_header and lines and lines[0].strip() != "#pragma once":
        problem(path, 1, "a header begins with #pragma once")
    if len(lines) > 500:
        problem(path, len(lines), "more than 500 lines: more than one idea?")
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        if not line.isascii() and "\u2026" not in line:
            problem(path, number, "not ASCII")
        if len(line) > 120:
            problem(path, number, "longer than 120 characters")
        if re.search(r"\b20(24|25|26)-\d\d-\d\d\b", code) and not path.startswith(ERA_PLACES):
            problem(path, number, "a protocol version outside wire/, edge/ and the era probe")
        if re.search(r"[=!<>]=\s*Era::", code) and not path.startswith(ERA_PLACES):
            problem(path, number, "an era compared outside wire/, edge/ and the era probe")
        if path.startswith(LIBRARIES):
            if re.search(r"std::(cout|cerr|clog)|\b(printf|puts|abort|exit|_Exit|terminate)\(", code):
                problem(path, number, "the library never prints, aborts or exits")
        if re.search(r"for \(.*[^:]:[^:].*\w\([^()]*\)\.\w+\(\)\) ?\{?$", code):
            problem(path, number, "the temporary in this range may be gone before the loop")
        if re.search(r"\[(=|&)\]", code) and path.startswith(LIBRARIES) and "[&](" not in code and "[&]" not in code:
            problem(path, number, "captures are listed by name")
        if path.startswith("tests/") and re.search(r"sleep_for|sleep_until|\busleep\(|\bsleep\(", code):
            problem(path, number, "tests wait for events, they do not sleep")
        if re.search(r"\bTODO\b(?!\((now|soon|someday)\): )", line):
            problem(path, number, "write TODO(now|soon|someday): text")
        if path.startswith(LIBRARIES + PROGRAMS) and STATIC_OWNER.search(code):
            problem(path, number, "threads may read it while the program exits: use never_destroyed()")
        if ".detach()" in code and not path.startswith("tests/"):
            problem(path, number, "no detached threads")


def check_coroutines(path, lines):
    for number, what in temporaries("\n".join(lines)):
        problem(path, number, f"{what} in a co_await expression: g++ 12 may destroy it twice; name it first")


def check_names(path):
    stem = pathlib.PurePosixPath(path).stem
    if re.search(r"(^|_)(manager|helpers?|utils?|impl|common|misc)($|_)", stem):
        problem(path, 1, "a name that says nothing: what is in the file?")
    if not re.fullmatch(r"[a-z0-9_]+", stem):
        problem(path, 1, "file names are snake_case")


HEADER_DIRS = ["mcp-core/include", "mcp-server/include", "mcp-client/include", "mcp-core/internal",
               "mcp-server/src", "mcp-server/files", "mcp-client/src", "mcp-client/cli", "tests", "."]


def library_headers(path, seen):
    """The headers of other libraries that a header includes, directly or through headers of this project."""
    if path in seen:
        return set()
    seen.add(path)
    found = set()
    for name in re.findall(r'#include ["<]([^">]+)[">]', (ROOT / path).read_text()):
        targets = [os.path.normpath(f"{folder}/{name}") for folder in HEADER_DIRS]
        own = [target for target in targets if (ROOT / target).is_file()]
        found |= library_headers(own[0], seen) if own else {name}
    return found


class PrecompiledHeaders:
    """The JSON library and Boost, precompiled for the headers that include them anyway: they take most of the
    time."""

    LARGE = ("nlohmann/json.hpp", "boost/")

    def __init__(self, folder, headers):
        self.folder = pathlib.Path(folder)
        included = {header: library_headers(header, set()) for header in headers}
        self.kinds = {header: self.kind_of(names) for header, names in included.items()}
        everything = set().union(*included.values())
        for kind in set(self.kinds.values()) - {()}:
            lines = [f"#include <{name}>\n" for name in sorted(everything) if name.startswith(kind)]
            self.file(kind).write_text("".join(lines))
            subprocess.run(["g++", "-std=c++20", "-x", "c++-header", str(self.file(kind))], check=True)

    def kind_of(self, names):
        return tuple(large for large in self.LARGE if any(name.startswith(large) for name in names))

    def file(self, kind):
        return self.folder / ("_".join(large.replace("/", "_") for large in kind) + ".hpp")

    def options(self, header):
        kind = self.kinds[header]
        return ["-include", str(self.file(kind))] if kind else []


def compiles_alone(path, precompiled):
    command = ["g++", "-std=c++20", "-fsyntax-only", "-x", "c++", str(ROOT / path)]
    command += [f"-I{ROOT / folder}" for folder in HEADER_DIRS] + precompiled.options(path)
    ran = subprocess.run(command, capture_output=True, text=True)
    errors = [line for line in ran.stderr.split("\n") if ": error:" in line]
    return path, errors


def check_headers():
    headers = [path for path in tracked("*.hpp") if not path.startswith(("tests/", "bench/"))]
    with tempfile.TemporaryDirectory() as folder:
        precompiled = PrecompiledHeaders(folder, headers)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for path, errors in pool.map(lambda each: compiles_alone(each, precompiled), headers):
                if errors:
                    problem(path, 1, f"does not compile alone: {errors[0]}")
    return len(headers)


def check_sources():
    sources = tracked("*.cc", "*.hpp")
    for path in sources:
        lines = (ROOT / path).read_text(encoding="utf-8").split("\n")
        check_includes(path, lines)
        check_text(path, lines)
        check_coroutines(path, lines)
        check_names(path)
    page = tracked(TYPESCRIPT + "*.ts", TYPESCRIPT + "*.tsx")
    check_circles(sources + [path for path in page if ".test." not in path])
    return len(sources)


def main():
    headers = "--headers" in sys.argv
    count = check_headers() if headers else check_sources()
    print("\n".join(problems))
    print(f"{count} {'headers' if headers else 'files'}, {len(problems)} problems")
    return 1 if problems or count == 0 else 0


sys.exit(main())
