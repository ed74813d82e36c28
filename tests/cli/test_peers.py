"""Inputs with which today's tools let their users down (facts on peers): what they pass over in silence is looked at, or said."""
import json

import pytest

from papers import affected, event, events, lifecycle, part, product, sbom, spdx

WIDGET = part("Widget", "1.0", "Maker")
BAD = events(event())
XML = '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">%s</bom>\n'


def without(document, *keys):
    return {key: value for key, value in document.items() if key not in keys}


def audit_with(desk, facts, document, *args, **more):
    desk.put("facts.json", facts)
    return desk.audit_of(document, *args, "--feeds", "facts.json", **more)


# ---------------------------------------------------------------- what is nested

def test_a_part_inside_a_part_inside_a_part_is_looked_at(desk):
    document = sbom(part("outer", "1", "A", nested=[part("middle", "1", "B", nested=[part("inner", "1", "C", nested=[WIDGET])])]))
    path = audit_with(desk, BAD, document).one("compromised-release", "Widget")["path"]
    assert [step["name"] for step in path] == ["you", "Product", "outer", "middle", "inner", "Widget"]


def test_a_part_inside_a_part_is_looked_at_in_xml(desk):
    component = '<component type="library"><supplier><name>%s</name></supplier><name>%s</name><version>1.0</version>%s</component>'
    nested = component % ("A", "outer", "<components>%s</components>" % (
        component % ("B", "middle", "<components>%s</components>" % (component % ("Maker", "Widget", "")))))
    report = audit_with(desk, BAD, XML % ("<components>%s</components>" % nested))
    assert report.one("compromised-release", "Widget")["path"][-1]["evidence"]["pointer"].count("components") == 3


def test_a_part_inside_the_product_itself_is_looked_at(desk):
    document = sbom(root=product(nested=[WIDGET]))
    assert audit_with(desk, BAD, document).one("compromised-release", "Widget")["hop"] == 2


def test_nested_parts_are_counted(desk):
    document = sbom(part("outer", "1", nested=[part("middle", "1", nested=[part("inner", "1")])]))
    assert desk.audit_of(document).document("sbom.cdx.json")["counts"]["components"] == 3


def test_a_part_of_which_no_relation_speaks_is_looked_at(desk):
    document = sbom(part("x"), WIDGET, depends={"Product@1.0": ["x@1.0"]})
    assert audit_with(desk, BAD, document).one("compromised-release", "Widget")["path"][-1]["relation"] == "contains"


def test_a_part_without_a_reference_is_looked_at(desk):
    assert audit_with(desk, BAD, sbom(without(WIDGET, "bom-ref"), depends={})).one("compromised-release", "Widget")


def test_a_part_under_a_hundred_others_is_looked_at(desk):
    chain = WIDGET
    for number in range(100):
        chain = part("p%d" % number, "1", "A", nested=[chain])
    assert audit_with(desk, BAD, sbom(chain)).one("compromised-release", "Widget")["hop"] == 3


@pytest.mark.parametrize("count", [5, 300])
def test_a_part_behind_many_suppliers_is_looked_at(desk, count):
    parts = [part("p%d" % i, "1", "S%d" % i) for i in range(count)] + [WIDGET]
    refs = ["Product@1.0"] + [p["bom-ref"] for p in parts]
    report = audit_with(desk, BAD, sbom(*parts, depends={a: [b] for a, b in zip(refs, refs[1:])}))
    assert report.one("compromised-release", "Widget")["hop"] == count + 2


# ---------------------------------------------------------------- where the identity stands

def test_a_version_beside_a_purl_without_one_counts(desk):
    facts = events(event(product={"name": "Widget", "purls": ["pkg:npm/widget"]}))
    assert audit_with(desk, facts,
                      sbom(part("widget", "1.0",
                                purl="pkg:npm/widget"))).one("compromised-release")["advisory"]["matched_by"] == "purl"


