"""The usual endings of files of data: the table of sources takes too long to read first."""

ARRAY_ENDINGS = (".npz", ".h5", ".hdf5")
# Spreadsheets save tables with tabs as .txt, and the UCI repository has them as .data.
TABLE_ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".txt", ".data", ".xlsx")
