"""What almost matches does not, and what matches in another spelling does: a false alarm costs the reviewer's trust as surely
as a miss."""
import pytest

from papers import affected, breach, digest, event, events, inventory, lifecycle, organisation, part, product, sbom

MAKER = {"name": "Maker", "aliases": ["Maker Tools"], "domains": ["maker.example"]}
CPE = "cpe:2.3:a:maker:widget:%s:*:*:*:*:%s:*:*"


@pytest.fixture
def found(desk):
    """found(document or part, facts...) -> (severity, confidence, matched_by) of the one compromised release, or None."""
    def run(paper, *facts, day="2024-06-01"):
        desk.put("facts.json", events(*facts))
        paper = paper if "bomFormat" in paper else sbom(paper)
        hits = desk.audit_of(paper, "--feeds", "facts.json", day=day).all("compromised-release")
        assert len(hits) < 2
        return (hits[0]["severity"], hits[0]["advisory"]["confidence"], hits[0]["advisory"]["matched_by"]) if hits else None
    return run


def by_name(versions=("1.0",), **more):
    return event(supplier=MAKER, versions=versions, **more)


def by_purl(purl, versions=("1.0",), **more):
    return event(supplier="Nobody Else", product={"name": "-", "aliases": [], "purls": [purl], "cpes": []}, versions=versions,
                 **more)


NAME, PURL = "supplier+product+version", "purl"
CONFIRMED = {by: ("critical", "confirmed", by) for by in (NAME, PURL, "cpe", "hash")}


# ---------------------------------------------------------------- versions

@pytest.mark.parametrize("version", ["18.12.407", "18.12.407.0", "18.12.407.0.0", " 18.12.407 "])
def test_a_version_of_numbers_hits_whatever_zeros_follow(found, version):
    assert found(part("Widget", version, "Maker"), by_name(["18.12.407"])) == CONFIRMED[NAME]


@pytest.mark.parametrize("version", [
    "18.12.406", "18.12.408", "18.12.40", "18.12.4070", "18.12", "18.12.407.1", "17.12.407", "18.12.407-beta",
    "18.12.407 Update 1", "1.18.12.407", "18.12.407a", "18,12,407", "", "latest", "*", "NOASSERTION"
])
def test_a_version_beside_the_bad_one_does_not_hit(found, version):
    assert found(part("Widget", version, "Maker"), by_name(["18.12.407"])) is None


@pytest.mark.parametrize("version", ["1.2.3", "1.2.3+build.7"])
def test_build_metadata_are_no_other_version_in_semver(found, version):
    assert found(part("w", version, purl="pkg:npm/w@" + version.replace("+", "%2B")), by_purl("pkg:npm/w",
                                                                                              ["1.2.3"])) == CONFIRMED[PURL]


@pytest.mark.parametrize("version", ["1.2.2", "1.2.4", "1.2.30", "1.2.3-rc.1", "1.2", "0.1.2.3", "1.2.3.0.1"])
def test_a_semver_beside_the_bad_one_does_not_hit(found, version):
    assert found(part("w", version, purl="pkg:npm/w@" + version), by_purl("pkg:npm/w", ["1.2.3"])) is None


@pytest.mark.parametrize("listed, version", [("1.2.3", "v1.2.3"), ("v1.2.3", "1.2.3"), ("v1.2.3", "v1.2.3")])
@pytest.mark.parametrize("purl", ["pkg:golang/example.com/w", "pkg:github/maker/w", "pkg:generic/w"])
def test_a_v_before_a_version_is_no_other_version(found, purl, listed, version):
    assert found(part("w", version, purl=purl + "@" + version), by_purl(purl, [listed])) == CONFIRMED[PURL]


@pytest.mark.parametrize("version, hit", [("0.9", False), ("1.0", True), ("1.5", True), ("1.9.9", True), ("2.0", False),
                                          ("2.0.0", False), ("10.0", False)])
def test_a_range_holds_its_lower_border_and_not_its_upper(found, version, hit):
    facts = by_name([], affected=[affected(range="vers:intdot/>=1.0|<2.0")])
    assert found(part("Widget", version, "Maker"), facts) == (CONFIRMED[NAME] if hit else None)


