"""Outputs for other programs: csv, dot, openvex, cyclonedx-vdr and in-toto say what the JSON report says, are what their formats
demand, and keep hostile names harmless.

Goldens are rewritten by TWOHOP_GOLDENS=write pytest tests/cli/test_outputs_data.py, and read before they are committed.
"""
import csv
import hashlib
import io
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import unicodedata
import warnings
import xml.etree.ElementTree

import pytest

from papers import event, events, inventory, lifecycle, part, product, sbom
from test_advisories import WINDOW, kev, osv

FORMATS = {"csv": "csv", "dot": "dot", "openvex": "openvex.json", "cyclonedx-vdr": "vdr.cdx.json", "in-toto": "intoto.json"}
CASES = {"3cx": "2023-04-21", "hostile-names": "2024-06-01"}
SHARED = pathlib.Path(os.environ.get("TWOHOP_SHARED") or "/nonexistent")
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
MOST_DRAWN = 400


class Outputs(dict):
    """What one run wrote, by format: text; and its report."""


@pytest.fixture
def outputs(twohop, tmp_path, testdata):
    """outputs(audit arguments) -> all the outputs of one run."""
    def run(*args, cwd=testdata, code=None):
        files = {name: tmp_path / ("out." + name) for name in FORMATS}
        done = twohop(["audit", *args, "--format", "json", *("--format=%s=%s" % item for item in files.items())], cwd=cwd)
        made = Outputs({name: path.read_bytes().decode() for name, path in files.items()})
        made.report, made.code = json.loads(done.stdout), done.code
        assert code is None or done.code == code, done.stderr
        return made
    return run


@pytest.fixture(params=CASES)
def case(request, outputs):
    made = outputs(request.param, "--as-of", CASES[request.param])
    made.name = request.param
    return made


@pytest.fixture
def hostile(outputs):
    return outputs("hostile-names", "--as-of", CASES["hostile-names"])


# ---------------------------------------------------------------- all of them

@pytest.mark.parametrize("format", FORMATS)
def test_it_is_as_its_golden(case, testdata, format):
    golden = testdata / "goldens" / ("%s.%s" % (case.name, FORMATS[format]))
    if os.environ.get("TWOHOP_GOLDENS") == "write":
        golden.write_bytes(case[format].encode())
    assert case[format] == golden.read_bytes().decode()


@pytest.mark.parametrize("format", FORMATS)
def test_no_character_that_hides_or_acts_is_in_it(hostile, format):
    assert HIDDEN.findall(hostile[format]) == []
    assert "\r" not in hostile[format].replace("\r\n", "") and "\t\t\t" not in hostile[format]


def test_the_same_inputs_give_the_same_bytes(outputs):
    args = ["hostile-names", "--as-of", CASES["hostile-names"], "--jobs"]
    assert dict(outputs(*args, "1")) == dict(outputs(*args, "4"))


def test_another_report_has_another_id(outputs):
    def ids(day):
        made = outputs("3cx", "--as-of", day)
        return {json.loads(made["openvex"])["@id"], json.loads(made["cyclonedx-vdr"])["serialNumber"]}
    assert len(ids("2023-04-21") | ids("2023-04-22")) == 4


def test_names_of_files_are_as_harmless_as_names_in_them(outputs, testdata, tmp_path):
    name = '=1+1;@x\x1b[31m\u202e"\\N<script>\n.cdx.json'
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / name).write_bytes((testdata / "hostile-names" / "product.cdx.json").read_bytes())
    made = outputs("docs", cwd=tmp_path)
    assert made.report["documents"][0]["path"] == "docs/" + name
    for text in made.values():
        assert HIDDEN.findall(text) == []
    assert [cell for cell in cells_of(made["csv"], ";") if is_active(cell)] == []
    assert json.loads(made["in-toto"])["subject"][0]["name"] == "docs/" + name
    assert any(label.startswith("docs/=1+1;@x<U+001B>") for label in labels_of(made["dot"]))


# ---------------------------------------------------------------- csv

COLUMNS = ["id", "rule", "class", "severity", "hop", "decides", "new", "suppressed_by", "suppressed_until", "suppressed_owner",
           "suppressed_reason", "subject_kind", "subject", "version", "purl", "supplier", "advisory", "source", "confidence",
           "published", "matched_by", "document", "line", "column", "path", "caused_by", "message", "remedy", "references"]


def is_active(cell):
    """A spreadsheet would take the cell for a formula: what blanks and double quotes hide may be found; an apostrophe settles it."""
    inner = unicodedata.normalize("NFKC", cell.lstrip(" \t\r\n\xa0\"\u201c\u201d"))
    return inner[:1] in tuple("=+-@\t\r\u2212")


def is_hidden(c):
    return unicodedata.category(c) in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp")


def displayed(text):
    """Text with what hides in it shown."""
    return "".join("<U+%04X>" % ord(c) if is_hidden(c) or (at == 0 and unicodedata.category(c)[0] == "M") else c
                   for at, c in enumerate(text))


def is_formula(text):
    for c in text:
        if c in "\t\n\r=+-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20":
            return True
        if not (c in "\"'`\u2018\u2019\u201c\u201d\uff02\uff07" or is_hidden(c) or unicodedata.category(c) == "Zs"):
            return False
    return False


