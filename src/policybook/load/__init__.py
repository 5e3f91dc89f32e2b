"""Reads a handbook's files into one frozen `Handbook`, or says everything that is wrong with them.

It holds a reader for each kind of file, the one desk at which they note problems, and the net that refuses what a
build would show and no reader has seen. It imports `changes` and what lies below, and YAML. Start with `handbook`,
then `desk`; decisions/0006 says why Markdown is read by lines.
"""

from policybook.load.handbook import load, read

__all__ = ["load", "read"]
