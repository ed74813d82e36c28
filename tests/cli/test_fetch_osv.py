"""twohop-fetch osv: the whole zip once, afterwards what has changed, and nothing is taken for known that did not arrive."""
import io
import json
import os
import subprocess
import zipfile

import pytest

from papers import part, sbom
from test_advisories import WINDOW, osv
from test_fetch import FETCH, PROGRAM, server  # noqa: F401

pytestmark = pytest.mark.skipif(not FETCH.exists(), reason="SKIPPED: twohop-fetch was not built, so fetching was not tested")


def packed(*records):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in records:
            archive.writestr(record["id"] + ".json", json.dumps(record))
    return out.getvalue()


class Mirror:
    """A server's folder of records, as OSV's exporter lays it out."""

    def __init__(self, server, folder="npm"):  # noqa: F811
        self.server, self.folder, self.changes = server, folder, []

    def put(self, name, data):
        self.server.tags = getattr(self.server, "tags", 0) + 1
        self.server.files["%s/%s" % (self.folder, name)] = data
        self.server.etags["%s/%s" % (self.folder, name)] = '"v%d"' % self.server.tags

    def whole(self, *records):
        self.put("all.zip", packed(*records))

    def change(self, moment, id, record=None):
        self.changes.insert(0, "%s,%s" % (moment, id))
        self.put("modified_id.csv", "\n".join(self.changes).encode())
        if record:
            self.put(id.replace("/", "/") + ".json", json.dumps(record).encode())

    def asked(self):
        names = [name.removeprefix(self.folder + "/") for name, _ in self.server.asked]
        self.server.asked.clear()
        return names


@pytest.fixture
def mirror(server):  # noqa: F811
    made = Mirror(server)
    made.whole(osv("A-1", events=WINDOW), osv("A-2", name="other", events=WINDOW))
    made.change("2024-01-01T00:00:00Z", "A-1")
    return made


@pytest.fixture
def fetch(mirror, tmp_path):
    def run(**more):
        done = subprocess.run([FETCH, "--allow-http", "--retries", "0", "osv", mirror.server.url + mirror.folder, tmp_path / "data" / "osv" / "npm"],
                              capture_output=True, text=True, timeout=60, **more)
        run.stderr, run.status = done.stderr, json.loads(done.stdout)["status"] if done.stdout else None
        return done.returncode
    (tmp_path / "data" / "osv").mkdir(parents=True)
    run.folder = tmp_path / "data" / "osv"
    run.data = tmp_path / "data"
    return run


def mark(fetch):
    return json.loads((fetch.folder / "npm.state").read_text())["mark"]


def test_the_first_time_the_whole_zip_is_fetched(fetch, mirror):
    assert fetch() == 0 and fetch.status == "new" and mirror.asked() == ["modified_id.csv", "all.zip"]
    assert mark(fetch) == "2024-01-01T00:00:00Z"


def test_where_nothing_has_changed_only_the_list_is_asked_for(fetch, mirror):
    fetch(), mirror.asked()
    assert fetch() == 0 and fetch.status == "unchanged" and mirror.asked() == ["modified_id.csv"]


def test_a_changed_record_is_fetched_alone(fetch, mirror):
    fetch(), mirror.asked()
    mirror.change("2024-02-01T00:00:00Z", "A-1", osv("A-1", events=[{"introduced": "9.0.0"}]))
    assert fetch() == 0 and fetch.status == "new" and mirror.asked() == ["modified_id.csv", "A-1.json"]
    assert mark(fetch) == "2024-02-01T00:00:00Z"


def test_a_changed_record_stands_in_the_place_of_the_older_one(fetch, mirror, desk):
    """...and a new one beside it: the audit sees each once."""
    desk.put("sbom.json", sbom(part("widget", "1.5.0", purl="pkg:npm/widget@1.5.0")))

    def found():
        done = subprocess.run([PROGRAM, "feeds", "update", "osv", "--data", fetch.data], capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "TWOHOP_FETCH": "/bin/true"})
        assert "could not be read" not in done.stderr
        return sorted(f["advisory"]["id"] for f in desk.audit("sbom.json", "--data", str(fetch.data)).all("vulnerable"))
    fetch()
    assert found() == ["A-1"]
    mirror.change("2024-02-01T00:00:00Z", "A-1", osv("A-1", events=[{"introduced": "9.0.0"}]))
    mirror.change("2024-02-02T00:00:00Z", "A-3", osv("A-3", events=WINDOW))
    fetch()
    assert found() == ["A-3"]


def test_a_record_that_is_gone_is_said_and_does_not_stop_the_others(fetch, mirror):
    fetch()
    mirror.change("2024-02-01T00:00:00Z", "A-7")
    mirror.server.gone.add("npm/A-7.json")
    mirror.change("2024-02-02T00:00:00Z", "A-3", osv("A-3", events=WINDOW))
    assert fetch() == 0 and "A-7.json is listed as changed and is not there" in fetch.stderr
    assert (fetch.folder / "npm.changes" / "A-3.json").exists() and mark(fetch) == "2024-02-02T00:00:00Z"


