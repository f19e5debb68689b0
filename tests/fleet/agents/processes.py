"""Runs programs in a scratch directory, with a timeout, and ends all processes that they started."""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


class Failed(Exception):
    """A test failed; the text says why."""


class Skipped(Exception):
    """A test cannot run here; the text says why."""


def own_processes(scratch):
    """The processes that have the scratch directory in their command line or environment: {id: command line}."""
    marker = str(scratch).encode()
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if int(process.name) != os.getpid() and marker in command + (process / "environ").read_bytes():
                found[int(process.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def end_own_processes(scratch):
    for end in (signal.SIGTERM, signal.SIGKILL):
        for process in own_processes(scratch):
            with contextlib.suppress(OSError):
                os.kill(process, end)
        deadline = time.monotonic() + 3
        while own_processes(scratch) and time.monotonic() < deadline:
            time.sleep(0.05)


def wait_until_ended(scratch, program, seconds):
    """Fails when the program still runs after this time."""
    deadline = time.monotonic() + seconds
    while left := [line for line in own_processes(scratch).values() if line.startswith(str(program))]:
        if time.monotonic() > deadline:
            raise Failed(f"still runs: {left[0]}")
        time.sleep(0.05)


@contextlib.contextmanager
def scratch_directory(name):
    """A temporary directory with `home` and `workspace`. It is kept when the test fails."""
    scratch = pathlib.Path(tempfile.mkdtemp(prefix=f"mcp-fleet-{name}-")).resolve()
    (scratch / "home").mkdir()
    (scratch / "workspace").mkdir()
    try:
        yield scratch
    except Failed as failure:
        raise Failed(f"{failure} (see {scratch})") from None
    except BaseException:
        end_own_processes(scratch)
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    else:
        end_own_processes(scratch)
        shutil.rmtree(scratch, ignore_errors=True)
    finally:
        end_own_processes(scratch)


def environment(scratch, **more):
    """An environment with its own home and without the settings of the user who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TMPDIR", "USER", "LOGNAME")}
    return kept | {"HOME": str(scratch / "home"), "LANG": "C.UTF-8", "TERM": "dumb", "NO_COLOR": "1"} | more


def run(command, *, log, timeout, errors=None, env=None, cwd=None, after=lambda: None):
    """Runs a program without standard input and writes its output to `log`. Returns (exit code, output).

    Standard error goes to the file `errors` or, without one, to `log`.
    `after` is called when the program has ended, before the rest of its process group is killed.
    """
    with open(log, "wb") as output, open(errors or os.devnull, "wb") as error_output:
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
            stderr=error_output if errors else subprocess.STDOUT, env=env, cwd=cwd, start_new_session=True,
        )
        try:
            code = process.wait(timeout)
            after()
        except subprocess.TimeoutExpired:
            raise Failed(f"{pathlib.Path(command[0]).name} does not end within {timeout} seconds") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return code, pathlib.Path(log).read_text(errors="replace")


def install_step(command, failure, *, log, **more):
    """Runs a step of an installation. Raises Skipped with `failure` when it fails or times out."""
    try:
        code, output = run(command, log=log, **more)
    except Failed as timeout:
        raise Skipped(f"{failure}: {timeout}") from None
    if code != 0:
        raise Skipped(f"{failure}: see {log}")
    return output


def wait_for(get, otherwise, seconds=10):
    """Returns the first value of `get` that is not empty; fails with `otherwise` when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (value := get()):
        if time.monotonic() > deadline:
            raise Failed(otherwise)
        time.sleep(0.02)
    return value
