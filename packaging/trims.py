"""What PyInstaller collects and the bench never uses: each row is left out, and weighed.

A pattern is of a path in the app's folder, or of a module's name; `but` names what stays of it.
"""

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

QT = "PySide6/Qt/plugins"
LANGUAGES = Path(__file__).resolve().parents[1] / "resources" / "languages"


@dataclass(frozen=True, slots=True)
class Trim:
    """One thing that is left out: the patterns of its files and modules, and why it can be."""

    name: str
    why: str
    patterns: tuple[str, ...]
    but: tuple[str, ...] = ()

    def takes(self, name: str) -> bool:
        """Tell whether a path or a module of this name is left out."""
        name = name.replace("\\", "/")
        if any(fnmatch(name, pattern) for pattern in self.but):
            return False
        return any(fnmatch(name, pattern) for pattern in self.patterns)


TRIMS = (
    Trim(
        "Qt's translations",
        "the bench speaks none of these languages",
        ("PySide6/*translations/*",),
        but=tuple(f"*/qtbase_{file.stem}.qm" for file in LANGUAGES.glob("*.mo")),
    ),
    Trim(
        "Sentences for translators",
        "the program reads what they are compiled to",
        ("resources/languages/*.po",),
    ),
    Trim(
        "Letters drawn by Pillow",
        "a report as a document alone has them, and what writes it is not in the app",
        ("*_imagingft*", "pillow.libs/libharfbuzz-*", "pillow.libs/libfreetype-*"),
    ),
    Trim(
        "Screens without windows",
        "Qt draws to a framebuffer, a graphics card or a network there",
        (
            *(f"*libQt6{name}*" for name in ("EglFS", "EglFs")),
            f"{QT}/egldeviceintegrations/*",
            f"{QT}/generic/*",
            *(f"{QT}/platforms/*q{name}.*" for name in ("linuxfb", "vnc", "vkkhrdisplay")),
            *(f"{QT}/platforms/*q{name}.*" for name in ("eglfs", "minimal", "minimalegl")),
            "PySide6/plugins/generic/*",
            "PySide6/plugins/platforms/qdirect2d.dll",
            "PySide6/plugins/platforms/qminimal.dll",
        ),
    ),
    Trim(
        "GTK's theme and what it draws with",
        "the bench has a theme of its own, and GTK's libraries must be those of the system",
        (
            f"{QT}/platformthemes/libqgtk3.so",
            *(f"lib{name}*.so*" for name in ("gtk", "gdk", "atk", "pango", "cairo", "pixman")),
            *(f"lib{name}*.so*" for name in ("harfbuzz", "fribidi", "thai", "datrie", "graphite2")),
            # what those need in turn, and nothing else here does
            *(f"lib{name}*.so*" for name in ("gio-", "gmodule", "mount", "blkid", "selinux")),
            *(f"lib{name}.so*" for name in ("epoxy", "atspi", "jpeg", "Xi", "Xcursor", "Xrandr")),
            *(f"libX{name}.so*" for name in ("fixes", "inerama", "damage", "composite", "render")),
            "libXext.so*",
        ),
    ),
    Trim(
        "OpenGL without a graphics card",
        "Windows alone has it; curves are drawn without OpenGL",
        ("PySide6/opengl32sw.dll",),
    ),
    Trim(
        "Qt's formats of pictures",
        "pictures are read by Pillow; the icon is SVG, and PNG is in Qt itself",
        ("PySide6/*plugins/imageformats/*",),
        but=("*qsvg.*", "*qjpeg.*"),
    ),
    Trim(
        "Qt on the network",
        "a window hears of later starts by a local socket alone",
        ("PySide6/*plugins/tls/*", "PySide6/*plugins/networkinformation/*"),
    ),
    Trim(
        "Encrypted connections of Python",
        "the bench connects to nothing",
        ("*/_ssl.*", "_ssl.pyd", "libssl*"),
    ),
    Trim(
        "pyqtgraph's own icon",
        "its examples have it in every size; the bench has its own",
        ("pyqtgraph/icons/peegee/*",),
    ),
    Trim(
        "Tools of packaging",
        "they come with Python's own environment",
        tuple(
            pattern
            for name in ("setuptools", "pkg_resources", "_distutils_hack", "distutils", "packaging")
            for pattern in (name, f"{name}.*", f"{name}/*")
        ),
    ),
    Trim(
        "Help and tests of libraries",
        "nobody reads or runs them here",
        (
            *("pydoc_data", "pydoc_data.*", "doctest", "numpy.testing*", "numpy.f2py*"),
            *("*.tests", "*.tests.*", "numpy/_core/_multiarray_tests*", "numpy/*/tests/*"),
            *("onnx.backend.test*", "onnx/backend/test/*", "onnx.test*"),
            *("*_testcapi*", "*.pyi"),
        ),
    ),
    Trim(
        "Python at a terminal",
        "the app has no prompt",
        ("*/readline.*.so", "libreadline.so*", "libtinfo.so*", "*_curses*", "libncurses*"),
    ),
)


def trim_of(name: str) -> Trim | None:
    """Return the row that leaves out a path or a module; None for what stays."""
    return next((trim for trim in TRIMS if trim.takes(name)), None)
