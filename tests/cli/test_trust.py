"""What a vendor sends can add suspicion, never remove it: nothing in an audited folder clears anything, and the same file
clears where you name it yourself. In these tests the folder "drop" came from a vendor, all else is yours."""
import pytest

from papers import VENDOR, affected, breach, event, events, inventory, lifecycle, organisation, part, product, sbom

X_TRADER = part("X_TRADER", "7.17.90", "Trading Technologies")
X_TRADER_PURL = "pkg:generic/tradingtechnologies.com/x_trader"
WIDGET = part("Widget", "1.0", "Maker")
AFTER = "2023-04-21"
OLD = "2018-11-01T00:00:00Z"
BANK = "Example Bank"

# How you name a file of the drop yourself: arguments, and the configuration where it takes one.
NAMED = {
    "on the command line": (["drop", "drop/FILE"], None),
    "with --feeds": (["drop", "--feeds", "drop/FILE"], None),
    "with --feeds and its folder": (["drop/sbom.cdx.json", "--feeds", "drop"], None),
    "in the configuration": (["drop", "--config", "mine.yaml"], "feeds: [drop/FILE]\n"),
}


@pytest.fixture(params=NAMED)
def audit_named(request, desk):
    """audit_named(file of the drop, day) -> the report, where you name the file in one of the ways."""
    def run(file, **more):
        args, config = NAMED[request.param]
        if config:
            desk.put("mine.yaml", config.replace("FILE", file))
        held = "--feeds and its" not in request.param
        return desk.audit(*[arg.replace("FILE", file) for arg in args], held=held, **more)
    return run


def drop(desk, *parts, created=OLD, **more):
    desk.put("drop/sbom.cdx.json", sbom(*parts, created=created, **more))


# ---------------------------------------------------------------- configuration

OBEYED = {  # a configuration -> what would be different if it were obeyed
    "policy: {fail_on: never}\n": lambda report: report.code == 0,
    "own: ['*.json', 'drop/*.json']\n": lambda report: report.hops()["Vendor"] == 0,
    "policy: {rules: {no-environment-evidence: {severity: low}}}\n": lambda report: report.code == 0,
    "suppliers: [{name: Vendor, aliases: [Maker]}]\n": lambda report: "Maker" not in report.hops(),
}


@pytest.mark.parametrize("name", ["drop/twohop.yaml", "drop/deep/er/twohop.yaml"])
@pytest.mark.parametrize("config", OBEYED)
def test_a_configuration_in_the_drop_is_not_obeyed(desk, config, name):
    drop(desk, WIDGET)
    desk.put(name, config)
    assert not OBEYED[config](desk.audit("drop"))


@pytest.mark.parametrize("config", OBEYED)
def test_the_same_configuration_is_obeyed_where_you_name_it(desk, config):
    drop(desk, WIDGET)
    desk.put("drop/twohop.yaml", config)
    if config.startswith("own"):
        desk.put("drop/twohop.yaml", "own: ['*.json']\n")  # its paths are relative to it
    assert OBEYED[config](desk.audit("drop", "--config", "drop/twohop.yaml"))


def test_a_configuration_in_the_drop_is_listed_as_ignored(desk):
    drop(desk, WIDGET)
    desk.put("drop/twohop.yaml", "policy: {fail_on: never}\n")
    document = desk.audit("drop").document("drop/twohop.yaml")
    assert document["status"] == "ignored" and "configuration" in document["why"]


def test_a_configuration_in_the_drop_is_not_even_checked(desk):
    drop(desk, WIDGET)
    desk.put("drop/twohop.yaml", "nonsense: [")
    assert desk.audit("drop").code == 2


def test_a_configuration_named_as_a_document_is_not_obeyed(desk):
    drop(desk, WIDGET)
    desk.put("drop/twohop.yaml", "policy: {fail_on: never}\n")
    assert desk.audit("drop/sbom.cdx.json", "drop/twohop.yaml").code == 2


# ---------------------------------------------------------------- events

def test_an_event_in_the_drop_adds_suspicion(desk):
    drop(desk, WIDGET)
    desk.put("drop/e.json", events(event()))
    assert desk.audit("drop").one("compromised-release", "Widget")["advisory"]["source"] == "drop/e.json"


