"""CSAF: what a publisher's documents say of components, by purl, CPE, hash or name, and what they must not say."""
import pytest

import papers

CVE = "CVE-2024-1000"


def helper(**how):
    return {"product_identification_helper": how}


def leaf(id="P", **how):
    return {"product_id": id, "name": id, **(helper(**how) if how else {})}


def branches(*steps, product=None):
    """Nested branches: (category, name), ... with a product at the end."""
    (category, name), rest = steps[0], steps[1:]
    inner = {"branches": branches(*rest, product=product)} if rest else {"product": product or leaf()}
    return [{"category": category, "name": name, **inner}]


def tree(version=None, range=None, vendor="Vendor B", name="Gadget", **more):
    steps = [("vendor", vendor), ("product_name", name)]
    steps += [("product_version", version)] if version else [("product_version_range", range)] if range else []
    return {"branches": branches(*steps, **more)}


def flaw(status="known_affected", products=("P",), **more):
    return {"cve": CVE, "product_status": {status: list(products)}, **more}


def csaf(product_tree, *flaws, category="csaf_security_advisory", date="2024-04-01T00:00:00Z", **more):
    return {"document": {"category": category, "csaf_version": "2.0", "title": "Gadget gives way",
                         "publisher": {"category": "vendor", "name": "Vendor B", "namespace": "https://b.example"},
                         "tracking": {"id": "VB-1", "status": "final", "version": "1", "initial_release_date": date,
                                      "current_release_date": date, "revision_history": []}, **more},
            "product_tree": product_tree, "vulnerabilities": list(flaws)}


def gadget(version="1.5.0", name="Gadget", supplier="Vendor B", **more):
    return papers.part(name, version, supplier, **more)


@pytest.fixture
def found(desk):
    """The findings of a rule in a product with these parts, beside this document: (name, severity) each."""
    def find(parts, document, rule="vulnerable", **more):
        desk.put("docs/sbom.cdx.json", papers.sbom(*parts))
        desk.put("docs/csaf.json", document)
        find.report = desk.audit("docs", **more)
        find.all = [f for f in find.report["findings"] if f["rule"] == rule]
        return [f["subject"]["name"] for f in find.all]
    return find


def by(**how):
    return {"full_product_names": [leaf(**how)]}


@pytest.mark.parametrize("part,product_tree", [
    (papers.part("gadget", "1.5.0", purl="pkg:npm/gadget@1.5.0"), by(purl="pkg:npm/gadget@1.5.0")),
    (papers.part("gadget", "1.5.0", purl="pkg:npm/gadget@1.5.0"), by(purls=["pkg:npm/other@1.5.0", "pkg:npm/gadget@1.5.0"])),
    (papers.part("gadget", "1.5.0", purl="pkg:npm/gadget@1.5.0"), by(purl="pkg:npm/gadget")),
    (papers.part("gadget", "1.5.0", cpe="cpe:2.3:a:b:gadget:1.5.0:*:*:*:*:*:*:*"), by(cpe="cpe:2.3:a:b:gadget:1.5.0:*:*:*:*:*:*:*")),
    (papers.part("gadget", "9", hashes={"SHA-256": papers.digest("gadget")}),
     by(hashes=[{"filename": "g", "file_hashes": [{"algorithm": "sha256", "value": papers.digest("gadget")}]}])),
    (gadget(), tree("1.5.0")), (gadget(), tree()), (gadget(), tree(range="vers:all/*")), (gadget(), tree("all versions"))],
    ids=["purl", "second purl", "purl without version", "CPE", "hash", "names", "no version", "every version", "words"])
def test_a_product_is_found_by(found, part, product_tree):
    assert found([part], csaf(product_tree, flaw())) == [part["name"]]


@pytest.mark.parametrize("part,product_tree", [
    (papers.part("gadget", "1.5.1", purl="pkg:npm/gadget@1.5.1"), by(purl="pkg:npm/gadget@1.5.0")),
    (papers.part("gadget", "1.5.0", purl="pkg:pypi/gadget@1.5.0"), by(purl="pkg:npm/gadget@1.5.0")),
    (papers.part("gadget", "1.5.1", cpe="cpe:2.3:a:b:gadget:1.5.1:*:*:*:*:*:*:*"), by(cpe="cpe:2.3:a:b:gadget:1.5.0:*:*:*:*:*:*:*")),
    (papers.part("gadget", "1.5.0", cpe="cpe:2.3:a:c:gadget:1.5.0:*:*:*:*:*:*:*"), by(cpe="cpe:2.3:a:b:gadget:1.5.0:*:*:*:*:*:*:*")),
    (gadget(hashes={"SHA-256": papers.digest("other")}, supplier="Vendor C"),
     by(hashes=[{"filename": "g", "file_hashes": [{"algorithm": "sha256", "value": papers.digest("gadget")}]}])),
    (gadget("1.5.1"), tree("1.5.0")), (gadget(supplier="Vendor C"), tree("1.5.0")), (gadget(name="Gadgets"), tree("1.5.0"))],
    ids=["purl of the next version", "purl of another registry", "CPE of the next version", "CPE of another vendor", "another hash",
         "next version", "namesake's vendor", "longer name"])
