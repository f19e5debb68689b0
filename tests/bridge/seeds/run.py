#!/usr/bin/env python3
"""Runs the seed clients against mcp-bridge: run.py BIN, where BIN has mcp-bridge, mcp-server and fake-anthropic.

For each program it starts the fake of the Messages API with the program's own script, and a bridge. A scenario must
meet all its requirements, except those in KNOWN, each with the reason. One of KNOWN that is met, or missed in another
way, is an error too.
"""

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True

import front  # noqa: E402
import guarded_chat  # noqa: E402
import project_chat  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
TOKEN = "a-token-for-seed-clients"
WRITE = "mcp__workspace__write_file"

# Requirements that are not met on purpose: scenario, pattern of their names, actual result, reason.
ONLY_GET = ("is served|is known", "405", "projects are configured, not changed by REST")
KNOWN = {
    "origin_any": ("lets any origin in", "403", "a wildcard admits no page without a token; --trusted-origin names it"),
    "rest_post": ONLY_GET,
    "rest_put": ONLY_GET,
    "rest_delete": ONLY_GET,
}
# Scenarios that do not apply to mcp-bridge.
NOT_OURS = {"server_proxy": "the proxy is a part of the front; mcp-bridge is the API behind it"}


def text_block(pieces):
    """A text that the fake sends in about these pieces."""
    return {"type": "text", "text": "".join(pieces), "piece": max(1, max(len(each.encode()) for each in pieces))}


def step_of(actions):
    """One request of a client's script as a step of the fake."""
    blocks, step, answer = [], {}, {}
    for action in actions:
        if "say" in action:
            blocks.append(text_block(action["say"]))
            if action.get("pause"):
                step["faults"] = {"drip_ms": int(action["pause"] * 1000 / 2)}
        if "say_if" in action:
            blocks.append(text_block(action["say_if"]["say"]))
            step["expect"] = [{"at": "/messages", "contains": action["say_if"]["word"]}]
        if "say_tools" in action:
            blocks.append(text_block(["TOOLS:${tools};"]))
        if "write" in action:
            blocks.append({"type": "tool_use", "name": WRITE, "input": dict(action["write"], mode="upsert",
                                                                           createParents=True)})
        if "write_badly" in action:
            blocks.append({"type": "tool_use", "name": WRITE, "input": action["write_badly"]})
        if "tool" in action:
            blocks.append(dict(action["tool"], type="tool_use"))
        if "usage" in action:
            answer["usage"] = action["usage"]
        if "fail" in action:
            return {"error": action["fail"]}
        if "break" in action:
            step["faults"] = {"error_after": dict(action["break"], deltas=2)}
    return dict(step, answer=dict(answer, blocks=blocks))


def scenario_of(plan):
    """The script of the fake, for all scenarios of a program."""
    scripts = {}
    for each in plan.values():
        scripts.update(each["model"])
    parts = [{"match": text, "by_depth": True, "steps": [step_of(request) for request in requests]}
             for text, requests in scripts.items()]
    unguarded = {"answer": {"blocks": [text_block(["SEM-GUARDA"])]}}
    return {"scenarios": parts, "steps": [unguarded], "repeat": True}


