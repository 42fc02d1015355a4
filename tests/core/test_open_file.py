"""A file that cannot be read to its end costs a sentence, wherever it is looked at."""

import sys

import pytest

from core.data.folder.archive import is_zip
from core.data.folder.level_check import is_picture, refuse_file
from core.errors import DataError

# Reading its beginning fails with EIO, as on a disk that is broken.
BROKEN = "/proc/self/mem"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux has such a file")


def test_that_a_file_on_a_broken_disk_is_no_picture_and_no_zip() -> None:
    assert not is_picture(BROKEN)
    assert not is_zip(BROKEN)


def test_that_a_file_on_a_broken_disk_is_refused_in_a_sentence() -> None:
    with pytest.raises(DataError, match="cannot be read"):
        refuse_file(BROKEN)
