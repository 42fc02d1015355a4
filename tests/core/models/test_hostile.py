"""Facts about files of weights that are hostile or plain wrong: each is refused in words."""

import contextlib
import json
import os
import pickle
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import LayerbenchError
from core.models.exporters import read_model, save
from core.models.formats import onnx_file
from core.models.model import Model
from tests.core.models.conftest import Trained

SECOND = 1.0
LITTLE = 4 * 1024 * 1024


class Canary:
    """A pickle of this makes a folder when it is loaded."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.file),)


def refusal(file: Path) -> str:
    start = time.process_time()
    with pytest.raises(LayerbenchError) as refused:
        read_model(file)
    assert time.process_time() - start < SECOND
    assert file.name in str(refused.value)
    assert "allow_pickle" not in str(refused.value)
    return str(refused.value)


def frugal_refusal(file: Path) -> str:
    """A refusal for which hardly any memory was taken, whatever the file claims."""
    tracemalloc.start()
    try:
        message = refusal(file)
        assert tracemalloc.get_traced_memory()[1] < LITTLE + 2 * min(file.stat().st_size, LITTLE)
    finally:
        tracemalloc.stop()
    return message


@pytest.fixture
def stored(points: Trained, tmp_path: Path) -> dict[str, np.ndarray]:
    """The arrays of a good .npz."""
    save(points[0], tmp_path / "good.npz", points[1])
    with np.load(tmp_path / "good.npz") as good:
        return dict(good)


def tensors(points: Trained, folder: Path) -> tuple[dict[str, object], bytes]:
    """The header and the numbers of a good .safetensors."""
    save(points[0], folder / "good.safetensors", points[1])
    content = (folder / "good.safetensors").read_bytes()
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def put(folder: Path, header: object, data: bytes) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    file = folder / "bad.safetensors"
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return file


# 85: shapes do not fit


def test_that_other_shapes_are_refused_with_both(tmp_path: Path, stored) -> None:
    np.savez(tmp_path / "bad.npz", **(stored | {"W2": np.zeros((5, 128))}))
    assert "W2 is 5x128 of float64, this network needs 1x4" in refusal(tmp_path / "bad.npz")


# 86: another file


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".onnx"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1", "git-lfs placeholder"),
        (pickle.dumps([1, 2], 2), "pickle"),
        (b"\x89HDF\r\n\x1a\n" + bytes(50), "HDF5"),
        (b"\x93NUMPY\x01\x00" + bytes(50), "one array"),
        (b"", "empty file"),
        (b"\xff\xd8\xff\xe0" + bytes(50), r"a picture (JPEG)"),
        (b"W1,W2\n1,2\n", "a text file"),
    ],
)
def test_that_a_wrong_file_is_told_by_its_first_bytes(
    tmp_path: Path, ending: str, content: bytes, message: str
) -> None:
    (tmp_path / f"bad{ending}").write_bytes(content)
    assert message in refusal(tmp_path / f"bad{ending}")


def test_that_a_pytorch_file_is_called_so_and_never_run(tmp_path: Path) -> None:
    for ending in (".npz", ".onnx"):
        with zipfile.ZipFile(tmp_path / f"bad{ending}", "w") as archive:
            archive.writestr("net/data.pkl", pickle.dumps(Canary(tmp_path / "canary")))
        assert "PyTorch" in refusal(tmp_path / f"bad{ending}")
    assert not (tmp_path / "canary").exists()


def test_that_our_own_file_of_another_ending_is_told(points: Trained, tmp_path: Path) -> None:
    save(points[0], tmp_path / "good.npz", points[1])
    (tmp_path / "good.npz").rename(tmp_path / "bad.safetensors")
    assert "that of .npz" in refusal(tmp_path / "bad.safetensors")


def test_that_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").mkdir()
    os.mkfifo(tmp_path / "pipe.onnx")
    refusal(tmp_path / "bad.npz")
    assert "not an ordinary file" in refusal(tmp_path / "pipe.onnx")


# 87: no numbers


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".float64.onnx"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_that_values_that_are_no_numbers_are_counted(
    points: Trained, tmp_path: Path, ending: str, value: float
) -> None:
    file = tmp_path / f"net{ending}"
    save(points[0], file, points[1])
    first = points[0].parameters.W[0][0, :2].astype("<f8").tobytes()
    content = file.read_bytes()
    assert content.count(first) == 1
    broken = content.replace(first, np.full(2, value, "<f8").tobytes())
    if ending == ".npz":  # with the right checksum
        with np.load(file) as good:
            arrays = dict(good)
        arrays["W1"][0, :2] = value
        np.savez(file, **arrays)
    else:
        file.write_bytes(broken)
    assert "W1 holds 2 values that are no finite numbers" in refusal(file)


# 88: missing, extra, twice


def test_that_missing_and_extra_arrays_are_listed(tmp_path: Path, stored) -> None:
    np.savez(tmp_path / "bad.npz", **{k: v for k, v in stored.items() if k not in ("b1", "W2")})
    assert "b1, W2 is missing" in refusal(tmp_path / "bad.npz")
    np.savez(tmp_path / "bad.npz", **stored, W3=np.zeros(3), more=np.zeros(2))
    assert "do not belong to its network: W3, more" in refusal(tmp_path / "bad.npz")


def test_that_arrays_that_are_there_twice_are_refused(
    points: Trained, tmp_path: Path, stored
) -> None:
    with (
        zipfile.ZipFile(tmp_path / "good.npz", "a") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr("W1.npy", archive.read("W1.npy"))
    assert "W1 is in the file twice" in refusal(tmp_path / "good.npz")
    header, data = tensors(points, tmp_path)
    text = json.dumps(header)
    text = text[:-1] + ', "W1": ' + json.dumps(header["W1"]) + "}"
    assert "W1 is in it twice" in refusal(put(tmp_path, text.encode(), data))


# 89: other kinds of numbers


@pytest.mark.parametrize(
    ("kind", "precise", "message"),
    [
        (np.float32, 1e-6, "float32"),
        (np.float16, 1e-2, "float16"),
        (">f8", 0, "bytes the other way round"),
    ],
)
def test_that_other_floating_point_numbers_are_converted_and_named(
    points: Trained, tmp_path: Path, stored, kind: str, precise: float, message: str
) -> None:
    np.savez(
        tmp_path / "other.npz",
        **{name: a.astype(kind) if name != "layerbench" else a for name, a in stored.items()},
    )
    model = read_model(tmp_path / "other.npz")
    assert message in str(model.remarks[0])
    difference = model.readings(points[1]) - points[0].readings(points[1])
    assert np.abs(difference).max() <= precise


def test_that_bfloat16_is_converted_and_named(points: Trained, tmp_path: Path) -> None:
    header, data = tensors(points, tmp_path)
    upper = (np.frombuffer(data, "<f8").astype("<f4").view("<u4") >> 16).astype("<u2")
    for name, value in header.items():
        if name != "__metadata__":
            value["dtype"] = "BF16"
            value["data_offsets"] = [place // 4 for place in value["data_offsets"]]
    model = read_model(put(tmp_path, header, upper.tobytes()))
    assert "bfloat16" in str(model.remarks[0])
    np.testing.assert_allclose(model.parameters.flat, points[0].parameters.flat, rtol=2**-7)


@pytest.mark.parametrize("kind", [np.int8, np.complex128, "S4", "U4", bool, "M8[s]"])
def test_that_other_kinds_are_refused_by_name(tmp_path: Path, stored, kind: str) -> None:
    wrong = np.zeros((4, 2), np.int64).astype(kind)
    np.savez(tmp_path / "bad.npz", **(stored | {"W1": wrong}))
    assert f"4x2 of {wrong.dtype.name}" in refusal(tmp_path / "bad.npz")


@pytest.mark.parametrize("dtype", ["F8_E4M3", "I8", "I64", "BOOL", "nonsense"])
def test_that_other_kinds_of_tensors_are_refused_by_name(
    points: Trained, tmp_path: Path, dtype: str
) -> None:
    header, data = tensors(points, tmp_path)
    header["W1"]["dtype"] = dtype
    assert dtype in refusal(put(tmp_path, header, data))


# 90: transposed; at odds with itself


def test_that_transposed_arrays_are_turned_and_named(
    points: Trained, tmp_path: Path, stored
) -> None:
    np.savez(tmp_path / "turned.npz", **(stored | {"W1": stored["W1"].T, "b1": stored["b1"][:, 0]}))
    model = read_model(tmp_path / "turned.npz")
    assert "W1 was transposed" in str(model.remarks[0])
    assert np.array_equal(model.parameters.flat, points[0].parameters.flat)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sizes": [2, 5, 1]}, "layer sizes"),
        ({"sizes": [10**7, 10**7, 1]}, "layer sizes"),
        ({"classes": ["a", "b", "c"]}, "layer sizes"),
        ({"classes": ["a", "a"]}, "the same name"),
        ({"activations": ["relu", "sigmoid"]}, "activations"),
        ({"activations": 5}, "damaged"),
        ({"inputs": {"type": "picture", "size": 1, "colour": 1}}, "damaged"),
    ],
)
def test_that_a_description_at_odds_with_itself_is_refused(
    tmp_path: Path, stored, change: dict[str, object], message: str
) -> None:
    about = json.loads(str(stored["layerbench"])) | change
    np.savez(tmp_path / "bad.npz", **(stored | {"layerbench": np.array(json.dumps(about))}))
    assert message in refusal(tmp_path / "bad.npz")


# 91: program code


@pytest.mark.parametrize("name", ["W1", "layerbench", "more"])
def test_that_pickles_are_refused_and_never_run(tmp_path: Path, stored, name: str) -> None:
    bad = np.array([Canary(tmp_path / "canary")], dtype=object)
    np.savez(tmp_path / "bad.npz", **(stored | {name: bad}))
    assert "can run program code" in refusal(tmp_path / "bad.npz")
    assert not (tmp_path / "canary").exists()


def test_that_a_script_is_never_run_to_read_its_weights(points: Trained, tmp_path: Path) -> None:
    save(points[0], tmp_path / "net.py", points[1])
    (tmp_path / "net.py").write_text(f"import os; os.mkdir({str(tmp_path / 'canary')!r})")
    assert isinstance(read_model(tmp_path / "net.py"), Model)
    assert not (tmp_path / "canary").exists()


# 92: lying shapes


@pytest.mark.parametrize(
    "shape", ["(10**6, 5000)", "(1000000, 5000000)", "(2**62, 8)", "(-4, -2)", "(True, 2)", "(4,)"]
)
def test_that_a_lying_shape_is_refused_before_memory_is_taken(
    tmp_path: Path, stored, shape: str
) -> None:
    sizes = {"(10**6, 5000)": "(1000000, 5000)", "(2**62, 8)": f"({2**62}, 8)"}
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {sizes.get(shape, shape)}}}"
    header = text.encode().ljust(117) + b"\n"
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(64)
    np.savez(tmp_path / "bad.npz", **{k: v for k, v in stored.items() if k != "W1"})
    with zipfile.ZipFile(tmp_path / "bad.npz", "a") as archive:
        archive.writestr("W1.npy", content)
    message = frugal_refusal(tmp_path / "bad.npz")
    assert "64 bytes of numbers are there" in message or "damaged" in message


# 93: bombs


def test_that_a_bomb_is_refused_unread(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("W1.npy", bytes(2**27))
    assert "it would unpack to 0.1 GB from 0." in frugal_refusal(tmp_path / "bomb.npz")


def test_that_a_member_that_holds_more_than_it_says_is_refused(tmp_path: Path, stored) -> None:
    np.savez(tmp_path / "bad.npz", **{k: v for k, v in stored.items() if k != "W1"})
    with zipfile.ZipFile(tmp_path / "bad.npz", "a", zipfile.ZIP_DEFLATED) as archive:
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4, 2)}".ljust(117) + b"\n"
        start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
        archive.writestr("W1.npy", start + bytes(2**26))
    content = (tmp_path / "bad.npz").read_bytes()
    full, claimed = (struct.pack("<I", size + len(start)) for size in (2**26, 64))
    assert content.count(full) == 2  # in the member's own header, and in the list at the end
    (tmp_path / "bad.npz").write_bytes(content.replace(full, claimed))
    assert "damaged" in frugal_refusal(tmp_path / "bad.npz")


def test_that_100_000_members_are_refused_unread(tmp_path: Path) -> None:
    member = zipfile.ZipInfo("x")
    with zipfile.ZipFile(tmp_path / "many.npz", "w") as archive:
        archive.writestr(member, b"")
        archive.filelist.extend([member] * 99_999)
        archive._didModify = True  # type: ignore[attr-defined]
    assert "members, and 1,000 is the most" in refusal(tmp_path / "many.npz")


# 94: safetensors


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (struct.pack("<Q", 2**20 - 1) + b"{" + b" " * 2**20, "damaged"),
        (b"\xff" * 8 + b"{}", "header would be 18,446,744,073,709,551,615 bytes"),
        (struct.pack("<Q", 99_000_000) + b"{" + b" " * 2_000_000, "header would be 99,000,000"),
        (struct.pack("<Q", 500) + b'{"a": 1}', "cut short"),
        (struct.pack("<Q", 400_001) + b"{" + b'"a":[' * 80_000, "damaged"),
        (struct.pack("<Q", 9) + b'{"a": 1}.', "damaged"),
        (struct.pack("<Q", 9) + b'{"a": 1} ', "a is described wrongly"),
    ],
)
def test_that_a_lying_header_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "bad.safetensors").write_bytes(content)
    assert message in frugal_refusal(tmp_path / "bad.safetensors")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data_offsets": [0, 2**62]}, "but has"),
        ({"data_offsets": [-64, 0]}, "described wrongly"),
        ({"data_offsets": [8, 72]}, "overlap"),
        ({"data_offsets": [0, 64, 64]}, "described wrongly"),
        ({"shape": [4, True]}, "described wrongly"),
        ({"shape": [-4, -2]}, "described wrongly"),
        ({"shape": [2**40, 2**40]}, "but has 64 bytes"),
        ({"shape": "4x2"}, "described wrongly"),
        ({"shape": [99_999_999_999] * 15_000}, "described wrongly"),
        ({"shape": [10**4000]}, "described wrongly"),
        ({"dtype": None}, "described wrongly"),
    ],
)
def test_that_lying_tensors_are_refused(
    points: Trained, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    header, data = tensors(points, tmp_path)
    header["W1"] |= change
    assert message in refusal(put(tmp_path, header, data))


def test_that_bytes_that_are_too_many_or_too_few_are_refused(
    points: Trained, tmp_path: Path
) -> None:
    header, data = tensors(points, tmp_path)
    assert "are there" in refusal(put(tmp_path, header, data + b"more"))
    assert "are there" in refusal(put(tmp_path, header, data[:-8]))


# 95: ONNX


def _graph(points: Trained, folder: Path, change: Callable[[onnx.ModelProto], object]) -> Path:
    save(points[0], folder / "good.float64.onnx", points[1])
    proto = onnx.ModelProto.FromString((folder / "good.float64.onnx").read_bytes())
    change(proto)
    (folder / "bad.onnx").write_bytes(proto.SerializeToString())
    return folder / "bad.onnx"


def _outside(place: str) -> Callable[[onnx.ModelProto], object]:
    def change(proto: onnx.ModelProto) -> None:
        tensor = proto.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=place)
        tensor.external_data.add(key="length", value=str(2**60))

    return change


def _circle(proto: onnx.ModelProto) -> None:
    proto.graph.node[0].input[0] = proto.graph.node[-1].output[0]


def _foreign(proto: onnx.ModelProto) -> None:
    proto.graph.node[1].op_type = "RunProgram"
    proto.graph.node[1].domain = "evil"


def _other_sum(proto: onnx.ModelProto) -> None:
    proto.graph.node[0].attribute[0].i = 0


def _twice(proto: onnx.ModelProto) -> None:
    proto.graph.initializer.append(proto.graph.initializer[0])


def _halves(proto: onnx.ModelProto) -> None:
    tensor = proto.graph.initializer[0]
    numbers = np.frombuffer(tensor.raw_data, "<f8").astype("<f2")
    tensor.data_type, tensor.raw_data = onnx.TensorProto.FLOAT16, numbers.tobytes()


def _words(proto: onnx.ModelProto) -> None:
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_type = onnx.TensorProto.STRING
    tensor.string_data.extend([b"0.5"] * 8)


def _huge(proto: onnx.ModelProto) -> None:
    proto.graph.initializer[0].dims[:] = [2**31, 2**31]


def _negative(proto: onnx.ModelProto) -> None:
    proto.graph.initializer[0].dims[:] = [-1, 8]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_outside("../../etc/passwd"), "not embedded"),
        (_outside("/etc/passwd"), "not embedded"),
        (_foreign, "RunProgram"),
        (_circle, "something else"),
        (_other_sum, "something else"),
        (_outside("link"), "not embedded"),
        (_twice, "something else"),
        (_halves, "W1"),
        (_words, "W1"),
        (_huge, "not embedded"),
        (_negative, "not embedded"),
        (lambda proto: proto.ClearField("metadata_props"), "no model that Layerbench wrote"),
        (lambda proto: proto.graph.ClearField("node"), "not written by Layerbench"),
        (lambda proto: proto.graph.node.extend(list(proto.graph.node) * 50), "not written by"),
        (lambda proto: proto.functions.add(name="f"), "not written by Layerbench"),
        (lambda proto: proto.graph.ClearField("initializer"), "W1, b1, W2, b2 is missing"),
    ],
)
def test_that_other_graphs_are_refused(
    points: Trained, tmp_path: Path, change: Callable[[onnx.ModelProto], object], message: str
) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    assert message in refusal(_graph(points, tmp_path, change))


def test_that_a_graph_of_two_gigabytes_is_refused_unread(points: Trained, tmp_path: Path) -> None:
    file = _graph(points, tmp_path, lambda proto: None)
    os.truncate(file, 2**31)  # the rest is a hole, which takes no room on the disk
    assert "too large for an .onnx file" in frugal_refusal(file)


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".onnx"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.floats(0, 1), value=st.integers(0, 255), end=st.floats(0, 1))
def test_that_a_damaged_file_is_read_or_refused_but_never_a_crash(
    points: Trained, tmp_path: Path, ending: str, place: float, value: int, end: float
) -> None:
    file = tmp_path / f"net{ending}"
    if not file.exists():
        save(points[0], file, points[1])
    content = bytearray(file.read_bytes())
    content[int(place * (len(content) - 1))] = value
    broken = tmp_path / f"broken{ending}"
    broken.write_bytes(content[: int(end * len(content))] if place < 0.5 else content)
    with contextlib.suppress(LayerbenchError):
        assert np.isfinite(read_model(broken).parameters.flat).all()


# Other inputs that once hurt: a zip's ways of packing and of counting


def _repacked(file: Path, method: int) -> bytes:
    """Pack the members of an .npz in another way."""
    packed = file.with_name("packed.npz")
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(packed, "w", method) as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name))
    return packed.read_bytes()


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("garbage", [False, True])
def test_that_members_packed_as_numpy_never_does_are_refused(
    points: Trained, tmp_path: Path, method: int, garbage: bool
) -> None:
    save(points[0], tmp_path / "good.npz", points[1])
    content = bytearray(_repacked(tmp_path / "good.npz", method))
    if garbage:
        content[60:90] = bytes(range(200, 230))
    (tmp_path / "bad.npz").write_bytes(content)
    assert "in a way that NumPy does not use" in refusal(tmp_path / "bad.npz")


def _zip_64(members: int, plain: int) -> bytes:
    """A zip of empty members whose zip64 record has their number, and whose end another one."""
    name = b"x"
    here = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    listed = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), *[0] * 6)
    directory = (listed + name) * members
    at = len(here) + len(directory)
    long = struct.pack(
        "<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, members, members, len(directory), len(here)
    )
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    length = min(plain * (len(directory) // members), 0xFFFFFFFF)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, plain, plain, length, len(here), 0)
    return here + directory + long + locator + end


@pytest.mark.parametrize(
    ("members", "plain", "message"),
    [(20_000, 5, "each time something else"), (20_000, 20_000, "20,000 members")],
)
def test_that_two_ends_of_a_zip_must_agree_and_no_list_is_long(
    tmp_path: Path, members: int, plain: int, message: str
) -> None:
    (tmp_path / "bad.npz").write_bytes(_zip_64(members, plain))
    assert message in frugal_refusal(tmp_path / "bad.npz")


def test_that_an_end_hidden_in_the_last_end_is_not_taken_for_it(tmp_path: Path) -> None:
    content = bytearray(_zip_64(20_000, 20_000))
    content[-6:-2] = b"PK\5\6"
    (tmp_path / "bad.npz").write_bytes(content)
    assert "20,000 members" in frugal_refusal(tmp_path / "bad.npz")


# A description whose numbers are out of range, or at odds with each other


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": {"type": "picture", "size": -16, "colour": True}},
        {"inputs": {"type": "picture", "size": 0, "colour": True}},
        {"inputs": {"type": "numbers", "names": []}},
        {"format": 0},
        {"format": -1},
        {"seed": -1},
        {"seed": 2**40},
        {"sizes": [2, 0, 1]},
        {"scaling": "pixel / 255"},
        {"activations": ["tanh", "softmax"]},
    ],
)
@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_that_a_description_that_lies_is_refused(
    points: Trained, tmp_path: Path, stored, change: dict[str, object], ending: str
) -> None:
    values = json.loads(str(stored["layerbench"])) | change
    if ending == ".npz":
        np.savez(tmp_path / "bad.npz", **(stored | {"layerbench": np.array(json.dumps(values))}))
    else:
        header, data = tensors(points, tmp_path)
        header["__metadata__"] = {"layerbench": json.dumps(values)}
        put(tmp_path, header, data)
    assert "damaged" in refusal(tmp_path / f"bad{ending}")


def test_that_a_description_of_megabytes_is_refused_unparsed(points: Trained, tmp_path) -> None:
    def nest(proto: onnx.ModelProto) -> None:
        proto.metadata_props[0].value = "[" * 5_000_000

    assert "too long" in refusal(_graph(points, tmp_path, nest))


# Reading that the system ends


@pytest.mark.parametrize("ending", [".npz", ".safetensors", ".onnx"])
@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="a file that cannot be read")
def test_that_a_file_that_cannot_be_read_is_told(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"bad{ending}").symlink_to("/proc/self/mem")
    assert "cannot be read" in refusal(tmp_path / f"bad{ending}")


# Names by the ten thousand


def test_that_the_last_of_many_names_is_found_twice(tmp_path: Path) -> None:
    names = [f'"{number}":0' for number in range(90_000)]
    text = "{" + ",".join([*names, names[-1]]) + "}"
    assert "89999 is in it twice" in refusal(put(tmp_path, text.encode(), b""))


# Weights that overflow


@pytest.mark.parametrize("value", [1e308, -1e308, 1e200])
@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_that_weights_that_would_overflow_are_refused(
    tmp_path: Path, stored, name: str, value: float
) -> None:
    huge = np.full_like(stored[name], value)
    huge.flat[::2] *= -1
    np.savez(tmp_path / "bad.npz", **(stored | {name: huge}))
    assert "so large" in refusal(tmp_path / "bad.npz")


# Graphs of millions of parts


def _nodes(proto: onnx.ModelProto) -> None:
    proto.graph.node.extend([onnx.NodeProto()] * 100_000)


def _initializers(proto: onnx.ModelProto) -> None:
    proto.graph.initializer.extend([onnx.TensorProto()] * 100_000)


def _attributes(proto: onnx.ModelProto) -> None:
    proto.graph.node[0].attribute.extend([onnx.AttributeProto()] * 1_000_000)


def _unknown(proto: onnx.ModelProto) -> None:
    proto.MergeFromString(b"\xfa\x3f\x80\x80\x80\x01" + bytes(2**21))  # field 1023


def _numbers(proto: onnx.ModelProto) -> None:
    proto.graph.initializer[0].raw_data = bytes(3_000_000)


@pytest.mark.parametrize("change", [_nodes, _initializers, _attributes, _unknown, _numbers])
def test_that_more_than_a_model_has_is_refused_before_it_is_parsed(
    points: Trained,
    tmp_path: Path,
    change: Callable[[onnx.ModelProto], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _graph(points, tmp_path, change)
    monkeypatch.setattr(onnx_file, "_parsed", lambda path: pytest.fail("it was parsed"))
    refusal(file)


def test_that_zeros_by_the_gigabyte_are_refused_unparsed(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"\x08\x07")
    os.truncate(tmp_path / "bad.onnx", 1_900_000_000)
    assert "no ONNX file" in frugal_refusal(tmp_path / "bad.onnx")


# A file that tells of another network than it holds


def _changed(values: dict[str, object], change: dict[str, object]) -> dict[str, object]:
    return values | {
        name: values[name] | part if isinstance(part, dict) else part
        for name, part in change.items()
    }


@pytest.mark.parametrize(
    "change",
    [
        {
            "inputs": {"mean": [0.0, 0.0], "deviation": [0.5, 0.5]},
            "scaling": "(number - mean) / deviation",
        },
        {"examples": [{"input": [1.0], "probabilities": [0.5, 0.5]}]},
        {"examples": [{"input": [1.0], "probabilities": [1.0]}]},
        {"examples": [{"input": [], "probabilities": [0.5, 0.5]}]},
        {"examples": [{"input": [1.0], "probabilities": [0.5, None]}]},
    ],
)
def test_that_a_network_that_answers_otherwise_than_its_example_is_refused(
    tmp_path: Path, stored, change: dict[str, object]
) -> None:
    values = _changed(json.loads(str(stored["layerbench"])), change)
    np.savez(tmp_path / "bad.npz", **(stored | {"layerbench": np.array(json.dumps(values))}))
    message = refusal(tmp_path / "bad.npz")
    assert "other answers" in message or "damaged" in message


def test_that_a_changed_weight_is_told_by_the_example(tmp_path: Path, stored) -> None:
    np.savez(tmp_path / "bad.npz", **(stored | {"b2": stored["b2"] + 0.01}))
    assert "other answers than the network that was exported" in refusal(tmp_path / "bad.npz")


def test_that_an_older_file_without_examples_still_opens(
    points: Trained, tmp_path: Path, stored
) -> None:
    values = json.loads(str(stored["layerbench"]))
    assert len(values.pop("examples")) == 2
    values.pop("recipe")
    np.savez(tmp_path / "old.npz", **(stored | {"layerbench": np.array(json.dumps(values))}))
    again = read_model(tmp_path / "old.npz")
    assert np.array_equal(again.parameters.flat, points[0].parameters.flat)
