#!/usr/bin/env python3
"""Make suppliers.json (twohop-suppliers/1) from the two tables of supplier facts.

    make_suppliers.py SUPPLIERS_TSV INDIVIDUALS_TSV [OUTPUT]

SUPPLIERS_TSV    one organisation per row, lists with '|', an empty cell means "not known"
INDIVIDUALS_TSV  account handles that are persons, with their npm scopes
OUTPUT           suppliers.json beside this script by default, '-' for standard output

The same tables give the same bytes. What the tables cannot say stands here as data: brands that were bought
and keep their own name (a merge by domain would put the buyer in their place), the domains that never name a
supplier, the legal forms, and the pairs that look alike and are two. A brand's cells are moved out of its
buyer's row, and a cell that is not there stops the script: then the table changed and BRANDS must follow.
What the members of the output mean is told in README.md beside this script.
"""
import csv
import json
import os
import re
import sys
import unicodedata

SCHEMA = "twohop-suppliers/1"

# Members of a supplier in the order of writing, and the column each comes from.
LISTS = [
    ("legal", "legal_names"),
    ("aliases", "aliases"),
    ("domains", "domains"),
    ("npm", "npm_scopes"),
    ("maven", "maven_groups"),
    ("github", "github_owners"),
    ("golang", "golang_prefixes"),
    ("nuget", "nuget_prefixes"),
    ("packages", "pypi_or_gem_or_cargo_names"),
    ("cpe", "cpe_vendors"),
]
KINDS = {"company", "foundation", "project", "government", "distribution", "person"}

