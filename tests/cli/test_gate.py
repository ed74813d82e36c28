"""The gate: policy entries, exceptions and baselines decide what ends a run, to the day; what would pass is said, and passes."""
import datetime
import json
import re

import pytest

from papers import affected, breach, digest, event, events, form, inventory, lifecycle, organisation, part, product, sbom
from signing import Key, envelope, provenance, statement, unsigned

SEVERITIES = ["critical", "high", "medium", "low", "info"]
OSV = {"schema_version": "1.7.0", "modified": "2024-02-01T00:00:00Z", "published": "2024-01-01T00:00:00Z"}


def osv(id, name, **more):
    return {**OSV, "id": id, "affected": [{"package": {"ecosystem": "npm", "name": name}, "ranges": [
        {"type": "SEMVER", "events": [{"introduced": "0"}]}]}], **more}


def npm(name, version="1.0.0", supplier=None, **more):
    return part(name, version, supplier, purl="pkg:npm/%s@%s" % (name, version), **more)


def ended(identifier, **more):
    """The end of a life and of distribution: one finding."""
    return lifecycle(identifier, **{"distribution": "2024-01-31", **more})


LIB = npm("legacy-lib", supplier="Birch Ltd")
QUIET = "{violation: high, contradiction: high, blind-spot: never}"
OLD = ended("pkg:npm/legacy-lib", ends="2024-01-31", supplier="Birch Ltd", name="legacy-lib")


@pytest.fixture
def gate(desk):
    """gate(policy text, papers, arguments...): the report of an audit of docs under this configuration; blind spots never decide."""
    def run(config="", parts=(LIB,), facts=(OLD,), *args, rules="", **more):
        for number, fact in enumerate(facts):
            desk.put("facts/%d.json" % number, fact)
        if parts is not None:
            desk.put("docs/sbom.cdx.json", sbom(*parts))
        desk.put("mine.yaml", "policy:\n  fail_on: %s\n%s%s" % (QUIET, "  rules: %s\n" % rules if rules else "", config))
        return desk.audit("docs", "--config", "mine.yaml", "--feeds", "facts", *args, **more)
    return run


def exception(**more):
    entry = {"rule": "end-of-life", "owner": "jane@example.com", "reason": "replaced in Q2", "expires": "2024-06-30", **more}
    return "exceptions:\n  - {%s}\n" % ", ".join("%s: %s" % (k, json.dumps(v)) for k, v in entry.items() if v is not None)


# ---------------------------------------------------------------- exceptions

@pytest.mark.parametrize("which", [
    {"component": "legacy-lib"}, {"component": "legacy-*"}, {"component": "*"}, {"supplier": "Birch Ltd"}, {"supplier": "Birch*"},
    {"supplier": "B?rch Ltd", "component": "legacy-lib"}])
def test_an_exception_suppresses_what_all_its_patterns_fit(gate, which):
    report = gate(exception(**which))
    finding = report.one("end-of-life")
    assert report.code == 0 and finding["suppressed"]["by"] == "exception" and not finding["decides"]
    assert (finding["suppressed"]["owner"], finding["suppressed"]["reason"]) == ("jane@example.com", "replaced in Q2")
    assert finding["suppressed"]["evidence"]["document"] == "mine.yaml" and finding["suppressed"]["evidence"]["line"] == 4
    assert report["summary"]["violation"] == 0 and report["summary"]["suppressed"] == 1


@pytest.mark.parametrize("which", [
    {"component": "legacy"}, {"component": "lib"}, {"component": "Legacy-lib"}, {"supplier": "Birch"}, {"supplier": "Vendor"},
    {"supplier": "Birch*", "component": "other"}, {"supplier": "Oak*", "component": "legacy-lib"}, {"id": "0123456789abcdef"},
    {"component": "legacy-lib", "rule": "end-of-life-soon"}, {"component": "legacy-lib", "rule": "vulnerable"}])
def test_an_exception_suppresses_nothing_beside_what_it_names(gate, which):
    report = gate(exception(**which))
    assert report.one("end-of-life")["suppressed"] is None and report.code == 1
    assert "unmatched-exception" in report.codes() and "mine.yaml:4:5: warning: the exception" in report.done.stderr


def test_an_exception_by_id_suppresses_that_finding_alone(gate):
    parts = (LIB, npm("legacy-fonts", supplier="Birch Ltd"))
    facts = (OLD, ended("pkg:npm/legacy-fonts", supplier="Birch Ltd", name="legacy-fonts"))
    id = gate("", parts, facts).one("end-of-life", "legacy-lib")["id"]
    report = gate(exception(id=id), parts, facts)
    assert [f["subject"]["name"] for f in report.all("end-of-life") if f["suppressed"]] == ["legacy-lib"]


@pytest.mark.parametrize("day, suppressed, reasons", [
    ("2024-06-29", True, []), ("2024-06-30", True, []), ("2024-07-01", False, ["violation", "expired-exception"])])
def test_an_exception_holds_through_its_last_day_in_utc(gate, day, suppressed, reasons):
    report = gate(exception(component="legacy-lib"), day=day)
    assert bool(report.one("end-of-life")["suppressed"]) == suppressed and report["exit"]["reasons"] == reasons


def test_an_expired_exception_whose_finding_does_not_fail_ends_with_3(gate):
    report = gate(exception(component="legacy-lib", expires="2024-05-31"), rules="{end-of-life: {fail: never}}")
    assert (report.code, report["exit"]["reasons"]) == (3, ["expired-exception"])
    assert "ended on 2024-05-31" in report.done.stderr and "counts again" in report.done.stderr


def test_an_expired_exception_whose_finding_is_gone_is_a_warning(gate):
    report = gate(exception(component="legacy-lib", expires="2024-05-31"), (npm("other"),))
    assert report.code == 0 and report.codes().count("ended-exception") == 1 and "take it out" in report.done.stderr


