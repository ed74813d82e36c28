"""Advisories: what OSV, KEV, EPSS and endoflife.date records find in components, and what they must not find."""
import pytest

import papers

DAY = papers.DAY


def osv(id="GHSA-aaaa-bbbb-cccc", name="widget", ecosystem="npm", events=None, versions=None, **more):
    affected = {"package": {"ecosystem": ecosystem, "name": name}}
    if events is not None:
        affected["ranges"] = [{"type": more.pop("kind", "SEMVER"), "events": events}]
    if versions is not None:
        affected["versions"] = versions
    return {"schema_version": "1.7.0", "id": id, "modified": "2024-02-01T00:00:00Z", "published": "2024-01-01T00:00:00Z",
            "affected": [affected], **more}


def kev(*cves, added="2024-03-01"):
    return {"title": "catalogue", "catalogVersion": "2024.03.01", "dateReleased": "2024-03-01T00:00:00Z", "count": len(cves),
            "vulnerabilities": [{"cveID": cve, "vendorProject": "V", "product": "P", "dateAdded": added,
                                 "knownRansomwareCampaignUse": "Known"} for cve in cves]}


def widget(version="1.5.0", purl=None, **more):
    return papers.part("widget", version, purl=purl or "pkg:npm/widget@" + version, **more)


@pytest.fixture
def found(desk):
    """Audits a product with these parts beside these advisories; the findings of a rule as (name, version, severity)."""
    def find(parts, *advisories, rule="vulnerable", **more):
        desk.put("docs/sbom.cdx.json", papers.sbom(*parts))
        for number, advisory in enumerate(advisories):
            desk.put("docs/advisory-%d.json" % number, advisory)
        find.report = desk.audit("docs", **more)
        return [(f["subject"]["name"], f["subject"]["version"], f["severity"]) for f in find.report["findings"] if f["rule"] == rule]
    return find


WINDOW = [{"introduced": "1.0.0"}, {"fixed": "2.0.0"}]


@pytest.mark.parametrize("part", [
    widget("0.9.9"), widget("2.0.0"), widget("2.0.1"), widget("1.5.0", "pkg:npm/%40scope/widget@1.5.0"),
    widget("1.5.0", "pkg:pypi/widget@1.5.0"), papers.part("widget", "1.5.0")],
    ids=["before", "the fix", "after", "scoped namesake", "other ecosystem", "name alone"])
def test_what_is_outside_of_the_window_or_another_package_is_not_found(found, part):
    assert found([part], osv(events=WINDOW)) == []


def test_a_version_inside_the_window_is_found_with_the_fix(found):
    assert found([widget()], osv(events=WINDOW)) == [("widget", "1.5.0", "high")]
    finding = next(f for f in found.report["findings"] if f["rule"] == "vulnerable")
    assert "fixed in 2.0.0" in finding["message"] and finding["advisory"]["matched_by"] == "purl"


@pytest.mark.parametrize("vector,severity", [
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"), ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "high"),
    ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", "medium"), ("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "low"),
    ("CVSS:3.1/broken", "high")])
def test_the_severity_is_the_score_s(found, vector, severity):
    assert found([widget()], osv(events=WINDOW, severity=[{"type": "CVSS_V3", "score": vector}])) == [("widget", "1.5.0", severity)]


def test_without_a_score_the_severity_is_the_word_s(found):
    assert found([widget()], osv(events=WINDOW, database_specific={"severity": "MODERATE"})) == [("widget", "1.5.0", "medium")]


def test_a_git_range_before_another_hides_nothing(found):
    record = osv(events=WINDOW)
    record["affected"][0]["ranges"].insert(0, {"type": "GIT", "repo": "https://code.example/w",
                                               "events": [{"introduced": "0"}, {"fixed": "0123456789012345678901234567890123456789"}]})
    assert found([widget()], record) == [("widget", "1.5.0", "high")]


