"""The ``sakuin`` script, and ``python -m web``; all else is loaded where an interrupt is heeded."""

import sys


def main() -> None:
    """The entry point of the ``sakuin`` script."""
    try:
        from web.startup import start

        start()
    except KeyboardInterrupt:  # before there is a command that would say so
        sys.stderr.write("sakuin: interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
