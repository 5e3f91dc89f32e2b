"""What is written beside the site: the handbook as data, and what a calendar and a newsreader take.

Those are the dates of review, and the editions. Each is the same for the same handbook, byte for byte. Dates are ISO
(yyyy-mm-dd) in the model.
"""

import uuid
from datetime import UTC, date, datetime, timedelta
from html import escape
from importlib import resources
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

from sphinx.application import Sphinx

from policybook import files
from policybook.editions.edition import page_of
from policybook.editions.handbook_json import to_parts
from policybook.ext.base.domain import domain_of
from policybook.policy.english import capital, written_out
from policybook.policy.handbook import Handbook

CALENDAR = "review-dates.ics"
FEED = "editions.atom"
WARNING = timedelta(days=56)
"""How long before a review falls due a calendar reminds: a term's notice of a meeting, about eight weeks."""
_OURS = uuid.uuid5(uuid.NAMESPACE_DNS, "policybook")


def review_due(handbook: Handbook) -> tuple[str, str, str] | None:
    """(what falls due, when it was adopted, by when): of the newest edition, else of the adopted document.

    None where neither has a date. What a later adoption replaced is not due any more.
    """
    source = handbook.source
    found = [(source.title, source.adopted, source.review_by)]
    found += [(e.restates or f"edition {e.name}", e.adopted, e.review_by) for e in handbook.editions]
    return next(((what, day, due) for what, day, due in reversed(found) if day and due), None)


def calendar(handbook: Handbook) -> bytes:
    """The day by which the policy is to be reviewed as iCalendar (RFC 5545); empty where there is none."""
    from icalendar import Alarm, Calendar, Event

    due = review_due(handbook)
    if not due:
        return b""
    what, adopted, by = due
    day = date.fromisoformat(by)
    event = Event()
    event.add("uid", str(uuid.uuid5(_OURS, f"review of {what} by {by}")))
    event.add("dtstamp", _noon(adopted))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    policy = capital(handbook.organisation.policy.removeprefix("the "))
    event.add("summary", f"{policy}: review due")
    said = "This day is set for its review. The handbook says what awaits a decision."
    # A restatement says itself when what it restates was issued.
    restated = any(edition.restates == what for edition in handbook.editions)
    when = "" if restated else f", adopted on {written_out(adopted)}"
    event.add("description", f"{capital(what)}{when}. {said}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"The review of {handbook.organisation.policy} falls due in eight weeks.")
    alarm.add("trigger", -WARNING)
    event.add_component(alarm)
    found = Calendar()
    found.add("prodid", "-//policybook//review dates//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"{policy}: review dates")
    found.add_component(event)
    return bytes(found.to_ical())


def feed(handbook: Handbook, base: str = "") -> str:
    """Every edition as an Atom feed (RFC 4287), the newest first; "" where there is none.

    `base` is the site's address with a slash at its end; without it, links are relative to the feed.
    """
    from feedgenerator import Atom1Feed

    if not handbook.editions:
        return ""
    made = Atom1Feed(
        title=f"{handbook.organisation.handbook}: editions",
        link=f"{base}index.html",
        description="Each edition of the handbook, the newest first.",
        language=handbook.organisation.language,
        author_name=capital(handbook.organisation.body),
        feed_url=f"{base}{FEED}",
        feed_guid=f"urn:uuid:{uuid.uuid5(_OURS, handbook.source.title)}",
    )
    for edition in reversed(handbook.editions):
        adopted = f"Adopted by {handbook.organisation.body} on {written_out(edition.adopted)}."
        said = f"It restates {edition.restates}." if edition.restates else adopted
        made.add_item(
            title=f"Edition {edition.name}",
            link=f"{base}{page_of(edition.name)}.html",
            # Newsreaders take a summary for HTML.
            description=escape(f"{said} It is to be reviewed by {written_out(edition.review_by)}."),
            unique_id=f"urn:uuid:{uuid.uuid5(_OURS, edition.fingerprint + edition.name)}",
            pubdate=_noon(edition.adopted),
            updateddate=_noon(edition.adopted),
        )
    written = StringIO()
    made.write(written, "utf-8")
    return written.getvalue()


def _noon(day: str) -> datetime:
    """A day as a moment: noon, so that no time zone makes another day of it."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=12)


DATA = ("handbook.json", "handbook-index.json")
SCHEMAS = ("handbook.schema.json", "record.schema.json")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write them at the root of an HTML site that was built whole, where they are not so already."""
    if exception or app.builder.format != "html":
        return
    handbook = domain_of(app.env).book.handbook
    made = dict(zip(DATA, to_parts(handbook), strict=True))
    # The extra `feeds`: whoever does without it has neither.
    made |= {CALENDAR: calendar(handbook)} if find_spec("icalendar") else {}
    made |= {FEED: feed(handbook, app.config.html_baseurl).encode()} if find_spec("feedgenerator") else {}
    made |= {name: (resources.files("policybook") / name).read_bytes() for name in SCHEMAS}
    for name, content in made.items():
        path = Path(app.outdir, name)
        if content:
            files.write(path, content)
        else:  # nor is one left from an earlier build
            path.unlink(missing_ok=True)
