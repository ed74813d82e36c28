"""The configuration decides what its keys say, to the day and the percent; what is not built yet is listed, never ignored."""
import os
import re

import pytest

from papers import affected, breach, event, events, inventory, lifecycle, organisation, part, product, sbom

WIDGET = part("Widget", "1.0", "Maker")
BANK = "Example Bank"


@pytest.fixture
def under(desk):
    """under(configuration, paper, arguments...) -> the report, with facts.json as a feed of yours where it is there."""
    def run(config, paper, *args, **more):
        desk.put("mine.yaml", config)
        feeds = ["--feeds", "facts.json"] if (desk.folder / "facts.json").exists() else []
        return desk.audit_of(paper, *args, "--config", "mine.yaml", *feeds, **more)
    return run


# ---------------------------------------------------------------- what decides

@pytest.mark.parametrize("level, code", [("critical", 0), ("high", 2), ("medium", 2), ("low", 2), ("info", 2), ("never", 0)])
def test_one_fail_level_holds_for_blind_spots(under, level, code):
    assert under("policy: {fail_on: %s}\n" % level, sbom(WIDGET)).code == code


@pytest.mark.parametrize("level, code", [("critical", 0), ("high", 0), ("medium", 1), ("low", 1), ("never", 0)])
def test_one_fail_level_holds_for_violations(desk, under, level, code):
    desk.put("facts.json", events(breach()))  # medium, and the environment of the vendor is known
    desk.put("laptop.json", inventory(ownership="corporate", access=()))
    assert under("policy: {fail_on: {violation: %s, blind-spot: never}}\n" % level, sbom(WIDGET), "laptop.json").code == code


@pytest.mark.parametrize("config, reasons", [
    ("{violation: never, blind-spot: never}", []), ("{violation: never}", ["blind-spot"]), ("{blind-spot: never}", ["violation"]),
    ("{violation: critical}", ["violation", "blind-spot"]), ("{contradiction: never}", ["violation", "blind-spot"])])
def test_each_class_has_its_fail_level(desk, under, config, reasons):
    desk.put("facts.json", events(event()))
    assert under("policy: {fail_on: %s}\n" % config, sbom(WIDGET))["exit"]["reasons"] == reasons


def test_the_command_line_stands_above_the_configuration(under):
    assert under("policy: {fail_on: never}\n", sbom(WIDGET), "--fail-on", "high").code == 2


def test_a_violation_wins_over_a_blind_spot(desk, under):
    desk.put("facts.json", events(event()))
    report = under("policy: {fail_on: high}\n", sbom(WIDGET))
    assert report["exit"] == {"code": 1, "reasons": ["violation", "blind-spot"]}


@pytest.mark.parametrize("severity, code", [("critical", 2), ("high", 2), ("medium", 0), ("info", 0)])
def test_the_severity_of_a_rule_can_be_changed(under, severity, code):
    report = under("policy: {rules: {no-environment-evidence: {severity: %s}}}\n" % severity, sbom(WIDGET))
    assert (report.one("no-environment-evidence")["severity"], report.code) == (severity, code)


@pytest.mark.parametrize("facts, severity", [({}, "medium"), ({"affected": [], "suspected": [affected(["1.0"])]}, "low")])
def test_what_is_suspected_is_one_level_below_a_changed_severity(desk, under, facts, severity):
    desk.put("facts.json", events(event(**facts)))
    assert under("policy: {rules: {compromised-release: {severity: medium}}}\n",
                 sbom(WIDGET)).one("compromised-release")["severity"] == severity