def test_where_a_record_fails_the_mark_stays(fetch, mirror):
    fetch()
    mirror.change("2024-02-01T00:00:00Z", "A-3")  # the server answers 500
    assert fetch() == 1 and "A-3.json" in fetch.stderr and mark(fetch) == "2024-01-01T00:00:00Z"
    mirror.change("2024-02-01T00:00:00Z", "A-3", osv("A-3", events=WINDOW))
    assert fetch() == 0 and mark(fetch) == "2024-02-01T00:00:00Z"


@pytest.mark.parametrize("line", [
    "2024-02-01T00:00:00Z,../../x", "2024-02-01T00:00:00Z,.hidden", "2024-02-01T00:00:00Z,", "soon,A-3", "2024-02-01T00:00:00Z,A 3", "<html>",
    "2023-01-01T00:00:00Z,A-3\n2024-02-01T00:00:00Z,A-4"])
def test_a_list_that_is_not_understood_leads_to_the_whole(fetch, mirror, line):
    fetch(), mirror.asked()
    mirror.put("modified_id.csv", line.encode())
    assert fetch() == 0 and mirror.asked()[:2] == ["modified_id.csv", "all.zip"]
    assert sorted(os.listdir(fetch.folder)) == sorted(set(os.listdir(fetch.folder)) & {
        "npm.zip", "npm.zip.state", "npm.zip.lock", "npm.state", "npm.list", "npm.list.state", "npm.list.lock"})


def test_very_many_changes_lead_to_the_whole_and_the_single_ones_are_dropped(fetch, mirror):
    fetch()
    mirror.change("2024-02-01T00:00:00Z", "A-3", osv("A-3", events=WINDOW))
    assert fetch() == 0 and (fetch.folder / "npm.changes" / "A-3.json").exists()
    for number in range(251):
        mirror.changes.insert(0, "2024-03-01T00:%02d:%02dZ,B-%d" % (number // 60, number % 60, number))
    mirror.put("modified_id.csv", "\n".join(mirror.changes).encode())
    mirror.asked()
    assert fetch() == 0 and mirror.asked() == ["modified_id.csv", "all.zip"]
    assert not (fetch.folder / "npm.changes" / "A-3.json").exists()


def test_a_week_later_the_whole_is_fetched_again(fetch, mirror):
    fetch()
    state = json.loads((fetch.folder / "npm.state").read_text())
    (fetch.folder / "npm.state").write_text(json.dumps(state | {"whole": "2024-01-01T00:00:00Z"}))
    mirror.asked()
    assert fetch() == 0 and mirror.asked() == ["modified_id.csv", "all.zip"]


def test_a_server_without_a_list_is_asked_for_the_whole(fetch, mirror):
    del mirror.server.files["npm/modified_id.csv"]
    assert fetch() == 0 and fetch.status == "new"
    assert fetch() == 0 and fetch.status == "unchanged"


def test_records_of_all_ecosystems_lie_in_folders(server, tmp_path):  # noqa: F811
    mirror = Mirror(server, "everything")
    mirror.whole(osv("A-1", events=WINDOW))
    mirror.change("2024-01-01T00:00:00Z", "npm/A-1")

    def fetch():
        return subprocess.run([FETCH, "--allow-http", "--retries", "0", "osv", server.url + "everything", tmp_path / "all"], capture_output=True).returncode
    assert fetch() == 0
    mirror.change("2024-02-01T00:00:00Z", "Rocky Linux/RLSA-2024:1")
    mirror.put("Rocky%20Linux/RLSA-2024%3A1.json", b"{}")
    assert fetch() == 0 and (tmp_path / "all.changes" / "RLSA-2024:1.json").read_bytes() == b"{}"


def test_a_source_remembers_where_it_was_fetched_from(server, tmp_path):  # noqa: F811
    fetcher = tmp_path / "fetcher"
    fetcher.write_text('#!/bin/sh\nexec %s --allow-http --retries 0 "$@"\n' % FETCH)
    fetcher.chmod(0o755)

    def update(*names):
        return subprocess.run([PROGRAM, "feeds", "update", *names, "--data", tmp_path / "data"], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "TWOHOP_FETCH": str(fetcher)})
    server.files["mine.json"] = json.dumps(osv("MINE-1", events=WINDOW)).encode()
    assert update("osv=%smine.json" % server.url).returncode == 0
    assert (tmp_path / "data" / "osv" / ("127.0.0.1_%d_mine.json" % server.server_port)).exists()
    server.asked.clear()
    (tmp_path / "data" / "kev").mkdir()
    done = update("csaf=%s" % "")
    assert done.returncode == 64 and "from which address" in done.stderr
    assert "csaf has no place of its own" in update("csaf").stderr
