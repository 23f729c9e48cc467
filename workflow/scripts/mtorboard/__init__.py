"""mtorboard: what a tumour's variant calls say about mTOR inhibition, for a molecular tumour board.

Rooms, each of which imports only those before it: ``model``, ``knowledge``, ``reading``, ``naming``,
``classify``, ``allelic``, ``pathway``, ``suggest``, ``report``, ``cohort``, ``cli``.

Research use only. Not for use in diagnostic procedures.
"""

__version__ = "0.1.0"