def test_an_exception_in_force_makes_up_for_an_expired_one(gate):
    both = exception(component="legacy-lib", expires="2024-05-31") + exception(component="legacy-*").split("\n", 1)[1]
    report = gate(both)
    assert report.code == 0 and report["exit"]["reasons"] == [] and "ended-exception" in report.codes()


@pytest.mark.parametrize("left, told", [(15, False), (14, True), (1, True), (0, True)])
def test_an_exception_is_told_fourteen_days_before_its_end(gate, left, told):
    day = (datetime.date(2024, 6, 30) - datetime.timedelta(left)).isoformat()
    report = gate(exception(component="legacy-lib"), day=day)
    assert ("ending-exception" in report.codes()) == told and report.code == 0
    assert ("jane@example.com has to renew it" in report.done.stderr) == told


def test_the_policy_may_warn_earlier(gate):
    report = gate(exception(component="legacy-lib"), rules="{}\n  exceptions: {warn: 40d}")
    assert "ending-exception" in report.codes()


@pytest.mark.parametrize("day, suppressed", [("2024-05-01", False), ("2024-05-02", True)])
def test_an_exception_does_not_exist_before_its_approval(gate, day, suppressed):
    report = gate(exception(component="legacy-lib", approved="2024-05-02"), day=day)
    assert bool(report.one("end-of-life")["suppressed"]) == suppressed


def test_two_approve_an_exception_from_a_compromise(gate):
    entry = exception(rule="compromised-release", component="legacy-lib", approved="2024-05-02", second_approver="joe", ticket="RISK-1")
    report = gate(entry, facts=(events(event(supplier="Birch Ltd", product="legacy-lib", versions=["1.0.0"])),))
    suppressed = report.one("compromised-release")["suppressed"]
    assert report.code == 0 and (suppressed["second_approver"], suppressed["ticket"], suppressed["approved"]) == ("joe", "RISK-1", "2024-05-02")


@pytest.mark.parametrize("entry, says", [
    (exception(component="x", owner=None), "'owner' is missing"), (exception(component="x", reason=None), "'reason' is missing"),
    (exception(component="x", expires=None), "'expires' is missing"), (exception(), "says what it is for"),
    (exception(component="x", expires="2024-02-30"), "2024-02-30"), (exception(component="x", expires="2024-11-29"), "181 days"),
    (exception(component="x", approved="2024-01-01", expires="2024-06-30"), "181 days"),
    (exception(component="x", approved="2024-07-01"), "before it is approved"),
    (exception(rule="malicious-package", component="x"), "second_approver"),
    (exception(rule="compromised-supplier", component="x", second_approver="jane@example.com"), "somebody else")])
def test_an_exception_without_owner_reason_or_end_is_64_with_its_place(desk, twohop, entry, says):
    desk.put("mine.yaml", entry)
    desk.put("sbom.json", sbom(LIB))
    done = twohop(["audit", "sbom.json", "--config", "mine.yaml", "--as-of", "2024-06-01"], cwd=desk.folder)
    assert done.code == 64 and done.stderr.startswith("twohop: mine.yaml:2:") and says in done.stderr


@pytest.mark.parametrize("name", ["twohop.yaml", "policy.yaml", ".twohop.yaml"])
def test_exceptions_in_an_audited_folder_accept_nothing(desk, gate, name):
    desk.put("docs/" + name, exception(component="*") + "policy: {fail_on: never}\n")
    assert gate().code == 1


def test_an_exception_from_a_component_accepts_no_document_or_supplier(desk):
    desk.put("mine.yaml", exception(rule="no-environment-evidence", component="*"))
    report = desk.audit_of(sbom(LIB), "--config", "mine.yaml")
    assert report.one("no-environment-evidence")["suppressed"] is None


def test_a_supplier_as_found_can_be_excepted_as_well_as_stated(gate):
    purl = part("widget", "1.0.0", purl="pkg:github/acme/widget@1.0.0")
    facts = (ended("pkg:github/acme/widget", supplier="acme", name="widget"),)
    name = gate("", (purl,), facts).one("end-of-life")["subject"]["supplier"]
    assert gate(exception(supplier=name), (purl,), facts).one("end-of-life")["suppressed"]


# ---------------------------------------------------------------- entries of rules

@pytest.mark.parametrize("entry, code", [
    ("{fail: never}", 0), ("{fail: critical}", 0), ("{fail: high}", 1), ("{fail: info}", 1), ("{severity: low}", 0), ("{severity: critical}", 1),
    ("{severity: low, fail: low}", 1), ("{severity: low, fail: medium}", 0), ("{max_hop: 2}", 1), ("{max_hop: 1}", 0),
    ("{fail: never, until: 2024-05-31}", 1), ("{fail: never, until: 2024-06-01}", 0), ("{fail: never, until: 2024-06}", 0),
    ("{grace: 121d}", 1), ("{grace: 122d}", 0), ("{grace: 0d}", 1)])
def test_an_entry_of_a_rule_decides_for_that_rule(gate, entry, code):
    assert gate(rules="{end-of-life: %s}" % entry).code == code  # the end of life was 122 days before
    assert gate(rules="{vulnerable: %s}" % entry).code == 1


@pytest.mark.parametrize("selector, fits", [
    ("supplier: \"Birch*\"", True), ("supplier: [Oak, Birch Ltd]", True), ("supplier: Birch", False), ("supplier: Vendor", False),
    ("purl: \"pkg:npm/*\"", True), ("purl: \"pkg:npm/legacy-lib@1.0.0\"", True), ("purl: \"pkg:npm/legacy\"", False), ("purl: \"pkg:pypi/*\"", False),
    ("document: \"docs/*\"", True), ("document: \"**/sbom.cdx.json\"", True), ("document: docs", False), ("document: \"other/**\"", False),
    ("criticality: high", True), ("criticality: [low, high]", True), ("criticality: [low, medium]", False),
    ("criticality: high, supplier: \"Birch*\"", True), ("criticality: low, supplier: \"Birch*\"", False),
    ("document: \"docs/*\", purl: \"pkg:gem/*\"", False)])