def test_a_version_that_only_the_purl_has_counts(desk):
    facts = events(event(product={"name": "Widget", "purls": ["pkg:npm/widget"]}))
    assert audit_with(desk, facts, sbom(part("widget", None, purl="pkg:npm/widget@1.0"))).one("compromised-release")


CONTRADICTING = {"purl": "pkg:npm/widget@1.0", "cpe": "cpe:2.3:a:maker:widget:1.0:*:*:*:*:*:*:*"}


@pytest.mark.parametrize("kind", CONTRADICTING)
def test_a_clean_version_beside_a_purl_or_cpe_of_the_bad_one_hides_it_not(desk, kind):
    facts = events(
        event(product={"name": "Widget", "purls": ["pkg:npm/widget"], "cpes": ["cpe:2.3:a:maker:widget:*:*:*:*:*:*:*:*"]}))
    assert audit_with(desk, facts, sbom(part("widget", "1.1", **{kind: CONTRADICTING[kind]}))).one("compromised-release")


def test_a_scope_in_the_group_is_part_of_the_name(desk):
    facts = events(event(supplier="types", product={"name": "get-type", "purls": ["pkg:npm/get-type"]}))
    assert audit_with(desk, facts, sbom(part("get-type", "1.0", group="@jest"))).all("compromised-release") == []


# ---------------------------------------------------------------- what says little

def test_a_paper_without_components_is_a_blind_spot(desk):
    report = desk.audit_of(sbom())
    assert report.one("empty-document")["severity"] == "high" and report.code == 2


def test_a_paper_about_nothing_is_66(desk):
    assert desk.audit_of({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1}).code == 66


def test_a_paper_about_nothing_is_not_told_as_one_without_findings(desk, twohop):
    desk.put("nothing.json", {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1})
    done = twohop(["audit", "nothing.json"])
    assert "nothing was recognised" in done.stdout.splitlines()[0] and "nothing found" not in done.stdout
    assert "nothing.json" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("parts", [[], [WIDGET]])
def test_a_vendor_that_does_not_even_name_itself_is_no_pass(desk, parts):
    report = desk.audit_of(sbom(*parts, root=product(supplier=None)))
    assert report.code == 2 and report.all("no-environment-evidence")


def test_a_paper_about_nothing_beside_a_good_one_is_no_pass(desk):
    desk.put("nothing.json", {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1})
    report = desk.audit(desk.put("good.json", sbom(WIDGET)), "nothing.json", "--own")
    assert report.code == 66 and "nothing.json" in report.done.stderr and "nothing-recognised" in report.codes()


VEX = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "vulnerabilities": [{"id": "CVE-2024-1"}]}


def test_statements_about_vulnerabilities_alone_beside_a_good_paper_are_told(desk):
    desk.put("vex.json", VEX)
    report = desk.audit(desk.put("good.json", sbom(WIDGET)), "vex.json", "--own", "--fail-on", "never")
    assert report.code == 0 and "only-claims" in report.codes()


def test_statements_about_vulnerabilities_alone_are_no_pass(desk):
    assert desk.audit(desk.put("vex.json", VEX), "--fail-on", "never").code == 66


def test_parts_that_cannot_be_identified_are_said(desk):
    report = desk.audit_of(sbom(part("mystery", None)))
    assert "mystery" in report.one("unidentified-component")["message"] and "mystery" in report.one("unknown-supplier")["message"]


BAD_PURLS = ["npm/a@1", "pkg:npm/", "pkg:/a@1", "pkg:npm", "http://npm/a", "pkg:n!pm/a@1"]


@pytest.mark.parametrize("purl", BAD_PURLS)
def test_a_bad_purl_is_said(desk, purl):
    assert "bad-purl" in desk.audit_of(sbom(part("a", "1", purl=purl))).codes()


