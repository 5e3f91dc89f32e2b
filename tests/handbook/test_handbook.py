"""The book against a reading of the adopted document that was made without it, item by item.

The items are held against the edition that restates that document, and never changes. The book of today may go on
from there, with every change read again, which the check asks for; what keeps a child safe is held of it as it is.
"""

from __future__ import annotations

import pytest
from places import ROOT
from the_book import BOOK, problems

from policybook.changes import training
from policybook.changes.effects import retakes
from policybook.changes.training import changed_clauses
from policybook.editions.edition import read_edition
from policybook.judging.judge import judge_of
from policybook.judging.verdict import Situation, Verdict
from policybook.policy.language import parse_act, parse_situation
from policybook.policy.model import Norm
from policybook.policy.training import Question
from policybook.training.answers import outcome_of
from policybook.training.bank import weighed

RESTATED = read_edition(ROOT, "2019.1.0")
JUDGE = judge_of(BOOK)
# What the school has changed since, of which the reading says nothing any more.
CHANGED = changed_clauses(RESTATED, BOOK) | {
    note.id for note in BOOK.interpretations if note not in RESTATED.interpretations
}
HEAD, OFFICER = "headteacher", "e-safety-officer"

# For each item of the document, the verbs that it uses, each with the people of whom it uses them.
VERBS_OF = {
    "FM-3": {"should": {"anyone"}},
    "1.p1": {
        "needs to": {"staff", "worker"},
        "has a duty to": {"employee", "volunteer"},
        "must": {"employee", "volunteer"},
        "may": {HEAD, "headteachers-representative"},
    },
    "1.p2": {"may face": {"anyone"}},
    "1(c)": {"may not acceptably": {"anyone"}},
    "2(a)": {"has a duty to": {"staff-with-pupils"}, "must": {"staff-with-pupils"}},
    "2(b)": {"must": {"staff"}},
    "2(c)": {"must": {"staff"}},
    "2(d)": {"has a duty to": {"user"}},
    "2(e)": {"has a duty to": {"user"}, "may not acceptably": {"user"}},
    "2(f)": {"has a duty to": {"user"}},
    "2(g)": {"has a duty to": {"user"}, "should": {"user"}, "may not acceptably": {"user"}},
    "2(h)": {"should": {"user"}, "does": {"school"}},
    "3(a)": {"must": {"user"}},
    "3(b)": {"needs to": {"adult"}},
    "3(c)": {"should": {"user"}},
    "3(d)": {"should never": {"adult"}, "should": {"adult"}},
    "3(e)": {"should never": {"staff"}},
    "3(f)": {"must": {"anyone"}, "needs not to": {"employee"}},
    "3(g)": {"needs to": {"employee"}, "may face": {"employee"}},
    "3(h)": {"must never": {"adult"}},
    "3(i)": {"should not": {"employee"}},
    "3(j)": {"does": {"this-policy"}},
    "3(I)": {
        "is encouraged to": {"community-member", "friend-of-the-school"},
        "should": {"community-member", "friend-of-the-school"},
    },
    "4(a)": {"should": {"adult"}},
    "4(b)": {"must": {"adult"}},
    "4(c)": {"must": {"adult"}},
    "4(d)": {"must not": {"adult"}},
    "4(e)": {"must": {"adult"}, "should": {"adult"}},
    "4(f)": {"may face": {"adult"}, "must": {"anyone"}},
    "4(g)": {"does": {"staff"}, "should": {"staff"}},
    "4(h)": {"must": {"in-contact-with-pupils"}},
    "4(i)": {"must": {"anyone"}},
    "5(a)": {"is never justified in": {"adult"}, "will face": {"staff"}, "must": {"anyone"}},
    "5(b)": {"must not": {"adult"}, "should not": {"adult"}},
    "5(c)": {"should": {"adult", "anyone"}, "does": {"school"}, "must": {"anyone"}},
    "5(d)": {"should": {"anyone"}},
    "6(b)": {"should": {"employee"}, "should not": {"employee"}, "is advised to": {"employee"}},
    "6(c)": {"must": {"employee"}, "may": {"employee", "bullied-person"}, "does": {"school"}},
}

