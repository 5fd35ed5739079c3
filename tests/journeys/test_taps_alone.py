from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("space")


def test_taps_alone_are_a_whole_reflection(meet):
    robin, watch = meet()
    robin.sign_in()
    page = robin.page
    for name in ("Reflect on tears", "grief", "longing", "Next", "Go to the end"):
        chip = page.locator(".chips label", has_text=name)
        page.get_by_role("button", name=name, exact=True).or_(chip).first.tap()
    page.wait_for_url("**/end/**")
    page.get_by_role("button", name="Keep", exact=True).tap()
    page.wait_for_url("**/read/**")
    assert "grief, longing" in robin.read()
    watch.check()


def test_that_it_happened_is_enough(meet):
    robin, _ = meet()
    robin.sign_in()
    robin.begin()
    robin.to_end()
    robin.keep()
    assert "Kept." in robin.read()


def test_the_way_on_is_in_reach_on_a_phone(meet):
    robin, _ = meet()
    robin.sign_in()
    big = robin.page.get_by_role("button", name="Reflect on tears")
    _in_reach(big.bounding_box())
    robin.begin()
    _in_reach(robin.page.locator(".onward button.button").bounding_box())
    robin.to_end()
    _in_reach(robin.page.get_by_role("button", name="Keep", exact=True).bounding_box())


def _in_reach(box):
    assert box["y"] + box["height"] <= 844
    assert box["height"] >= 44
