"""A bank of every kind on a learning platform: read back by others' programs, with no key and no feedback lost, or laxer."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest
from badinput import copy_of_small
from making import policy, question
from moodle_xml_parser.parser import parse_bytes
from places import SMALL
from platforms import (
    QTI,
    TICKED,
    Exported,
    a_discussion_asks_and_tells_and_scores_nothing,
    moodle_gives_full_marks_to_what_is_right_alone,
    moodle_has_each_once,
    moodle_keeps_the_words,
    moodle_offers_orders_each_marked_by_the_policy,
    qti_keeps_the_words,
    qti_scores_every_answer_as_the_policy_does,
    qti_stands_in_the_order_of_the_schema,
    safety_critical_questions_say_so,
    words_of,
)

from policybook.cli import main
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.portable import moodle_xml, qti_package
from policybook.portable.items import Item
from policybook.portable.moodle import only_right

CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
POOL = load(SMALL)
MORE = policy(
    advice=["worker should ask-advice from council before investigate when accident"],
    water=["worker must tell manager or deputy when dirty-water"],
).handbook


def named(name: str, asked: Question) -> Question:
    """A question with an id, and with feedback of its own on each option."""
    options = (replace(o, feedback=f"*{o.letter}* of {name}: {{clause}}`filming`.") for o in asked.options)
    return replace(
        asked, id=name, prompt=f"Is **{name}** clear?", options=tuple(options), page="quizzes/more"
    )


# The small handbook's own, with what it lacks; a house rule that nobody looks into it would make no order right.
BOOK = replace(
    POOL,
    guidance=(),
    sections=(*POOL.sections, *MORE.sections),
    questions=(
        *POOL.questions,
        named(
            "steps",
            question(
                "order",
                "accident",
                (3, "investigate"),
                (1, "ask-advice from council"),
                (2, "tell manager and deputy immediately"),
                (0, "sing"),
            ),
        ),
        named(
            "whom",
            question(
                "tell",
                "accident",
                *((1, "whom: manager"), (1, "whom: deputy"), (0, "whom: council"), (0, "whom: nobody")),
                *((1, "joined: and"), (0, "joined: or")),
            ),
        ),
        named(
            "either",
            question(
                "all", "dirty-water", (1, "tell manager"), (0, "tell deputy"), (0, "tell council"), (0, "run")
            ),
        ),
        named("talk", question("discussion", "accident", (0, "sing"), (0, "walk"))),
    ),
)
BANK = Exported(BOOK)


def ids(item: Item) -> str:
    return item.id


EVERY = pytest.mark.parametrize("item", BANK.items.values(), ids=ids)
TICKS = pytest.mark.parametrize("item", BANK.of_kinds(*TICKED), ids=ids)
SCORED = pytest.mark.parametrize("item", BANK.of_kinds(*TICKED, "order"), ids=ids)


def test_every_question_is_in_the_moodle_file_once():
    moodle_has_each_once(BANK)


@TICKS
def test_moodle_keeps_the_words_and_the_feedback_of_every_option(item):
    moodle_keeps_the_words(BANK, item)


@TICKS
def test_moodle_gives_full_marks_to_what_the_policy_supports_and_to_nothing_else(item):
    moodle_gives_full_marks_to_what_is_right_alone(BANK, item)


def test_moodle_offers_orders_each_marked_by_the_policy():
    for item in BANK.of_kinds("order"):
        moodle_offers_orders_each_marked_by_the_policy(BANK, item)


@EVERY
def test_qti_keeps_the_words_and_the_feedback_of_every_option(item):
    qti_keeps_the_words(BANK, item)
    qti_stands_in_the_order_of_the_schema(BANK, item)


@SCORED
def test_qti_scores_every_answer_as_the_policy_does(item):
    qti_scores_every_answer_as_the_policy_does(BANK, BOOK.question_by_id[item.id])


def test_a_discussion_asks_and_tells_and_scores_nothing():
    for item in BANK.of_kinds("discussion"):
        a_discussion_asks_and_tells_and_scores_nothing(BANK, item)


@EVERY
def test_safety_critical_questions_say_so_in_both(item):
    safety_critical_questions_say_so(BANK, item)


def test_the_bank_is_of_every_kind_and_some_are_safety_critical():
    assert {item.kind for item in BANK.items.values()} == {"one", "all", "order", "tell", "discussion"}
    assert {asked.safety_critical for asked in BOOK.questions} == {True, False}
    assert {element.get("type") for element in BANK.by_id.values()} == {"multichoice", "essay"}


def test_what_would_be_right_too_is_left_out_of_the_choice_and_told_afterwards():
    assert BANK.items["either"].right == (("a",), ("b",), ("a", "b"))
    assert only_right(BANK.items["either"]) == (("b",), ("a",))
    parsed = BANK.parsed["Either"]
    assert [option.score_fraction for option in parsed.options] == [100, -100, -100]
    assert "Also right, and left out of the choice: tell deputy" in words_of(parsed.general_feedback)


def test_ticks_share_the_mark():
    assert [option.score_fraction for option in BANK.parsed["Whom"].options] == [
        *(33.33333, 33.33333, -100, -100, 33.33333, -100)
    ]


def test_feedback_cites_a_clause_by_number_title_and_page():
    cited = "1(b) Filming (book/policy/rules.html#filming)"
    assert all(cited in words_of(option.feedback) for option in BANK.parsed["May i film"].options)
    assert not re.search(r"\{[a-z]+\}", BANK.moodle.decode())


# ---- the QTI package


def test_the_manifest_lists_every_file_and_no_other():
    manifest = ET.fromstring(BANK.files["imsmanifest.xml"])
    resources = manifest.findall(f"{CP}resources/{CP}resource")
    assert [r.get("href") for r in resources] == [name for name in BANK.files if name != "imsmanifest.xml"]
    assert [r.find(f"{CP}file").get("href") for r in resources] == [r.get("href") for r in resources]
    assert {r.get("type") for r in resources} == {"imsqti_item_xmlv2p1"}
    languages = manifest.findall(
        ".//{http://ltsc.ieee.org/xsd/LOM}general/{http://ltsc.ieee.org/xsd/LOM}language"
    )
    assert {element.text for element in languages} == {"en-GB"}
    assert len(languages) == len(resources) + 1


def test_a_resource_of_the_manifest_stands_in_the_order_of_its_published_schema():
    """Both schemas were tried by hand (decisions/0008): this, and the order of an item, hold what they asked for."""
    for resource in ET.fromstring(BANK.files["imsmanifest.xml"]).iter(f"{CP}resource"):
        names = [child.tag.rpartition("}")[2] for child in resource.find(f"{CP}metadata")]
        assert names == ["qtiMetadata", "lom"]


# ---- both


def test_two_exports_are_the_same_bytes_and_carry_no_date():
    assert moodle_xml(BOOK) == BANK.moodle
    assert qti_package(BOOK) == BANK.package
    with zipfile.ZipFile(io.BytesIO(BANK.package)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


HOSTILE = "a < b & c > d \"e\" 'f' ]]> <script>alert(1)</script> é 😀 \x0b\x00 **bold** `x`"


def with_words(words: str) -> Handbook:
    small = load(SMALL)
    first = small.questions[0]
    options = tuple(replace(o, text=f"{o.letter} {words}", feedback=words) for o in first.options)
    return replace(small, questions=(replace(first, prompt=words, hint=words, options=options),))


def test_hostile_words_stay_words():
    handbook = with_words(HOSTILE)
    (parsed,) = parse_bytes(moodle_xml(handbook))["multichoice"]
    assert "<script>" not in ET.fromstring(moodle_xml(handbook)).findtext(".//answer/text", "")
    assert "é 😀" in words_of(parsed.options[0].feedback)
    with zipfile.ZipFile(io.BytesIO(qti_package(handbook))) as package:
        name = next(name for name in package.namelist() if name.startswith("items/"))
        xml = ET.fromstring(package.read(name))
    said = "".join(xml.find(f"{QTI}modalFeedback/{QTI}p[2]").itertext())
    assert said.startswith("a < b & c > d \"e\" 'f' ]]> <script>alert(1)</script> é 😀 ")
    assert said.endswith(" bold x")


def test_lists_quotations_and_links_are_kept_as_such():
    handbook = with_words("One.\n\n- two\n- three\n\n> four\n> five\n\n[six](seven.html) and *eight*")
    with zipfile.ZipFile(io.BytesIO(qti_package(handbook))) as package:
        name = next(name for name in package.namelist() if name.startswith("items/"))
        body = ET.fromstring(package.read(name)).find(f"{QTI}itemBody/{QTI}div")
    assert [child.tag.removeprefix(QTI) for child in body] == ["p", "ul", "blockquote", "p"]
    assert "".join(body[3].itertext()) == "six (seven.html) and eight"
    assert "".join(body[2].itertext()) == "four five"


@pytest.mark.parametrize(("to", "first"), [("moodle", b"<?xml"), ("qti", b"PK")])
def test_the_command_line_writes_a_file_and_nothing_to_the_screen(to, first, tmp_path, capsys):
    file = tmp_path / "bank"
    assert main(["export", "--root", str(SMALL), "--to", to, str(file)]) == 0
    assert capsys.readouterr() == ("", "")
    assert file.read_bytes().startswith(first)


def test_the_command_line_wants_a_file(capsys):
    assert main(["export", "--root", str(SMALL), "--to", "qti"]) == 1
    assert capsys.readouterr().err == "policybook: say where to write it: export --to qti FILE\n"


def test_nothing_is_exported_from_a_handbook_in_which_something_is_wrong(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    page = root / "quizzes/rules.md"
    page.write_text(page.read_text().replace("- [x]", "- [ ]"))
    file = tmp_path / "bank.xml"
    assert main(["export", "--root", str(root), "--to", "moodle", str(file)]) == 1
    assert "[question]" in capsys.readouterr().err
    assert not file.exists()