# Who is to be told, asked or turned to: verb, people, joiner, time.
TOLD = {
    "2(d)": {("has a duty to", (), "", "")},
    "2(f)": {("has a duty to", (), "", "")},
    "3(I)": {("is encouraged to", (), "", ""), ("should", ("the-school",), "", "immediately")},
    "4(g)": {("should", (HEAD,), "", "")},
    "4(i)": {("must", (OFFICER, HEAD), "and", "at the earliest opportunity")},
    "5(a)": {("must", (HEAD,), "", "immediately")},
    "5(c)": {("must", (OFFICER, HEAD), "and", "immediately")},
    "5(d)": {("should", ("management-support",), "", "")},
    "6(c)": {
        ("must", (OFFICER, HEAD), "or", ""),
        ("may", ("professional-association", "trade-union"), "or", ""),
    },
}

# What may or will follow: the words of it in the document, and how surely.
FOLLOWS = {
    "1.p2": {("may face", "disciplinary")},
    "1(c)": {("will face", "disciplinary"), ("will face", "legal")},
    "3(a)": {("may face", "disciplinary")},
    "3(g)": {("may face", "disciplinary")},
    "3(i)": {("may", "school"), ("may", "profession")},
    "4(f)": {("may face", "disciplinary"), ("may face", "criminal")},
    "5(a)": {("will face", "threat"), ("will face", "criminal"), ("will face", "disciplinary")},
    "5(b)": {("will", "suitability")},
}

LETTERED = [
    *(f"1({letter})" for letter in "abcdef"),
    *(f"2({letter})" for letter in "abcdefgh"),
    *(f"3({letter})" for letter in "abcdefghij"),
    "3(I)",
    *(f"4({letter})" for letter in "abcdefghi"),
    *(f"5({letter})" for letter in "abcd"),
    *(f"6({letter})" for letter in "abc"),
]
UNLETTERED = [
    "FM-1",
    "FM-2",
    "FM-3",
    "1.p1",
    "1.p2",
    "1.p3",
    "1.p4",
    "3.p0",
    *(f"7.{n}" for n in range(1, 6)),
]


def norms_of(label: str) -> list[Norm]:
    return [norm for clause in RESTATED.clauses.values() if label in clause.source for norm in clause.norms]


def test_the_book_is_sound():
    assert problems() == ()


def test_the_adopted_document_has_forty_one_lettered_items_and_each_item_is_accounted_for():
    assert len(LETTERED) == 41
    for book in (RESTATED, BOOK):
        assert {item.label for item in book.source.items} == {*LETTERED, *UNLETTERED}
        assert (book.source.adopted, book.source.review_by) == ("2019-01-15", "2020-01-15")


def test_every_lettered_item_is_carried_and_has_its_own_clause():
    for label in LETTERED:
        assert [clause.id for clause in RESTATED.clauses.values() if label in clause.source], label


def test_the_twenty_seven_open_readings_stand_and_wait_for_the_governors():
    numbers = [f"I-{number}" for number in range(1, 28)]
    assert [note.id for note in RESTATED.interpretations] == numbers
    assert {note.state for note in RESTATED.interpretations} == {"awaiting"}
    # Decided ones are kept in their order, and each new one has the next number, wherever it stands.
    now = [note.id for note in BOOK.interpretations]
    assert [name for name in now if name in numbers] == numbers
    assert set(now) == {f"I-{number}" for number in range(1, len(now) + 1)}
    for book in (RESTATED, BOOK):
        critical = [note.id for note in book.interpretations if note.safety_critical]
        assert {"I-12", "I-16", "I-27"} <= set(critical)


@pytest.mark.parametrize("label", [*LETTERED, *UNLETTERED])
def test_each_item_keeps_its_verbs_and_of_whom_they_are_said(label):
    found: dict[str, set[str]] = {}
    for norm in norms_of(label):
        found.setdefault(norm.verb, set()).update(norm.who)
    assert found == VERBS_OF.get(label, {})


