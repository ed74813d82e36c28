"""SARIF, JUnit, GitLab, GitHub and Markdown: what each says of a report, and that no text of a document acts in any of them.

Goldens lie in testdata/goldens; TWOHOP_GOLDENS=write writes them anew, and what changed in them is to be read before it is committed.
"""
import html
import json
import os
import pathlib
import re
import shutil
import xml.etree.ElementTree as ElementTree

import pytest

from papers import DAY, event, events, part, product, sbom

FORMS = {"sarif": "sarif", "junit": "xml", "gitlab": "json", "github": "txt", "markdown": "md"}
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDENS = ROOT / "testdata" / "goldens"
SCHEMA = pathlib.Path(os.environ.get("TWOHOP_SHARED", "/nonexistent")) / "specs" / "sarif" / "sarif-2.1.0.schema.json"
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
# A name that a document may have in a folder that somebody sent.
FILE = "a,b:c\n::error::%0A \u202e<b>&'\"[x](http:y)|`@octocat` #1 ##[error].cdx.json"
CASES = {"3cx": ("2023-04-21", 1), "hostile": (DAY, 65)}


class Written(dict):
    """The text of each form, the JSON report, and the exit code."""

    def __init__(self, texts, report, code):
        super().__init__(texts)
        self.report, self.code = report, code

    def sarif(self):
        return json.loads(self["sarif"])["runs"][0]

    def cases(self):
        """(suite, classname, name) -> test case."""
        return {(suite.get("name"), case.get("classname"), case.get("name")): case
                for suite in ElementTree.fromstring(self["junit"]) for case in suite.iter("testcase")}

    def issues(self):
        return json.loads(self["gitlab"])


@pytest.fixture
def write(twohop, tmp_path):
    """Audits once for all forms. folder: where the program is run."""
    def run(*args, folder=tmp_path, day=DAY, more=(), code=None):
        to = tmp_path / "written"
        to.mkdir(exist_ok=True)
        forms = [word for form in (*FORMS, "json") for word in ("--format", "%s=%s" % (form, to / form))]
        done = twohop(["audit", *args, "--as-of", day, "-q", *forms, *more], cwd=folder)
        assert code is None or done.code == code, done.stderr
        report = json.loads((to / "json").read_bytes())
        return Written({form: (to / form).read_bytes().decode() for form in FORMS}, report, done.code)
    return run


@pytest.fixture(params=CASES)
def case(request, write, tmp_path, testdata):
    """A case of testdata, from a folder of that name; the hostile one has a document of a hostile name too."""
    name, (day, code) = request.param, CASES[request.param]
    shutil.copytree(testdata / name, tmp_path / name)
    if name == "hostile":
        (tmp_path / name / "hostile.cdx.json").rename(tmp_path / name / FILE)
    written = write(name, day=day, code=code)
    written.name = name
    return written


@pytest.fixture
def softphone(write, testdata):
    return write("3cx", folder=testdata, day="2023-04-21", code=1)


# ---------------------------------------------------------------- goldens

@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_as_it_was_reviewed(case, form):
    golden = GOLDENS / ("%s.%s.%s" % (case.name, form, FORMS[form]))
    text = re.sub(r'("(?:v|semanticV)ersion": ")\d+\.\d+\.\d+(?=",\n {10})', r"\g<1>VERSION", case[form])
    if os.environ.get("TWOHOP_GOLDENS") == "write":
        GOLDENS.mkdir(exist_ok=True)
        golden.write_bytes(text.encode())
    assert text == golden.read_bytes().decode(), "TWOHOP_GOLDENS=write writes it anew, for review"


# ---------------------------------------------------------------- nothing acts

