"""What tests need from Debian, and how it is installed. Uses the standard library alone."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from setup.running import run_unseen, say, succeeds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


class SystemPackage(NamedTuple):
    """Something outside Python that a kind of test cannot do without."""

    purpose: str
    name: str  # of the Debian package
    is_present: Callable[[], bool]


def has_gurmukhi_font() -> bool:
    """Tell whether the Noto fonts are here, by the one that other font packages lack."""
    return has_font("NotoSansGurmukhi*")


def has_chinese_font() -> bool:
    """Tell whether the Noto fonts of Chinese, Japanese and Korean are here."""
    return has_font("NotoSansCJK*")


def has_font(pattern: str) -> bool:
    """Tell whether a font file of this name is in a folder of the system."""
    return any(next(folder.rglob(pattern), None) for folder in FONT_FOLDERS if folder.is_dir())


def has_libatomic() -> bool:
    """Tell whether the library is here that Playwright's own driver is linked against."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def has_gi() -> bool:
    """Tell whether Debian's own Python can import gi."""
    return succeeds(["/usr/bin/python3", "-c", "import gi"])


def has_webkit_for_python() -> bool:
    """Tell whether gi would find WebKit."""
    return any(Path("/usr/lib").glob("*/girepository-1.0/WebKit2-4.1.typelib"))


def is_program(name: str) -> bool:
    """Tell whether a program is here, also where only root's path has its folder."""
    return shutil.which(name) is not None or shutil.which(name, path="/usr/sbin") is not None


def has_postgres() -> bool:
    """Tell whether Debian's Postgres is here, whatever its version; its programs are on no path."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


CHROMIUM = SystemPackage(
    "browser tests", "chromium-headless-shell", lambda: shutil.which("chromium-headless-shell") is not None
)
WHOLE_CHROMIUM = SystemPackage(
    "tests of what a browser writes to disk", "chromium", lambda: shutil.which("chromium") is not None
)
FIREFOX = SystemPackage(
    "tests on three engines", "firefox-esr", lambda: shutil.which("firefox-esr") is not None
)
WEBKIT = SystemPackage(
    "tests on three engines", "webkit2gtk-driver", lambda: shutil.which("WebKitWebDriver") is not None
)
# Without these WebKit has no way to be given a profile, and no screen.
WEBKIT_FOR_PYTHON = SystemPackage("tests on three engines", "gir1.2-webkit2-4.1", has_webkit_for_python)
PYTHON_GI = SystemPackage("tests on three engines", "python3-gi", has_gi)
XVFB = SystemPackage("tests on three engines", "xvfb", lambda: shutil.which("Xvfb") is not None)
FONTS = SystemPackage("browser tests in every script", "fonts-noto-core", has_gurmukhi_font)
CHINESE_FONTS = SystemPackage("browser tests in every script", "fonts-noto-cjk", has_chinese_font)
LIBATOMIC = SystemPackage("browser tests", "libatomic1", has_libatomic)
LIBREOFFICE = SystemPackage("--interop", "libreoffice-calc", lambda: shutil.which("soffice") is not None)
PSPP = SystemPackage("--interop", "pspp", lambda: shutil.which("pspp") is not None)
R = SystemPackage("--interop", "r-base-core", lambda: shutil.which("Rscript") is not None)
# What stands around the app where it runs on several machines: tests and a benchmark start them.
NGINX = SystemPackage("tests of deploy/", "nginx", lambda: is_program("nginx"))
PGBOUNCER = SystemPackage("tests of deploy/", "pgbouncer", lambda: is_program("pgbouncer"))
LOGROTATE = SystemPackage("tests of deploy/", "logrotate", lambda: is_program("logrotate"))
SYSTEMD = SystemPackage("tests of deploy/", "systemd", lambda: is_program("systemd-analyze"))
POSTGRES = SystemPackage("tests of deploy/", "postgresql", has_postgres)

BROWSERS = (
    CHROMIUM,
    WHOLE_CHROMIUM,
    LIBATOMIC,
    FONTS,
    CHINESE_FONTS,
    FIREFOX,
    WEBKIT,
    WEBKIT_FOR_PYTHON,
    PYTHON_GI,
    XVFB,
)
SERVERS = (NGINX, PGBOUNCER, LOGROTATE, SYSTEMD, POSTGRES)
INTEROP = (LIBREOFFICE, PSPP, R)


def bring(packages: Iterable[SystemPackage]) -> list[SystemPackage]:
    """Install the system packages that are not here; return those that could not be installed."""
    absent = [package for package in packages if not package.is_present()]
    if absent:
        apt_install([package.name for package in absent])
    return [package for package in absent if not package.is_present()]


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages when we may; tell whether that worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"Installing with apt-get: {' '.join(packages)}")
    for command in (("update",), ("install", "--yes", "--no-install-recommends", *packages)):
        done = run_unseen(["apt-get", "-qq", *command])
        if done.returncode != 0:
            say(done.stderr.strip())
            return False
    return True


def apt_command(packages: Sequence[str]) -> str:
    """Give the command that a person runs to install Debian packages."""
    return f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(packages)}"