def shown(text, begins=True):
    """Text as a cell shows it: the rules of cmd/render/csv.c, written down once more. begins: nothing is before it in its cell."""
    pieces = text.split(";")
    rests = itertools.accumulate(reversed(pieces), lambda rest, piece: piece + ";" + rest)
    guards = ["'" if is_formula(rest) else "" for rest in reversed(list(rests))]
    guards[0] = guards[0] if begins else ""
    return ";".join(guard + displayed(piece if at == 0 else ";" + piece).removeprefix(";" if at else "")
                    for at, (guard, piece) in enumerate(zip(guards, pieces)))


def row_of(f):
    """The row that a finding of the JSON report has to have."""
    advisory, suppressed, last = f["advisory"] or {}, f["suppressed"] or {}, f["path"][-1].get("evidence") or {}
    path = [shown(s["name"], i == 0) + (" " + shown(s["version"], False) if s.get("version") else "") for i, s in enumerate(f["path"])]
    references = [shown(r, i == 0) for i, r in enumerate(advisory.get("references", []))]
    plain = [f["id"], f["rule"], f["class"], f["severity"], f["hop"], f["decides"], f["new"], suppressed.get("by"),
             suppressed.get("expires"), suppressed.get("owner"), suppressed.get("reason"), f["subject"]["kind"], f["subject"]["name"],
             f["subject"]["version"], f["subject"]["purl"], f["subject"]["supplier"], advisory.get("id"), advisory.get("source"),
             advisory.get("confidence"), advisory.get("published"), advisory.get("matched_by"), last.get("document"), last.get("line"),
             last.get("column")]
    texts = ["" if value is None else str(value).lower() if isinstance(value, bool) else shown(str(value)) for value in plain]
    return [*texts, " > ".join(path), " ".join(f["caused_by"]), shown(f["message"]), shown(f["remedy"]), " | ".join(references)]


def read_csv(text, delimiter=","):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def cells_of(text, delimiter=","):
    return list(itertools.chain(*read_csv(text, delimiter)))


def test_csv_read_back_is_the_report(case):
    header, *rows = read_csv(case["csv"])
    assert header == COLUMNS
    assert rows == [row_of(finding) for finding in case.report["findings"]] and rows


def test_csv_is_of_lines_that_end_in_cr_lf_and_has_no_mark(case):
    assert case["csv"].startswith('"id"') and case["csv"].endswith('"\r\n')
    assert case["csv"].count("\n") == case["csv"].count("\r\n") == len(case.report["findings"]) + 1


FORMULAS = ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", '"=1', '""=1', " \"  =1", "\uff1d1", "\uff0b1", "\uff0d1",
            "\uff201", "\u22121", "\u201c=1", "\u200b=1", "a;=1", "a; =1", "a;\"=1", "a;\u200b@x", ";;-1", "=1;=1", "\ufe661"]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv_has_no_cell_that_a_spreadsheet_runs(outputs, tmp_path, delimiter):
    parts = [part(name, name, name + " Ltd", purl="pkg:generic/%d" % i, hashes={"SHA-256": "%064x" % i}) for i, name in enumerate(FORMULAS)]
    facts = [event("EV-%d" % i, versions=[], affected=[{"platform": None, "versions": [], "range": None, "hashes": [
        {"alg": "SHA-256", "content": "%064x" % i}]}], title=name, references=[{"title": name, "url": name}]) for i, name in enumerate(FORMULAS)]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "sbom.json").write_text(json.dumps(sbom(*parts)))
    (tmp_path / "docs" / "events.json").write_text(json.dumps(events(*facts)))
    made = outputs("docs", "--as-of", "2024-06-01", cwd=tmp_path)
    assert len([f for f in made.report["findings"] if f["rule"] == "compromised-release"]) == len(FORMULAS)
    assert [cell for cell in cells_of(made["csv"], delimiter) if is_active(cell)] == []


def test_the_check_for_active_cells_can_fail():
    assert is_active("=1") and is_active(' "+1') and is_active("\uff1d1") and not is_active("'=1") and not is_active("a=1")


# ---------------------------------------------------------------- dot

TOKEN = re.compile(r'\s*(?:([A-Za-z_][A-Za-z_0-9]*|-?[0-9]+)|"((?:[^"\\]|\\.)*)"|(->|[{}\[\];,=]))', re.S)


