"""Ready code for a new key: a create, in the languages that people ask for, as it runs against this install."""

from dataclasses import dataclass

from kliqs.settings import load

DESTINATION = "https://example.com/p/1"

CURL = """\
curl -X POST {api}/links \\
  -H "Authorization: Bearer {key}" \\
  -H "Content-Type: application/json" \\
  -d '{{"url": "{url}"}}'"""

PYTHON = """\
import json
import urllib.request

request = urllib.request.Request(
    "{api}/links",
    data=json.dumps({{"url": "{url}"}}).encode(),
    headers={{"Authorization": "Bearer {key}", "Content-Type": "application/json"}},
)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["data"]["short_url"])"""

NODE = """\
(async () => {{
  const answer = await fetch("{api}/links", {{
    method: "POST",
    headers: {{ Authorization: "Bearer {key}", "Content-Type": "application/json" }},
    body: JSON.stringify({{ url: "{url}" }}),
  }});
  console.log((await answer.json()).data.short_url);
}})();"""

PHP = """\
<?php
$request = curl_init("{api}/links");
curl_setopt_array($request, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => ["Authorization: Bearer {key}", "Content-Type: application/json"],
    CURLOPT_POSTFIELDS => json_encode(["url" => "{url}"]),
]);
$answer = json_decode(curl_exec($request), true);
echo $answer["data"]["short_url"], PHP_EOL;"""

TEXTS = (("curl", "curl", CURL), ("python", "Python", PYTHON), ("node", "Node", NODE), ("php", "PHP", PHP))


@dataclass(frozen=True, slots=True)
class Sample:
    """Code in one language. `components/code_tabs.html` shows a list of these."""

    language: str
    title: str
    code: str


def samples(key: str) -> list[Sample]:
    """A create with this key, in every language."""
    values = {"api": load().sample_api, "key": key, "url": DESTINATION}
    return [Sample(language, title, text.format(**values)) for language, title, text in TEXTS]
