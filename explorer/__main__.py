"""`python -m explorer` and the console script `explorer`."""

from __future__ import annotations

import sys


def main() -> None:
    """Law: the process ends with the exit status of the command; interrupted by Ctrl-C, with 130 and no traceback."""
    try:
        from explorer.cli import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
