"""The Debian package, as somebody meets it who unpacks it on another machine: it is whole, tells nothing of where it was
built, and what it depends on is what it needs."""
import os
import pathlib
import re
import shutil
import stat
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["TWOHOP"]).resolve().parent.parent
TOOLS = ["cpack", "dpkg-deb", "dpkg-shlibdeps", "dpkg-query", "ldd"]
MISSING = [tool for tool in TOOLS if not shutil.which(tool)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason="SKIPPED: %s missing (Debian: dpkg-dev), so the package was not tested" % ", ".join(MISSING))

COMMANDS = re.findall(r'^TH_COMMAND\(\w+, "([^"]+)"', (ROOT / "cmd/commands.def").read_text(), re.MULTILINE)
FILES = sorted([
    "usr/bin/twohop", "usr/libexec/twohop/twohop-fetch",
    "usr/share/bash-completion/completions/twohop", "usr/share/zsh/vendor-completions/_twohop",
    "usr/share/fish/vendor_completions.d/twohop.fish",
    "usr/share/doc/twohop/README.md", "usr/share/doc/twohop/copyright",
    "usr/share/man/man1/twohop.1", "usr/share/man/man5/twohop.yaml.5",
    *("usr/share/man/man1/twohop-%s.1" % command for command in COMMANDS)])
PROGRAMS = FILES[:1] + ["usr/libexec/twohop/twohop-fetch"]
# What is loaded when an input needs it: (source, library).
LOADED = [(source, library) for source in ("core/text/xml.c", "core/io/archive.c")
          for library in re.findall(r'\.file = "(lib[^"]+)"', (ROOT / source).read_text())]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    done = subprocess.run(["cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder], cwd=BUILD, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    packages = list(folder.glob("*.deb"))
    assert len(packages) == 1
    return packages[0]


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked") / "a place that nobody chose"
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def control(package):
    text = subprocess.run(["dpkg-deb", "-f", package], capture_output=True, text=True, check=True, timeout=60).stdout
    return dict(re.findall(r"^([\w-]+): (.*)$", text, re.MULTILINE))


@pytest.fixture
def run(unpacked, tmp_path):
    """run(args) -> the unpacked program's end, in an empty folder and with nothing of this environment."""
    def start(args, **environment):
        return subprocess.run([unpacked / "usr/bin/twohop", *args], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                              env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **environment})
    return start


# ---------------------------------------------------------------- what is in it

def test_the_package_holds_these_files_and_no_others(unpacked):
    assert sorted(str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if not path.is_dir()) == FILES


def test_programs_can_be_run_and_nothing_can_be_changed_by_others(unpacked):
    for path in unpacked.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() or str(path.relative_to(unpacked)) in PROGRAMS else 0o644), path


def test_no_file_tells_where_it_was_built(unpacked):
    for name in FILES:
        content = (unpacked / name).read_bytes()
        for place in {str(ROOT), str(BUILD), os.path.expanduser("~/")} - {"/"}:
            assert place.encode() not in content, (name, place)


def test_the_licence_is_the_copyright_file(unpacked):
    assert (unpacked / "usr/share/doc/twohop/copyright").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_programs_are_stripped_and_hardened(unpacked):
    for name in PROGRAMS:
        headers = subprocess.run(["readelf", "-hldSW", unpacked / name], capture_output=True, text=True, check=True, timeout=60).stdout
        assert ".debug_info" not in headers and ".symtab" not in headers
        assert "DYN (" in headers and "GNU_RELRO" in headers and "BIND_NOW" in headers
        assert "RPATH" not in headers and "RUNPATH" not in headers


def test_the_control_file_is_filled_in(control, run):
    assert control["Package"] == "twohop" and control["Description"] and "@" in control["Maintainer"]
    assert run(["--version"]).stdout == "twohop %s\n" % control["Version"]
    assert control["Architecture"] == subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True).stdout.strip()