@pytest.mark.parametrize("version, confidence", [("1.0", "confirmed"), ("1.1", "suspected"), ("1.2", None)])
def test_what_is_suspected_is_one_level_lower(found, version, confidence):
    got = found(part("Widget", version, "Maker"), by_name(suspected=[affected(["1.1"])]))
    assert got == {"confirmed": CONFIRMED[NAME], "suspected": ("high", "suspected", NAME), None: None}[confidence]


def test_a_version_that_is_both_suspected_and_confirmed_is_confirmed(found):
    assert found(part("Widget", "1.0", "Maker"), by_name(suspected=[affected(["1.0"])])) == CONFIRMED[NAME]


def test_a_range_of_which_the_order_is_not_known_is_suspected(found):
    facts = by_name([], affected=[affected(range="vers:luarocks/>=0.5|<2")])
    assert found(part("Widget", "1.0", "Maker"), facts) == ("high", "suspected", NAME)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("supplier", [
    "Maker", "MAKER", "Maker, Inc.", "maker gmbh", "The Maker Company Ltd", "Maker Tools", "Maker  ",
    organisation("Maker", "https://www.maker.example/about"),
    organisation("Renamed", "https://maker.example")
])
def test_a_supplier_in_another_spelling_is_the_supplier(found, supplier):
    assert found(part("Widget", "1.0", supplier), by_name()) == CONFIRMED[NAME]


@pytest.mark.parametrize("supplier", [
    "Makers", "Maker Media", "Ma ker", "Máker", "Widget",
    organisation("Maker", "https://maker.other.example"), "M\u0430ker",
    organisation("Maker", "https://notmaker.example"),
    organisation("Maker", "https://maker.example.org"), None
])
def test_a_namesake_is_somebody_else(found, supplier):
    assert found(part("Widget", "1.0", supplier), by_name()) is None


@pytest.mark.parametrize(
    "url",
    ["https://github.com/maker", "https://maker.github.io", "https://www.linkedin.com/company/maker", "mailto:sales@gmail.com"])
def test_a_domain_that_anybody_can_have_parts_nobody(found, url):
    assert found(part("Widget", "1.0", organisation("Maker", url)), by_name()) == CONFIRMED[NAME]


@pytest.mark.parametrize("name", ["Widget", "WIDGET", "widget", "The Gadget", "Wid get"])
def test_a_product_is_known_by_name_and_alias_whatever_the_case(found, name):
    facts = by_name(product={"name": "Widget", "aliases": ["The Gadget", "Wid get"], "purls": [], "cpes": []})
    assert found(part(name, "1.0", "Maker"), facts) == CONFIRMED[NAME]


@pytest.mark.parametrize("name", ["Widgets", "Widget Pro", "Widge", "Gadget Widget", "libwidget", "@x/widget"])
def test_another_product_of_the_supplier_does_not_hit(found, name):
    assert found(part(name, "1.0", "Maker"), by_name()) is None


@pytest.mark.parametrize("supplier", ["Somebody Else", None])
def test_a_product_of_the_same_name_of_another_supplier_does_not_hit(found, supplier):
    assert found(part("Widget", "1.0", supplier), by_name()) is None


def test_the_maker_counts_beside_the_supplier(found):
    assert found(part("Widget", "1.0", "Reseller", manufacturer=organisation("Maker")), by_name()) == CONFIRMED[NAME]


@pytest.mark.parametrize("more", [{"purl": "pkg:generic/elsewhere@1.0"}, {"cpe": "cpe:2.3:a:else:where:1.0:*:*:*:*:*:*:*"}])
def test_a_product_known_by_name_has_the_version_of_its_purl_or_cpe(found, more):
    assert found(part("Widget", None, "Maker", **more), by_name()) == CONFIRMED[NAME]


def test_a_product_known_by_name_has_the_order_of_versions_of_its_purl(found):
    assert found(part("Widget", "1.0.0+b", "Maker", purl="pkg:npm/elsewhere@1.0.0%2Bb"), by_name(["1.0.0"])) == CONFIRMED[NAME]


