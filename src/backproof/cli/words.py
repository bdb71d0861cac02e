"""What the command says, in Korean and in English."""

from __future__ import annotations

import os
from typing import Any

EXAMPLE = """\
  from backproof import Check
  def square(x): return x * x
  check = Check(square, lambda g, x: (2 * g * x,), {"x": ("N",)})"""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "about": "Prove hand-written backward passes, or show where they are wrong.",
        "about check": "Run the checks that Python files declare at module level. Exit status: 0 "
        "if each is PROVED, PROVED_AT or WITNESSED, 1 if not, 2 if the command cannot run.",
        "short check": "run the checks of Python files",
        "running": "running the checks",
        "commands": "commands",
        "options": "options",
        "arguments": "arguments",
        "help": "show this help and exit",
        "version": "show the version and exit",
        "target": "a Python file, or one check or layer in it",
        "verbose": "explain what is proved, too",
        "strict": "fail on WITNESSED, too: numbers agree, nothing is proved",
        "lang": "language of the messages (from LC_ALL or LANG if left out)",
        "format": "text (if left out), json, or github: annotations in pull requests",
        "json": "the same as --format json",
        "bad command": "{message}\nTry {program} --help.",
        "interrupted": "interrupted",
        "no file": "there is no file {path}",
        "no such name": "{path}: {name!r} cannot be the name of a check; a simple name such as "
        "FILE:relu would be right",
        "folder": "{path} is a folder; a Python file is wanted",
        "no python": "{path} is no Python file; its name must end in .py",
        "unreadable": "{path} cannot be read: {reason}",
        "import": "{path} cannot be imported:\n{trace}",
        "package": "{path} belongs to the package {package}, but another package of that name "
        "is imported from {other}",
        "nothing": "{path} declares nothing to check. A check is declared at module level:\n"
        "{example}\nA layer whose arguments are all annotated with Arr is found by itself.",
        "unknown": "{path} has no {name}{near}",
        "near": "; did you mean {names}?",
        "there": "; there is {names}",
        "no check": "{name} in {path} is nothing to check: it is neither a Check nor a layer, that "
        "is, a function whose arguments are all annotated with Arr. A check is declared at module "
        "level:\n{example}",
        "nameless": "{path}:{line}: this Check is bound to no name, so it would not be run; "
        "write NAME = Check(...)",
        "twice": "{path}:{line}: the name {name} is given to a second Check, so the first, in "
        "line {first}, would not be run",
        "slow": "{name} takes longer than a second …",
        "seconds": "{name} … {seconds} s",
        "loading": "reading {path}",
        "total": "checks: {total} ({parts})",
        "raised": "{error} ({path}, line {line})",
    },
    "ko": {
        "about": "손으로 쓴 역전파를 증명하거나, 어디가 틀렸는지 보여 줍니다.",
        "about check": "파이썬 파일이 모듈 수준에서 선언한 검사를 실행합니다. 종료 상태는 모두 "
        "PROVED, PROVED_AT, WITNESSED이면 0, 아니면 1, 명령을 실행할 수 없으면 2입니다.",
        "short check": "파이썬 파일의 검사를 실행합니다",
        "running": "검사 실행",
        "commands": "명령",
        "options": "선택 사항",
        "arguments": "인수",
        "help": "이 도움말을 보여 주고 끝냅니다",
        "version": "버전을 보여 주고 끝냅니다",
        "target": "파이썬 파일, 또는 그 안의 검사나 층 하나",
        "verbose": "증명한 것도 설명합니다",
        "strict": "수치만 일치하고 증명하지 못한 WITNESSED도 실패로 칩니다",
        "lang": "메시지의 언어(적지 않으면 LC_ALL이나 LANG을 따릅니다)",
        "format": "text(적지 않았을 때), json, 또는 풀 리퀘스트에 주석을 다는 github",
        "json": "--format json과 같습니다",
        "bad command": "명령을 이해하지 못했습니다: {message}\n{program} --help를 보십시오.",
        "interrupted": "중단했습니다",
        "no file": "{path} 파일이 없습니다",
        "no such name": "{path}: {name!r} 같은 이름은 검사에 쓸 수 없습니다. FILE:relu처럼 "
        "단순한 이름을 쓰십시오",
        "folder": "{path}: 폴더입니다. 파이썬 파일을 적으십시오",
        "no python": "{path}: 파이썬 파일이 아닙니다. 이름이 .py로 끝나야 합니다",
        "unreadable": "{path} 파일을 읽지 못했습니다: {reason}",
        "import": "{path} 파일을 불러오지 못했습니다:\n{trace}",
        "package": "{path} 파일은 패키지 {package}에 들어 있는데, 이름이 같은 다른 패키지를 "
        "{other}에서 이미 불러왔습니다",
        "nothing": "{path}에는 검사할 것이 없습니다. 검사는 모듈 수준에서 선언합니다:\n"
        "{example}\n모든 인수에 Arr 주석을 단 층은 선언하지 않아도 찾아냅니다.",
        "unknown": "{path}에 이런 이름이 없습니다: {name}{near}",
        "near": ". 혹시 {names}입니까?",
        "there": ". 있는 것은 {names}입니다",
        "no check": "{path}:{name}: 검사할 수 없습니다. Check도 아니고, 모든 인수에 Arr "
        "주석을 단 함수인 층도 아닙니다. 검사는 모듈 수준에서 선언합니다:\n{example}",
        "nameless": "{path}:{line}: 이 Check에는 이름이 없어 실행되지 않습니다. "
        "이름 = Check(...)처럼 적으십시오",
        "twice": "{path}:{line}: {name}이라는 이름을 둘째 Check에도 붙여서, {first}번째 줄의 "
        "첫째 Check는 실행되지 않습니다",
        "slow": "{name}: 1초 넘게 걸리고 있습니다 …",
        "seconds": "{name} … {seconds}초",
        "loading": "{path} 읽기",
        "total": "검사 {total}개({parts})",
        "raised": "{error} ({path}, {line}번째 줄)",
    },
}


def say(lang: str, key: str, **values: Any) -> str:
    """Return a sentence in one language, its gaps filled."""
    return WORDS[lang][key].format(**values)


def system_language() -> str:
    """Return Korean if the environment asks for it, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


class Refusal(Exception):  # noqa: N818 - nothing went wrong in the program: it was asked wrongly
    """What the user asked for cannot be done, for a reason that is said in either language."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    def text(self, lang: str) -> str:
        """Return the reason."""
        values = dict(self.values)
        if "hint" in values:
            found, hint = values.pop("names"), values.pop("hint")
            values["near"] = say(lang, hint, names=", ".join(found)) if found else ""
        return say(lang, self.key, example=EXAMPLE, **values)
