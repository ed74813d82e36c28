"""twohop-fetch git: the files of a repository's folder as of its commit, whatever else is in the repository."""
import json
import os
import pathlib
import resource
import signal
import subprocess
import time
import zipfile

import pytest

from papers import part, sbom
from test_advisories import kev, osv
from test_fetch import FETCH, PROGRAM

pytestmark = pytest.mark.skipif(not FETCH.exists(), reason="SKIPPED: twohop-fetch was not built, so fetching was not tested")
LEAKS = {"LSAN_OPTIONS": "print_suppressions=0:suppressions=%s" % (pathlib.Path(__file__).resolve().parents[1] / "lsan.txt")}
ENVIRONMENT = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
               "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z",
               "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z"}


class Repository:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments, stdin=None):
        return subprocess.run(["git", *arguments], cwd=self.folder, env=ENVIRONMENT, check=True, capture_output=True, input=stdin).stdout.decode().strip()

    def commit(self, **files):
        for name, data in files.items():
            path = self.folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(data if isinstance(data, str) else json.dumps(data))
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self

    def tree_of(self, *rows):
        """A commit whose tree has these rows as they are: (mode, type, object, name)."""
        text = b"".join(b"%s %s %s\t%s\0" % (mode, kind, object.encode(), name) for mode, kind, object, name in rows)
        tree = self.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=b"".join(
            b"%s %s\0%s" % (mode.lstrip(b"0"), name, bytes.fromhex(object)) for mode, kind, object, name in rows)) if text else None
        self.git("update-ref", "refs/heads/main", self.git("commit-tree", "-m", "x", tree))


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "origin").commit(**{"README.md": "hello", "osv__a__A-1.json": osv("A-1"), "src__x.c": "int x;"})


@pytest.fixture
def fetch(repository, tmp_path):
    def run(fragment="", *options, url=None, file=True, **more):
        done = subprocess.run([FETCH, *(["--allow-file"] if file else []), *options, "git", (url or "file://%s" % repository.folder) + fragment,
                               tmp_path / "data" / "place"], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), **LEAKS}, **more)
        run.stderr, run.status = done.stderr, json.loads(done.stdout)["status"] if done.stdout else None
        return done.returncode
    (tmp_path / "data").mkdir()
    run.zip = tmp_path / "data" / "place.zip"
    run.names = lambda: zipfile.ZipFile(run.zip).namelist()
    return run


def test_the_files_that_may_be_advisories_are_taken_and_the_second_time_nothing_changes(fetch):
    assert fetch() == 0 and fetch.status == "new" and fetch.names() == ["README.md", "osv/a/A-1.json"]
    before = fetch.zip.read_bytes()
    assert fetch() == 0 and fetch.status == "unchanged" and fetch.zip.read_bytes() == before


def test_what_arrives_is_what_lies_there(fetch):
    fetch()
    with zipfile.ZipFile(fetch.zip) as archive:
        assert archive.testzip() is None and json.loads(archive.read("osv/a/A-1.json")) == osv("A-1") and archive.read("README.md") == b"hello"


def test_one_folder_is_taken_alone(fetch):
    assert fetch("#main:osv/a") == 0 and fetch.names() == ["A-1.json"]
    assert fetch("#:osv/") == 0 and fetch.names() == ["a/A-1.json"]


def test_a_new_commit_is_seen(fetch, repository):
    fetch()
    repository.commit(**{"osv__a__A-2.json": osv("A-2")})
    assert fetch() == 0 and fetch.status == "new" and "osv/a/A-2.json" in fetch.names()


def test_a_history_that_was_rewritten_is_followed(fetch, repository):
    fetch()
    repository.git("checkout", "-q", "--orphan", "other")
    repository.git("rm", "-rfq", ".")
    repository.commit(**{"B-1.json": osv("B-1")})
    repository.git("branch", "-M", "main")
    assert fetch() == 0 and fetch.names() == ["B-1.json"]


def test_another_branch_is_taken_where_it_is_named(fetch, repository):
    repository.git("checkout", "-q", "-b", "next")
    repository.commit(**{"C-1.json": osv("C-1")})
    repository.git("checkout", "-q", "main")
    assert fetch() == 0 and "C-1.json" not in fetch.names()
    assert fetch("#next") == 0 and "C-1.json" in fetch.names()


