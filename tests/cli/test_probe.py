"""twohop feeds probe: a download that is still there after the end of life is a finding, one that is gone is none, and the rest is no observation."""
import json
import os
import subprocess

import pytest

from papers import part, sbom
from test_fetch import FETCH, PROGRAM, server  # noqa: F401

pytestmark = pytest.mark.skipif(not FETCH.exists(), reason="SKIPPED: twohop-fetch was not built, so probing was not tested")
THERE = (200, {"Content-Type": "application/octet-stream", "Content-Length": "1234"})
GONE = (404, {"Content-Type": "text/html"})
PAGE = (200, {"Content-Type": "text/html; charset=utf-8"})
OLD = part("widget", "1.5.0", purl="pkg:npm/widget@1.5.0")


@pytest.fixture
def probe(server, tmp_path):  # noqa: F811
    fetcher = tmp_path / "fetcher"
    fetcher.write_text('#!/bin/sh\nexec %s --allow-http --retries 0 "$@"\n' % FETCH)
    fetcher.chmod(0o755)

    def run(*operands, verb="probe"):
        done = subprocess.run([PROGRAM, "feeds", verb, *operands, "--data", tmp_path / "data"], capture_output=True, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "TWOHOP_FETCH": str(fetcher)})
        run.said = done.stderr
        return done.returncode
    run.url = server.url + "widget.tgz"
    run.answers = lambda answer: server.answers.update({"widget.tgz": answer})
    run.asked = lambda: [name for name, _ in server.asked]
    run.data = tmp_path / "data"
    lines = tmp_path / "widget.json"  # of endoflife.date, which never speaks of distribution
    lines.write_text(json.dumps({"schema_version": "1.2.1", "generated_at": "2026-01-01T00:00:00Z", "result": {
        "name": "widget", "label": "Widget", "identifiers": [{"type": "purl", "id": "pkg:npm/widget"}],
        "releases": [{"name": "1.5", "releaseDate": "2019-01-01", "isEol": True, "eolFrom": "2020-01-01", "isMaintained": False}]}}))
    assert run("endoflife", lines, verb="import") == 0, run.said
    return run


def kept(probe):
    path = probe.data / "observed" / "observations.json"
    return [(o["product"]["name"], o["url"], o["answers"]) for o in json.loads(path.read_text())["observations"]] if path.exists() else []


@pytest.fixture
def distributed(desk, probe):
    """Is the old part said to be still distributed? After the day of the observation, unless a day is given."""
    def ask(as_of="2199-01-01"):
        desk.put("sbom.json", sbom(OLD, created="2020-05-01T00:00:00Z"))
        report = desk.audit("sbom.json", "--data", str(probe.data), day=as_of)
        assert report.one("end-of-life", "widget")
        return bool(report.all("end-of-life-distributed", "widget"))
    return ask


def test_without_an_observation_nothing_is_said_of_distribution(probe, distributed):
    assert not distributed()


def test_a_download_that_is_there_is_recorded_and_found(probe, distributed):
    probe.answers(THERE)
    assert probe("Widget", probe.url) == 0 and "can still be had" in probe.said
    assert kept(probe) == [("Widget", probe.url, True)] and distributed()


def test_an_observation_does_not_exist_before_its_day(probe, distributed):
    probe.answers(THERE)
    assert probe("Widget", probe.url) == 0
    assert not distributed("2026-01-01")


def test_one_that_is_gone_is_recorded_and_not_found(probe, distributed):
    probe.answers(GONE)
    assert probe("Widget", probe.url) == 0 and "is gone" in probe.said
    assert kept(probe) == [("Widget", probe.url, False)] and not distributed()


def test_the_last_look_of_a_day_counts(probe, distributed):
    probe.answers(THERE)
    assert probe("Widget", probe.url) == 0
    probe.answers(GONE)
    assert probe() == 0  # without operands: where it was looked before
    assert kept(probe) == [("Widget", probe.url, False)] and not distributed()


@pytest.mark.parametrize("answer", [PAGE, (500, {}), (403, {})])
def test_a_page_or_an_error_tells_nothing(probe, distributed, answer):
    probe.answers(answer)
    assert probe("Widget", probe.url) == 3 and "not clear" in probe.said
    assert kept(probe) == [] and not distributed()


def test_a_server_that_is_not_there_tells_nothing(probe):
    assert probe("Widget", "http://127.0.0.1:1/widget.tgz") == 3 and kept(probe) == []


def test_a_product_is_named_by_its_package_url_too(probe):
    probe.answers(THERE)
    assert probe("pkg:npm/widget", probe.url) == 0 and kept(probe) == [("Widget", probe.url, True)]


def test_a_place_or_a_product_alone_is_looked_at_again(probe):
    probe.answers(THERE)
    assert probe("Widget", probe.url) == 0
    assert probe(probe.url) == 0 and probe("widget") == 0 and probe.asked() == ["widget.tgz"] * 3


@pytest.mark.parametrize("operands,code,said", [
    (("Widget",), 66, "where can Widget be had"), (("https://a.example/x",), 64, "of which product"), ((), 64, "nothing was looked at before"),
    (("Gadget", "https://a.example/x"), 66, "nobody says when the life of Gadget ends"), (("a", "b"), 64, "one product"),
    (("http://a.example/", "http://b.example/"), 64, "one product")])
def test_what_cannot_be_asked_is_said(probe, operands, code, said):
    assert probe(*operands) == code and said in probe.said and kept(probe) == []


def test_a_damaged_file_of_observations_is_not_overwritten(probe):
    (probe.data / "observed").mkdir()
    (probe.data / "observed" / "observations.json").write_text('{"schema": "twohop-observations/1", "observations": [')
    assert probe("Widget", probe.url) == 65 and "damaged" in probe.said
    assert (probe.data / "observed" / "observations.json").read_text().endswith("[")


def test_an_observation_contradicts_an_end_of_distribution_that_came_before(desk):
    ends = {"identifier": "pkg:npm/widget", "updatedAt": "2020-06-01T00:00:00Z", "events": [
        {"id": 2, "type": "endOfDistribution", "effective": "2020-03-01T00:00:00Z", "published": "2020-01-01T00:00:00Z",
         "versions": [{"range": "vers:all/*"}]},
        {"id": 1, "type": "endOfLife", "effective": "2020-01-01T00:00:00Z", "published": "2020-01-01T00:00:00Z",
         "versions": [{"range": "vers:all/*"}]}]}
    seen = {"schema": "twohop-observations/1", "observations": [
        {"product": {"name": "Widget", "purls": ["pkg:npm/widget"]}, "url": "https://a.example/w", "observed": "2021-01-01", "answers": True}]}
    desk.put("sbom.json", sbom(OLD, created="2020-05-01T00:00:00Z"))
    life, look = desk.put("life.cle.json", ends), desk.put("seen.json", seen)
    assert desk.audit("sbom.json", "--feeds", life, day="2021-06-01").all("end-of-life-distributed") == []
    assert desk.audit("sbom.json", "--feeds", life, "--feeds", look, day="2021-06-01").one("end-of-life-distributed", "widget")
    seen["observations"].append({**seen["observations"][0], "observed": "2021-03-01", "answers": False})
    look = desk.put("seen.json", seen)
    assert desk.audit("sbom.json", "--feeds", life, "--feeds", look, day="2021-06-01").all("end-of-life-distributed") == []
