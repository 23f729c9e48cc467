"""Parts of made-up samples: rules, sources, alterations, states. Not a test module: tests build on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from mtorboard.knowledge.base import RuleBase
from mtorboard.knowledge.limits import Limits
from mtorboard.knowledge.records import Citation, Drug, Provenance, Rule, SafetyRule, TumourType
from mtorboard.model.alteration import Alteration
from mtorboard.model.assessment import MissingFact, Row, SafetyFlag, Strategy
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    ArmCondition,
    Build,
    Consequence,
    Effect,
    GeneStatus,
    Headline,
    Naming,
    RuleClass,
    Severity,
    StrategyName,
    Verdict,
    Verification,
)
from mtorboard.model.sample import FunnelStep, InputFile
from mtorboard.model.state import ArmState, GeneState, PathwayState
from mtorboard.model.truth import Truth
from mtorboard.report.document import RunFacts, SampleFacts

ROOT = Path(__file__).resolve().parents[2]
TEXTS: dict[str, Any] = yaml.safe_load((ROOT / "resources/knowledge/texts.yaml").read_text(encoding="utf-8"))
UNVERIFIED, JUDGEMENT = Verification.UNVERIFIED, Verification.JUDGEMENT
_NOBODY = Provenance("made up", Verification.VERIFIED, "2026-11", "")


def _citation(kind: str, identifier: str, title: str, year: str) -> Citation:
    return Citation(identifier if kind == "NCT" else f"{kind}:{identifier}", kind, identifier, title, year)


CITATIONS = {
    c.citation_id: c
    for c in (
        _citation("NCT", "NCT02494570", "AMPECT: nab-sirolimus in malignant PEComa", "2021"),
        _citation("PMID", "31091374", "SOLAR-1: alpelisib with fulvestrant", "2019"),
        _citation("PMID", "26503204", "BOLERO-2: benefit by genotype", "2016"),
        _citation("PMID", "25344362", "Trametinib with everolimus, phase Ib", "2015"),
        _citation("LABEL", "everolimus", "Class warnings of mTOR inhibitor labels", ""),
    )
}


def _rule(rule_id: str, title: str, class_: RuleClass, headline: Headline | None) -> Rule:
    return Rule(
        rule_id,
        title,
        class_,
        {},
        (),
        "",
        "",
        "",
        "",
        (),
        (),
        (),
        frozenset(),
        headline,
        {},
        frozenset(),
        (),
        (),
        (),
        "",
        "",
        Verification.VERIFIED,
        "",
    )


RULES = {
    rule.rule_id: rule
    for rule in (
        _rule("R05", "Malignant PEComa", RuleClass.LABEL, Headline.LABEL_INDICATION),
        _rule("R05b", "PEComa with both copies of TSC2 hit", RuleClass.M1, Headline.LABEL_INDICATION),
        _rule("R07", "TSC1 or TSC2, both copies, solid tumour", RuleClass.M2, Headline.MTOR_MONOTHERAPY),
        _rule(
            "R17", "Hormone-receptor-positive breast cancer", RuleClass.LABEL, Headline.MTOR_PLUS_ENDOCRINE
        ),
        _rule("R19", "PIK3CA, early relapse", RuleClass.ALT, Headline.OTHER_PATHWAY_FIRST),
        _rule("R20", "PIK3CA, after endocrine therapy", RuleClass.ALT, Headline.OTHER_PATHWAY_FIRST),
        _rule("R30", "Thyroid cancer with TSC loss", RuleClass.M2, Headline.MTOR_MONOTHERAPY),
        _rule("R35", "RAS-MAPK beside the mTOR arm", RuleClass.RES, None),
        _rule("R45", "What was not tested", RuleClass.INFO, None),
    )
}
SAFETY = {
    rule_id: SafetyRule(rule_id, title, severity, {}, "", "", (), Verification.VERIFIED, "", "2026-01", "")
    for rule_id, title, severity in (
        ("SAF01", "Recent surgery", Severity.HOLD),
        ("SAF04", "Strong CYP3A4 inhibitor", Severity.STOP),
        ("SAF08", "Stomatitis", Severity.INFO),
        ("SAF10", "Lipids", Severity.CAUTION),
        ("SAF14", "Hepatitis B", Severity.CAUTION),
        ("SAF17", "ACE inhibitor", Severity.CAUTION),
    )
}
TYPES = {
    code: TumourType(code, name, "", False, (), "", frozenset())
    for code, name in (
        ("PECOMA", "Perivascular Epithelioid Cell Tumor"),
        ("IDC", "Breast Invasive Ductal Carcinoma"),
        ("THAP", "Anaplastic Thyroid Cancer"),
        ("BLCA", "Bladder Urothelial Carcinoma"),
    )
}
DRUGS = {
    drug_id: Drug(drug_id, name, (), frozenset(), "", "", False, frozenset(), _NOBODY)
    for drug_id, name in (("nab_sirolimus", "nab-sirolimus"), ("everolimus", "everolimus"))
}


def rulebase(texts: dict[str, Any] = TEXTS) -> RuleBase:
    return RuleBase(RULES, SAFETY, DRUGS, TYPES, CITATIONS, texts, Limits(1, 10, 12))


def run_facts(**parameters: Any) -> RunFacts:
    return RunFacts(
        dt.date(2026, 11, 22), "US", rulebase(), "2026.11", "ab" * 32, parameters or {"min_vaf": 0.05}
    )


def sample_facts(sample: str, tumour_type: str | None, purity: float | None = 0.75) -> SampleFacts:
    inputs = (
        InputFile("variants", f"{sample}.vcf.gz", "cd" * 32),
        InputFile("clinical", f"{sample}.yaml", "ef" * 32),
    )
    return SampleFacts(sample, Build.GRCH38, tumour_type, purity, inputs)


def alteration(gene: str, key: str, c: str, p: str, **changes: Any) -> Alteration:
    given: dict[str, Any] = {
        "gene": gene,
        "key": key,
        "hgvs_g": f"g.{key}",
        "hgvs_c": c,
        "hgvs_p": p,
        "transcript": "NM_000548.5",
        "consequence": Consequence.MISSENSE,
        "class_": AlterationClass.KNOWN,
        "effect": Effect.LOF,
        "naming": Naming.LIBRARY,
        "vaf": 0.61,
        "depth": 184,
        "alt_depth": 112,
    }
    return Alteration(**given | changes)


def row(rule: str, class_: RuleClass, text: str, **changes: Any) -> Row:
    given: dict[str, Any] = {
        "rule": rule,
        "class_": class_,
        "truth": Truth.TRUE,
        "drugs": ("everolimus",),
        "text": text,
        "amp": "n/a",
        "escat": "n/a",
        "civic": "-",
        "evidence_for": (),
        "evidence_against": (),
        "citations": (),
        "because": (),
        "evidence_date": "2026-09",
        "review_due": "2027-05",
    }
    return Row(**given | changes)


def strategies(alone: Strategy, mek: Strategy, endocrine: Strategy) -> dict[StrategyName, Strategy]:
    return dict(zip(StrategyName, (alone, mek, endocrine), strict=True))


NO_MEK = Strategy(Verdict.NOT_SUPPORTED, (), ("No RAS-MAPK alteration was detected.",), ())
NO_ENDOCRINE = Strategy(
    Verdict.NOT_SUPPORTED, (), ("No licensed or tested endocrine combination in this disease.",), ()
)


def pathway(
    alterations: tuple[Alteration, ...] = (),
    genes: dict[str, GeneStatus] | None = None,
    arms: dict[Arm, ArmCondition] | None = None,
) -> PathwayState:
    listed = dict.fromkeys(("TSC1", "TSC2", "PTEN", "PIK3CA", "KRAS", "MTOR"), GeneStatus.NOT_DETECTED) | (
        genes or {}
    )
    why = {
        GeneStatus.ALTERED: "A functional alteration was found.",
        GeneStatus.NOT_ASSESSED: "Nothing in the input says that this gene was covered.",
        GeneStatus.NOT_DETECTED_SNV_ONLY: "Coding bases callable, copy number not given.",
    }
    states = {
        gene: GeneState(
            gene,
            status,
            why.get(status, "All coding bases callable."),
            deletions_assessed=None if status is GeneStatus.NOT_ASSESSED else True,
        )
        for gene, status in listed.items()
    }
    conditions = dict.fromkeys(Arm, ArmCondition.NOT_ASSESSED) | (arms or {})
    return PathwayState(
        states,
        {
            arm: ArmState(
                arm,
                state,
                tuple(g for g in ("TSC2",) if arm is Arm.A_TSC),
                f"State of {arm.value}.",
                unassessed=("NF1",) if arm is Arm.B_MAPK else (),
            )
            for arm, state in conditions.items()
        },
        alterations,
    )


FUNNEL = (
    FunnelStep("records in the file", 4812, 4812),
    FunnelStep("at panel loci", 4812, 31, {"outside the panel": 4781}),
    FunnelStep(
        "interpreted", 31, 6, {"failed filter germline": 2, "no reads of the allele": 1, "intron": 22}
    ),
)
LIMITS = (
    "Fusions and rearrangements are not read; TFE3 status must be known by other means.",
    "Rules for lymphoma, ageing and brain tumours other than SEGA are not in this version.",
)
HOLD = SafetyFlag(
    "SAF01",
    Severity.HOLD,
    "Do not start now: impaired wound healing is a class effect. Reassess once the surgeon confirms healing.",
    ("surgery 10 days before the report date",),
    ("LABEL:everolimus",),
)
STOP = SafetyFlag(
    "SAF04",
    Severity.STOP,
    "Avoid the combination: exposure multiplies. Change the interacting drug or do not start.",
    ("ketoconazole, oral, in the medication list",),
    (),
    (),
    UNVERIFIED,
)
CAUTIONS = (
    SafetyFlag(
        "SAF17", Severity.CAUTION, "Angioedema is more frequent with an mTOR inhibitor.", ("ramipril",)
    ),
    SafetyFlag(
        "SAF14", Severity.CAUTION, "Hepatitis B status not provided.", (), (), ("clinical.hepatitis_b",)
    ),
    SafetyFlag("SAF10", Severity.CAUTION, "Lipids not provided.", (), (), ("clinical.lipids",)),
    SafetyFlag(
        "SAF08", Severity.INFO, "Stomatitis is the most frequent side effect; prophylaxis is established.", ()
    ),
)
LIPIDS = MissingFact("clinical.lipids", ("SAF10",), "Fasting lipids are not provided.")
HBV = MissingFact("clinical.hepatitis_b", ("SAF14",), "Hepatitis B status is not provided.")
