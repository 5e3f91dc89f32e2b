"""The project's commands: `python3 noxfile.py -s site`, or tests; `python3 noxfile.py -l` lists them all.

Git and Python 3.11 or later are all it needs: run as a script, it makes nox's own locked environment first.
Each session fills its environment from a locked, hashed file in requirements/ and installs the project beside it.
"""

import sys

if __name__ == "__main__":
    from tools.start import main

    sys.exit(main())

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
# uv fills an environment in seconds where pip takes a minute; it comes with nox from requirements/nox.txt.
nox.options.default_venv_backend = "uv|virtualenv"
# Keep the environments between runs; a changed lock is installed over them.
nox.options.reuse_venv = "yes"
# `python3 noxfile.py` alone is the whole gate.
nox.options.sessions = ["tests"]


WORKERS = str(min(os.cpu_count() or 2, 4) + 1)
"""So many workers share the tests: one more than there are processors, for each waits for something now and then."""
REPORTS = Path(".nox/reports")
"""Where each run of tests says what it ran, for `tools.gate` to count."""


def report(run: str) -> str:
    """The option with which pytest leaves a report of a run."""
    return f"--junitxml={REPORTS}/{run}.xml"


def install(session: nox.Session, lock: str) -> None:
    """Install what the lock names, then the project as it stands in the checkout."""
    # Compiled modules are kept, also where the machine says otherwise: every kernel and command starts in half the time.
    session.env["PYTHONDONTWRITEBYTECODE"] = ""
    # --require-hashes: nothing that the lock does not name. --only-binary: nothing is built, so no build tool is fetched.
    session.install("--require-hashes", "--only-binary", ":all:", "--requirement", f"requirements/{lock}.txt")
    # --no-deps: the lock has them. --no-build-isolation: flit_core is in the lock too. --editable: the checkout itself.
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")


def build(session: nox.Session, jupyter: str = "") -> None:
    """Build the site, from nothing; to publish it, with Jupyter in its folder `jupyter`, and the pack to print."""
    # --no-serve: in a terminal too. POLICYBOOK_LITE: each story and quiz offers its notebook there.
    session.run("policybook", "site", "--no-serve", env={"POLICYBOOK_LITE": jupyter})
    if jupyter:
        session.run("python", "-m", "tools.lite", f"_build/html/{jupyter}")
        # The pack as a PDF, printed by a browser: found, or installed once, before tests share it.
        session.run("python", "-m", "tools.pack", "_build/html")


def examine(session: nox.Session) -> None:
    """Lint, format, types and rooms."""
    session.run("ruff", "check", ".")
    # --check: report, change nothing.
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    # Which room may import which: see pyproject.toml.
    session.run("lint-imports", "--no-logo")


def examine_scripts(session: nox.Session) -> None:
    """Lint, types and unit tests of the site's own scripts."""
    # ci: what the lock file says and no more. --ignore-scripts: nothing that a package brings is run.
    session.run("npm", "ci", "--ignore-scripts")
    # --max-warnings 0: a warning fails. The settings stand beside the tests, away from what is published.
    settings = ("--config", "tests/js/eslint.config.mjs", "--max-warnings", "0")
    session.run(
        "npx",
        "--no-install",
        "eslint",
        *settings,
        "src/policybook/theme/static",
        "src/policybook/site",
        "tests/js",
        "tools/lite",
    )
    session.run("npx", "--no-install", "tsc", "--project", "tests/js")
    REPORTS.mkdir(parents=True, exist_ok=True)
    shown = ("--test-reporter=spec", "--test-reporter-destination=stdout")
    kept = ("--test-reporter=junit", f"--test-reporter-destination={REPORTS}/scripts.xml")
    session.run("node", "--test", *shown, *kept, *sorted(str(p) for p in Path("tests/js").glob("*.test.mjs")))


def refer(session: nox.Session, folder: str) -> None:
    """Build the reference: for those who write a policy, embed the program, or change it."""
    strict = ("-n", "-W", "--keep-going", "--quiet")
    session.run("sphinx-build", *strict, "-b", "html", "docs/reference", folder)