def test_an_entry_holds_only_for_what_it_selects(gate, selector, fits):
    suppliers = "suppliers: [{name: Vendor, criticality: high}]\n"
    assert gate(suppliers, rules="{end-of-life: {fail: never, %s}}" % selector).code == (0 if fits else 1)


def test_the_first_entry_that_fits_and_states_something_decides_that(gate):
    assert gate(rules="{end-of-life: [{fail: never, supplier: \"Birch*\"}, {fail: high}]}").code == 0
    assert gate(rules="{end-of-life: [{fail: high}, {fail: never, supplier: \"Birch*\"}]}").code == 1
    report = gate(rules="{end-of-life: [{severity: low, supplier: \"Birch*\"}, {severity: critical, fail: low}]}")
    assert report.one("end-of-life")["severity"] == "low" and report.code == 1


def test_an_entry_that_has_lapsed_leaves_the_next_one_to_decide(gate):
    assert gate(rules="{end-of-life: [{fail: never, until: 2024-05-31}, {fail: critical}]}").code == 0


def test_a_narrow_severity_changes_nobody_else_s(gate):
    parts, facts = (LIB, npm("old", supplier="Oak")), (OLD, ended("pkg:npm/old", supplier="Oak", name="old"))
    report = gate("", parts, facts, rules="{end-of-life: {severity: info, supplier: Oak}}")
    assert [report.one("end-of-life", name)["severity"] for name in ("legacy-lib", "old")] == ["high", "info"]
    assert [f["severity"] for f in report["findings"]] == sorted((f["severity"] for f in report["findings"]), key=SEVERITIES.index)


@pytest.mark.parametrize("days, code", [("91d", 1), ("92d", 0), ("93d", 0)])
def test_grace_counts_from_the_publication_of_an_advisory(gate, days, code):
    facts = (events(event(supplier="Birch Ltd", product="legacy-lib", versions=["1.0.0"], published="2024-03-01")),)
    assert gate("", (LIB,), facts, rules="{compromised-release: {grace: %s}}" % days).code == code


def test_what_has_no_day_has_no_grace(desk):
    desk.put("mine.yaml", "policy: {rules: {no-environment-evidence: {grace: 1000d}}}\n")
    assert desk.audit_of(sbom(LIB), "--config", "mine.yaml").code == 2


def test_a_finding_without_a_hop_is_never_beyond_the_last_one(desk):
    desk.put("mine.yaml", "policy: {fail_on: {violation: never, blind-spot: medium}, rules: {opaque-dependencies: {max_hop: 1}}}\n")
    paper = sbom(npm("a"), npm("b"), root=None, depends={})
    del paper["metadata"]["component"]
    paper["compositions"] = [{"aggregate": "incomplete", "dependencies": ["a@1.0.0"]}]
    report = desk.audit_of(paper, "--config", "mine.yaml")
    assert all(f["decides"] for f in report.all("opaque-dependencies"))


# ---------------------------------------------------------------- every rule against every kind of entry

@pytest.fixture
def museum(desk):
    """A folder in which every rule that is built finds something, and the plain report."""
    many = part("shared-lib", "1.0", "Shared Co", purl="pkg:npm/shared-lib@1.0")
    wares = [npm("evil"), npm("weak"), npm("old", supplier="Maker"), npm("ending", supplier="Maker"),
             part("trojan", "1.0", "Maker"), part("nameless", "1"), many]
    opaque = sbom(*wares, serial=1, depends={"Product@1.0": [w["bom-ref"] for w in wares]})
    opaque["components"][0]["externalReferences"] = [
        {"type": "bom", "url": "urn:cdx:00000000-0000-4000-8000-000000000999/1"}]
    desk.put("docs/a.json", opaque)
    for name in ("Second", "Third"):
        desk.put("docs/%s.json" % name, sbom(many, root=product("P" + name, supplier=organisation(name, "https://%s.example" % name.lower()))))
    desk.put("docs/silent.json", sbom(root=product("Silent", supplier=organisation("Silent", "https://silent.example"))))
    desk.put("docs/laptop.json", inventory(npm("tool"), part("trojan", "1.0", "Maker")))
    signer, shared = Key(desk.folder, "signer"), Key(desk.folder, "shared")
    for name, bits in (("Signed", "right"), ("Low", "low"), ("Bare", "bare")):
        desk.put("docs/%s.json" % name, sbom(npm("in-" + name), many, root=product(name, supplier=organisation(
            name, "https://%s.example" % name.lower()), hashes={"SHA-256": digest(bits)})))
    desk.put("docs/Signed.intoto.json", envelope(provenance(("Signed", digest("wrong"))), signer))
    desk.put("docs/Low.intoto.json", envelope(provenance(("Low", digest("low")), builder="https://ci.example/shared"), shared))
    desk.put("docs/Bare.intoto.json", envelope(statement("https://in-toto.io/attestation/release/v0.1", {}, ("Bare", digest("bare"))), signer))
    desk.put("docs/broken.intoto.json", envelope(provenance(("Broken", digest("b"))), signer, sign=lambda key, message: key.sign(message + b"!")))
    for year, who in ((2020, "Second"), (2024, "Vendor")):
        desk.put("docs/form-%d.json" % year, form({"1d": "yes"}, who, "%d-05-01" % year))
    desk.trust = ("trust:\n  keys: [{file: signer.pem, who: Signed}, {file: shared.pem, who: Shared Co}]\n"
                  "  builders: [{id: 'https://ci.example/shared', level: 1}]\n")
    desk.put("trust.yaml", desk.trust)
    desk.put("facts/events.json", events(event("EV-1", supplier="Maker", product="trojan"), breach("EV-2", "Shared Co")))
    desk.put("facts/old.json", lifecycle("pkg:npm/old", supplier="Maker", name="old"))
    desk.put("facts/ending.json", ended("pkg:npm/ending", ends="2024-06-20", supplier="Maker", name="ending"))
    desk.put("facts/evil.json", osv("MAL-2024-1", "evil"))
    desk.put("facts/weak.json", osv("GHSA-aaaa-bbbb-cccc", "weak", aliases=["CVE-2024-0001"]))
    desk.put("facts/kev.json", {"title": "c", "catalogVersion": "1", "dateReleased": "2024-03-01T00:00:00Z", "count": 1, "vulnerabilities": [
        {"cveID": "CVE-2024-0001", "vendorProject": "V", "product": "P", "dateAdded": "2024-03-01", "knownRansomwareCampaignUse": "Unknown"}]})
    desk.plain = desk.audit("docs", "--feeds", "facts", "--config", "trust.yaml")
    return desk