def test_a_product_is_not(found, part, product_tree):
    assert found([part], csaf(product_tree, flaw())) == []


@pytest.mark.parametrize("range,inside,outside", [
    ("<2.0", "1.9.9", "2.0"), ("<= 2.0", "2.0", "2.0.1"), ("All versions < V2.0", "1.9", "2.0"),
    ("vers:all/<V2.0", "1.9", "2.0"), (">=1.0|<2.0", "1.0", "0.9"), (">=1.0|<2.0", "1.9", "2.0"), ("0 < 2.0", "1.9", "2.0"),
    ("prior to 2.0", "1.9", "2.0"), ("version 1.0 through 2.0", "2.0", "2.1"), ("vers:generic/>=1.0|<2.0", "1.5", "2.0"),
    ("All versions >= V1.0 and < V2.0", "1.5", "0.9"), ("2.2.5", "2.2.5", "2.2.4"), ("vers:intdot/>=1.0|<2.0", "1.9", "2.0")])
def test_a_range_holds_what_it_says(found, range, inside, outside):
    assert found([gadget(inside)], csaf(tree(range=range), flaw())) == ["Gadget"]
    assert found([gadget(outside)], csaf(tree(range=range), flaw())) == []


@pytest.mark.parametrize("range", ["All versions < V4.8 SP2", "<= 3.3 (with <= other 4.2)", "until autumn", "vers:all/", "<", "1.0 |",
                                   "< January 31 2014"])
def test_a_range_that_cannot_be_read_is_said_and_leaves_it_open(found, range):
    assert found([gadget()], csaf(tree(range=range), flaw())) == []
    assert any("no range of versions can be read" in d["message"] for d in found.report["diagnostics"])
    assert any(n["rule"] == "vulnerable" and "Gadget" in n["why"] for n in found.report["not_evaluated"])


@pytest.mark.parametrize("status,count", [("known_affected", 1), ("first_affected", 1), ("last_affected", 1), ("fixed", 0), ("first_fixed", 0),
                                          ("known_not_affected", 0), ("under_investigation", 0), ("recommended", 0)])
def test_affected_is_what_stands_under_an_affected_status(found, status, count):
    assert len(found([gadget()], csaf(tree("1.5.0"), flaw(status)))) == count


def test_members_of_a_group_are_meant(found):
    product_tree = tree("1.5.0") | {"product_groups": [{"group_id": "G", "product_ids": ["P"]}]}
    assert found([gadget()], csaf(product_tree, flaw(products=["G"]))) == ["Gadget"]


def test_an_id_that_no_product_has_is_said(found):
    assert found([gadget()], csaf(tree("1.5.0"), flaw(products=["Q"]))) == []
    assert any('no product "Q"' in d["message"] for d in found.report["diagnostics"])


