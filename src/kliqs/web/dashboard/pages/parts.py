"""The parts of a page besides its blocks, in words."""

from django.utils.translation import gettext_lazy

from kliqs.bio.document import Look, Options, Profile
from kliqs.bio.themes import AVATARS, BUTTONS, FONTS, THEMES
from kliqs.pictures.keeping import CARD
from kliqs.web.dashboard.pages.describing import BACKDROP, FACE, Described, Words

AS_THEME = ("", gettext_lazy("As the theme has it"))
BUTTON_NAMES = {
    "rounded": gettext_lazy("Rounded"),
    "pill": gettext_lazy("Pill"),
    "square": gettext_lazy("Square"),
    "soft": gettext_lazy("Soft"),
    "outline": gettext_lazy("Outline"),
    "hard": gettext_lazy("Hard shadow"),
    "line": gettext_lazy("Line"),
}
AVATAR_NAMES = {
    "circle": gettext_lazy("Circle"),
    "soft": gettext_lazy("Soft corners"),
    "square": gettext_lazy("Square"),
    "blob": gettext_lazy("Pebble"),
    "frame": gettext_lazy("Instant photo"),
}

PROFILE = Described(
    Profile,
    gettext_lazy("Whose page it is"),
    (
        Words("picture", gettext_lazy("Picture"), bounds=FACE),
        Words("name", gettext_lazy("Name"), needed=gettext_lazy("Whose page is it? Write a name.")),
        Words(
            "about",
            gettext_lazy("About"),
            gettext_lazy("What you do, where, and when; a line or three."),
            lines=3,
        ),
    ),
    part="profile",
    screen="page",
)
LOOK = Described(
    Look,
    gettext_lazy("Look"),
    (
        Words("theme", gettext_lazy("Theme"), choices=[(name, theme.title) for name, theme in THEMES.items()]),
        Words("background", gettext_lazy("Background")),
        Words("background_end", gettext_lazy("Background, lower end"), gettext_lazy("Makes a gradient.")),
        Words("text", gettext_lazy("Text")),
        Words("button", gettext_lazy("Buttons")),
        Words("button_text", gettext_lazy("Text on buttons")),
        Words(
            "font",
            gettext_lazy("Font"),
            choices=[AS_THEME, *((name, font.title) for name, font in FONTS.items())],
        ),
        Words(
            "buttons",
            gettext_lazy("Shape of buttons"),
            choices=[AS_THEME, *((name, BUTTON_NAMES[name]) for name in BUTTONS)],
        ),
        Words(
            "avatar",
            gettext_lazy("Shape of your picture"),
            choices=[AS_THEME, *((name, AVATAR_NAMES[name]) for name in AVATARS)],
        ),
        Words("picture", gettext_lazy("Picture behind everything"), bounds=BACKDROP),
    ),
    part="look",
    screen="page_look",
)
OPTIONS = Described(
    Options,
    gettext_lazy("Settings"),
    (
        Words(
            "gate",
            gettext_lazy("Ask before the page is shown"),
            choices=(
                ("", gettext_lazy("No, show it at once")),
                ("sensitive", gettext_lazy("Warn of sensitive content")),
                ("age", gettext_lazy("Ask for the visitor's age")),
            ),
        ),
        Words("age", gettext_lazy("From which age"), wrong=gettext_lazy("An age from 13 to 21.")),
        Words(
            "title",
            gettext_lazy("Title for search engines and chats"),
            gettext_lazy("Empty, it is the name at the top of the page."),
        ),
        Words(
            "description",
            gettext_lazy("Description for search engines and chats"),
            gettext_lazy("Empty, it is what stands below the name."),
            lines=3,
        ),
        Words(
            "picture",
            gettext_lazy("Picture for chats and social networks"),
            gettext_lazy("Empty, one is drawn from the page itself. 1200 × 630 pixels fit best."),
            bounds=CARD,
        ),
        Words(
            "noindex",
            gettext_lazy("Keep it out of search engines"),
            gettext_lazy("People find the page only by its address."),
        ),
        Words(
            "language",
            gettext_lazy("Language of the page"),
            gettext_lazy("Of what we write on it: “Buy”, “Order on WhatsApp”, dates and prices."),
            choices=(("id", "Bahasa Indonesia"), ("en", "English")),
        ),
        Words("time_zone", gettext_lazy("Time zone of the page"), gettext_lazy("In which visitors read its times.")),
    ),
    part="options",
    screen="page_options",
)
