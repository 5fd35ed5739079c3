"""The drawing to breathe with: when it is wide, what is counted, and how it ends."""

from __future__ import annotations

import pytest

# Time is set and not waited for.
AT = """(seconds) => {
  for (const one of document.getAnimations()) {
    one.pause();
    one.currentTime = seconds * 1000;
  }
  const shape = getComputedStyle(document.querySelector(".breath-shape"));
  const counted = [...document.querySelectorAll(".breath-count > span")];
  return {
    wide: shape.transform === "none" ? 1 : new DOMMatrix(shape.transform).a,
    said: counted.filter((one) => getComputedStyle(one).visibility === "visible")
      .map((one) => one.textContent),
  };
}"""
# In for four and out for six, twelve times in two minutes, after two seconds of rest.
MOMENTS = (
    (1.0, 0.55, []),
    (2.5, None, ["in 1"]),
    (5.9, None, ["in 4"]),
    (6.0, 1.0, ["out 1"]),
    (11.5, None, ["out 6"]),
    (12.0, 0.55, ["in 1"]),
    (121.9, None, ["out 6"]),
    (122.5, 0.55, []),
)


@pytest.mark.parametrize("seconds", MOMENTS, ids=lambda one: str(one[0]))
def test_the_drawing_and_the_count_go_together(meet, seconds):
    robin, watch = meet(reduced_motion="no-preference")
    robin.go("/breathe/longer-out/2/")
    at, wide, said = seconds
    found = robin.page.evaluate(AT, at)
    assert found["said"] == said
    if wide is not None:
        assert found["wide"] == pytest.approx(wide, abs=0.01)
    assert not watch.said


def test_where_less_motion_is_asked_for_only_the_count_goes_on(meet):
    robin, _ = meet(reduced_motion="reduce")
    robin.go("/breathe/longer-out/2/")
    seen = [robin.page.evaluate(AT, at) for at, _, _ in MOMENTS]
    assert {one["wide"] for one in seen} == {0.55}
    assert [one["said"] for one in seen] == [said for _, _, said in MOMENTS]


def test_it_stands_still_until_it_is_asked_and_can_be_stopped(meet):
    robin, _ = meet(reduced_motion="no-preference", java_script_enabled=False)
    robin.go("/breathe/")
    assert not robin.page.locator(".breath-count").count()
    robin.page.get_by_role("link", name="Even, slow").click()
    robin.page.wait_for_url("**/breathe/even-slow/2/")
    assert robin.page.locator(".breath-count > span").count() == 10
    robin.press("Stop")
    robin.page.wait_for_url("**/breathe/")
