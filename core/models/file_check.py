"""What a file that is given for trained weights really is, told by its first bytes."""

from collections.abc import Callable
from pathlib import Path

from core.errors import DataError, ModelError
from core.file_type import (
    HDF5,
    HEADER_BYTES,
    NPY,
    ONNX,
    PICKLE,
    SAFETENSORS,
    UNKNOWN,
    ZIP,
    FileType,
    detect,
)
from core.files import shown
from core.messages import Message, to_translate
from core.open_file import open_regular_file, problem_of

_TAIL = 4096

# How a file of each of our own endings begins.
_OWN: dict[str, Callable[[bytes], bool]] = {
    ".npz": ZIP.starts,
    ".safetensors": SAFETENSORS.starts,
    ".onnx": ONNX.starts,
}

# What others begin with, and what to do.
_OTHERS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (
        PICKLE.starts,
        to_translate(
            "{file}: this is a pickle (PyTorch writes such files), which can run program code and "
            "is never loaded. Save the weights as .safetensors."
        ),
    ),
    (
        HDF5.starts,
        to_translate(
            "{file}: this is an HDF5 file (Keras writes such files). Give a file that Layerbench "
            "wrote."
        ),
    ),
    (
        NPY.starts,
        to_translate(
            "{file}: this is one array (.npy), not a whole network. Give a file that "
            "Layerbench wrote."
        ),
    ),
)
_PYTORCH = to_translate(
    "{file}: this is a PyTorch file, which can run program code and is never loaded. "
    "Save the weights as .safetensors."
)


def check_first_bytes(path: Path, ending: str) -> None:
    """Raise ModelError where a file is not what its ending says, and tell what it is."""
    head, tail = _ends(path)
    file = shown(path)
    if ending not in _OWN:
        return
    if b"/data.pkl" in head or b"/data.pkl" in tail:
        raise ModelError(_PYTORCH, file=file)
    if _OWN[ending](head):
        return
    for begins, text in _OTHERS:
        if begins(head):
            raise ModelError(text, file=file)
    actual = next((known for known, begins in _OWN.items() if begins(head)), None)
    kind = _kind(file, head)
    if actual and (kind is UNKNOWN or actual == ".npz"):
        text = to_translate(
            "{file}: its content is that of {other}: change the ending of its name."
        )
        raise ModelError(text, file=file, other=actual)
    raise ModelError(
        "{file}: this is {kind}, not trained weights. Give a file that Layerbench wrote.",
        file=file,
        kind=kind.words
        if kind.role in ("other", "archive")
        else Message("a picture ({kind})", kind=kind.words),
    )


def _ends(path: Path) -> tuple[bytes, bytes]:
    try:
        with open_regular_file(str(path)) as file:
            head = file.read(HEADER_BYTES)
            file.seek(max(0, path.stat().st_size - _TAIL))
            return head, file.read(_TAIL)
    except (DataError, OSError) as error:
        problem = error if isinstance(error, DataError) else problem_of(error)
        text = to_translate("{file}: {problem}. Give a file that Layerbench wrote.")
        raise ModelError(text, file=shown(path), problem=problem) from problem


def _kind(file: str, head: bytes) -> FileType:
    try:
        return detect(head)
    except DataError as problem:
        text = to_translate("{file}: {problem}. Give a file that Layerbench wrote.")
        raise ModelError(text, file=file, problem=problem) from problem
