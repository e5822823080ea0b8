"""People, previews and bots by real user agents."""

import pytest
import ua_parser

from kliqs.clicks.classification import classify, is_spider

PEOPLE = {
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36": (
        "phone",
        "Android",
        "Chrome Mobile",
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
    " Mobile/15E148 Safari/604.1": ("phone", "iOS", "Mobile Safari"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
    " Instagram 334.0.0.23.98 (iPhone14,5; iOS 17_5; id_ID)": ("phone", "iOS", "Instagram"),
    "Mozilla/5.0 (Linux; Android 13; SM-A546E; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/126.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/471.0.0.45.81;]": ("phone", "Android", "Facebook"),
    "Mozilla/5.0 (Linux; Android 12; CPH2239) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.0.0"
    " Mobile Safari/537.36 Line/14.9.0/IAB": ("phone", "Android", "LINE"),
    "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36": (
        "tablet",
        "Android",
        "Chrome",
    ),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0": (
        "desktop",
        "Windows",
        "Firefox",
    ),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
    " Safari/605.1.15": ("desktop", "Mac OS X", "Safari"),
}
CUBOT = (
    "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile"
    " Safari/537.36"
)
PEOPLE[CUBOT] = ("phone", "Android", "Chrome Mobile")  # a phone's name, not a bot's
PREVIEWS = {
    "WhatsApp/2.23.20.0 A": "WhatsApp",
    "WhatsApp/2.2413.51 W": "WhatsApp",
    "TelegramBot (like TwitterBot)": "Telegram",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)": "Slack",
    "Twitterbot/1.0": "X",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)": "Facebook",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)": "LinkedIn",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)": "Discord",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com": "Skype",
    "facebookexternalhit/1.1;line-poker/1.0": "Facebook",
    "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)": "Bluesky",
    "Mastodon/4.2.10 (http.rb/5.1.1; +https://mastodon.social/)": "Fediverse",
}
BOTS = (
    "",
    "   ",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "axios/1.7.2",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
)


@pytest.mark.parametrize(("agent", "expected"), PEOPLE.items())
def test_a_person_is_a_person_in_any_browser(agent: str, expected: tuple[str, str, str]) -> None:
    visitor = classify(agent)
    assert visitor.kind == "human"
    assert (visitor.device, visitor.os) == expected[:2]
    assert visitor.browser.startswith(expected[2])


@pytest.mark.parametrize(("agent", "app"), PREVIEWS.items())
def test_a_preview_is_known_by_its_app(agent: str, app: str) -> None:
    visitor = classify(agent)
    assert (visitor.kind, visitor.app) == ("preview", app)


@pytest.mark.parametrize("agent", BOTS)
def test_a_bot_is_neither(agent: str) -> None:
    assert classify(agent).kind == "bot"


@pytest.mark.parametrize(
    ("agent", "app"),
    {
        "larbin_2.6.3 larbin2.6.3@unspecified.mail": "larbin",
        "WordPress/6.4; https://toko.example": "WordPress",
        "ShopMonitor Pro/1.0": "ShopMonitor Pro",
    }.items(),
)
def test_a_bot_has_a_name(agent: str, app: str) -> None:
    visitor = classify(agent)
    assert (visitor.kind, visitor.app) == ("bot", app)


SPIDERS = (
    *BOTS,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile AdsBot-Google-Mobile iPhone",
    "larbin_2.6.3 larbin2.6.3@unspecified.mail",
    "holmes/2.3",
    # A rule for bots applies to these people's devices too, and one for the device comes before it.
    "Mozilla/5.0 (Linux; U; en-us; KFTT Build/IML74K) AppleWebKit/535.19 (KHTML, like Gecko) Silk/3.4 Mobile"
    " Safari/535.19 Silk-Accelerated=true",
    "Mozilla/5.0 (Linux; Android 9; SM-J730G) YahooMobileMail/1.0",
    *PEOPLE,
)


@pytest.mark.parametrize("agent", SPIDERS)
def test_the_rules_for_bots_say_what_all_rules_for_devices_say(agent: str) -> None:
    device = ua_parser.parse_device(agent)
    assert is_spider(agent) == (device is not None and device.family == "Spider")
