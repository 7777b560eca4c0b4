"""Objects of JSON as rows: numbers as written, nested objects under dotted headings, nothing lost in silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any, NoReturn

from fengqiao.errors import Problem, Text, Where
from fengqiao.model.source import Row

DEPTH = 16
"""How deep objects may lie in each other."""
TOLD = 20
"""So many columns of one kind of defect are told one by one."""
_BETWEEN = "、"
_WORDS: Mapping[Any, str] = {None: "", True: "true", False: "false"}
_SIMPLE = frozenset({str, bool, type(None)})
_TEXTS = frozenset({str})


class _RefusedError(ValueError):
    """Valid in the grammar of JSON but without one clear meaning."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def _constant(word: str) -> NoReturn:
    raise _RefusedError(Text(f"{word} 不是数", f"{word} is no number"))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError(Text("同一个键出现了两次", "a key stands twice in one object"))
    return found


_DECODER = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=_constant, object_pairs_hook=_object, strict=False
)


_ENDS = ("", "\n", "\r\n")
_QUICK = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_constant, strict=False)
_STRICT = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_constant)


def _quick(text: str) -> Any:
    """What a text says, as fast as it comes; of a key that stands twice the last."""
    try:
        found, end = _QUICK.scan_once(text, 0)  # type: ignore[attr-defined]  # typeshed leaves it out
    except StopIteration:
        return _QUICK.decode(text)
    # anything behind it is the decoder's to judge
    return found if text[end:] in _ENDS else _QUICK.decode(text)


def _keys(found: Any) -> int:
    """At most the number of keys in it."""
    match found:
        case dict():
            return len(found) + sum(_keys(value) for value in found.values() if type(value) in (dict, list))
        case list() if set(map(type, found)) == {dict}:
            return sum(map(len, found))
        case _:
            return 0


def _once(text: str, found: Any) -> bool:
    """Whether surely no key was lost by standing twice: the text has as many as were found.

    Each key has a colon behind it, and where no colon follows a blank, a quotation mark and a colon.
    """
    colons = text.count(":")
    keys = len(found) if type(found) is dict and len(found) == colons else _keys(found)
    return colons == keys or (text.count('":') == keys and not any(f"{blank}:" in text for blank in " \t\r\n"))


def _half(text: str, found: Any) -> bool:
    """Whether it holds half of a surrogate pair, which is no text."""
    if "\\" in text and ("\\ud" in text or "\\uD" in text):
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return True
    return False


def decode_lines(text: str) -> list[Any] | None:
    """The objects of a text with one on each line, at once; None where that is not sure: take line by line.

    Each line begins and ends with a brace and no text holds a line break: so no value can reach into the next line.
    """
    text = text.replace("\r\n", "\n").removesuffix("\n")
    count = text.count("\n")
    if text[:1] != "{" or text[-1:] != "}" or text.count("}\n{") != count:
        return None
    try:
        found: list[Any] = _STRICT.decode("[" + text.replace("}\n{", "}\n,{") + "]")
    except (ValueError, RecursionError):
        return None
    return found if len(found) == count + 1 and _once(text, found) and not _half(text, found) else None


def decode_json(text: str, where: Where) -> Any:
    """What a JSON text says, its numbers as texts; a Problem where it is none.

    Refused as well: a key that stands twice in one object, NaN, half of a surrogate pair.
    """
    try:
        found = _quick(text)
        if not _once(text, found):
            found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return _broken(
            where,
            Text(
                f"不是有效的 JSON（第 {error.lineno} 行第 {error.colno} 列，{error.msg}）",
                f"this is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg})",
            ),
        )
    except _RefusedError as error:
        return _broken(where, error.text)
    except RecursionError:
        return _broken(where, _TOO_DEEP)
    if _half(text, found):
        return _broken(where, Text("含有不成对的代理字符", "it holds half of a surrogate pair"))
    return found


_TOO_DEEP = Text(f"嵌套超过 {DEPTH} 层", f"it is nested more than {DEPTH} levels deep")


