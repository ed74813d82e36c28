"""Inventories of machines: what a device runs is upstream of whose staff uses it, whatever tool made the list.

The case is that of 3CX (testdata/3cx): the softphone's SBOM, and the laptop that ran X_TRADER as each tool would have listed it.
"""
import csv
import io
import json
import pathlib

import pytest

DAY = "2023-04-21"
SOFTPHONE = (pathlib.Path(__file__).resolve().parents[2] / "testdata" / "3cx" / "3cx-desktopapp.cdx.json").read_text()
LAPTOP = (pathlib.Path(__file__).resolve().parents[2] / "testdata" / "3cx" / "laptop-17.obom.cdx.json").read_text()
MAKER = "Trading Technologies International, Inc."
APPS = [("X_TRADER", "7.17.90p608", MAKER), ("Firefox", "101.0.1", "Mozilla")]
SAID = "inventories: [{file: docs/list, device: laptop-17, supplier: 3CX, ownership: personal, access: [build, corporate], collected: 2023-04-01}]\n"


# ---- the same list as each tool makes it ----

def table(heading, rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([heading, *rows])
    return out.getvalue()


def osquery_row(name, version, publisher):
    return {"name": name, "version": version, "install_location": "C:\\Program Files\\" + name, "install_source": "",
            "publisher": publisher, "identifying_number": ""}


def osquery_json(apps=APPS):
    return json.dumps([osquery_row(*app) for app in apps], indent=1)


def osquery_csv(apps=APPS):
    heading = list(osquery_row("", "", ""))
    return table(heading, [[osquery_row(*app)[key] for key in heading] for app in apps])


def osqueryi_csv(apps=APPS):
    heading = list(osquery_row("", "", ""))
    return table(heading, [[osquery_row(*app)[key] for key in heading] for app in apps], "|")


def osquery_line(app, action="added", host="laptop-17"):
    return json.dumps({"name": "programs", "hostIdentifier": host, "calendarTime": "Sat Apr  1 09:00:00 2023 UTC", "unixTime": 1680339600,
                       "columns": osquery_row(*app), "action": action}) + "\n"


def osquery_log(apps=APPS):
    return "".join(osquery_line(app) for app in apps)


def osquery_snapshot(apps=APPS):
    return json.dumps({"name": "programs", "hostIdentifier": "laptop-17", "calendarTime": "Sat Apr  1 09:00:00 2023 UTC", "action": "snapshot",
                       "snapshot": [osquery_row(*app) for app in apps]}) + "\n"


def swid(app=APPS[0], more="", role="softwareCreator licensor", entities=None, inside='<Evidence date="2023-04-01T00:00:00Z" deviceId="laptop-17"/>'):
    entities = entities or '<Entity name="%s" regid="tradingtechnologies.com" role="tagCreator %s"/>' % (app[2], role)
    return ('<?xml version="1.0" encoding="utf-8"?>\n<SoftwareIdentity xmlns="http://standards.iso.org/iso/19770/-2/2015/schema.xsd" '
            'name="%s" version="%s" tagId="tt-xtrader-7" %s>\n%s%s</SoftwareIdentity>' % (app[0], app[1], more, entities, inside))


def cbor(value):
    def head(kind, number):
        if number < 24:
            return bytes([kind << 5 | number])
        size = next(i for i in range(4) if number < 1 << (8 << i))
        return bytes([kind << 5 | 24 + size]) + number.to_bytes(1 << size, "big")
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())


def fleet(apps=APPS, host="laptop-17", indent=None):
    rows = [{**osquery_row(*app), "host_hostname": host} for app in apps]
    return json.dumps({"host": host, "rows": rows}, indent=indent) + "\n"


COSWID = b"\xda\x53\x57\x49\x44"


def coswid(app=APPS[0], **more):
    # keys of RFC 9393: 0 tag-id, 12 tag-version, 1 software-name, 13 version, 2 entity (31 name, 32 reg-id, 33 role), 3 evidence
    return COSWID + cbor({0: "tt-xtrader-7", 12: 0, 1: app[0], 13: app[1], 2: {31: app[2], 33: [1, 2]}, 3: {35: 1680339600, 36: "laptop-17"},
                          **more.get("members", {})})


