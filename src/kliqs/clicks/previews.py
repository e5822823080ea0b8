"""Which app's fetcher a User-Agent is: those that chat and social apps send to draw a preview of a link."""

import re

# By what stands in their user agents. Order matters where one name contains another. In-app browsers (Instagram, FBAN,
# Line …) are people and match none of these.
PREVIEWS = (
    (re.compile(r"^WhatsApp/"), "WhatsApp"),
    (re.compile(r"TelegramBot"), "Telegram"),
    (re.compile(r"Slackbot|Slack-ImgProxy"), "Slack"),
    (re.compile(r"Twitterbot"), "X"),
    (re.compile(r"facebookexternalhit|facebookcatalog|meta-externalfetcher|Facebot"), "Facebook"),
    (re.compile(r"LinkedInBot"), "LinkedIn"),
    (re.compile(r"Discordbot"), "Discord"),
    (re.compile(r"SkypeUriPreview"), "Skype"),
    (re.compile(r"MicrosoftPreview|BingPreview"), "Microsoft"),
    (re.compile(r"^Viber/|Viber.*(?:bot|preview)", re.IGNORECASE), "Viber"),
    (re.compile(r"line-poker|facebookexternalhit.*line", re.IGNORECASE), "LINE"),
    (re.compile(r"kakaotalk-scrap", re.IGNORECASE), "KakaoTalk"),
    (re.compile(r"Pinterestbot|Pinterest/0"), "Pinterest"),
    (re.compile(r"redditbot"), "Reddit"),
    (re.compile(r"Mastodon/|Pleroma|Misskey/"), "Fediverse"),
    (re.compile(r"Bluesky Cardyb"), "Bluesky"),
    (re.compile(r"Snap URL Preview|Snapchat.*Preview"), "Snapchat"),
    (re.compile(r"Iframely|Embedly|OpenGraph\.io"), "Embed service"),
    (re.compile(r"Google-PageRenderer|GoogleMessages|Google-Messages"), "Google Messages"),
    (re.compile(r"Applebot.*iMessage|iMessageLinkPreview"), "iMessage"),
    (re.compile(r"ZoomBot|Zoom.*LinkPreview"), "Zoom"),
)


def preview_app(agent: str) -> str | None:
    """The app that sent a fetcher with this user agent; None for people and for other programs."""
    for pattern, app in PREVIEWS:
        if pattern.search(agent):
            return app
    return None
