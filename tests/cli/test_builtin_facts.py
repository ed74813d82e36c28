"""The facts that the program ships: well formed, consistent with each other, and saying what the sources say.

The schema is checked by a small checker of our own, which knows the keywords that the schema uses and no others,
and by jsonschema too where that is installed.
"""
import calendar
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

try:
    import jsonschema
except ImportError:
    jsonschema = None

ROOT = Path(__file__).resolve().parents[2]
BUILTIN = ROOT / "feeds" / "builtin"
HASH_LENGTHS = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}


def load(path):
    def no_twins(pairs):
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), "%s: a member twice: %s" % (path, names)
        return dict(pairs)

    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_twins)


SCHEMA = load(BUILTIN / "events.schema.json")
FACTS = load(BUILTIN / "events.json")
EVENTS = {event["id"]: event for event in FACTS["events"]}
SUPPLIERS = load(BUILTIN / "suppliers.json")
LIFECYCLE = {path.name: load(path) for path in sorted((BUILTIN / "lifecycle").glob("*.cle.json"))}


# ---- a checker for the part of JSON Schema that events.schema.json uses

TYPES = {"object": dict, "array": list, "string": str, "null": type(None)}
REMARKS = {"$schema", "$id", "$defs", "title", "description"}


def complaints(schema, value, root, where="$"):
    found = []
    for keyword, wanted in schema.items():
        if keyword in REMARKS:
            continue
        if keyword not in KEYWORDS:
            raise AssertionError("the checker does not know the keyword %s" % keyword)
        found += KEYWORDS[keyword](wanted, value, schema, root, where)
    return found


def unless(good, where, message):
    return [] if good else ["%s: %s" % (where, message)]


def check_ref(wanted, value, schema, root, where):
    return complaints(root["$defs"][wanted.removeprefix("#/$defs/")], value, root, where)


def check_any(wanted, value, schema, root, where):
    return unless(any(not complaints(choice, value, root, where) for choice in wanted), where, "fits no choice")


def check_properties(wanted, value, schema, root, where):
    if not isinstance(value, dict):
        return []
    return [c for name in wanted if name in value
            for c in complaints(wanted[name], value[name], root, "%s.%s" % (where, name))]


def check_additional(wanted, value, schema, root, where):
    others = [n for n in value if n not in schema.get("properties", {})] if isinstance(value, dict) else []
    if wanted is False:
        return unless(not others, where, "unknown members %s" % others)
    return [c for name in others for c in complaints(wanted, value[name], root, "%s.%s" % (where, name))]


def check_items(wanted, value, schema, root, where):
    if not isinstance(value, list):
        return []
    return [c for n, item in enumerate(value) for c in complaints(wanted, item, root, "%s[%d]" % (where, n))]


def check_unique(wanted, value, schema, root, where):
    return unless(not isinstance(value, list) or len({json.dumps(v) for v in value}) == len(value), where, "twice")


KEYWORDS = {
    "$ref": check_ref,
    "anyOf": check_any,
    "properties": check_properties,
    "additionalProperties": check_additional,
    "items": check_items,
    "uniqueItems": check_unique,
    "propertyNames": lambda wanted, value, schema, root, where:
        [c for name in value for c in complaints(wanted, name, root, where)] if isinstance(value, dict) else [],
    "type": lambda wanted, value, schema, root, where: unless(isinstance(value, TYPES[wanted]), where, "no " + wanted),
    "const": lambda wanted, value, schema, root, where: unless(value == wanted, where, "is not %s" % wanted),
    "enum": lambda wanted, value, schema, root, where: unless(value in wanted, where, "is none of %s" % wanted),
    "required": lambda wanted, value, schema, root, where:
        unless(not isinstance(value, dict) or all(n in value for n in wanted), where, "lacks one of %s" % wanted),
    "pattern": lambda wanted, value, schema, root, where:
        unless(not isinstance(value, str) or re.search(wanted, value), where, "%r is not %s" % (value, wanted)),
    "minLength": lambda wanted, value, schema, root, where:
        unless(not isinstance(value, str) or len(value) >= wanted, where, "too short"),
    "minItems": lambda wanted, value, schema, root, where:
        unless(not isinstance(value, list) or len(value) >= wanted, where, "too few"),
}


