"""The law of includes, read from the sources: core <- parsers <- feeds <- graph <- cmd, one owner for each third-party
header, and nothing left of cmd/ that prints, exits or reads the environment."""
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAW = ["core", "parsers", "feeds", "graph", "cmd"]
OWNERS = {  # third-party header -> the one file or folder that may include it
    r"cjson/.*": "core/text/json_tree.c",
    r"libxml/.*": "core/text/xml.c",
    r"libfyaml\.h": "core/text/yaml.c",
    r"openssl/.*": "core/crypto/",
    r"cbor(/.*)?\.h": "core/text/cbor.c",
    r"archive(_entry)?\.h": "core/io/archive.c",
    r"libdeflate\.h": "core/io/",
    r"utf8proc\.h": "core/text/unicode.c",
    r"libpsl\.h": "core/identity/domain.c",
    r"curl/.*": "feeds/fetch/http.c",
    r"git2(/.*)?\.h": "feeds/fetch/git.c",
}
SYSTEM = re.compile(  # libc, POSIX, Linux and the compiler: free for all
    r"(assert|ctype|dirent|dlfcn|endian|errno|fcntl|fenv|float|fnmatch|ftw|getopt|glob|inttypes|iso646|libgen|limits|locale"
    r"|malloc|math|poll|pthread|sched|semaphore|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio"
    r"|stdlib|stdnoreturn|string|strings|termios|threads|time|uchar|unistd|wchar|wctype"
    r"|[a-z]?mmintrin|immintrin|x86intrin|arm_neon|(sys|linux|asm)/[a-z_0-9/]+)\.h")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
COMMENTS_AND_TEXT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
FORBIDDEN = {
    "prints": r"\b(?:v?printf|puts|putchar|perror)\s*\(|\bstdout\b|\bstderr\b",
    "exits": r"\b(?:_?exit|_Exit|quick_exit|abort)\s*\(",
    "reads the environment": r"\b(?:secure_)?getenv\s*\(|\benviron\b",
}
BANNED = r"\b(?:gets|strcpy|strcat|sprintf|vsprintf|strtok(?:_r)?|ato[ifl]|atoll|alloca)\s*\("


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.[ch]"))]


def includes(path):
    """(line, is it a quoted include, what is included) for each include of a file."""
    text = path.read_text()
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1] == '"', match[2]


def code_of(path):
    """The text of a file, comments and literals blanked, line breaks kept."""
    return COMMENTS_AND_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), path.read_text())


def matches(path, pattern):
    code = code_of(path)
    return ["%s:%d: %s" % (path.relative_to(ROOT), code.count("\n", 0, match.start()) + 1, match[0])
            for match in re.finditer(pattern, code)]


def test_there_is_something_to_look_at():
    assert len(sources(*LAW)) > 20


@pytest.mark.parametrize("folder", LAW)
def test_a_folder_includes_from_itself_and_from_folders_to_its_left(folder):
    allowed = LAW[:LAW.index(folder) + 1]
    bad = ["%s:%d: %s" % (path.relative_to(ROOT), line, name) for path in sources(folder)
           for line, ours, name in includes(path) if ours and name.split("/")[0] not in allowed]
    assert bad == []


def test_an_include_of_ours_names_a_file_by_its_path_from_the_root():
    bad = ["%s:%d: %s" % (path.relative_to(ROOT), line, name) for path in sources(*LAW)
           for line, ours, name in includes(path) if ours and not (ROOT / name).is_file()]
    assert bad == []


def test_a_source_includes_its_own_header_first():
    bad = []
    for path in sources(*LAW):
        own = path.with_suffix(".h")
        if path.suffix == ".c" and own.exists():
            first = next((name for _, _, name in includes(path)), None)
            if first != str(own.relative_to(ROOT)):
                bad.append("%s includes %s first" % (path.relative_to(ROOT), first))
    assert bad == []


def test_a_third_party_header_is_included_by_its_owner_alone():
    bad = []
    for path in sources(*LAW):
        for line, ours, name in includes(path):
            if ours or SYSTEM.fullmatch(name):
                continue
            owner = next((owner for pattern, owner in OWNERS.items() if re.fullmatch(pattern, name)), None)
            where = str(path.relative_to(ROOT))
            if owner is None:
                bad.append("%s:%d: <%s> has no owner: give it one in OWNERS" % (where, line, name))
            elif not (where == owner or owner.endswith("/") and where.startswith(owner)):
                bad.append("%s:%d: <%s> belongs to %s" % (where, line, name, owner))
    assert bad == []


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_left_of_cmd(what):
    programs = {"feeds/compile/main.c"}  # a program of its own, for the build
    bad = [hit for path in sources("core", "parsers", "feeds", "graph") for hit in matches(path, FORBIDDEN[what])
           if str(path.relative_to(ROOT)) not in programs and "feeds/fetch/" not in str(path)]
    assert bad == []


def test_no_function_that_cannot_be_used_safely():
    assert [hit for path in sources(*LAW, "tests") for hit in matches(path, BANNED)] == []
