"""What CycloneDX analyses of vulnerabilities clear: the part that they speak of, in its version, inside of its product, where you name the file."""
import copy

import pytest

from papers import SERIAL, part, product, sbom
from test_advisories import WINDOW, osv

WIDGET = part("widget", "1.5.0", purl="pkg:npm/widget@1.5.0", ref="w")
ROOT = product(ref="root", purl="pkg:generic/vendor.example/product@1.0")
LINK = SERIAL % 1


def analysis(state="not_affected", ref="w", flaw="GHSA-aaaa-bbbb-cccc", versions=None, aliases=(), **more):
    affected = {"ref": ref, **({"versions": versions} if versions else {})}
    return {"id": flaw, "references": [{"id": alias, "source": {"name": "x"}} for alias in aliases],
            "analysis": {"state": state, "justification": "code_not_reachable", **more}, "affects": [affected]}


def vex(*analyses, root=ROOT, parts=(WIDGET,), created="2024-05-02T00:00:00Z", **more):
    made = sbom(*copy.deepcopy(parts), root=root, created=created, **more)
    made["vulnerabilities"] = list(analyses)
    return made


@pytest.fixture
def judged(desk):
    """By whom the one finding of widget is suppressed; None: it counts."""
    def judge(*documents, named=True, root=ROOT, parts=(WIDGET,), serial=1):
        desk.put("docs/sbom.json", sbom(*parts, root=root, serial=serial))
        feed = desk.put("mine/osv.json", osv(events=WINDOW, aliases=["CVE-2024-0001"]))
        options = ["--feeds", feed]
        for i, document in enumerate(documents):
            path = desk.put("%s/vex-%d.json" % ("mine" if named else "docs", i), document)
            options += ["--feeds", path] if named else []
        judge.report = desk.audit("docs", *options)
        judge.finding = judge.report.one("vulnerable", "widget")
        return judge.finding["suppressed"] and judge.finding["suppressed"]["by"]
    return judge


@pytest.mark.parametrize("document", [
    vex(analysis("exploitable")), vex(analysis("in_triage")), vex(analysis(flaw="GHSA-xxxx-yyyy-zzzz")), vex(analysis("fine")),
    vex({"id": "GHSA-aaaa-bbbb-cccc", "affects": [{"ref": "w"}]}),  # found, not analysed
    vex(analysis(ref="nobody")), vex(analysis(), parts=[{**WIDGET, "version": "1.4.0", "purl": "pkg:npm/widget@1.4.0"}]),
    vex(analysis(versions=[{"version": "1.4.9"}])), vex(analysis(versions=[{"range": "vers:npm/>=1.6.0|<2.0.0"}])),
    vex(analysis(versions=[{"version": "1.5.0", "status": "unknown"}])),
    vex(analysis(), parts=[{**WIDGET, "purl": "pkg:npm/gadget@1.5.0"}]),
    vex(analysis(), root={**ROOT, "purl": "pkg:generic/vendor.example/product@2.0", "version": "2.0"}),  # inside of another version
    vex(analysis(), root=product("Other", ref="root", purl="pkg:generic/vendor.example/other@1.0")),     # inside of another product
    vex(analysis(ref="urn:cdx:%s/2#w" % LINK[9:])), vex(analysis(ref="urn:cdx:%s/1#v" % LINK[9:])),
    vex(analysis(), created="2024-06-02T00:00:00Z"), vex(analysis(lastUpdated="2024-06-02T00:00:00Z")),  # said later than the day
], ids=range(17))
def test_what_speaks_of_something_else_clears_nothing(judged, document):
    assert judged(document) is None


