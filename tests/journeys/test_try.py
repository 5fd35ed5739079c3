from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

WORDS = "A word that stays in this window."


def test_trying_sends_nothing_and_keeps_nothing(meet):
    robin, watch = meet(has_touch=False, is_mobile=False)
    page = robin.page
    robin.go("/")
    robin.press("Try it without an account")
    page.wait_for_url("**/try/")
    page.wait_for_load_state("networkidle")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_load_state("networkidle")
    assert page.locator("form").count() == 0
    loaded, address = len(watch.requests), page.url

    robin.pick("grief")
    page.locator(".own input").first.fill("homesick")
    page.locator(".own input").first.press("Enter")
    robin.write(WORDS)
    robin.rate("Mood now", 3)
    page.locator('input[inputmode="numeric"]').first.press("Enter")
    assert page.url == address
    assert watch.requests[loaded:] == []

    with page.expect_download() as saving:
        robin.press("Save as a text file")
    saved = Path(saving.value.path()).read_text()
    for told in ("grief", "homesick", WORDS):
        assert told in saved
    page.evaluate("window.print = () => { window.printed = true; }")
    robin.press("Print")
    assert page.evaluate("window.printed")
    sent = [path for method, path in watch.requests[loaded:] if method != "GET"]
    assert sent == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    page.reload()
    assert WORDS not in page.content()
    assert page.locator("textarea").first.input_value() == ""
    watch.check()


def test_without_script_no_button_promises_what_it_cannot_do(meet):
    robin, _ = meet(java_script_enabled=False)
    robin.go("/try/")
    robin.pick("grief")
    expect(robin.page.locator("[data-print]")).to_be_hidden()
    expect(robin.page.locator("[data-save]")).to_be_hidden()