# ---- dates: YYYY, YYYY-MM or YYYY-MM-DD

def first_day(date):
    return (date + "-01-01"[len(date) - 4:]) if len(date) < 10 else date


def last_day(date):
    if len(date) == 4:
        return date + "-12-31"
    if len(date) == 7:
        return "%s-%02d" % (date, calendar.monthrange(int(date[:4]), int(date[5:]))[1])
    return date


def entries(event):
    return event["affected"] + event["suspected"]


def versions_of(event, platform):
    return [v for entry in event["affected"] if entry["platform"] == platform for v in entry["versions"]]


def hashes_of(some):
    return {item["content"] for entry in some for item in entry.get("hashes", [])}


# ---- the schema

def test_the_events_keep_to_the_schema():
    assert complaints(SCHEMA, FACTS, SCHEMA) == []


def test_the_events_keep_to_the_schema_by_another_validator_too():
    if jsonschema is None:
        sys.stderr.write("jsonschema is not installed: the schema was checked by our own checker alone\n")
        pytest.skip("jsonschema is not installed: checked by our own checker alone")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(FACTS)] == []


@pytest.mark.parametrize("what, change", [
    ("an unknown kind", {"kind": "hack"}),
    ("an unknown member", {"severity": "high"}),
    ("no title", {"title": ""}),
    ("a thirteenth month", {"published": "2023-13"}),
    ("a purl with a version as product", {"product": {"name": "a", "purls": ["pkg:npm/a@1"]}}),
    ("a range without vers", {"affected": [{"range": ">=1"}]}),
    ("half a hash", {"affected": [{"hashes": [{"alg": "MD5", "content": "abcd"}]}]}),
    ("a supplier without name", {"supplier": {"domains": ["a.example"]}}),
])
def test_the_schema_refuses(what, change):
    event = {"id": "EV-1", "kind": "sabotage", "title": "t", "supplier": {"name": "s"}, "published": "2023"}
    good = {"schema": "twohop-events/1", "events": [event]}
    bad = {"schema": "twohop-events/1", "events": [{**event, **change}]}
    assert complaints(SCHEMA, good, SCHEMA) == []
    assert complaints(SCHEMA, bad, SCHEMA) != [], what
    if jsonschema is not None:
        assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(bad), what


# ---- events among each other

def test_every_builtin_event_has_every_member_of_the_contract():
    members = {"id", "aliases", "kind", "title", "supplier", "product", "affected", "suspected", "window", "published",
               "withdrawn", "resolved", "caused_by", "techniques", "references", "data"}
    for event in FACTS["events"]:
        assert members <= set(event), event["id"]
        assert set(event["supplier"]) == {"name", "aliases", "domains"}, event["id"]
        assert event["product"] is None or set(event["product"]) == {"name", "aliases", "purls", "cpes"}, event["id"]


def test_events_are_sorted_and_no_id_or_alias_stands_twice():
    ids = [event["id"] for event in FACTS["events"]]
    assert ids == sorted(ids)
    every = ids + [alias for event in FACTS["events"] for alias in event["aliases"]]
    assert sorted(every) == sorted(set(every))
    assert all(re.fullmatch(r"TH-[0-9]{4}-[A-Z0-9_-]+", id) for id in ids)


def test_causes_are_events_and_go_in_no_circle():
    for start in EVENTS:
        seen, todo = set(), list(EVENTS[start]["caused_by"])
        while todo:
            cause = todo.pop()
            assert cause in EVENTS, "%s names %s" % (start, cause)
            assert cause != start, "%s causes itself" % start
            if cause not in seen:
                seen.add(cause)
                todo += EVENTS[cause]["caused_by"]


def test_dates_are_in_order():
    for event in FACTS["events"]:
        window = event["window"] or {"from": None, "to": None}
        if window["from"] and window["to"]:
            assert first_day(window["from"]) <= last_day(window["to"]), event["id"]
        if window["from"]:
            assert last_day(event["published"]) >= first_day(window["from"]), event["id"]
        assert last_day(event["published"]) <= last_day(FACTS["updated"]), event["id"]


