"""The shape of the project: sizes, versions, the lock, the words that must not be there."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from mtorboard import __version__

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workflow" / "scripts" / "mtorboard"
MODULES = sorted(PACKAGE.rglob("*.py"))
LOCK = (ROOT / "requirements.lock").read_text()
ROOMS = (
    *("model", "knowledge", "reading", "naming", "classify", "allelic", "pathway", "suggest"),
    *("report", "cohort", "run", "cli"),
)


def tracked() -> list[Path]:
    """Text files under version control, or those of the folders where there is no git."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.splitlines())
    return [path for path in paths if path.is_file() and path.suffix not in {".gz", ".tbi", ".bcf", ".csi"}]


def locked() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", LOCK, re.MULTILINE))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_stays_readable_in_one_sitting(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= 400


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_before_it(room: str) -> None:
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    pattern = re.compile(r"^\s*(?:from|import) mtorboard\.(\w+)", re.MULTILINE)
    for module in (PACKAGE / room).rglob("*.py"):
        assert not later & set(pattern.findall(module.read_text())), module.name


def test_there_is_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    newest = re.search(r"^## (\S+) – (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest
    assert newest.groups() == (__version__, citation["date-released"])
    assert citation["version"] == __version__


def test_conda_users_get_the_versions_of_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert {"pip": ["-r requirements.lock"]} in environment["dependencies"]


def test_jobs_in_their_own_environment_get_the_versions_of_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "workflow" / "envs" / "mtorboard.yaml").read_text())
    pinned = dict(line.split("==") for line in environment["dependencies"][-1]["pip"])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]
    assert pinned.keys() == needed
    assert pinned == {name: locked()[name] for name in pinned}


def test_the_lock_pins_and_checks_everything_and_names_no_host() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK
    pins = re.findall(r"^[a-z0-9].*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", LOCK, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", LOCK, re.MULTILINE)) > 50
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for name in (re.match(r"[\w-]+", line)[0].lower() for group in groups for line in group):  # type: ignore[index]
        assert name in locked(), name


def test_the_default_profile_goes_on_past_a_bad_sample() -> None:
    profile = yaml.safe_load((ROOT / "profiles" / "default" / "profile.v9+.yaml").read_text())
    assert profile["keep-going"] is True


def test_commands_that_the_readme_names_exist() -> None:
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"\bmake ([a-z]+)", readme)) - {"sure"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test"} <= named <= targets
    actions = set(re.findall(r"\bmtorboard (run|validate|report|compare|knowledge)\b", readme))
    assert actions == {"run", "validate", "report", "compare", "knowledge"}
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", readme):
        assert (ROOT / link).exists(), link


def test_options_that_the_readme_names_exist(capsys: pytest.CaptureFixture[str]) -> None:
    from mtorboard.cli.main import main  # noqa: PLC0415 - beside its only use

    with pytest.raises(SystemExit):
        main(["run", "--help"])
    offered = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    block = re.search(
        r"^mtorboard run .*?[^\\]\n", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert block
    assert set(re.findall(r"--[a-z-]+", block[0])) <= offered


def prose() -> list[Path]:
    templates = (PACKAGE / "report" / "templates").glob("*.*")
    return sorted(
        [*(ROOT / "resources" / "knowledge").glob("*.*"), *templates, *(ROOT / "docs").rglob("*.md")]
    )


@pytest.mark.parametrize("path", prose(), ids=lambda path: path.name)
def test_prose_summarises_and_gives_no_dose(path: Path) -> None:
    text = path.read_text()
    # A citation's title is the authors' own; whoever names the word to forbid it is no offender.
    if path.name != "citations.tsv":
        assert not re.search(r"\brecommend(?!s?\")", text, re.IGNORECASE)
    assert not re.search(r"\b\d+(?:\.\d+)?\s?(?:mg|µg|mcg|ng/ml|mg/m2|mg/m²|mg/day)\b", text, re.IGNORECASE)
    assert not re.search(r"\b(?:once|twice|three times) (?:a day|daily|weekly)\b", text, re.IGNORECASE)


def test_no_tracked_file_names_a_place_of_one_machine() -> None:
    # /home/lab is what tests of a report's privacy call some user's folder.
    places = re.compile(r"(?<![\w.])/(?:work|root|tmp|Users|home(?!/lab))/[\w.-]+")
    found = {
        path.relative_to(ROOT).as_posix(): hits
        for path in tracked()
        if (hits := places.findall(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}