def intune_csv(apps=APPS):
    heading = ["ApplicationKey", "ApplicationName", "ApplicationPublisher", "ApplicationShortVersion", "ApplicationVersion", "DeviceId",
               "DeviceName", "OSDescription", "OSVersion", "Platform"]
    return "\ufeff" + table(heading, [["k%d" % i, name, publisher, "", version, "d1", "laptop-17", "Windows", "10.0", "Windows"]
                                      for i, (name, version, publisher) in enumerate(apps)])


def graph_apps(apps=APPS, owner=None):
    device = {"id": "d1", "deviceName": "laptop-17", **({"managedDeviceOwnerType": owner} if owner else {})}
    return json.dumps({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/detectedApps(managedDevices())",
                       "value": [{"id": "a%d" % i, "displayName": name, "version": version, "publisher": publisher, "managedDevices": [device]}
                                 for i, (name, version, publisher) in enumerate(apps)]})


FORMS = {"osquery-json": osquery_json, "osquery-csv": osquery_csv, "osqueryi": osqueryi_csv, "osquery-log": osquery_log,
         "osquery-snapshot": osquery_snapshot, "fleet": fleet, "swid": swid, "coswid": coswid, "intune-csv": intune_csv, "intune-json": graph_apps}


@pytest.fixture
def case(desk):
    """Audits the softphone with a list of what the laptop runs."""
    def audit(content, said=SAID, name="docs/list"):
        desk.put("docs/softphone.cdx.json", SOFTPHONE)
        desk.put(name, content)
        desk.put("twohop.yaml", said)
        return desk.audit("docs", day=DAY)
    return audit


def arrow(finding):
    return [(step.get("relation"), step["name"], step["hop"]) for step in finding["path"]]


def of_machine(report, confidence="confirmed"):
    """The compromise of X_TRADER by way of a machine that runs it, not by the word of an event."""
    return [f for f in report.all("compromised-release", "X_TRADER") if f["advisory"]["confidence"] == confidence
            and any(step.get("relation") == "runs" for step in f["path"])]


# ---- the finding does not depend on the tool ----

def of_obom(case):
    return case(LAPTOP, said="{}\n").one("compromised-release", "X_TRADER")


@pytest.mark.parametrize("form", FORMS)
def test_x_trader_is_found_at_hop_2_by_the_same_path_whatever_made_the_list(case, form):
    expected = of_obom(case)
    finding = case(FORMS[form]()).one("compromised-release", "X_TRADER")
    assert (finding["hop"], finding["severity"], finding["advisory"]["confidence"]) == (2, "critical", "confirmed")
    assert arrow(finding) == arrow(expected)


@pytest.mark.parametrize("form", FORMS)
def test_the_personal_laptop_is_told_whatever_made_the_list(case, form):
    assert case(FORMS[form]()).one("unmanaged-device", "laptop-17")["severity"] == "critical"


@pytest.mark.parametrize("form", FORMS)
def test_the_end_of_life_of_what_a_machine_runs_is_told_whatever_made_the_list(case, form):
    assert case(FORMS[form]()).one("end-of-life", "X_TRADER")["hop"] == 2


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_query_may_have_asked_for_three_columns_alone(case, form):
    rows = [dict(zip(("name", "version", "publisher"), app)) for app in APPS]
    content = json.dumps(rows) if form == "json" else table(["name", "version", "publisher"], APPS)
    assert arrow(case(content).one("compromised-release", "X_TRADER")) == arrow(of_obom(case))


# ---- near misses ----

NEIGHBOUR = ("X_TRADER", "7.17.90p609", MAKER)
NAMESAKE = ("X_TRADER", "7.17.90p608", "Somebody Else GmbH")


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("swid", "coswid")])
def test_another_version_is_suspected_and_not_confirmed(case, form):
    report = case(FORMS[form]([NEIGHBOUR]))
    assert of_machine(report) == [] and len(of_machine(report, "suspected")) == 1


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("swid", "coswid")])
def test_a_namesake_of_another_publisher_is_not_compromised(case, form):
    report = case(FORMS[form]([NAMESAKE]))
    assert of_machine(report) + of_machine(report, "suspected") == []