BESIDE = {"purl": lambda version: {"purl": "pkg:generic/elsewhere@" + version},
          "CPE": lambda version: {"cpe": "cpe:2.3:a:else:where:%s:*:*:*:*:*:*:*" % version}}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("own, other, hit", [("1.1", "1.0", True), ("1.0", "1.1", True), ("1.1", "1.2", False)])
def test_of_versions_that_contradict_each_other_any_that_is_bad_counts(found, beside, own, other, hit):
    assert found(part("Widget", own, "Maker", **BESIDE[beside](other)), by_name()) == (CONFIRMED[NAME] if hit else None)


@pytest.mark.parametrize("own, other, hit", [("1.1", "1.0", True), ("1.0", "1.1", True), ("1.1", "1.2", False)])
def test_a_version_that_contradicts_the_purl_of_the_package_counts_beside_it(found, own, other, hit):
    assert found(part("w", own, purl="pkg:npm/w@" + other), by_purl("pkg:npm/w")) == (CONFIRMED[PURL] if hit else None)


@pytest.mark.parametrize("first, second", [("1.0", "2.0"), ("2.0", "1.0")])
def test_versions_of_a_package_that_its_purl_does_not_tell_apart_are_two(desk, first, second):
    desk.put("facts.json", events(by_purl("pkg:npm/w")))
    paper = sbom(*[part("w", version, ref=version, purl="pkg:npm/w") for version in (first, second)])
    report = desk.audit_of(paper, "--feeds", "facts.json")
    assert report.one("compromised-release")["subject"]["version"] == "1.0"


@pytest.mark.parametrize("range, hit", [("vers:npm/*", True), ("vers:npm/>=0", False)])
def test_what_states_no_version_is_hit_where_all_versions_are_bad(found, range, hit):
    facts = by_purl("pkg:npm/w", [], affected=[affected(range=range)])
    assert found(part("w", None, purl="pkg:npm/w"), facts) == (CONFIRMED[PURL] if hit else None)


# ---------------------------------------------------------------- package urls and CPEs

HITS = [("pkg:npm/w", "pkg:npm/w@1.0"), ("pkg:npm/w", "pkg:NPM/w@1.0"), ("pkg:npm/w", "pkg:npm/w@1.0?vcs_url=x#sub"),
        ("pkg:npm/%40s/w", "pkg:npm/@s/w@1.0"), ("pkg:github/Maker/Widget", "pkg:github/maker/widget@1.0"),
        ("pkg:pypi/a-b", "pkg:pypi/A_b@1.0"), ("pkg:npm/w", "pkg://npm/w@1.0")]
MISSES = [("pkg:npm/w", "pkg:npm/%40s/w@1.0"), ("pkg:npm/%40s/w", "pkg:npm/w@1.0"), ("pkg:npm/%40s/w", "pkg:npm/%40t/w@1.0"),
          ("pkg:npm/w", "pkg:pypi/w@1.0"), ("pkg:npm/w", "pkg:npm/w-w@1.0"), ("pkg:npm/w", "pkg:npm/ww@1.0"),
          ("pkg:maven/a.b/w", "pkg:maven/a/b.w@1.0"), ("pkg:maven/a/w", "pkg:maven/a.b/w@1.0"), ("pkg:npm/w", "pkg:npm/vv@1.0"),
          ("pkg:golang/a.example/w", "pkg:golang/a.example/w/v2@1.0"), ("pkg:npm/w", "pkg:npm/w%2Fx@1.0")]


@pytest.mark.parametrize("listed, purl", HITS)
def test_a_package_in_another_spelling_is_the_package(found, listed, purl):
    assert found(part("x", "1.0", purl=purl), by_purl(listed)) == CONFIRMED[PURL]


@pytest.mark.parametrize("listed, purl", MISSES)
def test_a_look_alike_of_a_package_does_not_hit(found, listed, purl):
    assert found(part("x", "1.0", purl=purl), by_purl(listed)) is None


