"""The settings of a command: the configuration file, where there is one, and the options that go before it."""

from __future__ import annotations

import argparse
from typing import Any

from mtorboard.errors import ConfigError, MtorboardError, Problems
from mtorboard.provenance import PACKAGE_ROOT
from mtorboard.reading.config import Settings, load_settings
from mtorboard.reading.structured import read_yaml
from mtorboard.report.formats import FORMATS

BUNDLED_ASSAYS = (PACKAGE_ROOT / "data" / "assays.yaml", PACKAGE_ROOT.parents[2] / "config" / "assays.yaml")
"""The assays that come with mtorboard: inside an installed wheel, or in a checkout."""


def settings_of(options: argparse.Namespace, **fixed: Any) -> Settings:
    """Return the checked settings of a command line.

    Args:
        options: with ``config``, ``region`` and ``report_date``.
        fixed: keys of the configuration that the command itself decides; ``None`` leaves them alone.

    Raises:
        ConfigError, Problems: unusable configuration; the message names option and key.
    """
    mapping = read_yaml(options.config, ConfigError) if options.config else {}
    if not isinstance(mapping, dict):
        raise ConfigError("holds no keys", where=str(options.config), todo="see config/README.md")
    given = {"region": options.region, "report_date": options.report_date, **fixed}
    mapping |= {key: value for key, value in given.items() if value is not None}
    lacking: list[MtorboardError] = [
        ConfigError(
            f"--{key.replace('_', '-')} is not given",
            why="A licence holds in a region and an interval ends on a day; neither is guessed",
            todo="give the option, or --config with a file that has the key",
        )
        for key in ("region", "report_date")
        if key not in mapping
    ]
    if lacking:
        raise Problems(lacking)
    bundled = [path for path in BUNDLED_ASSAYS if path.is_file()]
    if "assays" not in mapping and bundled:
        mapping["assays"] = str(bundled[0])
    return load_settings(mapping)


def formats_of(text: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the formats of a comma-separated option, else the default.

    Raises:
        ConfigError: the option names none.
    """
    if text is None:
        return default
    formats = tuple(part.strip() for part in text.split(",") if part.strip())
    if not formats:
        raise ConfigError("--formats names no format", todo=f"choose among {', '.join(FORMATS)}")
    return formats
