from __future__ import annotations

from tests.journeys.person import PASSWORD, SIGN_IN

FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const label = at.closest("label") ?? at.labels?.[0];
  const shown = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = (label && getComputedStyle(at).opacity === "0" ? label : at)
    .getBoundingClientRect();
  const middle = document.elementFromPoint(
    box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2);
  const bar = middle?.closest(".onward");
  return {
    name: (at.ariaLabel ?? label?.textContent ?? at.textContent).trim(),
    type: at.type ?? at.tagName,
    marked: shown(at) || Boolean(label && shown(label)),
    inside: box.bottom > 0 && box.top < innerHeight,
    covered: Boolean(bar && !bar.contains(at)),
  };
}"""
MOST = 90


def _tab_to(page, name):
    """Press Tab until something of this name has the focus, seen at every step."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            continue
        assert at["marked"], at
        assert at["inside"], at
        assert not at["covered"], at
        if at["name"].startswith(name):
            return
    raise AssertionError(name)


def _enter(page, where):
    with page.expect_navigation(url=where):
        page.keyboard.press("Enter")


def test_the_keyboard_alone_leads_from_arriving_to_a_kept_reflection(meet):
    robin, watch = meet(has_touch=False, is_mobile=False)
    page = robin.page
    robin.go("/")
    _tab_to(page, "Create a space")
    _enter(page, "**/create/")

    _tab_to(page, "What would you like to be called?")
    page.keyboard.type("Robin")
    _tab_to(page, "Sign-in name")
    page.keyboard.type(SIGN_IN)
    _tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    _tab_to(page, "The one-time code")
    page.keyboard.type(robin.server.code)
    _tab_to(page, "I am 16 or older")
    page.keyboard.press("Space")
    _enter(page, "**/code/")

    shown = page.locator("#recovery-code").inner_text()
    _tab_to(page, "Type or paste")
    page.keyboard.type(shown)
    _enter(page, "**/today/")

    _tab_to(page, "Reflect on tears")
    _enter(page, "**/1/")
    _tab_to(page, "grief")
    page.keyboard.press("Space")
    _tab_to(page, "another word")
    page.keyboard.type("homesick")
    _enter(page, "**/2/")
    _tab_to(page, "What you remember")
    page.keyboard.type("The smell of his coat.")
    _tab_to(page, "Next")
    _enter(page, "**/3/")
    _tab_to(page, "0")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    _tab_to(page, "throat")
    page.keyboard.press("Space")
    _tab_to(page, "Skip this one")
    _tab_to(page, "Go to the end")
    _enter(page, "**/end/**")
    _tab_to(page, "Keep")
    _enter(page, "**/read/**")

    read = robin.read()
    for told in ("grief, homesick", "The smell of his coat.", "4 of 10", "throat"):
        assert told in read
    watch.check()


def test_the_first_tabs_skip_to_the_page_and_leave(meet):
    robin, _ = meet()
    robin.go("/help/")
    robin.page.keyboard.press("Tab")
    assert robin.page.evaluate(FOCUSED)["name"] == "Skip to the page"
    robin.page.keyboard.press("Enter")
    assert robin.page.evaluate("document.activeElement.id") == "main"
