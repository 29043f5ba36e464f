"""`python -m khuyenhoc COMMAND …`."""

import sys

from khuyenhoc.commands import main

if __name__ == "__main__":
    sys.exit(main())