def read_dot(text):
    """A strict reader of what we write: (nodes by id, edges), each with its attributes. Anything else fails."""
    tokens, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        assert found, "no token of DOT: %r" % text[at:at + 60]
        word, quoted, sign = found.groups()
        tokens.append(("word", word) if word else ("text", quoted) if quoted is not None else ("sign", sign))
        at = found.end()
    tokens.reverse()

    def take(kind, value=None):
        got = tokens.pop()
        assert got[0] == kind and value in (None, got[1]), "%s where %s %s belongs" % (got, kind, value)
        return got[1]

    def value():
        got = tokens.pop()
        assert got[0] in ("word", "text"), got
        return got[1]

    def attributes():
        made = {}
        if tokens[-1] == ("sign", "["):
            tokens.pop()
            while tokens[-1] != ("sign", "]"):
                key = take("word")
                take("sign", "=")
                assert key not in made
                made[key] = value()
                if tokens[-1] == ("sign", ","):
                    tokens.pop()
            tokens.pop()
        return made
    nodes, edges, depth = {}, [], 1
    assert (take("word"), take("word"), take("sign")) == ("digraph", "twohop", "{")
    while depth:
        if tokens[-1] == ("sign", "}"):
            tokens.pop()
            depth -= 1
            continue
        word = take("word")
        if word == "subgraph":
            take("word")
            take("sign", "{")
            depth += 1
            continue
        if tokens[-1] == ("sign", "="):
            tokens.pop()
            value()
        elif tokens[-1] == ("sign", "->"):
            tokens.pop()
            edges.append((word, take("word"), attributes()))
        else:
            made = attributes()
            if word not in ("graph", "node", "edge"):
                assert word not in nodes
                nodes[word] = made
        take("sign", ";")
    assert not tokens
    return nodes, edges


def lines_of(label):
    """The lines that Graphviz shows of a label; an escape other than of a quote, a backslash or a line's end fails."""
    made = ""
    for escaped, plain in re.findall(r"\\(.)|([^\\]+)", label, re.S):
        assert not escaped or escaped in '"\\n', "an active escape: \\" + escaped
        made += {"n": "\n"}.get(escaped, escaped) + plain
    assert re.fullmatch("(?:[^&]|&amp;)*", made), "an entity that Graphviz decodes: " + made
    return made.replace("&amp;", "&").split("\n")


def labels_of(text):
    return {lines_of(attributes["label"])[0] for attributes in read_dot(text)[0].values()}


def cut(text):
    return text if len(text) <= 60 else text[:59] + "\u2026"


def test_dot_is_a_graph_whose_edges_have_both_ends(case):
    nodes, edges = read_dot(case["dot"])
    assert set(nodes) == {"n%d" % (i + 1) for i in range(len(nodes))}
    assert {end for edge in edges for end in edge[:2]} <= set(nodes) and edges
    assert {key for attributes in nodes.values() for key in attributes} == {"shape", "style", "fillcolor", "label"}


def test_dot_shows_every_step_of_every_path_and_no_other(case):
    names = {s["name"] for f in case.report["findings"] for s in [*f["path"], f["subject"]]}
    assert labels_of(case["dot"]) == {cut(displayed(name)) for name in names}


def test_dot_tells_the_worst_finding_of_a_node_in_words(outputs):
    nodes, edges = read_dot(outputs("3cx", "--as-of", "2023-04-21")["dot"])
    by_name = {lines_of(attributes["label"])[0]: (name, attributes) for name, attributes in nodes.items()}
    tool = lines_of(by_name["X_TRADER"][1]["label"])
    assert tool == ["X_TRADER", "7.17.90p608", "Trading Technologies", "critical: build-reachable", "and 3 more findings"]
    assert (by_name["laptop-17"][0], by_name["X_TRADER"][0], {"label": "runs"}) in edges


def test_dot_draws_what_an_event_reports_dashed(hostile):
    reported = [edge for edge in read_dot(hostile["dot"])[1] if edge[2].get("label") == "reported"]
    assert len(reported) == 1 and reported[0][2]["style"] == "dashed"


@pytest.mark.parametrize("count", [MOST_DRAWN - 2, MOST_DRAWN - 1, MOST_DRAWN + 100])
def test_dot_draws_so_many_nodes_and_counts_the_rest(outputs, tmp_path, count):
    parts = [part("p%04d" % i, "1.0", "Maker") for i in range(count)]
    facts = [event("EV-%d" % i, product="p%04d" % i) for i in range(count)]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "sbom.json").write_text(json.dumps(sbom(*parts)))
    (tmp_path / "docs" / "events.json").write_text(json.dumps(events(*facts)))
    made = outputs("docs", "--as-of", "2024-06-01", cwd=tmp_path)
    nodes = read_dot(made["dot"])[0]
    told = int(nodes.pop("more", {"label": "0"})["label"].split()[0])
    # one label for each node that something was found of: a severity and a rule, then how many more
    found = [a["label"] for a in nodes.values() if re.search(r"\\n(?:blind spot, )?\w+: [a-z-]+", a["label"])]
    drawn = len(found) + sum(int(more) for label in found for more in re.findall(r"and (\d+) more", label))
    assert len(made.report.get("findings")) == drawn + told
    there = {(s["kind"], s["name"]) for f in made.report["findings"] for s in [*f["path"], f["subject"]]}
    assert len(nodes) == min(MOST_DRAWN, len(there)) and (told > 0) == (len(there) > MOST_DRAWN)


def test_graphviz_draws_the_names_as_they_are_and_nothing_else(case):
    if not shutil.which("dot"):
        pytest.skip("graphviz is absent, so no picture was drawn")
    done = subprocess.run(["dot", "-Tsvg"], input=case["dot"].encode(), capture_output=True, timeout=60)
    assert done.returncode == 0 and b"syntax" not in done.stderr, done.stderr
    tree = xml.etree.ElementTree.fromstring(done.stdout)
    tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert tags <= {"svg", "g", "title", "text", "polygon", "ellipse", "path", "polyline"}
    texts = {(element.text or "").replace("\xa0", " ") for element in tree.iter() if element.tag.endswith("}text")}
    assert labels_of(case["dot"]) <= texts


