"""What is said of an option: one sentence for each mark and status, whatever shows it.

A page and a notebook say the same, and neither says beside it what the policy makes of the question: only what that
rests on. So no two sentences of one answer can contradict each other.
"""

from collections.abc import Mapping

from policybook.training.bank import Weighed

OUTCOMES: Mapping[str, str] = {
    "keeps": "It keeps the policy.",
    "keeps outside": "It does what another policy asks, to which this one hands over.",
    "falls short outside": "It falls short of what another policy asks, to which this one hands over.",
    "falls short": "It falls short of what the policy asks.",
    "against": "It goes against the policy.",
    "unsafe": "It is not safe.",
    "open": "The policy does not settle whether it may be done.",
    "silent": "The policy does not ask for this.",
    "sooner": "It is sooner than the policy asks, and that is never wrong.",
    "more": "It is more than the policy asks, and that is never wrong.",
    "true": "The policy says this.",
    "false": "The policy does not say this.",
}
"""What the policy makes of an option on its own, where it settles all that is asked."""
UNSETTLED: Mapping[str, str] = {
    "partly": "The policy does not settle this alone",
    "judgement": "The policy leaves this to judgement",
    "silent": "The policy says nothing of this",
    "conflict": "Two rules meet here, and the policy does not settle this alone",
}
"""What is said of a question that the policy does not decide by itself, where nothing is right or wrong."""
_AND: Mapping[str, str] = {
    "decided": "",
    "interpreted": ", read with an interpretation",
    "partly": ", and a part of this is left open",
    "judgement": ", and the rest is left to judgement",
    "silent": ", and nothing is said of the rest",
    "conflict": ", and another rule meets it here",
}
"""What the sentence of a right answer goes on to say, by how far the policy settles the matter."""


def outcome_shown(weighed: Weighed, letter: str) -> str:
    """What the policy makes of one option on its own; "… outside" where nothing but outside guidance does."""
    answered = weighed.answered[letter]
    layers = {found.norm.layer for found in answered.findings if found.effect == answered.outcome}
    outside = answered.outcome in ("keeps", "falls short") and "policy" not in layers
    return f"{answered.outcome} outside" if outside else answered.outcome


def remark(weighed: Weighed, letter: str) -> str:
    """The sentence of one option; "" where it is one of several acts, and nothing can be said of it alone."""
    answered, outcome = weighed.answered[letter], outcome_shown(weighed, letter)
    is_right = any(letter in letters for letters in weighed.right_answers)
    claims = answered.option.claims
    # One of several acts may fall short alone and keep the policy with the others.
    of_several = weighed.question.kind in ("all", "order") and not claims
    if of_several and (is_right or outcome.startswith("falls short")):
        return ""
    if not is_right or outcome not in ("keeps", "true"):
        return OUTCOMES[outcome]
    standing = _standing(weighed, letter)
    if claims and all(claim.norm is None for claim in claims):
        return f"{UNSETTLED.get(standing, UNSETTLED['partly'])}, as this answer says."
    return f"{OUTCOMES[outcome].rstrip('.')}{_AND[standing]}."


def _standing(weighed: Weighed, letter: str) -> str:
    """How far the policy settles what an option claims, or else what its question asks."""
    verdicts = [claim.verdict for claim in weighed.answered[letter].claims]
    if weighed.status == "decided" or not verdicts:
        statuses, notes = {weighed.status}, bool(weighed.interpretations)
    else:
        statuses = {verdict.status for verdict in verdicts}
        notes = any(verdict.interpretations for verdict in verdicts if verdict.status != "decided")
    status = statuses.pop() if len(statuses) == 1 else "partly"
    return "interpreted" if status == "partly" and notes else status
