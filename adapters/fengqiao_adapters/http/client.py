"""One page asked for and taken apart: retries, limits, charset, envelope and code of success."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from fengqiao.plugin import Problem, Where, decode_json, find_in
from fengqiao_adapters.http import problems
from fengqiao_adapters.http.options import HttpOptions

if TYPE_CHECKING:
    import httpx

SHOWN = 80
"""How many characters of a reply are shown."""
STATUSES = (429, 500, 502, 503, 504)
_NUMBER = re.compile(r"\d{7,}[\dXx]?")


def word(value: Any) -> str:
    """A single value as it stands in JSON, without quotes; "" for null and for what is no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


@attrs.frozen
class Reply:
    """A page: all that it says, and its records."""

    found: Any
    records: list[Any]


@attrs.frozen
class Asker:
    """Asks one address."""

    client: httpx.Client = attrs.field(repr=False)
    options: HttpOptions = attrs.field(repr=False)
    address: str

    @classmethod
    def open(cls, options: HttpOptions, address: str, folder: Path) -> Asker | Problem:
        """A client that checks certificates, follows nothing elsewhere and takes nothing from the environment."""
        import ssl

        import httpx
        from httpx_retries import Retry, RetryTransport

        try:
            context = ssl.create_default_context(cafile=str(folder / options.ca) if options.ca else None)
            proxy = options.proxy.get_secret_value() if options.proxy else None
            headers = {name: value.get_secret_value() for name, value in options.headers.items()}
            if options.token:
                headers["Authorization"] = f"Bearer {options.token.get_secret_value()}"
            retry = Retry(
                total=options.retries,
                allowed_methods=["GET", "POST"],  # a list is read and nothing changed, also by POST
                status_forcelist=STATUSES,
                backoff_factor=options.backoff,
                max_backoff_wait=options.max_wait,
            )
            password = options.password.get_secret_value() if options.password else ""
            client = httpx.Client(
                transport=RetryTransport(httpx.HTTPTransport(verify=context, proxy=proxy, trust_env=False), retry),
                auth=httpx.BasicAuth(options.user, password) if options.user else None,
                headers=headers,
                timeout=options.timeout,
                trust_env=False,
            )
        except (OSError, ValueError, httpx.InvalidURL):
            return problems.no_client(address)
        return cls(client, options, address)

    def ask(self, fields: dict[str, str], page: int) -> Reply | Problem:
        """One page; a Problem with the page and the first characters where it is none."""
        import httpx

        try:
            body = self._body(fields)
        except httpx.TimeoutException:
            return problems.slow(self.address, page)
        except httpx.ConnectError:
            return problems.no_answer(self.address, page)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            return problems.cut(self.address, page, type(error).__name__)
        if body is None:
            return problems.too_large(self.address, page, self.options.max_bytes)
        status, content, declared = body
        text = self._text(content, declared)
        shown = self._shown(text if text is not None else content.decode("latin-1"))
        if not 200 <= status < 300:
            return problems.status(self.address, page, status, shown)
        if text is None:
            return problems.charset(self.address, page, shown)
        return self._taken_apart(text.removeprefix("\ufeff"), page, shown)

    def _body(self, fields: dict[str, str]) -> tuple[int, bytes, str | None] | None:
        """Status, bytes and charset; None for more bytes than allowed."""
        import httpx

        options, started = self.options, time.monotonic()
        url = httpx.URL(options.url.get_secret_value())
        sent: dict[str, Any]
        if options.method == "GET":
            url, sent = url.copy_merge_params(fields), {}
        else:
            sent = {"json": fields} if options.body == "json" else {"data": fields}
        with self.client.stream(options.method, url, **sent) as response:
            parts, size = [], 0
            for part in response.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > options.max_bytes:
                    return None
                if time.monotonic() - started > options.longest:
                    raise httpx.ReadTimeout("the whole reply")
            return response.status_code, b"".join(parts), response.charset_encoding

    def _text(self, content: bytes, declared: str | None) -> str | None:
        """UTF-8 as JSON wants it, else what is declared, else nothing: an encoding is not guessed."""
        wanted = (self.options.encoding,) if self.options.encoding else ("utf-8", declared)
        for encoding in wanted:
            try:
                return content.decode(encoding) if encoding else None
            except (UnicodeDecodeError, LookupError):
                continue
        return None

    def _taken_apart(self, text: str, page: int, shown: str) -> Reply | Problem:
        options = self.options
        found = decode_json(text, Where(self.address))
        if isinstance(found, Problem):
            return problems.not_json(self.address, page, shown)
        if options.code is not None:
            code = word(find_in(found, options.code))
            if code not in {word(one) for one in options.ok}:
                why = self._shown(word(find_in(found, options.message))) if options.message else ""
                return problems.refused(self.address, page, self._shown(code), why or shown)
        listed = find_in(found, options.records)
        if not isinstance(listed, list):
            return problems.no_list(self.address, page, options.records, shown)
        return Reply(found, listed)

    def _shown(self, text: str) -> str:
        """The first characters on one line, without secrets and long numbers, which may be a person's."""
        start = " ".join(text[:1000].split())
        for secret in self.options.hidden:
            start = start.replace(secret, "***")
        return _NUMBER.sub("***", start)[:SHOWN]
