"""Who supplies a component: the highest rung of the ladder that is there, and the rung is shown."""
import pytest

from papers import organisation, part, sbom, spdx


def rung(desk, *parts, **more):
    """The suppliers behind the vendor: {name: (hop, rung)}."""
    return {
        s["name"]: (s["hop"], s["resolved_by"]) for s in desk.audit_of(sbom(*parts), **more)["suppliers"]
        if s["name"] != "Vendor"
    }


ORGANISATION = {"name": "Second Rung"}
FULL = {  # a part with every rung of the ladder, highest first
    "supplier": {"supplier": organisation("First Rung")},
    "manufacturer": {"manufacturer": ORGANISATION},
    "publisher": {"publisher": "Third Rung"},
    "author": {"author": "Fourth Rung GmbH"},
    "purl-namespace": {"purl": "pkg:npm/%40fifth-rung/x@1.0"},
    "repository": {"externalReferences": [{"type": "vcs", "url": "https://github.com/sixth-rung/x.git"}]},
    "cpe-vendor": {"cpe": "cpe:2.3:a:seventh_rung:x:1.0:*:*:*:*:*:*:*"},
}


@pytest.mark.parametrize("count", range(len(FULL)))
def test_the_highest_rung_counts(desk, count):
    fields = {}
    for more in list(FULL.values())[count:]:
        fields.update(more)
    word = list(FULL)[count]
    found = rung(desk, part("x", **fields))
    assert word in {where for _, where in found.values()} and (len(found) == 1 or word == "supplier")


@pytest.mark.parametrize("word", FULL)
def test_a_rung_alone_is_enough(desk, word):
    assert [where for _, where in rung(desk, part("x", **FULL[word])).values()] == [word]


def test_without_a_rung_the_supplier_is_unknown_and_counted(desk):
    report = desk.audit_of(sbom(part("x")))
    assert report.hops() == {"Vendor": 1} and report["visibility"]["unknown"] == 1


def test_two_unknown_suppliers_are_two(desk):
    assert desk.audit_of(sbom(part("x"), part("y")))["visibility"]["unknown"] == 2


@pytest.mark.parametrize("author", ["Jane Doe", "Jane Doe <jane@maker.example>", "jane", "J. R. Doe (https://jane.example)"])
def test_an_author_who_is_a_person_answers_for_nothing(desk, author):
    assert rung(desk, part("x", author=author)) == {}


@pytest.mark.parametrize("author", ["Maker GmbH", "The Maker Project", "Maker Foundation", "Maker, Inc. <info@maker.example>"])
def test_an_author_who_is_an_organisation_does(desk, author):
    assert len(rung(desk, part("x", author=author))) == 1


@pytest.mark.parametrize("absent", ["", " ", "NOASSERTION", "NONE", "unknown", "N/A", "n/a", "-"])
@pytest.mark.parametrize("field", ["supplier", "publisher"])
def test_a_word_for_nobody_is_nobody(desk, field, absent):
    assert rung(desk, part("x", **{field: organisation(absent) if field == "supplier" else absent})) == {}


def test_a_word_for_nobody_does_not_hide_the_next_rung(desk):
    assert rung(desk, part("x", supplier=organisation("NOASSERTION"), publisher="Maker")) == {"Maker": (2, "publisher")}


NAMESPACES = {
    "pkg:npm/%40maker-co/x@1": "@maker-co",
    "pkg:github/maker-co/x@1": "maker-co",
    "pkg:maven/com.maker-co/x@1": "maker-co.com",
    "pkg:maven/example.maker.tools/x@1": "maker.example",
    "pkg:golang/github.com/maker-co/x@1": "maker-co",
    "pkg:golang/go.maker.example/x@1": "maker.example",
    "pkg:composer/maker-co/x@1": "maker-co",
    "pkg:maven/io.github.maker-co/x@1": "maker-co",
}


@pytest.mark.parametrize("purl", NAMESPACES)
def test_a_namespace_names_who_owns_it(desk, purl):
    assert rung(desk, part("x", purl=purl)) == {NAMESPACES[purl]: (2, "purl-namespace")}


@pytest.mark.parametrize("purl",
                         ["pkg:npm/x@1", "pkg:pypi/x@1", "pkg:cargo/x@1", "pkg:gem/x@1", "pkg:nuget/X@1", "pkg:generic/x@1"])