@pytest.mark.parametrize("vector,severity", [("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"), ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", "medium")])
def test_the_severity_is_that_of_the_vector(found, vector, severity):
    found([gadget()], csaf(tree("1.5.0"), flaw(scores=[{"products": ["P"], "cvss_v3": {"vectorString": vector}}])))
    assert found.all[0]["severity"] == severity
    found([gadget()], csaf(tree("1.5.0"), flaw(metrics=[{"products": ["P"], "content": {"cvss_v3": {"vectorString": vector}}}])))
    assert found.all[0]["severity"] == severity


def test_a_document_of_a_later_day_counts_for_nothing(found):
    assert found([gadget()], csaf(tree("1.5.0"), flaw(), date="2024-06-02T00:00:00Z")) == []


# ---- VEX ----

@pytest.fixture
def judged(desk, found):
    """Is a flaw of npm's gadget 1.5.0, which an advisory of its own tells, suppressed by this document that you name?"""
    def judge(document, named=True, root=None, part=None):
        part = part or papers.part("gadget", "1.5.0", purl="pkg:npm/gadget@1.5.0")
        path = desk.put("mine/vex.json" if named else "docs/vex.json", document)
        desk.put("docs/sbom.cdx.json", papers.sbom(part, root=root))
        desk.put("docs/advisory.json", csaf(by(purl="pkg:npm/gadget"), flaw()))
        report = desk.audit("docs", *(["--feeds", path] if named else []))
        finding = next(f for f in report["findings"] if f["rule"] == "vulnerable")
        return bool(finding.get("suppressed"))
    return judge


@pytest.mark.parametrize("status", ["known_not_affected", "fixed"])
def test_a_statement_that_you_name_suppresses(judged, status):
    assert judged(csaf(by(purl="pkg:npm/gadget@1.5.0"), flaw(status), category="csaf_vex"))


def test_a_statement_in_the_audited_folder_does_not(judged):
    assert not judged(csaf(by(purl="pkg:npm/gadget@1.5.0"), flaw("known_not_affected"), category="csaf_vex"), named=False)


@pytest.mark.parametrize("purl,status", [("pkg:npm/gadget@1.5.1", "known_not_affected"), ("pkg:npm/other@1.5.0", "known_not_affected"),
                                         ("pkg:npm/gadget@1.5.0", "under_investigation")])
def test_a_statement_of_another_version_product_or_status_does_not(judged, purl, status):
    assert not judged(csaf(by(purl=purl), flaw(status), category="csaf_vex"))


def combined(whole):
    return {"full_product_names": [leaf("A", purl="pkg:npm/gadget@1.5.0"), leaf("B", purl=whole)],
            "relationships": [{"category": "default_component_of", "product_reference": "A", "relates_to_product_reference": "B",
                               "full_product_name": leaf("AB")}]}


def paths(whole):
    return {"full_product_names": [leaf("A", purl="pkg:npm/gadget@1.5.0"), leaf("B", purl=whole)],
            "product_paths": [{"beginning_product_reference": "A", "full_product_name": leaf("AB"),
                               "subpaths": [{"category": "default_component_of", "next_product_reference": "B"}]}]}


@pytest.mark.parametrize("spelled", [combined, paths], ids=["2.0", "2.1"])
def test_a_statement_of_a_part_in_a_product_is_about_that_product_only(judged, spelled):
    root = papers.product(purl="pkg:generic/vendor.example/product@1.0")
    for whole, expected in ("pkg:generic/vendor.example/product@1.0", True), ("pkg:generic/vendor.example/other@1.0", False):
        assert judged(csaf(spelled(whole), flaw("known_not_affected", ["AB"]), category="csaf_vex"), root=root) is expected


def test_an_affected_part_in_a_product_is_looked_for_everywhere(found):
    part = papers.part("gadget", "1.5.0", purl="pkg:npm/gadget@1.5.0")
    assert found([part], csaf(combined("pkg:generic/b.example/other@1.0"), flaw(products=["AB"]))) == ["gadget"]


# ---- ends of life, incidents ----

def test_no_fix_planned_is_an_end_of_life(found):
    remediation = {"category": "no_fix_planned", "details": "out of service", "product_ids": ["P"]}
    document = csaf(tree("1.5.0"), flaw(remediations=[remediation]))
    assert found([gadget()], document, rule="end-of-life") == ["Gadget"]
    assert found([gadget("1.6.0")], document, rule="end-of-life") == []


@pytest.mark.parametrize("category", ["vendor_fix", "none_available", "workaround"])
def test_another_remediation_is_not(found, category):
    document = csaf(tree("1.5.0"), flaw(remediations=[{"category": category, "details": "d", "product_ids": ["P"]}]))
    assert found([gadget()], document, rule="end-of-life") == []


def test_an_incident_report_makes_its_publisher_compromised(found):
    document = csaf({}, category="csaf_security_incident_response")
    del document["vulnerabilities"], document["product_tree"]
    document["vulnerabilities"] = []
    assert found([gadget()], document, rule="compromised-supplier") == ["Vendor B"]
    assert found([gadget(supplier="Vendor C")], document, rule="compromised-supplier") == []


# ---- at the terminal ----

def test_inspect_says_what_a_document_holds(desk):
    path = desk.put("a.json", csaf(tree("1.5.0"), flaw(), flaw("known_not_affected")))
    told = desk.twohop(["inspect", path], cwd=desk.folder).stdout
    assert "csaf, version 2.0" in told and "1 advisory, 1 VEX statement" in told


def test_inspect_says_where_a_document_holds_nothing(desk):
    told = desk.twohop(["inspect", desk.put("a.json", csaf(tree("1.5.0")))], cwd=desk.folder).stdout
    assert "nothing" in told
