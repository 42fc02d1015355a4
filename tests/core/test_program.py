"""What the packaged app says can be done there: it has neither Python nor pip."""

import subprocess
import sys
from pathlib import Path

SAID_IN_THE_APP = """
import sys
sys.frozen, sys.executable = True, "/opt/Layerbench/layerbench"
from pathlib import Path
from core import program
from core.file_type import HEIF
from core.data.arrays import hdf5
from core.errors import DataError
sys.modules["h5py"] = None
print(program.NAME, HEIF.missing, sep="\\n")
try:
    hdf5.read(Path("cats.h5"), ())
except DataError as problem:
    print(problem)
"""


def test_that_the_app_names_itself_and_offers_no_pip() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SAID_IN_THE_APP],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    name, heic, hdf5 = ran.stdout.splitlines()
    assert name == "layerbench"
    assert heic == "HEIC photo, which this app cannot read: save it as JPEG or PNG"
    assert hdf5.startswith("cats.h5: this is an HDF5 file, which this app cannot read")
