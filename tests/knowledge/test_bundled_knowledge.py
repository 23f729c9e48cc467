"""The tables that are shipped: without a finding, and sealed as they are."""

from real_data import RESOURCES, shared_data

from mtorboard.knowledge.lint import lint
from mtorboard.model.enums import Build


def test_the_shipped_tables_have_no_finding_and_are_sealed() -> None:
    assert lint(RESOURCES) == []


def test_the_shipped_tables_agree_with_the_bases_of_both_builds() -> None:
    fasta = {build: shared_data("reference", f"panel.{build}.fa.gz") for build in Build}
    assert lint(RESOURCES, fasta=fasta) == []
