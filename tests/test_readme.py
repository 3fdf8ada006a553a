"""The examples of the README: sent by curl to a service with the demo facts, answered as the README says."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[1] / "README.md"
WRITTEN_URL = "http://127.0.0.1:8000"
EXAMPLE = re.compile(r"^```sh\n(?P<command>curl .*?)^```\n(?P<between>.*?)^```json\n(?P<answer>.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [(match["command"], json.loads(match["answer"])) for match in EXAMPLE.finditer(README.read_text())]


@pytest.fixture
def demo() -> Iterator[str]:
    """The URL of the demo facts, served by a process of its own on a free port of the loopback."""
    program = [sys.executable, "-c", "from timeline.cli import main; main()", "demo", "--port", "0"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = re.search(r"http://[\w.:]+", process.stdout.readline())
            assert url is not None, "the demo did not say where it answers"
            yield url[0]
        finally:
            process.terminate()


def holds(answer: Any, said: Any) -> bool:
    """Whether the answer has everything that the README shows of it; lists as they are, but for their objects."""
    if isinstance(said, dict):
        return isinstance(answer, dict) and all(name in answer and holds(answer[name], value) for name, value in said.items())
    if isinstance(said, list):
        return isinstance(answer, list) and len(answer) == len(said) and all(map(holds, answer, said))
    return bool(answer == said)


def test_every_curl_of_the_readme_has_an_answer_beside_it() -> None:
    assert len(EXAMPLES) == README.read_text().count("\ncurl ") > 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_examples_of_the_readme_answer_as_it_says(demo: str) -> None:
    for command, said in EXAMPLES:
        line = command.replace(WRITTEN_URL, demo).replace("curl ", "curl --silent --show-error --max-time 10 ", 1)
        sent = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=20, check=True)
        assert holds(json.loads(sent.stdout), said), f"{command}\n{sent.stdout}"
