"""The strict JSON pass: what other parsers read differently never gets in."""

import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.errors import NotJson
from timeline.strict_json import DEPTH_MAX, INT_MAX, INT_MIN, loads

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "nothing was sent"),
    "space alone": (b" \r\n\t", "nothing was sent"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "byte order mark"),
    "UTF-16": ("{}".encode("utf-16"), "line 1"),
    "invalid UTF-8": (b'{"a": "\xff"}', "unicode"),
    "overlong UTF-8": (b'"\xc0\x80"', "unicode"),
    "a surrogate in UTF-8": (b'"\xed\xa0\x80"', "unicode"),
    "a lone leading surrogate": (b'"\\ud800"', "escape"),
    "a lone trailing surrogate": (b'"\\udc00"', "escape"),
    "a leading surrogate and a letter": (b'"\\ud800\\u0041"', "escape"),
    "a lone surrogate in a key": (b'{"\\ud800": 1}', "escape"),
    "a duplicate key": (b'{"a": 1, "a": 1}', "duplicate key"),
    "a duplicate key far down": (b'[{"x": [{"a": 1, "b": 2, "a": 3}]}]', "duplicate key"),
    "a duplicate key written two ways": (b'{"a": 1, "\\u0061": 1}', "duplicate key"),
    "NaN": (b'{"a": NaN}', "line 1"),
    "Infinity": (b"[Infinity]", "line 1"),
    "-Infinity": (b"[-Infinity]", "number"),
    "1e999": (b"1e999", "too large"),
    "-1e999": (b'{"a": [-1e999]}', "too large"),
    "1.5E+400": (b"[1.5E+400]", "too large"),
    "an infinity of digits": (b"1" + b"0" * 400 + b".0", "too large"),
    "one above 64 bits": (str(INT_MAX + 1).encode(), "64 bits"),
    "one below 64 bits": (str(INT_MIN - 1).encode(), "64 bits"),
    "an integer of 100 digits": (b'{"a": ' + b"7" * 100 + b"}", "64 bits"),
    "an integer of a million digits": (b"7" * 1_000_000, "number"),
    "a raw NUL": (b'"a\x00b"', "control character"),
    "an escaped NUL": (b'{"a": "b\\u0000"}', "NUL"),
    "an escaped NUL in a key": (b'{"a\\u0000": 1}', "NUL"),
    "an escaped backslash and then a NUL": (b'"\\\\\\u0000"', "NUL"),
    "a raw line break in a text": (b'"a\nb"', "control character"),
    "trailing bytes": (b"{} x", "trailing characters"),
    "two values": (b"{}{}", "trailing characters"),
    "a NUL after the end": (b"{}\x00", "trailing characters"),
    "a trailing comma": (b"[1,]", "trailing comma"),
    "single quotes": (b"{'a': 1}", "key must be a string"),
    "a comment": (b"[1] // one", "trailing characters"),
    "a leading zero": (b"01", "number"),
    "a plus": (b"+1", "line 1"),
    "a bare point": (b"1.", "line 1"),
    "an unfinished object": (b'{"a": 1', "EOF"),
    "True": (b"True", "line 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses(name: str) -> None:
    body, why = REFUSED[name]
    with pytest.raises(NotJson) as caught:
        loads(body)
    assert why.lower() in caught.value.detail.lower()


@pytest.mark.parametrize(
    "body",
    [
        b"null", b"true", b" [ ] ", b"{}", b'""', b"-0", b"-0.0", b"0.1", b"1e-999", b"1E5", b"12345678901234567890.5",
        str(INT_MAX).encode(), str(INT_MIN).encode(), b"1.7976931348623157e308", b'"\\ud83d\\ude00"', b'"\\\\u0000"', b'["\\\\\\\\u0000"]',
        b'{"": 1, " ": 2}', b'{"a": {"a": {"a": 1}}}', b'[{"a": 1}, {"a": 1}]', '"\u2028\ufeff"'.encode(), b'"\\/\\b\\f\\n\\r\\t"',
        b'"0000000000000000000000000 2e-rei"',
    ],
)  # fmt: skip
def test_it_reads_what_any_parser_reads(body: bytes) -> None:
    assert repr(loads(body)) == repr(json.loads(body))


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_64_levels_are_read_and_65_are_not(opening: bytes, closing: bytes) -> None:
    for depth in (DEPTH_MAX - 1, DEPTH_MAX):
        body = opening * depth + b"1" + closing * depth
        assert loads(body) == json.loads(body)
    for depth in (DEPTH_MAX + 1, 100_000):
        with pytest.raises(NotJson, match="nested deeper than 64 levels"):
            loads(opening * depth + b"1" + closing * depth)


def test_brackets_in_texts_and_side_by_side_are_not_depth() -> None:
    assert loads(json.dumps(["[" * 100, "{" * 100]).encode()) == ["[" * 100, "{" * 100]
    assert loads(b"[" + b"[]," * 100 + b"[]]") == [[]] * 101


def test_the_depth_is_a_setting() -> None:
    assert loads(b"[[1]]", depth_max=2) == [[1]]
    with pytest.raises(NotJson, match="deeper than 2"):
        loads(b"[[[1]]]", depth_max=2)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"7" * 1_000_000, b"[" + b"1e9," * 50_000 + b"1e999]"])
def test_a_hostile_body_is_refused_fast(body: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(NotJson):
        loads(body)
    assert time.process_time() - begun < 0.5


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
scalars = st.none() | st.booleans() | st.integers(INT_MIN, INT_MAX) | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12)
fragments = st.lists(
    st.sampled_from(
        [
            *b'{ } [ ] , : " 1 - 0 . e E + \\ true null NaN "a" "b" 1e400 9999999999999999999 \\u0000 \\ud800'.split(),
            b" ",
            b"\n",
            b"\x00",
            b"\xff",
            b"\xc3\xa9",
        ]
    )
).map(b"".join)


@given(values, st.booleans())
def test_it_reads_every_value_that_it_should(value: Any, ascii_only: bool) -> None:
    assert repr(loads(json.dumps(value, ensure_ascii=ascii_only).encode())) == repr(value)


@given(fragments | st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'{"a":1,"a":1}')
def test_what_it_accepts_is_what_json_says_and_it_raises_nothing_else(body: bytes) -> None:
    try:
        value = loads(body)
    except NotJson:
        return
    assert repr(value) == repr(json.loads(body))
