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


@pytest.mark.parametrize("type,native,vers", [
    # node-semver
    ("npm", "^1.2.3", ">=1.2.3|<2.0.0"), ("npm", "^0.2.3", ">=0.2.3|<0.3.0"), ("npm", "^0.0.3", ">=0.0.3|<0.0.4"),
    ("npm", "^0.0", ">=0.0.0|<0.1.0"), ("npm", "^0", ">=0.0.0|<1.0.0"), ("npm", "~1.2.3", ">=1.2.3|<1.3.0"), ("npm", "~1", ">=1.0.0|<2.0.0"),
    ("npm", "1.x", ">=1.0.0|<2.0.0"), ("npm", "1.2.*", ">=1.2.0|<1.3.0"), ("npm", "*", "*"), ("npm", "", "*"), ("npm", "1", ">=1.0.0|<2.0.0"),
    ("npm", ">1.2", ">=1.3.0"), ("npm", ">=1.2", ">=1.2.0"), ("npm", "<1.2", "<1.2.0"), ("npm", "<=1.2", "<1.3.0"), ("npm", "=1.2.3", "1.2.3"),
    ("npm", "1.2.3 - 2.3.4", ">=1.2.3|<=2.3.4"), ("npm", "1.2 - 2.3", ">=1.2.0|<2.4.0"), ("npm", ">=1.0.0<2.0.0", ">=1.0.0|<2.0.0"),
    ("npm", "^1.2 || ~3", ">=1.2.0|<2.0.0|>=3.0.0|<4.0.0"), ("npm", "<1.0.0 || >=1.0.0", "*"), ("npm", "1.0.0 || 1.0.0", "1.0.0"),
    ("npm", "^1.2.3-beta.2", ">=1.2.3-beta.2|<2.0.0"), ("npm", "v1.2.3", "1.2.3"),
    # Cargo, Pub, Hex
    ("cargo", "1.2.3", ">=1.2.3|<2.0.0"), ("cargo", "0.2", ">=0.2.0|<0.3.0"), ("cargo", "=1.2.3", "1.2.3"), ("cargo", "1.*", ">=1.0.0|<2.0.0"),
    ("cargo", ">=1.2, <1.5", ">=1.2.0|<1.5.0"), ("pub", "any", "*"), ("pub", "^0.1.2", ">=0.1.2|<0.2.0"), ("pub", ">=1.0.0 <2.0.0", ">=1.0.0|<2.0.0"),
    ("hex", "~> 2.1.2", ">=2.1.2|<2.2.0"), ("hex", "~> 2.1", ">=2.1.0|<3.0.0"), ("hex", ">= 2.0.0 and < 2.1.0", ">=2.0.0|<2.1.0"),
    ("hex", "== 1.0.0 or == 2.0.0", "1.0.0|2.0.0"), ("hex", ">= 1.0.0 and != 1.5.0", ">=1.0.0|!=1.5.0"),
    # Composer, RubyGems, PEP 440, Cabal
    ("composer", "~1.2", ">=1.2|<2"), ("composer", "~1.2.3", ">=1.2.3|<1.3"), ("composer", "^0.3", ">=0.3|<0.4"), ("composer", "1.0.*", ">=1.0|<1.1"),
    ("composer", "1.0 - 2.0", ">=1.0|<2.1"), ("composer", ">=1.0,<1.1 | >=1.2", ">=1.0|<1.1|>=1.2"), ("composer", "!=1.5", "!=1.5"),
    ("gem", "~> 2.0.8", ">=2.0.8|<2.1"), ("gem", "~> 2", ">=2|<3"), ("gem", "~> 1.2, >= 1.2.3, != 1.4", ">=1.2.3|!=1.4|<2"),
    ("pypi", "~=1.4.2", ">=1.4.2|<1.5.dev0"), ("pypi", "~=1.4", ">=1.4|<2.dev0"), ("pypi", "==1.4.*", ">=1.4.dev0|<1.5.dev0"),
    ("pypi", "!=1.4.*", "<1.4.dev0|>=1.5.dev0"), ("pypi", ">=1.0,!=1.5,<2", ">=1.0|!=1.5|<2"), ("pypi", "===1!2.0", "1!2.0"),
    ("hackage", "^>=1.2.3", ">=1.2.3|<1.3"), ("hackage", "==1.2.*", ">=1.2|<1.3"), ("hackage", ">=1.0 && <1.2 || ==2.0", ">=1.0|<1.2|2.0"),
    # Conan, Maven, NuGet, Debian, and those that have nothing but comparisons
    ("conan", "~2.5", ">=2.5|<2.6-"), ("conan", "^0.1.2", ">=0.1.2|<0.2-"), ("conan", ">1- <2.0, include_prerelease=True", ">1|<2.0"),
    ("maven", "[1.0,2.0)", ">=1.0|<2.0"), ("maven", "(,1.0],[1.2,)", "<=1.0|>=1.2"), ("maven", "[1.5]", "1.5"), ("maven", "(,1.1),(1.1,)", "!=1.1"),
    ("nuget", "1.0", ">=1.0"), ("nuget", "[1.0.0, 2.0.0)", ">=1.0.0|<2.0.0"), ("nuget", "1.*", ">=1|<2"), ("nuget", "(1.0,)", ">1.0"),
    ("deb", "(>= 1.0~rc1), (<< 2:1.5-3)", ">=1.0~rc1|<2:1.5-3"), ("golang", ">= 1.2.3, < 1.4.0", ">=1.2.3|<1.4.0"),
    ("openssl", "3.0.0, 1.0.1b", "1.0.1b|3.0.0"), ("nginx", "1.4.1+", ">=1.4.1|<1.5.0"), ("nginx", "1.5.0+", ">=1.5.0")])