def strings(value):
    """All strings of a JSON value, keys too."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def test_the_hostile_case_has_findings_of_hostile_names(case):
    if case.name == "hostile":
        text = json.dumps(case.report["findings"], ensure_ascii=False)
        for part in ("<script>", "\u202e", "](http", "```", "@octocat", "::set-output", "]]>", "##vso"):
            assert part in text
        assert sum(finding["decides"] for finding in case.report["findings"]) > 5


@pytest.mark.parametrize("form", FORMS)
def test_no_control_or_direction_character_is_in_any_form(case, form):
    assert HIDDEN.findall(case[form]) == []


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_no_string_of_json_holds_a_character_that_acts(case, form):
    assert [s for s in strings(json.loads(case[form])) if HIDDEN.search(s)] == []


def test_no_message_of_sarif_is_a_link_or_takes_arguments(case):
    texts = []

    def look(value, key=None):
        if isinstance(value, dict):
            if set(value) == {"text"}:
                texts.append(value["text"])
            for name, one in value.items():
                look(one, name)
        elif isinstance(value, list):
            for one in value:
                look(one)
    look(case.sarif())
    assert len(texts) > 20
    assert [text for text in texts if re.search(r"(?<!\\)\]\(", text)] == []
    assert [text for text in texts if re.search(r"[{}]", text.replace("{{", "").replace("}}", ""))] == []


def test_uris_of_sarif_are_relative_and_encoded(case):
    found = re.findall(r'"uri": "(.*?)"', case["sarif"])
    assert found and [uri for uri in found if not re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)] == []


def test_junit_holds_its_own_elements_only(case):
    root = ElementTree.fromstring(case["junit"])
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"}
    assert "]]>" not in case["junit"] and "<!" not in case["junit"] and case["junit"].count("<?") == 1


def test_each_line_for_github_is_one_annotation_of_ours(case):
    lines = case["github"].split("\n")
    assert lines.pop() == "" and lines
    value = r"(?:[^%:,\r\n]|%25|%3A|%2C)*"
    row = re.compile(r"::(error|warning|notice) (?:file=%s,(?:line=\d+,)?(?:col=\d+,)?)?title=%s::(?:[^%%\r\n]|%%25)*" % (value, value))
    assert [line for line in lines if not row.fullmatch(line)] == []
    assert "##" not in case["github"]


def test_markdown_holds_no_markup_but_ours(case):
    text = re.sub(r"</?(?:code|span|details|summary|del)>", "\0", case["markdown"])
    text = re.sub(r"(?m)^  ```yaml\n  exceptions:\n    .*\n  ```$", "", text)  # ours: no text of a document is in it
    assert not re.search(r"<|(?<!\0)[@]|[\[\]~$\\]|!\0?\[", text)
    assert not re.search(r"(?i)(https?|ftp):/|www\.|mailto:", text)
    assert not re.search(r"(?:^|[^\0&])#\d|&\d|gh-\d", text, re.I)
    text = re.sub(r"`(?:[0-9a-f]{16}(?:-\d+)?|[0-9a-f]{64}|--format json|twohop\.yaml)`", "", text)
    assert "`" not in text
    text = re.sub(r"\*\*(?:exit [^*]*|Path|Source|Fix|Ask|Accept|not read)\*\*", "", text)
    assert "*" not in text and "_" not in text


def test_a_row_of_the_markdown_table_has_its_five_cells(case):
    rows = [line for line in case["markdown"].split("\n") if line.startswith("|")]
    assert len(rows) > 2 and {row.count("|") for row in rows} == {6}


def test_no_line_of_markdown_begins_a_block_that_is_not_ours(case):
    ours = r"$|#{2,4} |\| |  ?- |- |  ```|  exceptions:|    - \{rule|\*\*exit|<details>|</details>|This is no|Policy |\d+ more "
    spelled = {html.unescape(re.sub("<[^>]*>", "", finding["message"]))[:1] for finding in case.report["findings"]}
    assert spelled
    for line in case["markdown"].split("\n"):
        assert re.match(ours, line) or not re.match(r"[#>=+`~|-]|\d+[.)]|\s", line), line


def test_what_markdown_folds_away_ends(case):
    assert case["markdown"].count("<details>") == case["markdown"].count("</details>") > 1


# ---------------------------------------------------------------- what they say

def test_sarif_is_as_its_schema_wants_it(case):
    jsonschema = pytest.importorskip("jsonschema", reason="SKIPPED: python3-jsonschema is absent")
    if not SCHEMA.is_file():
        pytest.skip("SKIPPED: TWOHOP_SHARED names no folder with the schema of SARIF")
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(json.loads(case["sarif"]))] == []


def test_sarif_has_a_result_for_each_finding_in_order(case):
    results = case.sarif()["results"]
    assert [result["partialFingerprints"]["twohopFinding/v1"] for result in results] == [f["id"] for f in case.report["findings"]]
    for result, finding in zip(results, case.report["findings"]):
        assert result["ruleId"] == finding["rule"]
        assert (result["level"] == "error") == finding["decides"]
        assert result["properties"]["hop"] == finding["hop"]


def test_sarif_has_each_rule_that_it_needs_once(case):
    run = case.sarif()
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert sorted(rules) == sorted({finding["rule"] for finding in case.report["findings"]})
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    for rule in run["tool"]["driver"]["rules"]:
        assert "security" in rule["properties"]["tags"] and 0 <= float(rule["properties"]["security-severity"]) <= 10


def test_sarif_walks_the_whole_path(softphone):
    for result, finding in zip(softphone.sarif()["results"], softphone.report["findings"]):
        steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        assert len(steps) == len(finding["path"])
        for step, known in zip(steps[1:], finding["path"][1:]):
            assert step["location"]["physicalLocation"]["region"]["startLine"] == known["evidence"]["line"]
            assert step["location"]["message"]["text"].endswith("by " + known["relation"])
            assert step["nestingLevel"] == known["hop"]


def test_every_result_and_step_of_sarif_has_a_place_in_a_file(case):
    for result in case.sarif()["results"]:
        steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        for location in [result["locations"][0], *[step["location"] for step in steps]]:
            assert location["physicalLocation"]["artifactLocation"]["uri"]


def test_sarif_points_at_the_evidence_of_the_last_step(softphone):
    finding = softphone.report["findings"][2]
    place = softphone.sarif()["results"][2]["locations"][0]["physicalLocation"]
    evidence = finding["path"][-1]["evidence"]
    assert finding["subject"]["name"] == "X_TRADER"
    assert place == {"artifactLocation": {"uri": evidence["document"]},
                     "region": {"startLine": evidence["line"], "startColumn": evidence["column"]}}


def test_sarif_has_the_digest_of_every_document(case):
    assert [artifact["hashes"]["sha-256"] for artifact in case.sarif()["artifacts"]] == [
        document["sha256"] for document in case.report["documents"]]


def test_sarif_tells_what_was_not_evaluated_and_not_read(case):
    invocation = case.sarif()["invocations"][0]
    said = [(note["descriptor"]["id"], note["level"]) for note in invocation["toolExecutionNotifications"]]
    assert said.count(("not-evaluated", "warning")) == len(case.report["not_evaluated"])
    assert said.count(("not-read", "error")) == sum(document["status"] == "rejected" for document in case.report["documents"])
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (case.code, case.code < 64)


def test_junit_counts_what_it_holds(case):
    root = ElementTree.fromstring(case["junit"])
    for suite in [root, *root]:
        cases = list(suite.iter("testcase"))
        assert int(suite.get("tests")) == len(cases)
        for name, tag in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]:
            if suite.get(name) is not None:
                assert int(suite.get(name)) == sum(case.find(tag) is not None for case in cases)
    assert all(suite.get("skipped") is not None for suite in root)


def test_no_two_test_cases_have_one_name(case):
    assert len(case.cases()) == len(list(ElementTree.fromstring(case["junit"]).iter("testcase")))


def test_every_finding_is_in_a_test_case_of_its_rule(case):
    text = {}
    for (_, _, name), one in case.cases().items():
        text[name] = text.get(name, "") + "".join(one.itertext())
    for finding in case.report["findings"]:
        assert "id %s" % finding["id"] in text[finding["rule"]]


def test_a_rule_fails_for_the_supplier_whom_it_is_about(softphone):
    failed = {(classname, name) for (_, classname, name), one in softphone.cases().items() if one.find("failure") is not None}
    assert failed == {("3CX", "compromised-release"), ("3CX", "unmanaged-device"), ("Trading Technologies", "compromised-release"),
                      ("Trading Technologies", "build-reachable"), ("Trading Technologies", "end-of-life")}


def test_a_rule_without_findings_passes_and_one_that_was_not_evaluated_is_skipped(softphone):
    cases = softphone.cases()
    assert len(cases["violation", "every supplier", "concentration"]) == 0
    for entry in softphone.report["not_evaluated"]:
        skipped = next(one for (_, _, name), one in cases.items() if name == entry["rule"])
        assert skipped.find("skipped").get("message") == "not evaluated: " + entry["why"]


def test_a_failure_tells_the_ways_past_it(softphone):
    body = softphone.cases()["violation", "Trading Technologies", "end-of-life"].find("failure").text
    for label in ("path: you --acquires--> ", "evidence: 3cx/laptop-17.obom.cdx.json:51:5 laptop-17 relies on X_TRADER", "fix: ",
                  "ask: 3CX\n", "accept, under exceptions in twohop.yaml: - {rule: end-of-life, id: "):
        assert label in body


def test_a_document_that_is_no_document_is_an_error_everywhere(write, desk, tmp_path):
    desk.put("docs/good.cdx.json", sbom(part("a", supplier="Maker")))
    desk.put("docs/bad.cdx.json", '{"bomFormat": "CycloneDX",\n "specVersion": }')
    written = write("docs", code=65)
    assert written.cases()["inputs", "inputs", "docs/bad.cdx.json"].find("error") is not None
    assert [i["severity"] for i in written.issues() if i["location"] == {"path": "docs/bad.cdx.json", "lines": {"begin": 2}}] == ["blocker"]
    assert "::error file=docs/bad.cdx.json,line=2,col=17,title=not-read" in written["github"]
    assert "- <code>docs/bad.cdx.json</code>: **not read** (line 2, column 17)" in written["markdown"]


def test_an_input_that_is_not_there_passes_nothing(write, desk):
    written = write("absent", code=66)
    states = [{child.tag for child in one} for one in written.cases().values()]
    assert {"error"} in states and set() not in states
    assert written["github"].startswith("::notice title=twohop::") and "::error title=no-such-input::" in written["github"]


def test_gitlab_has_an_issue_for_each_finding(case):
    issues = {issue["fingerprint"]: issue for issue in case.issues()}
    assert len(issues) == len(case.issues())
    words = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor", "info": "info"}
    for finding in case.report["findings"]:
        issue = issues[finding["id"]]
        assert (issue["check_name"], issue["severity"]) == (finding["rule"], words[finding["severity"]])
        assert issue["location"]["lines"]["begin"] >= 1 and issue["location"]["path"]
    assert issues["not-evaluated"]["severity"] == "info"


def test_a_finding_is_an_error_for_github_where_it_decides(softphone):
    lines = softphone["github"].split("\n")
    assert sum(line.startswith("::error ") for line in lines) == sum(f["decides"] for f in softphone.report["findings"])
    assert lines[1].startswith("::error file=3cx/3cx-desktopapp.cdx.json,line=8,col=18,title=critical compromised-release%3A 3CXDesktopApp")


def test_markdown_has_the_verdict_first_and_a_row_for_what_decides(softphone):
    lines = softphone["markdown"].split("\n")
    assert lines[0].startswith("## twohop: 6 violations, 11 blind spots")
    rows = [line for line in lines if line.startswith(("| critical", "| high"))]
    assert [re.search(r"`(.*)`", row)[1] for row in rows] == [f["id"] for f in softphone.report["findings"] if f["decides"]]


def test_markdown_tells_every_finding(case):
    for finding in case.report["findings"]:
        assert "`%s`" % finding["id"] in case["markdown"]


def test_the_same_inputs_give_the_same_bytes_with_any_number_of_threads(write, testdata):
    one = write("3cx", folder=testdata, day="2023-04-21", more=["--jobs", "1"])
    many = write("3cx", folder=testdata, day="2023-04-21", more=["--jobs", "4"])
    assert dict(one) == dict(many)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_goes_to_standard_output_too(twohop, softphone, testdata, form):
    done = twohop(["audit", "3cx", "--as-of", "2023-04-21", "-q", "--format", form], cwd=testdata)
    assert (done.code, done.stdout) == (1, softphone[form])


# ---------------------------------------------------------------- ceilings

MANY = 25010


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A product with more parts that an event names than GitHub takes results."""
    folder = tmp_path_factory.mktemp("many")
    parts = [part("Widget", "1.%d" % number, "Maker", ref="r%d" % number) for number in range(MANY)]
    fact = event(versions=(), affected=[{"platform": None, "versions": [], "range": "vers:all/*", "hashes": []}])
    (folder / "sbom.cdx.json").write_text(json.dumps(sbom(*parts)))
    (folder / "events.json").write_text(json.dumps(events(fact)))
    return folder