@pytest.mark.parametrize("key, bad", [("purl", "npm/a@1"), ("cpe", "cpe:2.3:a:b")])
def test_a_bad_identifier_is_said_once_with_its_place(desk, twohop, key, bad):
    document = sbom(part("a", "1", **{key: bad}), part("b", "1", "Maker", **{key: bad}), part("c", "1"))
    report = desk.audit_of(document)
    line = next(n for n, text in enumerate(json.dumps(document, indent=1).splitlines(), 1) if bad in text)
    said = [diagnostic for diagnostic in report["diagnostics"] if diagnostic["code"] == "bad-" + key]
    assert len(said) == 2 and said[0]["line"] == line
    inspected = twohop(["inspect", "sbom.cdx.json", "--format", "json"], cwd=desk.folder)
    assert inspected.stdout.count('"bad-%s"' % key) == 2


def test_a_bad_purl_identifies_nothing(desk):
    assert "a 1" in desk.audit_of(sbom(part("a", "1", purl="npm/a@1"))).one("unidentified-component")["message"]


def test_a_bad_cpe_is_said(desk):
    assert "bad-cpe" in desk.audit_of(sbom(part("a", "1", cpe="cpe:2.3:a:b"))).codes()


def test_a_bad_cpe_identifies_nothing(desk):
    assert "a 1" in desk.audit_of(sbom(part("a", "1", cpe="cpe:2.3:a:b"))).one("unidentified-component")["message"]


def test_a_bad_hash_is_said_and_identifies_nothing(desk):
    report = desk.audit_of(sbom(part("a", "1", hashes={"SHA-256": "abc"})))
    assert "bad-hash" in report.codes() and "a 1" in report.one("unidentified-component")["message"]


def test_an_ecosystem_that_nobody_knows_is_said(desk):
    report = desk.audit_of(sbom(part("a", "1", "Maker", purl="pkg:zorp/a@1")))
    assert "zorp" in json.dumps([report["diagnostics"], report["findings"]])


def test_an_ecosystem_that_nobody_knows_is_said_once(desk):
    parts = [part("p%d" % n, "1", "Maker", purl="pkg:%s/p%d@1" % (kind, n)) for n, kind in enumerate(["zorp", "zorp", "blip", "npm"])]
    report = desk.audit_of(sbom(*parts))
    assert report.codes() == ["unknown-purl-type"] * 2 and report.all("unidentified-component") == []


def test_a_paper_without_metadata_is_read(desk):
    report = audit_with(desk, BAD, without(sbom(WIDGET), "metadata", "dependencies"))
    assert report.one("compromised-release", "Widget")["hop"] == 1 and "no-root" in report.codes()


def test_a_paper_of_an_unknown_version_is_read_and_said(desk):
    report = audit_with(desk, BAD, sbom(WIDGET, specVersion="9.9"))
    assert report.one("compromised-release", "Widget") and "unknown-version" in report.codes()


def test_a_paper_that_does_not_say_its_version_is_read_and_said(desk):
    report = audit_with(desk, BAD, without(sbom(WIDGET), "specVersion"))
    assert report.one("compromised-release", "Widget") and "missing-version" in report.codes()


@pytest.mark.parametrize(
    "page", ["<html><body>Sign in</body></html>", "<!DOCTYPE html>\n<html></html>", "Sign in\n", "[]", "{}", "null", "1"])
def test_a_page_instead_of_a_paper_is_no_pass(desk, page):
    report = desk.audit_of(page)
    assert report.code in (65, 66) and report.done.stderr.count("\n") == 1


# ---------------------------------------------------------------- trees that are none

def test_parts_in_a_circle_are_looked_at_once(desk):
    parts = [part("a", "1", "A"), part("b", "1", "B"), WIDGET]
    depends = {"Product@1.0": ["a@1"], "a@1": ["b@1"], "b@1": ["a@1", "Widget@1.0"], "Widget@1.0": ["b@1", "Product@1.0"]}
    assert audit_with(desk, BAD, sbom(*parts, depends=depends)).one("compromised-release", "Widget")["hop"] == 4