def test_a_moved_tag_has_a_window_and_something_to_match():
    for event in FACTS["events"]:
        if event["kind"] == "mutable-reference":
            assert event["window"] and event["window"]["from"] and event["window"]["to"], event["id"]
            assert event["affected"], event["id"]


def test_events_without_a_product_match_nothing():
    for event in FACTS["events"]:
        if event["kind"] in ("infrastructure-breach", "domain-takeover"):
            assert event["product"] is None, event["id"]
        if event["product"] is None:
            assert entries(event) == [], event["id"]


def test_every_entry_says_something():
    for event in FACTS["events"]:
        for entry in entries(event):
            assert any(entry.get(member) for member in ("versions", "range", "purls", "commits", "hashes")), event["id"]


def test_hashes_have_the_length_of_their_algorithm_and_belong_to_one_event():
    owner = {}
    for event in FACTS["events"]:
        for entry in entries(event):
            for item in entry.get("hashes", []):
                assert len(item["content"]) == HASH_LENGTHS[item["alg"]], item
                assert item["content"] == item["content"].lower(), item
                assert owner.setdefault(item["content"], event["id"]) == event["id"], item
                assert set(item.get("sources", [])) <= set(FACTS["sources"]), item
        assert not hashes_of(event["affected"]) & hashes_of(event["suspected"]), event["id"]


def test_package_urls_are_canonical():
    for event in FACTS["events"]:
        purls = (event["product"] or {}).get("purls", []) + [p for e in entries(event) for p in e.get("purls", [])]
        for purl in purls:
            kind = purl.split(":", 1)[1].split("/", 1)[0]
            name = purl.split("/", 1)[1].split("@")[0]
            assert "//" not in purl and not purl.endswith("/"), purl
            if kind in ("npm", "pypi", "github"):
                assert name == name.lower(), purl
            if kind == "pypi":
                assert "_" not in name, purl
            if kind == "npm":
                assert re.fullmatch(r"(%40[a-z0-9_.~-]+/)?[a-z0-9_.~-]+", name), purl


def test_every_event_names_its_sources():
    for event in FACTS["events"]:
        assert event["references"], event["id"]
        assert any(reference["url"] for reference in event["references"]) or event["data"]["marks"] == "L", event["id"]


# ---- what must be in the facts

def test_3cx_has_its_versions_by_platform():
    event = EVENTS["TH-2023-3CX"]
    assert versions_of(event, "windows") == ["18.12.407", "18.12.416"]
    assert versions_of(event, "macos") == ["18.11.1213", "18.12.402", "18.12.407", "18.12.416"]
    assert all(entry["range"] is None for entry in event["affected"])
    assert event["caused_by"] == ["TH-2022-X_TRADER"]
    assert event["aliases"] == ["CVE-2023-29059"]
    assert event["published"] in ("2023-03-29", "2023-03-30")


@pytest.mark.parametrize("content", [
    "aa124a4b4df12b34e74ee7f6c683b2ebec4ce9a8edcf9be345823b4fdcf5d868",
    "59e1edf4d82fae4978e97512b0331b7eb21dd4b838b850ba46794d9c7a2c0983",
    "7986bbaee8940da11ce089383521ab420c443ab7b15ed42aed91fd31ce833896",
    "11be1803e2e307b647a8a7e02d128335c448ff741bf06bf52b332e0bbf423b03",
    "e6bbc33815b9f20b0cf832d7401dd893fbc467c800728b5891336706da0dbcec",
    "bfecb8ce89a312d2ef4afc64a63847ae11c6f69e",
    "0eeb1c0133eb4d571178b2d9d14ce3e9",
])
def test_3cx_is_known_by_its_hashes(content):
    assert content in hashes_of(EVENTS["TH-2023-3CX"]["affected"])