class Records:
    """The objects of one list as rows. The columns are the union of the keys that were learned, in that order."""

    def __init__(self, leave: Collection[str] = ()) -> None:
        self.names: tuple[str, ...] = ()
        self._cells: Callable[[Any], Any] = tuple
        self._leave = frozenset(leave)
        self._known = self._leave
        self._late: set[str] = set()
        self._lists: set[str] = set()

    def learn(self, record: Any) -> None:
        """Take the keys of a record for columns."""
        if self.plain(record) is not None or not isinstance(record, dict):
            return
        flat = _flat(record, self._leave)
        if isinstance(flat, Text):
            return
        self.names += tuple(name for name in flat[0] if name not in self._known)
        self._known = self._leave.union(self.names)
        self._cells = itemgetter(*self.names) if len(self.names) > 1 else tuple

    @property
    def head(self) -> Row:
        """The headings as row 0."""
        return Row(0, self.names)

    def plain(self, record: Any) -> tuple[str, ...] | None:
        """The cells of a record that holds texts, true, false and null under known keys; else None: ask `rows`."""
        if type(record) is dict and len(record) == len(self.names) > 1:
            try:
                found: tuple[Any, ...] = self._cells(record)
            except KeyError:
                pass
            else:
                if set(map(type, found)) == _TEXTS:
                    return found
        if type(record) is not dict or not record.keys() <= self._known:
            return None
        values: tuple[Any, ...] = tuple(map(record.get, self.names))
        kinds = set(map(type, values))
        if kinds == _TEXTS:
            return values
        if kinds <= _SIMPLE:
            return tuple([value if type(value) is str else _WORDS[value] for value in values])
        return None

    def whole(self, listed: list[Any]) -> list[tuple[str, ...]] | None:
        """The cells of all these records where each holds texts under exactly the columns; else None."""
        try:
            found = list(map(self._cells, listed)) if len(self.names) > 1 else []
            if set(map(len, listed)) != {len(self.names)}:
                return None
            "".join(chain.from_iterable(found))  # nothing but texts can be put together
        except (KeyError, TypeError):
            return None
        return found or None

    def rows(self, number: int, record: Any, where: Where) -> Iterator[Row | Problem]:
        """The row of any record, and a Problem for each thing in it that a row cannot hold."""
        if not isinstance(record, dict):
            yield _not_object(where)
            return
        flat = _flat(record, self._leave)
        if isinstance(flat, Text):
            yield _broken(where, flat)
            return
        cells, lists = flat
        late = [name for name in cells if name not in self._known and name not in self._late]
        yield from self._told(late, self._late, where, _late)
        yield from self._told([name for name in lists if name not in self._lists], self._lists, where, _list)
        yield Row(number, tuple([cells.get(name, "") for name in self.names]))

    def _told(self, names: Collection[str], told: set[str], where: Where, problem: Any) -> Iterator[Problem]:
        for name in names:
            if len(told) > TOLD:
                return
            told.add(name)
            yield problem(where, name if len(told) <= TOLD else "…")


def _flat(record: Mapping[str, Any], leave: Collection[str]) -> tuple[dict[str, str], list[str]] | Text:
    """The cells by dotted name, and the names that hold a list of more than single values; a Text: why not."""
    cells: dict[str, str] = {}
    lists: list[str] = []
    open_: list[tuple[str, Iterator[tuple[str, Any]]]] = [("", iter(record.items()))]
    while open_:
        prefix, items = open_[-1]
        for key, value in items:
            name = prefix + key
            if name in leave:
                continue
            if type(value) is dict:
                open_.append((f"{name}.", iter(value.items())))
                break
            if name in cells:
                return Text(f"“{name}”出现了两次", f"{name!r} stands in it twice")
            if type(value) is not list:
                cells[name] = _word(value)
            elif set(map(type, value)) <= _SIMPLE:
                cells[name] = _BETWEEN.join(map(_word, value))
            else:
                cells[name] = ""
                lists.append(name)
        else:
            open_.pop()
        if len(open_) > DEPTH:
            return _TOO_DEEP
    return cells, lists


def _word(value: Any) -> str:
    return value if type(value) is str else _WORDS[value]


def find_in(found: Any, path: str) -> Any:
    """What lies at a dotted path in decoded JSON, None where there is no such thing; an empty path is the whole."""
    for key in path.split(".") if path else ():
        if not isinstance(found, dict) or key not in found:
            return None
        found = found[key]
    return found


def lists_in(found: Any, path: str = "", depth: int = 3) -> list[str]:
    """The dotted paths at which decoded JSON holds lists, for a message that proposes them."""
    if isinstance(found, list):
        return [path] if path else []
    if not isinstance(found, dict) or not depth:
        return []
    return [at for key, value in found.items() for at in lists_in(value, f"{path}.{key}" if path else key, depth - 1)]


def _broken(where: Where, what: Text) -> Problem:
    return Problem(
        "json.broken",
        where,
        Text(f"这里不能读取：{what.zh}", f"this cannot be read: {what.en}"),
        Text("请重新导出，或请系统管理员更正", "Export it again, or have the system that wrote it corrected"),
    )


def _not_object(where: Where) -> Problem:
    return Problem(
        "json.not-object",
        where,
        Text("这一条不是对象（{…}）", "this record is no object ({...})"),
        Text("请让每条记录写成键和值", "Have each record written as keys and values"),
    )


def _late(where: Where, name: str) -> Problem:
    return Problem(
        "json.late-key",
        where,
        Text(
            f"键“{name}”到这里才出现，表头中没有，其值没有读取",
            f"the key {name!r} appears only here; the headings lack it and its values are not read",
        ),
        Text(
            "请在项目文件中提高 look（接口用 keys 列出）；不需要的键请写入 leave",
            "Raise look (of a web address: name it in keys); a key that nobody needs belongs into leave",
        ),
    )


def _list(where: Where, name: str) -> Problem:
    return Problem(
        "json.list",
        where,
        Text(
            f"“{name}”是对象或列表的列表，一个单元格放不下，没有读取",
            f"{name!r} is a list of objects or lists; one cell cannot hold it and it is not read",
        ),
        Text(
            "不需要的，请写入 leave；需要的，请另行导出", "If nobody needs it, put it into leave; else export it apart"
        ),
    )