def test_what_only_commits_tell_is_not_known_and_said(found):
    record = osv(events=[{"introduced": "0"}, {"fixed": "0123456789012345678901234567890123456789"}], kind="GIT")
    assert found([widget()], record) == []
    assert any(n["rule"] == "vulnerable" for n in found.report["not_evaluated"])


def test_a_listed_version_is_found_without_a_range(found):
    assert found([widget("1.5.0")], osv(versions=["1.4.0", "1.5.0"])) == [("widget", "1.5.0", "high")]


def test_a_version_that_is_not_listed_is_not_found(found):
    assert found([widget("1.6.0")], osv(versions=["1.4.0", "1.5.0"])) == []


def test_a_component_without_a_version_is_not_known_and_said(desk, found):
    named = desk.put("mine/osv.json", osv(events=WINDOW))
    assert found([papers.part("widget", None, purl="pkg:npm/widget")], ) == []
    report = desk.audit("docs", "--feeds", named)
    assert [f for f in report["findings"] if f["rule"] == "vulnerable"] == []
    assert "widget" in next(n for n in report["not_evaluated"] if n["rule"] == "vulnerable")["why"]


def test_beyond_the_last_version_somebody_looked_at_it_is_suspected(found):
    record = osv(events=[{"introduced": "0"}])
    record["affected"][0]["database_specific"] = {"last_known_affected_version_range": "<= 1.4.0"}
    found([widget("1.4.0")], record)
    assert next(f for f in found.report["findings"] if f["rule"] == "vulnerable")["advisory"]["confidence"] == "confirmed"
    found([widget("1.4.1")], record)
    assert next(f for f in found.report["findings"] if f["rule"] == "vulnerable")["advisory"]["confidence"] == "suspected"


def test_records_that_share_an_alias_are_one_flaw(found):
    assert found([widget()], osv(events=WINDOW, aliases=["CVE-2024-0001"]),
                 osv("PYSEC-2024-1", events=WINDOW, aliases=["CVE-2024-0001"])) == [("widget", "1.5.0", "high")]


def test_records_that_are_only_related_stay_two(found):
    assert len(found([widget()], osv(events=WINDOW, related=["OTHER-1"]), osv("OTHER-1", events=WINDOW))) == 2


@pytest.mark.parametrize("change,count", [({"published": "2024-06-02T00:00:00Z"}, 0), ({"published": "2024-06-01T23:00:00Z"}, 1),
                                          ({"withdrawn": "2024-06-01T00:00:00Z"}, 0), ({"withdrawn": "2024-06-02T00:00:00Z"}, 1)],
                         ids=["published later", "published today", "withdrawn today", "withdrawn later"])
def test_a_record_exists_from_its_publication_to_its_withdrawal(found, change, count):
    assert len(found([widget()], osv(events=WINDOW) | change)) == count


# ---- what does harm ----

def test_a_malicious_package_is_not_also_vulnerable(found):
    assert found([widget()], osv("MAL-2024-1", events=[{"introduced": "0"}]), rule="malicious-package") == [("widget", "1.5.0", "critical")]
    assert [f for f in found.report["findings"] if f["rule"] == "vulnerable"] == []


def test_the_versions_of_a_malicious_record_win_over_its_wildcard(found):
    record = osv("MAL-2024-1", events=[{"introduced": "0"}], versions=["1.5.1"])
    assert found([widget("1.5.0")], record, rule="malicious-package") == []
    assert found([widget("1.5.1")], record, rule="malicious-package") == [("widget", "1.5.1", "critical")]


def test_the_narrower_range_of_a_malicious_record_wins_over_its_wildcard(found):
    record = osv("MAL-2024-1", events=[{"introduced": "0"}])
    record["affected"][0]["ranges"].append({"type": "SEMVER", "events": [{"introduced": "4.1.1"}, {"last_affected": "4.1.2"}]})
    assert found([widget("1.5.0")], record, rule="malicious-package") == []
    assert len(found([widget("4.1.2")], record, rule="malicious-package")) == 1