@pytest.mark.parametrize("tag", [swid, coswid])
def test_another_version_in_a_tag_is_not_confirmed(case, tag):
    assert of_machine(case(tag(NEIGHBOUR))) == []


def test_who_made_a_tag_is_not_the_maker_of_the_software(case):
    tag = swid(entities='<Entity name="%s" regid="tradingtechnologies.com" role="tagCreator"/>' % MAKER)
    assert of_machine(case(tag)) == []


def test_software_on_installation_media_does_not_run(case):
    assert of_machine(case(swid(more='corpus="true"'))) == []


@pytest.mark.parametrize("kind", ["patch", "supplemental"])
def test_a_tag_of_a_patch_says_that_the_product_is_not_in_it(case, kind):
    report = case(swid(("X_TRADER hotfix", "1", MAKER), more=kind + '="true"'))
    assert any(d["code"] == "partial-inventory" for d in report["diagnostics"])


def test_what_was_removed_since_does_not_run(case):
    log = osquery_line(APPS[0]) + osquery_line(APPS[1]) + osquery_line(APPS[0], "removed")
    assert of_machine(case(log)) == []


def test_what_came_back_runs(case):
    log = osquery_line(APPS[0]) + osquery_line(APPS[0], "removed") + osquery_line(APPS[0])
    assert case(log).one("compromised-release", "X_TRADER")["hop"] == 2


def test_what_was_removed_from_another_machine_runs_here(case):
    log = osquery_line(APPS[0]) + osquery_line(APPS[0], "removed", host="laptop-18")
    assert case(log, said="inventories: [{file: docs/list, supplier: 3CX, ownership: personal, access: [build]}]\n").one(
        "compromised-release", "X_TRADER")["hop"] == 2


@pytest.mark.parametrize("tag", [swid(NAMESAKE, entities='<Entity name="%s" role="softwareCreator"/>' % NAMESAKE[2]), coswid(NAMESAKE)],
                         ids=["swid", "coswid"])
def test_a_namesake_of_another_maker_in_a_tag_is_not_compromised(case, tag):
    report = case(tag)
    assert of_machine(report) + of_machine(report, "suspected") == []


def test_who_made_a_tag_in_cbor_is_not_the_maker_of_the_software(case):
    tag = COSWID + cbor({0: "tt-xtrader-7", 1: APPS[0][0], 13: APPS[0][1], 2: {31: MAKER, 33: 1}})
    assert of_machine(case(tag)) == []


def test_software_on_installation_media_in_cbor_does_not_run(case):
    assert of_machine(case(coswid(members={8: True}))) == []


@pytest.mark.parametrize("key", [9, 11], ids=["patch", "supplemental"])
def test_a_tag_of_a_patch_in_cbor_says_that_the_product_is_not_in_it(case, key):
    assert "partial-inventory" in case(coswid(members={key: True})).codes()


def test_what_was_removed_in_a_batch_does_not_run(case):
    batch = json.dumps({"name": "programs", "hostIdentifier": "laptop-17", "diffResults": {"added": [], "removed": [osquery_row(*APPS[0])]}})
    assert of_machine(case(osquery_log() + batch)) == []


# ---- what lists say and do not say of themselves ----

def test_a_list_that_nobody_describes_shows_software_and_no_ownership(case):
    report = case(osquery_json(), said="inventories: [{file: docs/list, device: laptop-17, supplier: 3CX}]\n")
    assert report.one("compromised-release", "X_TRADER")["hop"] == 2
    assert report.all("unmanaged-device") == []
    assert report.all("no-environment-evidence", "3CX") != []


def test_an_inventory_that_is_named_and_not_there_is_an_error(case, desk):
    assert case(osquery_json(), said=SAID.replace("docs/list", "docs/other")).code == 66


def test_of_a_personal_device_intune_knows_only_a_part_and_that_is_said(case):
    report = case(graph_apps(owner="personal"))
    assert any(d["code"] == "partial-inventory" for d in report["diagnostics"])


def test_a_device_of_the_company_is_not_unmanaged(case):
    report = case(graph_apps(owner="company"), said="inventories: [{file: docs/list, supplier: 3CX, access: [build]}]\n")
    assert report.all("unmanaged-device") == []


