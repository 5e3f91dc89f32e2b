"""A menu shows what is near the page, whatever the site's size, and leads to every page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from policybook.theme.menu import ALL, FEW, LONG, MOST, NEAR, Group, Menu, MenuEntry

APP = SimpleNamespace(
    builder=SimpleNamespace(get_target_uri=lambda page: f"{page}.html"), env=SimpleNamespace(found_docs=set())
)


def group(caption: str, names: list[str], below: dict[str, list[str]] | None = None) -> Group:
    entries: list[MenuEntry] = []
    for name in names:
        entries.append(MenuEntry(name.upper(), name, 0))
        entries += [MenuEntry(one.upper(), one, 1, under=name) for one in (below or {}).get(name, ())]
    return Group(caption, tuple(entries))


def menu(*groups: Group) -> Menu:
    return Menu(groups, {entry.page: entry.under for one in groups for entry in one.entries})


def shown(made: Menu, page: str) -> list[tuple[list[str], int]]:
    return [([link.title for link in links], whole) for _, links, whole in made.links(APP, page)]


def names(start: str, count: int) -> list[str]:
    return [f"{start}{at}" for at in range(count)]


@pytest.mark.parametrize("page", ["a0", "a39", "b1", "elsewhere"])
def test_a_menu_that_is_not_long_is_whole_and_no_page_lists_all(page):
    made = menu(group("A", names("a", MOST)), group("B", names("b", LONG - MOST)))
    assert [len(titles) for titles, _ in shown(made, page)] == [MOST, LONG - MOST]
    assert {whole for _, whole in shown(made, page)} == {0}
    assert list(made.all_pages(APP)) == []


def test_a_long_group_shows_what_is_near_and_the_page_under_which_it_stands():
    made = menu(group("", names("a", MOST + 10), {"a3": names("c", MOST)}))
    ((titles, whole),) = shown(made, "a30")
    assert (titles, whole) == ([f"A{at}" for at in range(30 - NEAR, 30 + NEAR + 1)], 2 * MOST + 10)
    ((titles, _),) = shown(made, "c20")
    assert titles == ["A3", *(f"C{at}" for at in range(20 - NEAR, 20 + NEAR + 1))]
    ((titles, _),) = shown(made, "elsewhere")
    assert len(titles) == 2 * NEAR + 1
    ((name, context, _),) = made.all_pages(APP)
    assert name == ALL
    assert [len(links) for _, links in context["pb_all"]] == [2 * MOST + 10]


def test_in_a_long_menu_the_other_groups_show_their_beginning():
    made = menu(*(group(str(at), names(f"g{at}-", MOST)) for at in range(25)))
    counts = [len(titles) for titles, _ in shown(made, "g7-20")]
    assert counts == [MOST if at == 7 else FEW for at in range(25)]
    assert [whole for _, whole in shown(made, "g7-20")] == [0 if at == 7 else MOST for at in range(25)]
    assert len(list(made.all_pages(APP))) == 1


def test_an_authors_own_page_of_that_name_is_left_alone():
    mine = SimpleNamespace(builder=APP.builder, env=SimpleNamespace(found_docs={ALL}))
    assert list(menu(group("", names("a", MOST + 1))).all_pages(mine)) == []
