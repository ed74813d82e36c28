"""`twohop feeds`: what is imported is there for every audit, and what fails leaves what was there."""
import datetime
import io
import json
import os
import signal
import subprocess
import time
import zipfile

import pytest

import papers
from test_advisories import WINDOW, kev, osv, widget


@pytest.fixture
def store(desk):
    """Runs 'twohop feeds' on a folder of its own."""
    def feeds(*args):
        return desk.twohop(["feeds", *args, "--data", "data"], cwd=desk.folder)
    return feeds


@pytest.fixture
def audit(desk):
    desk.put("docs/sbom.cdx.json", papers.sbom(widget()))

    def run(*args, **more):
        return desk.audit("docs", "--data=data", *args, **more)
    return run


def rules(report, *names):
    return [f["rule"] for f in report["findings"] if f["rule"] in (names or ("vulnerable",))]


def packed(*records, broken=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in records:
            archive.writestr(record["id"] + ".json", json.dumps(record))
        for number, text in enumerate(broken):
            archive.writestr("broken-%d.json" % number, text)
    return out.getvalue()


def test_without_feeds_status_says_what_to_run(store):
    done = store("status")
    assert done.code == 66 and "twohop feeds update" in done.stderr


def test_every_feed_is_listed(store):
    done = store("list")
    assert done.code == 0 and all(name in done.stdout for name in ("osv", "kev", "epss", "endoflife", "lifecycle", "malicious-packages"))


# ---- ages ----

def later(store, days):
    """The day so many days after what the store has was fetched."""
    fetched = json.loads(store("status", "--format", "json").stdout)["sources"][0]["fetched"]
    return (datetime.date.fromisoformat(fetched) + datetime.timedelta(days)).isoformat()


@pytest.mark.parametrize("days,stale", [(0, False), (7, False), (8, True), (-400, False)])
def test_a_feed_older_than_the_policy_allows_ends_with_3(desk, store, audit, days, stale):
    desk.put("twohop.yaml", "policy: {max_age: {feeds: 7d}, fail_on: never}\n")
    assert store("import", "osv", desk.put("mine/osv.json", osv(events=WINDOW))).code == 0
    assert store("import", "kev", desk.put("mine/kev.json", kev("CVE-2024-0001"))).code == 0
    report = audit(day=later(store, days))
    assert report["exit"] == ({"code": 3, "reasons": ["stale-feed"]} if stale else {"code": 0, "reasons": []})
    for rule, name in ("vulnerable", "osv"), ("known-exploited", "kev"):
        said = [n["why"] for n in report["not_evaluated"] if n["rule"] == rule]
        assert any("feed %s was fetched %d days before" % (name, days) in why for why in said) is stale
    assert rules(report) == ["vulnerable"]


def test_without_a_policy_a_feed_may_be_of_any_age(desk, store, audit):
    assert store("import", "osv", desk.put("mine/osv.json", osv(events=WINDOW))).code == 0
    assert "stale-feed" not in audit(day=later(store, 4000))["exit"]["reasons"]


CONTENTS = {
    "record": lambda: osv(events=WINDOW),
    "lines": lambda: "\n".join(json.dumps(osv("GHSA-%d" % n, events=WINDOW, aliases=["CVE-2024-0001"])) for n in range(3)) + "\n",
    "zip": lambda: packed(osv(events=WINDOW)),
    "stored zip with others": lambda: packed(osv("OTHER-1", "other", events=WINDOW), osv(events=WINDOW)),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_what_is_imported_is_found_by_every_audit(desk, store, audit, content):
    assert store("import", "osv", desk.put("import/feed", CONTENTS[content]())).code == 0
    report = audit()
    assert rules(report) == ["vulnerable"] and report.code == 1
    assert next(f for f in report["findings"] if f["rule"] == "vulnerable")["advisory"]["source"] == "osv"


def test_a_folder_is_imported_with_all_its_files(desk, store, audit):
    desk.put("import/a/one.json", osv("OTHER-1", "other", events=WINDOW))
    desk.put("import/b/one.json", osv(events=WINDOW))
    assert store("import", "osv", "import").code == 0
    assert rules(audit()) == ["vulnerable"]


def test_feeds_stand_beside_each_other(desk, store, audit):
    assert store("import", "osv", desk.put("osv.json", osv(events=WINDOW, aliases=["CVE-2024-0001"]))).code == 0
    assert store("import", "kev", desk.put("kev.json", kev("CVE-2024-0001"))).code == 0
    assert sorted(rules(audit(), "vulnerable", "known-exploited")) == ["known-exploited", "vulnerable"]


def test_a_second_import_replaces_the_first(desk, store, audit):
    assert store("import", "osv", desk.put("osv.json", osv(events=WINDOW))).code == 0
    assert store("import", "osv", desk.put("osv.json", osv("OTHER-1", "other", events=WINDOW))).code == 0
    assert rules(audit()) == []


def test_what_is_not_recognised_leaves_what_was_there(desk, store, audit):
    assert store("import", "osv", desk.put("osv.json", osv(events=WINDOW))).code == 0
    done = store("import", "osv", desk.put("bad.json", {"hello": "world"}))
    assert done.code == 66 and "stays" in done.stderr
    assert rules(audit()) == ["vulnerable"]


def test_a_broken_record_hides_no_other_and_is_said(desk, store, audit):
    done = store("import", "osv", desk.put("all.zip", packed(osv(events=WINDOW), broken=['{"id": "X", "modified": ', "nonsense"])))
    assert done.code == 0 and "2 files could not be read" in done.stderr
    assert rules(audit()) == ["vulnerable"]


def test_a_feed_whose_records_are_all_broken_is_no_all_clear(desk, store, audit):
    assert store("import", "osv", desk.put("all.zip", packed(broken=["nonsense"]))).code == 66
    assert "vulnerable" in {n["rule"] for n in audit()["not_evaluated"]}


def test_a_missing_file_is_said(store):
    done = store("import", "osv", "nowhere.zip")
    assert done.code == 66 and "nowhere.zip" in done.stderr


def test_status_tells_records_and_age(desk, store):
    assert store("import", "kev", desk.put("kev.json", kev("CVE-2024-0001", "CVE-2024-0002"))).code == 0
    done = store("status", "--format", "json")
    value = json.loads(done.stdout)
    assert done.code == 0 and value["schema"] == "twohop-feeds/1"
    assert [(s["name"], s["records"], s["newest"], s["age_days"], s["licence"]) for s in value["sources"]] == [
        ("kev", 2, "2024-03-01", 0, "CC0-1.0")]
    assert "2 records" in store("status").stdout


@pytest.mark.parametrize("damage", ["cut", "foreign", "empty"])
def test_a_damaged_index_is_refused_and_the_run_does_not_pass(desk, store, audit, damage):
    assert store("import", "osv", desk.put("osv.json", osv(events=WINDOW))).code == 0
    path = desk.folder / "data" / "advisories.index"
    good = path.read_bytes()
    path.write_bytes({"cut": good[:len(good) // 2], "foreign": b"something else" * 100, "empty": b""}[damage])
    report = audit(held=False)
    assert report.code == 65 and "twohop feeds update" in report.done.stderr
    assert store("status").code == 65


def test_one_flipped_byte_never_ends_an_audit_by_a_crash(desk, store, audit):
    records = [osv("GHSA-%d" % n, "widget" if n % 2 else "w%d" % n, events=WINDOW, aliases=["CVE-2024-%04d" % n]) for n in range(20)]
    assert store("import", "osv", desk.put("all.zip", packed(*records))).code == 0
    path = desk.folder / "data" / "advisories.index"
    good = path.read_bytes()
    for at in range(0, len(good), max(1, len(good) // 150)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0xff]) + good[at + 1:])
        assert audit(held=False).code in (0, 1, 2, 65)


def test_two_that_write_at_once_do_not_mix(desk, store):
    import fcntl
    assert store("import", "osv", desk.put("osv.json", osv(events=WINDOW))).code == 0
    with open(desk.folder / "data" / "lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = store("import", "osv", "osv.json")
    assert done.code == 73 and "another run" in done.stderr


def test_a_full_disk_keeps_the_old_index(desk, store, audit):
    import resource
    import subprocess
    import os
    assert store("import", "osv", desk.put("osv.json", osv(events=WINDOW))).code == 0
    big = desk.put("big.zip", packed(*(osv("GHSA-%d" % n, "p%d" % n, events=WINDOW) for n in range(2000))))
    done = subprocess.run([os.path.abspath(os.environ["TWOHOP"]), "feeds", "import", "osv", big, "--data", "data"], cwd=desk.folder,
                          capture_output=True, text=True, env={"PATH": os.environ["PATH"]},
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000)))
    assert done.returncode == 73 and done.stderr
    assert rules(audit()) == ["vulnerable"]


def test_one_that_was_killed_leaves_the_index_that_was_there(desk, store, audit):
    store("import", "osv", desk.put("old.json", osv(events=WINDOW)))
    records = [osv("B-%d" % number, name="other-%d" % number, events=WINDOW) for number in range(20000)]
    (desk.folder / "many.json").write_text("\n".join(json.dumps(record) for record in records))
    running = subprocess.Popen([os.path.abspath(os.environ["TWOHOP"]), "feeds", "import", "osv", "many.json", "--data", "data"], cwd=desk.folder, stdout=subprocess.DEVNULL)
    for _ in range(500):
        if (desk.folder / "data" / ".osv.new").exists() or running.poll() is not None:
            break
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL  # it was in the middle
    assert rules(audit()) == ["vulnerable"] and "1 record," in store("status").stdout
    assert store("import", "osv", "many.json").code == 0 and "20000 records," in store("status").stdout