BUILT = ["compromised-release", "malicious-package", "compromised-supplier", "known-exploited", "vulnerable", "end-of-life",
         "end-of-life-distributed", "end-of-life-soon", "unmanaged-device", "concentration", "no-upstream-list",
         "no-environment-evidence", "opaque-dependencies", "unknown-supplier", "unidentified-component", "no-lifecycle",
         "unresolved-link", "empty-document", "digest-mismatch", "signature-invalid", "build-level", "build-reachable",
         "signed-but-compromised", "no-provenance", "signature-only", "stale-evidence", "claim-contradicted"]


def test_the_museum_has_a_finding_of_every_rule_that_is_built(museum):
    assert sorted({f["rule"] for f in museum.plain["findings"]}) == sorted(BUILT)


def verdict(findings):
    """The code that these deciding findings give."""
    classes = {f["class"] for f in findings}
    return 1 if classes & {"violation", "contradiction"} else 2 if "blind-spot" in classes else 0


def reaches(severity, level):
    return level != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(level)


ENTRIES = [("fail: never", lambda f: False), ("fail: critical", lambda f: reaches(f["severity"], "critical")),
           ("fail: info", lambda f: True), ("severity: info, fail: low", lambda f: False), ("severity: critical, fail: critical", lambda f: None),
           ("fail: info, max_hop: 1", lambda f: f["hop"] is None or f["hop"] <= 1), ("fail: info, until: 2024-05-31", lambda f: False),
           ("fail: info, until: 2024-06-01", lambda f: True), ("fail: info, supplier: \"Nobody*\"", lambda f: False)]


@pytest.mark.parametrize("rule", BUILT)
@pytest.mark.parametrize("entry, decides", ENTRIES, ids=[e for e, _ in ENTRIES])
def test_each_kind_of_entry_decides_for_each_rule(museum, rule, entry, decides):
    museum.put("mine.yaml", museum.trust + "policy: {fail_on: never, rules: {%s: {%s}}}\n" % (rule, entry))
    report = museum.audit("docs", "--feeds", "facts", "--config", "mine.yaml")
    wanted = {}
    for finding in museum.plain["findings"]:
        answer = finding["rule"] == rule and decides(finding)
        if answer is None:  # a severity that is lowered where the finding is less certain: what the report says
            answer = next(f for f in report["findings"] if f["id"] == finding["id"])["severity"] == "critical"
        wanted[finding["id"]] = bool(answer)
    assert {f["id"]: f["decides"] for f in report["findings"]} == wanted
    assert report.code == verdict([f for f in museum.plain["findings"] if wanted[f["id"]]])


@pytest.mark.parametrize("rule", BUILT)
def test_each_rule_can_be_excepted_by_id(museum, rule):
    ids = [f["id"] for f in museum.plain.all(rule)]
    museum.put("mine.yaml", museum.trust + "policy: {fail_on: never, rules: {%s: {fail: info}}}\nexceptions:\n%s" % (rule, "".join(
        "  - {rule: %s, id: %s, owner: a, reason: r, expires: 2024-08-01, second_approver: b}\n" % (rule, json.dumps(id)) for id in ids)))
    report = museum.audit("docs", "--feeds", "facts", "--config", "mine.yaml")
    assert report.code == 0 and all(f["suppressed"] for f in report.all(rule)) and "unmatched-exception" not in report.codes()


# ---------------------------------------------------------------- included policies

def test_the_includer_wins_over_what_it_includes(desk, gate):
    desk.put("base.yaml", "policy: {fail_on: never, require: [vulnerable], visibility: {hop: 2, at_least: 100%}}\n")
    desk.put("docs/sbom.cdx.json", sbom(LIB, part("x", "1")))
    assert gate("include: base.yaml\n", None)["exit"]["reasons"] == ["violation", "visibility", "not-evaluated"]
    assert gate("  require: []\n  visibility: {hop: 2, at_least: 0%}\ninclude: base.yaml\n", None)["exit"]["reasons"] == ["violation"]


def test_entries_of_the_includer_are_asked_first(desk, gate):
    desk.put("base.yaml", "policy: {rules: {end-of-life: {fail: never}}}\n")
    assert gate("include: base.yaml\n").code == 0
    assert gate("include: base.yaml\n", rules="{end-of-life: {fail: high}}").code == 1


def test_of_two_that_are_included_the_later_wins(desk, gate):
    desk.put("a.yaml", "policy: {rules: {end-of-life: {fail: high}}}\n")
    desk.put("b.yaml", "policy: {rules: {end-of-life: {fail: never}}}\n")
    assert gate("include: [a.yaml, b.yaml]\n").code == 0
    assert gate("include: [b.yaml, a.yaml]\n").code == 1


def test_lists_add_up_and_paths_are_relative_to_the_file_that_names_them(desk, gate):
    desk.put("teams/base.yaml", exception(component="legacy-lib") + "suppliers: [{name: Birch Ltd, aliases: [Birke GmbH]}]\n")
    report = gate("include: teams/base.yaml\n" + exception(component="other"))
    assert report.one("end-of-life")["suppressed"]["evidence"]["document"] == "teams/base.yaml"
    assert "mine.yaml:5" in report.done.stderr


def test_policy_include_is_the_same(desk, gate):
    desk.put("base.yaml", "policy: {rules: {end-of-life: {fail: never}}}\n")
    assert gate("  include: base.yaml\n").code == 0


