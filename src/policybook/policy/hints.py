"""How a person types a command: as a session of noxfile.py, which needs Python and nothing that is installed first.

README.md says how the sessions and the commands of `policybook` correspond, for whoever has it installed.
"""

from __future__ import annotations

_OWN = ("adopt", "check", "notebooks", "review", "working")
"""The sessions that serve authors; every other command is reached through the session “policybook”."""


def typed(name: str, *arguments: str) -> str:
    """The line that runs a command, as it stands in a sentence: “python3 noxfile.py -s review -- a-fall”."""
    words = (name, *arguments) if name in (*_OWN, "policybook") else ("policybook", name, *arguments)
    session, *after = words
    return f"“{' '.join(('python3 noxfile.py -s', session, *(after and ('--', *after))))}”"
