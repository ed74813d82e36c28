"""The report for a person with one minute: order, width, and what it must never leave out."""
import json
import re
import unicodedata

import pytest

BEFORE, AFTER = ["--as-of", "2023-03-15"], ["--as-of", "2023-04-21"]


@pytest.fixture
def case(testdata):
    return testdata / "3cx"


def columns(line):
    """Columns that a line takes; marks and hidden characters none, wide ones two."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf", "Cc") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in line)


def headings(text):
    return re.findall(r"^(VIOLATIONS|CONTRADICTIONS|BLIND SPOTS|NOT CHECKED|COMPLAINTS|NEXT)\b", text, re.M)


def test_the_sections_stand_in_the_order_of_their_weight(twohop, case):
    assert headings(twohop(["audit", case, *AFTER]).stdout) == ["VIOLATIONS", "BLIND SPOTS", "NOT CHECKED", "NEXT"]


def test_the_first_line_tells_violations_and_the_last_the_exit(twohop, case):
    lines = twohop(["audit", case, *AFTER]).stdout.splitlines()
    assert "violation" in lines[0]
    assert lines[-1].startswith("exit 1: violation")
    assert "hop" in lines[-2]


def test_before_the_news_the_abandoned_program_two_hops_away_is_already_a_violation(twohop, case):
    text = " ".join(twohop(["audit", case, *BEFORE]).stdout.split())
    assert "end-of-life: X_TRADER 7.17.90p608 of Trading Technologies" in text
    assert "═operates═> laptop-17" in text and "═runs═> X_TRADER 7.17.90p608 (hop 2)" in text


def test_after_the_news_cause_and_effect_are_one_story(twohop, case):
    text = twohop(["audit", case, *AFTER]).stdout
    effect, cause = text.index("compromised-release: 3CXDesktopApp"), text.index("caused by")
    assert effect < cause < re.search(r"compromised-release:\s+X_TRADER", text).start()
    assert len(re.findall(r"compromised-release:\s+X_TRADER", text)) == 1


def test_every_finding_of_the_case_is_told(twohop, report, case):
    text = twohop(["audit", case, *AFTER]).stdout
    for finding in report([case, *AFTER])["findings"]:
        assert finding["rule"] + ":" in text
        assert finding["subject"]["name"].rsplit("/", 1)[-1] in text


def test_every_place_of_the_path_is_told_with_its_line(twohop, report, case):
    text = twohop(["audit", case, *AFTER]).stdout
    for step in report([case, *AFTER])["findings"][0]["path"][1:]:
        assert "%s:%d" % (step["evidence"]["document"].rsplit("/", 1)[-1], step["evidence"]["line"]) in text


def test_what_was_not_checked_is_told(twohop, report, case):
    text = twohop(["audit", case, *AFTER]).stdout
    for entry in report([case, *AFTER])["not_evaluated"]:
        assert entry["rule"] in text[text.index("NOT CHECKED"):]


def test_the_command_that_it_proposes_gives_the_argument(twohop, case):
    text = twohop(["audit", "3cx", *AFTER], cwd=case.parent).stdout
    command = re.search(r"twohop (why [0-9a-f]{16}(?:-\d+)? 3cx --as-of 2023-04-21)", " ".join(text.split()))[1]
    done = twohop(command.split(), cwd=case.parent)
    assert done.code == 0 and "The way there" in done.stdout


def test_exit_2_says_that_it_is_no_verdict_and_how_to_accept_it(twohop, case):
    done = twohop(["audit", case / "3cx-desktopapp.cdx.json", *BEFORE])
    assert done.code == 2
    assert "no verdict on the vendor" in done.stdout and "--fail-on blind-spot=never" in done.stdout


def test_without_utf8_the_report_is_ascii(twohop, case):
    done = twohop(["audit", case, *AFTER], env={"LC_ALL": "C"})
    assert done.stdout.isascii() and "--runs--> X_TRADER" in " ".join(done.stdout.split())


def hostile_document(name):
    """Forty components and suppliers of this name, none of which says what it relies on."""
    parts = [{"type": "library", "bom-ref": "c%d" % i, "name": "%s%d" % (name, i), "version": name,
              **({"supplier": {"name": "%s %d" % (name, i)}} if i % 2 else {})} for i in range(40)]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": {
        "type": "application", "bom-ref": "root", "name": name, "version": "1", "supplier": {"name": name}}},
        "components": parts, "dependencies": [{"ref": "root", "dependsOn": [p["bom-ref"] for p in parts]}]})


HOSTILE = {
    "long": "n" * 300, "words": "a b " * 100, "wide": "日本語" * 60, "escape": "\x1b[31mred\x07", "override": "a\u202eb\u2066c",
    "newline": "one\ntwo\r\nthree", "marks": "e" + "\u0301" * 25, "emoji": "\U0001f600" * 60, "empty": " ",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_name_breaks_the_page(twohop, tmp_path, kind):
    (tmp_path / "a.json").write_text(hostile_document(HOSTILE[kind]))
    for locale in ("C.UTF-8", "C"):
        text = twohop(["audit", "a.json"], env={"LC_ALL": locale}).stdout
        assert [line for line in text.split("\n") if columns(line) > 80] == []
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_one_rule_for_many_documents_is_one_entry(twohop, tmp_path):
    (tmp_path / "docs").mkdir()
    for i in range(12):
        (tmp_path / "docs" / ("%02d.json" % i)).write_text(hostile_document("product%d" % i))
    text = twohop(["audit", "docs"]).stdout
    spots = text[text.index("BLIND SPOTS"):text.index("NEXT")]
    assert len(re.findall(r"unknown-supplier:", spots)) == 1
    for i in range(12):
        assert "docs/%02d.json" % i in spots
