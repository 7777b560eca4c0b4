"""What a project file, or the profile of a system, says about a web address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, SecretStr

from fengqiao.plugin import Options

Word = str | int | float | bool


class HttpOptions(Options):
    """How to ask, how to turn the page, and where in a reply the records lie."""

    url: SecretStr = Field(description="the address, http or https")
    method: Literal["GET", "POST"] = "GET"
    body: Literal["form", "json"] = Field(default="form", description="how a POST writes its fields")
    params: Mapping[str, Word] = Field(default={}, repr=False, description="fields that are sent with every page")

    paging: Literal["none", "page", "offset", "cursor"] = "none"
    page_field: str | None = Field(default=None, description="page, offset or cursor when left out")
    size_field: str | None = Field(default=None, description="rows for pages, max for offsets when left out")
    size: int = Field(default=500, gt=0, description="how many records a page is asked for")
    first: int = Field(default=1, ge=0, description="the number of the first page")
    next: str = Field(default="next", description="where a reply holds the next cursor")

    records: str = Field(default="", description="where the list lies, such as data.rows")
    total: str | None = Field(default=None, description="where the number of all records stands")
    code: str | None = Field(default=None, description="where the code of success stands")
    ok: tuple[Word, ...] = Field(default=("0", "1", "200"), description="the codes that mean success")
    message: str | None = Field(default=None, description="where a refusal says why")
    keys: tuple[str, ...] = Field(default=(), description="columns that the first page may lack")
    leave: tuple[str, ...] = Field(default=(), description="keys that are not read")
    encoding: str | None = Field(default=None, description="instead of UTF-8 or what the reply declares")

    token: SecretStr | None = Field(default=None, description="sent as Authorization: Bearer")
    headers: Mapping[str, SecretStr] = Field(default={}, description="further headers, a token among them")
    user: str | None = None
    password: SecretStr | None = None
    ca: str | None = Field(default=None, description="a file of certificates to trust instead of the usual ones")
    proxy: SecretStr | None = None

    timeout: float = Field(default=30, gt=0, description="seconds without a byte")
    longest: float = Field(default=300, gt=0, description="seconds for a whole reply")
    retries: int = Field(default=3, ge=0)
    backoff: float = Field(default=0.5, ge=0, description="seconds before the second try, doubled each time")
    max_wait: float = Field(default=60, gt=0, description="the longest wait that Retry-After may ask for")
    max_pages: int = Field(default=10_000, gt=0)
    max_bytes: int = Field(default=64 << 20, gt=0, description="bytes of one reply")

    @property
    def address(self) -> str:
        """Scheme, host and path: what may be shown. ValueError where there is none."""
        parts = urlsplit(self.url.get_secret_value())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("no web address")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"

    @property
    def hidden(self) -> tuple[str, ...]:
        """Texts that nobody may see, the longest first."""
        parts = urlsplit(self.url.get_secret_value())
        secrets = [self.token, self.password, self.proxy, *self.headers.values()]
        texts = {one.get_secret_value() for one in secrets if one} | {str(one) for one in self.params.values()}
        texts |= {value for _, value in parse_qsl(parts.query)} | {parts.username or "", parts.password or ""}
        return tuple(sorted((text for text in texts if len(text) > 3), key=len, reverse=True))
