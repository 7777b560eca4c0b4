"""The check of the pages can fail: one wrong page for each thing that it promises."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pages import PageError, Sandbox, anchors, broken_links, check_blocks, same


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "data.txt").write_text("one\ntwo\nthree\n")
    return Sandbox.of(checkout, Path(sys.executable).parent, tmp_path)


def _page(tmp_path: Path, text: str) -> Path:
    page = tmp_path / "checkout" / "page.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return page


GOOD = {
    "what is shown is printed": "```console\n$ cat data.txt\none\ntwo\nthree\n```",
    "dots stand for lines": "```console\n$ cat data.txt\none\n...\n```",
    "dots stand for nothing": "```console\n$ cat data.txt\none\ntwo\n...\nthree\n```",
    "standard error is shown": "```console\n$ echo oh >&2\noh\n```",
    "one command goes on": "```console\n$ cat \\\n>   data.txt\n...\n```",
    "a file stays for the next block": "```console\n$ echo hi > new\n```\n\n```console\n$ cat new\nhi\n```",
    "the last command may fail when said": "<!-- exit: 3 -->\n```console\n$ true\n$ exit 3\n```",
    "python shares names and prints": "```python\na = 1\n```\n\n```python\nprint(a)\n```\n\n```output\n1\n```",
    "other blocks are left alone": "```toml\na = 1\n```\n```\n$ anything\n```",
    "inside a list": "- do\n  ```console\n  $ cat data.txt\n  one\n  ...\n  ```",
    "python comes from the environment": f"```python\nimport sys\nassert sys.prefix != {sys.base_prefix!r}\n```",
}

BAD = {
    "```console\n$ cat data.txt\none\nthree\n```": "prints something else",
    "```console\n$ cat data.txt\n```": "prints something else",
    "```console\n$ cat data.txt\n...\nfour\n```": "prints something else",
    "```console\n$ false\n```": "ends with 1, not 0",
    "<!-- exit: 1 -->\n```console\n$ true\n```": "ends with 0, not 1",
    "<!-- exit: 1 -->\n```console\n$ false\n$ false\n```": "ends with 1, not 0",
    "```console\ncat data.txt\n```": "begins with a command",
    "```python\n1 / 0\n```": 'page.md", line 2',
    "```python\nimport warnings; warnings.warn('old')\n```": "ended with 1",
    "```python\nprint(1)\n```\n```output\n2\n```": "prints something else",
    "```output\n2\n```": "right after a Python block",
    "```bash\nls\n```": "write ```console",
    "```console\n$ true\n": "not closed",
    "<!-- no-run: slow -->\ntext\n```console\n$ true\n```": "stands before no block",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_page_passes(tmp_path: Path, sandbox: Sandbox, name: str) -> None:
    assert check_blocks(_page(tmp_path, GOOD[name]), sandbox) == []


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_page_fails(tmp_path: Path, sandbox: Sandbox, text: str) -> None:
    with pytest.raises(PageError) as error:
        check_blocks(_page(tmp_path, text), sandbox)
    assert BAD[text] in str(error.value)
    assert "page.md:" in str(error.value) or 'page.md"' in str(error.value)


def test_what_is_not_run_is_listed_with_its_reason(tmp_path: Path, sandbox: Sandbox) -> None:
    page = _page(tmp_path, "<!-- no-run: it takes an hour -->\n\n```console\n$ false\n```")
    assert check_blocks(page, sandbox) == ["page.md:4: it takes an hour"]


def test_a_page_writes_into_the_copy_only(tmp_path: Path, sandbox: Sandbox) -> None:
    check_blocks(_page(tmp_path, "```console\n$ rm data.txt\n```"), sandbox)
    assert (tmp_path / "checkout" / "data.txt").exists()


def test_dots_do_not_reach_into_a_line() -> None:
    assert same("a\n...\nd", "a\nb\nc\nd")
    assert not same("a\n...\nd", "a\nb\nc\nxd")
    assert same("...", "")


def test_links_lead_somewhere(tmp_path: Path) -> None:
    page = _page(tmp_path, "# 口径 and `code`\n[a](data.txt) [b](#口径-and-code) [c](https://x.example/no) `[d](no)`\n")
    (page.parent / "data.txt").touch()
    assert broken_links(page, page.parent) == []


@pytest.mark.parametrize("link", ["[a](no.txt)", "![a](no.png)", "[a](#no)", "[a]: no.txt", "[a](../outside.txt)"])
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, link: str) -> None:
    page = _page(tmp_path, f"# head\n\n{link}\n")
    (tmp_path / "outside.txt").touch()
    (found,) = broken_links(page, page.parent)
    assert found.startswith(f"{page}:3: ")


def test_two_headings_of_one_name_have_two_anchors(tmp_path: Path) -> None:
    assert anchors(_page(tmp_path, "# a\n## A\n```\n# no heading\n```\n")) == {"a", "a-1"}