@pytest.mark.parametrize("label", [*LETTERED, *UNLETTERED])
def test_each_item_tells_the_same_people_by_the_same_joiner_in_the_same_time(label):
    asked = [n for n in norms_of(label) if n.phrase.acts == ("tell",) or n.recipients]
    found = {(n.verb, tuple(sorted(n.recipients)), n.joiner, n.timing) for n in asked}
    assert found == TOLD.get(label, set())


def test_advice_comes_before_any_investigation():
    (norm,) = norms_of("5(d)")
    assert norm.before
    assert norm.before.sentence == "investigate"
    assert [n.id for n in RESTATED.norms.values() if n.before] == [norm.id]


@pytest.mark.parametrize("label", [*LETTERED, *UNLETTERED])
def test_each_item_states_the_same_consequences_as_surely(label):
    found: dict[tuple[str, str], str] = {}
    for norm in norms_of(label):
        for outcome in norm.outcomes:
            surely = norm.outcome_verb or norm.verb
            keys = [word for _, word in FOLLOWS.get(label, set()) if word in outcome]
            assert keys, f"{label} says nothing of {outcome}"
            # "damage the school's reputation" and "damage the profession's" share no word but "damage".
            found[surely, keys[0]] = outcome
    assert set(found) == FOLLOWS.get(label, set())


def test_and_or_is_kept_where_the_document_says_it():
    joined = {n.clause for n in RESTATED.norms.values() if n.outcome_joiner == "and/or"}
    assert joined == {clause_of("1(c)"), clause_of("4(f)")}


def clause_of(label: str) -> str:
    (name,) = [clause.id for clause in RESTATED.clauses.values() if label in clause.source]
    return name


def test_only_the_person_who_is_bullied_decides_about_the_police():
    assert [n.id.split("/")[0] for n in RESTATED.norms.values() if n.only] == [clause_of("6(c)")]


def test_no_clause_names_a_person():
    for clause in BOOK.clauses.values():
        assert "Goulden" not in f"{clause.text} {clause.plain} {clause.title}"


# ---- what the policy says, situation by situation


def rest_on_what_is_unchanged(verdicts: list[Verdict]) -> bool:
    return all(CHANGED.isdisjoint((*one.clauses, *one.interpretations)) for one in verdicts)


VERDICTS = [
    ("teacher befriend pupil", "decided", "should never", "against"),
    ("volunteer send-request pupil", "decided", "should never", "against"),
    ("trainee accept-request pupil when parent-agrees", "decided", "should never", "against"),
    ("teacher befriend former-pupil", "judgement", "", ""),
    ("teacher befriend former-pupil when sibling-at-school", "judgement", "", ""),
    ("teacher befriend parent", "silent", "", ""),
    ("teacher look-at-page-of pupil", "decided", "should never", "against"),
    (
        "caretaker look-at-page-of pupil when public-profile and own-device",
        "decided",
        "should never",
        "against",
    ),
    ("teacher look-at-page-of colleague", "silent", "", ""),
    ("teacher post-derogatory when own-time and at-home", "decided", "must never", "against"),
    ("teaching-assistant identify-school-or-job", "decided", "should not", "against"),
    ("teacher request-personal-information pupil", "decided", "must not", "against"),
    ("teacher respond-to-personal-information pupil when disclosure", "conflict", "", ""),
    ("teacher use-vpn when good-purpose", "decided", "may not acceptably", "against"),
    ("teacher access-on-school-equipment adult-pornography when at-home", "decided", "must not", "against"),
    ("teacher bring-in adult-pornography", "decided", "should not", "against"),
    ("teacher possess child-image", "decided", "is never justified in", "against"),
    ("teacher tell when self-bullied", "decided", "must", "for"),
    ("teacher tell when contact-concern", "decided", "must", "for"),
    ("teacher tell when exposure-issue", "decided", "must", "for"),
    ("teacher tell when child-image-found", "decided", "must", "for"),
    ("teacher tell when misuse", "partly", "has a duty to", "for"),
    ("teacher tell when safeguard-failing", "partly", "has a duty to", "for"),
    ("teacher tell when social-overlap-with-implications", "partly", "should", "for"),
    ("teacher tell when contact-concern and about-headteacher", "silent", "", ""),
    ("teacher tell when exposure-issue and about-headteacher", "silent", "", ""),
    ("teacher tell when child-image-found and about-headteacher", "silent", "", ""),
    ("teacher tell when social-overlap-with-implications and about-headteacher", "silent", "", ""),
    ("teacher tell when self-bullied and about-headteacher", "partly", "must", "for"),
    ("pupil tell when misuse", "silent", "", ""),
    ("school monitor encrypted-message", "decided", "does", ""),
]


