"""The workflow's form: both entry points make the same, the linters have nothing to say, remote jobs start lean."""

import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from small_cohort import ROOT, Cohort

from mtorboard.report.formats import FORMATS
from mtorboard.run.plan import Stage, left_out

SCRIPTS = sorted((ROOT / "workflow" / "scripts").glob("*.py"))
PACKAGE = ROOT / "workflow" / "scripts" / "mtorboard"
HEAVY = (
    *("cyvcf2", "ferro_hgvs", "fhir", "jinja2", "jsonschema", "jsonschema_rs", "numpy", "pandas"),
    *("plutoprint", "pydantic", "pysam", "xlsxwriter", "yaml"),
)


@pytest.mark.workflow
def test_both_entry_points_schedule_the_same_jobs(tmp_path: Path) -> None:
    cohort = Cohort.make(tmp_path)
    plans = {}
    for entry, target in (("Snakefile", "all"), ("workflow/Snakefile", "catalog_all")):
        ended = cohort.snakemake("--dry-run", entry=entry)
        assert ended.code == 0, ended.text
        plans[entry] = ended.jobs
        assert plans[entry].pop(target) == 1
    assert plans["Snakefile"] == plans["workflow/Snakefile"]
    assert plans["Snakefile"]["interpret_chunk"] == 3
    assert not (tmp_path / "results").exists()


@pytest.mark.workflow
@pytest.mark.parametrize(
    "linter",
    [("snakemake", "--lint"), ("snakefmt", "--check", "Snakefile", "workflow")],
    ids=lambda it: it[0],
)
def test_the_rules_pass_the_linters(linter: tuple[str, ...]) -> None:
    program = Path(sys.executable).with_name(linter[0])
    if not program.exists():
        pytest.skip(f"{linter[0]} is not installed")
    done = subprocess.run([program, *linter[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_entry_script_unpacks_and_calls_and_no_more(script: Path) -> None:
    assert len(script.read_text().splitlines()) <= 25


def test_every_rule_script_is_there_and_every_entry_script_is_used() -> None:
    rules = "".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    assert set(re.findall(r'"\.\./scripts/(\w+\.py)"', rules)) == {path.name for path in SCRIPTS}


def test_the_package_knows_nothing_of_snakemake() -> None:
    importing = re.compile(r"^\s*(?:import|from)\s+snakemake", re.MULTILINE)
    assert [path.name for path in PACKAGE.rglob("*.py") if importing.search(path.read_text())] == []


def imported_by_the_rules(*, check: bool) -> set[str]:
    """Which of the heavy modules a fresh interpreter holds after what the Snakefile does."""
    common = (ROOT / "workflow" / "rules" / "common.smk").read_text()
    imports = "\n".join(re.findall(r"^(?:from|import) .*$", common, re.MULTILINE))
    assert "mtorboard" in imports
    config = {
        "samples": str(ROOT / "resources/demo/samples.tsv"),
        "region": "US",
        "report_date": "2026-11-22",
        "assays": str(ROOT / "config/assays.yaml"),
    }
    code = f"{imports}\nplan = make_plan({config!r}, check={check})\nassert len(plan.specs) == 15\n"
    code += f"import sys\nprint(*sorted({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_a_remote_job_parses_the_workflow_with_the_standard_library_alone() -> None:
    assert imported_by_the_rules(check=False) == set()


@pytest.mark.workflow
def test_parsing_the_rules_in_a_job_loads_nothing_but_the_package(tmp_path: Path) -> None:
    """What every job of a cluster loads beyond Snakemake itself, measured."""
    cohort = Cohort.make(tmp_path / "run")
    (tmp_path / "x.py").touch()
    (tmp_path / "bare").write_text(
        'from snakemake.utils import min_version\nmin_version("9.0")\n'
        'rule all:\n    output: "x"\n    params: y=1\n    script: "x.py"\n'
    )

    def loaded(snakefile: Path) -> set[str]:
        arguments = ["--snakefile", str(snakefile), "--configfile", "config.yaml", "--dry-run"]
        arguments += ["--mode", "remote", "--cores", "1", "--quiet", "all"]
        code = f"import sys\nfrom snakemake.cli import main\ntry:\n    main({arguments!r})\n"
        code += "except SystemExit as end:\n    assert not end.code, end.code\n"
        code += "print(*{name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names)"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=cohort.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return set(done.stdout.splitlines()[-1].split())

    assert loaded(ROOT / "Snakefile") - loaded(tmp_path / "bare") == {"mtorboard"}


def test_no_job_runs_code_that_the_digest_of_its_stage_leaves_out(tmp_path: Path) -> None:
    cohort = Cohort.make(tmp_path / "run")
    calls = {
        "interpret": "check_inputs(s, Path('p.json'))\ninterpret_chunk(s, ['P1', 'P2', 'P3'], first)",
        "render": f"render_chunk(first, Path('results'), {list(FORMATS)!r}, last)",
        "cohort": "summarise_cohort([last], Path('results'), ['html'], *map(Path, ('t.tsv', 'p.html', 'm.gz')))",
    }
    code = "import json, sys\nfrom pathlib import Path\nfrom mtorboard.run.jobs import *\nimport yaml\n"
    code += "first, last = (Path('results/chunks/all') / f'{step}.tsv' for step in ('interpret', 'render'))\n"
    code += "s = yaml.safe_load(Path('config.yaml').read_text())\n"
    for call in calls.values():
        code += f"{call}\nprint(*(name for name in sys.modules if name.partition('.')[0] == 'mtorboard'))\n"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cohort.folder,
        env=cohort.environment | {"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    stages: tuple[Stage, ...] = ("interpret", "render", "cohort")
    for stage, line in zip(stages, done.stdout.splitlines(), strict=True):
        places = {name.removeprefix("mtorboard").strip(".").replace(".", "/") for name in line.split()}
        files = {f"{place}/__init__.py".lstrip("/") for place in places} | {f"{place}.py" for place in places}
        run = {file for file in files if (PACKAGE / file).is_file()}
        assert len(run) > 100
        assert {file for file in run if any(fnmatchcase(file, out) for out in left_out(stage))} == set()


def test_the_start_of_a_run_loads_no_more_than_the_configurations_checker() -> None:
    assert imported_by_the_rules(check=True) <= {"yaml", "jsonschema_rs"}