@nox.session
def reference(session: nox.Session) -> None:
    """Write what the program says of itself into docs/reference, and build the reference into _build/reference."""
    install(session, "tests")
    session.run("python", "-m", "tools.reference")
    refer(session, "_build/reference")


@nox.session
def site(session: nox.Session) -> None:
    """Build the site into _build/html; in a terminal, or with `-- --serve`, serve it on this machine."""
    install(session, "site")
    # Serves in a terminal; `--serve` serves anyway, `--port N` starts looking for a free port at N.
    session.run("policybook", "site", *session.posargs)


@nox.session
def publish(session: nox.Session) -> None:
    """Make what is put on the web, in _build/publish: the site with Jupyter in it, as a folder and as one archive."""
    install(session, "publish")
    # The same bytes from the same commit: on another day, elsewhere in the world, and however Python mixes its sets.
    when = session.run("git", "log", "-1", "--format=%ct", silent=True, external=True)
    session.env.update(SOURCE_DATE_EPOCH=str(when).strip(), TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="0")
    # Asks where somebody in danger would find an office without a number; `-- --yes` goes on.
    session.run("python", "-m", "tools.ready", *session.posargs)
    # --history: say too what each edition was checked against.
    session.run("policybook", "check", "--history")
    # Before the site, whose page of coverage shows the score. 1: some went unnoticed, and that page says how many.
    session.run("python", "-m", "policybook.mutants", "--json", "mutants.json", success_codes=[0, 1])
    build(session, jupyter="lite")
    refer(session, "_build/html/reference")
    session.run("python", "-m", "tools.sbom", "_build/html", "_build/sbom.cdx.json")
    beside = ("mutants.json", "_build/sbom.cdx.json")
    session.run("python", "-m", "tools.publish", "_build/html", "_build/publish", *beside)


def prove(session: nox.Session, *tests: str) -> None:
    """Prove the handbook's answers: its check, these tests, and every cell of its notebooks."""
    # --history: say too what each edition was checked against.
    session.run("policybook", "check", "--history")
    # -n: in several workers. --dist loadfile: a file's costly fixtures are made once.
    by_file = ("-n", WORKERS, "--dist", "loadfile")
    # In the order in which they are named: a file of few tests may take a minute, and must not be what all wait for.
    session.run("pytest", *by_file, "--no-loadscope-reorder", report("program and handbook"), *tests)
    # --nbval: run every notebook and compare each stored output; a notebook has one kernel, and so one worker.
    session.run("pytest", *by_file, report("notebooks"), "--nbval", "scenarios")


def beside(session: nox.Session, *parts: Callable[[nox.Session], None]) -> None:
    """Run these at once, each on a core of its own; what fails fails the session when all of them are done."""
    with ThreadPoolExecutor(len(parts)) as lanes:
        for came in [lanes.submit(part, session) for part in parts]:
            came.result()


def examine_all(session: nox.Session) -> None:
    """Examine what is written, in Python, in JavaScript and in the reference."""
    examine(session)
    examine_scripts(session)
    # Away from _build, which the lane beside this one empties.
    refer(session, ".nox/reference")


def build_whole(session: nox.Session) -> None:
    """Build the site with Jupyter in it, as it is published."""
    build(session, jupyter="lite")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the whole gate."""
    install(session, "tests")
    shutil.rmtree(REPORTS, ignore_errors=True)
    beside(session, examine_all, build_whole)
    # The handbook's first: its files take longest, and the last of the program's are done in a moment.
    prove(session, "tests/handbook", "tests/engine")
    # A sample, another one for each state of the files; `-s sabotage` tries them all.
    session.run("python", "-m", "tools.sabotage", "--every", "6")
    # --dist worksteal: every page is a test, and some take ten times as long as others.
    pages = ("--dist", "worksteal", "tests/browser")
    # Jupyter's own tests come below.
    session.run("pytest", "-n", WORKERS, *pages, report("browser"), "--ignore-glob", "*/test_jupyter*.py")
    # By itself: Python in the browser takes both cores, and its start is timed.
    session.run("pytest", report("jupyter"), "tests/browser/test_jupyter.py")
    # Then JupyterLab itself, in an environment of its own: what it brings slows every start of Sphinx.
    session.notify("lab_tests", ["floor"])


@nox.session
def handbook(session: nox.Session) -> None:
    """Run what a change of the handbook needs, without the program's own tests: check, doctests, stories, build."""
    install(session, "tests")
    prove(session, "tests/handbook")
    build(session)