def end_with_parent():
    """Runs in a child: makes the kernel kill it when this program exits."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Started:
    """A process that prints its address within 30 seconds."""

    def __init__(self, command, pattern, environment=None):
        self.process = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, preexec_fn=end_with_parent)
        impatience = threading.Timer(30, self.process.kill)
        impatience.start()
        self.found = None
        for line in self.process.stdout:
            self.found = re.search(pattern, line)
            if self.found:
                break
        impatience.cancel()
        if not self.found:
            raise SystemExit("run.py: %s has ended with %s" % (command[0], self.process.wait()))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self):
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Bridge:
    """mcp-bridge, with the fake as its model."""

    def __init__(self, binaries, folder, plan, settings=None):
        script = os.path.join(folder, "scenario.json")
        with open(script, "w", encoding="utf-8") as file:
            json.dump(scenario_of(plan), file)
        self.workspace = os.path.join(folder, "workspace")
        os.makedirs(self.workspace, exist_ok=True)
        config = {"projects": {"123": {}, "456": {}}, "server_wait": 60000, "project_approval_time": 3000, "messages_per_minute": 6000,
                  "mcpServers": {"workspace": {"command": binaries + "/mcp-server", "args": ["--root", self.workspace]}}}
        with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
            json.dump(config, file)
        self.fake = Started([binaries + "/fake-anthropic", "--scenario", script], r"listening on (http://\S+)")
        environment = dict(os.environ, ANTHROPIC_API_KEY="sk-ant-api03-for-tests-only", BRIDGE_TOKEN=TOKEN,
                           ANTHROPIC_BASE_URL=self.fake.found.group(1), BRIDGE_TRUSTED_ORIGINS="http://localhost:3000")
        environment.update(settings or {})
        self.bridge = Started([binaries + "/mcp-bridge", "--any-port", "--env-file", "none", "--config",
                               os.path.join(folder, "config.json"), "--data-dir", os.path.join(folder, "data")],
                              r"http://127\.0\.0\.1:(\d+)/", environment)
        self.port = self.bridge.found.group(1)

    def stop(self):
        """Ends both."""
        self.bridge.stop()
        self.fake.stop()


def missed_in(program, scenario, bridge, more):
    """The requirements of a scenario that are not met, as (requirement, what was seen)."""
    command = [sys.executable, "-B", os.path.join(HERE, program), "--url", "ws://127.0.0.1:%s/" % bridge.port,
               "--workspace", bridge.workspace, scenario] + more
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    checks = [json.loads(line) for line in done.stdout.splitlines()]
    if not checks:
        return [("", "nothing was checked: " + done.stderr[-500:])]
    return [(each["requirement"], each["saw"]) for each in checks if not each["met"]]


def faults_of(scenario, missed):
    """The faults of the outcome, in lines."""
    if scenario not in KNOWN:
        return ["%s: %s: saw %s" % (scenario, requirement, saw) for requirement, saw in missed]
    pattern, seen, reason = KNOWN[scenario]
    print("  %s is not met: %s" % (scenario, reason))
    rest = [(requirement, saw) for requirement, saw in missed
            if not (re.search(pattern, requirement) and seen in saw)]
    if len(rest) == len(missed):
        rest.append((pattern, "it is met, or fails in another way: look at KNOWN"))
    return ["%s: %s: saw %s" % (scenario, requirement, saw) for requirement, saw in rest]


def run(binaries, program, plan, more, only):
    """Runs the scenarios of one program; returns what is wrong."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        bridge = Bridge(binaries, folder, plan)
        try:
            for scenario in plan:
                if scenario in NOT_OURS:
                    print("%s %s: left out: %s" % (program, scenario, NOT_OURS[scenario]))
                    continue
                if only and scenario not in only:
                    continue
                faults = faults_of(scenario, missed_in(program, scenario, bridge, more))
                print("%s %s: %s" % (program, scenario, "FAILED" if faults else "ok"), flush=True)
                wrong += ["%s %s" % (program, fault) for fault in faults]
        finally:
            bridge.stop()
    return wrong


def main():
    """Runs all, or only the scenarios that are named."""
    binaries, only = os.path.abspath(sys.argv[1]), sys.argv[2:]
    token = ["--header", "Authorization: Bearer " + TOKEN]
    page = {name: each for name, each in front.PLAN.items() if name != "metrics"}
    wrong = run(binaries, "front.py", page, [], only)
    # The metrics need the token, which the page does not have.
    wrong += run(binaries, "front.py", {"metrics": front.PLAN["metrics"]}, token, only)
    wrong += run(binaries, "project_chat.py", project_chat.PLAN, token, only)
    settings = ["--usage-path", "/projects/{id}/token-usage", "--context", "analysis", "--other-context", "conversion"]
    wrong += run(binaries, "guarded_chat.py", guarded_chat.PLAN, token + settings, only)
    print("\n".join(wrong) or "all requirements are met, but for those that are named")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