TAKEN_BACK = {
    "by its id": event("TH-2022-X_TRADER", supplier="Trading Technologies", product="X_TRADER", versions=["7.17.90"],
                       published="2023-04-20", withdrawn="2023-04-20"),
    "with nothing affected": event("TH-2022-X_TRADER", supplier="Trading Technologies", product=None, published="2023-04-20",
                                   withdrawn="2023-04-20"),
    "under another name that shares the id": event("A", supplier="Trading Technologies", product=None,
                                                   aliases=["TH-2022-X_TRADER"], published="2023-04-20",
                                                   withdrawn="2023-04-20"),
}


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_a_withdrawal_in_the_drop_takes_no_built_in_event_back(desk, how):
    drop(desk, X_TRADER)
    desk.put("drop/e.json", events(TAKEN_BACK[how]))
    assert desk.audit("drop", day=AFTER).one("compromised-release", "X_TRADER")["severity"] == "critical"


@pytest.mark.parametrize("how", ["by its id", "with nothing affected"])
def test_a_withdrawal_that_you_name_takes_it_back(desk, audit_named, how):
    drop(desk, X_TRADER)
    desk.put("drop/e.json", events(TAKEN_BACK[how]))
    assert audit_named("e.json", day=AFTER).all("compromised-release") == []


def test_a_withdrawal_by_a_public_alias_in_the_drop_takes_nothing_back(desk):
    drop(desk, root=product("3CXDesktopApp", "18.12.416", "3CX"))
    desk.put("drop/e.json", events(event("X", supplier="3CX", product=None, aliases=["CVE-2023-29059"], withdrawn="2023-03-30")))
    assert desk.audit("drop", day=AFTER).one("compromised-release", "3CXDesktopApp")["severity"] == "critical"


def test_a_withdrawal_that_you_name_holds_from_its_day_on(desk):
    drop(desk, X_TRADER)
    desk.put("mine.json",
             events(event("TH-2022-X_TRADER", supplier="Trading Technologies", product=None, withdrawn="2023-05-10")))
    found = {day: len(desk.audit("drop", "--feeds", "mine.json", day=day).all("compromised-release"))
             for day in ("2023-05-09", "2023-05-10")}
    assert found == {"2023-05-09": 1, "2023-05-10": 0}


RESOLVED = event("TH-2023-3CX", supplier="3CX", product=None, published="2023-03-29", resolved="2023-04-01")


def test_a_resolution_in_the_drop_settles_no_affair(desk):
    drop(desk, root=product("3CXDesktopApp", "18.12.417", "3CX"))
    desk.put("drop/e.json", events(RESOLVED))
    assert desk.audit("drop", day=AFTER).one("compromised-supplier", "3CX")["severity"] == "medium"


def test_a_resolution_that_you_name_settles_it(desk, audit_named):
    drop(desk, root=product("3CXDesktopApp", "18.12.417", "3CX"))
    desk.put("drop/e.json", events(RESOLVED))
    assert audit_named("e.json", day=AFTER).all("compromised-supplier") == []


LESS = {  # a second account of your event by the vendor -> how it plays the affair down
    "fewer versions": event(versions=["9.9"]),
    "another product": event(product="Gadget"),
    "suspected only": event(versions=[], suspected=[affected(["1.0"])]),
    "another supplier": event(supplier="Somebody Else"),
    "published in a hundred years": event(published="2124-01-01"),
    "a breach without a product": breach(),
    "another platform": event(affected=[affected(["1.0"], "ios"), affected(["0.9"], "windows")]),
    "already withdrawn": event(withdrawn="2024-03-02"),
    "already resolved": event(resolved="2024-03-02"),
}


@pytest.mark.parametrize("how", LESS)
def test_a_second_account_in_the_drop_does_not_play_your_event_down(desk, how):
    drop(desk, WIDGET)
    desk.put("mine.json", events(event()))
    desk.put("drop/e.json", events(LESS[how]))
    found = desk.audit("drop", "--feeds", "mine.json").one("compromised-release", "Widget")
    assert (found["severity"], found["advisory"]["confidence"], found["advisory"]["published"]) == ("critical", "confirmed",
                                                                                                    "2024-03-01")


def test_an_alias_in_the_drop_does_not_settle_an_open_affair_with_a_settled_one(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(breach("OPEN"), breach("OVER", "Other", published="2023-01-01", resolved="2023-02-01")))
    desk.put("drop/e.json", events(breach("A", "Nobody", aliases=["OPEN", "OVER"])))
    assert desk.audit("drop", "--feeds", "mine.json").one("compromised-supplier", "Maker")