# (brand, the row that holds its cells, its present owner, since when, kind, sure of the date?, its cells)
BRANDS = [
    ("Advanced Custom Fields", "WP Engine", "WP Engine", "2022-06", "project", True,
     {"domains": "advancedcustomfields.com", "github": "advancedcustomfields", "cpe": "advancedcustomfields"}),
    ("Astaro", "Sophos", "Sophos", "2011-05", "company", True, {"domains": "astaro.com"}),
    ("Authy", "Twilio", "Twilio", "2015-02", "company", True, {"domains": "authy.com", "github": "authy"}),
    ("Avigilon", "Motorola Solutions", "Motorola Solutions", "2018-03", "company", True,
     {"domains": "avigilon.com", "cpe": "avigilon"}),
    ("Core Security", "Fortra", "Fortra", "2019", "company", False, {"domains": "coresecurity.com"}),
    ("Day Software", "Adobe", "Adobe", "2010-10", "company", True, {"maven": "com.day.commons"}),
    ("Dovecot", "Open-Xchange", "Open-Xchange", "2015-03", "project", True,
     {"aliases": "Dovecot", "domains": "dovecot.org|dovecot.fi", "github": "dovecot", "cpe": "dovecot"}),
    ("Drone", "Harness", "Harness", "2020-08", "company", True,
     {"aliases": "Drone", "domains": "drone.io", "github": "drone"}),
    ("Ewon", "HMS Networks", "HMS Networks", "2016-02", "company", False,
     {"aliases": "Ewon", "domains": "ewon.biz", "cpe": "ewon"}),
    ("Flyway", "Redgate", "Redgate", "2019-07", "project", True,
     {"aliases": "Flyway", "domains": "flywaydb.org", "maven": "org.flywaydb", "github": "flyway"}),
    ("Incapsula", "Imperva", "Imperva", "2014", "company", False, {"domains": "incapsula.com", "cpe": "incapsula"}),
    ("InduSoft", "AVEVA", "AVEVA", "2018-03", "company", False,
     {"aliases": "InduSoft", "domains": "indusoft.com", "cpe": "indusoft"}),
    ("Insomnia", "Kong", "Kong", "2019-10", "project", True, {"domains": "insomnia.rest"}),
    ("Jaspersoft", "TIBCO", "TIBCO", "2014-04", "company", True,
     {"domains": "jaspersoft.com", "maven": "net.sf.jasperreports", "github": "jaspersoft"}),
    ("Keil", "Arm", "Arm", "2005-10", "company", True, {"domains": "keil.com"}),
    ("Kepware", "PTC", "PTC", "2016-01", "company", True,
     {"aliases": "Kepware", "domains": "kepware.com", "cpe": "kepware"}),
    ("Lens", "Mirantis", "Mirantis", "2020-08", "project", True, {"domains": "k8slens.dev", "github": "lensapp"}),
    ("Librato", "SolarWinds", "SolarWinds", "2015-01", "company", True, {"github": "librato"}),
    ("Loggly", "SolarWinds", "SolarWinds", "2018-01", "company", True, {"domains": "loggly.com"}),
    ("Metasploit", "Rapid7", "Rapid7", "2009-10", "project", True,
     {"aliases": "Metasploit", "domains": "metasploit.com", "packages": "gem:metasploit-framework|gem:rex-core"}),
    ("Mist Systems", "Juniper Networks", "Juniper Networks", "2019-04", "company", True, {"domains": "mist.com"}),
    ("nCipher", "Entrust", "Entrust", "2019-06", "company", True, {"domains": "ncipher.com", "cpe": "ncipher"}),
    ("Opsgenie", "Atlassian", "Atlassian", "2018-10", "company", True, {"domains": "opsgenie.com"}),
    ("Papertrail", "SolarWinds", "SolarWinds", "2015", "company", False, {"github": "papertrail"}),
    ("Pelco", "Motorola Solutions", "Motorola Solutions", "2020-08", "company", True,
     {"domains": "pelco.com", "cpe": "pelco"}),
    ("Pingdom", "SolarWinds", "SolarWinds", "2014-06", "company", True, {"domains": "pingdom.com"}),
    ("PrimeKey", "Keyfactor", "Keyfactor", "2021-04", "company", False,
     {"domains": "primekey.com", "cpe": "primekey"}),
    ("Realm", "MongoDB", "MongoDB", "2019-05", "company", True,
     {"domains": "realm.io", "github": "realm", "maven": "io.realm"}),
    ("Remix", "Shopify", "Shopify", "2022-10", "project", True, {"npm": "@remix-run", "github": "remix-run"}),
    ("Sleepycat Software", "Oracle", "Oracle", "2006-02", "company", True, {"maven": "com.sleepycat"}),
    ("Snort", "Cisco", "Cisco", "2013-10", "project", True, {"domains": "snort.org"}),
    ("SolidWorks", "Dassault Systèmes", "Dassault Systèmes", "1997", "company", True,
     {"domains": "solidworks.com", "cpe": "solidworks"}),
    ("Spotfire", "TIBCO", "Cloud Software Group", "2022-09-30", "company", False, {"domains": "spotfire.com"}),
    ("Statuspage", "Atlassian", "Atlassian", "2016-07", "company", True, {"domains": "statuspage.io"}),
    ("Swagger", "SmartBear", "SmartBear", "2015-03", "project", True,
     {"domains": "swagger.io", "npm": "@swagger-api", "maven": "io.swagger|com.wordnik", "github": "swagger-api",
      "cpe": "swagger"}),
    ("VeraCore", "Advantive", "Advantive", None, "company", False,
     {"aliases": "VeraCore", "domains": "veracore.com", "cpe": "veracore"}),
    ("Webroot", "Carbonite", "Carbonite", "2019-03", "company", True,
     {"aliases": "Webroot", "domains": "webroot.com", "cpe": "webroot"}),
    ("Wonderware", "AVEVA", "AVEVA", "2018-03", "company", False,
     {"aliases": "Wonderware", "domains": "wonderware.com", "cpe": "wonderware"}),
    ("WooCommerce", "Automattic", "Automattic", "2015-05", "company", True,
     {"domains": "woocommerce.com", "npm": "@woocommerce", "github": "woocommerce", "cpe": "woocommerce"}),
    ("ZoneAlarm", "Check Point", "Check Point", "2004-03", "company", True,
     {"domains": "zonealarm.com", "cpe": "zonealarm"}),
]
# Brands whose name is an everyday word.
COMMON_BRANDS = {"Drone", "Insomnia", "Lens", "Realm", "Remix"}

