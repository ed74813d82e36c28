"""The command line: commands, options, where the output goes, and how a run ends."""
import json
import re

import pytest

COMMANDS = ["audit", "inspect", "why", "explain", "help", "version"]
AFTER = ["--as-of", "2023-04-21"]


@pytest.fixture
def case(testdata):
    """The 3CX case."""
    return testdata / "3cx"


@pytest.fixture
def softphone(case):
    return case / "3cx-desktopapp.cdx.json"


# ---------------------------------------------------------------- help and version

def test_without_arguments_the_way_to_help_is_told(twohop):
    done = twohop([])
    assert (done.code, done.stdout) == (64, "")
    assert "twohop help" in done.stderr


@pytest.mark.parametrize("args", [["--version"], ["version"]])
def test_the_version_is_told(twohop, args):
    done = twohop(args)
    assert done.code == 0
    assert re.fullmatch(r"twohop \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("args", [["help"], ["--help"], ["-h"]])
def test_help_names_all_commands_and_exit_codes(twohop, args):
    done = twohop(args)
    assert done.code == 0
    for word in COMMANDS + ["64", "65", "66", "70", "73"]:
        assert word in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["help COMMAND", "COMMAND --help", "COMMAND -h"])
def test_each_command_has_its_help(twohop, command, form):
    done = twohop(form.replace("COMMAND", command).split())
    assert done.code == 0
    assert done.stdout.startswith("usage: twohop " + command)


def test_help_is_given_even_where_the_rest_is_wrong(twohop):
    done = twohop(["audit", "--no-such-option", "--help"])
    assert done.code == 0 and done.stdout.startswith("usage: twohop audit")


@pytest.mark.parametrize("args", [["help"], ["help", "audit"], ["explain"], ["explain", "hop"]])
def test_help_fits_on_eighty_columns(twohop, args):
    assert [line for line in twohop(args).stdout.splitlines() if len(line) > 80 or line != line.rstrip()] == []


# ---------------------------------------------------------------- explain

def test_explain_lists_every_rule_that_a_report_can_name(twohop, report, case):
    listed = twohop(["explain"]).stdout
    audit = report([case, *AFTER])
    for rule in [f["rule"] for f in audit["findings"]] + [n["rule"] for n in audit["not_evaluated"]]:
        assert rule in listed


@pytest.mark.parametrize("word", ["end-of-life", "no-environment-evidence", "dangling-ref", "hop", "visibility", "blind-spot"])
def test_explain_tells_a_rule_a_complaint_and_a_term(twohop, word):
    done = twohop(["explain", word])
    assert done.code == 0
    assert done.stdout.startswith(word) and len(done.stdout.splitlines()) > 1


def test_a_word_that_is_a_rule_and_a_complaint_is_told_as_both(twohop):
    assert twohop(["explain", "digest-mismatch"]).stdout.count("digest-mismatch: ") == 2


# ---------------------------------------------------------------- options

@pytest.mark.parametrize("date", [["--as-of", "2023-04-21"], ["--as-of=2023-04-21"]])
def test_a_value_stands_behind_its_option_or_an_equals_sign(report, case, date):
    assert report([case, *date])["as_of"] == "2023-04-21"


def test_options_may_stand_before_the_command(twohop, case):
    done = twohop(["--as-of", "2023-04-21", "--format", "json", "audit", case])
    assert json.loads(done.stdout)["as_of"] == "2023-04-21"


def test_two_dashes_end_the_options(twohop, tmp_path, softphone):
    (tmp_path / "--own").write_bytes(softphone.read_bytes())
    done = twohop(["audit", "--format", "json", *AFTER, "--", "--own"])
    assert [d["path"] for d in json.loads(done.stdout)["documents"]] == ["--own"]


def test_a_dash_is_standard_input(twohop, softphone):
    done = twohop(["audit", "-", "--format", "json", *AFTER], stdin=softphone.read_bytes())
    assert json.loads(done.stdout)["documents"][0]["status"] == "read"


def test_today_is_the_day_if_none_is_named(report, case):
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", report([case])["as_of"])


def test_own_documents_put_you_in_the_place_of_the_vendor(report, case):
    hops = {s["name"]: s["hop"] for s in report([case / "3cx-desktopapp.cdx.json", "--own", *AFTER])["suppliers"]}
    assert hops["OpenJS Foundation"] == 1


def test_fail_on_lowers_and_raises_what_decides(report, softphone):
    day = ["--as-of", "2023-03-15"]
    assert report([softphone, *day])["exit"]["code"] == 2
    assert report([softphone, *day, "--fail-on", "blind-spot=never"])["exit"]["code"] == 0
    assert report([softphone, *day, "--fail-on", "never"])["exit"]["code"] == 0


def test_the_default_configuration_is_that_of_the_current_folder(report, tmp_path, softphone):
    (tmp_path / "twohop.yaml").write_text("policy:\n  fail_on: {blind-spot: never}\n")
    assert report([softphone, "--as-of", "2023-03-15"])["exit"]["code"] == 0