def test_symbolic_links_and_submodules_are_passed_over_and_counted(fetch, repository):
    (repository.folder / "link.json").symlink_to("/etc/passwd")
    repository.git("update-index", "--add", "--cacheinfo", "160000,%s,module.json" % ("1" * 40))
    repository.git("add", "link.json")
    repository.git("commit", "-q", "-m", "x")
    assert fetch() == 0 and fetch.names() == ["README.md", "osv/a/A-1.json"]
    assert "1 symbolic links and 1 submodules were passed over" in fetch.stderr


@pytest.mark.parametrize("name", [b"..", b".git", b".GIT", b"a\x07.json", b"a\nb.json", b"a\\b.json"])
def test_a_name_that_can_be_none_of_a_file_is_refused(fetch, repository, name):
    fetch()
    before = fetch.zip.read_bytes()
    blob = repository.git("hash-object", "-w", "--stdin", stdin=b"{}")
    repository.tree_of((b"100644", b"blob", blob, name))
    assert fetch() == 1 and fetch.stderr and fetch.zip.read_bytes() == before


def test_folders_that_nest_without_end_are_refused(fetch, repository):
    tree = repository.git("hash-object", "-w", "--stdin", stdin=b"{}")
    kind = b"100644"
    for _ in range(100):
        tree = repository.git("hash-object", "--literally", "-w", "-t", "tree", "--stdin", stdin=kind.lstrip(b"0") + b" d\0" + bytes.fromhex(tree))
        kind = b"40000"
    repository.git("update-ref", "refs/heads/main", repository.git("commit-tree", "-m", "x", tree))
    assert fetch() == 1 and "TH_MAX_FOLDER_DEPTH" in fetch.stderr


@pytest.mark.parametrize("fragment,options,said", [
    ("#nothing", (), "no branch nothing"), ("#main:nowhere", (), "no folder nowhere"), ("#main:README.md", (), "no folder README.md"),
    ("#main:src", (), "no file in it"), ("", ("--max-bytes", "100"), "100 bytes"), ("#" + "x" * 600, (), "too long")])
def test_what_cannot_be_fetched_is_said_and_leaves_the_old(fetch, fragment, options, said):
    assert fetch() == 0
    before = fetch.zip.read_bytes()
    if "--max-bytes" in options:
        fetch.zip.with_suffix(".state").unlink()
        subprocess.run(["rm", "-rf", fetch.zip.with_suffix(".git")], check=True)
    assert fetch(fragment, *options) == 1 and said in fetch.stderr and fetch.zip.read_bytes() == before


@pytest.mark.parametrize("url", ["ssh://git@example.com/x.git", "git@example.com:x.git", "git://example.com/x.git", "http://127.0.0.1:1/x.git", "/etc", "ext::sh -c id"])
def test_other_ways_than_https_are_refused(fetch, url):
    assert fetch(url=url) == 1 and "HTTPS alone" in fetch.stderr


def test_files_of_this_machine_are_refused_unless_they_are_allowed(fetch):
    assert fetch(file=False) == 1 and "HTTPS alone" in fetch.stderr and not fetch.zip.exists()


def test_an_empty_repository_and_what_is_none_are_said(fetch, tmp_path):
    empty = Repository(tmp_path / "empty")
    assert fetch(url="file://%s" % empty.folder) == 1 and fetch.stderr
    assert fetch(url="file://%s/nothing" % tmp_path) == 1 and fetch.stderr


def test_the_configuration_of_the_user_has_no_say(fetch, tmp_path):
    (tmp_path / ".gitconfig").write_text('[url "file:///nonexistent/"]\n\tinsteadOf = file://\n')
    assert fetch() == 0


def test_a_full_disk_keeps_the_old_files(fetch, repository):
    fetch()
    before = fetch.zip.read_bytes()
    repository.commit(**{"big.json": json.dumps({"x": os.urandom(200000).hex()})})
    assert fetch(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))) in (1, 73)
    assert fetch.zip.read_bytes() == before and fetch() == 0 and "big.json" in fetch.names()


