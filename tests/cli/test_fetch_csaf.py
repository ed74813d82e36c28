"""twohop-fetch csaf: a provider's documents as it lists them, each checked against its digest; what does not fit is refused alone."""
import hashlib
import json
import os
import pathlib
import subprocess

import pytest

from papers import sbom
from test_csaf import csaf, flaw, gadget, tree
from test_fetch import FETCH, PROGRAM, server  # noqa: F401

pytestmark = pytest.mark.skipif(not FETCH.exists(), reason="SKIPPED: twohop-fetch was not built, so fetching was not tested")
METADATA = ".well-known/csaf/provider-metadata.json"
MOMENT = "2024-04-01T00:00:00Z"


class Provider:
    def __init__(self, server):  # noqa: F811
        self.server, self.entries = server, []

    def put(self, name, data):
        self.server.tags = getattr(self.server, "tags", 0) + 1
        self.server.files[name] = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.server.etags[name] = '"v%d"' % self.server.tags

    def metadata(self, *distributions, at=METADATA):
        self.put(at, {"canonical_url": self.server.url + at, "distributions": list(distributions)})

    def document(self, name="white/2024/vb-1.json", content=None, digest="sha512", wrong=False, signed=False):
        body = json.dumps(content or csaf(tree(version="1.5.0"), flaw())).encode()
        self.put(name, body)
        for suffix in ("sha512", "sha256"):
            self.server.files.pop(name + "." + suffix, None)
            self.server.gone.add(name + "." + suffix)
        self.server.gone.add(name + ".asc")
        if digest:
            self.server.gone.discard(name + "." + digest)
            value = hashlib.new(digest, body + (b"x" if wrong else b"")).hexdigest()
            self.put(name + "." + digest, ("%s  %s\n" % (value, name.split("/")[-1])).encode())
        if signed:
            self.server.gone.discard(name + ".asc")
            self.server.answers[name + ".asc"] = (200, {"Content-Type": "text/plain"})

    def entry(self, name="white/2024/vb-1.json", updated=MOMENT, rel="rel", digest="sha512", **more):
        self.entries = [e for e in self.entries if e["id"] != name]
        url = self.server.url + name
        self.entries.append({"id": name, "updated": updated, "content": {"src": url, "type": "application/json"},
                             "link": [{rel: "self", "href": url}, {rel: "hash", "href": "%s.%s" % (url, digest)},
                                      {rel: "signature", "href": url + ".asc"}], **more})
        self.put("feed.json", {"feed": {"id": "feed", "entry": self.entries}})

    def asked(self):
        names = [name for name, _ in self.server.asked]
        self.server.asked.clear()
        return names


@pytest.fixture
def provider(server):  # noqa: F811
    """One that lists one good document in a ROLIE feed."""
    made = Provider(server)
    made.document()
    made.entry()
    made.metadata({"rolie": {"feeds": [{"url": server.url + "feed.json", "tlp_label": "WHITE"}]}})
    return made


@pytest.fixture
def fetch(provider, tmp_path):
    def run(address="", *options):
        done = subprocess.run([FETCH, "--allow-http", "--retries", "0", *options, "csaf", address or provider.server.url, tmp_path / "csaf" / "vendor"],
                              capture_output=True, text=True, timeout=60)
        run.stderr, run.status = done.stderr, json.loads(done.stdout)["status"] if done.stdout else None
        run.documents = sorted(p.name for p in (tmp_path / "csaf" / "vendor").glob("*.json"))
        return done.returncode
    (tmp_path / "csaf").mkdir()
    run.folder = tmp_path / "csaf" / "vendor"
    return run


def test_a_domain_leads_to_the_documents(fetch):
    assert fetch() == 0 and fetch.status == "new" and fetch.documents == ["vb-1.json"]


def test_the_second_time_nothing_but_the_lists_is_asked_for(fetch, provider):
    fetch(), provider.asked()
    assert fetch() == 0 and fetch.status == "unchanged" and provider.asked() == [METADATA, "feed.json"]


