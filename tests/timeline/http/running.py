"""A service in a process of its own, which can be told to end, or killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = """
import sys
from timeline.cli import main
main()
"""


@contextmanager
def service(store: str, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its URL; port 0 takes a free one. It is killed at the end."""
    program = [sys.executable, "-c", PROGRAM, "serve", "--store", store, "--port", str(port)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."}) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().split()[3]
        finally:
            process.kill()