@pytest.mark.parametrize("fact", [event(), breach(), lifecycle()])
def test_what_decides_is_accepted_by_name_and_never_as_a_kind(desk, twohop, fact):
    paper = desk.put("sbom.json", sbom(WIDGET, product("Gadget", supplier="Maker")))
    desk.put("facts/0.json", events(fact) if "kind" in fact else fact)
    args = ["audit", paper, "--feeds", "facts", "--fail-on", "violation=info,blind-spot=never", "--as-of", "2024-06-01"]
    done = twohop(args, cwd=desk.folder)
    assert done.code == 1 and "severity: low" not in done.stdout and "fail: never" not in done.stdout
    stanzas = re.findall(r"^ +(- \{rule: .*?\})$", done.stdout, re.S | re.M)
    desk.put("accept.yaml", "exceptions:\n" + "".join("  %s\n" % stanza for stanza in stanzas))
    assert stanzas and twohop([*args, "--config", "accept.yaml"], cwd=desk.folder).code == 0


@pytest.mark.parametrize("rule, code", [("vulnerable", 3), ("known-exploited", 3), ("redacted", 3), ("end-of-life", 0),
                                        ("compromised-release", 0)])
def test_a_required_rule_that_was_not_evaluated_is_3(under, rule, code):
    report = under("policy: {fail_on: never, require: [%s]}\n" % rule, sbom(WIDGET))
    assert report["exit"] == {"code": code, "reasons": ["not-evaluated"] if code else []}


def test_a_required_rule_is_only_a_reason_beside_a_blind_spot(under):
    assert under("policy: {require: [vulnerable]}\n",
                 sbom(WIDGET))["exit"] == {"code": 2, "reasons": ["blind-spot", "not-evaluated"]}


@pytest.mark.parametrize("config", [
    "policy: {require: [end-of-lief]}\n", "policy: {rules: {end-of-lief: {severity: low}}}\n", "policy: {fail_on: hihg}\n",
    "policy: {visibility: {hop: 2}}\n", "policy: {visibility: {hop: 1.5, at_least: 60%}}\n",
    "policy: {visibility: {hop: 2, at_least: 160%}}\n", "policy: {fail_on: {violations: high}}\n", "self: {}\n", "- a\n",
    "self: [a]\nself: [b]\n", "exceptions: [{rule: end-of-life, owner: a, reason: b}]\n",
    "exceptions: [{rule: end-of-life, component: c, owner: a, reason: b, expires: soon}]\n",
    "exceptions: [{rule: compromised-release, id: c, owner: a, reason: b, expires: 2030-01-01}]\n", "a: &a [*a]\n"
])
def test_a_configuration_that_is_wrong_is_64_with_its_place(desk, twohop, config):
    desk.put("mine.yaml", config)
    done = twohop(["audit", desk.put("sbom.json", sbom(WIDGET)), "--config", "mine.yaml"])
    assert (done.code, done.stdout, done.stderr.count("\n")) == (64, "", 1) and done.stderr.startswith("twohop: mine.yaml:")


# ---------------------------------------------------------------- how far one sees

CHAIN = sbom(part("a", "1", "A"), part("b", "1", "B"), part("mystery", "1"),
             depends={"Product@1.0": ["a@1"], "a@1": ["b@1"], "b@1": ["mystery@1"], "mystery@1": []})


@pytest.mark.parametrize("depth, visibility", [("2", {"hop": 2, "known": 1, "unknown": 0, "documented": 0, "ratio": 1.0}),
                                               ("3", {"hop": 3, "known": 1, "unknown": 0, "documented": 0, "ratio": 1.0}),
                                               ("4", {"hop": 4, "known": 0, "unknown": 1, "documented": 0, "ratio": 0.0}),
                                               ("9", {"hop": 9, "known": 0, "unknown": 0, "documented": 0, "ratio": None})])
def test_visibility_is_measured_at_the_depth(desk, depth, visibility):
    assert desk.audit_of(CHAIN, "--depth", depth)["visibility"] == visibility


@pytest.mark.parametrize("depth, told", [("2", False), ("3", False), ("4", True)])
def test_blind_spots_are_told_up_to_the_depth(desk, depth, told):
    assert bool(desk.audit_of(CHAIN, "--depth", depth).all("unknown-supplier")) == told


