"""The command line in this process: starting Python for every fact would take minutes."""

from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

from main import main


def run_main(*words: object, where: Path | None = None) -> CompletedProcess[str]:
    """Run `main.py` with these words in a folder; return its status and what it printed."""
    out, err = StringIO(), StringIO()
    with chdir(where or Path.cwd()), redirect_stdout(out), redirect_stderr(err):
        try:
            status = main([str(word) for word in words])
        except SystemExit as end:
            status = end.code
    return CompletedProcess(words, status, out.getvalue(), err.getvalue())
