"""Tests the official Rust SDK: our client with a server built on it, a client built on it with our server."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess

import processes

SOURCES = pathlib.Path(__file__).parent
PROJECT = SOURCES.parents[2]
VERSIONS = {"modern": "2026-07-28", "legacy": "2025-11-25"}
TIMEOUT = 60


def manifest(pattern):
    return re.search(pattern, (SOURCES / "Cargo.toml").read_text()).group(1)


def version():
    return manifest(r'rmcp = { version = "=([^"]+)"')


def rust_version(environment):
    """The version of rustc in this environment, as numbers; () when there is no rustc or no cargo."""
    rustc = shutil.which("rustc", path=environment["PATH"])
    if not rustc or not shutil.which("cargo", path=environment["PATH"]):
        return ()
    said = subprocess.run([rustc, "--version"], capture_output=True, text=True, env=environment).stdout
    found = re.match(r"rustc (\d+)\.(\d+)", said)
    return tuple(int(number) for number in found.groups()) if found else ()


def install_rust(into):
    """Unpacks Debian's rustc-web, which is newer than its rustc, below `into`. The system stays as it is."""
    log = into / "rust-toolchain.log"
    if not shutil.which("apt-get"):
        raise processes.Skipped("no recent Rust, and this is not Debian")
    packages = into / "rust-toolchain.packages"
    shutil.rmtree(packages, ignore_errors=True)
    packages.mkdir()

    def download():
        command = ["apt-get", "--simulate", "--no-install-recommends", "install", "rustc-web", "cargo-web"]
        said = processes.install_step(command, "Debian has no rustc-web", log=log, timeout=120)
        names = re.findall(r"^Inst (\S+)", said, re.MULTILINE)
        command = ["apt-get", "download", "-o", "APT::Sandbox::User=root", *names]
        processes.install_step(command, "Debian gives no rustc-web", log=log, timeout=600, cwd=packages)

    try:
        download()
    except processes.Skipped:
        # Perhaps its lists of packages are missing or old.
        if os.geteuid() != 0:
            raise
        processes.run(["apt-get", "update"], log=log, timeout=300)
        download()
    for package in packages.glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", package, packages / "unpacked"], check=True)
    shutil.rmtree(into / "rust-toolchain", ignore_errors=True)
    (packages / "unpacked").rename(into / "rust-toolchain")
    shutil.rmtree(packages)


def toolchain(into):
    """The environment variables of a recent Rust: that of this machine, or one below `into`."""
    needed = tuple(int(number) for number in manifest(r'rust-version = "([^"]+)"').split("."))
    if rust_version(os.environ) >= needed:
        return dict(os.environ)

    def installed():
        root = into / "rust-toolchain/usr"
        libraries = ":".join(str(path) for path in root.glob("lib/*-linux-gnu"))
        path = f"{root / 'bin'}:{os.environ['PATH']}"
        return dict(os.environ) | {"PATH": path, "LD_LIBRARY_PATH": libraries}

    if rust_version(installed()) < needed:
        install_rust(into)
    if rust_version(installed()) < needed:
        raise processes.Skipped(f"Debian's Rust is older than {'.'.join(map(str, needed))}")
    return installed()


def install(into):
    """Builds rust-server and rust-client, unless they are there. Returns where."""
    files = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".rs", ".toml", ".lock"))
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    stamp = into / "rust.stamp"
    if not (stamp.exists() and stamp.read_text() == wanted):
        stamp.unlink(missing_ok=True)
        command = ["nice", "-n", "10", "cargo", "build", "--locked", "--quiet", "--jobs", "1"]
        command += ["--manifest-path", SOURCES / "Cargo.toml", "--target-dir", into / "rust-target"]
        fetch = ["cargo", "fetch", "--locked", "--quiet", "--manifest-path", SOURCES / "Cargo.toml"]
        environment = toolchain(into)
        log = into / "rust.log"
        processes.install_step(fetch, "crates.io gives no crates", env=environment, log=log, timeout=600)
        if processes.run(command, env=environment, log=log, timeout=1800)[0] != 0:
            raise processes.Failed(f"the server and the client do not compile: see {log}")
        for program in ("server", "client"):
            shutil.move(into / "rust-target/debug" / program, into / f"rust-{program}")
        shutil.rmtree(into / "rust-target")
        stamp.write_text(wanted)
    return into


