"""What is said to people. A driver's own message is never passed on: it may hold the address, the user or data."""

from __future__ import annotations

from collections.abc import Sequence

from fengqiao.plugin import Problem, Severity, Text, Where

COMMANDS = {
    "oracledb": "pip install oracledb",
    "pyodbc": "pip install pyodbc",
    "dmPython": "pip install dmSQLAlchemy dmPython",
}
REFUSED = Text("服务器拒绝登录", "the server refused the login")
UNREACHED = Text("连不上服务器", "the server cannot be reached")
CUT = Text("连接中断", "the connection was lost")
NO_DATABASE = Text("没有这个数据库", "there is no such database")
NO_TABLE = Text("没有这张表、视图或列", "there is no such table, view or column")
FORBIDDEN = Text("没有读取的权限", "the role may not read it")
SLOW = Text("超过了时限", "it took longer than the time-out")
NO_FILE = Text("数据库文件不存在或不能打开", "the database file is not there or cannot be opened")
NOT_SQLITE = Text("文件不是 SQLite 数据库，或已损坏", "the file is no SQLite database, or is damaged")
CAUSES = {
    **dict.fromkeys(("28P01", "28000", "1045", "1698"), REFUSED),
    **dict.fromkeys(("3D000", "1049"), NO_DATABASE),
    **dict.fromkeys(("42P01", "42703", "1146", "1054", "1356"), NO_TABLE),
    **dict.fromkeys(("42501", "1044", "1142", "1143", "SQLITE_AUTH"), FORBIDDEN),
    **dict.fromkeys(("57014", "55P03", "3024", "1969", "1317", "SQLITE_INTERRUPT", "SQLITE_BUSY"), SLOW),
    **dict.fromkeys(("08000", "08003", "08006", "57P01", "57P02", "57P03", "2006", "2013", "1927", "1053"), CUT),
    **dict.fromkeys(("2002", "2003", "2005", "08001"), UNREACHED),
    **dict.fromkeys(("SQLITE_CANTOPEN",), NO_FILE),
    **dict.fromkeys(("SQLITE_NOTADB", "SQLITE_CORRUPT"), NOT_SQLITE),
}
"""By the SQLSTATE of PostgreSQL, the number of MySQL and MariaDB, the name of SQLite's result code."""


def code(error: BaseException | None) -> str:
    """The server's own code for what went wrong; "" where it gave none."""
    cause = getattr(error, "orig", None) or error
    first = cause.args[0] if isinstance(cause, BaseException) and cause.args else None
    if type(first) is int:
        return str(first)
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "")


def cause(error: BaseException | None, otherwise: Text) -> Text:
    """What went wrong, by the server's code."""
    said = code(error)
    found = CAUSES.get(said) or otherwise
    return Text(f"{found.zh}（{said}）", f"{found.en} ({said})") if said else found


def no_driver(where: Where, module: str) -> Problem:
    """A library is missing."""
    command = COMMANDS.get(module, "pip install 'fengqiao[sql]'")
    other = not any(name in module for name in ("sqlalchemy", "psycopg", "pymysql", *COMMANDS))
    hint = Text(
        f"请安装：{command}" if not other else "请安装该数据库的 SQLAlchemy 方言和驱动",
        f"Install it: {command}" if not other else "Install the SQLAlchemy dialect and the driver of that database",
    )
    return Problem(
        "sql.driver-missing",
        where,
        Text(f"没有安装 {module}", f"{module} is not installed"),
        hint,
    )


def bad_address(where: Where) -> Problem:
    """The address cannot be read. It is not shown."""
    return Problem(
        "sql.address",
        where,
        Text("url 不是数据库地址", "url is no address of a database"),
        Text(
            "请写成 postgresql://用户:密码@主机/库 或 sqlite:///文件，密码中的符号用 % 转义",
            "Write postgresql://user:password@host/database or sqlite:///file; escape signs in a password with %",
        ),
    )


def untested(name: str, dialect: str) -> Problem:
    """Nobody tried this dialect."""
    return Problem(
        "sql.untested",
        Where(file=name),
        Text(
            f"没有在 {dialect} 上测试过：本程序只发查询、从不提交，但会话的只读和时限要由数据库保证",
            f"{dialect} is not tested: only queries are sent and nothing is committed,"
            " but the database has to see to it that the session cannot write and ends in time",
        ),
        Text("请使用只能读取的账号", "Use a role that can only read"),
        Severity.WARNING,
    )


def unreachable(where: Where, error: BaseException) -> Problem:
    """No connection, or no catalogue."""
    why = cause(error, UNREACHED)
    return Problem(
        "sql.unreachable",
        where,
        Text(f"不能读取数据库：{why.zh}", f"the database cannot be read: {why.en}"),
        Text(
            "请核对地址、库名、账号、密码和网络，再运行一次",
            "Check the address, the database, the role, the password and the network, and run again",
        ),
    )


def no_schema(name: str, schema: str) -> Problem:
    """There is no such schema."""
    return Problem(
        "sql.schema-missing",
        Where(file=name),
        Text(f"没有名为“{schema}”的模式（schema）", f"there is no schema named {schema!r}"),
        Text("请核对 schema，以及账号能否看到它", "Check schema, and whether the role may see it"),
    )


def no_table(name: str, pattern: str, there: Sequence[str]) -> Problem:
    """A table that the project file names is not there."""
    shown = (", ".join(there[:8]) + (" ..." if len(there) > 8 else "")) if there else ""
    return Problem(
        "sql.table-missing",
        Where(file=name, sheet=pattern),
        Text(
            f"没有符合“{pattern}”的表或视图" + (f"，现有：{shown}" if shown else "，库中没有可见的表"),
            f"no table or view fits {pattern!r}" + (f"; there is {shown}" if shown else "; no table can be seen"),
        ),
        Text(
            "请核对 tables 和 schema，以及账号能否看到该表",
            "Check tables and schema, and whether the role may see the table",
        ),
    )


def unreadable(where: Where, error: BaseException | None) -> Problem:
    """One table cannot be read at all."""
    why = cause(error, Text("服务器没有给出数据", "the server gave no data"))
    return Problem(
        "sql.unreadable",
        where,
        Text(f"这张表不能读取：{why.zh}", f"this table cannot be read: {why.en}"),
        Text("请核对权限和视图的定义", "Check the rights of the role and the definition of the view"),
    )


def lost(where: Where, error: BaseException) -> Problem:
    """Reading ended half way."""
    why = cause(error, CUT)
    return Problem(
        "sql.lost",
        where,
        Text(f"读到这一行为止：{why.zh}", f"reading ended at this row: {why.en}"),
        Text(
            "请再运行一次；屡次中断的，请提高时限或减小 fetch",
            "Run again; if it happens again raise the time-out or lower fetch",
        ),
    )


def too_many(where: Where, limit: int) -> Problem:
    """More rows than are allowed."""
    return Problem(
        "sql.too-many-rows",
        where,
        Text(f"超过 {limit} 行的上限，其余没有读取", f"there are more than {limit} rows; the rest was not read"),
        Text(
            "请提高 max_rows，或改读只含所需各行的视图", "Raise max_rows, or read a view with the rows that are needed"
        ),
    )


def binary(where: Where, column: str) -> Problem:
    """A column of bytes."""
    return Problem(
        "sql.binary",
        where,
        Text(
            f"“{column}”一列有二进制内容，从这一行起这样的单元格按空白处理",
            f"the column {column!r} holds bytes; from this row on such cells are taken as blank",
        ),
        Text("请改读把它转成文字或去掉它的视图", "Read a view that turns it into text or leaves it out"),
    )