@pytest.mark.parametrize("document", [
    vex(analysis()), vex(analysis("false_positive")), vex(analysis("resolved")), vex(analysis("resolved_with_pedigree")),
    vex(analysis(flaw="CVE-2024-0001")), vex(analysis(flaw="OTHER-1", aliases=["CVE-2024-0001"])), vex(analysis(versions=[{"version": "1.5.0"}])),
    vex(analysis(versions=[{"range": "vers:npm/>=1.5.0|<2.0.0", "status": "affected"}])), vex(analysis(ref="root")),
    vex(analysis(), root=False),  # about no product: about the component wherever it is
    {"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1, "vulnerabilities": [analysis(ref="urn:cdx:%s/1#w" % LINK[9:])]},
    {"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1, "vulnerabilities": [analysis(ref="urn:cdx:%s/1#w" % LINK[9:].upper())]},
    {"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1, "vulnerabilities": [analysis(ref="urn:cdx:%s/1#root" % LINK[9:])]},
], ids=range(13))
def test_what_speaks_of_the_part_clears_it(judged, document):
    assert judged(document) == "vex"


def test_the_reason_and_the_place_are_the_evidence(judged):
    assert judged(vex(analysis())) == "vex"
    assert judged.finding["suppressed"]["reason"] == "not affected: code_not_reachable"
    assert judged.finding["suppressed"]["evidence"]["document"] == "mine/vex-0.json" and judged.finding["suppressed"]["evidence"]["line"] > 1


def test_one_that_lies_in_an_audited_folder_is_a_claim(judged):
    assert judged(vex(analysis(), serial=2), named=False) is None
    assert "clears nothing" in judged.finding["message"]


def test_what_an_sbom_says_of_itself_clears_nothing(desk):
    desk.put("sbom.json", vex(analysis(), serial=1))
    feed = desk.put("mine/osv.json", osv(events=WINDOW))
    finding = desk.audit("sbom.json", "--feeds", feed).one("vulnerable", "widget")
    assert finding["suppressed"] is None and "clears nothing" in finding["message"]


def test_what_an_sbom_says_of_itself_counts_where_you_name_it_as_vex(desk):
    path = desk.put("sbom.json", vex(analysis(), serial=1))
    feed = desk.put("mine/osv.json", osv(events=WINDOW))
    assert desk.audit("sbom.json", "--feeds", feed, "--feeds", path).one("vulnerable", "widget")["suppressed"]["by"] == "vex"


def test_a_part_without_an_identity_is_known_by_its_place(desk):
    nameless = part("widget", "1.5.0", ref="w", supplier="Widgetry")
    path = desk.put("sbom.json", vex(analysis(), parts=[nameless], root=product(ref="root")))
    feed = desk.put("mine/csaf-like.json", osv(events=WINDOW))
    report = desk.audit("sbom.json", "--feeds", feed, "--feeds", path)
    assert report.all("vulnerable") == []  # OSV knows it by package alone; what counts is that nothing breaks


@pytest.mark.parametrize("first,second,by", [("2024-04-01", "2024-05-01", None), ("2024-05-01", "2024-04-01", "vex")])
def test_the_latest_statement_counts(judged, first, second, by):
    assert judged(vex(analysis(lastUpdated=first + "T00:00:00Z")), vex(analysis("exploitable", lastUpdated=second + "T00:00:00Z"))) == by


def test_a_part_that_another_product_has_too_is_not_cleared_by_a_link_into_one(desk, judged):
    desk.put("docs/other.json", sbom(WIDGET, root=product("Other", ref="root", purl="pkg:generic/other@1.0"), serial=7))
    assert judged({"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
                   "vulnerabilities": [analysis(ref="urn:cdx:%s/1#w" % LINK[9:])]}) is None


XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <metadata><timestamp>2024-05-02T00:00:00Z</timestamp>
    <component type="application" bom-ref="root"><name>Product</name><version>1.0</version><purl>pkg:generic/vendor.example/product@1.0</purl></component>
  </metadata>
  <components><component type="library" bom-ref="w"><name>widget</name><version>1.5.0</version><purl>pkg:npm/widget@1.5.0</purl></component></components>
  <vulnerabilities><vulnerability><id>OTHER-1</id>
    <references><reference><id>CVE-2024-0001</id></reference></references>
    <analysis><state>%s</state><justification>code_not_present</justification><detail>none</detail></analysis>
    <affects><target><ref>w</ref><versions><version><version>%s</version><status>affected</status></version></versions></target></affects>
  </vulnerability></vulnerabilities>
</bom>"""


@pytest.mark.parametrize("state,version,by", [("not_affected", "1.5.0", "vex"), ("not_affected", "1.5.1", None), ("exploitable", "1.5.0", None)])
def test_xml_says_the_same(desk, judged, state, version, by):
    (desk.folder / "mine").mkdir(exist_ok=True)
    (desk.folder / "mine" / "vex.xml").write_text(XML % (state, version))
    judged(named=False)
    report = desk.audit("docs", "--feeds", "mine/osv.json", "--feeds", "mine/vex.xml")
    suppressed = report.one("vulnerable", "widget")["suppressed"]
    assert (suppressed and suppressed["by"]) == by