def test_one_that_was_killed_leaves_the_old_files_and_the_next_goes_on(fetch, repository, tmp_path):
    fetch()
    before = fetch.zip.read_bytes()
    repository.commit(**{"n%d.json" % n: json.dumps({"x": os.urandom(20000).hex()}) for n in range(200)})
    running = subprocess.Popen([FETCH, "--allow-file", "git", "file://%s" % repository.folder, tmp_path / "data" / "place"], stdout=subprocess.DEVNULL)
    time.sleep(0.03)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert fetch.zip.read_bytes() == before or "n199.json" in fetch.names()
    assert fetch() == 0 and "n199.json" in fetch.names()


# ---- twohop feeds update ----

@pytest.fixture
def update(tmp_path):
    fetcher = tmp_path / "fetcher"
    fetcher.write_text('#!/bin/sh\nexec %s "$@"\n' % FETCH)
    fetcher.chmod(0o755)

    def run(*names):
        return subprocess.run([PROGRAM, "feeds", "update", *names, "--data", tmp_path / "data"], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "TWOHOP_FETCH": str(fetcher), **LEAKS})
    run.data = str(tmp_path / "data")
    return run


def test_the_repository_of_endoflife_date_ends_lives(desk, update, tmp_path):
    repository = Repository(tmp_path / "eol").commit(**{
        "README.md": "# no product", "package.json": "{}",
        "products__widget.md": "---\ntitle: Widget\nidentifiers:\n  - purl: pkg:npm/widget\nreleases:\n  - releaseCycle: \"1.5\"\n"
                               "    releaseDate: 2019-01-01\n    eol: 2020-01-01\n---\n\nProse.\n"})
    done = update("endoflife=file://%s" % repository.folder)
    assert done.returncode == 0 and "1 file" in done.stderr and "package.json" in done.stderr  # the README is prose, and nothing is said of it
    done = update("endoflife=file://%s#main:products" % repository.folder)
    assert done.returncode == 0, done.stderr
    desk.put("sbom.json", sbom(part("widget", "1.5.0", purl="pkg:npm/widget@1.5.0")))
    assert "2020-01-01" in desk.audit("sbom.json", "--data", update.data).one("end-of-life", "widget")["message"]


def test_the_repository_of_malicious_packages_is_followed(desk, update, tmp_path):
    repository = Repository(tmp_path / "mal").commit(**{"README.md": "#", "osv__malicious__npm__widget__MAL-2024-1.json": osv("MAL-2024-1", events=[{"introduced": "0"}])})
    desk.put("sbom.json", sbom(part("widget", "1.5.0", purl="pkg:npm/widget@1.5.0")))
    assert update("malicious-packages=file://%s#main:osv/malicious" % repository.folder).returncode == 0
    assert desk.audit("sbom.json", "--data", update.data).one("malicious-package", "widget")
    repository.git("rm", "-rq", "osv")
    repository.commit(**{"osv__malicious__npm__other__MAL-2024-2.json": osv("MAL-2024-2", name="other", events=[{"introduced": "0"}])})
    assert update("malicious-packages").returncode == 0
    assert desk.audit("sbom.json", "--data", update.data).all("malicious-package") == []


def test_repositories_of_exploited_flaws_and_of_events_are_read(desk, update, tmp_path):
    Repository(tmp_path / "kev").commit(**{"known_exploited_vulnerabilities.json": kev("CVE-2024-0001"), "known_exploited_vulnerabilities.csv": "cveID,x\n",
                                           "README.md": "#"})
    Repository(tmp_path / "intel").commit(**{"events.json": {"schema": "twohop-events/1", "events": [
        {"id": "E-1", "kind": "malicious-release", "published": "2024-01-01", "supplier": {"name": "Acme"}, "product": {"name": "widget", "purls": ["pkg:npm/widget"]},
         "affected": [{"versions": ["1.5.0"]}]}]}})
    Repository(tmp_path / "osv").commit(**{"a__A-1.json": osv("A-1", events=[{"introduced": "0"}], aliases=["CVE-2024-0001"])})
    done = update("kev=file://%s/kev" % tmp_path, "events=file://%s/intel" % tmp_path, "osv=file://%s/osv" % tmp_path)
    assert done.returncode == 0 and "could not be read" not in done.stderr, done.stderr
    desk.put("sbom.json", sbom(part("widget", "1.5.0", purl="pkg:npm/widget@1.5.0")))
    report = desk.audit("sbom.json", "--data", update.data)
    assert report.one("known-exploited", "widget") and report.one("compromised-release", "widget")