@nox.session
def lab_tests(session: nox.Session) -> None:
    """Run the end of the gate: a story in JupyterLab and in Notebook 7, by keys alone."""
    install(session, "lab_tests")
    session.run("pytest", report("jupyterlab"), "tests/browser/test_jupyterlab.py")
    # As the end of the whole gate: did it do as much as before?
    if "floor" in session.posargs:
        session.run("python", "-m", "tools.gate")


@nox.session
def lint(session: nox.Session) -> None:
    """Run the first minute of the gate: lint, format and types."""
    install(session, "tests")
    examine(session)


@nox.session
def check(session: nox.Session) -> None:
    """Run the author's loop: is the handbook sound?"""
    install(session, "author")
    session.run("policybook", "check", *session.posargs)


@nox.session
def working(session: nox.Session) -> None:
    """Write anew all that is worked out, and show what changed: workings, who is covered, stories that are out of date."""
    install(session, "author")
    # --store: into the pages and the stories; without it they are only printed.
    session.run("policybook", "working", "--store", *session.posargs)


@nox.session
def notebooks(session: nox.Session) -> None:
    """Run the stories that are out of date, those named, or `-- --all`; store their outputs, and show what changed."""
    install(session, "author")
    session.run("policybook", "notebooks", *session.posargs)


@nox.session
def review(session: nox.Session) -> None:
    """Show what waits for a review since its clause changed, and record decisions."""
    install(session, "author")
    # 1: something waits on, which is no failure of the session.
    session.run("policybook", "review", *session.posargs, success_codes=[0, 1])


@nox.session
def adopt(session: nox.Session) -> None:
    """Freeze the policy as an edition, once it has been adopted."""
    install(session, "author")
    session.run("policybook", "adopt", *session.posargs)


