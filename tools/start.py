"""Start nox from its own locked environment, making that first: standard library only, and old Pythons must read it."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HOME = os.path.join(ROOT, ".nox", "start")
LOCK = os.path.join(ROOT, "requirements", "nox.txt")
READY = os.path.join(HOME, "ready")
OLDEST = (3, 11)


def main() -> int:
    """Make the environment if it is missing or out of date, then hand over to nox in it."""
    if sys.version_info < OLDEST:
        return stop(too_old())
    python = interpreter()
    wanted = digest()
    if not ready(wanted):
        problem = make(python)
        if problem:
            return stop(problem)
        with open(READY, "w") as file:
            file.write(wanted)
    return hand_over([python, "-m", "nox", "--noxfile", os.path.join(ROOT, "noxfile.py")] + sys.argv[1:])


def stop(message: str) -> int:
    """Say what is wrong and what to do, with no traceback."""
    print(f"policybook: {message}", file=sys.stderr)
    return 1


def too_old() -> str:
    """Name a newer Python that is already here, if there is one."""
    here = "this is {}.{}. ".format(*sys.version_info[:2])
    newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
    what = (
        ("Try: " + newer[0] + " noxfile.py") if newer else "Install a newer one and run the command with it."
    )
    return "Python 3.11 or later is needed, and " + here + what


def interpreter() -> str:
    """Return the environment's own Python."""
    parts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(HOME, *parts)


def digest() -> str:
    """Return what the environment depends on: the lock, and the Python that runs it."""
    with open(LOCK, "rb") as file:
        return hashlib.sha256(file.read() + sys.version.encode() + sys.executable.encode()).hexdigest()


def ready(wanted: str) -> bool:
    """Tell whether the environment was finished, from this lock."""
    try:
        with open(READY) as file:
            return file.read() == wanted
    except OSError:
        return False


def make(python: str) -> str:
    """Make the environment and fill it from the lock; return what went wrong, or nothing."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        return "this Python cannot make environments. On Debian or Ubuntu: apt install python3-venv"
    print("policybook: making the tools' own environment in .nox/ (once)", file=sys.stderr)
    shutil.rmtree(HOME, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", HOME])
    if made:
        return "the environment could not be made.\n" + made
    # --require-hashes: only what the lock names. --only-binary: nothing is built, so nothing else is fetched.
    # --retries: say soon that there is no network.
    failed = run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"]
        + ["--require-hashes", "--only-binary", ":all:", "-r", LOCK]
    )
    if "HASHES" in failed:
        return "a download is not what requirements/nox.txt expects, so nothing was installed.\n" + failed
    if failed:
        return "the tools could not be downloaded. Is this machine online?\n" + failed
    return ""


def run(command: "list[str]") -> str:
    """Run a command in silence; return what it complained of if it failed, or nothing."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ, PIP_USER="0")
        )
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    said = done.stdout.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
    # pip's errors begin so; its warnings repeat each attempt. A hash's details stand in the lines after.
    first = next((number for number, line in enumerate(said) if line.startswith("ERROR")), -3)
    return "\n".join(said[first:])


def hand_over(command: "list[str]") -> int:
    """Become nox; where a process cannot become another one (Windows), wait for it."""
    if os.name == "posix":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The child hears the same Ctrl+C and ends by itself.
            continue