# ---------------------------------------------------------------- schemas

def schema_of(*names):
    path = SHARED.joinpath("specs", *names)
    if not path.is_file():
        pytest.skip("TWOHOP_SHARED names no folder with specs/%s, so no output was held against it" % "/".join(names))
    return json.loads(path.read_text())


IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[-A-Za-z0-9._~:/?@!$&'()*+,;=\u00a0-\ud7ff\uf900-\uffef]|%[0-9A-Fa-f]{2})+"
                 r"(?:#(?:[-A-Za-z0-9._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?")


def check(schema, document, **store):
    """Holds a document against a schema, formats too."""
    jsonschema = pytest.importorskip("jsonschema")
    formats = jsonschema.FormatChecker(formats=[])
    for name, pattern in {"iri": IRI, "iri-reference": IRI, "uri": IRI,
                          "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")}.items():
        formats.checks(name)(lambda value, pattern=pattern: not isinstance(value, str) or pattern.fullmatch(value) is not None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        kind = jsonschema.validators.validator_for(schema)
        resolver = jsonschema.RefResolver(schema["$id"], schema, store={made["$id"]: made for made in store.values()})
        found = sorted(kind(schema, resolver=resolver, format_checker=formats).iter_errors(document), key=str)
    assert [("/".join(map(str, error.absolute_path)), error.message[:300]) for error in found] == []


def check_openvex(text):
    document = json.loads(text)
    check(schema_of("openvex", "openvex.schema.json"), document)
    return document


def check_vdr(text):
    document = json.loads(text)
    check(schema_of("cyclonedx", "bom-1.6.schema.json"), document, spdx=schema_of("cyclonedx", "spdx.schema.json"),
          jsf=schema_of("cyclonedx", "jsf-0.82.schema.json"))
    return document


def test_openvex_is_valid(case):
    check_openvex(case["openvex"])


def test_cyclonedx_vdr_is_valid(case):
    check_vdr(case["cyclonedx-vdr"])


@pytest.mark.parametrize("break_it", [lambda d: d["statements"][0].pop("action_statement"), lambda d: d["statements"].clear(),
                                      lambda d: d.update(timestamp="today"), lambda d: d["statements"][0].update(more=1),
                                      lambda d: d["statements"][0]["products"][0].update({"@id": "urn:x y"})])
def test_the_check_against_openvex_can_fail(hostile, break_it):
    document = json.loads(hostile["openvex"])
    schema = schema_of("openvex", "openvex.schema.json")
    break_it(document)
    with pytest.raises(AssertionError):
        check(schema, document)


@pytest.mark.parametrize("break_it", [lambda d: d.update(serialNumber="urn:uuid:1"), lambda d: d["components"][0].update(more=1),
                                      lambda d: d["vulnerabilities"][0]["ratings"][0].update(severity="worst"),
                                      lambda d: d["vulnerabilities"][0]["advisories"][0].update(url="https://x.example/<script>")])
def test_the_check_against_cyclonedx_can_fail(outputs, break_it):
    text = outputs("3cx", "--as-of", "2023-04-21")["cyclonedx-vdr"]
    check_vdr(text)
    document = json.loads(text)
    break_it(document)
    with pytest.raises(AssertionError):
        check_vdr(json.dumps(document))


# ---------------------------------------------------------------- openvex

FLAWS = {"vulnerable", "known-exploited", "malicious-package", "compromised-release"}


def test_openvex_states_every_flaw_and_counts_what_it_leaves_out(case):
    document = json.loads(case["openvex"])
    flaws = [f for f in case.report["findings"] if f["rule"] in FLAWS]
    assert [s["@id"] for s in document["statements"]] == [document["@id"] + "#" + f["id"] for f in flaws] and flaws
    for statement, finding in zip(document["statements"], flaws):
        assert statement["vulnerability"] == {"name": finding["advisory"]["id"]}
        assert (statement["status"], statement["action_statement"]) == ("affected", finding["remedy"])
        assert statement["status_notes"] == finding["message"] and statement.get("supplier") == finding["subject"]["supplier"]
    others = len(case.report["findings"]) - len(flaws)
    assert "%d of %d findings name a vulnerability, %d do not" % (len(flaws), len(case.report["findings"]), others) in document["tooling"]


def test_openvex_is_of_the_day_and_names_its_author_as_a_tool(outputs):
    document = json.loads(outputs("3cx", "--as-of", "2023-04-21")["openvex"])
    assert (document["timestamp"], document["author"], document["version"]) == ("2023-04-21T00:00:00Z", "twohop", 1)
    assert "not a supplier" in document["role"] and re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["@id"])


def test_openvex_without_a_flaw_is_valid_and_says_nothing_of_anything(outputs, tmp_path):
    (tmp_path / "sbom.json").write_text(json.dumps(sbom(part("widget", "1.0"))))
    text = outputs("sbom.json", "--as-of", "2024-06-01", cwd=tmp_path)["openvex"]
    document = json.loads(text)
    (statement,) = document["statements"]
    assert statement["status"] == "under_investigation" and statement["products"] == [{"@id": document["@id"] + "#nothing"}]
    assert "does not say that there is none" in statement["status_notes"] and "vulnerable (no OSV feed" in statement["status_notes"]
    check_openvex(text)