def test_a_document_of_another_date_is_fetched_again(fetch, provider):
    fetch(), provider.asked()
    provider.document("white/2024/vb-1.json", csaf(tree(version="1.6.0"), flaw()))
    provider.entry(updated="2024-05-01T00:00:00Z")
    assert fetch() == 0 and fetch.status == "new" and "1.6.0" in (fetch.folder / "vb-1.json").read_text()


@pytest.mark.parametrize("address", ["feeds/metadata.json", "security", "dns"])
def test_metadata_is_found_by_its_address_and_by_security_txt(fetch, provider, address):
    metadata = provider.server.files.pop(METADATA)
    provider.server.gone.add(METADATA)
    provider.put("feeds/metadata.json", metadata)
    if address == "dns":
        assert fetch() == 1 and "no provider of CSAF was found" in fetch.stderr
        return
    if address == "security":
        provider.put(".well-known/security.txt", ("Contact: mailto:x@example.com\nCSAF: %sfeeds/metadata.json\n" % provider.server.url).encode())
        assert fetch() == 0
    else:
        assert fetch(provider.server.url + address) == 0
    assert fetch.documents == ["vb-1.json"]


@pytest.mark.parametrize("rel,digest", [("rel", "sha512"), ("rel", "sha256"), ("ref", "sha512")])
def test_links_are_read_as_the_specification_and_as_real_providers_spell_them(fetch, provider, rel, digest):
    provider.document(digest=digest)
    provider.entry(rel=rel, digest=digest)
    assert fetch() == 0 and fetch.documents == ["vb-1.json"] and "no digest" not in fetch.stderr
    assert "1 of 1 documents have an OpenPGP signature; signatures are not verified" in fetch.stderr


def test_a_document_that_does_not_fit_its_digest_is_refused_and_the_others_are_kept(fetch, provider):
    provider.document("white/2024/vb-2.json", wrong=True)
    provider.entry("white/2024/vb-2.json")
    assert fetch() == 1 and fetch.documents == ["vb-1.json"]
    assert "vb-2.json: it does not fit the digest" in fetch.stderr and "1 of 2 documents were refused" in fetch.stderr


def test_one_that_is_refused_leaves_what_was_there(fetch, provider):
    fetch()
    provider.document("white/2024/vb-1.json", csaf(tree(version="6.6.6"), flaw()), wrong=True)
    provider.entry(updated="2024-05-01T00:00:00Z")
    assert fetch() == 1 and "1.5.0" in (fetch.folder / "vb-1.json").read_text()


def test_a_missing_digest_is_said(fetch, provider):
    provider.document(digest=None)
    assert fetch() == 0 and "1 of 1 documents have no digest" in fetch.stderr


def test_what_is_not_for_everybody_is_said_and_not_fetched(fetch, provider):
    provider.metadata({"rolie": {"feeds": [{"url": provider.server.url + "feed.json", "tlp_label": "WHITE"},
                                           {"url": provider.server.url + "secret.json", "tlp_label": "AMBER"}]}})
    assert fetch() == 0 and fetch.documents == ["vb-1.json"]
    assert "secret.json" in fetch.stderr and "secret.json" not in provider.asked()


@pytest.mark.parametrize("line", ['"white/2024/vb-1.json","%s"', "white/2024/vb-1.json,%s"])
@pytest.mark.parametrize("how", ["directory_url", "directory"])
def test_a_folder_with_changes_is_read_quoted_or_not(fetch, provider, line, how):
    folder = provider.server.url + "advisories/"
    provider.document("advisories/white/2024/vb-1.json", signed=True)
    provider.put("advisories/changes.csv", (line % MOMENT + "\r\n").encode())
    provider.metadata({how: folder if how == "directory_url" else {"url": folder, "tlp_label": "CLEAR"}})
    assert fetch() == 0 and fetch.documents == ["vb-1.json"] and "1 of 1 documents have an OpenPGP signature" in fetch.stderr
    provider.asked()
    assert fetch() == 0 and provider.asked() == [METADATA, "advisories/changes.csv"]