@pytest.mark.parametrize("version, hit", [("1.0", True), ("1.1", False)])
def test_a_package_that_an_entry_names_beside_the_product_hits_in_its_version(found, version, hit):
    facts = event(supplier="Nobody Else", product="-", versions=[], affected=[affected(purls=["pkg:npm/other@1.0"])])
    assert found(part("x", version, purl="pkg:npm/other@" + version), facts) == (CONFIRMED[PURL] if hit else None)


@pytest.mark.parametrize("cpe, hit", [(CPE % ("1.0", "*"), True), ("cpe:/a:maker:widget:1.0", True),
                                      (CPE % ("1.1", "*"), False), (CPE % ("-", "*"), False),
                                      ("cpe:2.3:a:other:widget:1.0:*:*:*:*:*:*:*", False),
                                      ("cpe:2.3:a:maker:gadget:1.0:*:*:*:*:*:*:*", False)])
def test_a_cpe_hits_by_vendor_product_and_version(found, cpe, hit):
    facts = event(supplier="Nobody Else", product={"name": "-", "aliases": [], "purls": [], "cpes": [CPE % ("*", "*")]})
    assert found(part("x", None, cpe=cpe), facts) == (CONFIRMED["cpe"] if hit else None)


# ---------------------------------------------------------------- hashes

SHA256, SHA1 = digest("bad"), digest("bad", "sha1")


def by_hash(alg="SHA-256", content=SHA256, key="affected"):
    return event(supplier="Nobody Else", product="-", versions=[],
                 **{key: [affected(platform="windows", hashes=[{"alg": alg, "content": content}])]})


@pytest.mark.parametrize("content", [SHA256, SHA256.upper()])
def test_a_hash_hits_in_both_cases_whatever_the_name(found, content):
    assert found(part("anything.dmg", None, "Anybody", hashes={"SHA-256": content}), by_hash()) == CONFIRMED["hash"]


@pytest.mark.parametrize("hashes", [{"SHA-256": digest("good")}, {"SHA-1": SHA1}, {"SHA-512": digest("bad", "sha512")},
                                    {"SHA-256": SHA256[:-1] + "x"}, {"SHA-1": SHA256[:40]}])
def test_another_hash_does_not_hit(found, hashes):
    assert found(part("x", "1.0", "Maker", hashes=hashes), by_hash()) is None


def test_a_hash_hits_in_upper_case_facts_too(found):
    assert found(part("x", None, hashes={"SHA-1": SHA1}), by_hash("SHA-1", SHA1.upper())) == CONFIRMED["hash"]


def test_a_suspected_hash_is_suspected(found):
    assert found(part("x", None, hashes={"SHA-256": SHA256}), by_hash(key="suspected")) == ("high", "suspected", "hash")


def test_a_file_inside_a_package_is_known_by_its_hash(desk):
    desk.put("facts.json", events(by_hash("SHA-1", SHA1)))
    document = {
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "n", "dataLicense": "CC0-1.0",
        "documentNamespace": "https://a.example/n",
        "creationInfo": {"created": "2024-03-01T00:00:00Z",
                         "creators": ["Tool: t"]}, "documentDescribes": ["SPDXRef-a"], "packages": [{
                             "SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1", "supplier": "Organization: Vendor",
                             "downloadLocation": "NONE", "hasFiles": ["SPDXRef-f"]
                         }], "files": [{
                             "SPDXID": "SPDXRef-f", "fileName": "./setup.exe",
                             "checksums": [{"algorithm": "SHA1", "checksumValue": SHA1}]
                         }]
    }
    assert desk.audit_of(document, "--feeds", "facts.json").one("compromised-release",
                                                                "./setup.exe")["advisory"]["matched_by"] == "hash"


# ---------------------------------------------------------------- platforms

TWO_PLATFORMS = by_name([], affected=[affected(["1.0"], "windows"), affected(["1.1"], "macos")])
PLATFORMS = {  # a part -> the platform that it shows
    "file name": (lambda ending: part("Widget" + {"windows": ".msi", "macos": ".dmg", "linux": ".deb"}[ending], "1.0", "Maker")),
    "purl": (lambda os: part("Widget", "1.0", "Maker", purl="pkg:generic/x@1.0?os=" + os)),
    "CPE": (lambda os: part("Widget", "1.0", "Maker", cpe=CPE.replace("widget", "x") % ("1.0", os))),
    "distribution": (lambda os: part("Widget", "1.0", "Maker", externalReferences=[
        {"type": "distribution", "url": "https://maker.example/widget." + {"windows": "exe", "macos": "pkg", "linux": "rpm"}[os]}])),
}