@pytest.mark.parametrize(
    ("situation", "status", "verb", "points"), VERDICTS, ids=[row[0] for row in VERDICTS]
)
def test_the_policy_says_of_a_situation_no_more_and_no_less(situation, status, verb, points):
    who, act = parse_situation(situation, RESTATED.vocabulary)
    restated, verdict = (judge_of(book).judge(who, act, act.given) for book in (RESTATED, BOOK))
    assert (restated.status, restated.verb, restated.points) == (status, verb, points)
    if rest_on_what_is_unchanged([restated, verdict]):
        assert (verdict.status, verdict.verb, verdict.points) == (status, verb, points)


# The scenes of the induction: who, given what, asked about which acts, and how far the policy decides it.
SCENES = {
    "S01": ("teaching-assistant", "", "accept-request pupil", "decided"),
    "S02": ("teacher", "sibling-at-school", "befriend former-pupil", "judgement"),
    "S03": ("lunchtime-supervisor", "outside-interest", "befriend other-schools-pupil", "judgement"),
    "S04": ("teacher", "pupil-misuse and public-profile", "look-at-page-of pupil", "decided"),
    "S05": (
        "teaching-assistant and new-starter",
        "joining and has-own-page",
        "review-own-pages; identify-school-or-job; know-who-can-see; keep-reviewing-practice",
        "decided",
    ),
    "S06": ("teacher", "colleague-shared-confidential", "tell; share-in-closed-chat-about pupil", "partly"),
    "S07": ("staff", "own-time", "post-derogatory", "decided"),
    "S08": ("teacher", "", "message-from-own-phone parent", "decided"),
    "S09": (
        "teacher",
        "pupil-wrote-to-own-account",
        "message-from-own-account pupil; message-from-school-account pupil; tell",
        "partly",
    ),
    "S10": ("volunteer", "disclosure", "respond-to-personal-information pupil", "conflict"),
    "S11": ("teacher", "social-overlap-with-implications", "tell", "partly"),
    "S12": ("volunteer", "outside-interest", "group-chat-through-club pupil", "judgement"),
    "S13": ("teaching-assistant", "pupil-on-game", "game-with pupil; tell", "partly"),
    "S14": ("supply-assistant", "leaving-workstation", "use-anothers-login; leave-logged-on", "decided"),
    "S15": ("teacher", "good-purpose", "use-vpn", "decided"),
    "S16": ("teacher", "pupil-saw-sexual-image", "tell", "decided"),
    "S17": ("school", "", "monitor encrypted-message", "decided"),
    "S18": (
        "teacher",
        "child-image-found",
        "tell; delete child-image; leave-device-alone child-image",
        "partly",
    ),
    "S19": ("teacher", "child-image-found and about-headteacher", "tell", "silent"),
    "S20": (
        "teacher",
        "at-home",
        "access-on-school-equipment adult-pornography; bring-in adult-pornography",
        "decided",
    ),
    "S21": ("staff", "colleagues-unsuitable-material", "tell; investigate", "partly"),
    "S22": (
        "teacher",
        "self-bullied",
        "tell; keep-record-of abusive-message; delete abusive-text",
        "decided",
    ),
    "S23": (
        "teacher",
        "colleague-bullied and asked-for-secrecy",
        "tell; go-to-police; delete abusive-text",
        "partly",
    ),
    "S24": ("teacher", "extremist-post-by-helper", "tell", "partly"),
}


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_decided_as_far_as_the_policy_decides_it(name):
    who, given, asks, status = SCENES[name]
    acts = tuple(parse_act(text.strip(), RESTATED.vocabulary) for text in asks.split(";"))
    question = Question(
        name, "", tuple(who.split(" and ")), tuple(filter(None, given.split(" and "))), acts, ()
    )
    assert weighed(RESTATED, question).status == status
    verdicts = [
        judge_of(b).judge(question.who, act, question.given) for b in (RESTATED, BOOK) for act in acts
    ]
    if rest_on_what_is_unchanged(verdicts):
        assert weighed(BOOK, question).status == status


