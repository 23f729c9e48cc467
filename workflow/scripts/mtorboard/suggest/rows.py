"""Put decided rows and the headline into words."""

from __future__ import annotations

from collections.abc import Mapping

from mtorboard.model.assessment import Row, Strategy
from mtorboard.model.enums import Headline, RuleClass, StrategyName, Verdict, Verification
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.headline import Decision
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.missing import fact_name
from mtorboard.suggest.outcome import least_checked, unique
from mtorboard.suggest.precedence import Standing
from mtorboard.suggest.review import is_overdue

MOST_NAMED = 6
"""Facts that the headline names; a longer list hides what matters."""


def printed(index: RuleIndex, sheet: FactSheet, row: Standing) -> Row:
    """Return the row as the report shows it."""
    rule = row.rule
    return Row(
        rule=rule.rule_id,
        class_=RuleClass.INFO if row.withheld else row.class_,
        truth=row.truth,
        drugs=rule.drugs,
        text=rule.text,
        amp=rule.amp,
        escat=rule.escat,
        civic=rule.civic,
        evidence_for=rule.evidence_for,
        evidence_against=rule.evidence_against,
        citations=rule.citations,
        because=row.outcome.because,
        grounds=tuple(sorted(row.outcome.grounds)),
        missing=row.missing,
        suppressed_by=row.removed_by,
        cautions=tuple(_caution(index, name) for name in row.cautions),
        notes=tuple(_note(index, row, key) for key in (*row.notes, *_review(row, sheet))),
        verification=rule.verification,
        signed_off_by=rule.signed_off_by,
        evidence_date=rule.evidence_date,
        review_due=rule.review_due,
        withheld=row.withheld,
    )


def headline_text(
    index: RuleIndex, sheet: FactSheet, decision: Decision, named: Mapping[StrategyName, Strategy]
) -> str:
    """Return the sentence on top: drugs and titles of the deciding rows, or what would settle the answer."""
    rules = [row.rule for row in decision.carried_by]
    facts = unique(fact for row in (*decision.open_rows, *decision.carried_by) for fact in row.missing)
    wanted = [fact_name(index, sheet, fact) for fact in facts]
    wanted += [
        index.words.say("headline_notes", "withheld", title=row.rule.title, date=row.rule.review_due)
        for row in decision.withheld
    ]
    reasons = [reason for row in decision.carried_by for reason in row.outcome.because]
    text = index.words.say(
        "headlines",
        decision.headline.value,
        drugs=", ".join(unique(index.drugs.name(drug) for rule in rules for drug in rule.drugs)),
        titles="; ".join(rule.title for rule in rules),
        missing=_shortened(index, unique(wanted or reasons)),
    )
    unsure = verification(decision)
    if unsure not in (None, Verification.VERIFIED):
        named_rules = ", ".join(
            row.rule.rule_id for row in decision.carried_by if row.rule.verification is unsure
        )
        text = f"{text} {index.words.say('headline_notes', unsure.value.lower(), rules=named_rules)}"
    unsupported = all(item.verdict is Verdict.NOT_SUPPORTED for item in named.values())
    if decision.headline is Headline.OTHER_PATHWAY_FIRST and unsupported:
        return f"{text} {index.words.say('headline_notes', 'no_strategy')}"
    return text


def verification(decision: Decision) -> Verification | None:
    """Return how well the rows that carry a headline were checked: as the least checked of them.

    ``None``: no row carries it, as where nothing supports an mTOR inhibitor.
    """
    return least_checked({row.rule.verification for row in decision.carried_by})


def _shortened(index: RuleIndex, items: tuple[str, ...]) -> str:
    """Join what a sentence can hold and count the rest: the page lists all of it."""
    shown = ", ".join(items[:MOST_NAMED])
    rest = len(items) - MOST_NAMED
    return shown if rest <= 0 else f"{shown} {index.words.say('headline_notes', 'more', count=str(rest))}"


def _caution(index: RuleIndex, name: str) -> str:
    return index.words.say("notes", "caution", text=index.rulebase.rules[name].text, rule=name)


def _note(index: RuleIndex, row: Standing, key: str) -> str:
    rule = row.rule
    drugs = ", ".join(index.drugs.name(name) for name in rule.already_used)
    values = {
        "other_region": {"regions": ", ".join(sorted(rule.regions))},
        "already_used": {"drugs": drugs},
        "review_due": {"date": rule.review_due},
        "withheld": {
            "date": rule.review_due,
            "months": f"{index.rulebase.limits.review_withheld_months:g}",
        },
    }
    return index.words.say("notes", key, **values[key])


def _review(row: Standing, sheet: FactSheet) -> tuple[str, ...]:
    """The key of the note on an overdue review."""
    if row.withheld:
        return ("withheld",)
    return ("review_due",) if is_overdue(row.rule.review_due, sheet.report_date) else ()