def test_an_alias_in_the_drop_does_not_take_an_event_back_with_a_withdrawn_one(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(event("REAL"), event("ERROR", product="Other", withdrawn="2024-03-10")))
    desk.put("drop/e.json", events(breach("A", "Nobody", aliases=["REAL", "ERROR"])))
    assert desk.audit("drop", "--feeds", "mine.json").one("compromised-release", "Widget")


def test_an_alias_in_the_drop_does_not_join_two_findings_to_one(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(event("ONE"), event("TWO")))
    desk.put("drop/e.json", events(breach("A", "Nobody", aliases=["ONE", "TWO"])))
    ids = {f["advisory"]["id"] for f in desk.audit("drop", "--feeds", "mine.json").all("compromised-release", "Widget")}
    assert ids == {"ONE", "TWO"}


def test_a_breach_does_not_become_a_release_that_you_do_not_have_by_the_words_of_the_drop(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(breach(supplier="Vendor")))
    desk.put("drop/e.json", events(event(supplier="Vendor", product="Nothing That Exists")))
    assert desk.audit("drop", "--feeds", "mine.json").one("compromised-supplier", "Vendor")["severity"] == "high"


def test_a_breach_does_not_disappear_behind_a_release_that_the_drop_makes_match(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(breach(supplier="Vendor")))
    desk.put("drop/e.json", events(event("A", versions=[], suspected=[affected(["1.0"])], aliases=["EV-1"])))
    assert desk.audit("drop", "--feeds", "mine.json").one("compromised-supplier", "Vendor")["severity"] == "high"


def test_a_breach_does_not_disappear_behind_another_supplier_that_the_drop_calls_breached(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(breach(supplier="Vendor")))
    desk.put("drop/e.json", events(breach(supplier="Maker")))
    report = desk.audit("drop", "--feeds", "mine.json")
    assert report.one("compromised-supplier", "Vendor")["severity"] == "high" and report.one("compromised-supplier", "Maker")


def test_an_open_affair_does_not_disappear_behind_what_only_the_drop_makes_match(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(event(versions=["2.0"])))
    desk.put("drop/e.json", events(event(supplier="Vendor", product="Product")))
    assert desk.audit("drop", "--feeds", "mine.json").one("compromised-supplier", "Maker")["severity"] == "medium"


def test_a_cause_that_the_drop_also_claims_to_be_is_still_the_cause(desk):
    drop(desk, WIDGET, part("Gadget", "1.0", "Other"))
    desk.put("mine.json", events(event("EFFECT", caused_by=["CAUSE"]), event("CAUSE", supplier="Other", product="Gadget")))
    desk.put("drop/e.json", events(event("A", supplier="Nobody", aliases=["EFFECT", "CAUSE"]), event("EFFECT", caused_by=["CAUSE"])))
    report = desk.audit("drop", "--feeds", "mine.json")
    assert report.one("compromised-release", "Widget")["caused_by"] == [report.one("compromised-release", "Gadget")["id"]]


def test_an_event_in_the_drop_does_not_rename_the_advisory_of_yours(desk):
    drop(desk, WIDGET)
    desk.put("mine.json", events(event("M-1")))
    before = desk.audit("drop", "--feeds", "mine.json").one("compromised-release", "Widget")
    desk.put("drop/e.json", events(event("A-1", title="Nothing happened", aliases=["M-1"])))
    after = desk.audit("drop", "--feeds", "mine.json").one("compromised-release", "Widget")
    assert (after["id"], after["message"], after["advisory"]["id"]) == (before["id"], before["message"], "M-1")


def test_the_suppliers_of_an_event_in_the_drop_rename_nobody(desk):
    drop(desk, part("a", "1", "3CX"), part("b", "1", "Trading Technologies"))
    desk.put(
        "drop/e.json",
        events(breach(supplier={"name": "3CX", "aliases": ["Trading Technologies"], "domains": ["tradingtechnologies.com"]})))
    assert desk.audit("drop").hops() == {"Vendor": 1, "3CX": 2, "Trading Technologies": 2}


def test_a_long_chain_of_causes_in_the_drop_is_no_fault_of_ours(desk):
    drop(desk, WIDGET)
    chain = [event("E%d" % i, product="P%d" % i, supplier="S%d" % i, caused_by=["E%d" % (i + 1)]) for i in range(1, 90)]
    desk.put("drop/e.json", events(event("E0", caused_by=["E1"]), *chain))
    assert desk.audit("drop").one("compromised-release", "Widget")["severity"] == "critical"