def test_the_owner_that_intune_states_needs_no_configuration(case):
    report = case(graph_apps(owner="personal"), said="inventories: [{file: docs/list, supplier: 3CX, access: [build]}]\n")
    assert report.one("unmanaged-device", "laptop-17")["severity"] == "critical"


def test_managed_devices_say_whose_they_are_and_what_system_they_run(case):
    listed = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#deviceManagement/managedDevices",
              "value": [{"id": "1", "deviceName": "laptop-17", "managedDeviceOwnerType": "personal", "operatingSystem": "Windows", "osVersion": "10.0.22000.708"},
                        {"id": "2", "deviceName": "build-2", "managedDeviceOwnerType": "company", "operatingSystem": "Linux", "osVersion": "6.1"}]}
    report = case(json.dumps(listed), said="inventories: [{file: docs/list, supplier: 3CX, access: [build]}]\n")
    assert [f["subject"]["name"] for f in report.all("unmanaged-device")] == ["laptop-17"]


def test_the_publisher_of_a_winget_package_is_before_its_dot(case, twohop):
    export = {"$schema": "https://aka.ms/winget-packages.schema.2.0.json", "CreationDate": "2023-04-01T09:00:00.000-00:00", "WinGetVersion": "1.4",
              "Sources": [{"Packages": [{"PackageIdentifier": "TradingTechnologies.X_TRADER", "Version": "7.17.90p608"}],
                           "SourceDetails": {"Name": "winget"}}]}
    said = SAID + "suppliers: [{name: Trading Technologies, aliases: [TradingTechnologies]}]\n"
    assert arrow(case(json.dumps(export), said=said).one("compromised-release", "X_TRADER")) == arrow(of_obom(case))


def test_an_application_of_jamf_has_no_publisher_and_so_no_event(case):
    listed = {"totalCount": 1, "results": [{"id": "1", "udid": "u", "general": {"name": "laptop-17", "reportDate": "2023-04-01T00:00:00Z"},
                                            "operatingSystem": {"name": "macOS", "version": "12.6"},
                                            "applications": [{"name": "X_TRADER", "version": "7.17.90p608"}]}]}
    report = case(json.dumps(listed))
    assert of_machine(report) == []
    assert report.one("unmanaged-device", "laptop-17")


def test_a_package_of_debian_is_no_program_of_the_same_name_elsewhere(case):
    listed = [{"name": "X_TRADER", "version": "7.17.90p608", "source": "", "arch": "amd64", "admindir": "/var/lib/dpkg"}]
    assert of_machine(case(json.dumps(listed))) == []


@pytest.mark.parametrize("row", [
    {"name": "X_TRADER.app", "bundle_short_version": "7.17.90p608", "bundle_version": "1", "bundle_identifier": "com.example", "publisher": MAKER},
    {"name": "X_TRADER", "version": "7.17.90p608", "release": "1", "vendor": MAKER, "package_group": "Unspecified"},
], ids=["apps", "rpm_packages"])
@pytest.mark.parametrize("logged", [False, True])
def test_a_table_of_another_system_has_names_and_makers_of_its_own(case, row, logged):
    content = json.dumps({"name": "pack", "hostIdentifier": "laptop-17", "columns": row, "action": "added"}) if logged else json.dumps([row])
    assert len(of_machine(case(content))) == 1


def test_an_extension_of_a_browser_is_known_by_the_id_of_its_shop(case, desk, twohop):
    extension = {"name": "Some Blocker", "version": "1.50.0", "identifier": "cjpalhdlnbpafiamejdnhcphjbkeiagm", "from_webstore": "true"}
    desk.put("list", json.dumps([extension]))
    assert "leaves out  what identifies it" not in twohop(["inspect", "list"], cwd=desk.folder).stdout
    del extension["identifier"]
    desk.put("list", json.dumps([extension]))
    assert "leaves out  what identifies it" in twohop(["inspect", "list"], cwd=desk.folder).stdout


def test_a_row_of_system_info_names_the_machine_of_a_log(case):
    log = json.dumps({"name": "pack", "hostIdentifier": "laptop-17", "action": "added", "columns": {"hostname": "laptop-17", "uuid": "1"}}) + "\n"
    assert arrow(case(log + osquery_log()).one("compromised-release", "X_TRADER"))[-2][1] == "laptop-17"