def expect(what, actual, expected):
    if actual != expected:
        raise processes.Failed(f"{what}: {actual!r} instead of {expected!r}")


class OurClient:
    """Runs mcp-client. `server` is its arguments that name the server: --url URL, or -- and a command."""

    def __init__(self, scratch, program, era, server):
        self.scratch = scratch
        self.options = [program, "--era", era, *(server if server[0] == "--url" else [])]
        self.command = server if server[0] != "--url" else []

    def __call__(self, *words):
        """Returns (exit code, standard output, standard error)."""
        log, errors = self.scratch / "log", self.scratch / "errors"
        code, said = processes.run(
            [*self.options, *words, *self.command], env=processes.environment(self.scratch),
            log=log, errors=errors, timeout=TIMEOUT,
        )
        return code, said, errors.read_text(errors="replace")


def check_our_client(scratch, program, era, server):
    client = OurClient(scratch, program, era, server)
    _, said, _ = client("info")
    expect(f"{era}: first line of info", said.splitlines()[:1], [f"rmcp {version()}, MCP {VERSIONS[era]}"])
    code, said, errors = client("--json", "tools")
    expect(f"{era}: exit code of tools", (code, errors), (0, ""))
    expect(f"{era}: tools", sorted(tool["name"] for tool in json.loads(said)), ["add", "fail"])
    code, said, errors = client("--json", "call", "add", "a:=2", "b:=40")
    expect(f"{era}: exit code of add", (code, errors), (0, ""))
    expect(f"{era}: result of add", json.loads(said)["structuredContent"], {"sum": 42})
    expect(f"{era}: call of fail", client("call", "fail", "reason=Because."), (1, "Because.\n", ""))
    unknown = (1, "", "mcp-client: tool not found (-32602)\n")
    expect(f"{era}: call of an unknown tool", client("call", "unknown"), unknown)


def check_our_server(scratch, client, era, server):
    for path in (scratch / "workspace").iterdir():
        path.unlink()
    code, said = processes.run(
        [client, era, *server], env=processes.environment(scratch), log=scratch / "log", timeout=TIMEOUT
    )
    tools = sorted(path.name.partition(".")[0] for path in (PROJECT / "schemas/tools").glob("*.input.json"))
    expected = [
        f"version: {VERSIONS[era]}",
        f"tools: {' '.join(tools)}",
        "write error: false",
        "progress is the text: true",
        "read error: false, text: from rust",
        "missing file is an error: true",
    ]
    expect(f"{era}: output", said.splitlines(), expected)
    expect(f"{era}: exit code", code, 0)
    expect(f"{era}: the file", (scratch / "workspace/rust.txt").read_text(), "from rust\n" * 20000)


class HttpServer:
    """Runs a server that prints its URL; ends it on exit."""

    def __init__(self, scratch, command):
        self._log = open(scratch / "server-log", "w+b")
        self._process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT,
            env=processes.environment(scratch), start_new_session=True,
        )

    def __enter__(self):
        return ["--url", processes.wait_for(self._url, "the server prints no URL")]

    def _url(self):
        found = re.search(rb"http://\S+", pathlib.Path(self._log.name).read_bytes())
        return found and found.group(0).decode()

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            raise processes.Failed("the server does not end") from None
        finally:
            self._process.kill()
            self._log.close()


def checks(binaries, built):
    """The tests, as {direction: function}."""
    client, server = binaries / "mcp-client", binaries / "mcp-server"

    def client_stdio(scratch, era):
        check_our_client(scratch, client, era, ["--", built / "rust-server"])

    def client_http(scratch, era):
        with HttpServer(scratch, [built / "rust-server", "--http"]) as url:
            check_our_client(scratch, client, era, url)

    def server_stdio(scratch, era):
        command = [server, "--root", scratch / "workspace", "--reserve=0"]
        check_our_server(scratch, built / "rust-client", era, command)

    def server_http(scratch, era):
        command = [server, "--root", scratch / "workspace", "--reserve=0", "--http", "127.0.0.1:0"]
        with HttpServer(scratch, command) as (_, url):
            check_our_server(scratch, built / "rust-client", era, [url])

    return {
        "our client, stdio": client_stdio,
        "our client, HTTP": client_http,
        "our server, stdio": server_stdio,
        "our server, HTTP": server_http,
    }


def check(function):
    with processes.scratch_directory("rmcp") as scratch:
        for era in VERSIONS:
            function(scratch, era)