def test_a_circle_that_nothing_leads_into_is_looked_at(desk):
    depends = {"Product@1.0": [], "a@1": ["Widget@1.0"], "Widget@1.0": ["a@1"]}
    assert audit_with(desk, BAD, sbom(part("a", "1"), WIDGET, depends=depends)).one("compromised-release", "Widget")


def test_a_part_that_relies_on_itself_is_said(desk):
    report = audit_with(desk, BAD, sbom(WIDGET, depends={"Product@1.0": ["Widget@1.0"], "Widget@1.0": ["Widget@1.0"]}))
    assert report.one("compromised-release", "Widget") and "self-dependency" in report.codes()


def test_a_reference_to_nothing_is_said(desk):
    assert "dangling-ref" in desk.audit_of(sbom(WIDGET, depends={"Product@1.0": ["nowhere"]})).codes()


def test_two_parts_with_one_reference_are_both_looked_at(desk):
    document = sbom(part("a", "1", "A", ref="same"), part("Widget", "1.0", "Maker", ref="same"))
    report = audit_with(desk, BAD, document)
    assert report.one("compromised-release", "Widget") and "duplicate-ref" in report.codes()


def test_ten_thousand_parts_in_a_line_are_walked(desk):
    parts = [part("p%d" % i, "1", "A") for i in range(10000)] + [WIDGET]
    refs = ["Product@1.0"] + [p["bom-ref"] for p in parts]
    report = audit_with(desk, BAD, sbom(*parts, depends={a: [b] for a, b in zip(refs, refs[1:])}), held=False)
    assert len(report.one("compromised-release", "Widget")["path"]) == 10003


# ---------------------------------------------------------------- feeds that say nothing

def test_a_fact_with_a_field_that_nobody_knows_is_used_and_the_field_said(desk):
    report = audit_with(desk, events(event(mood="grim")), sbom(WIDGET))
    assert report.one("compromised-release", "Widget") and "unknown-field" in report.codes()


def test_a_fact_that_cannot_be_used_is_said_and_the_next_one_used(desk):
    report = audit_with(desk, events(event("A", kind="nonsense"), event("B")), sbom(WIDGET))
    assert report.one("compromised-release", "Widget")["advisory"]["id"] == "B" and "bad-value" in report.codes()


@pytest.mark.parametrize(
    "broken",
    [{"id": None}, {"kind": None}, {"supplier": None}, {"published": None}, {"published": "soon"}, {"affected": "all"},
     {"affected": [affected(range="vers:npm/<<1")]}, {"affected": [affected(hashes=[{"alg": "SHA-256", "content": "x"}])]}])
def test_every_fault_of_a_fact_is_said(desk, broken):
    made = {key: value for key, value in event(**broken).items() if value is not None}
    assert audit_with(desk, events(made), sbom(WIDGET))["diagnostics"] != []


@pytest.mark.parametrize("feed", ["", "{", "[", '{"schema": "twohop-events/2", "events": []}'])
def test_a_feed_that_cannot_be_read_is_65(desk, feed):
    report = audit_with(desk, feed, sbom(WIDGET), "--fail-on", "never", held=False)
    assert report.code == 65 and "facts.json" in report.done.stderr


@pytest.mark.parametrize("feed", ["<html></html>", "nothing\n", "[]", json.dumps(sbom(WIDGET))])
def test_a_feed_that_is_none_is_not_passed_over(desk, feed):
    report = audit_with(desk, feed, sbom(WIDGET), "--fail-on", "never", held=False)
    assert report.code == 66 and "facts.json" in report.done.stderr


def test_a_folder_of_feeds_without_feeds_is_not_passed_over(desk):
    (desk.folder / "feeds").mkdir()
    assert desk.audit_of(sbom(WIDGET), "--feeds", "feeds", "--fail-on", "never", held=False).code == 66


def test_one_feed_in_a_folder_is_enough(desk):
    desk.put("feeds/events.json", BAD)
    desk.put("feeds/README", "what these are\n")
    report = desk.audit_of(sbom(WIDGET), "--feeds", "feeds", "--fail-on", "never")
    assert report.code == 0 and report.one("compromised-release", "Widget")


