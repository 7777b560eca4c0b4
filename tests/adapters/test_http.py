"""The http adapter against a real server on this machine, which misbehaves in every way that was seen."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import attrs
import pytest
from fengqiao_adapters.http import HttpAdapter, HttpOptions

from fengqiao.boundary.settings import load_project
from fengqiao.errors import Problem
from fengqiao.plugin import Row, Table
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from fengqiao.testing.adapter import AdapterContract, Sample

RECORDS = [{"id": f"{number:03d}", "at": {"town": "城东街道"}, "n": number} for number in range(25)]
HEAD = ("id", "at.town", "n")
ROWS = [Row(0, HEAD), *(Row(i + 1, (one["id"], "城东街道", str(one["n"]))) for i, one in enumerate(RECORDS))]  # type: ignore[arg-type]  # texts
TOKEN = "tok-en-of-nobody-0001"  # noqa: S105  # of a server made for this test
QUICK: dict[str, Any] = {"retries": 0, "timeout": 5, "backoff": 0}


@attrs.frozen
class Asked:
    """One request as the server saw it."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]


Answer = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    """Answers by a function and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked, int], Answer | bytes | object] = lambda asked, nth: RECORDS

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/list"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server, parts = self.server, urlsplit(self.path)
        assert isinstance(server, Server)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        fields = dict(parse_qsl(parts.query))
        if body:
            fields |= json.loads(body) if "json" in self.headers["Content-Type"] else dict(parse_qsl(body))
        asked = Asked(self.command, parts.path, fields, dict(self.headers))
        server.asked.append(asked)
        said = server.answer(asked, len(server.asked))
        if not isinstance(said, tuple | bytes):
            said = json.dumps(said, ensure_ascii=False).encode()
        status, headers, content = said if isinstance(said, tuple) else (200, {}, said)
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # who asked may have gone
            self.wfile.write(content)

    do_POST = do_GET  # noqa: N815  # the name that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the base class
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _read(server: Server, **options: Any) -> list[Row | Problem]:
    given = HttpOptions.model_validate({"url": server.url, **QUICK, **options})
    found = list(HttpAdapter().tables(given, Path()))
    return [row for one in found for row in (one.rows() if isinstance(one, Table) else (one,))]


def _only(found: list[Row | Problem]) -> Problem:
    (problem,) = [one for one in found if isinstance(one, Problem)]
    assert found[-1] is problem
    return problem


class TestHttpContract(AdapterContract):
    @pytest.fixture
    def adapter(self) -> HttpAdapter:
        return HttpAdapter()

    @pytest.fixture
    def sample(self, server: Server, tmp_path: Path) -> Sample:
        def answer(asked: Asked, nth: int) -> object:
            if asked.path == "/api/list":
                return {"total": 25, "rows": RECORDS}
            return 404, {}, f"no such thing for {TOKEN}".encode()

        server.answer = answer
        options = {"url": f"{server.url}?key={TOKEN}", "records": "rows", "token": TOKEN, **QUICK}
        wrong = f"http://127.0.0.1:{server.server_port}/no"
        return Sample(
            tmp_path,
            options,
            {(server.url, None): 26},
            {**options, "url": f"{wrong}?key={TOKEN}"},
            {**options, "records": "data"},
            (TOKEN,),
        )


def test_a_list_in_one_reply(server: Server) -> None:
    assert _read(server) == ROWS
    assert server.asked[0].method == "GET"


def _page(asked: Asked, nth: int) -> object:
    first, size = (int(asked.fields["page"]) - 1) * 10, 10
    return {"records": 25, "rows": RECORDS[first : first + size]}


def test_pages_by_form_post(server: Server) -> None:
    server.answer = _page
    options = {
        "method": "POST",
        "paging": "page",
        "size": 10,
        "records": "rows",
        "params": {"sidx": "id", "done": True},
    }
    assert _read(server, total="records", **options) == ROWS
    assert [one.fields for one in server.asked] == [
        {"sidx": "id", "done": "true", "page": str(page), "rows": "10"} for page in (1, 2, 3)
    ]
    assert {one.method for one in server.asked} == {"POST"}
    server.asked.clear()
    assert _read(server, **options) == ROWS
    assert len(server.asked) == 4  # without a total, an empty page is the end


def test_a_server_that_caps_the_size_loses_nothing(server: Server) -> None:
    server.answer = _page
    assert _read(server, paging="page", size=1000, records="rows") == ROWS

    def capped(asked: Asked, nth: int) -> object:
        first = int(asked.fields["offset"])
        return {"data": {"list": RECORDS[first : first + 7]}}

    server.answer = capped
    assert _read(server, paging="offset", size=1000, records="data.list") == ROWS


def test_pages_by_offset_and_json_post(server: Server) -> None:
    def answer(asked: Asked, nth: int) -> object:
        first, size = int(asked.fields["start"]), int(asked.fields["limit"])
        return {"code": 200, "data": {"list": RECORDS[first : first + size], "total": "25"}}

    server.answer = answer
    options = {"paging": "offset", "page_field": "start", "size_field": "limit", "size": 10, "code": "code"}
    assert _read(server, method="POST", body="json", records="data.list", total="data.total", **options) == ROWS
    assert [one.fields["start"] for one in server.asked] == ["0", "10", "20"]


def test_pages_by_cursor(server: Server) -> None:
    def answer(asked: Asked, nth: int) -> object:
        first = int(asked.fields.get("after", "0"))
        return {"items": RECORDS[first : first + 10], "meta": {"next": str(first + 10) if first < 20 else None}}

    server.answer = answer
    assert _read(server, paging="cursor", page_field="after", next="meta.next", records="items") == ROWS


def test_tokens_and_basic_auth_are_sent(server: Server) -> None:
    _read(server, token=TOKEN, headers={"X-Key": "k"})
    _read(server, user="u", password="密")  # noqa: S106  # of nobody
    sent = [one.headers for one in server.asked]
    assert (sent[0]["Authorization"], sent[0]["X-Key"]) == (f"Bearer {TOKEN}", "k")
    assert sent[1]["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_it_tries_again_and_keeps_to_retry_after(server: Server, status: int) -> None:
    server.answer = lambda asked, nth: (status, {"Retry-After": "1"}, b"later") if nth == 1 else RECORDS
    start = time.monotonic()
    assert _read(server, retries=1, method="POST") == ROWS
    assert time.monotonic() - start >= 1
    assert len(server.asked) == 2


def test_retry_after_is_bounded(server: Server) -> None:
    server.answer = lambda asked, nth: (429, {"Retry-After": "3600"}, b"later")
    problem = _only(_read(server, retries=2, max_wait=0.01))
    assert len(server.asked) == 3
    assert problem.line("en") == (
        f"{server.url}: page 1 answered with status 429, beginning with 'later'; the pages before it are read."
        " Try again later, or ask those who run the system."
    )


BAD: list[tuple[object, dict[str, Any], str]] = [
    ((500, {}, "出错".encode()), {}, "status 500, beginning with '出错'"),
    ((302, {"Location": "/login"}, b""), {}, "status 302"),
    ((401, {}, b"who?"), {}, "status 401"),
    ('"上报出错,请联系管理员!"'.encode(), {"records": "rows"}, "holds no list of records at 'rows'"),
    ('"上报出错,请联系管理员!"'.encode(), {}, "beginning with '\"上报出错,请联系管理员!\"'"),
    (b"<html>login</html>", {}, "is not JSON, beginning with '<html>login</html>'"),
    (b"", {}, "is not JSON"),
    ({"code": 500, "msg": "令牌过期", "data": []}, {"code": "code", "message": "msg"}, "no success: '令牌过期'"),
    ({"state": 1, "rows": []}, {"code": "state", "ok": [0]}, "the code '1'"),
    ({"rows": []}, {"code": "state", "ok": [0], "records": "rows"}, "the code ''"),
    ({"rows": None}, {"records": "rows"}, "holds no list"),
    ({"rows": [{"a": 1}]}, {"records": "rows", "total": "total"}, "holds no number of all records at 'total'"),
    ({"rows": [{"a": 1}], "total": 2}, {"records": "rows", "total": "total"}, "says 2 records in all, and 1 came"),
    ('[{"村": "唐村"}]'.encode("gb18030"), {}, "is not text in the encoding declared"),
    ((200, {"Content-Type": "application/json; charset=no-such"}, b"[\xff]"), {}, "is not text"),
    ((200, {"Content-Length": "1000"}, b"[1,"), {}, "was cut off (RemoteProtocolError)"),
    ((200, {"Content-Encoding": "gzip"}, b"[]"), {}, "was cut off (DecodingError)"),
    (b"[" + b" " * 2000 + b"]", {"max_bytes": 1000}, "larger than the limit of 1000 bytes"),
]


@pytest.mark.parametrize(("answer", "options", "words"), BAD)
def test_a_bad_reply_is_a_problem(server: Server, answer: object, options: dict[str, Any], words: str) -> None:
    server.answer = lambda asked, nth: answer
    problem = _only(_read(server, **options))
    assert words in problem.line("en")
    assert problem.line("en").startswith(f"{server.url}: page 1 ")
    assert problem.line("zh").startswith(f"{server.url}: 第 1 页")


@pytest.mark.parametrize("content", ["gb18030", "utf-8"])
def test_the_declared_charset_may_be_wrong(server: Server, content: str) -> None:
    reply = json.dumps(RECORDS, ensure_ascii=False).encode(content)
    server.answer = lambda asked, nth: (200, {"Content-Type": "application/json; charset=gb18030"}, reply)
    assert _read(server) == ROWS
    server.answer = lambda asked, nth: reply
    assert _read(server, encoding=content) == ROWS


def test_the_pages_before_a_bad_one_are_kept(server: Server) -> None:
    server.answer = lambda asked, nth: _page(asked, nth) if nth < 3 else b"<html>"
    found = _read(server, paging="page", records="rows")
    assert found[:-1] == ROWS[:21]
    assert _only(found).line("en") == (
        f"{server.url}: page 3 is not JSON, beginning with '<html>'; the pages before it are read."
        " Check what the profile and the project file say about the address."
    )
    assert (
        _only(found).line("zh").startswith(f"{server.url}: 第 3 页不是 JSON，开头是“<html>”；此前各页已读，其余不明。")
    )


def test_paging_without_end_ends(server: Server) -> None:
    server.answer = lambda asked, nth: RECORDS[:10]
    found = _read(server, paging="page")
    assert _only(found).code == "http.same-page"
    assert found[:-1] == ROWS[:11]
    server.answer = lambda asked, nth: [{"id": str(nth)}]
    assert _only(_read(server, paging="page", max_pages=5)).code == "http.too-many-pages"


def test_a_slow_server_is_not_waited_for(server: Server) -> None:
    def answer(asked: Asked, nth: int) -> object:
        time.sleep(0.5)
        return RECORDS

    server.answer = answer
    assert _only(_read(server, timeout=0.1)).code == "http.slow"


def test_nobody_there(server: Server) -> None:
    problem = _only(_read(server, url="http://127.0.0.1:1/list?token=abcdef"))
    assert (problem.code, str(problem.where)) == ("http.no-answer", "http://127.0.0.1:1/list")


@pytest.mark.parametrize("url", ["", "ftp://a/b", "list.json", "http://", "http://[::1", "http://a:99999/"])
def test_what_is_no_address_says_so(server: Server, url: str) -> None:
    assert _only(_read(server, url=url)).code == "http.no-address"


def test_neither_secrets_nor_personal_numbers_are_shown(server: Server) -> None:
    reply = f"<p>{TOKEN} 330702199001011234 wang-secret</p>"
    server.answer = lambda asked, nth: reply.encode()
    given = {"token": TOKEN, "params": {"key": "wang-secret"}, "user": None}
    line = _only(_read(server, **given)).line("en")
    assert "'<p>*** *** ***</p>'" in line
    assert TOKEN not in repr(HttpOptions.model_validate({"url": f"{server.url}?a={TOKEN}", **given}))


def test_a_key_that_only_a_later_page_has_is_told(server: Server) -> None:
    server.answer = lambda asked, nth: ([{"a": 1}], [{"a": 2, "b": 3}], [])[nth - 1]
    found = _read(server, paging="page")
    assert [one.code if isinstance(one, Problem) else one.cells for one in found] == [
        ("a",),
        ("1",),
        "json.late-key",
        ("2",),
    ]
    server.asked.clear()
    assert _read(server, paging="page", keys=["b"])[0] == Row(0, ("b", "a"))


def test_nothing_is_asked_before_the_rows_are_read(server: Server) -> None:
    given = HttpOptions.model_validate({"url": server.url, **QUICK})
    list(HttpAdapter().tables(given, Path()))
    assert server.asked == []


def test_without_the_libraries_the_command_is_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx_retries", None)
    assert _only(_read(server)).line("en").endswith("Run pip install 'fengqiao[http]'.")


def test_certificates_that_are_not_there(server: Server) -> None:
    assert _only(_read(server, ca="no.pem")).code == "http.options"


EDITION = """code,name,level,parent
330700000000,金华市,city,
330702000000,婺城区,county,330700000000
330702001000,城东街道,township,330702000000
330702001201,唐村村委会,village,330702001000
"""
PROFILE = """profile: web
defaults:
  http: {method: POST, paging: page, size: 10, records: rows, total: records, code: code, ok: [0], page_field: p}
