"""What systems read of the app is well formed, and says the same everywhere."""

import ast
import configparser
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

import icons
import linux
import macos
import windows
from core import program
from core.classroom.desk import DESK_ENDING
from core.languages import ENGLISH, languages
from core.models.endings import MODEL_ENDINGS, PROJECT_ENDING
from gui import app
from project import FILE_TYPES, IDENTIFIER, PROJECT, VERSION, WORK
from trims import TRIMS, trim_of

ROOT = Path(__file__).resolve().parents[2]
MIME = {"mime": linux.MIME_NAMESPACE}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("icons")
    icons.write_icons(folder)
    return folder


@pytest.fixture
def share(tmp_path: Path, drawn: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the package puts into /usr/share."""
    shutil.copytree(drawn, tmp_path / "work" / "icons")
    monkeypatch.setattr(linux, "WORK", tmp_path / "work")
    linux.write_share(tmp_path / "share")
    return tmp_path / "share"


def desktop_entry() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(linux.DESKTOP_ENTRY)
    return parser


def test_that_the_version_is_the_same_everywhere() -> None:
    release = ElementTree.fromstring(linux.METAINFO.encode()).find("releases/release")
    assert program.VERSION == VERSION == PROJECT["version"]
    assert release.get("version") == VERSION
    assert macos.info_plist()["CFBundleShortVersionString"] == VERSION
    assert f"\nVersion: {VERSION}\n" in linux._control("amd64", 1)


def test_that_the_version_data_of_windows_is_an_expression_with_the_version(tmp_path: Path) -> None:
    text = windows.write_version_data(tmp_path, "12.3.4").read_text()
    numbers = [
        ast.literal_eval(keyword.value)
        for node in ast.walk(ast.parse(text, mode="eval"))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in ("filevers", "prodvers")
    ]
    assert numbers == [(12, 3, 4, 0)] * 2
    assert text.count('"12.3.4"') == 2


def test_that_every_file_that_the_window_opens_can_be_double_clicked() -> None:
    # A script or a text of settings is opened for many reasons, and rarely to see it in the bench.
    others = {".py", ".toml"}
    own = [PROJECT_ENDING, DESK_ENDING]
    assert {row.ending for row in FILE_TYPES} == {*own, *MODEL_ENDINGS} - others
    assert [row.ending for row in FILE_TYPES if row.is_own] == own


def test_that_all_systems_know_the_same_file_types(share: Path, tmp_path: Path) -> None:
    mimes = {row.mime for row in FILE_TYPES}
    entry = desktop_entry()["Desktop Entry"]
    assert set(entry["MimeType"].rstrip(";").split(";")) == mimes
    types = ElementTree.parse(share / "mime/packages/layerbench.xml").findall(
        "mime:mime-type", MIME
    )
    assert {
        (found.get("type"), found.find("mime:glob", MIME).get("pattern")) for found in types
    } == {(row.mime, f"*{row.ending}") for row in FILE_TYPES}
    metainfo = ElementTree.fromstring(linux.METAINFO.encode())
    assert {found.text for found in metainfo.findall("provides/mediatype")} == mimes
    plist = macos.info_plist()
    declared = [*plist["UTExportedTypeDeclarations"], *plist["UTImportedTypeDeclarations"]]
    endings = {row["UTTypeIdentifier"]: row["UTTypeTagSpecification"] for row in declared}
    opened = [row["LSItemContentTypes"][0] for row in plist["CFBundleDocumentTypes"]]
    assert {f".{endings[name]['public.filename-extension'][0]}" for name in opened} == {
        row.ending for row in FILE_TYPES
    }
    windows.write_scripts(tmp_path)
    install = (tmp_path / "install.ps1").read_text()
    uninstall = (tmp_path / "uninstall.ps1").read_text()
    for row in FILE_TYPES:
        assert rf"$classes\Layerbench{row.ending}\shell\open\command" in install
        assert f'"{row.ending}"' in uninstall


def test_that_the_desktop_finds_the_entry_the_icon_and_the_window(share: Path) -> None:
    entry = desktop_entry()
    assert app.DESKTOP_ENTRY == IDENTIFIER
    assert entry["Desktop Entry"]["Icon"] == IDENTIFIER
    assert entry["Desktop Entry"]["Exec"].split() == ["layerbench", "%F"]
    for action in entry["Desktop Entry"]["Actions"].rstrip(";").split(";"):
        assert entry[f"Desktop Action {action}"]["Exec"].startswith("layerbench --new-window")
    metainfo = ElementTree.fromstring(linux.METAINFO.encode())
    assert metainfo.findtext("launchable") == f"{IDENTIFIER}.desktop"
    assert (share / "applications" / f"{IDENTIFIER}.desktop").exists()
    found = {path.parent.parent.name for path in share.glob(f"icons/hicolor/*/apps/{IDENTIFIER}.*")}
    assert found == {"scalable", *(f"{size}x{size}" for size in icons.SIZES)}


@pytest.mark.parametrize(
    ("tool", "words", "file"),
    [
        ("desktop-file-validate", [], f"applications/{IDENTIFIER}.desktop"),
        ("appstreamcli", ["validate", "--no-net"], f"metainfo/{IDENTIFIER}.metainfo.xml"),
    ],
)
def test_that_the_validator_of_the_desktops_finds_nothing(
    share: Path, tool: str, words: list[str], file: str
) -> None:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run(
        [tool, *words, str(share / file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    if not words:
        assert done.stdout == ""


def test_that_icons_are_drawn_in_every_size_that_a_system_asks_for(drawn: Path) -> None:
    for size in icons.SIZES:
        with Image.open(drawn / f"{size}.png") as icon:
            assert icon.size == (size, size)
    with Image.open(drawn / "layerbench.ico") as icon:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= icon.info["sizes"]
    with Image.open(drawn / "layerbench.icns") as icon:
        assert {(16, 16, 2), (128, 128, 1), (512, 512, 1)} <= set(icon.info["sizes"])
        assert icon.convert("RGBA").resize((1, 1)).getpixel((0, 0))[3] > 128


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6.QtNetwork",
        # pyqtgraph ends where it cannot import it
        "PySide6.QtOpenGL",
        # a network in ONNX is tried by it
        "onnx.reference",
        "PySide6.QtTest",
        "unittest",
        "pydoc",
        "resources/presets/flower.toml",
        "core.data.images.limits.png",
    ],
)
def test_that_no_trim_takes_what_is_needed(name: str) -> None:
    assert trim_of(name) is None


def test_that_no_trim_takes_what_the_libraries_of_the_bench_import() -> None:
    code = """
import pathlib, sys
import gui.app, numpy, onnx.reference, pyqtgraph, PIL.Image, PySide6.QtNetwork
PIL.Image.init()
site = pathlib.Path(numpy.__file__).parents[1]
for name, module in list(sys.modules.items()):
    file = getattr(module, "__file__", None)
    print(name)
    if file and site in pathlib.Path(file).parents:
        print(pathlib.Path(file).relative_to(site))
"""
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = printed.stdout.split()
    assert {"gui.app", "onnx.reference", "PIL.AvifImagePlugin"} <= set(names)
    # What an environment of Python loads by itself is not of ours.
    assert {name for name in names if trim_of(name)} <= {
        "_distutils_hack",
        "_distutils_hack/__init__.py",
    }


def test_that_every_trim_takes_what_it_is_named_for() -> None:
    taken = {
        "Qt's translations": "PySide6/Qt/translations/qtbase_de.qm",
        "Sentences for translators": "resources/languages/zh_CN.po",
        "Letters drawn by Pillow": "PIL/_imagingft.cpython-311-x86_64-linux-gnu.so",
        "Screens without windows": "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
        "GTK's theme and what it draws with": "libpango-1.0.so.0",
        "OpenGL without a graphics card": "PySide6/opengl32sw.dll",
        "Qt's formats of pictures": "PySide6\\plugins\\imageformats\\qtiff.dll",
        "Qt on the network": "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "Encrypted connections of Python": "python3.11/lib-dynload/_ssl.abi3.so",
        "pyqtgraph's own icon": "pyqtgraph/icons/peegee/peegee.svg",
        "Tools of packaging": "setuptools.command.build",
        "Help and tests of libraries": "numpy.testing._private.utils",
        "Python at a terminal": "python3.11/lib-dynload/readline.cpython-311-x86_64-linux-gnu.so",
    }
    assert {trim.name: trim_of(taken[trim.name]) for trim in TRIMS} == {
        trim.name: trim for trim in TRIMS
    }


def test_that_qt_s_own_words_stay_in_every_language_of_the_bench() -> None:
    for code in set(languages()) - {ENGLISH}:
        assert trim_of(f"PySide6/Qt/translations/qtbase_{code}.qm") is None
        assert trim_of(f"resources/languages/{code}.mo") is None


def test_that_the_app_is_built_by_a_pinned_tool_that_nobody_needs_to_run_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pin = project["optional-dependencies"]["app"]
    lock = (ROOT / "requirements-app.lock").read_text()
    assert all(f"\n{requirement} " in lock for requirement in pin)
    assert not any("pyinstaller" in requirement for requirement in project["dependencies"])
    assert "pyinstaller" not in (ROOT / "requirements.lock").read_text()


def test_that_what_the_app_runs_on_is_what_everybody_runs() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.removesuffix(" \\") for line in lines if line and line[0].isalpha()}

    assert pins("requirements.lock") <= pins("requirements-app.lock")


def test_that_the_work_of_a_build_is_in_no_commit() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert f"{WORK.name}/" in ignored
    assert "dist/" in ignored