def test_violations_are_told_beyond_the_depth(desk):
    desk.put("facts.json", events(event(supplier="B", product="b", versions=["1"])))
    assert desk.audit_of(CHAIN, "--feeds", "facts.json").one("compromised-release", "b")["hop"] == 3


SEEN = sbom(part("a", "1", "A"), part("b", "1", "B"), part("c", "1", "C"), part("x", "1"), part("y", "1"))  # 3 of 5 at hop 2


@pytest.mark.parametrize("least, reasons", [("60%", []), ("61%", ["visibility"]), ("0%", []), ("100%", ["visibility"])])
def test_visibility_below_policy_is_2(under, least, reasons):
    report = under("policy: {fail_on: never, visibility: {hop: 2, at_least: %s}}\n" % least, SEEN)
    assert report["exit"] == {"code": 2 if reasons else 0, "reasons": reasons} and report["visibility"]["ratio"] == 0.6


@pytest.mark.parametrize("hop, reasons", [(2, []), (3, []), (4, ["visibility"]), (9, [])])
def test_visibility_is_asked_for_at_the_hop_of_the_policy(under, hop, reasons):
    report = under("policy: {fail_on: never, visibility: {hop: %d, at_least: 50%%}}\n" % hop, CHAIN)
    assert (report["visibility"]["hop"], report["exit"]["reasons"]) == (hop, reasons)


def test_visibility_decides_nothing_without_policy(under):
    assert under("policy: {fail_on: never}\n", sbom(part("x", "1"))).code == 0


def test_who_gives_no_list_is_an_unknown_one_hop_further(desk):
    paper = sbom(WIDGET, depends={})
    del paper["dependencies"]
    desk.put("silent.json", sbom(root=product("Silent", supplier="Silent Ltd")))
    assert desk.audit_of(paper,
                         "silent.json")["visibility"] == {"hop": 2, "known": 1, "unknown": 1, "documented": 0, "ratio": 0.5}


def test_a_supplier_about_whom_a_paper_was_given_is_documented(desk):
    desk.put("widget.json", sbom(part("x", "1", "X"), root=part("Widget", "1.0", "Maker")))
    assert desk.audit_of(sbom(WIDGET), "widget.json")["visibility"]["documented"] == 1


# ---------------------------------------------------------------- what is yours


@pytest.mark.parametrize("own, hop", [("['*.json']", 0), ("[sbom.cdx.json]", 0), ("['sbom.*']", 0), ("['*.xml']", 1),
                                      ("['builds/*.json']", 1), ("['SBOM*']", 1), ("['./sbom.cdx.json']", 0),
                                      ("['s?om.cdx.json']", 0), ("['*.jso']", 1), ("[]", 1)])
def test_own_is_a_pattern_for_paths(under, own, hop):
    assert under("own: %s\n" % own, sbom(WIDGET)).hops()["Vendor"] == hop


@pytest.mark.parametrize("own, hop", [("'builds/*.json'", 0), ("'builds/**'", 0), ("'*.json'", 1), ("builds", 1),
                                      ("'build/*.json'", 1)])
def test_own_patterns_are_relative_to_the_configuration(desk, own, hop):
    desk.put("place/builds/a.json", sbom(WIDGET))
    desk.put("place/mine.yaml", "own: [%s]\n" % own)
    assert desk.audit("place/builds", "--config", "place/mine.yaml").hops()["Vendor"] == hop


def test_a_star_does_not_cross_folders(desk):
    desk.put("builds/vendor/a.json", sbom(WIDGET))
    desk.put("mine.yaml", "own: ['builds/*.json']\n")
    assert desk.audit("builds", "--config", "mine.yaml").hops()["Vendor"] == 1