def test_embedded_malicious_code_is_malicious_without_such_an_id(found):
    assert len(found([widget()], osv(events=WINDOW, database_specific={"cwe_ids": ["CWE-506"]}), rule="malicious-package")) == 1


# ---- what is exploited ----

def test_the_catalogue_alone_alarms_nobody(found):
    assert found([widget()], kev("CVE-2024-0001"), rule="known-exploited") == []


def test_a_flaw_of_the_catalogue_is_known_by_its_alias(found):
    assert found([widget()], osv(events=WINDOW, aliases=["CVE-2024-0001"]), kev("CVE-2024-0001"),
                 rule="known-exploited") == [("widget", "1.5.0", "high")]


def test_a_fixed_version_is_not_exploited(found):
    assert found([widget("2.0.0")], osv(events=WINDOW, aliases=["CVE-2024-0001"]), kev("CVE-2024-0001"), rule="known-exploited") == []


@pytest.mark.parametrize("added,count", [(DAY, 1), ("2024-06-02", 0)])
def test_the_catalogue_counts_from_the_day_of_its_entry(found, added, count):
    assert len(found([widget()], osv(events=WINDOW, aliases=["CVE-2024-0001"]), kev("CVE-2024-0001", added=added),
                     rule="known-exploited")) == count


def test_the_likelihood_is_shown_and_decides_nothing(desk, found):
    desk.put("docs/epss.csv", "#model_version:v1,score_date:2024-05-31T00:00:00+0000\ncve,epss,percentile\nCVE-2024-0001,0.97,0.999\n")
    assert found([widget()], osv(events=WINDOW, aliases=["CVE-2024-0001"], database_specific={"severity": "LOW"})) == [
        ("widget", "1.5.0", "low")]
    assert "EPSS 97.0 %" in next(f for f in found.report["findings"] if f["rule"] == "vulnerable")["message"]


# ---- what is said where nobody looked ----

def test_without_a_feed_the_rules_are_not_evaluated(found):
    found([widget()])
    assert {"vulnerable", "malicious-package", "known-exploited"} <= {n["rule"] for n in found.report["not_evaluated"]}


def test_one_record_of_the_vendor_is_no_feed(found):
    found([widget()], osv(events=WINDOW))
    assert "only the 1 advisory among the documents was looked at" in next(
        n for n in found.report["not_evaluated"] if n["rule"] == "vulnerable")["why"]


def test_records_that_you_name_are_a_feed(desk, found):
    named = desk.put("mine/osv.json", osv(events=WINDOW))
    found([widget()])
    report = desk.audit("docs", "--feeds", named)
    assert "vulnerable" not in {n["rule"] for n in report["not_evaluated"]}
    assert [f["rule"] for f in report["findings"] if f["rule"] == "vulnerable"] == ["vulnerable"]


# ---- release lines ----

def lines(*releases, **more):
    return {"schema_version": "1.2.1", "generated_at": "2024-05-01T00:00:00Z", "last_modified": "2024-05-01T00:00:00Z",
            "result": {"name": "widget", "label": "Widget", "identifiers": [{"type": "purl", "id": "pkg:npm/widget"}],
                       "releases": [{"name": name, "isEol": over, "eolFrom": day} for name, over, day in releases]} | more}


@pytest.mark.parametrize("version,over", [("1.1.8", True), ("1.1", True), ("1.10.3", False), ("1.11.0", False), ("11.0", False)])
def test_a_line_is_the_longest_name_that_a_version_begins_with(found, version, over):
    line = lines(("1.1", True, "2024-01-31"), ("1.10", False, None), ("1.11", False, "2027-01-01"))
    assert [v for _, v, _ in found([widget(version)], line, rule="end-of-life")] == ([version] if over else [])


def test_a_catalogue_of_lines_does_not_speak_of_distribution(found):
    assert found([widget("1.1.8")], lines(("1.1", True, "2024-01-31")), rule="end-of-life-distributed") == []