# A host that is one of these, or lies under one of them, names no supplier.
DOMAINS_NEVER = {
    "hosting": """github.com github.io githubusercontent.com gitlab.com gitlab.io bitbucket.org atlassian.net
        sourceforge.net codeberg.org gitea.com sr.ht gitee.com launchpad.net opendev.org savannah.gnu.org nongnu.org
        sourceware.org freedesktop.org kernel.org java.net codehaus.org googlecode.com code.google.com
        googlesource.com""",
    "registry": """npmjs.com npmjs.org registry.yarnpkg.com pypi.org pypi.python.org pythonhosted.org crates.io docs.rs
        rubygems.org packagist.org nuget.org hex.pm pub.dev cpan.org metacpan.org search.maven.org repo.maven.org
        repo.maven.apache.org mvnrepository.com sonatype.org central.sonatype.com anaconda.org hub.docker.com
        docker.io quay.io bintray.com jfrog.io jitpack.io unpkg.com jsdelivr.com jsdelivr.net deno.land gopkg.in
        huggingface.co""",
    "pages": """js.org readthedocs.io readthedocs.org rtfd.io netlify.app vercel.app now.sh herokuapp.com pages.dev
        web.app appspot.com azurewebsites.net amazonaws.com cloudfront.net googleapis.com force.com""",
    "money": "opencollective.com tidelift.com patreon.com travis-ci.org",
    "mail": """gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com aol.com icloud.com proton.me
        protonmail.com gmx.com gmx.net gmx.de gmx.at gmx.ch web.de mail.ru qq.com 163.com 126.com fastmail.com""",
    "state": "bund.de service.gov.uk gov.uk",
}
# These name their owner, but not where a component merely points at a page of theirs (build, coverage, profile).
DOMAINS_NOT_FROM_REFERENCES = """circleci.com codecov.io coveralls.io facebook.com linkedin.com travis-ci.com
    twitter.com x.com youtube.com"""
# These name their owner, but not in an e-mail address: they also give mailboxes to the public.
DOMAINS_NOT_FROM_EMAIL = "yandex.ru zoho.com"

# What a name may end in without meaning more, after case folding and without dots.
LEGAL_FORMS = """inc incorporated ltd limited llc llp lp plc corp corporation co company pbc gmbh ag kg ug se sa sas
    sarl srl spa bv nv oy oyj ab as asa aps ou uab sro zrt kft lda ltda kk pty pte pvt sdn bhd"""
# Names that a legal form belongs to: stripped, they would be a word or a letter.
NEVER_STRIP = ["Software AG", "X Corp."]

# Look alike and are two.
APART = [
    ("Block", "Square"), ("Apache Log4j", "Log4js"), ("Elastic", "OpenSearch"),
    ("MariaDB Foundation", "MariaDB plc"), ("MySQL", "MariaDB"), ("Redis", "Valkey"), ("HashiCorp", "OpenTofu"),
    ("Docker", "Moby"), ("HP", "Hewlett Packard Enterprise"), ("Symantec", "Gen Digital"), ("McAfee", "Trellix"),
    ("FireEye", "Mandiant"), ("Motorola Mobility", "Motorola Solutions"), ("Yahoo", "Yahoo Japan"),
    ("Apollo GraphQL", "Apollo Global Management"), ("Meta Platforms", "meta"), ("Prisma", "Prisma Cloud"),
    ("Socket.IO", "Socket Security"), ("TinyMCE", "Tiny Ltd."), ("General Electric", "GE HealthCare"),
    ("Siemens", "Siemens Healthineers"), ("CWP", "cPanel"), ("Adminer", "AdminerEvo"), (".NET", ".NET Foundation"),
    ("React", "Meta Platforms"),
]

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?$")
FORMER = re.compile(r"(?P<name>.+) \(until (?P<until>\d{4}(-\d{2}(-\d{2})?)?)\)$")


