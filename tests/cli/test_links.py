"""Papers that lead to each other: links are followed where the other paper is there and told where it is not, one thing in
several papers is one thing, and what another paper contains is not bought for itself."""
import pytest

from papers import SERIAL, digest, event, events, organisation, part, product, sbom, spdx

WIDGET = part("Widget", "1.0", "Maker")
BAD = events(event())
UUID = (SERIAL % 7).removeprefix("urn:uuid:")


def link(number=7, version=1, element=None):
    return "urn:cdx:%s/%s%s" % ((SERIAL % number).removeprefix("urn:uuid:"), version, "#" + element if element else "")


def pointing(url, **more):
    """A part of which another paper says more."""
    return part("Widget Suite", "1.0", "Suites", externalReferences=[{"type": "bom", "url": url}], **more)


def audit(desk, *papers, facts=BAD, args=()):
    """Audits papers a.json, b.json … in that order."""
    names = [desk.put("%s.json" % "abcdefgh"[number], paper) for number, paper in enumerate(papers)]
    return desk.audit(*names, "--feeds", desk.put("facts.json", facts), *args)


SUITE = sbom(WIDGET, root=product("Widget Suite", "1.0", "Suites"), serial=7)


# ---------------------------------------------------------------- BOM-Link

@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_link_to_a_paper_that_is_there_is_followed(desk, order):
    papers = [sbom(pointing(link())), SUITE]
    report = audit(desk, *(papers[number] for number in order))
    assert report.one("compromised-release", "Widget")["hop"] == 3 and report.all("unresolved-link") == []


def test_the_way_over_a_link_has_its_places_in_both_papers(desk):
    path = audit(desk, sbom(pointing(link())), SUITE).one("compromised-release", "Widget")["path"]
    assert [step["evidence"]["document"] for step in path[1:]] == ["a.json", "a.json", "b.json"]


def test_what_a_link_leads_to_is_not_bought_for_itself(desk):
    report = audit(desk, sbom(pointing(link())), SUITE)
    assert report.hops() == {"Vendor": 1, "Suites": 2, "Maker": 3}


@pytest.mark.parametrize("url", [link(8), "urn:cdx:" + UUID.replace("4", "5", 1) + "/1"])
def test_a_link_to_a_paper_that_is_not_there_is_told(desk, url):
    report = audit(desk, sbom(pointing(url)), SUITE)
    assert report.one("unresolved-link", "a.json")["severity"] == "medium"


def test_an_unresolved_link_names_what_is_missing(desk):
    assert link(8) in audit(desk, sbom(pointing(link(8)))).one("unresolved-link")["message"]


def test_several_unresolved_links_are_one_finding(desk):
    parts = [part("p%d" % n, "1", "S", externalReferences=[{"type": "bom", "url": link(n)}]) for n in range(20, 29)]
    assert "9 documents" in audit(desk, sbom(*parts)).one("unresolved-link")["message"]


@pytest.mark.parametrize("element", ["Widget@1.0", "Widget%401.0"])
def test_a_link_to_a_part_is_followed_to_that_part(desk, element):
    report = audit(desk, sbom(part("mine", "1", "Mine", externalReferences=[{"type": "bom", "url": link(7, 1, element)}])), SUITE)
    assert report.one("compromised-release", "Widget")


def test_a_link_to_a_part_that_is_not_in_the_paper_is_told(desk):
    report = audit(desk, sbom(pointing(link(7, 1, "nowhere"))), SUITE)
    assert report.one("unresolved-link", "a.json")


def test_a_link_in_a_dependency_is_followed(desk):
    paper = sbom(depends={"Product@1.0": [link(7, 1, "Widget@1.0")]})
    assert audit(desk, paper, SUITE).one("compromised-release", "Widget")["hop"] == 2


def test_a_link_without_a_version_is_followed_or_told(desk):
    report = audit(desk, sbom(pointing("urn:cdx:%s" % UUID)), SUITE)
    assert report.all("unresolved-link") or "bad-link" in report.codes() or report.one("compromised-release",
                                                                                       "Widget")["hop"] == 3


def test_a_paper_that_does_not_say_its_version_is_the_first(desk):
    there = {key: value for key, value in SUITE.items() if key != "version"}
    assert audit(desk, sbom(pointing(link(7, 1))), there).all("unresolved-link") == []


def test_a_link_to_another_version_of_the_paper_leads_to_the_one_that_is_there(desk):
    assert audit(desk, sbom(pointing(link(7, 3))), SUITE).one("compromised-release", "Widget")["hop"] == 3


def test_a_link_to_one_of_two_versions_leads_to_that_one(desk):
    newer = sbom(part("Clean", "1", "Maker"), root=product("Widget Suite", "2.0", "Suites"), serial=7, version=2)
    mine = part("mine", "1", "Suites", externalReferences=[{"type": "bom", "url": link(7, 2)}])
    report = audit(desk, sbom(mine), newer, SUITE)
    assert [step["name"] for step in report.one("compromised-release", "Widget")["path"]] == ["you", "Widget Suite", "Widget"]