def test_front_matter_tells_the_same_as_the_api(desk, found):
    desk.put("docs/widget.md", "---\ntitle: Widget\nidentifiers:\n  - purl: pkg:npm/widget\nreleases:\n  - releaseCycle: \"1.1\"\n"
             "    eol: 2024-01-31\n  - releaseCycle: \"1.10\"\n    eol: false\n---\n\nprose\n")
    assert found([widget("1.1.8"), papers.part("widget2", "1.10.3", purl="pkg:npm/widget@1.10.3")], rule="end-of-life", held=False) == [
        ("widget", "1.1.8", "high")]


def test_a_line_that_is_only_said_to_be_over_ended_with_its_last_release(desk, found):
    desk.put("docs/widget.md", "---\ntitle: Widget\nidentifiers:\n  - purl: pkg:npm/widget\nreleases:\n  - releaseCycle: \"1.1\"\n"
             "    eol: true\n    releaseDate: 2020-01-01\n    latestReleaseDate: 2021-03-04\n---\n")
    found([widget("1.1.8")], rule="end-of-life", held=False)
    assert "2021-03-04" in next(f for f in found.report["findings"] if f["rule"] == "end-of-life")["message"]


# ---- VEX ----

def openvex(*statements, **more):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vex.example/1", "author": "Jane", "version": 1,
            "timestamp": "2024-04-01T00:00:00Z", "statements": list(statements)} | more


def says(status="not_affected", flaw="GHSA-aaaa-bbbb-cccc", products=("pkg:npm/widget@1.5.0",), **more):
    made = {"vulnerability": {"name": flaw}, "products": [p if isinstance(p, dict) else {"@id": p} for p in products], "status": status}
    return made | ({"justification": "vulnerable_code_not_present"} if status == "not_affected" else {}) | more


@pytest.fixture
def judged(desk, found):
    """What becomes of a flaw of widget 1.5.0 in the light of statements that you name: 'counts' or who suppresses it."""
    def judge(*statements, named=True, root=None, **more):
        path = desk.put("mine/vex.json" if named else "docs/vex.json", openvex(*statements))
        desk.put("docs/sbom.cdx.json", papers.sbom(widget(), root=root))
        desk.put("docs/osv.json", osv(events=WINDOW, aliases=["CVE-2024-0001"], **more))
        judge.report = desk.audit("docs", *(["--feeds", path] if named else []))
        finding, = [f for f in judge.report["findings"] if f["rule"] == "vulnerable"]
        judge.finding = finding
        return (finding["suppressed"] or {"by": "counts"})["by"]
    return judge


@pytest.mark.parametrize("statement", [
    says(products=["pkg:npm/widget@1.5.1"]), says(products=["pkg:npm/other@1.5.0"]), says(flaw="GHSA-other-other-other"),
    says("affected"), says("under_investigation"), says(products=["https://vendor.example/widget"]), says(products=[]),
    says("not_affected", justification="")],
    ids=["another version", "another product", "another flaw", "affected", "under investigation", "an IRI", "no product", "no reason"])
def test_a_statement_about_something_else_clears_nothing(judged, statement):
    assert judged(statement) == "counts"


@pytest.mark.parametrize("statement", [
    says(), says("fixed"), says(products=["pkg:npm/widget"]), says(flaw="CVE-2024-0001"),
    says(products=[{"@id": "urn:x", "identifiers": {"purl": "pkg:npm/widget@1.5.0"}}])],
    ids=["not affected", "fixed", "all versions", "by the alias", "by the identifier"])
def test_a_statement_that_you_name_suppresses_and_is_the_evidence(judged, statement):
    assert judged(statement) == "vex"
    assert judged.report.code == 2 and judged.report["summary"]["suppressed"] == 1
    assert judged.finding["suppressed"]["owner"] == "Jane" and judged.finding["suppressed"]["evidence"]["document"] == "mine/vex.json"
    assert judged.finding["suppressed"]["evidence"]["line"] > 1