tables:
  - register: screenings
    header: {texts: [held]}
    place: {code: at.code}
    fields: {held_on: held, found: found}
"""


@pytest.mark.parametrize(("broken", "facts"), [(False, 25), (True, 20)])
def test_the_envelope_comes_with_the_profile(server: Server, tmp_path: Path, *, broken: bool, facts: int) -> None:
    rows = [{"at": {"code": "330702001201"}, "held": f"2019-03-{day + 1:02d}", "found": 0} for day in range(25)]

    def answer(asked: Asked, nth: int) -> object:
        page = int(asked.fields["page"]) - 1
        return {"code": 7 if broken and page == 2 else 0, "records": 25, "rows": rows[page * 10 : page * 10 + 10]}

    server.answer = answer
    (tmp_path / "places.csv").write_text(EDITION, encoding="utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "project.toml").write_text(
        'pack = "p"\nplaces = [{edition = 2019-10-31, path = "places.csv"}]\n'
        f'[[sources]]\nadapter = "http"\nprofile = "profile.yaml"\nurl = "{server.url}"\npage_field = "page"\n'
        'covers = {units = ["330702000000"], from = 2019-03-01, until = 2019-03-31}\n',
        encoding="utf-8",
    )
    data = read(load_project(tmp_path / "project.toml"), Manager())
    assert (data.intake.facts, data.intake.refused) == (facts, 0)
    assert [one.code for one in data.problems if one.severity.value == "error"] == ["http.refused"] * broken