def test_x_trader_is_confirmed_in_one_version_and_suspected_in_the_others():
    event = EVENTS["TH-2022-X_TRADER"]
    assert versions_of(event, "windows") == ["7.17.90p608", "7.17.90"]
    assert event["suspected"] == [{"range": "vers:intdot/>=7|<8"}]
    assert event["published"] == "2023-04-20"
    assert "fbc50755913de619fb830fb95882e9703dbfda67dbd0f75bc17eadc9eda61370" in hashes_of(event["affected"])
    assert event["caused_by"] == []


def test_the_cause_of_3cx_became_known_after_3cx():
    assert EVENTS["TH-2023-3CX"]["published"] < "2023-04-05" < EVENTS["TH-2022-X_TRADER"]["published"]


@pytest.mark.parametrize("id, purl", [
    ("TH-2025-SHAI-HULUD-2", "pkg:npm/posthog-js@1.297.3"),
    ("TH-2025-SHAI-HULUD-2", "pkg:npm/%40asyncapi/specs@6.8.3"),
    ("TH-2025-NX", "pkg:npm/%40nx/key@3.2.0"),
    ("TH-2018-EVENT-STREAM", "pkg:npm/flatmap-stream@0.1.1"),
    ("TH-2026-AXIOS", "pkg:npm/plain-crypto-js@4.2.1"),
])
def test_the_packages_of_a_wide_affair_are_listed(id, purl):
    assert purl in [p for entry in EVENTS[id]["affected"] for p in entry.get("purls", [])]


def test_shai_hulud_2_lists_795_packages():
    purls = EVENTS["TH-2025-SHAI-HULUD-2"]["affected"][0]["purls"]
    assert len({purl.rsplit("@", 1)[0] for purl in purls}) == 795


# ---- lifecycle

@pytest.mark.parametrize("name", LIFECYCLE)
def test_cle_events_are_complete_and_newest_first(name):
    document = LIFECYCLE[name]
    assert document["identifier"].startswith("pkg:")
    ids = [event["id"] for event in document["events"]]
    assert ids == sorted(set(ids), reverse=True)
    for event in document["events"]:
        assert event["type"] in ("endOfLife", "endOfSupport", "endOfDistribution")
        for member in ("effective", "published"):
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", event[member])
        assert all(len(item) == 1 and set(item) <= {"version", "range"} for item in event["versions"])


@pytest.mark.parametrize("name", LIFECYCLE)
def test_precise_dates_agree_with_the_cle_ones(name):
    document = LIFECYCLE[name]
    more = {event["id"]: event for event in document["x-twohop"]["events"]}
    assert set(more) == {event["id"] for event in document["events"]}
    for event in document["events"]:
        assert event["effective"] == last_day(more[event["id"]]["effective"]) + "T00:00:00Z"
        assert event["published"] == first_day(more[event["id"]]["published"]) + "T00:00:00Z"
        assert more[event["id"]]["references"]


def test_x_trader_could_still_be_had_as_far_as_anybody_knew_before_the_report():
    by_type = {event["type"]: event for event in LIFECYCLE["x_trader.cle.json"]["events"]}
    assert by_type["endOfLife"]["published"] < by_type["endOfLife"]["effective"] < "2020-05"
    assert by_type["endOfDistribution"]["published"] == "2023-04-20T00:00:00Z"
    assert by_type["endOfDistribution"]["effective"] < "2023-04-20"


def test_lifecycle_and_events_speak_of_the_same_product():
    event, document = EVENTS["TH-2022-X_TRADER"], LIFECYCLE["x_trader.cle.json"]
    assert document["identifier"] in event["product"]["purls"]
    assert document["x-twohop"]["supplier"] == event["supplier"]
    assert document["x-twohop"]["product"]["name"] == event["product"]["name"]


# ---- suppliers

LISTS = ("legal", "aliases", "domains", "npm", "maven", "github", "golang", "nuget", "composer", "packages", "cpe")