def test_a_chain_of_causes_beyond_the_ceiling_ends_and_says_so(desk):
    drop(desk, WIDGET)
    chain = [event("E%d" % i, product="P%d" % i, supplier="S%d" % i, caused_by=["E%d" % (i + 1)]) for i in range(1, 300)]
    desk.put("drop/e.json", events(event("E0", caused_by=["E1"]), *chain))
    found = desk.audit("drop").all("compromised-release")
    assert len(found) == 257 and [f["hop"] for f in found if "not followed" in f["message"]] == [max(f["hop"] for f in found)]


def test_causes_in_a_circle_end(desk):
    drop(desk, WIDGET)
    desk.put("drop/e.json", events(event("A", caused_by=["B"]), event("B", product="Other", caused_by=["C", "B"]),
                                   event("C", product="Third", caused_by=["A"])))
    assert len(desk.audit("drop").all("compromised-release")) == 3


# ---------------------------------------------------------------- ends of life

def cle(ends, **more):
    return lifecycle(X_TRADER_PURL, ends, "Trading Technologies", "X_TRADER", published="2018-10-01", **more)


def test_a_later_end_of_life_in_the_drop_changes_nothing(desk):
    drop(desk, X_TRADER)
    desk.put("drop/x.cle.json", cle("2030-12-31"))
    assert desk.audit("drop", day="2023-03-15").one("end-of-life", "X_TRADER")["advisory"]["source"] == "builtin-lifecycle"


def test_a_later_end_of_life_that_you_name_counts(desk, audit_named):
    drop(desk, X_TRADER)
    desk.put("drop/x.cle.json", cle("2030-12-31"))
    assert audit_named("x.cle.json", day="2023-03-15").all("end-of-life") == []


def test_an_earlier_end_of_life_in_the_drop_counts(desk):
    drop(desk, X_TRADER)
    desk.put("drop/x.cle.json", cle("2019-01-31"))
    assert desk.audit("drop", day="2019-06-01").one("end-of-life", "X_TRADER")["advisory"]["source"] == "drop/x.cle.json"


def test_a_later_end_of_life_in_the_drop_stands_behind_the_earlier_of_your_own(desk):
    drop(desk, WIDGET)
    desk.put("mine.cle.json", lifecycle(ends="2024-01-31"))
    desk.put("drop/x.cle.json", lifecycle(ends="2034-01-31"))
    assert desk.audit("drop", "--feeds", "mine.cle.json").one("end-of-life", "Widget")


def test_of_two_statements_in_the_drop_the_earlier_end_counts(desk):
    drop(desk, WIDGET)
    desk.put("drop/a.cle.json", lifecycle(ends="2034-01-31"))
    desk.put("drop/b.cle.json", lifecycle(ends="2024-01-31"))
    desk.put("drop/c.cle.json", lifecycle(ends="2044-01-31"))
    assert desk.audit("drop").one("end-of-life", "Widget")["advisory"]["source"] == "drop/b.cle.json"


@pytest.mark.parametrize("ends", ["2019-01-31", "2020-04-30", "2030-01-31"])
def test_an_end_of_distribution_in_the_drop_is_a_claim(desk, ends):
    drop(desk, X_TRADER)
    desk.put("drop/x.cle.json", cle(ends, distribution="2019-02-28"))
    assert desk.audit("drop", day="2023-03-15").one("end-of-life-distributed", "X_TRADER")


def test_a_statement_of_the_drop_hides_not_what_another_of_the_drop_says_of_distribution(desk):
    drop(desk, WIDGET)
    desk.put("drop/a.cle.json", lifecycle(ends="2024-01-31"))
    desk.put("drop/b.cle.json", lifecycle(ends="2024-01-30", distribution="2024-01-30"))
    found = desk.audit("drop").one("end-of-life-distributed", "Widget")
    assert found["advisory"]["source"] == "drop/a.cle.json"


def test_an_end_of_distribution_that_you_name_counts(desk, audit_named):
    drop(desk, X_TRADER)
    desk.put("drop/x.cle.json", cle("2020-04-30", distribution="2021-02-28"))
    assert audit_named("x.cle.json", day="2023-03-15").all("end-of-life-distributed") == []


