"""The plan of a run, a job's log, and the manifests that jobs hand to one another."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mtorboard.errors import Problems
from mtorboard.run.jobs import check_run
from mtorboard.run.plan import make_plan

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "workflow" / "scripts"


def config(tmp_path: Path, *rows: str, **more: Any) -> dict[str, Any]:
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("\n".join(("sample\tvariants", *rows)) + "\n")
    assays = tmp_path / "assays.yaml"
    assays.write_text("exome: {covered: all}\n")
    return {
        "samples": str(sheet),
        "region": "EU",
        "report_date": "2026-11-22",
        "assays": str(assays),
    } | more


def problems(keys: dict[str, Any]) -> list[str]:
    with pytest.raises(Problems) as caught:
        make_plan(keys, check=True)
    return caught.value.render().splitlines()


def test_a_plan_holds_the_rows_and_their_chunks(tmp_path: Path) -> None:
    plan = make_plan(config(tmp_path, "B\tb.vcf", "A\ta.vcf"), check=True)
    assert list(plan.specs) == ["B", "A"]
    assert plan.chunks == {"sample-A": ("A",), "sample-B": ("B",)}


@pytest.mark.parametrize("only", [["A", "15"], "A,15", "A, 15,"])
def test_a_plan_of_some_samples_knows_the_rows_of_all(tmp_path: Path, only: object) -> None:
    plan = make_plan(config(tmp_path, "B\tb.vcf", "A\ta.vcf", "15\tc.vcf", only=only), check=True)
    assert plan.chunks == {"sample-15": ("15",), "sample-A": ("A",)}
    assert list(plan.specs) == ["B", "A", "15"]


@pytest.mark.parametrize(
    "change",
    [
        {"outdir": "elsewhere"},
        {"chunk_size": 7},
        {"formats": "json,tsv"},
        {"only": "A"},
        {"thresholds": {"min_vaf": 0.05}},
    ],
    ids=str,
)
def test_the_layout_and_written_out_defaults_decide_nothing(tmp_path: Path, change: dict[str, Any]) -> None:
    keys = config(tmp_path, "A\ta.vcf", "B\tb.vcf")
    assert make_plan(keys | change, check=True).deciding == make_plan(keys, check=True).deciding


@pytest.mark.parametrize(
    "change",
    [
        {"region": "US"},
        {"report_date": "2026-11-23"},
        {"accepted_filters": "weak"},
        {"thresholds": {"min_vaf": 0.1}},
    ],
    ids=str,
)
def test_a_setting_that_reports_hang_on_decides(tmp_path: Path, change: dict[str, Any]) -> None:
    keys = config(tmp_path, "A\ta.vcf", "B\tb.vcf")
    assert make_plan(keys | change, check=True).deciding != make_plan(keys, check=True).deciding


def test_problems_of_configuration_and_sheet_come_together(tmp_path: Path) -> None:
    said = problems(config(tmp_path, "A\ta.vcf", "A\tb.vcf", region="Mars"))
    assert len(said) == 2
    assert "configuration, region" in said[0]
    assert "sample 'A' stands twice" in said[1]


def test_files_that_all_samples_share_are_looked_for_before_any_work(tmp_path: Path) -> None:
    fasta = tmp_path / "there.fa"
    fasta.write_text(">1\nA\n")
    reference = {"GRCh37": str(fasta), "GRCh38": str(tmp_path / "absent.fa")}
    said = problems(config(tmp_path, "A\ta.vcf", assays=str(tmp_path / "no.yaml"), reference=reference))
    assert len(said) == 4
    assert "no.yaml" in said[0]
    assert "there.fa.fai'" in said[1]
    assert "absent.fa'" in said[2]


def test_an_unknown_id_in_only_is_a_message(tmp_path: Path) -> None:
    said = problems(config(tmp_path, "PAT-1\ta.vcf", only=["PAT-2"]))
    assert len(said) == 1
    assert "did you mean 'PAT-1'?" in said[0]


def test_a_sheet_that_is_not_named_is_said_once(tmp_path: Path) -> None:
    keys = config(tmp_path, "A\ta.vcf")
    del keys["samples"]
    assert len(problems(keys)) == 1


def logged(tmp_path: Path, statement: str) -> tuple[int, str, str]:
    """Run a statement after the start of a log; return exit code, terminal and log."""
    log = tmp_path / "job.log"
    code = (
        f"from pathlib import Path\nfrom mtorboard.run.log import start_log\nstart_log(Path({str(log)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + statement], cwd=SCRIPTS, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr, log.read_text()


def test_an_error_of_the_input_is_logged_as_its_message(tmp_path: Path) -> None:
    raising = "from mtorboard.errors import InputError\n"
    raising += "raise InputError('is broken', where='a.vcf', todo='mend it')"
    assert logged(tmp_path, raising) == (1, "", "a.vcf: is broken. What to do: mend it.\n")


def test_the_text_of_an_unexpected_error_stays_out_of_the_log(tmp_path: Path) -> None:
    code, terminal, log = logged(tmp_path, "raise ValueError('KRAS:c.35G>A')")
    assert (code, terminal) == (1, "")
    assert "ValueError" in log
    assert "KRAS" not in log


def manifest(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(("sample\tstatus\treport_sha256", *rows)) + "\n")
    return path


def test_the_status_of_a_run_is_sorted_and_only_written_without_failures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = [manifest(tmp_path / "1", "B\tOK\tb"), manifest(tmp_path / "2", "A\tOK\ta")]
    check_run(good, tmp_path / "status.tsv")
    assert (tmp_path / "status.tsv").read_text().splitlines()[1:] == ["A\tOK\ta", "B\tOK\tb"]
    with pytest.raises(SystemExit) as ended:
        check_run([*good, manifest(tmp_path / "3", "C\tFAILED\tc")], tmp_path / "other.tsv")
    assert ended.value.code == 1
    assert "1 of 3 samples FAILED: C" in capsys.readouterr().err
    assert not (tmp_path / "other.tsv").exists()


def test_a_defect_in_one_sample_is_that_samples_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from mtorboard.reading.config import load_settings  # noqa: PLC0415 - beside what it prepares
    from mtorboard.reading.sheet import read_sheet  # noqa: PLC0415
    from mtorboard.run import interpret as room  # noqa: PLC0415
    from mtorboard.run.context import Context  # noqa: PLC0415

    demo = ROOT / "resources" / "demo" / "variants"
    row = f"\t{demo / 'Breast-PIK3CA-H1047R.vcf'}"
    keys = config(tmp_path, f"A{row}", f"B{row}")
    whole = room.interpret_sample

    def broken(spec: Any, *others: Any) -> Any:
        if spec.sample == "A":
            raise KeyError("KRAS:c.35G>A")
        return whole(spec, *others)

    monkeypatch.setattr(room, "interpret_sample", broken)
    with caplog.at_level(logging.INFO):
        done = room.interpret(read_sheet(Path(keys["samples"])), Context(load_settings(keys)))
        documents = {spec.sample: document for spec, document in done}
    assert {sample: document["status"] for sample, document in documents.items()} == {
        "A": "FAILED",
        "B": "OK",
    }
    assert "KeyError" in documents["A"]["errors"][0]["text"]
    assert "KRAS" not in caplog.text
    assert "KRAS" not in documents["A"]["errors"][0]["text"]