def test_what_is_suspected_on_a_machine_is_not_said_to_be_compromised(case):
    told = [f["message"] for f in case(osquery_json([NEIGHBOUR])).all("build-reachable", "X_TRADER") if "end of life" not in f["message"]]
    assert [("may be compromised" in message, "is compromised" in message) for message in told] == [(True, False)]


@pytest.mark.parametrize("content", [json.dumps(json.loads(osquery_snapshot()), indent=1), fleet(indent=2)], ids=["snapshot", "fleet"])
def test_an_object_laid_out_over_several_lines_is_one(case, content):
    assert len(of_machine(case(content))) == 1


def test_a_live_query_of_fleet_names_each_machine_that_answered(case):
    report = case(fleet() + fleet([APPS[1]], "laptop-18") + fleet([], "laptop-19"),
                  said="inventories: [{file: docs/list, supplier: 3CX, ownership: personal, access: [build]}]\n")
    assert sorted(f["subject"]["name"] for f in report.all("unmanaged-device")) == ["laptop-17", "laptop-18"]


def test_objects_with_a_host_and_rows_of_something_else_are_no_inventory(case):
    assert case('{"host": "db1", "rows": [{"name": "X_TRADER", "version": "1"}]}', said="{}\n").document("docs/list")["format"] is None


@pytest.mark.parametrize("form", [osquery_log, osquery_snapshot, swid, coswid])
def test_the_day_that_a_list_states_of_itself_decides_how_old_it_is(case, form):
    old = "inventories: [{file: docs/list, device: laptop-17, supplier: 3CX}]\npolicy: {max_age: {environment: %dd}}\n"
    assert "stale-document" not in case(form(), said=old % 21).codes()
    assert "stale-document" in case(form(), said=old % 18).codes()


def test_the_time_of_a_log_is_no_bad_date(case):
    assert "bad-date" not in case(osquery_log()).codes()


@pytest.mark.parametrize("when", ["Sat Foo  1 09:00:00 2023 UTC", "Sat Apr 31 09:00:00 2023 UTC", "yesterday", "Sat Apr  1 09:00:00 2023 CET"])
def test_a_time_of_a_log_that_is_none_is_told(case, when):
    assert "bad-date" in case(osquery_log().replace("Sat Apr  1 09:00:00 2023 UTC", when)).codes()


@pytest.mark.parametrize("date", [b"\xc1\x1a\x64\x27\xf3\x50", b"\x1a\x64\x27\xf3\x50"], ids=["tagged", "bare"])
def test_the_date_of_a_tag_in_cbor_is_seconds(case, date):
    tag = COSWID + b"\xa4\x00\x61i\x01\x61n\x0d\x611\x03\xa1\x18\x23" + date
    assert case(tag).document("docs/list")["created"] == "2023-04-01"


def test_a_date_outside_of_the_calendar_says_nothing(case):
    tag = COSWID + cbor({0: "i", 1: "n", 13: "1", 3: {35: 2**64 - 1}})
    assert case(tag).document("docs/list")["created"] is None


def test_a_tag_in_cbor_may_be_signed_bare_or_of_indefinite_length(case):
    plain = coswid()
    bare = plain[len(COSWID):]
    endless = COSWID + b"\xbf" + bare[1:] + b"\xff"
    signed = b"\xd2" + cbor([b"", {}, plain, b"signature"])
    for tag in (bare, endless, signed):
        assert len(of_machine(case(tag))) == 1


def test_an_id_of_sixteen_bytes_is_a_uuid(case, desk, twohop):
    desk.put("list", COSWID + cbor({0: bytes(range(16)), 1: "n", 13: "1"}))
    assert "leaves out  what identifies it" not in twohop(["inspect", "list"], cwd=desk.folder).stdout


# ---- hostile lists ----

