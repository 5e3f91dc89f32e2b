"""The calendar and the feed are read back by programs that did not write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import pytest
import vobject

from policybook.ext.oversight.feeds import WARNING, calendar, feed, review_due
from policybook.policy.handbook import Edition, Handbook, Source
from policybook.policy.model import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

SOURCE = Source("The pool policy", "2019-01-15", "2020-01-15")
ATOM = "{http://www.w3.org/2005/Atom}"


def edition(name: str, adopted: str, review_by: str, restates: str = "") -> Edition:
    """An edition's head with nothing but what a governor asks of it."""
    return Edition(name, adopted, review_by, "", f"print of {name}", restates=restates)


FIRST = edition("2019.1.0", "2019-01-15", "2020-01-15", "the pool policy, as adopted")
SECOND = edition("2026.1.0", "2026-12-01", "2027-12-01")


def book(editions: Sequence[Edition] = (FIRST, SECOND), source: Source = SOURCE) -> Handbook:
    """A handbook with these editions, and no policy."""
    return replace(Handbook(Vocabulary()), source=source, editions=tuple(editions))


@pytest.mark.parametrize(
    ("editions", "day"), [((), "2020-01-15"), ((FIRST,), "2020-01-15"), ((FIRST, SECOND), "2027-12-01")]
)
def test_the_newest_adoption_says_when_the_review_falls_due(editions: Sequence[Edition], day: str) -> None:
    due = review_due(book(editions))
    assert due is not None
    assert due[2] == day


def test_two_other_programs_find_the_day_in_the_calendar_and_a_reminder_before_it() -> None:
    written = calendar(book())
    read = vobject.readOne(written.decode())
    assert read.validate(raiseException=True)
    assert read.vevent.dtstart.value == date(2027, 12, 1)
    assert read.vevent.dtend.value == date(2027, 12, 2)
    (event,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == -WARNING == -timedelta(weeks=8)
    assert "Edition 2026.1.0, adopted on 1 December 2026" in event["description"]
    assert not event.errors


def test_a_calendar_is_the_same_for_the_same_handbook() -> None:
    assert calendar(book()) == calendar(book())
    assert calendar(book()) != calendar(book([FIRST]))


def test_a_handbook_without_dates_has_neither() -> None:
    bare = book([], Source())
    assert (calendar(bare), feed(bare)) == (b"", "")


def test_another_program_reads_the_editions_in_the_feed_newest_first() -> None:
    read = feedparser.parse(feed(book(), "https://handbook.example/"))
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert [entry.title for entry in read.entries] == ["Edition 2026.1.0", "Edition 2019.1.0"]
    assert [entry.link for entry in read.entries] == [
        "https://handbook.example/editions/2026.1.0.html",
        "https://handbook.example/editions/2019.1.0.html",
    ]
    assert read.entries[0].updated_parsed[:4] == (2026, 12, 1, 12)
    assert (
        read.entries[1].summary
        == "It restates the pool policy, as adopted. It is to be reviewed by 15 January 2020."
    )


def test_newsreaders_take_a_summary_for_html_and_it_is_words_all_the_same() -> None:
    hostile = edition("2019.1.0", "2019-01-15", "2020-01-15", "<img src=x onerror=run()> & more")
    (entry,) = ET.fromstring(feed(book([hostile]))).findall(f"{ATOM}entry")
    assert (entry.find(f"{ATOM}summary").text or "").startswith(
        "It restates &lt;img src=x onerror=run()&gt; &amp; more."
    )


def test_the_feed_has_what_its_standard_demands_once_each() -> None:
    """RFC 4287: a feed and an entry each have one id, one title, one updated; a feed has an author and a link to itself."""
    root = ET.fromstring(feed(book()))
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert element.findall(f"{ATOM}link")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert "self" in [link.get("rel") for link in root.findall(f"{ATOM}link")]
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == 3
