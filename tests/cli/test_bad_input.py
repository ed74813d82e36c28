"""Input that is broken, hostile or in the wrong place: one line that says where, the right exit code, within seconds, and
whatever is good beside it is still audited."""
import bz2
import gzip
import json
import lzma
import os
import re
import shutil
import socket
import subprocess

import pytest

from papers import part, product, sbom, spdx

GOOD = sbom(part("Widget", "1.0", "Maker"))
TEXT = json.dumps(GOOD)
XML = '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">%s</bom>\n'
COMPONENT = '<components><component type="library"><name>%s</name></component></components>'
HEAD = '{"bomFormat": "CycloneDX", "specVersion": "1.5",\n '


def before(needle, insert):
    """The good document with something put in front of a part of its text."""
    assert needle in TEXT
    return TEXT.replace(needle, insert + needle, 1)


REFUSED = {  # content -> the place of the error, and a word of it
    "empty": (b"", "", "empty"),
    "UTF-16 with a mark": (TEXT.encode("utf-16"), "1:1:", "UTF-16"),
    "UTF-16 little-endian": (TEXT.encode("utf-16-le"), "1:1:", "UTF-16"),
    "UTF-16 big-endian": (TEXT.encode("utf-16-be"), "1:1:", "UTF-16"),
    "UTF-16 XML": ((XML % "").encode("utf-16"), "1:1:", "UTF-16"),
    "cut off in a string": (TEXT[:TEXT.index("Widget") + 3], r"1:\d+:", "cut off"),
    "cut off behind a comma": (HEAD + '"components": [],', r"2:\d+:", ""),
    "an escaped NUL in a string": (before('Widget"', r"\u0000"), r"1:\d+:", r"\u0000"),
    "a NUL byte in a string": (before('Widget"', "\0"), r"1:\d+:", "NUL"),
    "a NUL byte behind the end": (TEXT + "\0", r"1:\d+:", ""),
    "a key twice": (before('"name": "Widget"', '"name": "Gadget", '), r"1:\d+:", "twice"),
    "a key twice, once escaped": (before('"name": "Widget"', r'"n\u0061me": "Gadget", '), r"1:\d+:", "twice"),
    "a key twice in what nobody reads": (HEAD + '"x": {"y": [{"a": 1, "a": 2}]}}', "2:23:", "twice"),
    "a lone surrogate": (before('Widget"', r"\ud800"), r"1:\d+:", "surrogate"),
    "a byte that is no UTF-8": (TEXT.encode().replace(b"Widget", b"Wid\xffget"), r"1:\d+:", "UTF-8"),
    "bytes behind the end": (TEXT + "\n x", "2:2:", "behind the end"),
    "two documents": (TEXT + "\n" + TEXT, "2:1:", "behind the end"),
    "a comma too many": (HEAD + '"components": [ , ]}', "2:18:", ""),
    "a word that is none of JSON": (HEAD + '"components": nil}', "2:16:", ""),
    "arrays in arrays": (HEAD + '"components": ' + "[" * 100000 + "]" * 100000 + "}", r"2:\d+:", "TH_MAX_DEPTH"),
    "nothing but arrays": ("[" * 100000, r"1:\d+:", "TH_MAX_DEPTH"),
    "objects in objects": (HEAD + '"x": ' + '{"a":' * 100000, r"2:\d+:", "TH_MAX_DEPTH"),
    "elements in elements": (XML % ("<a>" * 100000), r"2:\d+:", "TH_MAX_DEPTH"),
    "a DOCTYPE": ('<!DOCTYPE bom SYSTEM "http://127.0.0.1/bom.dtd">\n' + XML.split("\n", 1)[1] % "", "1:1:", "DOCTYPE"),
    "a DOCTYPE behind a comment": ("<!-- - -->\n<!DOCTYPE bom>\n" + XML.split("\n", 1)[1] % "", "2:1:", "DOCTYPE"),
    "an entity bomb": ("<!DOCTYPE bom [<!ENTITY a '%s'>%s]>\n%s" % (
        "a" * 1000, "".join("<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 20) for i in range(20)),
        XML.split("\n", 1)[1] % (COMPONENT % "&u;")), "1:1:", "DOCTYPE"),
    "an entity that reads a file": ("<!DOCTYPE bom [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n" +
                                    XML.split("\n", 1)[1] % (COMPONENT % "&a;"), "1:1:", "DOCTYPE"),
    "an entity that nobody declared": (XML % (COMPONENT % "&a;"), r"2:\d+:", ""),
    "an element that is not closed": (XML % "<components>", r"\d+:\d+:", ""),
    "XML in a character set of its own": ('<?xml version="1.0" encoding="UTF-7"?>\n' + XML.split("\n", 1)[1] % "", r"\d+:\d+:", ""),
    "a control character in XML": (XML % (COMPONENT % "a\x01b"), r"2:\d+:", ""),
    "text in a tag that does not end": ("SPDXVersion: SPDX-2.3\nPackageName: a\nPackageComment: <text>no end\n", r"3:\d+:", ""),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_one_line_with_its_place(desk, what):
    content, place, word = REFUSED[what]
    report = desk.audit(desk.put("bad", content), held=len(content) < 10000)
    assert report.code == 65 and report.document("bad")["status"] == "rejected"
    assert re.fullmatch("bad:%s error: .*%s.*\n" % (place, re.escape(word)) if place else "bad: error: .*%s.*\n" % word,
                        report.done.stderr)


@pytest.mark.parametrize("what", REFUSED)
def test_the_good_paper_beside_it_is_still_audited(desk, what):
    desk.put("bad", REFUSED[what][0])
    report = desk.audit("bad", desk.put("good.json", GOOD), held=len(REFUSED[what][0]) < 10000)
    assert report.code == 65 and set(report["exit"]["reasons"]) == {"blind-spot", "bad-input"}
    assert report.hops() == {"Vendor": 1, "Maker": 2}


def test_the_first_line_of_the_text_names_findings_and_refusals(desk, twohop):
    desk.put("bad.json", "{")
    desk.put("good.json", GOOD)
    first = twohop(["audit", "."]).stdout.splitlines()[0]
    assert "blind spot" in first and "1 document could not be read" in first


WHOLE = {
    "bad.json": json.dumps(sbom(part("Widget", "1.0", "Maker", hashes={"MD5": "ab" * 16}, nested=[part("é\U0001F600", "1")])),
                           indent=1, ensure_ascii=False),
    "bad.xml": XML %
    '<components><component type="library" bom-ref="a"><name>é</name><!-- c --><version>1</version></component></components>',
    "bad.spdx.json": json.dumps({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "n", "documentNamespace": "https://a.example/n",
        "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: t"]},
        "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE"}]
    }),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_paper_that_is_cut_off_anywhere_is_refused(desk, name):
    content = WHOLE[name].encode().rstrip()
    start = content.index(b"CycloneDX") + 11 if b'"CycloneDX' in content else len(content) // 3
    for at in range(start, len(content), 3):
        desk.put("cut/%05d" % at, content[:at])
    statuses = {document["path"]: document["status"] for document in desk.audit("cut")["documents"]}
    assert set(statuses.values()) == {"rejected"}