@pytest.mark.parametrize("name", ['=HYPERLINK("https://evil.example/")', "\x1b[31mred", "a\u202eb", "+1+1", "@SUM(1)"])
def test_a_hostile_name_is_a_name_and_nothing_active(case, desk, twohop, name):
    desk.put("docs/softphone.cdx.json", SOFTPHONE)
    desk.put("docs/list", osquery_csv([(name, "1", "Vendor")]))
    desk.put("twohop.yaml", SAID)
    for form in ("text", "csv"):
        shown = twohop(["audit", "docs", "--as-of", DAY, "--format", form], cwd=desk.folder).stdout
        assert "\x1b" not in shown and "\u202e" not in shown
        assert not any(line.lstrip('"').startswith(("=", "+", "@")) for line in shown.replace('","', "\n").split("\n"))


@pytest.mark.parametrize("rows,code,place", [
    ('"open,1,x\r\n', "not-read", (2, 1)), ('a,"1"x,y\r\n', "not-read", (2, 6)), ('a,1"2,y\r\n', "not-read", (2, 4)),
    ("a,1,x,y,z\r\n", "misplaced-cells", (2, 7)), ("b,1,x\r\na,1\r\n", "misplaced-cells", (3, 1)),
    ("a\r\nb\r\n" * 1000, "misplaced-cells", (2, 1)),
], ids=["unclosed", "text-behind-a-quote", "quote-inside", "too-many-cells", "too-few-cells", "too-few-cells-often"])
def test_a_row_that_is_none_is_said_once_with_its_place(case, rows, code, place):
    told = [d for d in case("name,version,install_location\r\n" + rows)["diagnostics"] if d["document"] == "docs/list"]
    assert [(d["code"], (d["line"], d["column"])) for d in told] == [(code, place)]


@pytest.mark.parametrize("content", [osquery_csv([("a\0b", "1", "Vendor")]), "{}", "nothing of the kind\n"], ids=["nul", "json", "text"])
def test_an_inventory_that_is_named_and_not_recognised_is_an_error(case, content):
    report = case(content)
    assert report.code == 66
    assert any(d["code"] == "nothing-recognised" and "docs/list" in d["message"] for d in report["diagnostics"])


def test_a_nul_in_a_name_in_json_is_an_error_with_its_place(case):
    told = case('[{"name": "a\\u0000b", "install_source": "", "version": "1"}]')["diagnostics"]
    assert ("not-read", 1, 13) in [(d["code"], d["line"], d["column"]) for d in told]


def test_bytes_that_are_no_text_do_not_reach_the_report_as_such(case):
    report = case(osquery_csv([("a\u00ff", "1", "Vendor")]).encode("latin-1"))
    assert report.one("unmanaged-device", "laptop-17")


def test_a_tag_in_cbor_cut_at_any_byte_is_never_read_in_part(desk, twohop):
    tag = coswid()
    for length in range(len(COSWID) + 1, len(tag), 7):
        desk.put("list", tag[:length])
        assert twohop(["inspect", "list"], cwd=desk.folder).code == 65


@pytest.mark.parametrize("text", [b"\x7f\x61x\xff", b"\x5f\x41x\xff"], ids=["text", "bytes"])
def test_a_text_in_pieces_is_refused_with_its_byte(case, text):
    told = case(COSWID + b"\xbf\x00\x61i\x01" + text + b"\xff")["diagnostics"]
    assert any(d["code"] == "not-read" and "byte 10" in d["message"] for d in told)


@pytest.mark.parametrize("content", [COSWID, COSWID + b"\xbb" + b"\xff" * 8, COSWID + b"\x81" * 100000, COSWID + cbor({1: "x"})[:-1] + b"\x7b" + b"\xff" * 8,
                                     COSWID + b"\xbf\x01"],
                         ids=["empty", "huge-map", "deep", "huge-text", "unclosed"])
def test_cbor_that_is_none_is_an_error_and_hides_nothing_else(case, content):
    report = case(content, said="{}\n")
    assert report.code == 65
    assert report.one("compromised-release", "3CXDesktopApp")


def test_many_rows_are_read_in_bounded_time_and_memory(desk):
    rows = "".join("app%d,1.%d,C:\\x,Maker %d\r\n" % (i, i, i % 1000) for i in range(200000))
    desk.put("list", "name,version,install_location,publisher\r\n" + rows)
    code, errors = desk.bounded("list", "-q", "--fail-on", "blind-spot=never", seconds=20, memory=1 << 30)
    assert (code, errors) == (0, "")
