"""How long after the last key the first result is on the screen, in the box and on the page.

    sakuin serve --data .sakuin &
    python -m tests.browser.latency http://127.0.0.1:8000

A real browser types each query as a person does: Latin letters one by one, Japanese through an
input method whose Enter commits the word. The time runs from the moment at which the browser
was given the last key to the end of the frame that shows a hit for the whole query.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

import click
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.keyboard import InputMethod
from tests.browser.servers import OtherSite, serving

QUERIES = (
    "検索エンジン", "生成AI 活用", "機械学習", "半導体", "量子コンピュータ", "著作権",
    "医療 画像診断", "OpenAI", "NVIDIA GPU", "Python", "RAG", "Transformer",
)  # fmt: skip
KEY_MS = 90
"""Between two letters: a quick typist."""

WATCH_BOX = """() => {
  const box = document.querySelector("sakuin-search");
  const list = box.shadowRoot.querySelector("#list");
  let answered = "";
  box.addEventListener("sakuin:search", (event) => { answered = event.detail.query; });
  window.watchResults(list, (text) => answered === text && list.querySelector(".post") !== null);
}"""
WATCH_PAGE = """() => window.watchResults(document.body, (text) => {
  const asked = new URL(location.href).searchParams.get("q") === text;
  return asked && document.querySelector("h1").textContent.includes(text);
})"""
_WATCH = """() => {
  let pressed = 0, wanted = "", shown;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  window.expectResults = (text) => {
    wanted = text;
    window.took = new Promise((resolve, reject) => {
      shown = resolve;
      setTimeout(() => reject(new Error(`no result for ${text}`)), 20_000);
    });
    window.took.catch(() => {});
  };
  window.watchResults = (list, isShown) => {
    new MutationObserver(() => {
      if (!wanted || !isShown(wanted)) return;
      wanted = "";
      requestAnimationFrame(() => setTimeout(() => shown(performance.now() - pressed)));
    }).observe(list, { childList: true, subtree: true });
  };
}"""
"""A frame is over when what it asked to be done after it is done."""


def watch(page: Page, results: str) -> None:
    """Prepares a page that has loaded for :func:`type_query`."""
    page.evaluate(_WATCH)
    page.evaluate(results)


def type_query(page: Page, text: str, pause: int = 0) -> float:
    """Types ``text`` into the focused box; milliseconds from its last key to its first result."""
    page.evaluate("(text) => { window.expectResults(text); }", text)
    if text.isascii():
        page.keyboard.type(text, delay=pause)
    else:
        method = InputMethod(page)
        method.compose(*(text[:end] for end in range(1, len(text) + 1)))
        page.wait_for_timeout(3 * pause)
        method.commit(text)
    return float(page.evaluate("window.took"))


def measured(page: Page, selector: str, results: str) -> Iterator[tuple[str, float]]:
    """Each query with its time, typed into the box of ``selector``."""
    page.locator(selector).click()
    watch(page, results)
    for text in QUERIES:
        page.locator(selector).fill("")
        page.wait_for_timeout(500)
        yield text, type_query(page, text, KEY_MS)


@click.command()
@click.argument("service")
@click.option("--rounds", default=3, help="How often every query is typed.")
def main(service: str, rounds: int) -> None:
    """Print the times of the service at the address SERVICE."""
    other = OtherSite(service.rstrip("/"))
    with serving(other) as origin, sync_playwright() as playwright:
        other.origin = origin
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        boxes: tuple[tuple[str, Callable[[], str], str, str], ...] = (
            ("search box", other.write, "sakuin-search [role=combobox]", WATCH_BOX),
            ("search page", lambda: f"{service}/", "#q", WATCH_PAGE),
        )
        for name, address, selector, results in boxes:
            times = []
            for _ in range(rounds):
                page = browser.new_page()
                page.goto(address())
                times += list(measured(page, selector, results))
                page.close()
            report(name, times)
        browser.close()


def report(name: str, times: list[tuple[str, float]]) -> None:
    """Prints the median and the 95th percentile, then the best time of each query."""
    values = [time for _, time in times]
    tail = statistics.quantiles(values, n=20)[-1]
    click.echo(f"{name}: median {statistics.median(values):.0f} ms, 95th percentile {tail:.0f} ms")
    for text in QUERIES:
        click.echo(f"  {min(time for query, time in times if query == text):6.0f} ms  {text}")


if __name__ == "__main__":
    main()