def test_a_statement_that_you_name_and_that_does_not_speak_of_the_version_clears_nothing(desk):
    drop(desk, X_TRADER)
    desk.put("mine.cle.json", cle("2030-12-31", versions=[{"version": "8.0"}]))
    assert desk.audit("drop", "--feeds", "mine.cle.json", day="2023-03-15").one("end-of-life", "X_TRADER")


def test_a_statement_that_you_name_and_that_is_not_published_yet_clears_nothing(desk):
    drop(desk, X_TRADER)
    desk.put("mine.cle.json", lifecycle(X_TRADER_PURL, "2030-12-31", "Trading Technologies", "X_TRADER", published="2023-03-16"))
    assert desk.audit("drop", "--feeds", "mine.cle.json", day="2023-03-15").one("end-of-life", "X_TRADER")


# ---------------------------------------------------------------- names and domains

def test_a_product_that_names_you_as_its_supplier_stays_acquired(desk):
    drop(desk, WIDGET, root=product(supplier=BANK))
    report = desk.audit("drop", "--self", BANK)
    assert report.hops() == {BANK: 1, "Maker": 2} and "names-self" in report.codes()


@pytest.mark.parametrize("rule, parts", [("no-environment-evidence", [WIDGET]), ("no-upstream-list", [])])
def test_a_product_that_names_you_as_its_supplier_is_still_asked(desk, rule, parts):
    drop(desk, *parts, root=product(supplier=BANK))
    assert desk.audit("drop", "--self", BANK).one(rule, BANK)["hop"] == 1


def test_a_part_that_names_you_as_its_supplier_is_not_yours(desk):
    drop(desk, part("Widget", "1.0", BANK))
    desk.put("mine.json", events(event(supplier=BANK)))
    assert desk.audit("drop", "--self", BANK, "--feeds", "mine.json").one("compromised-release", "Widget")["hop"] == 2


def test_your_name_lent_to_another_domain_does_not_make_that_one_you(desk):
    drop(desk, part("lib", "1", organisation(BANK, *VENDOR["url"])))
    assert desk.audit("drop", "--self", BANK).one("no-environment-evidence", "Vendor")["hop"] == 1


def test_your_name_lent_to_another_domain_does_not_bring_that_one_to_hop_0_in_your_own_papers(desk):
    desk.put("own.json", sbom(part("tool", "1", VENDOR), root=product("App", supplier=BANK)))
    drop(desk, part("lib", "1", organisation(BANK, *VENDOR["url"])))
    desk.put("mine.yaml", "self: [%s]\nown: [own.json]\n" % BANK)
    assert desk.audit("own.json", "drop", "--config", "mine.yaml").hops()["Vendor"] == 1


APP = {"name": "App", "supplier": BANK, "purl": "pkg:generic/bank.example/app@1.0"}
CLAIMS_YOUR_APPLICATION = {
    "as a part": sbom(part("App", "1.0", BANK, purl=APP["purl"])),
    "as a part of the same hash": sbom(part("App", "1.0", BANK, hashes={"SHA-256": "ab" * 32})),
    "by a link": sbom(
        part("link", None, externalReferences=[{"type": "bom", "url": "urn:cdx:00000000-0000-4000-8000-000000000007/1"}])),
}


@pytest.mark.parametrize("how", CLAIMS_YOUR_APPLICATION)
def test_your_own_application_stays_at_hop_0_whatever_a_vendor_calls_its_part(desk, how):
    desk.put("own.json", sbom(part("lib", "1"), root=product(**APP, hashes={"SHA-256": "ab" * 32}), serial=7))
    desk.put("drop/sbom.cdx.json", CLAIMS_YOUR_APPLICATION[how])
    desk.put("mine.yaml", "own: [own.json]\n")
    assert desk.audit("own.json", "drop", "--config", "mine.yaml").one("unknown-supplier", "own.json")["hop"] == 0


NAMESAKE = organisation("Maker", "https://namesake.example")
MAKER_OF = {"name": "Maker", "aliases": [], "domains": ["maker.example"]}


@pytest.mark.parametrize("order", [["mine.cdx.json", "drop"], ["drop", "mine.cdx.json"]])
def test_another_paper_that_puts_a_name_to_another_domain_hides_nothing(desk, order):
    desk.put("mine.cdx.json", sbom(WIDGET))
    desk.put("mine.json", events(event(supplier=MAKER_OF)))
    drop(desk, part("x", "1", NAMESAKE), root=product("Other", supplier="Evil"))
    assert desk.audit(*order, "--feeds", "mine.json").one("compromised-release", "Widget")