def test_what_is_beyond_the_ceilings_is_counted(write, many):
    written = write("sbom.cdx.json", folder=many, more=["--feeds", "events.json"], code=1)
    findings = written.report["findings"]
    run = written.sarif()
    assert len(findings) > 25000 and len(run["results"]) == 25000
    assert "%d of %d findings" % (len(findings) - 25000, len(findings)) in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert run["results"][0]["partialFingerprints"]["twohopFinding/v1"] == findings[0]["id"]
    decides = sum(finding["decides"] for finding in findings)
    lines = written["github"].strip().split("\n")
    assert sum(line.startswith("::error ") for line in lines) == 10 and sum(line.startswith("::notice ") for line in lines) <= 10
    assert "%d more errors" % (decides - 10) in lines[-1]
    page = written["markdown"]
    assert 100000 < len(page.encode()) < 1 << 20
    assert "\n%d more decide.\n" % (decides - 50) in page
    told = page.count("\n#### ")
    assert told > 100 and "\n%d more did not fit here" % (decides - told) in page
    assert page.count("<details>") == page.count("</details>") > 1
    assert len(written.issues()) == len(findings) + 1


def test_a_path_of_more_steps_than_a_thread_flow_takes_is_cut_in_its_middle(write, desk):
    refs = ["c%d" % number for number in range(1001)]
    parts = [part(ref if ref != "c1000" else "Widget", supplier="Vendor" if ref != "c1000" else "Maker", ref=ref) for ref in refs]
    depends = {"Product@1.0": ["c0"], "c1000": [], **{a: [b] for a, b in zip(refs, refs[1:])}}
    desk.put("sbom.cdx.json", sbom(*parts, root=product(), depends=depends))
    desk.put("events.json", events(event()))
    written = write("sbom.cdx.json", more=["--feeds", "events.json"], code=1)
    finding = written.report["findings"][0]
    flow = written.sarif()["results"][0]["codeFlows"][0]
    steps = flow["threadFlows"][0]["locations"]
    assert (finding["rule"], len(finding["path"])) == ("compromised-release", 1003)
    assert len(steps) == 1000 and flow["message"]["text"] == "3 of 1003 steps, in the middle, are left out"
    assert steps[-1]["location"]["logicalLocations"][0]["name"] == "Widget"
    assert "(803 steps left out)" in written["junit"] and "(979 steps left out)" in written["markdown"]


