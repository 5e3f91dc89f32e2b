"""What must hold of the real book whatever the situation, tried on made-up situations, the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from the_book import BOOK

from policybook.editions.handbook_json import from_json, to_json
from policybook.judging.graph import EXCLUDED, FIRM
from policybook.judging.judge import Judge
from policybook.judging.unstated import unstated
from policybook.judging.verdict import Situation, Verdict, is_telling
from policybook.policy.handbook import Handbook
from policybook.policy.language import (
    parse_act,
    parse_claim,
    parse_norm,
)
from policybook.policy.model import (
    AGAINST,
    VERBS,
    Act,
    Guidance,
    Norm,
    Phrase,
    Reading,
    Section,
    Vocabulary,
    Word,
)
from policybook.policy.readings import parse_reading, reading_sentence
from policybook.training.bank import working

WORDS = BOOK.vocabulary
JUDGE = Judge(BOOK)

some = settings(derandomize=True, deadline=None, database=None, max_examples=50)
many = settings(derandomize=True, deadline=None, database=None, max_examples=120)

PEOPLE, ACTS, THINGS, OUTCOMES = map(sorted, (WORDS.people, WORDS.acts, WORDS.things, WORDS.outcomes))
OBJECTS = {"people": PEOPLE, "things": THINGS}
# A random word is seldom one that a norm is about: half of all situations are drawn from these.
NORM_ACTS = sorted({act for norm in BOOK.norms.values() for act in norm.phrase.acts})
NORM_FACTS = sorted({fact for norm in BOOK.norms.values() for fact in (*norm.when, *norm.unless)})
READ_FACTS = sorted({fact for reading in BOOK.readings for fact in reading.when})


@st.composite
def acts(draw: st.DrawFn) -> Act:
    name = draw(st.sampled_from(NORM_ACTS) | st.sampled_from(ACTS))
    takes = WORDS.takes(name)
    objects = (draw(st.sampled_from(OBJECTS[takes])),) if takes in OBJECTS else ()
    told = draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True)) if takes == "recipients" else []
    timing = draw(st.sampled_from(["", "later", "at the earliest opportunity", "immediately"]))
    return Act(name, objects, tuple(told), "", timing)


facts = st.lists(
    st.sampled_from(NORM_FACTS) | st.sampled_from(READ_FACTS) | st.sampled_from(THINGS),
    max_size=3,
    unique=True,
).map(tuple)
people = st.sampled_from(PEOPLE)
staff = st.sampled_from(["teacher", "volunteer", "trainee", "supply-assistant", "governor", "headteacher"])


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    who = draw(st.lists(staff | people, min_size=1, max_size=2, unique=True))
    return Situation(tuple(who), tuple(draw(st.lists(acts(), min_size=1, max_size=3))), draw(facts))


def verdict(judge: Judge, situation: Situation) -> Verdict:
    return judge.judge(situation.who, situation.course[0], situation.given)


def same(one: Judge, other: Judge, situation: Situation) -> bool:
    """Whether two judges say the same: the verdict on each act, and the weight of the whole course."""
    acts_alike = all(
        one.judge(situation.who, act, situation.given) == other.judge(situation.who, act, situation.given)
        for act in situation.course
    )
    return acts_alike and one.weigh(situation) == other.weigh(situation)


def with_guidance(*norms: Norm) -> Handbook:
    beside = tuple(Guidance(f"beside-{at}", "", norm.layer, "", (norm,)) for at, norm in enumerate(norms))
    return replace(BOOK, guidance=(*BOOK.guidance, *beside))


# ---- order


def shuffled(book: Handbook, seed: int) -> Handbook:
    """The same book with everything that has no order of its own in another order."""
    chance = random.Random(seed)

    def mixed(items: tuple) -> tuple:
        return tuple(chance.sample(items, len(items)))

    def word(old: Word) -> Word:
        return replace(old, parents=mixed(old.parents), contrary=mixed(old.contrary))

    def table(words: Mapping[str, Word]) -> dict[str, Word]:
        return {name: word(words[name]) for name in mixed(tuple(words))}

    vocabulary = Vocabulary(
        *(table(getattr(book.vocabulary, t)) for t in ("people", "acts", "things", "outcomes"))
    )
    sections = [
        replace(s, clauses=mixed(tuple(replace(c, norms=mixed(c.norms)) for c in s.clauses)))
        for s in book.sections
    ]
    notes = [
        replace(
            note,
            readings=mixed(
                tuple(
                    replace(r, particulars=mixed(r.particulars), norms=mixed(r.norms)) for r in note.readings
                )
            ),
        )
        for note in book.interpretations
    ]
    return replace(
        book,
        vocabulary=vocabulary,
        sections=mixed(tuple(sections)),
        interpretations=mixed(tuple(notes)),
        guidance=mixed(book.guidance),
    )


SHUFFLED = [Judge(shuffled(BOOK, seed)) for seed in range(4)]


@some
@given(situations(), st.sampled_from(SHUFFLED))
def test_the_order_of_norms_interpretations_and_vocabulary_changes_nothing(situation, judge):
    assert same(JUDGE, judge, situation)


@some
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_facts_changes_nothing(situation, chance):
    who, facts = list(situation.who), list(situation.given)
    chance.shuffle(who)
    chance.shuffle(facts)
    assert same(JUDGE, JUDGE, replace(situation, who=tuple(who), given=tuple(facts)))
    assert verdict(JUDGE, situation) == verdict(JUDGE, replace(situation, who=tuple(who), given=tuple(facts)))


# ---- sentences


@pytest.mark.parametrize("name", BOOK.norms)
def test_a_norm_of_the_book_is_its_own_sentence(name):
    norm = BOOK.norms[name]
    again = parse_norm(norm.sentence, WORDS)
    assert replace(again, id=norm.id, clause=norm.clause) == norm


def test_every_reading_of_the_book_is_its_own_sentence():
    assert BOOK.readings
    for reading in BOOK.readings:
        again = parse_reading(reading_sentence(reading), WORDS)
        assert replace(again, interpretation=reading.interpretation) == reading


def test_every_act_and_claim_of_the_book_is_its_own_sentence():
    options = [option for question in BOOK.questions for option in question.options]
    assert any(option.acts for option in options)
    assert any(option.claims for option in options)
    for option in options:
        assert tuple(parse_act(act.sentence, WORDS) for act in option.acts) == option.acts
        assert tuple(parse_claim(claim.sentence, WORDS) for claim in option.claims) == option.claims


def several(names: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True).map(tuple)


def none_or(strategy: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | strategy


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    names = draw(several(ACTS))
    takes = WORDS.takes(names[-1])
    return Phrase(names, draw(none_or(several(OBJECTS[takes])))) if takes in OBJECTS else Phrase(names)


def joiner(draw: st.DrawFn, words: tuple[str, ...], *joiners: str) -> str:
    return draw(st.sampled_from(joiners)) if len(words) > 1 else ""


@st.composite
def norms(draw: st.DrawFn) -> Norm:
    layer = draw(st.sampled_from(["policy", "house", "law", "safeguarding-policy"]))
    verb = draw(st.sampled_from(list(VERBS.values())))
    faces = verb.endswith(" face")
    phrase = draw(phrases())
    recipients = draw(none_or(several(PEOPLE, 3)))
    bare = WORDS.takes(phrase.acts[-1]) == "recipients"
    timings = [timing for timing in WORDS.soon.values() if timing != "later" or layer == "house"]
    outcomes = draw(several(OUTCOMES, 3) if faces else none_or(several(OUTCOMES, 3)))
    governs = draw(st.none() | phrases())
    unless = draw(none_or(several(THINGS)))
    return Norm(
        who=draw(several(PEOPLE)),
        verb=verb,
        phrase=phrase,
        recipients=recipients,
        joiner=joiner(draw, recipients, "and", "or"),
        preposition=draw(st.sampled_from(["to", "from", *([""] if bare else [])])) if recipients else "",
        timing=draw(st.sampled_from(timings)),
        before=draw(st.none() | phrases()),
        governs=governs,
        standing=governs is not None and draw(st.booleans()),
        when=draw(none_or(several(THINGS))),
        unless=unless,
        unless_joiner=joiner(draw, unless, "", "and"),
        especially=draw(none_or(several(THINGS))),
        outcomes=outcomes,
        outcome_joiner=joiner(draw, outcomes, "and", "or", "and/or"),
        outcome_verb=""
        if faces or not outcomes
        else draw(st.sampled_from(["", "may", "will", "may face", "will face"])),
        only=verb == "may" and phrase.acts != ("tell",) and draw(st.booleans()),
        layer=layer,
    )


@many
@given(norms())
def test_any_norm_is_its_own_sentence(norm):
    assert parse_norm(norm.sentence, WORDS) == norm


@many
@given(norms())
def test_a_claim_of_any_norm_is_its_own_sentence(norm):
    assert parse_claim(norm.sentence, WORDS).norm == norm


@some
@given(acts(), facts, none_or(several(PEOPLE)))
def test_any_act_is_its_own_sentence(act, given_facts, who):
    act = replace(act, given=given_facts, who=who)
    assert parse_act(act.sentence, WORDS) == act


NORMS = st.lists(st.sampled_from(sorted(BOOK.norms)), min_size=1, max_size=3, unique=True).map(tuple)
GRAPHS = st.sampled_from([PEOPLE, ACTS, THINGS])
READINGS = st.one_of(
    *(
        GRAPHS.flatmap(
            lambda names, form=form: st.builds(
                lambda general, particulars: Reading(form, general=general, particulars=particulars),
                st.sampled_from(names),
                several(names, 3),
            )
        )
        for form in ("reads", "reads not", "leaves open whether")
    ),
    st.builds(lambda names: Reading("leaves open", norms=names), NORMS),
    *(
        st.builds(
            lambda names, when, form=form: Reading(form, norms=names, when=when), NORMS, several(THINGS)
        )
        for form in ("doubts", "sets aside")
    ),
    st.builds(lambda names: Reading("doubts", norms=names), NORMS),
    *(
        st.builds(lambda names, who, form=form: Reading(form, norms=names, who=who), NORMS, several(PEOPLE))
        for form in ("leaves to judgement", "leaves to")
    ),
    st.builds(
        lambda names, who, under: Reading("lifts", norms=names, who=who, under=under[0]),
        NORMS,
        several(PEOPLE),
        NORMS,
    ),
    st.builds(lambda names, source: Reading("fills", norms=names, source=source[0]), NORMS, NORMS),
    st.builds(
        lambda names, when, policy, under: Reading(
            "hands over", norms=names, when=when, policy=policy, under=under[0]
        ),
        NORMS,
        several(THINGS),
        st.sampled_from(THINGS),
        NORMS,
    ),
    st.builds(lambda who, when: Reading("excuses", recipient=who, when=when), people, several(THINGS)),
)


@some
@given(READINGS)
def test_any_reading_is_its_own_sentence(reading):
    assert parse_reading(reading_sentence(reading), WORDS) == reading


# ---- judging


def banning(judge: Judge, who: tuple[str, ...], act: Act, given_facts: tuple[str, ...]) -> set[str]:
    return {
        b.norm.id for b in judge.judge(who, act, given_facts).bearings if b.relation == "bans" and b.decides
    }


@many
@given(acts(), facts, st.sampled_from([name for name in PEOPLE if WORDS.people[name].parents]))
def test_a_more_particular_person_loses_no_ban(act, given_facts, name):
    kept = banning(JUDGE, (name,), act, given_facts)
    taken_away = {
        norm.id
        for norm in BOOK.norms.values()
        if (way := JUDGE.people.cover((name,), norm.who)) is not None and way.rank == EXCLUDED
    }
    for parent in WORDS.people[name].parents:
        assert banning(JUDGE, (parent,), act, given_facts) - taken_away <= kept


@some
@given(situations(), people)
def test_being_somebody_else_besides_loses_no_ban(situation, name):
    act = situation.course[0]
    before = banning(JUDGE, situation.who, act, situation.given)
    assert before <= banning(JUDGE, (*situation.who, name), act, situation.given)


SHANTY = replace(WORDS, acts={**WORDS.acts, "sing-a-shanty": Word("sing-a-shanty", "sing a shanty")})
SHANTY_NORMS = tuple(
    replace(parse_norm(text, SHANTY), id=f"sea/{at}", clause="sea")
    for at, text in enumerate(
        [
            "person must not sing-a-shanty",
            "person must sing-a-shanty",
            "person may face disciplinary-action for sing-a-shanty",
        ]
    )
)
AT_SEA = Judge(
    replace(
        BOOK,
        vocabulary=SHANTY,
        sections=(
            *BOOK.sections,
            Section("9", "", "", (replace(next(iter(BOOK.clauses.values())), id="sea", norms=SHANTY_NORMS),)),
        ),
    )
)


@some
@given(situations())
def test_a_norm_about_another_act_changes_nothing(situation):
    assert same(JUDGE, AT_SEA, situation)


@many
@given(situations())
def test_no_verdict_is_stronger_than_its_clauses_strongest_verb(situation):
    said = verdict(JUDGE, situation)
    if said.verb:
        written = [norm for name in said.clauses for norm in BOOK.clauses[name].norms]
        alike = [norm.strength for norm in written if norm.direction == VERBS[said.verb].direction]
        assert said.verb in {norm.verb for norm in written}
        assert VERBS[said.verb].strength <= max(alike)
    assert bool(said.verb) == (said.status in ("decided", "partly"))


@many
@given(situations())
def test_a_verdict_says_no_verb_that_its_bearing_norms_do_not_say(situation):
    said = verdict(JUDGE, situation)
    for bearing in said.bearings:
        written = BOOK.norms[bearing.norm.id]
        assert (bearing.norm.verb, bearing.norm.phrase, bearing.norm.who) == (
            written.verb,
            written.phrase,
            written.who,
        )
        assert written.layer == "policy"


@some
@given(situations(), st.data())
def test_a_house_norm_changes_no_verdict_even_about_the_very_act(situation, data):
    act = situation.course[0]
    phrase = Phrase((act.act,), act.objects)
    verb = data.draw(st.sampled_from([verb for verb in VERBS.values() if not verb.endswith("face")]))
    judge = Judge(
        with_guidance(Norm(situation.who, verb, phrase, layer="house", id="beside/x", clause="beside-0"))
    )
    assert verdict(judge, situation) == verdict(JUDGE, situation)
    if VERBS[verb].direction == AGAINST:
        found = judge.weigh(replace(situation, course=(act,)))
        assert [finding.effect for finding in found if finding.norm.id == "beside/x"] == ["unsafe"]


@some
@given(situations())
def test_another_policys_norm_changes_no_verdict_that_is_not_handed_over_to_it(situation):
    act = situation.course[0]
    norm = Norm(
        situation.who,
        "must not",
        Phrase((act.act,), act.objects),
        layer="safeguarding-policy",
        id="o/x",
        clause="o",
    )
    said, with_it = verdict(JUDGE, situation), verdict(Judge(with_guidance(norm)), situation)
    assert with_it == said


@many
@given(situations())
def test_silent_exactly_when_nothing_bears(situation):
    act = situation.course[0]
    seen = JUDGE._facts(situation.given, (act,))
    bears, handed = False, False
    # By going through every norm of the book, where the judge looks them up.
    for norm in BOOK.norms.values():
        if norm.layer == "policy":
            bearing = JUDGE.bears(norm, situation.who, act, (act,), situation.given)
            if bearing is not None and bearing.reach.rank != EXCLUDED:
                treated = JUDGE.treat(norm, seen)
                handed |= bool(treated.handed_to)
                bears |= treated.norm is not None and not treated.handed_to
    said = verdict(JUDGE, situation)
    assert (said.status == "silent") == (not bears and not handed)
    assert bool(said.bearings) == bears
    assert bool(said.handed_to) == handed


@some
@given(situations())
def test_judging_the_same_thing_twice_says_the_same(situation):
    assert same(JUDGE, Judge(BOOK), situation)


@some
@given(situations())
def test_an_interpretation_is_named_only_where_taking_it_away_changes_the_verdict_or_its_ground(situation):
    said = verdict(JUDGE, situation)
    for name in said.interpretations:
        notes = tuple(note for note in BOOK.interpretations if note.id != name)
        without = verdict(Judge(replace(BOOK, interpretations=notes)), situation)
        assert without != said


# ---- who acts, and what was not said


def covers(judge: Judge, who: tuple[str, ...], norm: Norm) -> bool:
    """Whether a norm names somebody, in plain English or by a reading that is settled."""
    way = judge.people.cover(who, norm.who)
    return way is not None and way.rank == FIRM


@many
@given(situations())
def test_nobody_who_is_not_covered_is_against_a_norm(situation):
    facts = JUDGE._facts(situation.given, situation.course)
    who = tuple(JUDGE.cast(situation.who, facts))
    for bearing in verdict(JUDGE, situation).bearings:
        if bearing.points == AGAINST and bearing.decides:
            assert covers(JUDGE, who, bearing.norm)
    acting = [who, *(act.who for act in situation.course if act.who)]
    for finding in JUDGE.weigh(situation):
        if finding.effect == "against":
            assert any(covers(JUDGE, each, finding.norm) for each in acting)


FREEDOMS = [norm.id for norm in BOOK.policy_norms if norm.verb == "may"]
BOUND = Judge(
    replace(
        BOOK,
        sections=tuple(
            replace(
                section,
                clauses=tuple(
                    replace(clause, norms=tuple(n for n in clause.norms if n.id not in FREEDOMS))
                    for clause in section.clauses
                ),
            )
            for section in BOOK.sections
        ),
    )
)


@many
@given(
    situations(),
    st.sampled_from([act for name in FREEDOMS for act in BOOK.norms[name].phrase.acts]),
    st.data(),
)
def test_no_freedom_forbids(situation, name, data):
    takes = WORDS.takes(name)
    objects = (data.draw(st.sampled_from(OBJECTS[takes])),) if takes in OBJECTS else ()
    done = data.draw(st.sampled_from([situation.course[0], Act(name, objects)]))
    situation = replace(situation, course=(done, *situation.course[1:]))
    said = verdict(JUDGE, situation)
    free = [bearing for bearing in said.bearings if bearing.norm.verb == "may"]
    assert all(bearing.points != AGAINST for bearing in free)
    assert (said.points == AGAINST) == (verdict(BOUND, situation).points == AGAINST)
    effects = {finding.effect for finding in JUDGE.weigh(situation) if finding.norm.verb == "may"}
    assert not effects & {"against", "unsafe", "falls short"}


TELLING = [norm for norm in BOOK.policy_norms if is_telling(norm)]


@many
@given(situations(), st.sampled_from(TELLING), st.booleans())
def test_who_holds_every_office_that_is_named_never_tells_too_few(situation, norm, alone):
    given_facts = tuple(dict.fromkeys((*norm.when, *situation.given)))
    seen = (name for act in situation.course for name in act.objects if name in WORDS.things)
    treated = JUDGE.treat(norm, (*given_facts, *seen)).norm
    if treated is None or not treated.recipients:
        return
    who = treated.recipients if alone else (*norm.who, *treated.recipients)
    situation = replace(situation, who=tuple(dict.fromkeys(who)), given=given_facts)
    mine = [finding for finding in JUDGE.weigh(situation) if finding.norm.id == norm.id]
    assert not {finding.effect for finding in mine} & {"falls short", "against"}
    assert norm.id not in {bearing.norm.id for bearing in JUDGE.judge(who, Act("tell"), given_facts).bearings}


@pytest.mark.parametrize("norm", [norm for norm in TELLING if not norm.recipients], ids=str)
@pytest.mark.parametrize("excuse", JUDGE.excusing, ids=str)
def test_no_excuse_takes_away_a_duty_whose_clause_names_nobody(norm, excuse):
    assert JUDGE.treat(norm, (*norm.when, *excuse.when)).norm


@many
@given(situations(), st.sampled_from(TELLING))
def test_a_duty_to_tell_is_kept_by_telling_somebody_else_whom_it_names(situation, norm):
    given_facts = tuple(dict.fromkeys((*norm.when, *situation.given)))
    situation = replace(situation, given=given_facts)
    who = tuple(JUDGE.cast(situation.who, JUDGE._facts(given_facts, situation.course)))
    told = [name for act in situation.course if act.act == "tell" for name in act.recipients]
    others = [name for name in told if not set(JUDGE.people.above(name)) & set(who)]
    for finding in JUDGE.weigh(situation):
        if finding.effect == "keeps" and is_telling(finding.norm) and finding.norm.recipients:
            named = [name for name in finding.norm.recipients if JUDGE.people.cover(others, (name,))]
            assert named, finding


def more_general(fact: str) -> set[str]:
    return {name for name, way in JUDGE.things.above(fact).items() if way.rank != EXCLUDED}


@many
@given(situations(), st.sampled_from(NORM_FACTS) | st.sampled_from(READ_FACTS) | st.sampled_from(THINGS))
def test_a_verdict_that_changes_when_a_fact_is_added_names_that_fact_or_a_more_general_one(situation, fact):
    who, act, given_facts = situation.who, situation.course[0], situation.given
    now = JUDGE.judge(who, act, given_facts)
    then = JUDGE.judge(who, act, (*given_facts, fact))
    if (now.status, now.points, now.verb, now.handed_to) == (
        then.status,
        then.points,
        then.verb,
        then.handed_to,
    ):
        return
    found = unstated(JUDGE, who, act, given_facts)
    named = {turn.fact for turn in (*found.asks, *found.lifts)} & more_general(fact)
    # What would lift a ban and break a house rule is no exception that anybody is told of.
    lifted = now.points == AGAINST and then.points != AGAINST
    unsafe = lifted and any(
        JUDGE.broken(Situation(who, (act,), (*given_facts, name))) for name in more_general(fact)
    )
    assert named or unsafe


def bare_acts() -> Iterator[Act]:
    """Each act of the vocabulary, done to each kind of person or thing that it can be done to."""
    for name in ACTS:
        for thing in OBJECTS.get(WORDS.takes(name), [""]):
            yield Act(name, (thing,) if thing else ())


def test_whoever_is_bullied_is_judged_as_the_person_who_is_bullied():
    turned = 0
    for act in bare_acts():
        for name in ("teacher", "volunteer", "parent", "headteacher", "other-school"):
            himself = JUDGE.judge((name,), act, ("self-bullied",))
            assert himself == JUDGE.judge((name, "bullied-person"), act, ("cyberbullying",))
            turned += himself != JUDGE.judge((name,), act, ("cyberbullying",))
    assert turned > 5


@pytest.mark.parametrize("fact", sorted(JUDGE.parts))
def test_what_a_part_would_change_is_asked(fact):
    changing = [
        act
        for act in bare_acts()
        if JUDGE.judge(("teacher",), act).status != JUDGE.judge(("teacher",), act, (fact,)).status
    ]
    assert changing
    for act in random.Random(1).sample(changing, min(20, len(changing))):
        found = unstated(JUDGE, ("teacher",), act)
        named = {turn.fact for turn in (*found.asks, *found.lifts)}
        assert named & more_general(fact), act


# ---- the exported file

ROUND = from_json(to_json(BOOK))
ROUND_JUDGE = Judge(ROUND)


@some
@given(situations())
def test_the_exported_book_says_the_same_verdict_for_verdict(situation):
    assert same(JUDGE, ROUND_JUDGE, situation)


def test_the_exported_book_has_the_same_keys_and_exports_to_the_same_file():
    assert BOOK.questions
    for question in BOOK.questions:
        assert working(ROUND, question.id) == working(BOOK, question.id)
    assert to_json(ROUND) == to_json(BOOK)
    assert {n: c.fingerprint for n, c in ROUND.clauses.items()} == {
        n: c.fingerprint for n, c in BOOK.clauses.items()
    }


def test_every_status_is_reached_that_the_readings_leave_room_for():
    """Or what is tried above would hold of nothing."""
    forms = {reading.form for reading in BOOK.readings}
    handed = [reading.when for reading in BOOK.readings if reading.form == "hands over"]
    reached = set()
    for who in ("teacher", "volunteer"):
        for name in ACTS:
            takes = WORDS.takes(name)
            for thing in OBJECTS.get(takes, [""]):
                for fact in ((), *handed):
                    act = Act(name, (thing,) if thing else ())
                    reached.add(JUDGE.judge((who,), act, fact).status)
    unsure = {"partly", "judgement"} if forms & {"leaves open", "leaves open whether", "doubts"} else set()
    assert reached >= {"decided", "silent"} | unsure | ({"conflict"} if handed else set())
