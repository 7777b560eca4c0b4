"""What can go wrong between here and a web address, in words; the address is shown without its query."""

from __future__ import annotations

from fengqiao.plugin import Problem, Text, Where, counted

_ASK = Text("请稍后再试，或联系系统管理员", "Try again later, or ask those who run the system")
_FIT = Text("请核对版式和项目文件中的接口设置", "Check what the profile and the project file say about the address")


def _problem(code: str, address: str, page: int, what: Text, mend: Text) -> Problem:
    return Problem(
        f"http.{code}",
        Where(file=address),
        Text(f"第 {page} 页{what.zh}；此前各页已读，其余不明", f"page {page} {what.en}; the pages before it are read"),
        mend,
    )


def no_address() -> Problem:
    """The option url is none."""
    return Problem(
        "http.no-address",
        Where(file="url"),
        Text("url 不是 http 或 https 网址", "url is no http or https address"),
        Text("请核对项目文件中的 url", "Correct url in the project file"),
    )


def not_installed(address: str) -> Problem:
    """The libraries are missing."""
    return Problem(
        "http.not-installed",
        Where(file=address),
        Text(
            "读取网络接口需要 httpx 和 httpx-retries，尚未安装",
            "reading a web address needs httpx and httpx-retries, which are not installed",
        ),
        Text("请运行 pip install 'fengqiao[http]'", "Run pip install 'fengqiao[http]'"),
    )


def no_client(address: str) -> Problem:
    """The certificates, the proxy or the headers cannot be used."""
    return Problem(
        "http.options",
        Where(file=address),
        Text("ca、proxy 或 headers 不能使用", "ca, proxy or headers cannot be used"),
        Text("请核对项目文件", "Correct them in the project file"),
    )


def no_answer(address: str, page: int) -> Problem:
    """Nobody listens, or the certificate is not trusted."""
    return _problem(
        "no-answer",
        address,
        page,
        Text(
            "连接不上（无人应答，或证书不受信任）",
            "cannot be fetched: nobody answers, or the certificate is not trusted",
        ),
        Text("请检查网络、网址和 ca", "Check the network, the address and ca"),
    )


def slow(address: str, page: int) -> Problem:
    """No reply in time."""
    return _problem("slow", address, page, Text("等待超时", "took too long"), _ASK)


def cut(address: str, page: int, kind: str) -> Problem:
    """The reply ended too early or cannot be unpacked."""
    return _problem("cut", address, page, Text(f"传输中断（{kind}）", f"was cut off ({kind})"), _ASK)


def too_large(address: str, page: int, limit: int) -> Problem:
    """One reply is over the limit."""
    return _problem(
        "too-large",
        address,
        page,
        Text(f"超过 {limit} 字节的上限", f"is larger than the limit of {limit} bytes"),
        Text("请减小 size，或提高 max_bytes", "Lower size, or raise max_bytes"),
    )


def status(address: str, page: int, code: int, shown: str) -> Problem:
    """A status that is no success."""
    return _problem(
        "status",
        address,
        page,
        Text(f"返回状态 {code}，开头是“{shown}”", f"answered with status {code}, beginning with {shown!r}"),
        Text("请检查令牌和用户", "Check the token and the user") if code in {401, 403} else _ASK,
    )


def charset(address: str, page: int, shown: str) -> Problem:
    """Bytes that the encoding has no meaning for."""
    return _problem(
        "charset",
        address,
        page,
        Text(
            f"不是所声明编码的文本，开头是“{shown}”", f"is not text in the encoding declared, beginning with {shown!r}"
        ),
        Text("请写明 encoding，如 gb18030", "State encoding, such as gb18030"),
    )


def not_json(address: str, page: int, shown: str) -> Problem:
    """A page of HTML, or half a reply."""
    return _problem(
        "not-json",
        address,
        page,
        Text(f"不是 JSON，开头是“{shown}”", f"is not JSON, beginning with {shown!r}"),
        _FIT,
    )


def refused(address: str, page: int, code: str, why: str) -> Problem:
    """Status 200, and yet an error."""
    return _problem(
        "refused",
        address,
        page,
        Text(f"返回代码“{code}”，不是成功：“{why}”", f"answered with the code {code!r}, which is no success: {why!r}"),
        _FIT,
    )


def no_list(address: str, page: int, path: str, shown: str) -> Problem:
    """JSON, but no list where it should be."""
    return _problem(
        "no-list",
        address,
        page,
        Text(
            f"在“{path}”处没有记录的列表，开头是“{shown}”",
            f"holds no list of records at {path!r}, beginning with {shown!r}",
        ),
        _FIT,
    )


def no_total(address: str, page: int, path: str) -> Problem:
    """The number of all records is not where it should be."""
    return _problem(
        "no-total", address, page, Text(f"在“{path}”处没有总数", f"holds no number of all records at {path!r}"), _FIT
    )


def same_page(address: str, page: int) -> Problem:
    """The server gives a page again: the paging has no end, or its fields are named otherwise."""
    return _problem(
        "same-page",
        address,
        page,
        Text("与前一页相同", "is the same as the one before"),
        Text("请核对 page_field、first，或写明 total", "Check page_field and first, or state total"),
    )


def other_total(address: str, page: int, got: int, total: int) -> Problem:
    """The pages together hold more or fewer than the reply says."""
    return _problem(
        "other-total",
        address,
        page,
        Text(f"报总数 {total} 条，实得 {got} 条", f"says {counted(total, 'records')} in all, and {got} came"),
        Text("请核对分页设置，或重新读取", "Check the paging, or read again"),
    )


def too_many_pages(address: str, limit: int) -> Problem:
    """The paging goes on past the limit."""
    return _problem(
        "too-many-pages",
        address,
        limit + 1,
        Text(f"超过 {limit} 页的上限", f"is over the limit of {limit} pages"),
        Text("请增大 size，或提高 max_pages", "Raise size or max_pages"),
    )