def test_a_folder_without_changes_is_read_by_its_index(fetch, provider):
    provider.document("advisories/2024/vb-1.json")
    provider.put("advisories/index.txt", b"2024/vb-1.json\n")
    provider.metadata({"directory_url": provider.server.url + "advisories"})
    assert fetch() == 0 and fetch.documents == ["vb-1.json"]


def test_paths_may_begin_at_the_root_of_the_repository(fetch, provider):
    provider.document("csaf_files/OT/white/2024/vb-1.json")
    provider.server.gone.add("csaf_files/OT/white/csaf_files/OT/white/2024/vb-1.json")
    provider.put("csaf_files/OT/white/changes.csv", ("csaf_files/OT/white/2024/vb-1.json,%s\n" % MOMENT).encode())
    provider.metadata({"directory_url": provider.server.url + "csaf_files/OT/white/"})
    assert fetch() == 0 and fetch.documents == ["vb-1.json"]


@pytest.mark.parametrize("path", ["../../etc/passwd.json", "/etc/x.json", "2024/vb-1.exe", "http://other.example/x.json"])
def test_a_path_that_leads_elsewhere_is_passed_over_and_said(fetch, provider, path):
    provider.document("advisories/2024/vb-1.json")
    provider.put("advisories/changes.csv", ('"%s","%s"\n"2024/vb-1.json","%s"\n' % (path, MOMENT, MOMENT)).encode())
    provider.metadata({"directory_url": provider.server.url + "advisories"})
    assert fetch() == 0 and fetch.documents == ["vb-1.json"] and "no path of a document" in fetch.stderr
    assert sorted(p.name for p in fetch.folder.parent.iterdir() if p.is_dir()) == ["vendor"]


@pytest.mark.parametrize("name", ["white/2024/.hidden.json", "white/2024/x;y.json"])
def test_a_name_that_is_none_of_a_document_is_refused(fetch, provider, name):
    provider.entry(name)
    assert fetch() == 1 and fetch.documents == ["vb-1.json"] and "none of a CSAF document" in fetch.stderr


@pytest.mark.parametrize("metadata,said", [
    (b"<!DOCTYPE html><html></html>", "page"), (b"{", "provider-metadata.json"), (b'{"distributions": []}', "no feed and no folder"),
    (b'{"distributions": [{"rolie": {"feeds": [{"url": "http://127.0.0.1:1/feed.json"}]}}]}', "feed.json"),
    (b'{"distributions": [{"rolie": {"feeds": [{"url": "LOOP"}]}}]}', "redirects"), (b'{"pad": "' + b"x" * 5000 + b'"}', "ceiling")])
def test_metadata_that_leads_nowhere_is_said_and_changes_nothing(fetch, provider, metadata, said):
    fetch()
    provider.put(METADATA, metadata.replace(b"LOOP", (provider.server.url + "loop").encode()))
    assert fetch("", "--max-bytes", "3000") == 1 and said in fetch.stderr and fetch.documents == ["vb-1.json"]


def test_a_provider_that_was_named_once_is_asked_again_and_its_documents_count(desk, provider, tmp_path):
    fetcher = tmp_path / "fetcher"
    fetcher.write_text('#!/bin/sh\nexec %s --allow-http --retries 0 "$@"\n' % FETCH)
    fetcher.chmod(0o755)
    data = pathlib.Path(tmp_path, "data")

    def update(*names):
        done = subprocess.run([PROGRAM, "feeds", "update", *names, "--data", data], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "TWOHOP_FETCH": str(fetcher)})
        assert done.returncode == 0, done.stderr
        return provider.asked()

    desk.put("sbom.json", sbom(gadget()))
    assert update("csaf=" + provider.server.url)
    assert desk.audit("sbom.json", "--data", str(data)).one("vulnerable", "Gadget")["advisory"]["source"] == "csaf"
    assert update("csaf") == [METADATA, "feed.json"]
    provider.document("white/2024/vb-1.json", csaf(tree(version="1.6.0"), flaw()))
    provider.entry(updated="2024-05-01T00:00:00Z")
    update("csaf")
    assert desk.audit("sbom.json", "--data", str(data)).all("vulnerable") == []
