"""A person signed in at the dashboard of the server under measurement."""

import re

import httpx

from bench.kliqs import EMAIL, Kliqs
from bench.processes import BenchFailed

FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def sign_in(kliqs: Kliqs, host: str) -> str:
    """The cookies of a person who followed a login link."""
    path = kliqs.run("user", "login-link", "--email", EMAIL).rpartition(host)[2].strip()
    with httpx.Client(base_url=kliqs.base, timeout=30) as client:
        asked = client.get(path, headers={"Host": host})
        token = FORM_TOKEN.search(asked.text)
        if token is None:
            raise BenchFailed(f"the login link answered {asked.status_code} without a form")
        cookies = dict(asked.cookies)
        form = {"csrfmiddlewaretoken": token[1]}
        headers = {"Host": host, "Origin": f"http://{host}", "Cookie": _joined(cookies)}
        answer = client.post(path, data=form, headers=headers)
        if answer.status_code not in (302, 303):
            raise BenchFailed(f"signing in by login link answered {answer.status_code}")
        return _joined(cookies | dict(answer.cookies))


def _joined(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
