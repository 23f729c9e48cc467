"""Naming: consequence, HGVS g., c. and p. on one pinned transcript a gene."""

from mtorboard.naming.namer import Namer

__all__ = ["Namer"]