def test_a_package_without_a_namespace_names_nobody(desk, purl):
    assert rung(desk, part("x", purl=purl)) == {}


@pytest.mark.parametrize("purl, name", [("pkg:npm/%40angular/core@1", "Angular"),
                                        ("pkg:maven/org.springframework/spring-core@6", "Spring"),
                                        ("pkg:maven/org.apache.commons/commons-lang3@3", "Apache Software Foundation"),
                                        ("pkg:golang/golang.org/x/net@1", "Go")])
def test_a_namespace_that_is_known_has_its_owner(desk, purl, name):
    assert any(name in found for found in rung(desk, part("x", purl=purl)))


@pytest.mark.parametrize("url", [
    "https://github.com/maker-co/x", "git+https://github.com/maker-co/x.git", "git@github.com:maker-co/x.git",
    "ssh://git@github.com/maker-co/x", "git://github.com/maker-co/x.git#main", "https://github.com/maker-co/x/tree/main/sub",
    "scm:git:https://github.com/maker-co/x.git"
])
def test_the_owner_of_a_repository_is_read_from_every_spelling(desk, url):
    assert rung(desk, part("x", externalReferences=[{"type": "vcs", "url": url}])) == {"maker-co": (2, "repository")}


@pytest.mark.parametrize("url", [
    "https://github.com", "https://evil.example/github.com/maker-co/x", "not a url", "", "https://github.com//",
    "file:///github.com/maker-co/x"
])
def test_what_is_no_repository_has_no_owner(desk, url):
    assert "maker-co" not in rung(desk, part("x", externalReferences=[{"type": "vcs", "url": url}]))


def test_a_reference_of_another_type_is_no_repository(desk):
    assert rung(desk, part("x", externalReferences=[{"type": "website", "url": "https://github.com/maker-co/x"}])) == {}


def test_an_owner_and_a_scope_of_one_supplier_are_one(desk):
    found = rung(desk, part("a", purl="pkg:npm/%40babel/core@7"), part("b", purl="pkg:github/babel/babel@7"))
    assert len(found) == 1


# ---------------------------------------------------------------- packaged by one, made by another

def test_a_supplier_and_a_maker_are_two_hops(desk):
    assert rung(desk, part("x", supplier=organisation("Packager"),
                           manufacturer=organisation("Maker"))) == {"Packager": (2, "supplier"), "Maker": (3, "manufacturer")}


def test_a_supplier_that_is_the_maker_is_one(desk):
    assert rung(desk, part("x", supplier=organisation("Maker"),
                           manufacturer=organisation("Maker, Inc."))) == {"Maker": (2, "supplier")}


def test_a_distributions_package_is_the_distributions(desk):
    assert {hop for name, (hop, _) in rung(desk, part("curl", purl="pkg:deb/debian/curl@7.88.1")).items()
            if "Debian" in name} == {2}


def test_a_distributions_package_keeps_its_maker(desk):
    found = rung(
        desk,
        part("curl", purl="pkg:deb/debian/curl@7.88.1", supplier=organisation("Debian"),
             manufacturer=organisation("Upstream Works")))
    assert found["Upstream Works"] == (3, "manufacturer") and any("Debian" in name for name in found)


def test_an_originator_in_spdx_is_the_maker(desk):
    paper = spdx("n", [("a", "image", "1", "Organization: Vendor"),
                       ("c", "curl", "7.88", "Organization: Packager", "PackageOriginator: Organization: Upstream Works")],
                 ["SPDXRef-DOCUMENT DESCRIBES SPDXRef-a", "SPDXRef-a CONTAINS SPDXRef-c"])
    assert desk.audit_of(paper).hops() == {"Vendor": 1, "Packager": 2, "Upstream Works": 3}


def test_a_person_in_spdx_is_a_supplier_too(desk):
    paper = spdx("n", [("a", "tool", "1", "Person: Jane Doe (jane@doe.example)")], ["SPDXRef-DOCUMENT DESCRIBES SPDXRef-a"])
    assert desk.audit_of(paper).hops() == {"Jane Doe": 1}


def test_a_service_is_provided_by_its_provider(desk):
    paper = sbom(services=[{"bom-ref": "s", "name": "Sign-in", "provider": organisation("Identity")}],
                 depends={"Product@1.0": ["s"], "s": []})
    assert desk.audit_of(paper).hops() == {"Vendor": 1, "Identity": 2}
