"""Make an app of the bench that starts by double click, without Python, on the system it runs on.

    python packaging/build.py              the app and its archives, in dist/
    python packaging/build.py --measure    what it weighs and how soon it is there
    python packaging/build.py --trims      what each thing that is left out would weigh

PyInstaller makes it, in an environment of its own that holds what requirements-app.lock names.
"""

import argparse
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from project import DIST, ROOT, VERSION, WORK

sys.path.append(str(ROOT))
from installer import compile_command
from start import compiling, digest

LOCK = ROOT / "requirements-app.lock"
ENVIRONMENT = WORK / "environment"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
APP = DIST / "layerbench"


def main() -> None:
    """Build, or measure what has been built."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--measure", action="store_true", help="sizes and start times, as a table")
    words.add_argument("--trims", action="store_true", help="what each trim leaves out, as a table")
    asked = words.parse_args()
    if asked.measure:
        import measure

        measure.print_measures()
    elif asked.trims:
        import measure

        measure.print_trims()
    elif Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        for file in build():
            print(f"{file.stat().st_size / 1e6:6.1f} MB  {file.relative_to(ROOT)}")
    else:
        prepare()
        sys.exit(subprocess.call([PYTHON, __file__, *sys.argv[1:]]))


def prepare() -> None:
    """Make the environment that the lock names, unless it is there."""
    stamp = ENVIRONMENT / "layerbench.stamp"
    wanted = " ".join((digest([str(LOCK)]), *compiling(), sys.version))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    safe = ("--require-hashes", "--only-binary=:all:", "--disable-pip-version-check", "-q")
    subprocess.run([PYTHON, "-I", "-m", "pip", "install", *safe, "-r", LOCK], check=True)
    if command := compile_command(str(PYTHON), ROOT):
        # Without a compiler the app is as exact, and slower; with one it is not to be so unnoticed.
        subprocess.run(command, check=True)
    stamp.write_text(wanted)


def build() -> list[Path]:
    """Make the app and pack it as its system wants it; return the files that were made."""
    from icons import write_icons

    WORK.mkdir(exist_ok=True)
    DIST.mkdir(exist_ok=True)
    write_icons(WORK / "icons")
    spec = Path(__file__).with_name("layerbench.spec")
    places = ("--distpath", str(DIST), "--workpath", str(WORK))
    quiet = ("--noconfirm", "--log-level", "WARN")
    subprocess.run([sys.executable, "-m", "PyInstaller", *quiet, *places, str(spec)], check=True)
    if left_behind := compiled_part_left_behind(PYTHON, APP):
        sys.exit(left_behind)
    return {"linux": pack_linux, "darwin": pack_macos, "win32": pack_windows}[sys.platform]()


def compiled_part_left_behind(python: Path, app: Path) -> str:
    """Say which module that was compiled for a Python an app lacks; nothing where it has it."""
    command = compile_command(str(python), ROOT)
    module = Path(command[-1]) if command else None
    if module is None or any(app.rglob(module.name)):
        return ""
    return f"{app} lacks {module.name}, with which small networks train faster."


def pack_linux() -> list[Path]:
    """Pack a .tar.xz, and a .deb where dpkg-deb is there."""
    import linux

    linux.strip_python(APP)
    made = [linux.make_deb(APP), linux.make_archive(APP)]
    return [file for file in made if file]


def pack_macos() -> list[Path]:
    """Pack the app with the tool of macOS that keeps its links and signatures."""
    file = DIST / f"layerbench-{VERSION}-macos.zip"
    pack = ("ditto", "-c", "-k", "--keepParent")
    subprocess.run([*pack, str(DIST / "Layerbench.app"), str(file)], check=True)
    return [file]


def pack_windows() -> list[Path]:
    """Pack a .zip of the app and the scripts that install it for one user."""
    import windows

    folder = WORK / "zip" / f"layerbench-{VERSION}"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(APP, folder / "layerbench")
    windows.write_scripts(folder)
    name = str(DIST / f"layerbench-{VERSION}-windows")
    return [Path(shutil.make_archive(name, "zip", folder.parent))]


if __name__ == "__main__":
    main()
