"""Agents are looked up by their shape, and it says of each what the whole of it says."""

import re
from collections.abc import Callable, Iterator, Sequence

import duckdb
import pytest
import ua_parser
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from clicks.test_classification import BOTS, PEOPLE, PREVIEWS
from kliqs.clicks.classification import classify
from kliqs.clicks.loader.agents import SHAPE

PHONE = "Mozilla/5.0 (Linux; Android 13; SM-A515F"
MOBILE = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
NAMES = {
    f"{PHONE}) {MOBILE} Chrome/120.0.0.0 Mobile Safari/537.36": "Chrome Mobile",
    f"{PHONE}; wv) {MOBILE} Version/4.0 Chrome/128.0.6613.127 Mobile Safari/537.36": "Chrome Mobile WebView",
    f"{PHONE}; wv) {MOBILE} Version/4.0 Chrome/128.0.6613.127 Mobile Safari/537.36 Instagram 344.0.0.31.110"
    " Android (33/13; 420dpi; 1080x2194; samsung; SM-A515F; a51; exynos9611; id_ID; 621084312)": "Instagram",
    f"{PHONE}) {MOBILE} Chrome/120.0.6099.144 Mobile Safari/537.36 OPR/79.5.4195.76593": "Opera Mobile",
    f"{PHONE}) {MOBILE} Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.6.8.1318 Mobile Safari/537.36": "UC Browser",
    f"{PHONE}) {MOBILE} Chrome/112.0.5615.136 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.10.1": "MiuiBrowser",
    f"{PHONE}) {MOBILE} Chrome/120.0.0.0 YaBrowser/23.11.7.80 Mobile Safari/537.36": "Yandex Browser",
    f"{IPHONE} Mobile/15E148 Instagram 334.0.0.23.98 (iPhone14,5; iOS 17_5; id_ID)": "Instagram",
    f"{IPHONE} GSA/320.0.645 Mobile/15E148 Safari/604.1": "Google",
    "MyShop/3 CFNetwork/1410.0.3 Darwin/22.6.0": "MyShop",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)": "Outlook",
}
PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)


@pytest.fixture(scope="module")
def shapes() -> Iterator[Callable[[Sequence[str]], list[str]]]:
    with duckdb.connect() as db:

        def found(texts: Sequence[str]) -> list[str]:
            rows = db.execute(f"SELECT {SHAPE} FROM (SELECT unnest(?) AS text)", [list(texts)]).fetchall()
            return [row[0] for row in rows]

        yield found


@pytest.mark.parametrize(("agent", "browser"), NAMES.items(), ids=NAMES.values())
def test_a_shape_says_which_browser_it_is(
    shapes: Callable[[Sequence[str]], list[str]], agent: str, browser: str
) -> None:
    assert classify(agent).browser == browser
    assert classify(*shapes([agent])).browser == browser


def test_a_shape_says_what_its_agent_says(shapes: Callable[[Sequence[str]], list[str]]) -> None:
    agents = [*PEOPLE, *BOTS, *PREVIEWS, *NAMES, "mailcheck-bot 3.1.4 (+https://example.com)"]
    assert list(map(classify, shapes(agents))) == list(map(classify, agents))


def test_agents_that_differ_in_numbers_share_a_shape(shapes: Callable[[Sequence[str]], list[str]]) -> None:
    some = [f"{PHONE}) Chrome/{number}.0.{number * 7}.3 App/{number}.{number}.{number}" for number in range(1, 200)]
    assert len(set(shapes(some))) == 1


RULES = [rule.regex for rules in ua_parser.load_lazy_builtins() for rule in rules]


@pytest.mark.parametrize("part", range(8))
def test_each_rule_of_ua_parser_finds_in_a_shape_what_it_finds_in_the_agent(
    shapes: Callable[[Sequence[str]], list[str]], part: int
) -> None:
    @seed(part)
    @settings(
        max_examples=2 * len(RULES[part::8]),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from(RULES[part::8]).flatmap(
            lambda rule: st.from_regex(re.compile(rule, re.ASCII), alphabet=PRINTABLE)
        )
    )
    def agrees(agent: str) -> None:
        assume(not re.search(r"[A-Za-z]\d{2,}\.\d", agent))  # a rule's `.` would take a digit of the number for itself
        assert classify(*shapes([agent])) == classify(agent)

    agrees()