# ---- the three safety-critical readings


def outcome(who: str, given: str, *acts: str) -> str:
    course = tuple(parse_act(text, BOOK.vocabulary) for text in acts)
    return outcome_of(JUDGE.weigh(Situation((who,), course, tuple(given.split(" and ")))))


@pytest.mark.parametrize("image", ["child-image", "child-made-image", "ai-made-child-image"])
@pytest.mark.parametrize(
    "act",
    ["screen-print", "keep-record-of", "capture", "possess", "forward", "photograph", "delete", "look-again"],
)
@pytest.mark.parametrize("fact", ["cyberbullying", "self-bullied", "child-image-found"])
def test_an_indecent_image_of_a_child_is_never_evidence_to_keep(image, act, fact):
    assert outcome("teacher", fact, f"{act} {image}") in ("against", "unsafe")
    acts = (f"{act} {image}", "tell headteacher and e-safety-officer immediately")
    assert outcome("teacher", fact, *acts) in ("against", "unsafe")


def test_evidence_of_abuse_is_kept_where_it_shows_no_child():
    told = "tell headteacher immediately"
    assert (
        outcome("teacher", "self-bullied", "screen-print abusive-message", "keep-record-of abuse", told)
        == "keeps"
    )
    assert outcome("teacher", "self-bullied", "delete abusive-text", told) == "against"


@pytest.mark.parametrize("who", ["teacher", "volunteer", "trainee", "lunchtime-supervisor", "caretaker"])
def test_a_child_who_tells_of_something_wrong_is_never_ignored(who):
    told = "tell dsl immediately"
    assert outcome(who, "disclosure", "ignore pupil", told) in ("against", "unsafe")
    heard = ("listen-to pupil", "respond-to-personal-information pupil")
    assert outcome(who, "disclosure", *heard, told) == "keeps"
    assert outcome(who, "disclosure", heard[1], told) in ("keeps", "falls short")
    assert outcome(who, "disclosure", "promise-secrecy", told) in ("against", "unsafe")
    assert outcome(who, "disclosure", "question-child", told) in ("against", "unsafe")
    assert outcome(who, "disclosure", "tell dsl later") in ("against", "unsafe")
    assert outcome(who, "disclosure", "listen-to pupil") == "falls short"


@pytest.mark.parametrize(
    "fact",
    [
        "contact-concern",
        "exposure-issue",
        "child-image-found",
        "social-overlap-with-implications",
        "misuse",
        "self-bullied",
        "extremist-views",
        "safeguard-failing",
    ],
)
def test_a_person_whom_the_concern_is_about_is_never_the_person_told(fact):
    for person in (HEAD, OFFICER):
        about = f"{fact} and about-{person}"
        assert outcome("teacher", about, f"tell {person} immediately") in ("against", "unsafe")
        assert outcome("teacher", about, f"tell {HEAD} and {OFFICER} immediately") in ("against", "unsafe")


@pytest.mark.parametrize(
    "fact",
    sorted({fact for norm in BOOK.norms.values() if norm.phrase.acts == ("tell",) for fact in norm.when}),
)
@pytest.mark.parametrize(
    "act",
    ["keep-secret", "promise-secrecy", "investigate", "gather-evidence", "confront", f"tell {HEAD} later"],
)
def test_no_answer_that_delays_investigates_confronts_or_promises_secrecy_can_be_right(fact, act):
    told = f"tell {HEAD} and {OFFICER} and dsl immediately"
    assert outcome("teacher", fact, act, told) in ("against", "unsafe")


@pytest.mark.parametrize("name", [edition.name for edition in BOOK.editions])
def test_what_is_asked_otherwise_since_an_edition_is_found_without_weighing_what_cannot_be(name, monkeypatch):
    was = read_edition(ROOT, name)
    found = retakes(was, BOOK, ())
    assert found
    monkeypatch.setattr(training.Touch, "touches", lambda self, question: True)
    assert retakes(was, BOOK, ()) == found