@pytest.mark.parametrize("serial", ["UPPER", "brace"])
def test_a_serial_number_in_upper_case_is_the_same(desk, serial):
    shown = (SERIAL % 7).upper().replace("URN:UUID", "urn:uuid") if serial == "UPPER" else SERIAL % 7
    assert audit(desk, sbom(pointing(link())), dict(SUITE, serialNumber=shown)).one("compromised-release", "Widget")["hop"] == 3


def test_a_link_to_itself_is_no_way(desk):
    assert audit(desk, sbom(WIDGET, root=product(externalReferences=[{"type": "bom", "url": link(9)}]),
                            serial=9)).one("compromised-release", "Widget")["hop"] == 2


def test_a_link_to_a_page_is_no_link(desk):
    assert audit(desk, sbom(pointing("https://vendor.example/bom.json"))).all("unresolved-link") == []


def test_papers_that_link_to_each_other_are_walked(desk):
    one = sbom(pointing(link(8)), root=product("One", supplier="First"), serial=7)
    two = sbom(part("back", "1", "First", externalReferences=[{"type": "bom", "url": link(7)}]), WIDGET,
               root=product("Widget Suite", "1.0", "Suites"), serial=8)
    assert audit(desk, one, two).one("compromised-release", "Widget")


# ---------------------------------------------------------------- SPDX

THERE = spdx("suite", [("s", "Widget Suite", "1.0", "Organization: Suites"), ("w", "Widget", "1.0", "Organization: Maker")],
             ["SPDXRef-DOCUMENT DESCRIBES SPDXRef-s", "SPDXRef-s DEPENDS_ON SPDXRef-w"])


def here(reference="https://spdx.example/suite", element="s", checksum=digest("x", "sha1")):
    return spdx("product", [("p", "Product", "1.0", "Organization: Vendor")],
                ["SPDXRef-DOCUMENT DESCRIBES SPDXRef-p", "SPDXRef-p DEPENDS_ON DocumentRef-suite:SPDXRef-" + element],
                references=[("suite", reference, checksum)])


@pytest.mark.parametrize("element, hop", [("s", 3), ("w", 2)])
def test_a_document_reference_to_a_paper_that_is_there_is_followed(desk, element, hop):
    assert audit(desk, here(element=element), THERE).one("compromised-release", "Widget")["hop"] == hop


@pytest.mark.parametrize("reference, element", [("https://spdx.example/other", "s"), ("https://spdx.example/suite", "nowhere")])
def test_a_document_reference_to_what_is_not_there_is_told(desk, reference, element):
    assert audit(desk, here(reference, element), THERE).one("unresolved-link", "a.json")


def test_a_document_reference_with_another_checksum_is_said(desk):
    assert "digest-mismatch" in audit(desk, here(), THERE).codes()


def test_a_document_reference_with_the_right_checksum_is_not(desk):
    assert "digest-mismatch" not in audit(desk, here(checksum=digest(THERE, "sha1")), THERE).codes()


@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
@pytest.mark.parametrize("text, said", [(THERE, False), ("x", True)])
def test_a_checksum_of_another_algorithm_is_compared_too(desk, algorithm, text, said):
    paper = here().replace("SHA1: " + digest("x", "sha1"), "%s: %s" % (algorithm, digest(text, algorithm.lower())))
    assert ("digest-mismatch" in audit(desk, paper, THERE).codes()) == said


# ---------------------------------------------------------------- one thing in several papers

def test_two_papers_about_one_product_are_one_purchase(desk):
    report = audit(desk, sbom(WIDGET), sbom(part("Other", "1", "Else")))
    assert report.one("no-environment-evidence", "Vendor") and report.hops() == {"Vendor": 1, "Maker": 2, "Else": 2}


def test_the_same_paper_in_two_files_gives_each_finding_once(desk):
    report = audit(desk, sbom(WIDGET), sbom(WIDGET))
    assert report.one("compromised-release", "Widget")


def test_a_product_that_another_paper_contains_is_not_bought_for_itself(desk):
    suite = product("Widget Suite", "1.0", "Suites", purl="pkg:generic/suite@1.0")
    report = audit(desk, sbom(part("Widget Suite", "1.0", "Suites", purl="pkg:generic/suite@1.0")), sbom(WIDGET, root=suite))
    assert report.hops() == {"Vendor": 1, "Suites": 2, "Maker": 3}


def test_a_product_that_another_paper_contains_in_another_version_is_bought_for_itself(desk):
    suite = product("Widget Suite", "1.0", "Suites", purl="pkg:generic/suite@1.0")
    report = audit(desk, sbom(part("Widget Suite", "1.1", "Suites", purl="pkg:generic/suite@1.1")), sbom(WIDGET, root=suite))
    assert report.hops() == {"Vendor": 1, "Suites": 1, "Maker": 2}