def test_a_range_of_a_package_manager_is_read(twohop, type, native, vers):
    done = twohop(["vers", "native", type, native])
    assert (done.code, done.stdout.replace("%21", "!"), done.stderr) == (0, "vers:%s/%s\n" % (type, vers), "")


def test_a_range_that_holds_nothing_says_so(twohop):
    assert twohop(["vers", "native", "npm", ">2.0.0 <1.0.0"]).stdout == "vers:none/*\n"


@pytest.mark.parametrize("type,native,place,said", [
    ("npm", ">=", 3, "expected a version"), ("npm", "1.2.3 || >", 11, "expected a version"), ("npm", ">=1.0.0, <2", 8, "expected"),
    ("npm", "latest", 1, "begins with a number"), ("npm", "1.*.beta", 1, "behind a '*'"), ("pypi", "1.0", 1, "operator"),
    ("pypi", ">=1.0 <2", 7, "','"), ("pypi", "~=1", 3, "two numbers"), ("maven", "1.0", 1, "only a wish"), ("maven", "[1.0,2.0", 9, "']'"),
    ("maven", "(1.0)", 2, "'[' and ']'"), ("nuget", "[1,2),[3,4)", 6, "nothing more"), ("gem", "1.2 junk!", 5, "order"), ("deb", "(> 1.0)", 2, "operator"),
    ("deb", "(>= 1.0", 1, "not closed"), ("conan", ">1, loose", 5, "include_prerelease"), ("nginx", "1.x", 1, "expected 1.2.3"), ("cargo", "", 1, "expected"),
    ("npm", "99999999999999999999.0.0 - 2", 1, "too large")])
def test_what_is_not_understood_is_said_with_its_place(twohop, type, native, place, said):
    done = twohop(["vers", "native", type, native])
    assert done.code == 65 and "at character %d: " % place in done.stderr and said in done.stderr and done.stdout == ""


def test_a_type_without_ranges_of_its_own_is_said(twohop):
    assert twohop(["vers", "native", "datetime", ">1"]).code == 64
    assert "'pypi'" in twohop(["vers", "native", "pypy", ">1"]).stderr


TABLES = {"alpine": "apk", "cran": "cran", "debian": "deb", "hackage": "hackage", "maven": "maven", "nuget": "nuget", "packagist": "composer",
          "pub": "pub", "pypi": "pypi", "redhat": "rpm", "rubygems": "gem", "semver": "semver"}


@pytest.mark.skipif(not SHARED, reason="SKIPPED: no ../shared, so the public tables of version orders were not read")
@pytest.mark.parametrize("table", TABLES)
def test_a_public_table_holds_wholly(twohop, table):
    for path in pathlib.Path(SHARED, "corpus", "versions").glob(table + "-versions*.txt"):
        done = twohop(["vers", "compare", TABLES[table], "-"], stdin=path.read_text())
        assert (done.code, done.stdout, done.stderr) == (0, "", "")
