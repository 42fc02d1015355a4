"""What a Linux desktop reads of the app, and the files that bring it there: .deb and .tar.xz."""

import platform
import shutil
import subprocess
import tarfile
from pathlib import Path
from xml.etree import ElementTree

from icons import SIZES, SVG
from project import (
    DIST,
    FILE_TYPES,
    IDENTIFIER,
    MAINTAINER,
    RELEASED,
    ROOT,
    SUMMARY,
    VERSION,
    WORK,
    FileType,
)

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# What Qt finds in every system, and nothing else: the rest is in the app's folder.
DEPENDS = ("libc6", "libgl1", "libegl1", "libxcb1", "libfontconfig1", "libx11-6")
MIME_NAMESPACE = "http://www.freedesktop.org/standards/shared-mime-info"

DESKTOP_ENTRY = f"""[Desktop Entry]
Version=1.4
Type=Application
Name=Layerbench
GenericName=Neural network bench
Comment={SUMMARY}
Exec=layerbench %F
Icon={IDENTIFIER}
Terminal=false
Categories=Education;ArtificialIntelligence;
Keywords=deep learning;neural network;training;pictures;
MimeType={"".join(f"{file_type.mime};" for file_type in FILE_TYPES)}
StartupWMClass=layerbench
StartupNotify=true
Actions=new-window;

[Desktop Action new-window]
Name=New Window
Exec=layerbench --new-window %F
"""

METAINFO = f"""<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{IDENTIFIER}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <name>Layerbench</name>
  <summary>Experiment with neural networks on your own pictures</summary>
  <developer id="org.layerbench"><name>Layerbench developers</name></developer>
  <description>
    <p>Drag layers and units, pick activations, set the learning rate and the scale of the first
      weights, and watch the cost and every hidden layer while the network learns.</p>
    <p>It follows the notation of the well-known deep-learning course, says in words what is wrong
      with a run, and exports the trained weights with everything needed to use them.</p>
  </description>
  <launchable type="desktop-id">{IDENTIFIER}.desktop</launchable>
  <provides>
    <binary>layerbench</binary>
{"".join(f"    <mediatype>{file_type.mime}</mediatype>{chr(10)}" for file_type in FILE_TYPES)}\
  </provides>
  <categories>
    <category>Education</category>
    <category>Science</category>
  </categories>
  <content_rating type="oars-1.1" />
  <releases>
    <release version="{VERSION}" date="{RELEASED}" />
  </releases>
</component>
"""

COPYRIGHT = """Layerbench is free software under the MIT licence:

{licence}

The libraries in /usr/lib/layerbench keep their own licences, which are in
/usr/lib/layerbench/_internal/licenses. Qt and PySide6 are under the GNU LGPL, version 3
(/usr/share/common-licenses/LGPL-3): their libraries there may be replaced by others of yours.
"""


def mime_types() -> bytes:
    """Return the file that tells a desktop of the bench's file types by their endings."""
    ElementTree.register_namespace("", MIME_NAMESPACE)
    root = ElementTree.Element(f"{{{MIME_NAMESPACE}}}mime-info")
    for file_type in FILE_TYPES:
        root.append(_mime_type(file_type))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _mime_type(file_type: FileType) -> ElementTree.Element:
    element = ElementTree.Element(f"{{{MIME_NAMESPACE}}}mime-type", type=file_type.mime)
    ElementTree.SubElement(element, f"{{{MIME_NAMESPACE}}}comment").text = file_type.name
    if file_type.is_own:
        # Else what looks into a file takes it for the zip that it is.
        ElementTree.SubElement(element, f"{{{MIME_NAMESPACE}}}sub-class-of", type="application/zip")
        ElementTree.SubElement(element, f"{{{MIME_NAMESPACE}}}icon", name=IDENTIFIER)
    ElementTree.SubElement(
        element, f"{{{MIME_NAMESPACE}}}glob", pattern=f"*{file_type.ending}", weight="60"
    )
    return element


def write_share(share: Path) -> None:
    """Write the desktop's files below a folder such as /usr/share."""
    texts = {
        f"applications/{IDENTIFIER}.desktop": DESKTOP_ENTRY.encode(),
        f"metainfo/{IDENTIFIER}.metainfo.xml": METAINFO.encode(),
        "mime/packages/layerbench.xml": mime_types(),
        f"icons/hicolor/scalable/apps/{IDENTIFIER}.svg": SVG.read_bytes(),
    }
    pngs = {
        f"icons/hicolor/{size}x{size}/apps/{IDENTIFIER}.png": WORK / "icons" / f"{size}.png"
        for size in SIZES
    }
    for name, content in texts.items() | {n: p.read_bytes() for n, p in pngs.items()}.items():
        (share / name).parent.mkdir(parents=True, exist_ok=True)
        (share / name).write_bytes(content)


def strip_python(app: Path) -> None:
    """Take the symbols out of Python's own libraries, which some builds of Python have.

    Libraries of wheels stay as they are: they were patched after linking, and strip breaks some.
    https://github.com/numpy/numpy/issues/20101
    """
    internal = app / "_internal"
    files = [*internal.glob("libpython*.so*"), *internal.glob("python3*/lib-dynload/*.so")]
    if shutil.which("strip") and files:
        subprocess.run(["strip", "--strip-unneeded", *map(str, files)], check=True)


def make_archive(app: Path) -> Path:
    """Pack the app as .tar.xz, which is unpacked anywhere and started there."""
    file = DIST / f"layerbench-{VERSION}-linux-{platform.machine()}.tar.xz"
    with tarfile.open(file, "w:xz", preset=6) as archive:
        archive.add(app, f"layerbench-{VERSION}", filter=_of_root)
    return file


def make_deb(app: Path) -> Path | None:
    """Pack the app as .deb, where dpkg-deb is there to do so."""
    if not shutil.which("dpkg-deb"):
        return None
    architecture = ARCHITECTURES.get(platform.machine(), platform.machine())
    tree = WORK / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(app, tree / "usr/lib/layerbench", symlinks=True)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/layerbench").symlink_to("../lib/layerbench/layerbench")
    write_share(tree / "usr/share")
    about = tree / "usr/share/doc/layerbench"
    about.mkdir(parents=True)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    (about / "copyright").write_text(COPYRIGHT.format(licence=licence), encoding="utf-8")
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN/control").write_text(_control(architecture, _kilobytes(tree)), encoding="utf-8")
    file = DIST / f"layerbench_{VERSION}_{architecture}.deb"
    words = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(file)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return file


def _control(architecture: str, kilobytes: int) -> str:
    return f"""Package: layerbench
Version: {VERSION}
Architecture: {architecture}
Maintainer: {MAINTAINER}
Installed-Size: {kilobytes}
Depends: {", ".join(DEPENDS)}
Recommends: fonts-dejavu-core
Suggests: fonts-noto-cjk
Section: science
Priority: optional
Description: {SUMMARY}
 Drag layers and units, pick activations, set the learning rate and the scale of
 the first weights, and watch the cost and every hidden layer while the network
 learns. Then take the weights away.
"""


def _kilobytes(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*")) // 1024


def _of_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Have files belong to whoever unpacks them, and not to who packed them."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
