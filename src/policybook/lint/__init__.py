"""Lints the questions as an examiner would: tells, traps, length, names, and words that belie an option's acts.

The policy proves which answer is right. It cannot see that the right one is always the longest, or that its
words say “wait” where its act says “immediately”. Each rule states its bound in its own words. They run once a
question can be read and weighed: a question that is ill is healed first.
"""

from __future__ import annotations

from policybook.lint.acts import RightWordsAreSafe, RightWordsTellWhomTheActsTell
from policybook.lint.bank import AbsolutesTellNothing, LengthTellsNothing, PlaceTellsNothing
from policybook.lint.item import (
    FeedbackCites,
    NobodyIsShamed,
    NoneOfTheAbove,
    OptionsDiffer,
    StemsSayWhatToDo,
    TextsAreShort,
)
from policybook.lint.names import NobodyIsNamed
from policybook.lint.reading import ReadingAge as ReadingAge  # the tests ask for it by itself
from policybook.lint.texts import Rule

RULES: tuple[Rule, ...] = (
    NoneOfTheAbove(),
    StemsSayWhatToDo(),
    OptionsDiffer(),
    FeedbackCites(),
    TextsAreShort(),
    NobodyIsNamed(),
    NobodyIsShamed(),
    RightWordsAreSafe(),
    RightWordsTellWhomTheActsTell(),
    LengthTellsNothing(),
    PlaceTellsNothing(),
    AbsolutesTellNothing(),
)
