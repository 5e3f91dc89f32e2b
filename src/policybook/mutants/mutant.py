"""What a mutant is."""

from dataclasses import dataclass

from policybook.policy.model import Interpretation, Norm, Word
from policybook.policy.training import Question, Scenario


@dataclass(frozen=True, slots=True)
class Mutant:
    """One thing made wrong: `old` as it stands, `new` in its place (None: taken away).

    `sort` names the kind of change in the table, `subject` the norm, word, note, question or notebook, and `what` says
    in plain words what was done to it. Where `anew` is true its working is stored again, so that it repeats
    the wrong marks, and the policy alone can notice.
    """

    sort: str
    subject: str
    what: str
    old: Norm | Word | Interpretation | Question | Scenario
    new: Norm | Word | Interpretation | Question | Scenario | None
    anew: bool = False

    def __str__(self) -> str:
        return f"{self.subject} {self.what}"
