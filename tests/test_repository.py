"""What is committed: no address of a package index, no path of somebody's machine, locks that hold, examples that work."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VENDORED = "timeline/http/page/vendor/"
# A letter in brackets keeps a pattern from finding itself.
INDEX = re.compile(r"PyP[I]\b|pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.|npmmirro[r]|yarnpk[g]|/simpl[e]/")
MACHINE = re.compile(r"(?<![\w.\-/:])/(home|Users|root|work|opt)/[\w.\-]|[A-Z]:\\Users\\|file:///\w")
REQUIREMENT = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def committed() -> list[str]:
    """Paths of the files that are, or would be, committed."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True, timeout=30
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return sorted({name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()})


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a committed text has it; vendored bytes are not ours to change and are held by their checksums."""
    texts = ((name, (ROOT / name).read_text(errors="replace")) for name in committed() if not name.startswith(VENDORED))
    return [f"{name}: {match[0]}" for name, text in texts for match in pattern.finditer(text)]


def blocks(lock: str) -> list[str]:
    """One string a requirement: its line, and the hashes and comments that follow it."""
    return re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]


def pinned(lock: str) -> dict[str, str]:
    return dict(REQUIREMENT.findall((ROOT / lock).read_text()))


def test_no_committed_file_names_a_package_index() -> None:
    assert found(INDEX) == []


def test_no_committed_file_holds_a_path_of_a_machine() -> None:
    assert found(MACHINE) == []


@pytest.mark.parametrize("folder", ["home", "Users", "root", "work", "opt"])
def test_a_path_of_a_machine_would_be_seen(folder: str) -> None:
    assert MACHINE.search(f"store = '/{folder}/me/timeline.db'")
    assert not MACHINE.search(f"GET /v1/{folder}/me")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"])
def test_every_requirement_is_pinned_and_hashed_and_has_no_address(lock: str) -> None:
    unpinned = [block.splitlines()[0] for block in blocks(lock) if not REQUIREMENT.match(block) or "--hash=sha256:" not in block]
    assert unpinned == []
    assert "://" not in (ROOT / lock).read_text()


def test_the_locks_agree() -> None:
    assert pinned("requirements.txt").items() <= pinned("requirements-dev.txt").items()
    assert pinned("requirements.txt").items() <= pinned("requirements-bench.txt").items()
    dev, bench = pinned("requirements-dev.txt"), pinned("requirements-bench.txt")
    assert {name: bench[name] for name in dev.keys() & bench.keys()} == {name: dev[name] for name in dev.keys() & bench.keys()}


def test_the_locks_hold_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for lock, extra in (("requirements.txt", []), ("requirements-dev.txt", extras["dev"]), ("requirements-bench.txt", extras["bench"])):
        wanted = [*extras["build"], *extra]
        names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in [*project["dependencies"], *wanted]}
        assert names - pinned(lock).keys() == set()


def test_every_dependency_is_among_the_parts_chosen() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    page = (ROOT / "docs/decisions/0001-parts.md").read_text()
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in wanted}
    assert {name for name in names if not re.search(rf"^\|.*\b{re.escape(name)}\b", page, re.MULTILINE)} == set()