@pytest.mark.parametrize("shown", PLATFORMS)
@pytest.mark.parametrize("platform, hit", [("windows", True), ("macos", False), ("linux", False)])
def test_a_platform_that_is_known_decides(found, shown, platform, hit):
    facts = by_name([], affected=[affected(["1.0"], "windows"), affected(["1.1"], "macos")],
                    product={"name": "Widget", "aliases": ["Widget.msi", "Widget.dmg", "Widget.deb"], "purls": [], "cpes": []})
    assert found(PLATFORMS[shown](platform), facts) == (CONFIRMED[NAME] if hit else None)


def test_a_platform_that_is_not_known_is_suspected_where_the_others_were_clean(found):
    assert found(part("Widget", "1.0", "Maker"), TWO_PLATFORMS) == ("high", "suspected", NAME)


def test_a_platform_that_is_not_known_does_not_matter_where_all_were_bad(found):
    facts = by_name([], affected=[affected(["1.0"], "windows"), affected(["1.0"], "macos")])
    assert found(part("Widget", "1.0", "Maker"), facts) == CONFIRMED[NAME]


def test_a_platform_that_two_entries_speak_of_is_one(found):
    facts = by_name([], affected=[affected(["1.0"], "windows"), affected(["1.1"], "windows")])
    assert found(part("Widget", "1.0", "Maker"), facts) == CONFIRMED[NAME]


@pytest.mark.parametrize("system, hit", [("Windows 11", True), ("macOS", False), ("Ubuntu Linux", False)])
def test_what_runs_on_a_device_has_the_platform_of_its_system(found, system, hit):
    paper = inventory(part("Widget", "1.0", "Maker"), part(system, "1", type="operating-system"))
    assert found(paper, TWO_PLATFORMS) == (CONFIRMED[NAME] if hit else None)


# ---------------------------------------------------------------- references that move

REFERENCE = by_purl("pkg:github/maker/action", ["v1"], kind="mutable-reference",
                    window={"from": "2024-03-10", "to": "2024-03-12"})


@pytest.mark.parametrize("created, hit", [("2024-03-09T23:59:59Z", None), ("2024-03-10T00:00:00Z", CONFIRMED[PURL]),
                                          ("2024-03-12T23:59:59Z", CONFIRMED[PURL]), ("2024-03-13T00:00:00Z", None),
                                          (None, ("high", "suspected", PURL))])
def test_a_reference_that_was_moved_hits_inside_its_window(found, created, hit):
    assert found(sbom(part("action", "v1", purl="pkg:github/maker/action@v1"), created=created), REFERENCE) == hit


@pytest.mark.parametrize("window, created, hit", [({"from": "2024-03", "to": None}, "2024-02-29T00:00:00Z", None),
                                                  ({"from": "2024-03", "to": None}, "2024-03-01T00:00:00Z", CONFIRMED[PURL]),
                                                  ({"from": None, "to": "2024-03"}, "2024-03-31T00:00:00Z", CONFIRMED[PURL]),
                                                  ({"from": None, "to": "2024-03"}, "2024-04-01T00:00:00Z", None),
                                                  ({"from": "2024", "to": "2024"}, "2023-12-31T00:00:00Z", None),
                                                  ({"from": "2024", "to": "2024"}, "2024-05-31T00:00:00Z", CONFIRMED[PURL])])
def test_a_window_of_months_begins_with_its_first_day_and_ends_with_its_last(found, window, created, hit):
    paper = sbom(part("action", "v1", purl="pkg:github/maker/action@v1"), created=created)
    assert found(paper, dict(REFERENCE, window=window)) == hit