def test_a_statement_in_the_audited_folder_is_a_claim(judged):
    assert judged(says(), named=False) == "counts"
    assert "claims that it is not affected" in judged.finding["message"]


@pytest.mark.parametrize("first,second,by", [("2024-04-01", "2024-05-01", "counts"), ("2024-05-01", "2024-04-01", "vex")])
def test_the_latest_statement_wins(judged, first, second, by):
    assert judged(says(timestamp=first + "T00:00:00Z"), says("affected", timestamp=second + "T00:00:00Z")) == by


def test_a_statement_that_comes_later_does_not_exist_yet(judged):
    assert judged(says(timestamp="2024-06-02T00:00:00Z")) == "counts"


def test_a_statement_about_the_product_clears_its_parts(judged):
    root = papers.product(purl="pkg:generic/vendor.example/product@1.0")
    assert judged(says(products=["pkg:generic/vendor.example/product@1.0"]), root=root) == "vex"
    assert judged(says(products=["pkg:generic/vendor.example/product@1.1"]), root=root) == "counts"


def test_a_part_is_cleared_in_the_product_that_is_named(judged):
    root = papers.product(purl="pkg:generic/vendor.example/product@1.0")
    inside = {"@id": "pkg:generic/vendor.example/product@1.0", "subcomponents": [{"@id": "pkg:npm/widget@1.5.0"}]}
    elsewhere = {"@id": "pkg:generic/vendor.example/other@1.0", "subcomponents": [{"@id": "pkg:npm/widget@1.5.0"}]}
    assert judged(says(products=[inside]), root=root) == "vex"
    assert judged(says(products=[elsewhere]), root=root) == "counts"


def test_vex_does_not_clear_what_does_harm(desk, found):
    named = desk.put("mine/vex.json", openvex(says(flaw="MAL-2024-1")))
    found([widget()], osv("MAL-2024-1", events=[{"introduced": "0"}]))
    finding, = [f for f in desk.audit("docs", "--feeds", named)["findings"] if f["rule"] == "malicious-package"]
    assert finding["suppressed"] is None


def test_the_configuration_names_vex_files(desk, judged):
    desk.put("twohop.yaml", "vex: [mine/vex.json]\n")
    judged(says())
    finding, = [f for f in desk.audit("docs")["findings"] if f["rule"] == "vulnerable"]
    assert finding["suppressed"]["by"] == "vex"


# ---- distributions ----

def debian(purl):
    return papers.part("openssl-part", purl.split("@")[1].split("?")[0], purl=purl)


DSA = dict(id="DSA-1", ecosystem="Debian:12", name="openssl", events=[{"introduced": "0"}, {"fixed": "3.0.11-1~deb12u2"}], kind="ECOSYSTEM")


@pytest.mark.parametrize("purl,confidence", [
    ("pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12", None), ("pkg:deb/debian/openssl@3.0.11-1?distro=debian-11", None),
    ("pkg:deb/ubuntu/openssl@3.0.11-1?distro=debian-12", None), ("pkg:deb/debian/libssl3@3.0.11-1?distro=debian-12", None),
    ("pkg:deb/debian/libssl3@9.9?distro=debian-12&upstream=other", None),
    ("pkg:deb/debian/openssl@3.0.11-1~deb12u1?distro=debian-12", "confirmed"), ("pkg:deb/debian/openssl@3.0.10-1", "suspected"),
    ("pkg:deb/debian/libssl3@3.0.10-1?distro=debian-12&upstream=openssl", "confirmed"),
    ("pkg:deb/debian/libssl3@9.9?distro=debian-12&upstream=openssl%403.0.9-1", "confirmed")])
def test_a_package_of_a_distribution_is_its_source_in_its_release(found, purl, confidence):
    found([debian(purl)], osv(**DSA))
    assert [f["advisory"]["confidence"] for f in found.report["findings"] if f["rule"] == "vulnerable"] == ([confidence] if confidence else [])
