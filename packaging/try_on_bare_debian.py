"""Try the .deb on a bare Debian, which has no Python: train, export, quit, be killed, come back.

    sudo python packaging/try_on_bare_debian.py [dist/layerbench_....deb]

The Debian is made on the spot in a folder of its own and thrown away; only the X server is of the
machine that this runs on. Needs debootstrap, xvfb, xdotool and openbox, and some minutes.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project import DIST
from x_desktop import Desktop, wait_for

RELEASE = "bookworm"
BINDS = ("proc", "dev")
EXPORTS = (".npz", ".safetensors", ".onnx", ".float64.onnx", ".py")
PICTURES = 12


class BareDebian:
    """A Debian in a folder; `home` is root's home in it, as seen from outside."""

    def __init__(self, root: Path) -> None:
        self.root, self.home = root, root / "root"

    def command(self, *words: str, **environment: str) -> list[str]:
        """Return the words that run a command inside, with nothing of our environment."""
        inside = {
            "HOME": "/root",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        values = [f"{name}={value}" for name, value in (inside | environment).items()]
        return ["chroot", str(self.root), "/usr/bin/env", "-i", *values, *words]

    def run(self, *words: str) -> str:
        """Run a command inside and return what it printed; end with its words where it fails."""
        done = subprocess.run(self.command(*words), capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def bare_debian() -> Iterator[BareDebian]:
    """Make one, and take it away again."""
    place = Path(tempfile.mkdtemp())
    root = place / "debian"
    words = ["debootstrap", "--variant=minbase", RELEASE, str(root), *_mirror()]
    try:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", root / "etc" / name)
        for name in BINDS:
            subprocess.run(["mount", "--bind", f"/{name}", str(root / name)], check=True)
        yield BareDebian(root)
    finally:
        for name in BINDS:
            subprocess.run(["umount", "-l", str(root / name)], stderr=subprocess.DEVNULL)
        if not any(os.path.ismount(root / name) for name in BINDS):
            shutil.rmtree(place)


def _mirror() -> list[str]:
    """Return where this machine gets its own Debian packages from; nothing for the usual place."""
    for file in Path("/etc/apt/sources.list.d").glob("*.sources"):
        for line in file.read_text().splitlines():
            if line.startswith("URIs:") and line.rstrip("/ ").endswith("/debian"):
                return [line.split()[1]]
    return []


def main() -> None:
    """Make a bare Debian, install the package there and try it; say what worked."""
    debs = [Path(word) for word in sys.argv[1:]] or sorted(DIST.glob("*.deb"))
    if not debs:
        sys.exit("There is no .deb yet: run python packaging/build.py first.")
    with bare_debian() as debian, Desktop() as desktop:
        install(debian, debs[-1])
        try_verbs(debian)
        try_window(debian, desktop)
        try_kill(debian, desktop)
    say("all of it worked")


def install(debian: BareDebian, deb: Path) -> None:
    """Install the package with what it depends on, and nothing beside."""
    shutil.copy(deb, debian.root / "layerbench.deb")
    debian.run("apt-get", "update", "-q")
    debian.run("apt-get", "install", "-y", "-q", "--no-install-recommends", "/layerbench.deb")
    debian.run("apt-get", "install", "-y", "-q", "--no-install-recommends", "fonts-dejavu-core")
    debian.run("sh", "-c", "! command -v python3 && ! command -v python")
    say(f"{deb.name} is installed, and there is no Python")


def try_verbs(debian: BareDebian) -> None:
    """Train a built-in experiment and a folder of pictures, export both, and predict."""
    write_pictures(debian.home / "photos")
    for ending in EXPORTS:
        file = f"/root/flower{ending}"
        words = ("layerbench", "train", "flower", "--set", "training.iterations=200")
        assert json.loads(debian.run(*words, "--json", "--out", file))
        assert (debian.root / file[1:]).stat().st_size
    say(f"the flower was trained and exported as {', '.join(EXPORTS)}")
    debian.run("layerbench", "train", "/root/photos", "--out", "/root/photos.npz")
    answers = debian.run("layerbench", "predict", "/root/photos.npz", "/root/photos")
    assert answers.count("\n") >= 2 * PICTURES, answers
    say("a folder of pictures was trained on and predicted")


def try_window(debian: BareDebian, desktop: Desktop) -> None:
    """Train a built-in experiment, export it, hand a folder to the window, and quit."""
    program = start(debian, desktop)
    window = main_window(desktop)
    desktop.press("F5")
    export(debian, desktop, "window.npz")
    say("the window trained a built-in experiment and exported it")
    later = start(debian, desktop, "/root/photos")
    assert later.wait(timeout=30) == 0
    wait_for("folder", lambda: desktop.title(window).startswith("photos"))
    assert len(desktop.windows(" - Layerbench$")) == 1
    say("a folder that was opened from outside came to the window that was there")
    train(desktop, window)
    export(debian, desktop, "photos-window.npz")
    say("the window trained on the folder and exported the network")
    quit_window(desktop, window)
    assert program.wait(timeout=30) == 0
    say("it quit with status 0")


def try_kill(debian: BareDebian, desktop: Desktop) -> None:
    """Kill it while it trains, and bring back what was there."""
    program = start(debian, desktop, "/root/long.toml")
    train(desktop, main_window(desktop))
    recovery = debian.home / ".local/share/Layerbench/recovery"
    wait_for("autosave", lambda: _kept(recovery) > 1)
    kept = _kept(recovery)
    # What chroot has started is the program itself.
    program.send_signal(signal.SIGKILL)
    assert program.wait(timeout=30) == -signal.SIGKILL
    program = start(debian, desktop)
    window = main_window(desktop)
    wait_for("offer", lambda: desktop.windows("^Layerbench$"))
    desktop.activate(desktop.windows("^Layerbench$")[0])
    desktop.press("alt+b")
    wait_for("recovered run", lambda: "*" in desktop.title(window))
    desktop.activate(window)
    desktop.press("ctrl+shift+s")
    wait_for("file dialog", lambda: desktop.windows("Save the project"))
    desktop.activate(desktop.windows("Save the project")[0])
    desktop.type("/root/back.layerbench")
    wait_for("project", lambda: (debian.home / "back.layerbench").exists())
    back = _iteration(debian.home / "back.layerbench")
    assert back >= kept
    say(f"killed while it trained, it came back with iteration {back}")
    quit_window(desktop, window)
    assert program.wait(timeout=30) == 0
    assert not list(recovery.glob("*.layerbench"))
    say("it quit with status 0 and left nothing to be recovered")


def start(debian: BareDebian, desktop: Desktop, *words: str) -> "subprocess.Popen[bytes]":
    """Start the app on the desktop."""
    return subprocess.Popen(debian.command("layerbench", *words, DISPLAY=desktop.display))


def main_window(desktop: Desktop) -> str:
    """Wait for the window, and give it the focus."""
    wait_for("window", lambda: desktop.windows(" - Layerbench$"))
    window = desktop.windows(" - Layerbench$")[0]
    desktop.activate(window)
    return window


def train(desktop: Desktop, window: str) -> None:
    """Press F5 until the title has the star of a run that is in no file."""

    def trains() -> bool:
        desktop.activate(window)
        desktop.press("F5")
        return "*" in desktop.title(window)

    wait_for("run", trains, 0.5)


def export(debian: BareDebian, desktop: Desktop, name: str) -> None:
    """Export the weights by the menu's key and the file dialog."""

    def asked() -> bool:
        desktop.press("ctrl+e")
        return bool(desktop.windows("Export the trained weights"))

    wait_for("file dialog", asked, 0.5)
    desktop.activate(desktop.windows("Export the trained weights")[0])
    desktop.type(f"/root/{name}")
    wait_for("export", lambda: (debian.home / name).exists())


def quit_window(desktop: Desktop, window: str) -> None:
    """Quit, and answer the question what is to be saved with no."""

    def gone() -> bool:
        if questions := desktop.windows("^Layerbench$"):
            desktop.activate(questions[0])
            desktop.press("alt+d")
        else:
            desktop.activate(window)
            desktop.press("ctrl+q")
        return not desktop.title(window)

    wait_for("end", gone, 0.5)


def write_pictures(folder: Path) -> None:
    """Write pictures of two classes, dark and light, and an experiment that takes long."""
    for name, least in (("dark", 0), ("light", 128)):
        (folder / name).mkdir(parents=True)
        for number in range(PICTURES):
            pixels = bytes(least + (7 * number + 31 * place) % 128 for place in range(16 * 16 * 3))
            (folder / name / f"{number}.ppm").write_bytes(b"P6 16 16 255\n" + pixels)
    (folder.parent / "long.toml").write_text("[training]\niterations = 10000000\n")


def _iteration(project: Path) -> int:
    with zipfile.ZipFile(project) as archive:
        return int(json.loads(archive.read("project.json"))["iteration"])


def _kept(recovery: Path) -> int:
    """Return the iteration of what is kept for a crash; 0 where nothing is."""
    return max(map(_iteration, recovery.glob("*.layerbench")), default=0)


def say(sentence: str) -> None:
    """Say it at once."""
    print(f"bare Debian: {sentence}", flush=True)


if __name__ == "__main__":
    main()
