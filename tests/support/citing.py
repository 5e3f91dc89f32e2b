"""What cites a clause, worked out apart from the reviews: what a change of the clause has to make suspect."""

from __future__ import annotations

from policybook.policy.handbook import Handbook
from policybook.training.bank import weighed


def citing(handbook: Handbook, clause: str) -> set[str]:
    """The ids of the questions that cite a clause, of the scenarios that ask one of them or cite it themselves, and its own."""
    names = {q.id for q in handbook.questions if clause in weighed(handbook, q).cited}
    telling = {
        s.id for s in handbook.scenarios for d in s.decisions if f"{{clause}}`{clause}`" in str(d.follows)
    }
    own = {clause} if handbook.clauses[clause].plain else set()
    return own | names | telling | {s.id for s in handbook.scenarios if names & set(s.questions)}
