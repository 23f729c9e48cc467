"""The sample sheet and the chunks that share its samples out."""

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.errors import ConfigError, MtorboardError, Problems
from mtorboard.model.enums import Build
from mtorboard.model.sample import SampleSpec
from mtorboard.reading import sheet
from mtorboard.reading.sheet import bucket, chunks, read_sheet
from mtorboard.schemas import load_schema

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)


def write(folder: Path, *lines: str, name: str = "samples.tsv", newline: str = "\n") -> Path:
    path = folder / name
    path.write_bytes(newline.join(lines).encode())
    return path


def problems(path: Path) -> str:
    with pytest.raises(MtorboardError) as caught:
        read_sheet(path)
    return caught.value.render()


def specs(*samples: str, batch: str | None = None) -> list[SampleSpec]:
    return [SampleSpec(sample, Path("v.vcf"), batch=batch) for sample in samples]


def test_a_full_row_is_read_with_paths_from_the_sheets_folder(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "sample\tvariants\ttumor\tnormal\tbuild\ttumour_type\tpurity\tclinical\tcopy_number\tcallable\tassay\tbatch",
        "P1\tv/p1.vcf.gz\tT\tN\tGRCh38\tPAAD\t0.7\tc/p1.yaml\t/abs/cn.tsv\tp1.bed\texome\tb1",
    )
    assert read_sheet(path) == (
        SampleSpec(
            sample="P1",
            variants=tmp_path / "v/p1.vcf.gz",
            tumor="T",
            normal="N",
            build=Build.GRCH38,
            tumour_type="PAAD",
            purity=0.7,
            clinical=tmp_path / "c/p1.yaml",
            copy_number=Path("/abs/cn.tsv"),
            callable_bed=tmp_path / "p1.bed",
            assay="exome",
            batch="b1",
        ),
    )


def test_what_spreadsheets_leave_behind_does_no_harm(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "\ufeff# made by hand",
        "",
        " sample \tvariants\tpurity\ttumor\t\t",
        "P1\t p1.vcf \t.\tNA",
        "  # a comment",
        "P2\tp2.vcf",
        "\t\t",
        newline="\r\n",
    )
    assert [(spec.sample, spec.variants.name, spec.purity, spec.tumor) for spec in read_sheet(path)] == [
        ("P1", "p1.vcf", None, None),
        ("P2", "p2.vcf", None, None),
    ]


@pytest.mark.parametrize("sample", ["007", "1e5", "1.0", "2026-01-05", "TRUE"])
def test_an_id_that_looks_like_a_value_stays_text(tmp_path: Path, sample: str) -> None:
    assert read_sheet(write(tmp_path, "sample\tvariants", f"{sample}\tv.vcf"))[0].sample == sample


@pytest.mark.parametrize(
    "sample", ["../P1", "a b", "-P1", ".hidden", "é", "a/b", "x" * 101, "cohort", "a\u202eb"]
)
def test_an_id_that_could_leave_its_folder_is_refused(tmp_path: Path, sample: str) -> None:
    assert "line 2: sample '" in problems(write(tmp_path, "sample\tvariants", f"{sample}\tv.vcf"))


def test_all_problems_of_a_sheet_come_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "sample\tvariants\tpurity\tbuild",
        "P1\tp1.vcf\t1.5\thg19",
        "P1\t\t0\t",
        "p1\tp.vcf\tNaN\t",
        "P3\tp.vcf\t0.5\tGRCh37\textra",
        "\tp.vcf",
    )
    text = problems(path)
    for line in (
        "line 2: purity is out of range",
        "line 2: build 'hg19' is not known",
        "line 3: 'variants' is empty",
        "line 3: purity is out of range",
        "line 3: sample 'P1' stands twice",
        "line 4: purity is out of range",
        "line 4: sample 'p1' differs from 'P1' in case alone",
        "line 5: has more cells than the header",
        "line 6: 'sample' is empty",
    ):
        assert line in text
    assert len(text.splitlines()) == 9


@pytest.mark.parametrize("purity", ["1.01", "0", "60%", "0,6", "-0.1", "nan", "inf", "1_0", "x"])
def test_a_purity_out_of_range_is_refused_and_not_repeated(tmp_path: Path, purity: str) -> None:
    text = problems(write(tmp_path, "sample\tvariants\tpurity", f"P1\tv.vcf\t{purity}"))
    assert "line 2: purity is out of range" in text
    assert f"'{purity}'" not in text