@pytest.mark.parametrize("commit, hit", [("a" * 40, CONFIRMED[PURL]), ("A" * 40, CONFIRMED[PURL]), ("b" * 40, None)])
def test_a_commit_proves_outside_of_the_window_too(found, commit, hit):
    facts = dict(REFERENCE, affected=[affected(["v1"], commits=["a" * 40])])
    assert found(sbom(part("action", commit, purl="pkg:github/maker/action@" + commit), created="2024-05-01T00:00:00Z"),
                 facts) == hit


# ---------------------------------------------------------------- days


@pytest.mark.parametrize("published, day, hit", [("2024-03-02", "2024-03-01", False), ("2024-03-02", "2024-03-02", True),
                                                 ("2024-03", "2024-02-29", False), ("2024-03", "2024-03-01", True),
                                                 ("2024", "2023-12-31", False), ("2024", "2024-01-01", True)])
def test_an_event_exists_from_the_first_day_of_its_publication(found, published, day, hit):
    paper = sbom(part("Widget", "1.0", "Maker"), created="2023-01-01T00:00:00Z")
    assert (found(paper, by_name(published=published), day=day) is not None) == hit


@pytest.mark.parametrize("withdrawn, day, hit", [("2024-04-10", "2024-04-09", True), ("2024-04-10", "2024-04-10", False),
                                                 ("2024-04", "2024-04-29", True), ("2024-04", "2024-04-30", False)])
def test_an_event_exists_until_it_is_withdrawn(found, withdrawn, day, hit):
    paper = sbom(part("Widget", "1.0", "Maker"), created="2023-01-01T00:00:00Z")
    assert (found(paper, by_name(withdrawn=withdrawn), day=day) is not None) == hit


def opens(desk, day, **more):
    desk.put("facts.json", events(breach(**more)))
    paper = sbom(part("Widget", "1.0", "Maker"), created="2020-01-01T00:00:00Z")
    return [f["severity"] for f in desk.audit_of(paper, "--feeds", "facts.json", day=day).all("compromised-supplier", "Maker")]


@pytest.mark.parametrize("resolved, day, is_open", [("2024-04-10", "2024-04-09", True), ("2024-04-10", "2024-04-10", True),
                                                    ("2024-04-10", "2024-04-11", False), ("2024-04", "2024-04-30", True),
                                                    ("2024-04", "2024-05-01", False), ("2024", "2024-12-31", True),
                                                    ("2024", "2025-01-01", False)])
def test_an_affair_is_open_through_the_last_day_of_its_resolution(desk, resolved, day, is_open):
    assert (opens(desk, day, resolved=resolved) == ["medium"]) == is_open


@pytest.mark.parametrize("day, is_open", [("2024-02-29", False), ("2024-03-01", True), ("2025-03-01", True),
                                          ("2025-03-02", False)])
def test_an_affair_of_which_nobody_says_that_it_is_over_is_open_for_a_year(desk, day, is_open):
    assert (opens(desk, day) == ["medium"]) == is_open


def test_an_affair_with_a_far_resolution_is_open_longer_than_a_year(desk):
    assert opens(desk, "2025-12-01", resolved="2026-01-01") == ["medium"]


def test_a_breach_is_high_for_a_vendor(desk):
    desk.put("facts.json", events(breach(supplier="Vendor")))
    assert desk.audit_of(sbom(), "--feeds", "facts.json").one("compromised-supplier", "Vendor")["severity"] == "high"


def test_a_poisoned_release_of_a_settled_affair_stays_poisoned(found):
    assert found(part("Widget", "1.0", "Maker"), by_name(resolved="2024-03-20")) == CONFIRMED[NAME]


# ---------------------------------------------------------------- ends of life

def ends(desk, facts, day, version="1.0", purl=None):
    desk.put("facts.cle.json", facts)
    paper = sbom(part("Widget", version, "Maker", **({"purl": purl} if purl else {})), created="2020-06-01T00:00:00Z")
    report = desk.audit_of(paper, "--feeds", "facts.cle.json", day=day)
    return {f["rule"] for f in report["findings"] if f["rule"].startswith("end-of-life")}


PAST = {"end-of-life", "end-of-life-distributed"}


@pytest.mark.parametrize("day, rules", [("2024-01-30", {"end-of-life-soon"}), ("2024-01-31", {"end-of-life-soon"}),
                                        ("2024-02-01", PAST)])