@pytest.mark.parametrize("name", WHOLE)
def test_the_same_paper_is_read_where_it_is_whole(desk, name):
    assert desk.audit(desk.put(name, WHOLE[name])).document(name)["status"] == "read"


# ---------------------------------------------------------------- how much

LONG = {  # what stands before and behind 300 MB of one letter -> the place of the error
    "a string": (HEAD + '"components": [{"type": "library", "name": "', '"}]}', r"2:\d+"),
    "a string that nobody reads": (HEAD + '"x": "', '"}', "2:7"),
    "a key": (HEAD + '"', '": 1}', "2:2"),
    "an element's text": (XML.split("%s")[0] + COMPONENT.split("%s")[0], COMPONENT.split("%s")[1] + "</bom>", r"2:\d+"),
    "an attribute": ('<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="', '"></bom>', r"1:\d+"),
    "a tag's value": ("SPDXVersion: SPDX-2.3\nPackageName: ", "\n", "2:14"),
}


@pytest.mark.parametrize("what", LONG)
def test_three_hundred_megabytes_of_one_value_are_refused_at_their_place(desk, what):
    head, tail, place = LONG[what]
    path = desk.folder / "long"
    with open(path, "wb") as file:
        file.write(head.encode())
        for _ in range(300):
            file.write(b"a" * (1 << 20))
        file.write(tail.encode())
    try:
        code, errors = desk.bounded("long")
    finally:
        path.unlink()
    assert code == 65 and re.fullmatch("long:%s: error: .*\n" % place, errors)


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, capture_output=True, check=True).stdout