def test_products_that_contain_each_other_are_walked(desk):
    one = sbom(part("B", "1", "Bee", purl="pkg:generic/b@1"), root=product("A", "1", "Ay", purl="pkg:generic/a@1"))
    two = sbom(part("A", "1", "Ay", purl="pkg:generic/a@1"), WIDGET, root=product("B", "1", "Bee", purl="pkg:generic/b@1"))
    report = audit(desk, one, two)
    assert report.hops() == {"Ay": 1, "Bee": 2, "Maker": 3} and report.one("compromised-release", "Widget")


SAME = {
    "the hash": ({"hashes": {"SHA-256": digest("x")}}, {"hashes": {"SHA-256": digest("x").upper()}}),
    "the purl": ({"purl": "pkg:generic/x@1"}, {"purl": "pkg:generic/x@1"}),
    "the SWID tag": ({"swid": {"tagId": "t-1", "name": "x"}}, {"swid": {"tagId": "t-1", "name": "y"}}),
    "the CPE with its version": ({"cpe": "cpe:2.3:a:m:x:1:*:*:*:*:*:*:*"}, {"cpe": "cpe:/a:m:x:1"}),
}


@pytest.mark.parametrize("what", SAME)
def test_parts_are_one_by(desk, what):
    one, two = SAME[what]
    report = audit(desk, sbom(part("x", "1", "X", **one)),
                   sbom(part("y", "1", "X", **two), root=product("Second", supplier="Other")))
    assert next(s for s in report["suppliers"] if s["name"] == "X")["components"] == 1


APART = {  # what two parts share, and is not enough
    "a weak hash": {"hashes": {"MD5": digest("x", "md5")}},
    "the hash of nothing": {"hashes": {"SHA-256": digest("")}},
    "a CPE of any version": {"cpe": "cpe:2.3:a:m:x:*:*:*:*:*:*:*:*"},
}


@pytest.mark.parametrize("what", APART)
def test_parts_are_two_in_spite_of(desk, what):
    report = audit(desk, sbom(part("x", None, "X", **APART[what])),
                   sbom(part("y", None, "X", **APART[what]), root=product("Second", supplier="Other")))
    assert next(s for s in report["suppliers"] if s["name"] == "X")["components"] == 2


def test_name_and_version_alone_make_nothing_one(desk):
    report = audit(desk, sbom(part("x", "1")), sbom(part("x", "1"), root=product("Second", supplier="Other")))
    assert report["visibility"]["unknown"] == 2


def test_two_versions_beside_one_purl_without_a_version_are_two(desk):
    facts = events(event(product={"name": "-", "purls": ["pkg:npm/w"]}))
    report = audit(desk, sbom(part("w", "2.0", purl="pkg:npm/w"), part("w", "1.0", purl="pkg:npm/w")), facts=facts)
    assert report.one("compromised-release")["subject"]["version"] == "1.0"


def test_one_purl_with_two_hashes_is_said(desk):
    one, two = ({"purl": "pkg:generic/x@1", "hashes": {"SHA-256": digest(text)}} for text in "ab")
    report = audit(desk, sbom(part("x", "1", "X", **one)),
                   sbom(part("x", "1", "X", **two), root=product("Second", supplier="Other")))
    assert "conflicting-hash" in report.codes()


def test_two_hashes_in_different_algorithms_conflict_not(desk):
    one = {"purl": "pkg:generic/x@1", "hashes": {"SHA-256": digest("a")}}
    two = {"purl": "pkg:generic/x@1", "hashes": {"SHA-512": digest("a", "sha512")}}
    report = audit(desk, sbom(part("x", "1", "X", **one)),
                   sbom(part("x", "1", "X", **two), root=product("Second", supplier="Other")))
    assert "conflicting-hash" not in report.codes()


def test_what_one_paper_leaves_open_another_may_say(desk):
    paper = sbom(part("x", "1", "X", purl="pkg:generic/x@1"), depends={"Product@1.0": ["x@1"]})
    answer = sbom(part("y", "1", "Y"), root=product("x", "1", "X", purl="pkg:generic/x@1"))
    assert audit(desk, paper).all("opaque-dependencies") != [] and audit(desk, paper, answer).all("opaque-dependencies") == []


def test_suppliers_of_one_domain_are_one(desk):
    report = audit(
        desk,
        sbom(part("a", "1", organisation("Alpha", "https://www.alpha.example")),
             part("b", "1", organisation("Alpha Labs", "https://labs.alpha.example/x"))))
    assert next(s for s in report["suppliers"] if s["hop"] == 2)["components"] == 2


@pytest.mark.parametrize("host", ["github.com", "alpha.github.io", "gitlab.com", "sites.google.com", "npmjs.com"])
def test_suppliers_at_one_host_are_two(desk, host):
    report = audit(
        desk,
        sbom(part("a", "1", organisation("Alpha", "https://%s/alpha" % host)),
             part("b", "1", organisation("Beta", "https://%s/beta" % host))))
    assert set(report.hops()) == {"Vendor", "Alpha", "Beta"}