# ---- histories ----

@pytest.fixture
def history(tmp_path):
    """Two branches that part at b and are merged in f:  a - b - c - d - f - g    and   b - e - f;  tags v1 at a, v2 at d, v3 at g."""
    made = Repository(tmp_path / "history")
    made.names = {}

    def commit(name, *parents):
        tree = made.git("hash-object", "-w", "-t", "tree", "--stdin", stdin=b"")
        arguments = [word for parent in parents for word in ("-p", made.names[parent])]
        made.names[name] = made.git("commit-tree", "-m", name, *arguments, tree)
    for name, *parents in (("a",), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "b"), ("f", "d", "e"), ("g", "f")):
        commit(name, *parents)
    made.git("update-ref", "refs/heads/main", made.names["g"])
    for tag, name in (("v1", "a"), ("v2", "d"), ("v3", "g")):
        made.git("tag", tag, made.names[name])
    made.git("tag", "-a", "-m", "annotated", "v0", made.names["b"])
    return made


def descends(history, commit, ancestor):
    """Is it the ancestor, or does it descend from it? As git itself says."""
    return subprocess.run(["git", "merge-base", "--is-ancestor", history.names[ancestor], history.names[commit]], cwd=history.folder, env=ENVIRONMENT).returncode == 0


def expected(history, events):
    """The slow, obvious reading of a range of commits."""
    kinds = {kind: [e[kind] for e in events if kind in e] for kind in ("introduced", "fixed", "last_affected", "limit")}

    def from_one(commit, begin):
        if begin != "0" and not descends(history, commit, begin):
            return False
        later = [f for f in kinds["fixed"] if begin == "0" or descends(history, f, begin)]
        last = [f for f in kinds["last_affected"] if begin == "0" or descends(history, f, begin)]
        return not any(descends(history, commit, f) for f in later) and not any(descends(history, commit, f) and f != commit for f in last)
    return {commit for commit in history.names if any(from_one(commit, begin) for begin in kinds["introduced"])
            and (not kinds["limit"] or any(descends(history, limit, commit) and limit != commit for limit in kinds["limit"]))}


@pytest.fixture
def meant(desk, update, history):
    """Which commits and tags an advisory with these events is about, asked one component each."""
    def ask(events, repo=None, clone=True):
        named = [{kind: history.names.get(name, name) for kind, name in event.items()} for event in events]
        record = osv("G-1", ecosystem="npm", name="widget")
        record["affected"][0]["ranges"] = [{"type": "GIT", "repo": repo or "file://%s" % history.folder, "events": named}]
        record["affected"][0].pop("versions", None)
        (desk.folder / "g.json").write_text(json.dumps(record))
        if clone:
            done = update("commits=file://%s" % history.folder)
        subprocess.run([PROGRAM, "feeds", "import", "osv", desk.folder / "g.json", "--data", update.data], check=True, capture_output=True)
        things = {**history.names, "v0": "v0", "v1": "v1", "v2": "v2", "v3": "v3"}
        desk.put("sbom.json", sbom(*(part("widget", version, ref=name, purl="pkg:npm/widget@" + version) for name, version in things.items())))
        ask.report = desk.audit("sbom.json", "--data", update.data)
        back = {version: name for name, version in things.items()}
        return {back[f["subject"]["version"]] for f in ask.report.all("vulnerable")}
    return ask


