"""What is wrong is said in one line with the nearest thing that would be right, and in the exit code."""
import json
import os
import subprocess

import pytest

SBOM = """{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
 "metadata": {"component": {"type": "application", "bom-ref": "a", "name": "a", "version": "1", "supplier": {"name": "Acme"}}},
 "components": [{"type": "library", "bom-ref": "b", "name": "b", "version": "1", "purl": "pkg:npm/b@1"}],
 "dependencies": [{"ref": "a", "dependsOn": ["b"]}]}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder docs with one good document, beside the current folder's other files."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "good.cdx.json").write_text(SBOM)
    return tmp_path


USAGE = {  # arguments -> what the message has to say
    "auditt docs": ["'auditt'", "'audit'"],
    "feeds lst": ["'list'"],
    "feeds import": ["NAME PATH"],
    "feeds import ovs docs": ["'ovs'", "'osv'"],
    "verify": ["name files"],
    "verify docs --format csv": ["verify knows text and json"],
    "audit": ["name documents or folders"],
    "audit docs --formt json": ["'--formt'", "'--format'"],
    "audit docs --format serif": ["serif", "sarif"],
    "audit docs --format xyzzyx": ["xyzzyx", "twohop help audit"],
    "audit docs --format json=": ["file"],
    "audit docs --format json --format text": ["standard output"],
    "audit docs --depth 1": ["--depth 1"],
    "audit docs --depth two": ["--depth two"],
    "audit docs --jobs 0": ["--jobs 0"],
    "audit docs --as-of 2023-02-30": ["2023-02-30"],
    "audit docs --as-of 2023-02": ["2023-02", "YYYY-MM-DD"],
    "audit docs --as-of": ["--as-of", "DATE"],
    "audit docs --own=yes": ["--own", "no value"],
    "audit docs --color blue": ["blue", "never"],
    "audit docs --fail-on hihg": ["hihg", "high"],
    "audit docs --fail-on violation=hihg": ["hihg"],
    "audit docs --config absent.yaml": ["absent.yaml"],
    "audit - -": ["standard input"],
    "inspect docs/good.cdx.json --depth 2": ["--depth", "inspect"],
    "inspect": ["name files"],
    "inspect docs/good.cdx.json --quality ntia-2012": ["ntia-2012", "did you mean 'ntia-2021'?"],
    "inspect docs/good.cdx.json --quality nonsense": ["nonsense", "explain"],
    "audit docs --quality ntia-2021": ["--quality", "audit"],
    "explain ntia-2012": ["ntia-2012", "ntia-2021"],
    "why": ["id", "name"],
    "explain end-of-lief": ["end-of-lief", "end-of-life"],
    "help audti": ["audti", "audit"],
}


@pytest.mark.parametrize("line", USAGE)
def test_a_wrong_command_line_is_64_and_says_what_would_be_right(twohop, folder, line):
    done = twohop(line.split(), cwd=folder)
    assert (done.code, done.stdout) == (64, "")
    assert done.stderr.startswith("twohop: ") and done.stderr.count("\n") == 1
    for part in USAGE[line]:
        assert part in done.stderr


def test_nothing_is_written_where_the_command_line_is_wrong(twohop, folder):
    assert twohop(["audit", "docs", "--format", "json=out.json", "--format", "serif"], cwd=folder).code == 64
    assert not (folder / "out.json").exists()


def test_a_configuration_error_has_its_place_and_the_nearest_key(twohop, folder):
    (folder / "twohop.yaml").write_text("self: [Example Bank]\npolicy:\n  fail_onn: high\n")
    done = twohop(["audit", "docs"], cwd=folder)
    assert (done.code, done.stdout) == (64, "")
    assert done.stderr.startswith("twohop: twohop.yaml:3:3: ") and "fail_on" in done.stderr


# ---------------------------------------------------------------- inputs

def test_an_input_that_is_not_there_is_66_and_named(twohop, folder):
    done = twohop(["audit", "docs", "absent.json"], cwd=folder)
    assert done.code == 66
    assert "absent.json" in done.stderr and "absent.json" in done.stdout


def test_a_broken_document_is_65_with_its_place_and_the_rest_is_audited(twohop, folder):
    (folder / "docs" / "bad.cdx.json").write_text('{"bomFormat": "CycloneDX",\n "specVersion": "1.5",\n "components": [}\n')
    done = twohop(["audit", "docs", "--format", "json"], cwd=folder)
    report = json.loads(done.stdout)
    assert done.code == report["exit"]["code"] == 65
    assert "bad-input" in report["exit"]["reasons"]
    assert any(line.startswith("docs/bad.cdx.json:3:17: error: ") and line.endswith("]") for line in done.stderr.splitlines())
    assert {d["path"]: d["status"] for d in report["documents"]} == {"docs/bad.cdx.json": "rejected", "docs/good.cdx.json": "read"}
    assert report["suppliers"] != []


def test_an_ignored_file_is_named_in_the_report_and_on_standard_error_only_where_you_named_it(twohop, folder):
    (folder / "docs" / "README.md").write_text("# hello\n")
    below = twohop(["audit", "docs"], cwd=folder)
    assert "docs/README.md" in below.stdout and "README" not in below.stderr
    named = twohop(["audit", "docs/good.cdx.json", "docs/README.md"], cwd=folder)
    assert "docs/README.md" in named.stdout and named.stderr.startswith("docs/README.md: ignored: ")


def test_where_nothing_is_recognised_the_exit_is_66(twohop, folder):
    (folder / "docs" / "good.cdx.json").write_text("hello\n")
    assert twohop(["audit", "docs"], cwd=folder).code == 66


def test_a_file_name_cannot_draw_on_the_terminal(twohop, folder):
    (folder / "docs" / "\x1b[2Jx.json").write_text("{")
    done = twohop(["audit", "docs"], cwd=folder)
    assert done.code == 65
    assert "\x1b" not in done.stdout + done.stderr and "<U+001B>" in done.stderr


@pytest.mark.parametrize("name, content, code", [
    ("bad.json", "{", 65), ("empty.json", "", 65), ("other.txt", "hello\n", 66), (None, None, 66)])
def test_inspect_ends_with_65_for_what_is_refused_and_66_for_what_is_not_recognised(twohop, tmp_path, name, content, code):
    if name:
        (tmp_path / name).write_text(content)
    done = twohop(["inspect", name or "absent.json", "--format", "json"])
    assert done.code == code
    assert json.loads(done.stdout)["status"] in ("rejected", "ignored")
    assert (name or "absent.json") in done.stderr


# ---------------------------------------------------------------- outputs

def test_a_report_that_cannot_be_written_is_73_and_the_others_say_so(twohop, folder):
    done = twohop(["audit", "docs", "--format", "json=docs/good.cdx.json/out.json", "--format", "text=out.txt",
                   "--format", "json"], cwd=folder)
    assert done.code == 73 and "docs/good.cdx.json/out.json" in done.stderr
    assert "output" in json.loads(done.stdout)["exit"]["reasons"]
    assert "exit 73" in (folder / "out.txt").read_text()


def run(folder, command):
    program = os.path.abspath(os.environ["TWOHOP"])
    return subprocess.run(["bash", "-c", command, "bash", program], cwd=folder, capture_output=True, text=True,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, timeout=60)


def test_a_full_disk_under_standard_output_is_73(folder):
    done = run(folder, '"$1" audit docs >/dev/full')
    assert done.returncode == 73 and "standard output" in done.stderr


def test_a_closed_standard_output_is_73(folder):
    assert run(folder, '"$1" audit docs >&-').returncode == 73


def test_a_reader_that_goes_away_is_no_complaint(folder):
    done = run(folder, '"$1" audit docs | true; exit ${PIPESTATUS[0]}')
    assert done.returncode in (0, 2, 73) and done.stderr == ""


def test_a_limit_on_file_sizes_is_an_error_not_a_death(folder):
    done = run(folder, 'ulimit -f 0; exec "$1" audit docs --format json=out.json >/dev/null')
    assert done.returncode == 73
    assert not (folder / "out.json").exists()