@pytest.mark.parametrize("files, says", [
    ({"base.yaml": "policy: {fail_onn: high}\n"}, "twohop: base.yaml:1:10: unknown key 'fail_onn'"),
    ({}, "mine.yaml:1:10: base.yaml: "), ({"base.yaml": "include: mine.yaml\n"}, "base.yaml:1:10: mine.yaml is included by what it includes"),
    ({"mine.yaml": "include: \"-\"\n"}, "mine.yaml:1:10: a file is needed"),
    ({"base.yaml": "include: base.yaml\n"}, "base.yaml:1:10: base.yaml is included by what it includes"),
    ({"base.yaml": "a: [\n"}, "twohop: base.yaml:2:"), ({"base.yaml": "- a\n"}, "twohop: base.yaml:1:1:"),
    ({"base.yaml": "include: [%s]\n" % ", ".join("c%d.yaml" % i for i in range(70)), **{"c%d.yaml" % i: "{}\n" for i in range(70)}},
     "TH_MAX_CONFIG_FILES")])
def test_what_is_wrong_in_an_included_file_is_told_there(desk, twohop, files, says):
    for name, text in {"mine.yaml": "include: base.yaml\n", "sbom.json": json.dumps(sbom(LIB)), **files}.items():
        desk.put(name, text)
    done = twohop(["audit", "sbom.json", "--config", "mine.yaml"], cwd=desk.folder)
    assert done.code == 64 and says in done.stderr and done.stdout == ""


def test_an_included_file_in_an_audited_folder_is_yours_because_you_name_it(desk, gate):
    desk.put("docs/base.yaml", "policy: {rules: {end-of-life: {fail: never}}}\n")
    assert gate("include: docs/base.yaml\n").code == 0


# ---------------------------------------------------------------- ages

@pytest.mark.parametrize("limit, reasons", [("30d", ["stale-evidence"]), ("31d", []), ("0d", ["stale-evidence"])])
def test_a_document_older_than_the_policy_allows_ends_with_3(desk, limit, reasons):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {sbom: %s}}\n" % limit)  # made 31 days before
    report = desk.audit_of(sbom(LIB), "--config", "mine.yaml")
    assert report["exit"]["reasons"] == reasons and (report.code == 3) == bool(reasons)
    assert ("31 days old" in report.done.stderr) == bool(reasons)


def test_a_document_without_a_date_has_no_age_that_the_policy_could_allow(desk):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {sbom: 100d}}\n")
    report = desk.audit_of(sbom(LIB, created=None), "--config", "mine.yaml")
    assert report["exit"]["reasons"] == ["stale-evidence"] and "does not say when it was made" in report.done.stderr


@pytest.mark.parametrize("limit, fresh", [("30d", False), ("31d", True)])
def test_an_inventory_older_than_the_policy_allows_is_no_evidence(desk, limit, fresh):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {environment: %s}}\n" % limit)
    desk.put("laptop.json", inventory(ownership="corporate", access=()))
    report = desk.audit_of(sbom(LIB), "laptop.json", "--config", "mine.yaml")
    assert bool(report.all("no-environment-evidence")) != fresh
    assert report["exit"]["reasons"] == ([] if fresh else ["stale-evidence"])


ATTESTED = {  # a paper that is 31 days old, beside the vendor's SBOM
    "a statement": provenance(("product", digest("bits")), finished="2024-05-01T12:00:00Z"),
    "an envelope": unsigned(provenance(("product", digest("bits")), finished="2024-05-01T12:00:00Z")),
    "envelopes, one a line": (json.dumps(unsigned(provenance(("a", digest("a")), finished="2024-05-31T00:00:00Z"))) + "\n" +
                              json.dumps(unsigned(provenance(("b", digest("b")), finished="2024-05-01T00:00:00Z"))) + "\n"),
    "a form": form({"1d": "yes"}, signed="2024-05-01"),
    "a form as CSV": "form,supplier,signed,item,answer\ncisa-ssaf,Vendor,2024-05-31,1c,yes\ncisa-ssaf,Vendor,2024-05-01,1d,yes\n",
    "a response file": {"VendorLegalName": "Vendor", "Timestamp": "2024-05-01", "Products": [{"ProductName": "Product", "SupportStatus": "Supported"}]},
    "declarations": sbom(specVersion="1.6", created="2024-05-31T00:00:00Z", declarations={
        "attestations": [{"map": [{"requirement": "ssaf-DRAFT-2023-11-1d", "claims": ["c"], "conformance": {"score": 1}}]}],
        "claims": [{"bom-ref": "c", "predicate": "yes", "evidence": ["e"]}], "evidence": [{"bom-ref": "e", "created": "2024-05-01T00:00:00Z"}]}),
}


@pytest.mark.parametrize("paper", ATTESTED)
@pytest.mark.parametrize("limit, reasons", [("30d", ["stale-evidence"]), ("31d", []), ("32d", [])])
def test_a_statement_or_a_claim_older_than_the_policy_allows_ends_with_3(desk, paper, limit, reasons):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {attestation: %s}}\n" % limit)
    report = desk.audit_of(sbom(LIB), desk.put("said", ATTESTED[paper]), "--config", "mine.yaml", held=False)
    assert report["exit"]["reasons"] == reasons and (report.code == 3) == bool(reasons)
    assert report.codes().count("stale-document") == len(reasons) and ("31 days old, more than the 30" in report.done.stderr) == bool(reasons)


@pytest.mark.parametrize("paper", ATTESTED.keys() - {"declarations"})
def test_the_age_of_sboms_is_not_asked_of_statements_and_claims(desk, paper):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {sbom: 30d}}\n")
    report = desk.audit_of(sbom(LIB, created="2024-05-20T00:00:00Z"), desk.put("said", ATTESTED[paper]), "--config", "mine.yaml", held=False)
    assert report["exit"]["reasons"] == [] and "stale-document" not in report.codes()


def test_the_age_of_statements_is_not_asked_of_sboms_and_inventories(desk):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {attestation: 1d}}\n")
    assert desk.audit_of(sbom(LIB), desk.put("laptop.json", inventory()), "--config", "mine.yaml").code == 0