@pytest.mark.parametrize("order", [["mine.cdx.json", "drop"], ["drop", "mine.cdx.json"]])
def test_another_paper_that_puts_a_built_in_name_to_another_domain_hides_nothing(desk, order):
    desk.put("mine.cdx.json", sbom(X_TRADER, created=OLD))
    drop(desk, part("x", "1", organisation("Trading Technologies", "https://evil.example")),
         root=product("Other", supplier="Evil"))
    assert desk.audit(*order, day=AFTER).one("compromised-release", "X_TRADER")


@pytest.mark.parametrize("order", [["mine.cdx.json", "drop"], ["drop", "mine.cdx.json"]])
@pytest.mark.parametrize("same", [{"purl": "pkg:generic/widget@1.0"}, {"hashes": {"SHA-256": "cd" * 32}}])
def test_another_paper_that_calls_the_same_part_anothers_hides_nothing(desk, order, same):
    desk.put("mine.cdx.json", sbom(part("Widget", "1.0", "Maker", **same)))
    desk.put("mine.json", events(event()))
    drop(desk, part("Widget", "1.0", "Somebody Else", **same), root=product("Other", supplier="Evil"))
    assert desk.audit(*order, "--feeds", "mine.json").one("compromised-release", "Widget")


@pytest.mark.parametrize("order", [["mine.cdx.json", "drop"], ["drop", "mine.cdx.json"]])
def test_another_paper_that_links_to_a_part_of_yours_hides_nothing(desk, order):
    desk.put("mine.cdx.json", sbom(WIDGET, serial=7))
    desk.put("mine.json", events(event()))
    drop(
        desk,
        part("x", "1", "Evil",
             externalReferences=[{"type": "bom", "url": "urn:cdx:00000000-0000-4000-8000-000000000007/1#Widget@1.0"}]),
        root=product("Other", supplier="Evil"))
    assert desk.audit(*order, "--feeds", "mine.json").one("compromised-release", "Widget")


def test_a_name_with_the_domain_of_a_compromised_vendor_is_that_vendor(desk):
    drop(desk, root=product("3CXDesktopApp", "18.12.416", organisation("Clean Software", "https://www.3cx.com")))
    assert desk.audit("drop", day=AFTER).one("compromised-release", "3CXDesktopApp")["subject"]["supplier"] == "Clean Software"


def test_an_alias_that_you_state_joins_two_names(desk):
    drop(desk, part("X_TRADER", "7.17.90", "TT Europe"))
    desk.put("mine.yaml", "suppliers: [{name: Trading Technologies, aliases: [TT Europe]}]\n")
    assert desk.audit("drop", "--config", "mine.yaml", day=AFTER).one("compromised-release", "X_TRADER")


def test_an_alias_that_only_a_paper_states_joins_nobody(desk):
    drop(desk, part("a", "1", "Maker"), part("b", "1", "Maker (formerly 3CX)"))
    assert "3CX" not in desk.audit("drop").hops()


# ---------------------------------------------------------------- evidence

def test_an_inventory_that_says_nothing_of_ownership_is_no_evidence(desk):
    drop(desk, WIDGET)
    desk.put("drop/laptop.json", inventory(ownership=None, access=()))
    assert desk.audit("drop").one("no-environment-evidence", "Vendor")["severity"] == "high"


def test_an_inventory_with_an_ownership_of_no_meaning_is_no_evidence(desk):
    drop(desk, WIDGET)
    desk.put("drop/laptop.json", inventory(ownership="excellent", access=()))
    assert desk.audit("drop").one("no-environment-evidence", "Vendor")["severity"] == "high"


def test_what_you_say_of_a_device_stands_above_what_its_inventory_says(desk):
    drop(desk, WIDGET)
    desk.put("drop/laptop.json", inventory(ownership="corporate", access=()))
    desk.put("mine.yaml", "inventories: [{file: drop/laptop.json, ownership: personal, access: [signing]}]\n")
    assert desk.audit("drop", "--config", "mine.yaml").one("unmanaged-device", "laptop")["severity"] == "critical"


def test_a_paper_dated_after_the_day_is_no_paper_and_says_so(desk):
    drop(desk, WIDGET, created="2030-01-01T00:00:00Z")
    report = desk.audit("drop")
    assert (report.code, report.document("drop/sbom.cdx.json")["status"]) == (66, "ignored")