def test_a_named_configuration_is_taken_in_its_place(report, tmp_path, softphone):
    (tmp_path / "twohop.yaml").write_text("policy:\n  fail_on: {blind-spot: never}\n")
    (tmp_path / "other.yaml").write_text("self: [Example Bank]\n")
    assert report([softphone, "--as-of", "2023-03-15", "--config", "other.yaml"])["exit"]["code"] == 2


def test_the_bytes_do_not_depend_on_the_number_of_threads(twohop, case):
    one, many = (twohop(["audit", case, *AFTER, "--format", "json", "--jobs", jobs]) for jobs in ("1", "4"))
    assert one.stdout == many.stdout


# ---------------------------------------------------------------- formats and outputs

def test_reports_go_to_files_and_a_person_still_reads_the_text(twohop, tmp_path, case):
    done = twohop(["audit", case, *AFTER, "--format", "json=out.json", "--format", "text=out.txt"])
    assert json.loads((tmp_path / "out.json").read_text())["exit"]["code"] == done.code == 1
    assert (tmp_path / "out.txt").read_text() == done.stdout


def test_quiet_leaves_standard_output_empty_where_all_reports_go_to_files(twohop, tmp_path, case):
    done = twohop(["audit", case, *AFTER, "-q", "--format", "json=out.json"])
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "out.json").exists()


def test_a_text_file_has_no_colours_and_standard_output_only_on_demand(twohop, case):
    assert "\x1b" not in twohop(["audit", case, *AFTER]).stdout
    assert "\x1b[" in twohop(["audit", case, *AFTER, "--color", "always"]).stdout
    assert "\x1b" not in twohop(["audit", case, *AFTER, "--color", "never"]).stdout


# ---------------------------------------------------------------- inspect

def test_inspect_tells_what_a_document_holds(twohop, softphone):
    done = twohop(["inspect", softphone])
    assert done.code == 0
    for part in ("cyclonedx-json, version 1.5", "3CXDesktopApp 18.12.416 of 3CX", "15 components", "depends-on"):
        assert part in done.stdout


def test_inspect_gives_one_object_for_one_file_and_an_array_for_several(twohop, case):
    files = sorted(case.glob("*.cdx.json"))
    one = json.loads(twohop(["inspect", "--format", "json", files[0]]).stdout)
    many = json.loads(twohop(["inspect", "--format", "json", *files]).stdout)
    assert one["schema"] == "twohop-document/1" and many[0] == one and len(many) == len(files)


def test_inspect_has_the_members_of_the_contract(inspect, softphone):
    document = inspect([softphone])[str(softphone)]
    assert list(document) == ["schema", "path", "sha256", "format", "spec_version", "id", "signatures", "created", "status",
                              "error", "why", "counts", "root", "organizations", "relations", "dangling", "stated", "claims", "diagnostics"]
    assert document["root"] == {"name": "3CXDesktopApp", "version": "18.12.416", "supplier": "3CX"}
    assert document["relations"]["depends-on"] == document["counts"]["dependencies"]


def test_inspect_shows_a_complaint_with_its_place(twohop, tmp_path):
    (tmp_path / "a.json").write_text(
        '{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,\n "metadata": {"component": {"type": "application", '
        '"bom-ref": "a", "name": "a"}},\n "dependencies": [{"ref": "a", "dependsOn": ["nothing"]}]}\n')
    done = twohop(["inspect", "a.json"])
    assert done.code == 0
    assert re.search(r"^a\.json:3:\d+: warning: .*\[dangling-ref\]", done.stdout, re.M)


def test_inspect_lists_package_urls_sorted_and_once(twohop, softphone):
    lines = twohop(["inspect", "--format", "purls", softphone]).stdout.splitlines()
    assert lines == sorted(set(lines)) and "pkg:npm/%40angular/core@14.2.12" in lines


# ---------------------------------------------------------------- why

def test_why_tells_the_whole_argument_for_an_id(twohop, report, case):
    finding = next(f for f in report([case, *AFTER])["findings"] if f["subject"]["name"] == "X_TRADER")
    done = twohop(["why", finding["id"], case, *AFTER])
    assert done.code == 0
    for step in finding["path"][1:]:
        assert step["relation"] + " " + step["name"] in done.stdout
        assert "%s:%d:%d" % (step["evidence"]["document"].rsplit("/", 1)[1], step["evidence"]["line"],
                             step["evidence"]["column"]) in done.stdout
    assert finding["advisory"]["id"] in done.stdout.replace("\n", " ")


def test_why_takes_the_beginning_of_an_id(twohop, report, case):
    first = report([case, *AFTER])["findings"][0]["id"]
    assert twohop(["why", first[:8], case, *AFTER]).stdout == twohop(["why", first, case, *AFTER]).stdout


def test_why_shows_the_paths_to_a_name_in_any_case(twohop, case):
    done = twohop(["why", "x_trader", case, *AFTER])
    assert done.code == 0
    assert "laptop-17" in done.stdout and "Findings about it" in done.stdout


def test_why_looks_in_the_current_folder(twohop, case):
    assert "X_TRADER" in twohop(["why", "X_TRADER", *AFTER], cwd=case).stdout


def test_why_names_the_nearest_where_there_is_none(twohop, case):
    done = twohop(["why", "X_TRADR", case, *AFTER])
    assert (done.code, done.stdout) == (66, "")
    assert "X_TRADER" in done.stderr
