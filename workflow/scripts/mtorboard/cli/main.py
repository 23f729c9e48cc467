"""``mtorboard``: run, validate, report, compare, knowledge. Exit code 0 done, 1 to be looked at, 2 unusable."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from mtorboard import __version__
from mtorboard.errors import MtorboardError
from mtorboard.garbage import collect_rarely
from mtorboard.report.formats import DEFAULT, FORMATS

_FORMATS = f"comma-separated: {', '.join(FORMATS)} (default: {', '.join(DEFAULT)})"
_EPILOG = "Research use only. Exit codes: 0 done, 1 some samples failed, 2 bad usage or unusable input."


def main(argv: Sequence[str] | None = None) -> int:
    """Parse ``argv``, run one command and return its exit code; errors are printed as messages, never traced."""
    collect_rarely()
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        # Each command imports what it needs and no more: start-up is most of a small file's time.
        command = importlib.import_module(f"mtorboard.cli.{options.command}")
        return int(command.execute(options))
    except MtorboardError as error:
        print(error.render(), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mtorboard",
        description="What a tumour's variant calls say about mTOR inhibition, for a molecular tumour board.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"mtorboard {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_run(commands.add_parser("run", help="one VCF, BCF or MAF to reports", epilog=_EPILOG))
    _add_validate(commands.add_parser("validate", help="check a sheet and all its inputs before any work"))
    _add_report(commands.add_parser("report", help="render a stored report.json again"))
    _add_compare(
        commands.add_parser(
            "compare",
            help="tell two stored reports apart, in words",
            epilog="Exit codes: 0 the same summary, 1 another summary, 2 bad usage or unusable input.",
        )
    )
    _add_knowledge(commands.add_parser("knowledge", help="lint, show, compare or seal the curated tables"))
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="VCF, BCF or MAF of one or many tumours")
    parser.add_argument(
        "--outdir", type=Path, required=True, help="folder of the results, one folder a sample"
    )
    parser.add_argument(
        "--sample", help="sample id; default: a VCF's file name up to its first dot, a MAF's barcodes"
    )
    parser.add_argument(
        "--tumor", help="tumour column of a VCF, or barcode of a MAF; default: told by the file"
    )
    parser.add_argument("--normal", help="matched normal's column of a VCF")
    parser.add_argument(
        "--build", choices=["GRCh37", "GRCh38"], help="genome build, where the file does not say"
    )
    parser.add_argument("--fasta", type=Path, help="reference FASTA of that build, with .fai")
    parser.add_argument("--tumour-type", metavar="CODE", help="OncoTree or project code")
    parser.add_argument("--purity", type=float, metavar="P", help="tumour cell fraction, over 0 up to 1")
    parser.add_argument("--clinical", type=Path, metavar="YAML", help="clinical sidecar")
    parser.add_argument(
        "--copy-number", type=Path, metavar="FILE", help="copy number as its caller writes it"
    )
    parser.add_argument("--callable", type=Path, metavar="BED", help="callable bases")
    parser.add_argument(
        "--structural", type=Path, metavar="VCF", help="structural variants of a caller of them"
    )
    parser.add_argument("--assay", metavar="NAME", help="entry of the assays file that says what was covered")
    parser.add_argument("--formats", default=None, help=_FORMATS)
    _add_settings(parser)


def _add_validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, nargs="?", metavar="SHEET", help="default: the configuration's")
    _add_settings(parser)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("settings (an option goes before the configuration)")
    group.add_argument(
        "--config", type=Path, metavar="YAML", help="configuration file, as config/config.yaml"
    )
    group.add_argument(
        "--region", choices=["US", "EU", "OTHER"], help="whose licences count; there is no default"
    )
    group.add_argument(
        "--report-date", metavar="YYYY-MM-DD", help="the day the report speaks of; no clock is read"
    )


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.json", help="a report.json")
    parser.add_argument("--outdir", type=Path, required=True, help="folder to write to")
    parser.add_argument("--formats", default=None, help=_FORMATS)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", type=Path, metavar="A.json", help="the earlier report.json")
    parser.add_argument("b", type=Path, metavar="B.json", help="the later one")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="default: text")


def _add_knowledge(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    lint = actions.add_parser("lint", help="check the tables against themselves, each other and a FASTA")
    lint.add_argument("--date", metavar="YYYY-MM-DD", help="warn of reviews that are due before it")
    lint.add_argument("--fasta-grch37", type=Path, help="compare coordinates with these bases")
    lint.add_argument("--fasta-grch38", type=Path, help="compare coordinates with these bases")
    show = actions.add_parser(
        "show", help="print what is known of a gene, rule, allele, position, drug, tumour type or source"
    )
    show.add_argument(
        "name", help="TSC2, R05, SAF01, TSC2:R611W, 16:2070570:C:T, everolimus, CCRCC, PMID25344362"
    )
    diff = actions.add_parser(
        "diff",
        help="what changed between two releases of the tables, and which stored reports it would change",
        epilog="Exit codes: 0 the tables are equal, 1 they differ, 2 bad usage or unusable input.",
    )
    for name in ("old", "new"):
        diff.add_argument(
            name, type=Path, metavar=name.upper(), help="folder with knowledge/ and panel/ in it"
        )
    diff.add_argument(
        "--reports", type=Path, metavar="DIR", help="judge every report.json below it again with NEW"
    )
    seal = actions.add_parser("seal", help="after a deliberate change: renew the digests in VERSIONS.tsv")
    seal.add_argument("--version", required=True, dest="release", help="version of this knowledge release")
    seal.add_argument("--date", required=True, metavar="YYYY-MM-DD", help="its date")
    for action in (lint, show, seal):
        action.add_argument(
            "--root",
            type=Path,
            metavar="DIR",
            help="folder of other tables, with knowledge/ and panel/ in it",
        )
