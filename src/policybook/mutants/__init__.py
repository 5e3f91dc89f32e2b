"""Shows that the checks can fail: each key, norm and stored output is made wrong, and the gate must go red.

A mutant is the handbook with one thing changed that somebody could have written by mistake. It is killed when
a rule that derives keys (`policybook.mutants.gate`) finds a problem in a quiz page or a notebook. One that
nobody notices survives, and is named: it is a question that nobody has written yet. One that could change no
verdict at all is equivalent, by a rule that is stated and listed, and is counted apart. It imports `commands`, `check`
and what lies below. Start with `mutant`, then `gate`.
"""

from policybook.mutants.gate import apply
from policybook.mutants.mutant import Mutant
from policybook.mutants.sweep import MutantResult, mutants_of, sweep

__all__ = ["Mutant", "MutantResult", "apply", "mutants_of", "sweep"]