WIDGET = part("widget", "1.5.0", "Maker", purl="pkg:npm/widget@1.5.0")
GADGET = part("gadget", "1.5.0", "Maker", purl="pkg:npm/gadget@1.5.0")
RECORDS = [osv(events=WINDOW, aliases=["CVE-2024-0001"]), osv("GHSA-gggg-gggg-gggg", "gadget", events=WINDOW), kev("CVE-2024-0001")]


@pytest.fixture
def flawed(desk, outputs):
    """Two packages, each with a flaw, that of widget exploited; what else is put to `mine` is named by you."""
    def run(*parts, **mine):
        desk.put("docs/sbom.json", sbom(*(parts or (WIDGET, GADGET))))
        for i, record in enumerate(RECORDS):
            desk.put("mine/record-%d.json" % i, record)
        for name, content in mine.items():
            desk.put("mine/%s.json" % name, content)
        return outputs("docs", "--feeds", "mine", "--as-of", "2024-06-01", cwd=desk.folder)
    return run


def verdicts(made):
    return sorted((f["rule"], f["subject"]["name"], (f["suppressed"] or {}).get("by")) for f in made.report["findings"] if f["rule"] in FLAWS)


OPEN = [("known-exploited", "widget", None), ("vulnerable", "gadget", None), ("vulnerable", "widget", None)]
CLEARED = [("known-exploited", "widget", "vex"), ("vulnerable", "gadget", None), ("vulnerable", "widget", "vex")]


def vex(status, **more):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x.example/vex", "author": "Triage <script>\u202e", "version": 1,
            "timestamp": "2024-05-01T00:00:00Z", "statements": [{
                "vulnerability": {"name": "CVE-2024-0001"}, "products": [{"@id": "pkg:npm/widget@1.5.0"}], "status": status, **more}]}


NOT_AFFECTED = vex("not_affected", justification="vulnerable_code_not_present")


def status_of(made, name):
    statements = json.loads(made["openvex"])["statements"]
    return {s["status"] for s in statements if s["products"][0]["@id"] == "pkg:npm/%s@1.5.0" % name}


@pytest.mark.parametrize("format", ["openvex", "cyclonedx-vdr"])
def test_what_says_that_it_is_affected_clears_nothing_when_it_is_named_as_vex(flawed, format):
    first = flawed()
    assert verdicts(first) == OPEN and status_of(first, "widget") == {"affected"}
    assert verdicts(flawed(vex=json.loads(first[format]))) == OPEN


@pytest.mark.parametrize("format", ["openvex", "cyclonedx-vdr"])
@pytest.mark.parametrize("given,said", [(NOT_AFFECTED, "not_affected"), (vex("fixed"), "fixed"),
                                        (vex("not_affected", impact_statement="=never\x1b reached"), "not_affected")])
def test_what_vex_cleared_is_stated_as_it_was_and_clears_the_same_again(flawed, desk, given, said, format):
    first = flawed(vex=given)
    assert verdicts(first) == CLEARED and status_of(first, "widget") == {said} and status_of(first, "gadget") == {"affected"}
    again = json.loads(first[format])
    assert verdicts(flawed(vex=again)) == CLEARED
    other = part("widget", "1.6.0", "Maker", purl="pkg:npm/widget@1.6.0")
    assert verdicts(flawed(other, GADGET, vex=again)) == OPEN
    check_openvex(first["openvex"])
    check_vdr(first["cyclonedx-vdr"])


def test_openvex_tells_who_cleared_it_and_why(flawed):
    made = flawed(vex=vex("not_affected", impact_statement="never reached"))
    statement = next(s for s in json.loads(made["openvex"])["statements"] if s["status"] == "not_affected")
    assert statement["impact_statement"] == "never reached" and "action_statement" not in statement
    assert "stated by Triage <script>\u202e (mine/vex.json:" in statement["status_notes"]
    labelled = json.loads(flawed(vex=NOT_AFFECTED)["openvex"])["statements"]
    assert {s.get("justification") for s in labelled} == {None, "vulnerable_code_not_present"}


@pytest.mark.parametrize("purl,version,stated", [
    ("pkg:npm/widget", "1.5.0", "pkg:npm/widget@1.5.0"), ("pkg:npm/widget@1.5.0", "9", "pkg:npm/widget@1.5.0"),
    ("pkg:npm/Widget@1.5.0?a=b c", "1.5.0", None), ("pkg:npm/widget@1.5.0#\u202e", "1.5.0", None)])
def test_openvex_names_a_package_by_a_purl_with_its_version(flawed, purl, version, stated):
    made = flawed(part("widget", version, "Maker", purl=purl))
    named = {s["products"][0]["@id"] for s in json.loads(made["openvex"])["statements"]}
    assert len(named) == 1 and (stated is None or named == {stated})
    assert all(IRI.fullmatch(name) and "@1.5.0" in name for name in named if name.startswith("pkg:"))


