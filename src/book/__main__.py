"""`python -m book` runs the commands of the book."""

import sys

from book.command import main

if __name__ == "__main__":
    sys.exit(main())
