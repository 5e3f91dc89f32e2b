"""Lets `python -m policybook` run the command line."""

import sys

from policybook.cli import main

sys.exit(main())