def test_a_name_of_a_megabyte_keeps_the_page_and_the_annotations_small(write, desk):
    name = "`<&@" * 250000
    desk.put("sbom.cdx.json", sbom(part(name, supplier="Maker", purl="pkg:generic/w@1")))
    desk.put("events.json", events(event(product={"name": "w", "aliases": [], "purls": ["pkg:generic/w"], "cpes": []}, versions=["1"])))
    written = write("sbom.cdx.json", more=["--feeds", "events.json"], code=1)
    assert len(written["markdown"].encode()) < 1 << 20 and "`%s`" % written.report["findings"][0]["id"] in written["markdown"]
    assert max(map(len, written["github"].split("\n"))) < 20000


@pytest.mark.parametrize("name", ["\u00e9" * 4000, "x" + "\u00e9" * 4000])
def test_a_cut_splits_no_character(write, desk, name):
    desk.put("sbom.cdx.json", sbom(part(name, supplier="Maker", purl="pkg:generic/w@1")))
    desk.put("events.json", events(event(product={"name": "w", "aliases": [], "purls": ["pkg:generic/w"], "cpes": []}, versions=["1"])))
    written = write("sbom.cdx.json", more=["--feeds", "events.json"], code=1)
    assert "\u00e9\u2026" in written["markdown"] and "\u00e9\u2026" in written["github"]
    assert "0xC3" not in written["markdown"] + written["github"]