@nox.session
def policybook(session: nox.Session) -> None:
    """Run any command of policybook: `-- words access`, `-- judge …`, `-- --help`."""
    install(session, "author")
    session.run("policybook", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Rebuild the site at each change, and show it."""
    install(session, "site")
    # --watch: the code behind the pages counts as a change too.
    session.run("policybook", "serve", "--watch", "src", *session.posargs)


@nox.session
def lab(session: nox.Session) -> None:
    """Open the scenarios in JupyterLab."""
    install(session, "lab")
    # The checkout is the root, so that links from a story to the policy lead somewhere; the stories are shown first.
    folder = ("--notebook-dir", ".", "--LabApp.default_url", "/lab/tree/scenarios")
    # Jupyter asks nobody for news or newer versions, and runs all cells at the press of one button.
    ours = ("--LabApp.app_settings_dir", str(Path("tools/lab").resolve()))
    session.run("jupyter", "lab", *folder, *ours, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Make every key, norm and stored output wrong, one by one: the checks must go red each time."""
    install(session, "site")
    # After `--` may follow --words: every word and reading instead; --json FILE: for machines too; --every N: one in N.
    session.run("python", "-m", "tools.mutants", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Give hostile inputs, found by the code that they reach, to everything that reads what somebody wrote."""
    install(session, "fuzz")
    # --seconds N: for all targets together, 600 by default; --runs N, names of targets, or files to try again.
    session.run("python", "tests/fuzz", *session.posargs, env={"PYTHONPATH": "tests/support"})


@nox.session
def sabotage(session: nox.Session) -> None:
    """Make the handbook, its pages, scripts and gate wrong in each way of a table: some guard must name it each time."""
    install(session, "tests")
    # The scripts' tests run in a page without a browser.
    session.run("npm", "ci", "--ignore-scripts")
    build(session)
    # After `--` may follow --json FILE: for machines too; --every N: one in N; --only WORDS: those that hold these.
    session.run("python", "-m", "tools.sabotage", *session.posargs)


@nox.session
def items(session: nox.Session) -> None:
    """Say what gives right answers away, how long each way through takes, and what to mend first."""
    install(session, "tests")
    # --most N: how many of the surest guesses to list.
    session.run("python", "-m", "tools.items", *session.posargs)


@nox.session
def lighthouse(session: nox.Session) -> None:
    """Build the site, and hold a page of each kind to Lighthouse's four scores, as on a phone: some minutes, by itself."""
    install(session, "tests")
    build(session)
    with session.chdir("tools/lighthouse"):
        session.run("npm", "ci", "--ignore-scripts")
    session.run("python", "-m", "tools.lighthouse")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the checks and the builds beside their peers."""
    install(session, "bench")
    session.run("python", "bench/run.py", *session.posargs)


@nox.session
def bench_notebooks(session: nox.Session) -> None:
    """Measure nbval on the scenarios beside a plain run of their cells, and a story's start in a browser."""
    install(session, "tests")
    build(session, jupyter="lite")
    # --runs N: how often, three times by default.
    session.run("python", "bench/notebooks.py", *session.posargs)


VERSIONS = ("sphinx8", "sphinx9")
"""The Sphinx beside that of the site with which the extension is built, with all that goes with it: a lock each."""


@nox.session
@nox.parametrize("lock", VERSIONS)
def matrix(session: nox.Session, lock: str) -> None:
    """Build a handbook with another Sphinx, MyST and docutils and with three themes, and answer a question there."""
    install(session, lock)
    session.run(
        "pytest",
        "tests/browser/test_any_theme.py",
        env={"POLICYBOOK_THEMES": "furo alabaster pydata_sphinx_theme"},
    )


LOCKS = {
    "nox": ("requirements/nox.in",),
    # First, so that the others are held to its versions: what is tested is what is published.
    "tests": ("--extra", "site", "--extra", "notebook", "pyproject.toml", "requirements/tests.in"),
    # Not held to the versions of the tests: that is what they are for.
    **{name: ("--extra", "sphinx", "pyproject.toml", f"requirements/{name}.in") for name in VERSIONS},
    # For the browser's Python alone; each wheel is named, and none is resolved.
    "browser": ("requirements/browser.in", "--no-deps"),
}
HELD = {
    "site": ("site",),
    "publish": ("site", "notebook"),
    "author": ("notebook",),
    "lab": ("notebook",),
    "lab_tests": ("notebook",),
    "fuzz": ("load",),
    "bench": ("site",),
}
"""The locks that are held to the versions of the tests, each with its extras of pyproject.toml."""


@nox.session
def lock(session: nox.Session) -> None:
    """Write requirements/*.txt again; `-- --upgrade` takes the newest versions."""
    held = {
        name: (
            *(part for extra in extras for part in ("--extra", extra)),
            *("pyproject.toml", f"requirements/{name}.in", "-c", "requirements/tests.txt"),
        )
        for name, extras in HELD.items()
    }
    for name, sources in (LOCKS | held).items():
        session.run(
            *("uv", "pip", "compile", "--quiet"),
            # One file for Linux, macOS and Windows, from the oldest Python on; the browser's is its own.
            *("--universal", "--python-version", "3.14" if name == "browser" else "3.11"),
            # What is installed next year is what was tested today.
            "--generate-hashes",
            # No registry's address in the file: each machine has its own.
            "--no-emit-index-url",
            # Shorter files, and the command that makes them in their first lines.
            *("--no-annotate", "--custom-compile-command", "python3 noxfile.py -s lock"),
            *(*sources, "--output-file", f"requirements/{name}.txt", *session.posargs),
        )