def test_openvex_of_a_suspicion_is_under_investigation(outputs, desk):
    desk.put("docs/sbom.json", sbom(part("Widget", "1.0", "Maker")))
    desk.put("docs/events.json", events(event(versions=["9.0"], suspected=[{"range": "vers:intdot/>=1|<2"}])))
    made = outputs("docs", "--as-of", "2024-06-01", cwd=desk.folder)
    (statement,) = json.loads(made["openvex"])["statements"]
    assert statement["status"] == "under_investigation" and "action_statement" not in statement
    check_openvex(made["openvex"])


# ---------------------------------------------------------------- cyclonedx-vdr

def properties_of(item):
    made = {}
    for one in item.get("properties", []):
        made.setdefault(one["name"], []).append(one["value"])
    return made


def part_of(finding):
    if finding["class"] != "violation":
        return "left-out:%ss" % finding["class"]
    return {"supplier": "left-out:about-suppliers", "document": "left-out:about-documents"}.get(finding["subject"]["kind"], "disclosed")


def test_cyclonedx_vdr_discloses_violations_and_counts_what_it_leaves_out(case):
    document = json.loads(case["cyclonedx-vdr"])
    parts = [part_of(f) for f in case.report["findings"]]
    counted = {name: int(values[0]) for name, values in properties_of(document).items() if re.match("twohop:(disclosed|left-out)", name)}
    assert counted == {"twohop:" + name: parts.count(name) for name in [
        "disclosed", "left-out:blind-spots", "left-out:contradictions", "left-out:about-suppliers", "left-out:about-documents"]}
    assert [v["bom-ref"] for v in document["vulnerabilities"]] == [f["id"] for f in case.report["findings"] if part_of(f) == "disclosed"]
    assert properties_of(document)["twohop:exit:code"] == [str(case.code)]
    assert len(properties_of(document)["twohop:not-evaluated"]) == len(case.report["not_evaluated"])


def test_cyclonedx_vdr_says_what_the_report_says(case):
    document = json.loads(case["cyclonedx-vdr"])
    listed = {c["bom-ref"]: c for c in document["components"] + document["services"]}
    findings = {f["id"]: f for f in case.report["findings"]}
    for v in document["vulnerabilities"]:
        f, properties = findings[v["bom-ref"]], properties_of(v)
        assert (v["detail"], v["recommendation"], v["ratings"][0]["severity"]) == (f["message"], f["remedy"], f["severity"])
        assert v["ratings"][0]["method"] == "other" and "vector" not in v["ratings"][0] and "analysis" not in v
        assert (properties["twohop:rule"], properties.get("twohop:hop")) == ([f["rule"]], [str(f["hop"])])
        names = [s["name"] + (" " + s["version"] if s.get("version") else "") for s in f["path"]]
        assert properties["twohop:path"] == [" > ".join(names)] and properties.get("twohop:caused-by", []) == f["caused_by"]
        subject = listed[v["affects"][0]["ref"]]
        assert (subject["name"], subject.get("version")) == (f["subject"]["name"], f["subject"]["version"])
        if f["advisory"]:
            told = [a["url"] for a in v.get("advisories", [])] + properties.get("twohop:reference", [])
            assert sorted(told) == sorted(f["advisory"]["references"])
            assert f["advisory"]["id"] in [v["id"], *(r["id"] for r in v.get("references", []))]


def test_cyclonedx_vdr_lists_what_the_paths_lead_over(case):
    document = json.loads(case["cyclonedx-vdr"])
    steps = {(s["name"], s.get("version") or "") for f in case.report["findings"] if part_of(f) == "disclosed" for s in f["path"]
             if s["kind"] in ("component", "device", "service")}
    assert sorted((c["name"], c.get("version", "")) for c in document["components"]) == sorted(steps)
    assert all(c["type"] == "device" for c in document["components"] if "laptop" in c["name"])


def test_cyclonedx_vdr_gives_ids_of_its_own_to_what_is_no_flaw(outputs):
    document = json.loads(outputs("3cx", "--as-of", "2023-04-21")["cyclonedx-vdr"])
    ended = next(v for v in document["vulnerabilities"] if properties_of(v)["twohop:rule"] == ["end-of-life"])
    assert ended["id"] == "twohop:end-of-life:" + ended["bom-ref"] and ended["source"] == {"name": "twohop"}
    assert ended["references"] == [{"id": "pkg:generic/tradingtechnologies.com/x_trader", "source": {"name": "builtin-lifecycle"}}]


def test_cyclonedx_vdr_has_only_addresses_that_may_be_followed(hostile):
    urls = [a["url"] for v in json.loads(hostile["cyclonedx-vdr"])["vulnerabilities"] for a in v.get("advisories", [])]
    assert urls and all(re.fullmatch(r"https://evil\.example/\w+", url) for url in urls)


def test_cyclonedx_vdr_makes_a_date_no_more_exact_than_it_is(hostile):
    exact = {f["id"]: len(f["advisory"]["published"]) == 10 for f in hostile.report["findings"] if f["advisory"]}
    seen = {v["bom-ref"]: "published" in v for v in json.loads(hostile["cyclonedx-vdr"])["vulnerabilities"] if v["bom-ref"] in exact}
    assert seen == exact and set(seen.values()) == {True, False}