@pytest.mark.parametrize("key", ["own: [docs/sbom.json]\n", "inventories: [{file: docs/laptop.json, ownership: personal}]\n"])
def test_a_path_of_the_configuration_means_the_file_however_it_was_named(desk, key):
    desk.put("docs/sbom.json", sbom(WIDGET))
    desk.put("docs/laptop.json", inventory(ownership=None))
    desk.put("mine.yaml", key)
    reports = [
        desk.audit(place, "--config", "mine.yaml", held=False) for place in ("docs", str(desk.folder / "docs"), "docs/../docs")
    ]
    assert len({(report.code, *sorted(f["rule"] for f in report["findings"])) for report in reports}) == 1


@pytest.mark.parametrize("own, place, hop", [
    ("docs/**", "link", 0), ("link/*", "docs", 0), ("docs/**", "docs/../other", 1), ("link/**", "link/../other", 1)])
def test_own_means_files_and_no_spelling(desk, own, place, hop):
    desk.put("docs/a.json", sbom(WIDGET))
    desk.put("other/a.json", sbom(WIDGET))
    os.symlink("docs", desk.folder / "link")
    desk.put("mine.yaml", "own: ['%s']\n" % own)
    assert desk.audit(place, "--config", "mine.yaml", held=False).hops()["Vendor"] == hop


@pytest.mark.parametrize("args, said", [((), True), (("--config", "twohop.yaml"), False)])
def test_a_configuration_among_the_papers_is_in_force_and_that_is_said(desk, args, said):
    desk.put("sbom.json", sbom(WIDGET))
    desk.put("twohop.yaml", "policy: {fail_on: never}\n")
    report = desk.audit(".", *args)
    assert report.code == 0 and ("config-among-inputs" in report.done.stderr) == said


def test_what_you_make_is_hop_0_in_your_own_papers(desk):
    paper = sbom(part("module", "1", BANK), part("lib", "1", "Maker"), root=product("App", "1", BANK),
                 depends={"App@1": ["module@1"], "module@1": ["lib@1"]})
    assert desk.audit_of(paper, "--own").hops() == {BANK: 0, "Maker": 1}


def test_what_you_make_under_your_other_name_is_hop_0_too(under):
    paper = sbom(part("module", "1", "Bank IT"), root=product("App", "1", BANK))
    assert under("self: [%s, Bank IT]\nown: [sbom.cdx.json]\n" % BANK, paper).hops() == {BANK: 0, "Bank IT": 0}


def test_what_you_make_in_anothers_papers_is_on_the_way(desk):
    paper = sbom(part("module", "1", BANK), root=product())
    assert desk.audit_of(paper, "--self", BANK).hops()["Vendor"] == 1


def test_no_vendor_is_asked_in_your_own_papers(desk):
    assert desk.audit_of(sbom(WIDGET), "--own").code == 0


def test_a_supplier_that_you_call_critical_is_asked_like_a_vendor(under):
    asked = {
        f["subject"]["name"]
        for f in under("suppliers: [{name: Maker, criticality: high}]\n", sbom(WIDGET)).all("no-environment-evidence")
    }
    assert asked == {"Vendor", "Maker"}


def test_a_supplier_that_you_merely_list_is_not_asked(under):
    asked = {
        f["subject"]["name"]
        for f in under("suppliers: [{name: Maker, aliases: [M]}]\n", sbom(WIDGET)).all("no-environment-evidence")
    }
    assert asked == {"Vendor"}


def test_a_domain_that_you_state_tells_namesakes_apart(desk, under):
    desk.put("facts.json", events(event(supplier={"name": "Maker", "aliases": [], "domains": ["maker.example"]})))
    assert under("suppliers: [{name: Maker, domains: [other.example]}]\n", sbom(WIDGET)).all("compromised-release") == []


# ---------------------------------------------------------------- inventories

def told(config):
    return "inventories: [{file: laptop.json%s}]\n" % config


@pytest.mark.parametrize("config, severity", [("", None), (", ownership: personal", "high"),
                                              (", ownership: personal, access: [build]", "critical"),
                                              (", ownership: personal, access: [signing]", "critical"),
                                              (", ownership: personal, access: [source]", "critical"),
                                              (", ownership: personal, access: [corporate]", "high"),
                                              (", ownership: corporate, access: [build]", None)])