@pytest.mark.parametrize("paper", [form({"1d": "yes"}, signed=""), provenance(("product", digest("bits")), finished="")], ids=["form", "statement"])
def test_what_does_not_say_when_it_was_stated_has_no_age_that_the_policy_could_allow(desk, paper):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {attestation: 1000d}}\n")
    report = desk.audit_of(sbom(LIB), desk.put("said.json", paper), "--config", "mine.yaml")
    assert report["exit"]["reasons"] == ["stale-evidence"] and "does not say when it was made" in report.done.stderr


def test_an_sbom_in_a_statement_is_as_old_as_it_says_itself(desk):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {attestation: 1d, sbom: 30d}}\n")
    report = desk.audit(desk.put("signed.json", unsigned(statement("https://cyclonedx.org/bom", sbom(LIB), ("product", digest("bits"))))),
                        "--config", "mine.yaml")
    assert "the document is 31 days old" in report.done.stderr and report.codes().count("stale-document") == 1


def test_what_is_too_old_in_an_envelope_is_shown_where_it_stands(desk):
    desk.put("mine.yaml", "policy: {fail_on: never, max_age: {attestation: 30d}}\n")
    report = desk.audit_of(sbom(LIB), desk.put("said", ATTESTED["envelopes, one a line"]), "--config", "mine.yaml")
    assert [d["line"] for d in report["diagnostics"] if d["code"] == "stale-document"] == [2]


def test_the_policy_in_force_names_the_age_of_attestations(desk, twohop):
    desk.put("twohop.yaml", "policy: {max_age: {attestation: 30d}}\n")
    assert "attestation: 30d" in twohop(["policy", "check"], cwd=desk.folder).stdout


# ---------------------------------------------------------------- floors of quality

@pytest.mark.parametrize("outcome, code, reasons", [("warn", 0, []), ("fail", 2, ["quality"])])
def test_a_missed_floor_of_quality_ends_with_2_where_it_fails(desk, outcome, code, reasons):
    desk.put("mine.yaml", "policy: {fail_on: never, quality: {floor: ntia-2021, on_fail: %s}}\n" % outcome)
    report = desk.audit_of(sbom(part("x", "1")), "--config", "mine.yaml", held=False)
    assert report["exit"] == {"code": code, "reasons": reasons}
    missing = [d for d in report["diagnostics"] if d["code"] == "missing-supplier"]
    assert len(missing) == 1 and missing[0]["document"] == "sbom.cdx.json" and missing[0]["line"] > 1


def test_a_met_floor_of_quality_says_nothing(desk):
    desk.put("mine.yaml", "policy: {fail_on: never, quality: {floor: ntia-2021, on_fail: fail}}\n")
    paper = sbom(npm("x", supplier="Maker"), root=product(purl="pkg:generic/product@1.0"))
    paper["metadata"]["authors"] = [{"name": "Jane"}]
    report = desk.audit_of(paper, "--config", "mine.yaml")
    assert report.code == 0 and not [c for c in report.codes() if c.startswith(("missing", "quality"))]


def test_what_is_no_sbom_is_not_held_against_a_floor(desk):
    desk.put("mine.yaml", "policy: {fail_on: never, quality: {floor: ntia-2021, on_fail: fail}}\n")
    desk.put("old.json", OLD)
    paper = sbom(npm("x", supplier="Maker"), root=product(purl="pkg:generic/product@1.0"))
    paper["metadata"]["authors"] = [{"name": "Jane"}]
    assert desk.audit_of(paper, "old.json", "--config", "mine.yaml").code == 0


def test_the_text_report_says_what_is_not_stated_and_where(desk, twohop):
    desk.put("mine.yaml", "policy: {fail_on: never, quality: {floor: ntia-2021}}\n")
    desk.put("sbom.json", sbom(part("x", "1")))
    text = twohop(["audit", "sbom.json", "--config", "mine.yaml"], cwd=desk.folder).stdout
    assert "QUALITY" in text and "supplier name: missing of 1 of 2 components" in text and "author" in text.split("QUALITY")[1]


def test_a_floor_that_does_not_exist_is_64_with_the_nearest(desk, twohop):
    desk.put("mine.yaml", "policy: {quality: {floor: nita-2021}}\n")
    desk.put("sbom.json", sbom())
    done = twohop(["audit", "sbom.json", "--config", "mine.yaml"], cwd=desk.folder)
    assert done.code == 64 and "mine.yaml:1:27:" in done.stderr and "'ntia-2021'" in done.stderr


# ---------------------------------------------------------------- baselines

def baseline(*ids, **more):
    return {"schema": "twohop-baseline/1", "as_of": "2024-05-01", "ids": list(ids), **more}


def test_what_the_baseline_knows_does_not_decide(desk, gate):
    first = gate("", (LIB,), (OLD,), "--write-baseline", "known.json")
    known = json.loads((desk.folder / "known.json").read_text())
    assert known == {"schema": "twohop-baseline/1", "as_of": "2024-06-01", "ids": sorted(first.ids())} and first.code == 1
    report = gate("", (LIB,), (OLD,), "--baseline", "known.json")
    assert report.code == 0 and {f["new"] for f in report["findings"]} == {False}
    assert (report["summary"]["new"], report["summary"]["known"]) == (0, len(first.ids()))


XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="7" serialNumber="urn:uuid:00000000-0000-4000-8000-00000000abcd">
 <metadata><timestamp>2024-05-02T00:00:00Z</timestamp>
  <component type="application" bom-ref="p"><supplier><name>Vendor</name><url>https://vendor.example</url></supplier>
   <name>Product</name><version>%s</version></component></metadata>
 <components>%s<component type="library" bom-ref="l"><supplier><name>Birch Ltd</name></supplier><name>legacy-lib</name>
  <version>%s</version><purl>pkg:npm/legacy-lib@%s</purl></component></components>
 <dependencies><dependency ref="p"><dependency ref="l"/></dependency><dependency ref="l"/></dependencies>