def test_a_purl_that_is_none_is_told_apart(outputs, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "sbom.json").write_text(json.dumps(sbom(part("Widget", "1.0", "Maker", purl="javascript:alert(1)"))))
    (tmp_path / "docs" / "events.json").write_text(json.dumps(events(event())))
    made = outputs("docs", "--as-of", "2024-06-01", cwd=tmp_path)
    widget = next(c for c in json.loads(made["cyclonedx-vdr"])["components"] if c["name"] == "Widget")
    assert "purl" not in widget and properties_of(widget)["twohop:purl"] == ["javascript:alert(1)"]
    assert json.loads(made["openvex"])["statements"][0]["products"][0]["@id"].startswith("urn:uuid:")


def test_cyclonedx_vdr_tells_what_vex_said(flawed):
    document = json.loads(flawed(vex=vex("fixed"))["cyclonedx-vdr"])
    states = {(v["affects"][0]["ref"], v.get("analysis", {}).get("state")) for v in document["vulnerabilities"]}
    refs = {c["name"]: c["bom-ref"] for c in document["components"]}
    assert states == {(refs["widget"], "resolved"), (refs["gadget"], None)}
    details = [v["analysis"]["detail"] for v in document["vulnerabilities"] if "analysis" in v]
    assert len(details) == 2 and all(detail.startswith("stated by Triage") and "mine/vex.json:" in detail for detail in details)


# ---------------------------------------------------------------- accepted risks, baselines

ACCEPTED = """policy: {fail_on: {violation: high, contradiction: high, blind-spot: never}}
exceptions:
  - {rule: %s, component: widget, owner: "=jane@example.com", reason: "replaced;=1", expires: 2024-08-31}
"""


@pytest.fixture
def accepted(desk, outputs):
    """A package with a flaw that is exploited; the findings of a rule are accepted."""
    def run(rule, *args):
        desk.put("docs/sbom.json", sbom(WIDGET, serial=7))
        for i, record in enumerate(RECORDS):
            desk.put("mine/record-%d.json" % i, record)
        desk.put("mine.yaml", ACCEPTED % rule)
        return outputs("docs", "--feeds", "mine", "--config", "mine.yaml", "--as-of", "2024-06-01", *args, cwd=desk.folder)
    return run


def test_an_accepted_risk_is_in_every_output_and_cured_in_none(accepted, desk):
    made = accepted("vulnerable")
    finding = next(f for f in made.report["findings"] if f["rule"] == "vulnerable")
    assert finding["suppressed"]["by"] == "exception"
    assert read_csv(made["csv"])[1:] == [row_of(f) for f in made.report["findings"]]
    statement = next(s for s in json.loads(made["openvex"])["statements"] if s["@id"].endswith(finding["id"]))
    assert statement["status"] == "affected" and statement["action_statement"] == finding["remedy"]
    note = "the risk is accepted by =jane@example.com until 2024-08-31 (mine.yaml:3): replaced;=1"
    assert statement["status_notes"] == finding["message"] + "; " + note
    disclosed = next(v for v in json.loads(made["cyclonedx-vdr"])["vulnerabilities"] if v["bom-ref"] == finding["id"])
    assert disclosed["analysis"] == {"detail": note}
    for format in ("openvex", "cyclonedx-vdr"):
        desk.put("mine/again.json", json.loads(made[format]))
        again = desk.audit("docs", "--feeds", "mine", day="2024-06-01")
        assert [f["suppressed"] for f in again["findings"] if f["rule"] in FLAWS] == [None, None]
    check_openvex(made["openvex"])
    check_vdr(made["cyclonedx-vdr"])


def test_dot_dashes_what_only_accepted_findings_are_about(accepted, desk):
    def style(made):
        return {lines_of(a["label"])[0]: a["style"] for a in read_dot(made["dot"])[0].values()}["widget"]
    assert style(accepted("vulnerable")) == "filled"  # it is exploited, too
    desk.put("both.yaml", ACCEPTED % "vulnerable" + ACCEPTED.splitlines()[2] % "known-exploited" + "\n")
    assert style(accepted("vulnerable", "--config", "both.yaml")) == "filled,dashed"


def test_csv_tells_known_from_new(accepted, desk, twohop):
    accepted("end-of-life")
    twohop(["audit", "docs", "--feeds", "mine", "--as-of", "2024-06-01", "--write-baseline", "baseline.json"], cwd=desk.folder)
    desk.put("docs/empty.json", sbom(serial=8))
    made = accepted("end-of-life", "--baseline", "baseline.json")
    new = {dict(zip(COLUMNS, row))["new"] for row in read_csv(made["csv"])[1:]}
    assert new == {"true", "false"} and read_csv(made["csv"])[1:] == [row_of(f) for f in made.report["findings"]]


# ---------------------------------------------------------------- read back

@pytest.mark.parametrize("format,known", [("openvex", "openvex"), ("cyclonedx-vdr", "cyclonedx-json")])
def test_what_is_written_is_read_without_a_complaint(case, inspect, tmp_path, format, known):
    path = tmp_path / "again.json"
    path.write_text(case[format])
    document = inspect([path])[str(path)]
    assert (document["status"], document["format"]) == ("read", known)
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == [] and [
        d["code"] for d in document["diagnostics"] if d["code"] in ("bad-value", "missing-field", "dangling-ref", "duplicate-ref")] == []


