"""``python -m mtorboard`` is the ``mtorboard`` command."""

import sys

from mtorboard.cli.main import main

sys.exit(main())