@pytest.mark.parametrize("where", ["command line", "configuration"])
def test_a_feed_that_is_none_is_named_wherever_it_was_named(desk, where):
    desk.put("facts.txt", "nothing\n")
    desk.put("mine.yaml", "feeds: [facts.txt]\n" if where == "configuration" else "{}\n")
    more = [] if where == "configuration" else ["--feeds", "facts.txt"]
    report = desk.audit_of(sbom(WIDGET), "--config", "mine.yaml", *more)
    assert report.code == 66 and report.done.stderr.startswith("twohop: error: facts.txt: ")


def test_a_feed_that_is_not_there_is_66(desk):
    report = desk.audit_of(sbom(WIDGET), "--feeds", "absent.json", "--fail-on", "never", held=False)
    assert report.code == 66 and "absent.json" in report.done.stderr


# ---------------------------------------------------------------- the affair that all of them miss

SUPPLIER = "<supplier><name>%s</name></supplier>"
AFFAIR = {
    "CycloneDX JSON": sbom(part("X_TRADER", "7.17.90p608", "Trading Technologies"),
                           root=product("3CXDesktopApp", "18.12.416", "3CX"), created="2023-03-01"),
    "CycloneDX XML": XML %
    ('<metadata><component type="application" bom-ref="a">' + SUPPLIER % "3CX" +
     "<name>3CXDesktopApp</name><version>18.12.416</version></component></metadata>"
     '<components><component type="application" bom-ref="b">' + SUPPLIER % "Trading Technologies" +
     "<name>X_TRADER</name><version>7.17.90p608</version>"
     '</component></components><dependencies><dependency ref="a"><dependency ref="b"/></dependency><dependency ref="b"/></dependencies>'
     ),
    "SPDX JSON": {
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "n", "dataLicense": "CC0-1.0",
        "documentNamespace": "https://a.example/n",
        "creationInfo": {"created": "2023-03-01T00:00:00Z", "creators": ["Tool: t"]}, "packages": [{
            "SPDXID": "SPDXRef-" + ref, "name": name, "versionInfo": version, "supplier": "Organization: " + supplier,
            "downloadLocation": "NONE"
        } for ref, name, version, supplier in (("a", "3CXDesktopApp", "18.12.416", "3CX"), ("b", "X_TRADER", "7.17.90p608",
                                                                                            "Trading Technologies"))],
        "relationships": [{
            "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-a"
        }, {"spdxElementId": "SPDXRef-b", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-a"}]
    },
    "SPDX tag-value": spdx("n", [("a", "3CXDesktopApp", "18.12.416", "Organization: 3CX"),
                                 ("b", "X_TRADER", "7.17.90p608", "Organization: Trading Technologies")],
                           ["SPDXRef-DOCUMENT DESCRIBES SPDXRef-a", "SPDXRef-a CONTAINS SPDXRef-b"]).replace("2024-05", "2023-03"),
}


@pytest.mark.parametrize("form", AFFAIR)
def test_the_affair_is_found_in_every_form_with_both_hops(desk, form):
    found = {f["subject"]["name"]: f["hop"] for f in desk.audit_of(AFFAIR[form], day="2023-04-21").all("compromised-release")}
    assert found == {"3CXDesktopApp": 1, "X_TRADER": 2}


@pytest.mark.parametrize("form", AFFAIR)
def test_the_abandoned_program_is_found_in_every_form_before_the_news(desk, form):
    assert desk.audit_of(AFFAIR[form], day="2023-03-15").one("end-of-life", "X_TRADER")["hop"] == 2


def test_the_end_of_life_of_a_commercial_product_at_the_second_hop_is_a_question_of_ours(desk):
    assert audit_with(desk, lifecycle(), sbom(WIDGET)).one("end-of-life", "Widget")["hop"] == 2
