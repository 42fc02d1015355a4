"""Facts about the words of findings: a student of the first weeks understands them."""

import ast
from pathlib import Path

from core.training import health

SENTENCES = [
    node.value
    for file in Path(health.__file__).parent.glob("*.py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "{" in node.value
]


def test_that_what_no_student_says_is_not_said() -> None:
    unusual = ("root mean square", "without penalties", "'s start", "linear map")
    assert [said for said in SENTENCES if any(words in said for words in unusual)] == []


def test_that_l2_is_said_to_be_a_penalty_where_more_of_it_is_suggested_in_a_sentence() -> None:
    suggested = [said for said in SENTENCES if "L2" in said and "can help" in said]
    assert suggested
    assert all("penalty on large weights (L2" in said for said in suggested)
