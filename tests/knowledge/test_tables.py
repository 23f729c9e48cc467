"""What the loaded tables say of alleles that must never be judged otherwise, and how loading fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from real_data import RESOURCES

from mtorboard.errors import KnowledgeError
from mtorboard.knowledge.tables import load_tables, parse_key
from mtorboard.knowledge.versions import digest, knowledge_files, load_versions, stale, write_versions
from mtorboard.model.enums import AlterationClass as Class
from mtorboard.model.enums import Build, Effect

TABLES = load_tables(RESOURCES / "knowledge", RESOURCES / "panel")


def allele(key: str, build: Build = Build.GRCH38):
    return TABLES.alleles_by_key.get(parse_key(key, build))


@pytest.mark.parametrize(
    ("key", "allele_id", "class_", "effect"),
    [
        ("7:140753336:A:T", "BRAF:V600E:c.1799T>A", Class.HOTSPOT, Effect.GOF),
        ("12:25245350:C:T", "KRAS:G12D:c.35G>A", Class.HOTSPOT, Effect.GOF),
        ("12:25245350:CC:AA", "KRAS:G12F:c.34_35delinsTT", Class.HOTSPOT, Effect.GOF),
        ("3:179234297:A:G", "PIK3CA:H1047R:c.3140A>G", Class.HOTSPOT, Effect.GOF),
        ("3:179221146:G:A", "PIK3CA:E726K:c.2176G>A", Class.HOTSPOT, Effect.GOF),
        ("3:179209622:A:G", "PIK3CA:I391M:c.1173A>G", Class.BENIGN, Effect.NEUTRAL),
        ("19:1223126:C:G", "STK11:F354L:c.1062C>G", Class.BENIGN, Effect.NEUTRAL),
        ("1:114713909:G:A", "NRAS:Q61*:c.181C>T", Class.PASSENGER, Effect.UNKNOWN),
        ("14:104780214:C:A", "AKT1:E17*:c.49G>T", Class.PASSENGER, Effect.UNKNOWN),
        ("16:2079031:G:T", "TSC2:c.2967-1G>T", Class.LIKELY_BENIGN, Effect.NEUTRAL),
        ("1:11127739:G:A", "MTOR:A2034V:c.6101C>T", Class.RESISTANCE, Effect.RES),
        ("1:11127037:G:T", "MTOR:F2108L:c.6324C>A", Class.RESISTANCE, Effect.RES),
        ("1:11117039:C:T", "MTOR:M2327I:c.6981G>A", Class.HOTSPOT, Effect.GOF),
        ("1:11133132:T:C", "MTOR:K1771R:c.5312A>G", Class.VUS, Effect.UNKNOWN),
        ("17:31206298:G:A", "NF1:R440Q:c.1319G>A", Class.VUS, Effect.UNKNOWN),
        ("10:87933145:G:A", "PTEN:G129E:c.386G>A", Class.KNOWN, Effect.LOF),
        ("3:41224622:C:T", "CTNNB1:S37F:c.110C>T", Class.HOTSPOT, Effect.GOF),
        ("6:152098787:TA:AG", "ESR1:Y537S:c.1609_1610delinsAG", Class.HOTSPOT, Effect.GOF),
    ],
)
def test_alleles_of_the_clinical_traps_have_their_class(key, allele_id, class_, effect):
    found = allele(key)
    assert found is not None
    assert (found.allele_id, found.class_, found.effect) == (allele_id, class_, effect)


def test_tsc2_18_base_deletion_is_keyed_left_normalised_on_both_builds():
    ref = "CCGGCTCCGCCACATCAAG"
    assert allele(f"16:2088292:{ref}:C") is allele(f"16:2138293:{ref}:C", Build.GRCH37)
    assert allele(f"16:2088292:{ref}:C").hgvs_c == "c.5238_5255del"


def test_only_one_base_change_of_e545d_is_on_the_alpelisib_list():
    labels = {allele(f"3:179218305:G:{alt}").hgvs_c: allele(f"3:179218305:G:{alt}").labels for alt in "CT"}
    assert labels == {"c.1635G>T": {"alpelisib", "capivasertib"}, "c.1635G>C": {"capivasertib"}}


def test_companion_lists_name_the_alleles_of_their_labels_and_no_other():
    def named(label: str) -> set[str]:
        return {row.hgvs_p for row in TABLES.alleles if label in row.labels and row.gene == "PIK3CA"}

    alpelisib = "C420R E542K E545A E545D E545G E545K Q546E Q546R H1047L H1047R H1047Y"
    capivasertib = (
        "R88Q N345K C420R E542K E545A E545D E545G E545K E545Q Q546E Q546K Q546R Q546P M1043V M1043I "
        "H1047Y H1047R H1047L G1049R"
    )
    assert named("alpelisib") == set(alpelisib.split())
    assert named("capivasertib") == set(capivasertib.split())
    akt1 = {row.hgvs_p for row in TABLES.alleles if row.labels and row.gene == "AKT1"}
    assert akt1 == {"E17K"}


def test_m2327i_resists_atp_site_inhibitors_and_not_rapalogs():
    scopes = {row.drug_scope for row in TABLES.alleles if row.hgvs_p == "M2327I"}
    assert scopes == {"atp_site"}
    assert {row.hgvs_p for row in TABLES.alleles if row.drug_scope == "rapalog"} == {"A2034V", "F2108L"}


def test_every_allele_is_found_on_both_builds_and_by_its_c_name():
    for row in TABLES.alleles:
        assert TABLES.alleles_by_c[row.gene, row.hgvs_c] is row
        assert {TABLES.alleles_by_key[row.keys[build]].allele_id for build in Build} == {row.allele_id}


def test_stops_of_suppressors_are_known_by_coordinate():
    stop = TABLES.stop_gains[parse_key("16:2080179:C:T", Build.GRCH38)]
    assert (stop.gene, stop.hgvs_c, stop.hgvs_p) == ("TSC2", "c.3412C>T", "R1138*")
    assert {row.gene for row in TABLES.stop_gains.values()} == {
        *("TSC1", "TSC2", "PTEN", "STK11", "NF1", "FLCN", "TP53")
    }


def test_exceptions_of_truncation_have_their_published_bounds():
    bounds = {
        row.region_id: (row.first_codon, row.first_c, row.last_c)
        for gene in ("TSC1", "TSC2", "PTEN")
        for row in TABLES.regions[gene]
        if row.kind == "TRUNCATION_EXCEPTION"
    }
    assert bounds == {
        "TSC1:truncation:993-1164": (993, None, None),
        "TSC2:truncation:c.2838-2966": (946, 2838, 2966),
        "TSC2:truncation:c.3815-3883": (1272, 3815, 3883),
        "PTEN:truncation:376-403": (376, None, None),
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    root = tmp_path / "resources"
    for folder in ("knowledge", "panel"):
        shutil.copytree(RESOURCES / folder, root / folder)
    write_versions(root, "2026.11.0", "2026-11-22")
    return root


def test_row_with_a_cell_too_few_names_file_and_line(copy: Path):
    path = copy / "knowledge" / "regions.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[2].rsplit("\t", 1)[0]]) + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"regions\.tsv, line 3: 15 cells, the header has 16"):
        load_tables(copy / "knowledge", copy / "panel")


@pytest.mark.parametrize(
    ("table", "old", "new", "word"),
    [
        ("alleles", "\tHOTSPOT\t", "\tHOTPOST\t", "HOTPOST"),
        ("genes", "\ttrue\t", "\tyes\t", "yes"),
        ("stop_gained", "key38", "key39", "key38"),
        ("alleles", "7:140753336:A:T", "7-140753336-A-T", "expected 4"),
    ],
)
def test_cell_that_cannot_be_read_is_refused_with_its_place(copy: Path, table, old, new, word):
    path = copy / "knowledge" / f"{table}.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"{table}\.tsv, line \d+: .*{word}"):
        load_tables(copy / "knowledge", copy / "panel")


def test_missing_table_is_refused_with_its_name(copy: Path):
    (copy / "knowledge" / "alleles.tsv").unlink()
    with pytest.raises(KnowledgeError, match=r"alleles\.tsv: cannot be read"):
        load_tables(copy / "knowledge", copy / "panel")


def test_digest_changes_with_any_byte_and_with_a_file_name(copy: Path):
    before = digest(copy)
    path = copy / "knowledge" / "alleles.tsv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert digest(copy) != before
    path.write_bytes(path.read_bytes()[:-1])
    assert digest(copy) == before
    path.rename(path.with_name("other.tsv"))
    assert digest(copy) != before


def test_sealing_gives_a_new_version_to_edited_files_alone(copy: Path):
    assert stale(copy) == ()
    old = {row.table: row for row in load_versions(copy)}
    path = copy / "knowledge" / "regions.tsv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert [name for name, _ in stale(copy)] == ["knowledge/regions.tsv", "release"]
    assert write_versions(copy, "2027.01.0", "2027-01-05") == ("knowledge/regions.tsv",)
    assert stale(copy) == ()
    new = {row.table: row for row in load_versions(copy)}
    changed = {name for name in new if new[name] != old[name]}
    assert changed == {"knowledge/regions.tsv", "release"}
    assert new["knowledge/regions.tsv"].version == new["release"].version == "2027.01.0"
    assert new["knowledge/regions.tsv"].source == old["knowledge/regions.tsv"].source != ""
    assert new["release"].sha256 == digest(copy)


def test_sealing_what_is_sealed_changes_nothing(copy: Path):
    before = (copy / "knowledge" / "VERSIONS.tsv").read_bytes()
    assert write_versions(copy, "2030.01.0", "2030-01-01") == ()
    assert (copy / "knowledge" / "VERSIONS.tsv").read_bytes() == before


def test_new_and_vanished_files_are_reported(copy: Path):
    (copy / "panel" / "extra.tsv").write_text("x\n")
    (copy / "knowledge" / "regions.tsv").unlink()
    problems = dict(stale(copy))
    assert problems["panel/extra.tsv"] == "has no row"
    assert problems["knowledge/regions.tsv"] == "is listed but missing"
    assert "panel/extra.tsv" in knowledge_files(copy)


def test_versions_without_a_release_row_are_refused(copy: Path):
    path = copy / "knowledge" / "VERSIONS.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="release"):
        load_versions(copy)