def test_the_day_of_the_end_of_life_is_the_last_of_its_life(desk, day, rules):
    assert ends(desk, lifecycle(ends="2024-01-31"), day) == rules


@pytest.mark.parametrize("day, rules", [("2023-12-31", set()), ("2024-01-01", {"end-of-life-soon"})])
def test_soon_is_within_thirty_days(desk, day, rules):
    assert ends(desk, lifecycle(ends="2024-01-31"), day) == rules


@pytest.mark.parametrize("precise, day, rules", [("2024-01", "2024-01-31", {"end-of-life-soon"}),
                                                 ("2024-01", "2024-02-01", PAST), ("2024", "2024-12-31", {"end-of-life-soon"}),
                                                 ("2024", "2024-06-01", set()), ("2024", "2025-01-01", PAST)])
def test_an_end_of_a_month_or_year_is_its_last_day(desk, precise, day, rules):
    facts = lifecycle(ends={"2024-01": "2024-01-31", "2024": "2024-12-31"}[precise])
    facts["x-twohop"]["events"] = [{"id": 1, "effective": precise, "published": "2020"}]
    assert ends(desk, facts, day) == rules


@pytest.mark.parametrize("day, rules", [("2024-02-01", set()), ("2024-02-02", PAST)])
def test_an_end_of_life_is_not_known_before_its_publication(desk, day, rules):
    assert ends(desk, lifecycle(ends="2024-01-31", published="2024-02-02"), day) == rules


@pytest.mark.parametrize("day, rules", [("2024-03-10", PAST), ("2024-03-11", {"end-of-life"})])
def test_distribution_ends_with_its_last_day(desk, day, rules):
    assert ends(desk, lifecycle(ends="2024-01-31", distribution="2024-03-10"), day) == rules


@pytest.mark.parametrize("version, rules", [("0.9", set()), ("1.0", PAST), ("1.9.9", PAST), ("2.0", set()), ("2.0.1", set()),
                                            ("", set()), ("latest", set())])
def test_a_range_of_versions_ends_at_its_borders(desk, version, rules):
    assert ends(desk, lifecycle(versions=[{"range": "vers:intdot/>=1.0|<2.0"}]), "2024-06-01", version) == rules


@pytest.mark.parametrize("version, rules", [("1.0", PAST), ("1.0.0", PAST), ("1.1", set()), ("1.01", set()), ("1", PAST)])
def test_a_single_version_ends_alone(desk, version, rules):
    assert ends(desk, lifecycle(versions=[{"version": "1.0"}]), "2024-06-01", version) == rules


@pytest.mark.parametrize("purl, hit", [("pkg:generic/maker.example/widget@1.0", True),
                                       ("pkg:generic/other.example/widget@1.0", False), (None, False)])
def test_a_statement_without_names_speaks_of_its_package_alone(desk, purl, hit):
    facts = lifecycle()
    del facts["x-twohop"]
    assert ends(desk, facts, "2024-06-01", purl=purl) == (PAST if hit else set())


def test_a_product_of_the_same_name_of_another_supplier_lives_on(desk):
    assert ends(desk, lifecycle(supplier="Somebody Else", name="Widget"), "2024-06-01") == set()


# ---------------------------------------------------------------- evidence, concentration

@pytest.mark.parametrize("day, blind", [("2025-05-01", False), ("2025-05-02", True)])
def test_evidence_about_machines_is_good_for_a_year(desk, day, blind):
    desk.put("laptop.json", inventory(created="2024-05-01T12:00:00Z"))  # 2025-05-01 is 365 days later
    report = desk.audit("laptop.json", desk.put("sbom.json", sbom()), day=day)
    assert bool(report.all("no-environment-evidence", "Vendor")) == blind


def test_evidence_about_anothers_machines_is_none_about_yours(desk):
    desk.put("laptop.json", inventory(supplier="Somebody Else"))
    assert desk.audit("laptop.json", desk.put("sbom.json", sbom())).one("no-environment-evidence", "Vendor")["severity"] == "high"