# ---------------------------------------------------------------- what it needs

def alternatives(field):
    """[[(name, operator, version)]]: one of each inner list is needed."""
    return [[re.fullmatch(r"([a-z0-9.+-]+)(?: \((\S+) (\S+)\))?", one.strip()).groups() for one in group.split("|")]
            for group in field.split(",")]


def is_met(name, operator, version):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", name], capture_output=True, text=True)
    status, _, installed = done.stdout.partition(" ")
    return status == "installed" and (
        not operator or subprocess.run(["dpkg", "--compare-versions", installed, operator, version]).returncode == 0)


def test_all_libraries_are_found(unpacked):
    for name in PROGRAMS:
        listed = subprocess.run(["ldd", unpacked / name], capture_output=True, text=True, check=True, timeout=60).stdout
        assert "libc.so" in listed and "not found" not in listed


def test_every_dependency_is_a_package_that_there_is(control):
    groups = alternatives(control["Depends"])
    assert len(groups) > 3
    assert [group for group in groups if not any(is_met(*one) for one in group)] == []


@pytest.mark.parametrize("source,library", LOADED)
def test_what_is_loaded_at_run_time_is_depended_on(control, source, library):
    found = subprocess.run(["dpkg-query", "-S", "*/" + library], capture_output=True, text=True)
    owners = {line.split(":")[0] for line in found.stdout.splitlines()}
    assert owners, "no package here has %s" % library
    assert any({name for name, _, _ in group} & owners for group in alternatives(control["Depends"])), (library, owners)


def test_two_libraries_are_loaded_at_run_time():
    assert len(LOADED) == 2


# ---------------------------------------------------------------- what it does

def test_the_unpacked_program_audits(run, testdata):
    done = run(["audit", testdata / "3cx", "--as-of", "2023-04-21"])
    assert done.returncode == 1 and done.stderr == ""
    assert "X_TRADER" in done.stdout and "3CXDesktopApp" in done.stdout


def test_the_unpacked_program_explains(run):
    done = run(["explain", "hop"])
    assert done.returncode == 0 and done.stdout.startswith("hop")


@pytest.mark.parametrize("library", ["libxml2", "libarchive"])
def test_the_unpacked_program_reads_what_a_loaded_library_reads_for_it(run, tmp_path, testdata, library):
    if library == "libxml2":
        (tmp_path / "sbom").write_text('<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><metadata><component type="application">'
                                       '<name>a</name></component></metadata></bom>')
    else:
        import lzma
        (tmp_path / "sbom").write_bytes(lzma.compress((testdata / "3cx/3cx-desktopapp.cdx.json").read_bytes()))
    done = run(["inspect", "sbom"])
    assert (done.returncode, done.stderr) == (0, "") and "cyclonedx" in done.stdout


def test_the_unpacked_program_finds_its_twohop_fetch(run, unpacked, tmp_path):
    """The address is one that twohop-fetch refuses before it asks anybody."""
    done = run(["feeds", "update", "osv=http://127.0.0.1:1/x.zip", "--data", tmp_path / "data"])
    assert "twohop-fetch: http://127.0.0.1:1/x.zip: HTTPS alone is allowed" in done.stderr
    moved = unpacked / "usr/libexec/twohop/twohop-fetch"
    moved.rename(moved.with_suffix(".away"))
    try:
        assert "twohop-fetch is not installed" in run(["feeds", "update", "kev", "--data", tmp_path / "data"]).stderr
    finally:
        moved.with_suffix(".away").rename(moved)


@pytest.mark.skipif(not shutil.which("man"), reason="SKIPPED: there is no man here, so it did not look for the unpacked pages")
def test_man_finds_the_pages(unpacked):
    for page in ("twohop", "twohop-audit", "twohop.yaml"):
        done = subprocess.run(["man", "-M", unpacked / "usr/share/man", "-w", page], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and done.stdout.strip().startswith(str(unpacked)), done.stderr