# ---------------------------------------------------------------- in-toto

EXTENSION = "urn:twohop:verdict:1"


def predicate_of(made):
    return json.loads(made["in-toto"])["predicate"]


def test_in_toto_is_a_statement_of_a_verification_summary(case):
    statement = json.loads(case["in-toto"])
    assert set(statement) == {"_type", "subject", "predicateType", "predicate"}
    assert (statement["_type"], statement["predicateType"]) == (
        "https://in-toto.io/Statement/v1", "https://slsa.dev/verification_summary/v1")
    predicate = statement["predicate"]
    assert set(predicate) == {"verifier", "timeVerified", "resourceUri", "policy", "verificationResult", "verifiedLevels", EXTENSION}
    assert predicate["verifier"] == {"id": "urn:twohop:verifier", "version": {"twohop": case.report["tool"]["version"]}}
    assert predicate["timeVerified"] == CASES[case.name] + "T00:00:00Z"
    for uri in (predicate["resourceUri"], predicate["policy"]["uri"], EXTENSION):
        assert IRI.fullmatch(uri)
    assert not set(EXTENSION) & set(".$")


def test_in_toto_has_the_digests_of_what_was_audited(case, testdata):
    for subject in json.loads(case["in-toto"])["subject"]:
        assert subject["digest"] == {"sha256": hashlib.sha256((testdata / subject["name"]).read_bytes()).hexdigest()}


def test_in_toto_does_not_count_facts_as_what_was_verified(hostile):
    subjects = [s["name"] for s in json.loads(hostile["in-toto"])["subject"]]
    against = [s["name"] for s in predicate_of(hostile)[EXTENSION]["held_against"]]
    assert subjects == ["hostile-names/device.obom.cdx.json", "hostile-names/product.cdx.json"]
    assert against == ["hostile-names/events.json", "hostile-names/osv.json"]


def test_in_toto_names_the_policy_by_its_digest_and_an_accepted_risk_is_counted(accepted):
    made = accepted("vulnerable")
    assert predicate_of(made)["policy"] == {
        "uri": "urn:twohop:policy:1", "name": "mine.yaml", "digest": {"sha256": made.report["policy"]["sha256"]}}
    assert predicate_of(made)[EXTENSION]["summary"]["suppressed"] == 1


def test_in_toto_has_the_reasons_and_counts_of_the_report(case):
    extension = predicate_of(case)[EXTENSION]
    for member in ("exit", "summary", "not_evaluated"):
        assert extension[member] == case.report[member]


LIFE = lifecycle(versions=[{"range": "vers:all/*"}])


@pytest.mark.parametrize("args,code", [
    (["docs", "--fail-on", "never"], 0), (["docs"], 2), (["docs", "events.json"], 1), (["docs", "broken.json", "--fail-on", "never"], 65),
    (["empty.txt"], 66)])
def test_in_toto_passes_with_exit_code_0_and_never_else(outputs, desk, args, code):
    desk.put("docs/sbom.json", sbom(part("Widget", "1.0", "Maker"), serial=7))
    desk.put("events.json", events(event()))
    desk.put("broken.json", '{"bomFormat": "CycloneDX",')
    desk.put("empty.txt", "nothing")
    predicate = predicate_of(outputs(*args, "--as-of", "2024-06-01", cwd=desk.folder, code=code))
    assert predicate["verificationResult"] == ("FAILED" if code else "PASSED")
    assert predicate["verifiedLevels"] == (["FAILED"] if code else ["SLSA_BUILD_LEVEL_UNEVALUATED"])
    assert "dependencyLevels" not in predicate and predicate[EXTENSION]["exit"]["code"] == code


def test_in_toto_tells_which_documents_were_not_verified(outputs, desk):
    desk.put("docs/sbom.json", sbom(part("Widget", "1.0", "Maker"), serial=7))
    desk.put("docs/broken.json", '{"bomFormat": "CycloneDX",')
    desk.put("docs/notes.txt", "nothing")
    made = outputs("docs", "--as-of", "2024-06-01", cwd=desk.folder)
    assert [s["name"] for s in json.loads(made["in-toto"])["subject"]] == ["docs/sbom.json"]
    left = {d["name"]: d["status"] for d in predicate_of(made)[EXTENSION]["not_verified"]}
    assert left == {"docs/broken.json": "rejected", "docs/notes.txt": "ignored"}
    assert predicate_of(made)["resourceUri"] == next(d["id"] for d in made.report["documents"] if d["status"] == "read")


def test_a_device_that_runs_an_abandoned_tool_is_in_every_output(outputs, desk):
    desk.put("docs/sbom.json", sbom(part("core", "1.0", "Vendor")))
    desk.put("docs/laptop.json", inventory(part("Widget", "1.0", "Maker")))
    desk.put("docs/widget.cle.json", LIFE)
    made = outputs("docs", "--as-of", "2024-06-01", cwd=desk.folder)
    finding = next(f for f in made.report["findings"] if f["rule"] == "end-of-life")
    assert finding["id"] in made["csv"] and finding["id"] in made["cyclonedx-vdr"]
    assert "build-reachable" in made["dot"]
    assert finding["id"] not in made["openvex"] and product()["name"] in made["dot"]
