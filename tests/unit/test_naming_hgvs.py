"""Two spellings of one change compare equal; two changes never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorboard.naming.hgvs import (
    CodingChange,
    ProteinChange,
    ProteinKind,
    parse_coding,
    parse_protein,
    same_coding,
    same_protein,
)


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("p.R130*", "p.Arg130Ter"),
        ("p.Arg130Ter", "p.Arg130Ter"),
        ("p.R130X", "p.Arg130Ter"),
        ("NP_000305.3:p.(Arg130Ter)", "p.Arg130Ter"),
        ("R130*", "p.Arg130Ter"),
        ("p.His1047Arg", "p.His1047Arg"),
        ("p.L12L", "p.Leu12="),
        ("p.Leu12%3D", "p.Leu12="),
        ("p.(Leu12=)", "p.Leu12="),
        ("p.K267Rfs*9", "p.Lys267ArgfsTer9"),
        ("p.(Lys267ArgfsTer9)", "p.Lys267ArgfsTer9"),
        ("p.Lys267ArgfsX9", "p.Lys267ArgfsTer9"),
        ("p.K267Rfs*?", "p.Lys267ArgfsTer?"),
        ("p.Lys267fs", "p.Lys267fs"),
        ("p.K267fs*9", "p.Lys267fs"),
        ("p.*1069Wext*4", "p.Ter1069TrpextTer4"),
        ("p.(Ter1069TrpextTer?)", "p.Ter1069TrpextTer?"),
        ("p.M1?", "p.Met1?"),
        ("p.(Met1?)", "p.Met1?"),
        ("p.M1K", "p.Met1?"),
        ("p.M1M", "p.Met1="),
        ("p.*404W", "p.Ter404TrpextTer?"),
        ("p.*404%3D", "p.Ter404="),
        ("p.H1746_R1751del", "p.His1746_Arg1751del"),
        ("p.L380del", "p.Leu380del"),
        ("p.A11_G12dup", "p.Ala11_Gly12dup"),
        ("p.Y580_L581insF", "p.Tyr580_Leu581insPhe"),
        ("p.E453_G460delinsDDF", "p.Glu453_Gly460delinsAspAspPhe"),
        ("p.*404=", "p.Ter404="),
    ],
)
def test_usual_spellings_of_a_protein_change_have_one_normal_form(spelling: str, normal: str) -> None:
    parsed = parse_protein(spelling)
    assert parsed is not None
    assert parsed.text == normal


@pytest.mark.parametrize(
    "text", [None, "", ".", "p.?", "p.0", "p.0?", "p.=", "p.X55_splice", "p.(=)", "V600"]
)
def test_what_names_no_change_of_a_residue_is_not_read_as_one(text: str | None) -> None:
    assert parse_protein(text) is None


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("c.3412C>T", "c.3412C>T"),
        ("NM_000548.5:c.3412C>T", "c.3412C>T"),
        ("NC_000016.10(NM_000548.5):c.2967-1G>T", "c.2967-1G>T"),
        ("c.800delA", "c.800del"),
        ("c.1340_1345delAAAAAT", "c.1340_1345del"),
        ("c.897_898dupAA", "c.897_898dup"),
        ("c.178_179insCA", "c.178_179insCA"),
        ("c.6902_6915delAGCTGCTGTGGCTGinsGGCCAAGCT", "c.6902_6915delinsGGCCAAGCT"),
        ("c.35_36delinsAC", "c.35_36delinsAC"),
        ("c.-66_-64delAAG", "c.-66_-64del"),
        ("c.3207_*10delAAAAGATAACT", "c.3207_*10del"),
        ("c.80-1_82dupGATA", "c.80-1_82dup"),
        ("c.-30+2T>C", "c.-30+2T>C"),
        ("c.36=", "c.36="),
    ],
)
def test_usual_spellings_of_a_coding_change_have_one_normal_form(spelling: str, normal: str) -> None:
    parsed = parse_coding(spelling)
    assert parsed is not None
    assert parsed.text == normal


@pytest.mark.parametrize("text", [None, "", ".", "c.", "c.4975_4980CT[1]", "c.[1359del;1367del]", "g.12C>T"])
def test_a_coding_change_that_is_not_understood_is_none(text: str | None) -> None:
    assert parse_coding(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("p.Lys267fs", "p.Lys267ArgfsTer9"),
        ("p.Leu23fs", "p.Leu23Ter"),
        ("p.Leu23*fs*1", "p.Leu23Ter"),
        ("p.Gly12_Gly13insAlaGly", "p.Ala11_Gly12dup"),
        ("p.Ter1069TrpextTer?", "p.Ter1069TrpextTer4"),
        ("p.*1069W", "p.Ter1069TrpextTer4"),
        ("p.M1K", "p.Met1?"),
    ],
)
def test_short_and_full_forms_say_the_same(one: str, other: str) -> None:
    assert same_protein(parse_protein(one), parse_protein(other))
    assert same_protein(parse_protein(other), parse_protein(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("p.V600K", "p.V600R"),
        ("p.V600E", "p.V640E"),
        ("p.Lys267fs", "p.Lys266fs"),
        ("p.K267Rfs*9", "p.K267Rfs*10"),
        ("p.K267Rfs*9", "p.K267Sfs*9"),
        ("p.Leu23ArgfsTer5", "p.Leu23Ter"),
        ("p.R130=", "p.R130*"),
        ("p.Gly12_Gly13insAlaAla", "p.Ala11_Gly12dup"),
        ("p.R130*", None),
    ],
)
def test_different_changes_are_never_the_same(one: str, other: str | None) -> None:
    assert not same_protein(parse_protein(one), parse_protein(other))


def test_an_inversion_may_be_spelled_as_delins_of_the_same_bases() -> None:
    assert same_coding(parse_coding("c.35_36inv"), parse_coding("c.35_36delinsAC"))
    assert not same_coding(parse_coding("c.35_36inv"), parse_coding("c.35_37delinsGAC"))


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("p.Arg130Ter", 130),
        ("p.Lys267ArgfsTer9", 275),
        ("p.Lys267fs", None),
        ("p.Lys5_Leu6delinsAsnTer", 6),
        ("p.Lys5_Leu6insAsnTer", 7),
        ("p.His1047Arg", None),
        ("p.Ter1069TrpextTer4", None),
    ],
)
def test_the_new_stop_is_counted_from_the_first_changed_residue(text: str, stop: int | None) -> None:
    parsed = parse_protein(text)
    assert parsed is not None
    assert parsed.new_stop == stop


residues = st.sampled_from("ARNDCQEGHILKMFPSTWYV")
positions = st.integers(min_value=2, max_value=3000)


@st.composite
def protein_changes(draw: st.DrawFn) -> ProteinChange:
    at, residue = draw(positions), draw(residues)
    last, last_aa = draw(st.one_of(st.just((at, residue)), st.tuples(st.integers(at + 1, 4000), residues)))
    several = draw(st.text("ARNDCQEGHILKMFPSTWYV", min_size=1, max_size=4))
    other = draw(residues.filter(lambda new: new != residue))
    distance = draw(st.one_of(st.none(), st.integers(2, 300)))
    kinds = ProteinKind
    return draw(
        st.sampled_from(
            [
                ProteinChange(kinds.SUBSTITUTION, at, residue, at, residue, other),
                ProteinChange(kinds.NONSENSE, at, residue, at, residue, "*"),
                ProteinChange(kinds.SILENT, at, residue, at, residue),
                ProteinChange(kinds.FRAMESHIFT, at, residue, at, residue, other, distance),
                ProteinChange(kinds.DELETION, at, residue, last, last_aa),
                ProteinChange(kinds.DUPLICATION, at, residue, last, last_aa),
                ProteinChange(kinds.INSERTION, at, residue, at + 1, last_aa, several),
                ProteinChange(kinds.DELINS, at, residue, last, last_aa, several),
                ProteinChange(kinds.EXTENSION, at, "*", at, "*", other, distance),
            ]
        )
    )


@given(protein_changes())
def test_a_written_protein_change_reads_back_as_itself(change: ProteinChange) -> None:
    assert parse_protein(change.text) == change


@given(st.sampled_from(["12", "-9", "*4", "2967-1", "-30+2"]), st.sampled_from([">", "del", "dup", "delins"]))
def test_a_written_coding_change_reads_back_as_itself(where: str, kind: str) -> None:
    ref = "C" if kind == ">" else ""
    new = "T" if kind in (">", "delins") else ""
    change = CodingChange(kind, where, where, ref, new)
    assert parse_coding(change.text) == change


def test_two_residues_that_stay_as_they_are_are_a_silent_change() -> None:
    change = parse_protein("NP_000001.1:p.(Ser26_Thr27=)")
    assert change is not None
    assert (change.kind, change.first, change.last, change.text) == (
        ProteinKind.SILENT,
        26,
        27,
        "p.Ser26_Thr27=",
    )