</bom>
"""


@pytest.mark.parametrize("version, other", [("1.0", ""), ("1.1", ""), ("1.0", """<component type="library" bom-ref="z"><name>zz</name>
  <purl>pkg:npm/zz@1</purl></component>""")], ids=["as XML", "another version of the product", "other parts beside"])
@pytest.mark.parametrize("lib", ["1.0.0", "1.9.9"])
def test_a_document_issued_again_in_another_format_order_and_version_brings_nothing_new(desk, gate, version, other, lib):
    gate("", (LIB,), (OLD,), "--write-baseline", "known.json")
    (desk.folder / "docs/sbom.cdx.json").unlink()
    desk.put("docs/again.xml", XML % (version, other, lib, lib))
    report = gate("", None, (OLD,), "--baseline", "known.json")
    assert report.code == 0 and report.one("end-of-life")["subject"]["version"] == lib
    assert {f["rule"] for f in report["findings"] if f["new"]} <= {"unknown-supplier", "opaque-dependencies"}


def test_one_run_may_read_a_baseline_and_write_the_next(desk, gate):
    gate("", (LIB,), (OLD,), "--write-baseline", "known.json")
    more = (LIB, npm("old"))
    gate("", more, (OLD, ended("pkg:npm/old", supplier=None, name="old")), "--baseline", "known.json", "--write-baseline", "known.json")
    assert gate("", more, (OLD,), "--baseline", "known.json").code == 0


def test_suppressed_findings_are_not_written_to_a_baseline(desk, gate):
    report = gate(exception(component="legacy-lib"), (LIB,), (OLD,), "--write-baseline", "known.json")
    assert report.one("end-of-life")["id"] not in json.loads((desk.folder / "known.json").read_text())["ids"]


def test_a_new_finding_of_a_known_rule_decides(desk, gate):
    gate("", (LIB,), (OLD,), "--write-baseline", "known.json")
    report = gate("", (LIB, npm("old")), (OLD, ended("pkg:npm/old", supplier=None, name="old")), "--baseline", "known.json")
    assert report.code == 1 and [f["subject"]["name"] for f in report["findings"] if f["new"] and f["decides"]] == ["old"]


@pytest.mark.parametrize("policy, reason", [("  max_age: {sbom: 1d}\n", "stale-evidence"), ("  require: [vulnerable]\n", "not-evaluated"),
                                            ("  visibility: {hop: 3, at_least: 100%}\n", "visibility")])
def test_a_baseline_excuses_nothing_that_is_no_finding(desk, gate, policy, reason):
    parts = (npm("legacy-lib", supplier="Birch Ltd"), part("x", "1"))
    desk.put("docs/sbom.cdx.json", sbom(*parts, depends={"Product@1.0": ["legacy-lib@1.0.0"], "legacy-lib@1.0.0": ["x@1"], "x@1": []}))
    gate("", None, (OLD,), "--write-baseline", "known.json")
    assert gate(policy, None, (OLD,), "--baseline", "known.json")["exit"]["reasons"] == [reason]


def test_a_baseline_that_is_not_there_is_66_and_all_is_new(desk, gate):
    report = gate("", (LIB,), (OLD,), "--baseline", "nowhere.json")
    assert report.code == 66 and {f["new"] for f in report["findings"]} == {True}
    assert "the baseline nowhere.json is not there" in report.done.stderr


@pytest.mark.parametrize("content, says", [
    ("", ":1:1:"), ("{", ":1:2:"), ("[]", "an object was expected"), ("{}", "\"schema\""), (baseline()["schema"], ":1:1:"),
    (baseline(schema="twohop-baseline/2"), "\"twohop-baseline/1\" was expected"), ({"schema": "twohop-baseline/1"}, "\"ids\" was expected"),
    (baseline(7), "the id of a finding was expected"), (baseline(as_of="soon"), "a day was expected"),
    ('{"schema": "twohop-baseline/1", "ids": [], "ids": []}', "the same key twice"), (json.dumps(baseline()) + "x", ":1:"),
    ('{"schema": "twohop-baseline/1", "ids": {}}', "a list of ids was expected")])
def test_a_baseline_that_is_none_is_65_with_its_place(desk, gate, content, says):
    desk.put("known.json", content)
    report = gate("", (LIB,), (OLD,), "--baseline", "known.json", held=False)
    assert report.code == 65 and {f["new"] for f in report["findings"]} == {True}
    assert report.document("known.json")["status"] == "rejected" and "known.json:" in report.done.stderr and says in report.done.stderr


def test_a_baseline_of_a_later_version_with_more_members_is_read(desk, gate):
    desk.put("known.json", baseline(*gate().ids(), note={"a": [1]}))
    assert gate("", (LIB,), (OLD,), "--baseline", "known.json").code == 0


def test_a_baseline_that_cannot_be_written_is_73(gate):
    report = gate("", (LIB,), (OLD,), "--write-baseline", "docs/sbom.cdx.json/known.json")
    assert report.code == 73 and "docs/sbom.cdx.json/known.json" in report.done.stderr


def test_the_first_line_says_how_much_is_new(desk, gate, twohop):
    gate("", (LIB,), (OLD,), "--write-baseline", "known.json")
    done = twohop(["audit", "docs", "--config", "mine.yaml", "--feeds", "facts", "--baseline", "known.json", "--as-of", "2024-06-01"], cwd=desk.folder)
    assert done.stdout.startswith("0 new, 4 known: 1 violation, 3 blind spots")


# ---------------------------------------------------------------- why, and what would pass

CHANGES = [
    ("plain", "", {}), ("grave", "", {"facts": (events(event(supplier="Birch Ltd", product="legacy-lib", versions=["1.0.0"])),)}),
    ("blind spots", "", {"fail": "{violation: high, blind-spot: medium}"}), ("stricter", "", {"args": ["--fail-on", "info"]}),
    ("visibility", "  visibility: {hop: 2, at_least: 100%}\n", {"parts": (LIB, part("x", "1"), part("y", "1"))}),
    ("required", "  require: [vulnerable, end-of-life, known-exploited]\n", {}), ("old", "  max_age: {sbom: 3d}\n", {}),
    ("old claims", "  max_age: {sbom: 3d, attestation: 2d}\n", {"beside": form({"4": "yes"})}),
    ("expired", exception(component="legacy-lib", expires="2024-05-01"), {}),
    ("quality", "  quality: {floor: ntia-2021, on_fail: fail}\n", {"held": False}), ("a rule of its own", "  rules: {end-of-life: {fail: high}}\n", {}), ("with a baseline", "", {"args": ["--baseline", "known.json"]}),
    ("many", "", {"parts": tuple(npm("p%d" % i) for i in range(30)),
                  "facts": tuple(ended("pkg:npm/p%d" % i, supplier=None, name="p%d" % i) for i in range(30))}),
    ("short exceptions", "  exceptions: {most: 10d}\n", {})]


@pytest.mark.parametrize("name, config, more", CHANGES, ids=[name for name, *_ in CHANGES])
def test_the_least_change_that_is_told_makes_the_run_pass(desk, twohop, name, config, more):
    for number, fact in enumerate(more.get("facts", (OLD,))):
        desk.put("facts/%d.json" % number, fact)
    desk.put("docs/sbom.cdx.json", sbom(*more.get("parts", (LIB,))))
    if "beside" in more:
        desk.put("docs/beside.json", more["beside"])
    desk.put("known.json", baseline("0123456789abcdef"))
    desk.put("twohop.yaml", "policy:\n  fail_on: %s\n%s" % (more.get("fail", QUIET), config))
    args = ["docs", "--feeds", "facts", *more.get("args", [])]
    report = desk.audit(*args, held=more.get("held", True))
    assert report.code in (1, 2, 3) and report["verdict"]["change"].startswith('include: "twohop.yaml"\n')
    told = twohop(["audit", *args, "--as-of", "2024-06-01", "--explain-verdict"], cwd=desk.folder)
    assert told.code == report.code and report["verdict"]["change"] in told.stdout
    desk.put("accept.yaml", report["verdict"]["change"])
    accepted = desk.audit(*args, "--config", "accept.yaml")
    assert accepted.code == 0, accepted["exit"]
    kept, found = ([f["id"] for f in r["findings"] if f["rule"] != "stale-evidence"] for r in (accepted, report))
    assert sorted(kept) == sorted(found)  # nothing is lost by accepting it, but what is no longer too old


@pytest.mark.parametrize("most", ["10d", "365d"])
def test_the_exception_that_the_text_offers_is_one_that_the_policy_allows(desk, gate, twohop, most):
    gate("  exceptions: {most: %s}\n" % most)
    args = ["audit", "docs", "--feeds", "facts", "--as-of", "2024-06-01", "--config"]
    text = twohop([*args, "mine.yaml"], cwd=desk.folder).stdout
    offered = re.search(r"^ +(- \{rule: end-of-life.*?\})$", text, re.S | re.M)[1]
    desk.put("pasted.yaml", "include: mine.yaml\nexceptions:\n  %s\n" % offered)
    assert twohop([*args, "pasted.yaml"], cwd=desk.folder).code == 0


def test_the_change_accepts_no_more_than_what_decided(desk):
    desk.put("facts/old.json", OLD)
    report = desk.audit_of(sbom(LIB, npm("ending")), "--feeds", "facts")
    decided = {f["id"] for f in report["findings"] if f["decides"]}
    desk.put("accept.yaml", report["verdict"]["change"])
    accepted = desk.audit("sbom.cdx.json", "--feeds", "facts", "--config", "accept.yaml")
    assert {f["id"] for f in accepted["findings"] if f["suppressed"]} == decided


@pytest.mark.parametrize("line, place", [("policy.fail_on: {violation: high}", 2), ("policy.rules.end-of-life.fail: high", 3)])
def test_the_line_of_the_policy_that_failed_is_named_with_its_place(gate, line, place):
    report = gate(rules="{end-of-life: {fail: high}}" if place == 3 else "")
    because = report["verdict"]["because"]
    assert [(b["reason"], b["line"], b["place"]["document"], b["place"]["line"]) for b in because] == [("violation", line, "mine.yaml", place)]
    assert because[0]["findings"] == [report.one("end-of-life")["id"]]


def test_without_a_file_the_default_is_named(desk):
    because = desk.audit_of(sbom(LIB))["verdict"]["because"]
    assert [(b["line"], b["place"]) for b in because] == [("policy.fail_on: {blind-spot: high} (the default)", None)]


def test_no_change_passes_a_document_that_cannot_be_read(desk, twohop):
    desk.put("broken.json", "{")
    report = desk.audit_of(sbom(LIB), "broken.json")
    assert report["verdict"]["change"] is None
    done = twohop(["audit", "sbom.cdx.json", "broken.json", "--explain-verdict", "--as-of", "2024-06-01"], cwd=desk.folder)
    assert "None: what stands above has to be repaired first." in done.stdout


def test_a_run_that_passes_has_nothing_to_change(desk, twohop):
    desk.put("twohop.yaml", "policy: {fail_on: never}\n")
    report = desk.audit_of(sbom(LIB))
    assert (report["verdict"]["because"], report["verdict"]["change"]) == ([], None)
    assert "Nothing decides" in twohop(["audit", "sbom.cdx.json", "--explain-verdict"], cwd=desk.folder).stdout


# ---------------------------------------------------------------- the policy's digest

def test_the_digest_changes_with_what_decides_and_with_nothing_else(gate):
    plain = gate()["policy"]["sha256"]
    assert gate("# a comment\n")["policy"]["sha256"] == plain
    assert gate("self: [Somebody]\n")["policy"]["sha256"] == plain
    assert gate("", (LIB,), (OLD,), "--fail-on", "low")["policy"]["sha256"] != plain
    assert gate(exception(component="x"))["policy"]["sha256"] != plain
    assert gate(rules="{end-of-life: {grace: 1d}}")["policy"]["sha256"] != plain