def test_an_unknown_column_comes_with_a_suggestion(tmp_path: Path) -> None:
    text = problems(write(tmp_path, "Sample\tvariants\ttumour\tvariants", "P1\tv.vcf\tT\tx"))
    assert "unknown column 'Sample' (did you mean 'sample'?)" in text
    assert "unknown column 'tumour' (did you mean 'tumor'?)" in text
    assert "column 'variants' stands twice" in text
    assert "column 'sample' is missing" in text


def test_a_comma_separated_sheet_is_told_to_use_tabs(tmp_path: Path) -> None:
    assert "separated by tabs" in problems(write(tmp_path, "sample,variants", "P1,v.vcf"))


@pytest.mark.parametrize(
    "lines", [(), ("# nothing",), ("sample\tvariants",), ("sample\tvariants", "# none", "")]
)
def test_an_empty_sheet_is_an_error(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert "samples.tsv" in problems(write(tmp_path, *lines))


def test_a_missing_or_binary_sheet_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_sheet(tmp_path / "absent.tsv")
    (tmp_path / "utf16.tsv").write_text("sample\tvariants\nP1\tv", encoding="utf-16")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_sheet(tmp_path / "utf16.tsv")


def test_the_schema_names_what_a_sample_spec_holds() -> None:
    columns = set(load_schema("samples")["properties"])
    renamed = {"callable_bed": "callable"}
    held = set(SampleSpec.__slots__) - {"clinical_cells"}  # columns of their own: clinical.FIELD
    assert columns == {renamed.get(name, name) for name in held}


def test_the_sheet_needs_the_standard_library_alone() -> None:
    tree = ast.parse(Path(sheet.__file__).read_text())
    imported = {
        node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    imported |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported - {"mtorboard"} <= sys.stdlib_module_names


def test_a_small_cohort_has_a_chunk_a_sample() -> None:
    assert chunks(specs("a", "b")) == {"sample-a": ("a",), "sample-b": ("b",)}
    assert chunks(specs(*map(str, range(50))), 1).keys() == {f"sample-{number}" for number in range(50)}


@pytest.mark.parametrize(("samples", "jobs"), [(17, 4), (1024, 4), (1025, 8), (10_000, 16)])
def test_a_cohort_is_few_jobs_of_many_samples(samples: int, jobs: int) -> None:
    found = chunks(specs(*(f"S{number}" for number in range(samples))))
    assert len({name.rpartition("-of-")[2] for name in found}) == 1
    assert {f"bucket-{number:04}-of-{jobs}" for number in range(jobs)} >= found.keys()
    assert max(map(len, found.values())) < 1.25 * samples / jobs + 5


def test_a_batch_is_worked_together_and_apart_from_the_buckets() -> None:
    found = chunks([*specs("a", "c", batch="run1"), *specs("b")])
    assert found == {"batch-run1": ("a", "c"), "sample-b": ("b",)}


def test_only_works_the_named_samples_and_leaves_the_chunks_of_the_cohort_alone() -> None:
    everyone = specs("12", *(f"S{number}" for number in range(100)))
    assert chunks(everyone, only=[12, "S5"]) == {"sample-12": ("12",), "sample-S5": ("S5",)}
    assert chunks(everyone, only=[]) == chunks(everyone)
    with pytest.raises(Problems, match=r"only: sample 'S_5' is not in the sheet \(did you mean 'S5'\?\)"):
        chunks(everyone, only=["S_5"])


def test_a_bucket_depends_on_the_id_alone_and_never_changes() -> None:
    assert bucket("P1", 128) == "bucket-0024-of-128"


@given(st.sets(IDS, min_size=18, max_size=60), st.randoms())
def test_chunks_hold_every_sample_once_in_any_order_of_the_sheet(ids: set[str], random: object) -> None:
    shuffled = sorted(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = chunks(specs(*shuffled))
    assert found == chunks(specs(*sorted(ids)))
    assert sorted(sample for chunk in found.values() for sample in chunk) == sorted(ids)


@given(st.sets(IDS, min_size=18, max_size=62), IDS)
def test_one_sample_more_changes_one_chunk(ids: set[str], newcomer: str) -> None:
    before, after = chunks(specs(*ids - {newcomer})), chunks(specs(*ids | {newcomer}))
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert len(changed) == 1
    assert changed == {bucket(newcomer, 4)}


@given(st.integers(17, 600), st.integers(2, 100))
def test_chunks_keep_near_the_asked_size(samples: int, size: int) -> None:
    found = chunks(specs(*map(str, range(samples))), size)
    assert samples / size / 4 <= max(len(found), 1) <= 2 * samples / size + 1