def test_suppliers_have_known_members_of_the_right_type():
    scalars = {"name": str, "kind": str, "by_name": bool, "parent": str, "acquired": str, "confidence": str, "note": str}
    kinds = {"company", "foundation", "project", "government", "distribution", "person"}
    for supplier in SUPPLIERS["suppliers"]:
        for member, value in supplier.items():
            if member in LISTS:
                assert value and all(isinstance(v, str) and v for v in value), supplier
            elif member == "former":
                assert all(set(v) == {"name", "until"} for v in value), supplier
            else:
                assert isinstance(value, scalars[member]), supplier
        assert supplier["kind"] in kinds, supplier
        assert supplier.get("confidence", "medium") == "medium", supplier


def test_no_two_suppliers_share_a_name_or_a_namespace():
    names = [supplier["name"] for supplier in SUPPLIERS["suppliers"]]
    assert len(names) == len(set(names))
    taken = {}
    for supplier in SUPPLIERS["suppliers"]:
        for member in LISTS[2:]:
            for value in supplier.get(member, []):
                assert taken.setdefault((member, value.lower()), supplier["name"]) == supplier["name"], value


def test_parents_are_suppliers_and_no_owner_owns_itself():
    rows = {supplier["name"]: supplier for supplier in SUPPLIERS["suppliers"]}
    for name in rows:
        above, step = set(), name
        while step is not None:
            assert step in rows and step not in above, name
            above.add(step)
            step = rows[step].get("parent")


def test_no_supplier_has_a_domain_that_never_names_one():
    never = {domain for group in SUPPLIERS["domains_never"].values() for domain in group}
    for supplier in SUPPLIERS["suppliers"]:
        assert not never & set(supplier.get("domains", [])), supplier["name"]
    for event in FACTS["events"]:
        assert not never & set(event["supplier"]["domains"]), event["id"]


def test_persons_are_found_by_their_account_alone():
    persons = [supplier for supplier in SUPPLIERS["suppliers"] if supplier["kind"] == "person"]
    assert persons
    assert all(person["by_name"] is False and person["github"] == [person["name"]] for person in persons)


def test_events_and_suppliers_agree_on_domains():
    owner = {domain: s["name"] for s in SUPPLIERS["suppliers"] for domain in s.get("domains", [])}
    names = {supplier["name"] for supplier in SUPPLIERS["suppliers"]}
    for event in FACTS["events"]:
        name = event["supplier"]["name"]
        for domain in event["supplier"]["domains"]:
            assert owner.get(domain, name) == name, event["id"]
        if any(domain in owner for domain in event["supplier"]["domains"]):
            assert name in names, event["id"]


@pytest.mark.parametrize("brand, buyer, since", [
    ("Piriform", "Avast", "2017-07"), ("Pingdom", "SolarWinds", "2014-06"), ("Dovecot", "Open-Xchange", "2015-03"),
])
def test_a_brand_that_was_bought_keeps_its_row(brand, buyer, since):
    row = next(supplier for supplier in SUPPLIERS["suppliers"] if supplier["name"] == brand)
    assert (row["parent"], row["acquired"]) == (buyer, since)


def test_the_script_makes_the_shipped_table_and_always_the_same():
    shared = os.environ.get("TWOHOP_SHARED")
    if not shared:
        sys.stderr.write("TWOHOP_SHARED is not set: suppliers.json was not made again from its tables\n")
        pytest.skip("TWOHOP_SHARED is not set: suppliers.json was not made again from its tables")
    tables = [Path(shared) / "facts" / name for name in ("suppliers.tsv", "individual-maintainers.tsv")]
    command = [sys.executable, str(BUILTIN / "make_suppliers.py"), *map(str, tables), "-"]
    made = [subprocess.run(command, check=True, capture_output=True).stdout for _ in range(2)]
    assert made[0] == made[1] == (BUILTIN / "suppliers.json").read_bytes()


def test_the_script_refuses_a_table_that_it_does_not_know(tmp_path):
    table = tmp_path / "other.tsv"
    table.write_text("name\tkind\nAcme\tcompany\n", encoding="utf-8")
    command = [sys.executable, str(BUILTIN / "make_suppliers.py"), str(table), str(table), "-"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode != 0 and result.stdout == "" and "not the table" in result.stderr
