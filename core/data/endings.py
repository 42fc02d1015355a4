"""The usual endings of files of data: the table of sources takes too long to read first."""

ARRAY_ENDINGS = (".npz", ".h5", ".hdf5")
TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".xlsx")