@pytest.mark.parametrize("events", [
    [{"introduced": "b"}], [{"introduced": "0"}, {"fixed": "d"}], [{"introduced": "b"}, {"fixed": "d"}], [{"introduced": "c"}, {"fixed": "f"}],
    [{"introduced": "0"}, {"last_affected": "c"}], [{"introduced": "b"}, {"fixed": "d"}, {"fixed": "e"}], [{"introduced": "e"}, {"fixed": "d"}],
    [{"introduced": "a"}, {"fixed": "b"}, {"introduced": "f"}], [{"introduced": "b"}, {"limit": "f"}], [{"introduced": "g"}, {"fixed": "a"}],
    [{"introduced": "b"}, {"fixed": "c"}, {"limit": "g"}]], ids=range(11))
def test_a_range_of_commits_means_what_git_says(meant, history, events):
    commits = expected(history, events)
    tags = {tag for tag, commit in (("v0", "b"), ("v1", "a"), ("v2", "d"), ("v3", "g")) if commit in commits}
    assert meant(events) == commits | tags


@pytest.mark.parametrize("events,repo", [([{"introduced": "b"}], "https://example.com/another"), ([{"introduced": "1" * 40}], None),
                                         ([{"introduced": "b"}, {"fixed": "1" * 40}], None)])
def test_a_range_of_another_repository_or_of_unknown_commits_stays_open(meant, events, repo):
    assert meant(events, repo) == set()
    assert "vulnerable" in [n["rule"] for n in meant.report["not_evaluated"]]


def test_without_a_clone_commits_are_not_known(meant):
    assert meant([{"introduced": "b"}], clone=False) == set()
    assert "vulnerable" in [n["rule"] for n in meant.report["not_evaluated"]]


def test_a_record_without_a_package_is_about_what_is_made_of_its_repository(desk):
    record = {"schema_version": "1.7.0", "id": "G-2", "modified": "2024-01-01T00:00:00Z", "published": "2024-01-01T00:00:00Z", "affected": [
        {"ranges": [{"type": "GIT", "repo": "https://github.com/Acme/Widget.git", "events": [{"introduced": "1" * 40}]}], "versions": ["v2"]}]}
    desk.put("docs/osv.json", record)
    desk.put("docs/sbom.json", sbom(*(part("widget", version, ref=version, purl="pkg:github/acme/widget@" + version) for version in ("v1", "v2")),
                                    part("gadget", "v2", purl="pkg:github/acme/gadget@v2")))
    report = desk.audit("docs")
    assert [f["subject"]["version"] for f in report.all("vulnerable")] == ["v2"]
    assert "vulnerable" in [n["rule"] for n in report["not_evaluated"]]  # whether v1 lies in the range of commits is open


def test_a_package_beside_whose_versions_commits_stand_is_not_all_of_its_repository(desk):
    record = osv(events=[{"introduced": "1.0.0"}])
    record["affected"][0]["ranges"].append({"type": "GIT", "repo": "https://github.com/Acme/Widget", "events": [{"introduced": "1" * 40}]})
    desk.put("docs/osv.json", record)
    desk.put("docs/sbom.json", sbom(part("monorepo", "1.5.0", purl="pkg:github/acme/widget@1.5.0")))
    assert desk.audit("docs").all("vulnerable") == []


@pytest.mark.parametrize("text,said", [
    ("twohop-commits/1 https://a.example/b\ncommit zz\n", ":2: expected the name of a commit"), ("commit %s\n" % ("1" * 40), ":1: expected twohop-commits/1"),
    ("twohop-commits/1 https://a.example/b\ncommit %s %s\n" % ("1" * 40, "2" * 40), ":2: a parent that does not stand before its child"),
    ("twohop-commits/1 https://a.example/b\ncommit %s\ncommit %s\n" % ("1" * 40, "1" * 40), ":3: a commit that stands twice"),
    ("twohop-commits/1 https://a.example/b\ntag v1 %s\n" % ("1" * 40), ":2: a tag of no commit")])
def test_a_damaged_history_is_said_with_its_line_and_decides_nothing(desk, text, said):
    (desk.folder / "x.commits").write_text(text)
    desk.put("osv.json", osv(events=[{"introduced": "0"}]))
    assert desk.twohop(["feeds", "import", "osv", "osv.json", "--data", "data"], cwd=desk.folder).code == 0
    done = desk.twohop(["feeds", "import", "commits", "x.commits", "--data", "data"], cwd=desk.folder)
    assert done.code == 66 and said in done.stderr