def test_ownership_and_access_can_be_told(desk, under, config, severity):
    desk.put("laptop.json", inventory(WIDGET, ownership=None, access=()))
    found = under(told(config), sbom(), "laptop.json").all("unmanaged-device", "laptop")
    assert [f["severity"] for f in found] == ([severity] if severity else [])


def test_the_supplier_of_a_device_can_be_told(desk, under):
    desk.put("laptop.json", inventory(WIDGET, supplier=None))
    path = under(told(", supplier: Vendor, ownership: personal"), sbom(), "laptop.json").one("unmanaged-device", "laptop")["path"]
    assert [step["name"] for step in path] == ["you", "Product", "Vendor", "laptop"]


@pytest.mark.parametrize("collected, blind", [("2023-06-02", False), ("2023-06-01", True)])
def test_the_day_of_an_inventory_can_be_told(desk, under, collected, blind):
    desk.put("laptop.json", inventory(created=None, access=()))
    report = under(told(", collected: " + collected), sbom(WIDGET), "laptop.json", day="2024-06-01")
    assert bool(report.all("no-environment-evidence", "Vendor")) == blind


def test_an_inventory_collected_after_the_day_is_no_evidence(desk, under):
    desk.put("laptop.json", inventory(created=None, access=()))
    assert under(told(", collected: 2025-01-01"), sbom(WIDGET), "laptop.json").all("no-environment-evidence", "Vendor") != []


@pytest.mark.parametrize("day, status", [("2025-01-01", "read"), ("2024-12-31", "ignored")])
def test_an_inventory_exists_from_the_day_on_which_it_was_collected(desk, under, day, status):
    desk.put("laptop.json", inventory(created=None, access=()))
    report = under(told(", collected: 2025-01-01"), sbom(WIDGET), "laptop.json", day=day)
    assert report.document("laptop.json")["status"] == status


@pytest.mark.parametrize("ownership, stated", [("personal", True), ("Corporate", True), ("excellent", False), ("", False)])
def test_an_ownership_that_is_no_word_of_ours_is_said_and_not_stated(desk, ownership, stated):
    laptop = inventory(access=())
    laptop["metadata"]["component"]["properties"] = [{"name": "twohop:device:ownership", "value": ownership}]
    report = desk.audit_of(sbom(WIDGET), desk.put("laptop.json", laptop))
    assert (report.all("no-environment-evidence", "Vendor") == []) == stated and ("bad-value" in report.codes()) != stated


def test_an_inventory_that_is_told_of_and_not_there_is_66(under):
    report = under(told(", ownership: personal"), sbom(WIDGET))
    assert report.code == 66 and "no-input" in report["exit"]["reasons"] and "laptop.json" in report.done.stderr


def test_what_runs_on_a_device_is_looked_at(desk, under):
    desk.put("laptop.json", inventory(WIDGET))
    desk.put("facts.json", events(event()))
    path = under("{}\n", sbom(), "laptop.json").one("compromised-release", "Widget")["path"]
    assert [(step.get("relation"), step["name"], step["hop"]) for step in path] == [(None, "you", 0),
                                                                                    ("acquires", "Product", 1),
                                                                                    ("supplied-by", "Vendor", 1),
                                                                                    ("operates", "laptop", 1),
                                                                                    ("runs", "Widget", 2)]


def test_the_blind_spots_of_who_is_reached_over_a_device_are_one_level_lower(desk, under):
    desk.put("laptop.json", inventory(WIDGET))
    assert under("{}\n", sbom(part("x", "1", "X")), "laptop.json").one("no-environment-evidence", "Maker")["severity"] == "medium"


def test_a_device_of_somebody_whom_you_do_not_reach_is_told_all_the_same(desk):
    desk.put("laptop.json", inventory(WIDGET, supplier=organisation("Stranger")))
    assert desk.audit_of(sbom(), "laptop.json").one("unmanaged-device", "laptop")