PACKERS = {"gz": lambda data: gzip.compress(data, mtime=0), "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd}


def need(packer):
    if packer == "zst" and not shutil.which("zstd"):
        pytest.skip("SKIPPED: zstd is not installed, so nothing was packed with it")


@pytest.mark.parametrize("packer", ["gz", "zst"])
@pytest.mark.parametrize("head", ["", HEAD + '"x": "'], ids=["of nothing", "of a document"])
def test_a_bomb_is_refused_when_it_passes_its_ceiling(desk, packer, head):
    need(packer)
    desk.put("bomb", PACKERS[packer](head.encode() + b"a" * (66 << 20)))
    code, errors = desk.bounded("bomb")
    assert code == 65 and re.fullmatch("bomb: error: .*TH_MAX_EXPANSION.*\n", errors)


def test_a_bomb_beside_a_good_paper_hides_it_not(desk):
    desk.put("in/bomb.gz", PACKERS["gz"](b" " * (66 << 20)))
    desk.put("in/good.json", GOOD)
    report = desk.audit("in")
    assert report.code == 65 and report.hops() == {"Vendor": 1, "Maker": 2}


@pytest.mark.parametrize("packer", PACKERS)
def test_a_packed_paper_is_read(desk, packer):
    need(packer)
    desk.put("sbom.json." + packer, PACKERS[packer](TEXT.encode()))
    report = desk.audit("sbom.json." + packer, held=False)
    assert report.document("sbom.json." + packer)["format"] == "cyclonedx-json" and report.hops()["Maker"] == 2


@pytest.mark.parametrize("packer", PACKERS)
def test_a_packed_paper_that_is_cut_off_is_refused(desk, packer):
    need(packer)
    packed = PACKERS[packer](TEXT.encode())
    for at in range(12, len(packed) - 1, len(packed) // 11):
        desk.put("cut/%d" % at, packed[:at])
    assert {document["status"] for document in desk.audit("cut")["documents"]} == {"rejected"}


def test_an_error_in_a_packed_paper_has_its_place_in_what_was_packed(desk, twohop):
    desk.put("bad.gz", PACKERS["gz"](b'{"bomFormat": "CycloneDX",\n "x": nil}'))
    assert twohop(["audit", "bad.gz"]).stderr.startswith("bad.gz:2:7: error: ")


# ---------------------------------------------------------------- no files at all

def test_a_folder_without_papers_is_66(desk):
    (desk.folder / "empty").mkdir()
    assert desk.audit("empty").code == 66


def test_a_circle_of_links_is_refused_and_the_rest_audited(desk):
    (desk.folder / "in").mkdir()
    os.symlink("a", desk.folder / "in" / "b")
    os.symlink("b", desk.folder / "in" / "a")
    desk.put("in/good.json", GOOD)
    report = desk.audit("in", held=False)
    assert report.code == 65 and report.hops() == {"Vendor": 1, "Maker": 2}


def test_a_folder_that_leads_back_to_itself_is_read_once(desk):
    desk.put("in/good.json", GOOD)
    os.symlink("..", desk.folder / "in" / "up")
    os.symlink(".", desk.folder / "in" / "here")
    report = desk.audit("in", held=False)
    assert [document["path"] for document in report["documents"] if document["status"] == "read"] == ["in/good.json"]


def test_a_link_that_was_named_and_leads_in_a_circle_is_65(desk, twohop):
    os.symlink("loop", desk.folder / "loop")
    done = twohop(["audit", "loop"])
    assert done.code == 65 and re.fullmatch("loop: error: .*symbolic links.*\n", done.stderr)


def test_a_file_that_may_not_be_read_is_65_and_the_rest_audited(desk):
    desk.put("in/good.json", GOOD)
    desk.put("in/secret.json", GOOD)
    (desk.folder / "in" / "secret.json").chmod(0)
    report = desk.audit("in", held=False)
    assert report.code == 65 and report.document("in/secret.json")["status"] == "rejected" and report.hops()["Maker"] == 2


def test_a_socket_is_refused_and_the_rest_audited(desk):
    desk.put("in/good.json", GOOD)
    with socket.socket(socket.AF_UNIX) as door:
        here = os.getcwd()
        os.chdir(desk.folder)  # the name of a socket is short
        try:
            door.bind("in/door")
        finally:
            os.chdir(here)
        report = desk.audit("in", held=False)
    assert report.code == 65 and report.hops() == {"Vendor": 1, "Maker": 2}


def test_a_pipe_in_a_folder_is_not_waited_for(desk):
    desk.put("in/good.json", GOOD)
    os.mkfifo(desk.folder / "in" / "pipe.json")
    report = desk.audit("in", held=False)
    assert report.code == 65 and report.hops() == {"Vendor": 1, "Maker": 2}


def test_a_device_is_refused(desk):
    assert desk.bounded("/dev/zero")[0] == 65


def test_binary_data_are_ignored_aloud(desk):
    report = desk.audit(desk.put("setup.exe", b"MZ\x90\0" + bytes(range(256)) * 20))
    assert report.code == 66 and re.fullmatch("setup.exe: ignored: .*binary.*\n", report.done.stderr)


def test_binary_data_beside_a_good_paper_decide_nothing(desk):
    desk.put("setup.exe", b"MZ\x90\0" + bytes(range(256)) * 20)
    report = desk.audit(desk.put("good.json", GOOD), "setup.exe")
    assert report["exit"]["reasons"] == ["blind-spot"] and report.document("setup.exe")["status"] == "ignored"


@pytest.mark.parametrize(
    "name", ["new\nline.json", "tab\there", "\x1b[31mred", "\u202ereversed", b"\xff\xfe".decode(errors="surrogateescape")])
def test_whatever_a_file_is_called_its_error_is_one_line_without_controls(desk, twohop, name):
    desk.put("in/" + name, "{")
    done = twohop(["audit", "in"])
    assert done.code == 65 and done.stderr.count("\n") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", done.stderr + done.stdout)


# ---------------------------------------------------------------- what is unusual, and good

TAGS = spdx("n", [("a", "Tagged", "1.0", "Organization: Vendor")], ["SPDXRef-DOCUMENT DESCRIBES SPDXRef-a"])
UNUSUAL = {
    "a UTF-8 mark before JSON": b"\xef\xbb\xbf" + TEXT.encode(),
    "a UTF-8 mark and CRLF": b"\xef\xbb\xbf" + json.dumps(GOOD, indent=1).replace("\n", "\r\n").encode(),
    "blanks around": "\n\t \r\n" + TEXT + "\r\n\n",
    "a UTF-8 mark before XML": b"\xef\xbb\xbf" + (XML % (COMPONENT % "a")).encode(),
    "XML with CRLF": (XML % (COMPONENT % "a")).replace("\n", "\r\n"),
    "XML with a prefix": '<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.5"><c:components><c:component type="library"><c:name>a</c:name>'
    "</c:component></c:components></c:bom>",
    "tags with a UTF-8 mark and CRLF": b"\xef\xbb\xbf" + TAGS.replace("\n", "\r\n").encode(),
    "a key with an escape": TEXT.replace('"components"', r'"\u0063omponents"'),
    "the key of the format with an escape": TEXT.replace('"bomFormat"', r'"bomF\u006frmat"'),
    "one line of a megabyte": before('"components"', '"x": "%s", ' % ("a" * (1 << 20))),
}


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_is_unusual_and_right_is_read(desk, what):
    report = desk.audit(desk.put("odd", UNUSUAL[what]))
    assert report.document("odd")["status"] == "read" and report.document("odd")["counts"]["components"] == 1


def test_columns_count_characters_behind_wide_ones(desk):
    report = desk.audit(desk.put("bad", '{"bomFormat": "CycloneDX", "specVersion": "1.5", "é\U0001F600": nil}'))
    assert report.document("bad")["error"]["column"] == 56


def test_standard_input_is_read(desk, twohop):
    done = twohop(["audit", "-", "--format", "json"], stdin=TEXT)
    assert json.loads(done.stdout)["documents"][0]["path"] == "-" and json.loads(done.stdout)["documents"][0]["status"] == "read"


def test_packed_standard_input_is_read(twohop):
    done = twohop(["audit", "-", "--format", "json"], stdin=gzip.compress(TEXT.encode()))
    assert json.loads(done.stdout)["documents"][0]["status"] == "read"


@pytest.mark.parametrize("data, code", [("", 65), ("{", 65), ("hello\n", 66)])
def test_bad_standard_input_is_told_as_such(twohop, data, code):
    done = twohop(["audit", "-"], stdin=data)
    assert done.code == code and done.stderr.startswith("-:") and done.stderr.count("\n") == 1


def test_standard_input_stands_beside_files(desk, twohop):
    desk.put("good.json", GOOD)
    done = twohop(["audit", "good.json", "-", "--format", "json"],
                  stdin=json.dumps(sbom(part("x"), root=product("Second", supplier="Other"))))
    assert {supplier["name"] for supplier in json.loads(done.stdout)["suppliers"]} >= {"Vendor", "Other"}


def test_what_another_program_writes_into_a_pipe_is_read(desk):
    desk.put("good.json", GOOD)
    command = '"$1" audit <(cat good.json) --format json'
    done = subprocess.run(["bash", "-c", command, "bash", os.path.abspath(os.environ["TWOHOP"])], cwd=desk.folder,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and json.loads(done.stdout)["documents"][0]["status"] == "read"


def test_all_formats_at_once_are_read(desk):
    desk.put("in/a.json", GOOD)
    desk.put("in/b.xml", XML % (COMPONENT % "a"))
    desk.put("in/c.spdx", TAGS)
    desk.put("in/d.spdx.json", WHOLE["bad.spdx.json"])
    formats = {document["path"]: document["format"] for document in desk.audit("in")["documents"]}
    assert formats == {
        "in/a.json": "cyclonedx-json", "in/b.xml": "cyclonedx-xml", "in/c.spdx": "spdx-tag-value", "in/d.spdx.json": "spdx-json"
    }


def test_a_format_is_known_by_its_content(desk):
    desk.put("in/a.xml", TEXT)
    desk.put("in/b.json", XML % (COMPONENT % "a"))
    desk.put("in/c.pdf", TAGS)
    assert [document["format"]
            for document in desk.audit("in")["documents"]] == ["cyclonedx-json", "cyclonedx-xml", "spdx-tag-value"]


def test_a_paper_named_twice_is_read_once(desk):
    desk.put("in/a.json", GOOD)
    report = desk.audit("in", "in/a.json", "in")
    assert [document["path"] for document in report["documents"]] == ["in/a.json"]


@pytest.mark.parametrize("again", ["in/a.json", "in/../in/a.json", "link.json", "hard.json"])
def test_a_paper_of_two_names_is_read_once_and_that_is_said(desk, again):
    desk.put("in/a.json", GOOD)
    os.symlink("in/a.json", desk.folder / "link.json")
    os.link(desk.folder / "in" / "a.json", desk.folder / "hard.json")
    report = desk.audit("in/a.json", again, held=False)
    assert [document["path"] for document in report["documents"]] == ["in/a.json"] and report.codes() == ["read-once"]


def test_a_copy_of_a_paper_is_a_paper_of_its_own(desk):
    report = desk.audit(desk.put("a.json", GOOD), desk.put("b.json", GOOD))
    assert [document["path"] for document in report["documents"]] == ["a.json", "b.json"] and report.codes() == []


UNREAD = {
    "SPDX 3": {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []},
    "syft": {"artifacts": [], "artifactRelationships": [], "descriptor": {"name": "syft"}, "schema": {"version": "16.0.0"}},
}


@pytest.mark.parametrize("what", UNREAD)
def test_a_format_that_is_known_and_not_read_is_named(desk, what):
    report = desk.audit(desk.put("a.json", UNREAD[what]))
    assert report.code == 66 and what in report.done.stderr and what in report.document("a.json")["why"]


# ---------------------------------------------------------------- what cannot be written

@pytest.mark.parametrize("output", ["json=absent/out.json", "json=in", "text=/dev/full", "json=/proc/nothing"])
def test_a_report_that_cannot_be_written_is_73(desk, twohop, output):
    desk.put("in/a.json", GOOD)
    done = twohop(["audit", "in", "--format", output])
    assert done.code == 73 and output.split("=")[1] in done.stderr


def test_a_long_report_into_a_pipe_that_closes_is_no_crash(desk):
    desk.put("a.json", sbom(*[part("p%d" % i, "1", "S%d" % i) for i in range(5000)]))
    command = 'set -o pipefail; "$1" audit a.json --format json | head -c 10; exit ${PIPESTATUS[0]}'
    done = subprocess.run(["bash", "-c", command, "bash", os.path.abspath(os.environ["TWOHOP"])], cwd=desk.folder,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode in (2, 73) and done.stderr == ""