def test_evidence_without_a_date_is_none(desk):
    desk.put("laptop.json", inventory(created=None))
    assert desk.audit("laptop.json", desk.put("sbom.json", sbom())).one("no-environment-evidence", "Vendor")["severity"] == "high"


def vendors(desk, relying, others, hop=2):
    """As many vendors that rely on Shared, and others that do not."""
    shared = part("shared", "1", "Shared")
    middle = part("middle", "1", "Middle")
    for number in range(relying + others):
        name = "Vendor %s" % "ABCDEFGH"[number]
        parts = [shared] if number < relying and hop == 2 else [middle, shared
                                                                ] if number < relying else [part("own%d" % number, "1", name)]
        depends = {"P@1.0": ["middle@1"], "middle@1": ["shared@1"], "shared@1": []} if len(parts) == 2 else None
        desk.put("in/%d.json" % number, sbom(*parts, root=product("P", "1.0", name), depends=depends))
    return [f["subject"]["name"] for f in desk.audit("in").all("concentration")]


@pytest.mark.parametrize("relying, others, hit", [(2, 0, False), (2, 1, False), (3, 0, True), (3, 3, True), (3, 4, False),
                                                  (4, 4, True)])
def test_three_vendors_and_half_of_all_that_rely_on_one_are_a_concentration(desk, relying, others, hit):
    assert vendors(desk, relying, others) == (["Shared"] if hit else [])


def test_a_concentration_is_seen_behind_another_supplier(desk):
    assert vendors(desk, 3, 1, hop=3) == ["Middle", "Shared"]


def test_three_products_of_one_vendor_are_one_vendor(desk):
    for number in range(3):
        desk.put("in/%d.json" % number, sbom(part("shared", "1", "Shared"), root=product("P%d" % number)))
    assert desk.audit("in").all("concentration") == []


def test_a_vendor_of_many_products_relies_on_what_any_of_them_relies_on(desk):
    for number in range(70):
        desk.put("in/%02d.json" % number,
                 sbom(*([part("shared", "1", "Shared")] if number == 69 else []), root=product("P%d" % number)))
    for name in ("A", "B"):
        desk.put("in/%s.json" % name, sbom(part("shared", "1", "Shared"), root=product("P", "1.0", name)))
    assert desk.audit("in").one("concentration", "Shared")


def test_your_vendor_itself_is_no_concentration(desk):
    for number, name in enumerate(["A", "B", "C"]):
        desk.put("in/%d.json" % number, sbom(part("shared", "1", "Vendor"), root=product("P", "1.0", name)))
    desk.put("in/vendor.json", sbom(root=product("Own", "1.0", "Vendor")))
    assert desk.audit("in").all("concentration") == []


# ---------------------------------------------------------------- identifiers beyond the first

def spdx_with(*references):
    return {
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "paper", "dataLicense": "CC0-1.0",
        "documentNamespace": "https://paper.example/1", "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: t"]},
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "versionInfo": "9", "supplier": "Organization: Acme",
                      "downloadLocation": "NOASSERTION",
                      "externalRefs": [{"referenceCategory": "SECURITY", "referenceType": kind, "referenceLocator": locator}
                                       for kind, locator in references]}],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-p"}],
    }


@pytest.mark.parametrize("version, found", [("3.3.6", True), ("3.3.5", False)])
def test_a_purl_beyond_the_first_counts(desk, version, found):
    report = desk.audit_of(spdx_with(("purl", "pkg:npm/harmless@1"), ("purl", "pkg:npm/event-stream@" + version)))
    assert bool(report.all("compromised-release")) == found


@pytest.mark.parametrize("version, found", [("1.0", True), ("1.1", False)])
def test_a_cpe_beyond_the_first_counts(desk, version, found):
    cpe = "cpe:2.3:a:maker:widget:%s:*:*:*:*:*:*:*"
    desk.put("mine.json", events(event(product={"name": "Widget", "cpes": [cpe % "*"]})))
    paper = desk.put("paper.json", spdx_with(("cpe23Type", "cpe:2.3:a:acme:p:1:*:*:*:*:*:*:*"), ("cpe23Type", cpe % version)))
    assert bool(desk.audit(paper, "--feeds", "mine.json").all("compromised-release")) == found
