"""`twohop vers`: what is said of two versions, of many, of a range."""
import pathlib
import os

import pytest

SHARED = os.environ.get("TWOHOP_SHARED")


@pytest.mark.parametrize("line,code", [
    ("pypi 1.0rc1 < 1.0", 0), ("pypi 1.0rc1 > 1.0", 1), ("pypi 1.0 = 1.0.0", 0), ("deb 1:1.0 > 2.0", 0), ("maven 1.0-SNAPSHOT <= 1.0", 0),
    ("npm 1.0.0-a != 1.0.0", 0), ("npm 1.0.0 >= 1.0.1", 1), ("ebuild 1.0_p1 > 1.0", 0), ("jvm 1.8.0_456 = 8.0.456", 0)])
def test_a_comparison_ends_with_whether_it_holds(twohop, line, code):
    assert twohop(["vers", "compare", *line.split()]).code == code


def test_without_a_sign_the_order_is_told(twohop):
    done = twohop(["vers", "compare", "gem", "1.0.a", "1.0"])
    assert (done.code, done.stdout) == (0, "1.0.a < 1.0\n")


def test_an_order_that_is_not_known_is_neither(twohop):
    done = twohop(["vers", "compare", "semver", "1.0", "<", "rubbish"])
    assert done.code == 1 and done.stdout == "1.0 ? rubbish\n" and "no place" in done.stderr


def test_lines_that_do_not_hold_are_printed(twohop):
    done = twohop(["vers", "compare", "pypi", "-"], stdin="# comment\n// case insensitive\n\n1.0 < 2.0\n2.0 < 1.0\n1.0 = 1.0.0\n1.0 > 3\n")
    assert (done.code, done.stdout) == (1, "2.0 < 1.0\n1.0 > 3\n")


def test_lines_that_all_hold_print_nothing(twohop):
    done = twohop(["vers", "compare", "pypi", "-"], stdin="1.0 < 2.0\n")
    assert (done.code, done.stdout) == (0, "")


@pytest.mark.parametrize("text,code", [("", 66), ("# nothing\n", 66), ("1.0 <\n", 65), ("1.0 < 2.0 3.0\n", 65), ("1.0 ~ 2.0\n", 65)])
def test_lines_that_are_no_comparisons_are_no_pass(twohop, text, code):
    done = twohop(["vers", "compare", "pypi", "-"], stdin=text)
    assert done.code == code and done.stderr.count("\n") == 1


def test_a_range_answers_for_each_version(twohop):
    done = twohop(["vers", "contains", "vers:npm/>=1.0.0|<2.0.0", "1.5.0", "2.0.0", "rubbish"])
    assert (done.code, done.stdout) == (1, "1.5.0 yes\n2.0.0 no\nrubbish unknown\n")
    assert twohop(["vers", "contains", "vers:npm/>=1.0.0|<2.0.0", "1.5.0"]).code == 0


def test_a_range_is_spelled_canonically_and_what_was_forgiven_is_said(twohop):
    done = twohop(["vers", "canonical", "vers:npm/ <2.0.0 | >=1.0.0"])
    assert (done.code, done.stdout) == (0, "vers:npm/>=1.0.0|<2.0.0\n")
    assert "forgiven: it holds blanks" in done.stderr and "not sorted" in done.stderr


def test_a_range_that_cannot_be_read_is_65_with_the_place(twohop):
    done = twohop(["vers", "canonical", "vers:npm/>=1.0|%zz"])
    assert done.code == 65 and "at character" in done.stderr


@pytest.mark.parametrize("line,said", [("compare pypy 1 2", "'pypi'"), ("compare pypi 1", "SCHEME"), ("compair pypi 1 2", "'compare'"),
                                       ("contains vers:npm/1", "VERSION"), ("", "compare")])
def test_a_wrong_line_is_64_and_says_what_would_be_right(twohop, line, said):
    done = twohop(["vers", *line.split()])
    assert done.code == 64 and said in done.stderr and done.stderr.count("\n") == 1


def test_all_schemes_are_listed(twohop):
    done = twohop(["vers", "schemes"])
    assert done.code == 0 and {"semver", "pypi", "maven", "deb", "rpm", "apk", "gem", "nuget", "composer"} <= {
        line.split()[0] for line in done.stdout.splitlines()}


TABLES = {"alpine": "apk", "cran": "cran", "debian": "deb", "hackage": "hackage", "maven": "maven", "nuget": "nuget", "packagist": "composer",
          "pub": "pub", "pypi": "pypi", "redhat": "rpm", "rubygems": "gem", "semver": "semver"}


@pytest.mark.skipif(not SHARED, reason="SKIPPED: no ../shared, so the public tables of version orders were not read")
@pytest.mark.parametrize("table", TABLES)
def test_a_public_table_holds_wholly(twohop, table):
    for path in pathlib.Path(SHARED, "corpus", "versions").glob(table + "-versions*.txt"):
        done = twohop(["vers", "compare", TABLES[table], "-"], stdin=path.read_text())
        assert (done.code, done.stdout, done.stderr) == (0, "", "")