def fail(message):
    sys.exit("make_suppliers.py: " + message)


def split(cell):
    return [part for part in (cell or "").split("|") if part]


def key(name):
    """The form in which two names are compared: folded, without punctuation, 'the' and legal forms."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    words = re.findall(r"\w+", text.replace(".", "").replace("'", ""))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if name not in NEVER_STRIP:
        while len(words) > 1 and words[-1] in LEGAL_FORMS.split():
            words.pop()
    return "".join(words)


def read_table(path, columns):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or any(column not in rows[0] for column in columns):
        fail("%s: not the table that was expected" % path)
    return rows


def read_suppliers(path):
    suppliers = []
    for row in read_table(path, ["name", "kind", "parent"] + [column for _, column in LISTS]):
        supplier = {member: split(row[column]) for member, column in LISTS}
        supplier.update(name=row["name"], former=split(row["former_names"]), kind=row["kind"],
                        parent=row["parent"] or None, acquired=row["acquired"] or None,
                        confidence=row["confidence"] or "medium", note=row["note"] or None)
        suppliers.append(supplier)
    return suppliers


def read_individuals(path):
    """A person is found by the account alone: the handle is no name to compare with other names."""
    return [{"name": row["github_owner"], "github": [row["github_owner"]], "npm": split(row["npm_scope"]),
             "kind": "person", "by_name": False} for row in read_table(path, ["github_owner", "npm_scope"])]


def split_brands(suppliers):
    rows = {supplier["name"]: supplier for supplier in suppliers}
    for name, holder, parent, acquired, kind, sure, cells in BRANDS:
        if parent not in rows or holder not in rows:
            fail("brand %s: its owner has no row" % name)
        brand = rows.get(name)
        if brand is None:
            brand = {member: [] for member, _ in LISTS}
            brand.update(name=name, former=[], kind=kind, parent=parent, acquired=acquired,
                         confidence="high" if sure else "medium", note=None)
            if name in COMMON_BRANDS:
                brand["note"] = "common word: match by scope, owner or domain, not by name"
            suppliers.append(brand)
        elif (brand["parent"], brand["acquired"]) != (parent, acquired):
            fail("brand %s: its row says another owner or date" % name)
        for member, values in cells.items():
            for value in values.split("|"):
                if value not in rows[holder][member]:
                    fail("brand %s: %s is not among the %s of %s" % (name, value, member, holder))
                rows[holder][member].remove(value)
                if member != "aliases" or key(value) != key(name):
                    brand[member].append(value)


def split_packages(supplier):
    """composer:vendor/* owns a whole vendor; the others name single packages."""
    vendors = [p for p in supplier["packages"] if p.startswith("composer:") and p.endswith("/*")]
    supplier["composer"] = [vendor[len("composer:"):-len("/*")] for vendor in vendors]
    supplier["packages"] = [p for p in supplier["packages"] if p not in vendors]


def date_former_names(supplier, owners):
    """A former name that is another row's name today would merge two: it stays as a note."""
    former, notes = [], split(supplier["note"])
    for text in supplier["former"]:
        match = FORMER.match(text)
        if not match:
            fail("%s: former name without a year: %s" % (supplier["name"], text))
        name, until = match["name"], match["until"]
        others = owners.get(key(name), set()) - {supplier["name"]}
        if name.startswith("part of ") or others:
            notes.append("%s until %s%s" % (name, until, " (another row's name today)" if others else ""))
        elif key(name) != key(supplier["name"]):
            former.append({"name": name, "until": until})
    supplier["former"], supplier["note"] = former, "; ".join(notes) or None


def name_owners(suppliers):
    owners = {}
    for supplier in suppliers:
        for name in [supplier["name"]] + supplier.get("legal", []) + supplier.get("aliases", []):
            owners.setdefault(key(name), set()).add(supplier["name"])
    return owners


def check(suppliers, owners):
    names = {supplier["name"] for supplier in suppliers}
    if len(names) != len(suppliers):
        fail("two rows have one name")
    for form, rows in owners.items():
        if len(rows) > 1:
            fail("one name for several rows: %s: %s" % (form, ", ".join(sorted(rows))))
    never = {domain for group in DOMAINS_NEVER.values() for domain in group.split()}
    taken = {}
    for supplier in suppliers:
        where = supplier["name"]
        if supplier["kind"] not in KINDS:
            fail("%s: unknown kind %s" % (where, supplier["kind"]))
        if supplier.get("parent") and supplier["parent"] not in names:
            fail("%s: no row for its parent %s" % (where, supplier["parent"]))
        if supplier.get("acquired") and not DATE.match(supplier["acquired"]):
            fail("%s: no date: %s" % (where, supplier["acquired"]))
        for member in ("domains", "npm", "maven", "github", "golang", "nuget", "composer", "packages", "cpe"):
            for value in supplier.get(member, []):
                if member == "domains" and value in never:
                    fail("%s: %s never names a supplier" % (where, value))
                if taken.setdefault((member, value.lower()), where) != where:
                    fail("%s of both %s and %s: %s" % (member, where, taken[member, value.lower()], value))


ORDER = ["name", "legal", "aliases", "former", "domains", "npm", "maven", "github", "golang", "nuget", "composer",
         "packages", "cpe", "kind", "by_name", "parent", "acquired", "confidence", "note"]


def line(supplier):
    """One supplier on one line; an empty member is left out, as is the confidence of the sure ones."""
    if supplier.get("note") and "common word" in supplier["note"]:
        supplier["by_name"] = False
    if supplier.get("confidence") == "high":
        supplier["confidence"] = None
    kept = {member: supplier[member] for member in ORDER if supplier.get(member) not in (None, [])}
    return json.dumps(kept, ensure_ascii=False)


def block(values):
    return "[" + ", ".join(json.dumps(value, ensure_ascii=False) for value in values) + "]"


def render(suppliers):
    suppliers = sorted(suppliers, key=lambda s: (s["name"].casefold(), s["name"]))
    groups = ",\n".join("    %s: %s" % (json.dumps(kind), block(sorted(text.split())))
                        for kind, text in DOMAINS_NEVER.items())
    pairs = ",\n".join("    " + block(pair) for pair in APART)
    return "\n".join([
        "{",
        '  "schema": %s,' % json.dumps(SCHEMA),
        '  "domains_never": {\n%s\n  },' % groups,
        '  "domains_not_from_references": %s,' % block(sorted(DOMAINS_NOT_FROM_REFERENCES.split())),
        '  "domains_not_from_email": %s,' % block(sorted(DOMAINS_NOT_FROM_EMAIL.split())),
        '  "legal_forms": %s,' % block(sorted(LEGAL_FORMS.split())),
        '  "never_strip": %s,' % block(NEVER_STRIP),
        '  "apart": [\n%s\n  ],' % pairs,
        '  "suppliers": [\n%s\n  ]' % ",\n".join("    " + line(supplier) for supplier in suppliers),
        "}",
    ]) + "\n"


def main(arguments):
    if len(arguments) not in (2, 3):
        fail("usage: make_suppliers.py SUPPLIERS_TSV INDIVIDUALS_TSV [OUTPUT]")
    suppliers = read_suppliers(arguments[0])
    split_brands(suppliers)
    owners = name_owners(suppliers)
    for supplier in suppliers:
        split_packages(supplier)
        date_former_names(supplier, owners)
    suppliers += read_individuals(arguments[1])
    check(suppliers, owners)
    text = render(suppliers)
    target = arguments[2] if len(arguments) == 3 else os.path.join(os.path.dirname(__file__), "suppliers.json")
    if target == "-":
        sys.stdout.write(text)
        return
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
