"""Files for spreadsheets."""


def no_formula(text: str) -> str:
    """A cell that a spreadsheet shows instead of running (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
