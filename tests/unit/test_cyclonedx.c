/*
 * CycloneDX: what a document says of itself, its components, organisations and services, in JSON
 * and in XML.
 */
#include "twins.h"

/* ---- the document ---- */

static void serial_and_version_make_the_id(void **state)
{
	struct given json, xml;
	(void)state;
	given_cdx(&json, ",'serialNumber':'urn:uuid:3E671687-395B-41F5-A30F-A58921A69B79',"
			 "'version':7,'components':[]");
	given_text(&xml, "x",
		   "<bom xmlns='http://cyclonedx.org/schema/bom/1.6' version='7' "
		   "serialNumber='urn:uuid:3E671687-395B-41F5-A30F-A58921A69B79'/>");
	char *a = dump_document(&json.doc, DUMP_ALL), *b = dump_document(&xml.doc, DUMP_ALL);
	assert_same(a, b);
	assert_line(a, "document spec=1.6 id=urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/7");
	free(a);
	free(b);
	given_release(&json);
	given_release(&xml);
}

static void a_serial_without_a_version_is_version_one(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'serialNumber':'" SERIAL "'");
	assert_true(th_slice_equal(g.doc.id, TH_SLICE(LINK)));
	given_release(&g);
}

static void a_serial_that_is_no_uuid_is_kept_and_said(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'serialNumber':'urn:uuid:none','version':1");
	assert_true(th_slice_equal(g.doc.id, TH_SLICE("urn:uuid:none")));
	given_diagnosed_at(&g, TH_DIAG_bad_serial, "urn:uuid:none");
	given_release(&g);
}

static void the_versions_of_the_format_are_known(void **state)
{
	static const char *const json[] = { "1.2", "1.3", "1.4", "1.5", "1.6", "1.7" };
	(void)state;
	for (size_t i = 0; i < sizeof(json) / sizeof(json[0]); i++) {
		struct given g;
		char text[256];
		snprintf(text, sizeof(text), "{'bomFormat':'CycloneDX','specVersion':'%s'}",
			 json[i]);
		given_json(&g, "x", text);
		assert_int_equal(g.status, TH_OK);
		assert_int_equal(given_count(&g, TH_DIAG_unknown_version), 0);
		given_release(&g);
		given_cdx_xml(&g, json[i], "");
		assert_int_equal(given_count(&g, TH_DIAG_unknown_version), 0);
		given_release(&g);
	}
}

static void versions_that_json_never_had_are_said(void **state)
{
	static const char *const unknown[] = { "1.0", "1.1", "1.8", "1", "2.0", "1.x", "1.25" };
	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		struct given g;
		char text[256];
		snprintf(text, sizeof(text), "{'bomFormat':'CycloneDX','specVersion':'%s'}",
			 unknown[i]);
		given_json(&g, "x", text);
		assert_int_equal(g.status, TH_OK);
		char at[16];
		snprintf(at, sizeof(at), "%s\"}", unknown[i]);
		given_diagnosed_at(&g, TH_DIAG_unknown_version, at);
		given_release(&g);
	}
}

static void xml_of_an_unknown_namespace_version_is_read_and_said(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "12", "<components/>");
	given_diagnosed_at(&g, TH_DIAG_unknown_version, "12'");
	given_release(&g);
}

static void a_missing_version_is_said(void **state)
{
	struct given g;
	(void)state;
	given_json(&g, "x", "{'bomFormat':'CycloneDX','components':[]}");
	assert_int_equal(given_diagnostic(&g, TH_DIAG_missing_version)->offset, TH_NO_OFFSET);
	given_release(&g);
}

static void without_a_product_that_is_said(void **state)
{
	(void)state;
	say_alike(",'components':[{'type':'library','name':'n'}]",
		  "<components><component type='library'><name>n</name></component></components>",
		  "diagnostic no-root\n"
		  "component (n) listed library name=n");
}

static void the_timestamp_is_when_it_was_made(void **state)
{
	(void)state;
	say_alike(",'metadata':{'timestamp':'2023-02-28T09:00:00Z'}",
		  "<metadata><timestamp>2023-02-28T09:00:00Z</timestamp></metadata>",
		  "document spec=1.6 created=2023-02-28T09:00:00Z");
}

static void operations_and_discovery_make_an_inventory(void **state)
{
	(void)state;
	say_alike(",'metadata':{'lifecycles':[{'phase':'build'},{'phase':'operations'}]}",
		  "<metadata><lifecycles><lifecycle><phase>build</phase></lifecycle>"
		  "<lifecycle><phase>operations</phase></lifecycle></lifecycles></metadata>",
		  "document spec=1.6 operations");
	say_alike(",'metadata':{'lifecycles':[{'phase':'discovery'}]}",
		  "<metadata><lifecycles><lifecycle><phase>discovery</phase></lifecycle>"
		  "</lifecycles></metadata>",
		  "document spec=1.6 operations");
	say_alike(",'metadata':{'lifecycles':[{'phase':'build'},{'name':'operations'}]}",
		  "<metadata><lifecycles><lifecycle><phase>build</phase></lifecycle>"
		  "<lifecycle><name>operations</name></lifecycle></lifecycles></metadata>",
		  "document spec=1.6");
}

/* ---- components ---- */

static void what_a_component_is_called(void **state)
{
	(void)state;
	component_says(",'group':'org.acme','version':'1.0','publisher':'Acme',"
		       "'purl':'pkg:maven/org.acme/n@1.0','cpe':'cpe:2.3:a:acme:n:1.0'",
		       "",
		       "<version>1.0</version><group>org.acme</group><publisher>Acme</publisher>"
		       "<purl>pkg:maven/org.acme/n@1.0</purl><cpe>cpe:2.3:a:acme:n:1.0</cpe>",
		       "component c listed library name=n version=1.0 group=org.acme "
		       "purl=pkg:maven/org.acme/n@1.0 cpe=cpe:2.3:a:acme:n:1.0 publisher=Acme");
}

static void every_type_of_component_is_known(void **state)
{
	static const char *const types[] = {
		"application",
		"framework",
		"library",
		"container",
		"platform",
		"operating-system",
		"device",
		"device-driver",
		"firmware",
		"file",
		"data",
		"machine-learning-model",
		"cryptographic-asset",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char json[256], xml[256], line[256];
		snprintf(json, sizeof(json), ",'components':[{'type':'%s','name':'n'}]", types[i]);
		snprintf(xml, sizeof(xml),
			 "<components><component type='%s'><name>n</name></component></components>",
			 types[i]);
		snprintf(line, sizeof(line), "component (n) listed %s name=n", types[i]);
		say_alike(json, xml, line);
	}
}

static void a_type_that_is_none_is_said(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'gadget','name':'n'}]");
	given_diagnosed_at(&g, TH_DIAG_bad_value, "gadget");
	assert_int_equal(g.doc.components.items[0].type, TH_TYPE_unknown);
	given_release(&g);
}

static void scope_is_that_of_the_component(void **state)
{
	(void)state;
	component_says(",'scope':'required'", "", "<scope>required</scope>",
		       "component c listed library name=n");
	component_says(",'scope':'optional'", "", "<scope>optional</scope>",
		       "component c listed library name=n scope=optional");
	component_says(",'scope':'excluded'", "", "<scope>excluded</scope>",
		       "component c listed library name=n scope=excluded");
}

static void what_the_environment_provides_is_external(void **state)
{
	(void)state;
	component_says(",'isExternal':true", " isExternal='true'", "",
		       "component c listed library name=n external");
	component_says(",'isExternal':false", " isExternal='false'", "",
		       "component c listed library name=n");
}

/* xs:boolean has two spellings of each value. */
static void external_may_be_written_as_one(void **state)
{
	(void)state;
	component_says(",'isExternal':true", " isExternal='1'", "",
		       "component c listed library name=n external");
	component_says(",'isExternal':false", " isExternal='0'", "",
		       "component c listed library name=n");
}

static void components_contain_components(void **state)
{
	(void)state;
	say_alike(",'components':[{'type':'application','name':'outer','bom-ref':'o',"
		  "'components':[{'type':'library','name':'inner','bom-ref':'i',"
		  "'components':[{'type':'file','name':'innermost','bom-ref':'m'}]}]}]",
		  "<components><component type='application' bom-ref='o'><name>outer</name>"
		  "<components><component type='library' bom-ref='i'><name>inner</name>"
		  "<components><component type='file' bom-ref='m'><name>innermost</name>"
		  "</component></components></component></components></component></components>",
		  "counts components=3 services=0 files=0 dependencies=0 dangling=0\n"
		  "component i listed library name=inner\n"
		  "component m listed file name=innermost\n"
		  "relation o contains i implied\n"
		  "relation i contains m implied");
}

static void the_product_may_be_an_assembly_and_is_not_counted(void **state)
{
	(void)state;
	say_alike(",'metadata':{'component':{'type':'application','name':'app','bom-ref':'a',"
		  "'components':[{'type':'library','name':'part','bom-ref':'p',"
		  "'components':[{'type':'file','name':'f','bom-ref':'f'}]}]}}",
		  "<metadata><component type='application' bom-ref='a'><name>app</name>"
		  "<components><component type='library' bom-ref='p'><name>part</name>"
		  "<components><component type='file' bom-ref='f'><name>f</name></component>"
		  "</components></component></components></component></metadata>",
		  "document spec=1.6 root=a\n"
		  "counts components=0 services=0 files=0 dependencies=0 dangling=0\n"
		  "component a root application name=app\n"
		  "component p nested-root library name=part\n"
		  "component f nested-root file name=f\n"
		  "relation a contains p implied\n"
		  "relation p contains f implied");
}

static void hashes_are_kept_by_their_algorithm(void **state)
{
	(void)state;
	component_says(
		",'hashes':[{'alg':'SHA-256','content':'" SHA256 "'},"
		"{'alg':'MD5','content':'3942447FAC867AE5CDB3229B658F4D48'}]",
		"",
		"<hashes><hash alg='SHA-256'>" SHA256 "</hash>"
		"<hash alg='MD5'>3942447FAC867AE5CDB3229B658F4D48</hash></hashes>",
		"component c listed library name=n hash:MD5=3942447FAC867AE5CDB3229B658F4D48 "
		"hash:SHA-256=" SHA256);
}

static void every_algorithm_is_known(void **state)
{
	static const struct {
		const char *name;
		unsigned digits;
	} rows[] = {
		{ "MD5", 32 },          { "SHA-1", 40 },         { "SHA-256", 64 },
		{ "SHA-384", 96 },      { "SHA-512", 128 },      { "SHA3-256", 64 },
		{ "SHA3-384", 96 },     { "SHA3-512", 128 },     { "BLAKE2b-256", 64 },
		{ "BLAKE2b-384", 96 },  { "BLAKE2b-512", 128 },  { "BLAKE3", 64 },
		{ "Streebog-256", 64 }, { "Streebog-512", 128 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char digits[129] = "", json[512], xml[512], line[512];
		for (unsigned k = 0; k < rows[i].digits; k++)
			digits[k] = "0123456789abcdef"[k % 16];
		snprintf(json, sizeof(json), ",'hashes':[{'alg':'%s','content':'%s'}]",
			 rows[i].name, digits);
		snprintf(xml, sizeof(xml), "<hashes><hash alg='%s'>%s</hash></hashes>",
			 rows[i].name, digits);
		snprintf(line, sizeof(line), "component c listed library name=n hash:%s=%s",
			 rows[i].name, digits);
		component_says(json, "", xml, line);
	}
}

static void hashes_that_are_none_are_said_and_not_used(void **state)
{
	static const char *const bad[] = {
		"{'alg':'SHA-256','content':'f498'}",
		"{'alg':'SHA-1','content':'" SHA256 "'}",
		"{'alg':'MD5','content':'x942447fac867ae5cdb3229b658f4d48'}",
		"{'alg':'CRC-32','content':'cbf43926'}",
		"{'alg':'BLAKE3','content':''}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct given g;
		char body[512];
		snprintf(body, sizeof(body),
			 ",'components':[{'type':'library','name':'n','hashes':[%s]}]", bad[i]);
		given_cdx(&g, body);
		given_diagnosed_at(&g, TH_DIAG_bad_hash, "{\"alg\"");
		assert_int_equal(g.doc.attributes.count, 0);
		given_release(&g);
	}
}

static void a_tag_a_gitoid_and_a_swhid_identify(void **state)
{
	(void)state;
	component_says(",'swid':{'tagId':'swidgen-1','name':'x','version':'1'},"
		       "'omniborId':['gitoid:blob:sha1:aa','gitoid:blob:sha256:bb'],"
		       "'swhid':['swh:1:cnt:cc']",
		       "",
		       "<swid tagId='swidgen-1' name='x' version='1'/>"
		       "<omniborId>gitoid:blob:sha1:aa</omniborId>"
		       "<omniborId>gitoid:blob:sha256:bb</omniborId><swhid>swh:1:cnt:cc</swhid>",
		       "component c listed library name=n gitoid=gitoid:blob:sha1:aa "
		       "gitoid=gitoid:blob:sha256:bb gitoid=swh:1:cnt:cc swid=swidgen-1");
}

static void ancestors_are_what_it_is_derived_from(void **state)
{
	(void)state;
	say_alike(",'components':[{'type':'library','name':'fork','bom-ref':'f','pedigree':{"
		  "'ancestors':[{'type':'library','name':'upstream','version':'2',"
		  "'supplier':{'name':'Up'},'purl':'pkg:npm/upstream@2'}],"
		  "'descendants':[{'type':'library','name':'child'}],"
		  "'variants':[{'type':'library','name':'cousin'}],"
		  "'commits':[{'uid':'1','author':{'name':'Jane'}}],'notes':'x'}}]",
		  "<components><component type='library' bom-ref='f'><name>fork</name><pedigree>"
		  "<ancestors><component type='library'><supplier><name>Up</name></supplier>"
		  "<name>upstream</name><version>2</version><purl>pkg:npm/upstream@2</purl>"
		  "</component></ancestors>"
		  "<descendants><component type='library'><name>child</name></component>"
		  "</descendants><variants><component type='library'><name>cousin</name>"
		  "</component></variants><commits><commit><uid>1</uid><author>"
		  "<name>Jane</name></author></commit></commits><notes>x</notes></pedigree>"
		  "</component></components>",
		  "counts components=1 services=0 files=0 dependencies=0 dangling=0\n"
		  "component (upstream@2) ancestor library name=upstream version=2 "
		  "purl=pkg:npm/upstream@2 supplier={Up}\n"
		  "component f listed library name=fork states-upstream\n"
		  "relation f derived-from (upstream@2)");
}

static void an_ancestor_has_its_own_parts_and_ancestors(void **state)
{
	(void)state;
	say_alike(",'metadata':{'component':{'type':'library','name':'fork','bom-ref':'f',"
		  "'pedigree':{'ancestors':[{'type':'library','name':'u','bom-ref':'u',"
		  "'components':[{'type':'file','name':'p','bom-ref':'p'}],"
		  "'pedigree':{'ancestors':[{'type':'library','name':'g','bom-ref':'g'}]}}]}}}",
		  "<metadata><component type='library' bom-ref='f'><name>fork</name><pedigree>"
		  "<ancestors><component type='library' bom-ref='u'><name>u</name><components>"
		  "<component type='file' bom-ref='p'><name>p</name></component></components>"
		  "<pedigree><ancestors><component type='library' bom-ref='g'><name>g</name>"
		  "</component></ancestors></pedigree></component></ancestors></pedigree>"
		  "</component></metadata>",
		  "component u ancestor library name=u states-upstream\n"
		  "component p ancestor file name=p\n"
		  "component g ancestor library name=g\n"
		  "relation f derived-from u\n"
		  "relation u contains p implied\n"
		  "relation u derived-from g");
}

static void references_say_where_source_and_release_lie(void **state)
{
	(void)state;
	component_says(
		",'externalReferences':[{'type':'vcs','url':'https://github.com/a/b'},"
		"{'type':'source-distribution','url':'https://a.example/n.tgz'},"
		"{'type':'distribution','url':'https://a.example/n.msi'},"
		"{'type':'website','url':'https://a.example'}]",
		"",
		"<externalReferences><reference type='vcs'><url>https://github.com/a/b</url>"
		"</reference><reference type='source-distribution'><url>https://a.example/n.tgz"
		"</url></reference><reference type='distribution'><url>https://a.example/n.msi"
		"</url></reference><reference type='website'><url>https://a.example</url>"
		"</reference></externalReferences>",
		"component c listed library name=n distribution=https://a.example/n.msi "
		"vcs=https://a.example/n.tgz vcs=https://github.com/a/b");
}

static void a_bom_link_says_which_document_describes_it(void **state)
{
	(void)state;
	say_alike(",'metadata':{'component':{'type':'application','name':'a','bom-ref':'a',"
		  "'externalReferences':[{'type':'bom','url':'" LINK "'}]}},"
		  "'components':[{'type':'library','name':'l','bom-ref':'l',"
		  "'externalReferences':[{'type':'bom','url':'" LINK "#x'}]}],"
		  "'externalReferences':[{'type':'bom','url':'" LINK "#y'},"
		  "{'type':'vcs','url':'https://github.com/a/b'}]",
		  "<metadata><component type='application' bom-ref='a'><name>a</name>"
		  "<externalReferences><reference type='bom'><url>" LINK "</url></reference>"
		  "</externalReferences></component></metadata><components>"
		  "<component type='library' bom-ref='l'><name>l</name><externalReferences>"
		  "<reference type='bom'><url>" LINK "#x</url></reference></externalReferences>"
		  "</component></components><externalReferences><reference type='bom'><url>" LINK
		  "#y</url></reference><reference type='vcs'><url>https://github.com/a/b</url>"
		  "</reference></externalReferences>",
		  "link " LINK " describes a\n"
		  "link " LINK "#x describes l\n"
		  "link " LINK "#y describes nothing\n"
		  "component a root application name=a");
}

static void the_place_of_an_escaped_link_is_known(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'library','name':'n','externalReferences':"
		      "[{'type':'bom','url':'urn\\u003acdx:x/1#\\u0061b'}]}]");
	assert_int_equal(g.doc.links.count, 1);
	const struct th_link *link = &g.doc.links.items[0];
	assert_true(
		th_slice_equal(th_document_text(&g.doc, link->document), TH_SLICE("urn:cdx:x/1")));
	assert_true(th_slice_equal(th_document_text(&g.doc, link->element), TH_SLICE("ab")));
	uint64_t at = (uint64_t)(strstr(g.bytes, "\"urn\\u003a") - g.bytes);
	assert_in_range(th_document_offset(&g.doc, link->document), at, at + 1);
	given_release(&g);
}

/* What is asked of an element's place has to be a place in the document. */
static void the_place_of_an_escaped_link_to_an_element_is_in_the_document(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'library','name':'n','externalReferences':"
		      "[{'type':'bom','url':'urn\\u003acdx:x/1#\\u0061b'}]}]");
	assert_in_range(th_document_offset(&g.doc, g.doc.links.items[0].element), 0, g.len);
	given_release(&g);
}

static void properties_say_whose_a_device_is_and_what_it_reaches(void **state)
{
	(void)state;
	say_alike(",'metadata':{'component':{'type':'device','name':'laptop','bom-ref':'d',"
		  "'properties':[{'name':'twohop:device:ownership','value':'personal'},"
		  "{'name':'twohop:device:access','value':'build'},"
		  "{'name':'twohop:device:access','value':'source'},"
		  "{'name':'vendor:x','value':'y'}]}}",
		  "<metadata><component type='device' bom-ref='d'><name>laptop</name><properties>"
		  "<property name='twohop:device:ownership'>personal</property>"
		  "<property name='twohop:device:access'>build</property>"
		  "<property name='twohop:device:access'>source</property>"
		  "<property name='vendor:x'>y</property></properties></component></metadata>",
		  "component d root device name=laptop access=build access=source "
		  "ownership=personal");
}

static void a_property_of_ours_that_is_none_is_said(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'device','name':'n','properties':"
		      "[{'name':'twohop:device:owner','value':'me'}]}]");
	given_diagnosed_at(&g, TH_DIAG_bad_value, "{\"name\":\"twohop:device:owner\"");
	given_release(&g);
}

/* ---- organisations ---- */

static void a_supplier_has_a_name_a_url_and_a_mail(void **state)
{
	(void)state;
	component_says(
		",'supplier':{'name':'Acme, "
		"Inc.','url':['https://acme.example','https://b.example'],"
		"'contact':[{'name':'Jane'},{'email':'jane@acme.example'},{'email':'b@b.example'}]"
		"}",
		"",
		"<supplier><name>Acme, Inc.</name><url>https://acme.example</url>"
		"<url>https://b.example</url><contact><name>Jane</name></contact>"
		"<contact><email>jane@acme.example</email></contact>"
		"<contact><email>b@b.example</email></contact></supplier>",
		"component c listed library name=n supplier={Acme, Inc. email=jane@acme.example "
		"url=https://acme.example}\n"
		"organization Acme, Inc. email=jane@acme.example url=https://acme.example");
}

static void supplier_and_manufacturer_are_two(void **state)
{
	(void)state;
	component_says(",'supplier':{'name':'Debian'},'manufacturer':{'name':'GNU'}", "",
		       "<supplier><name>Debian</name></supplier>"
		       "<manufacturer><name>GNU</name></manufacturer>",
		       "component c listed library name=n supplier={Debian} manufacturer={GNU}");
}

static void an_organisation_without_name_and_url_is_nobody(void **state)
{
	(void)state;
	component_says(",'supplier':{'name':'','contact':[{'email':'a@b.example'}]}", "",
		       "<supplier><name/><contact><email>a@b.example</email></contact></supplier>",
		       "component c listed library name=n");
}

static void equal_organisations_are_kept_once(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':["
		      "{'type':'library','name':'a','supplier':{'name':'Acme','url':['u']}},"
		      "{'type':'library','name':'b','manufacturer':{'name':'Acme','url':['u']}},"
		      "{'type':'library','name':'c','supplier':{'name':'Acme','url':['v']}},"
		      "{'type':'library','name':'d','supplier':{'name':'acme','url':['u']}}]");
	assert_int_equal(g.doc.organizations.count, 3);
	assert_int_equal(g.doc.components.items[0].supplier,
			 g.doc.components.items[1].manufacturer);
	given_release(&g);
}

static void the_supplier_in_the_metadata_is_that_of_the_product_alone(void **state)
{
	(void)state;
	say_alike(",'metadata':{'supplier':{'name':'Acme'},"
		  "'component':{'type':'application','name':'app','bom-ref':'a'}},"
		  "'components':[{'type':'library','name':'l','bom-ref':'l'}]",
		  "<metadata><component type='application' bom-ref='a'><name>app</name>"
		  "</component><supplier><name>Acme</name></supplier></metadata>"
		  "<components><component type='library' bom-ref='l'><name>l</name></component>"
		  "</components>",
		  "component a root application name=app supplier={Acme}\n"
		  "component l listed library name=l");
}

static void what_the_product_says_itself_stands_above_the_metadata(void **state)
{
	(void)state;
	say_alike(",'metadata':{'supplier':{'name':'Other'},'manufacture':{'name':'Others'},"
		  "'component':{'type':'application','name':'app','bom-ref':'a',"
		  "'supplier':{'name':'Acme'},'manufacturer':{'name':'Maker'}}}",
		  "<metadata><component type='application' bom-ref='a'>"
		  "<supplier><name>Acme</name></supplier>"
		  "<manufacturer><name>Maker</name></manufacturer><name>app</name>"
		  "</component><manufacture><name>Others</name></manufacture>"
		  "<supplier><name>Other</name></supplier></metadata>",
		  "component a root application name=app supplier={Acme} manufacturer={Maker}");
}

/* One letter apart, and about two things. */
static void manufacture_made_the_product_and_manufacturer_the_document(void **state)
{
	(void)state;
	say_alike(",'metadata':{'manufacture':{'name':'Maker'},"
		  "'component':{'type':'application','name':'app','bom-ref':'a'}}",
		  "<metadata><component type='application' bom-ref='a'><name>app</name>"
		  "</component><manufacture><name>Maker</name></manufacture></metadata>",
		  "component a root application name=app manufacturer={Maker}");
	say_alike(",'metadata':{'manufacturer':{'name':'Scribe'},"
		  "'component':{'type':'application','name':'app','bom-ref':'a'}}",
		  "<metadata><component type='application' bom-ref='a'><name>app</name>"
		  "</component><manufacturer><name>Scribe</name></manufacturer></metadata>",
		  "component a root application name=app");
}

static void people_who_wrote_the_document_supply_nothing(void **state)
{
	(void)state;
	say_alike(",'metadata':{'authors':[{'name':'Jane'}],"
		  "'tools':{'components':[{'type':'application','name':'syft',"
		  "'supplier':{'name':'Anchore'}}]},"
		  "'component':{'type':'application','name':'app','bom-ref':'a'}}",
		  "<metadata><tools><components><component type='application'>"
		  "<supplier><name>Anchore</name></supplier><name>syft</name></component>"
		  "</components></tools><authors><author><name>Jane</name></author></authors>"
		  "<component type='application' bom-ref='a'><name>app</name></component>"
		  "</metadata>",
		  "component a root application name=app\n"
		  "counts components=0 services=0 files=0 dependencies=0 dangling=0");
}

static void tools_may_be_a_list_of_the_old_kind(void **state)
{
	(void)state;
	say_alike(",'metadata':{'tools':[{'vendor':'Anchore','name':'syft','version':'1',"
		  "'hashes':[{'alg':'MD5','content':'none'}]}]}",
		  "<metadata><tools><tool><vendor>Anchore</vendor><name>syft</name>"
		  "<version>1</version></tool></tools></metadata>",
		  "document spec=1.6");
}

static void authors_are_kept_in_both_spellings(void **state)
{
	(void)state;
	component_says(",'author':'Jane Doe','authors':[{'name':'Acme Team','email':'a@b.example'},"
		       "{'name':'Bob'}]",
		       "",
		       "<authors><author><name>Acme Team</name><email>a@b.example</email></author>"
		       "<author><name>Bob</name></author></authors><author>Jane Doe</author>",
		       "component c listed library name=n author=Acme Team author=Bob "
		       "author=Jane Doe");
}

static void several_suppliers_in_the_metadata_are_the_first(void **state)
{
	struct given g;
	(void)state;
	given_cdx_xml(&g, "1.2",
		      "<metadata><component type='application' bom-ref='a'><name>app</name>"
		      "</component><supplier><name>First</name></supplier>"
		      "<supplier><name>Second</name></supplier></metadata>");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component a root application name=app supplier={First}");
	free(dump);
	given_release(&g);
}

static void the_place_of_a_supplier_is_where_it_is_named(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g,
		  ",'metadata':{'supplier':{'name':'Acme'},"
		  "'component':{'type':'application','name':'app','manufacturer':{'name':'M'}}}");
	const struct th_component *c = &g.doc.components.items[0];
	const char *supplier = g.bytes + (int64_t)c->place + c->supplier_at;
	const char *manufacturer = g.bytes + (int64_t)c->place + c->manufacturer_at;
	assert_memory_equal(supplier, "{\"name\":\"Acme\"}", 15);
	assert_memory_equal(manufacturer, "{\"name\":\"M\"}", 12);
	given_release(&g);
}

/* ---- services ---- */

static void a_service_is_provided_by_its_provider(void **state)
{
	(void)state;
	say_alike(",'services':[{'name':'ticker','version':'1','group':'org','bom-ref':'s',"
		  "'provider':{'name':'Partner','url':['https://partner.example']},"
		  "'endpoints':['https://x.example'],'authenticated':true,"
		  "'services':[{'name':'inner','bom-ref':'i'}]}]",
		  "<services><service bom-ref='s'><provider><name>Partner</name>"
		  "<url>https://partner.example</url></provider><group>org</group>"
		  "<name>ticker</name><version>1</version>"
		  "<endpoints><endpoint>https://x.example</endpoint></endpoints>"
		  "<authenticated>true</authenticated><services><service bom-ref='i'>"
		  "<name>inner</name></service></services></service></services>",
		  "counts components=0 services=2 files=0 dependencies=0 dangling=0\n"
		  "component s service other name=ticker version=1 group=org "
		  "supplier={Partner url=https://partner.example}\n"
		  "component i service other name=inner\n"
		  "relation s contains i implied");
}

static void a_service_may_depend_and_be_depended_on(void **state)
{
	(void)state;
	say_alike(",'services':[{'name':'s','bom-ref':'s'},{'name':'t','bom-ref':'t'}],"
		  "'dependencies':[{'ref':'s','dependsOn':['t']}]",
		  "<services><service bom-ref='s'><name>s</name></service><service bom-ref='t'>"
		  "<name>t</name></service></services><dependencies><dependency ref='s'>"
		  "<dependency ref='t'/></dependency></dependencies>",
		  "relation s depends-on t dependency\n"
		  "component s service other name=s states-upstream");
}

/* ---- missing and wrong fields ---- */

static void what_is_required_and_missing_is_said_where_the_object_begins(void **state)
{
	static const struct {
		const char *body, *at, *sentence;
	} rows[] = {
		{ ",'components':[ {'name':'n'}]", "{\"name\":\"n\"}",
		  "a component without \"type\"" },
		{ ",'components':[ {'type':'library'}]", "{\"type\"",
		  "a component without \"name\"" },
		{ ",'components':[ {'type':'library','name':''}]", "{\"type\"",
		  "a component without \"name\"" },
		{ ",'services':[ {'version':'1'}]", "{\"version\"", "a service without \"name\"" },
		{ ",'dependencies':[ {'dependsOn':['b']}]", "{\"dependsOn\"",
		  "a dependency without \"ref\"" },
		{ ",'components':[{'type':'library','name':'n','swid':{'name':'x'}}]",
		  "{\"name\":\"x\"}", "a swid without \"tagId\"" },
		{ ",'externalReferences':[ {'type':'vcs'}]", "{\"type\"",
		  "a external reference without \"url\"" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct given g;
		given_cdx(&g, rows[i].body);
		given_diagnosed_at(&g, TH_DIAG_missing_field, rows[i].at);
		const struct th_diagnostic *d = given_diagnostic(&g, TH_DIAG_missing_field);
		if (i != 6) /* "a external": the words are those of the table */
			assert_string_equal(d->message.ptr, rows[i].sentence);
		given_release(&g);
	}
}

static void a_value_of_another_kind_is_said_and_passed_over(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':[{'type':'library','name':'n','version':{'a':[1]},"
		      "'supplier':'Acme'}]");
	assert_int_equal(given_count(&g, TH_DIAG_wrong_type), 2);
	assert_int_equal(g.doc.components.count, 1);
	assert_int_equal(th_text_len(g.doc.components.items[0].version), 0);
	assert_int_equal(g.doc.components.items[0].supplier, TH_NONE);
	given_release(&g);
}

static void null_is_the_same_as_absent(void **state)
{
	struct given with, without;
	(void)state;
	given_cdx(&with, ",'metadata':null,'dependencies':null,'components':[{'type':'library',"
			 "'name':'n','version':null,'supplier':null,'hashes':null,'scope':null}]");
	given_cdx(&without, ",'components':[{'type':'library','name':'n'}]");
	char *a = dump_document(&with.doc, DUMP_ALL), *b = dump_document(&without.doc, DUMP_ALL);
	assert_same(a, b);
	free(a);
	free(b);
	given_release(&with);
	given_release(&without);
}

static void one_object_is_taken_where_a_list_is_usual(void **state)
{
	struct given g;
	(void)state;
	given_cdx(&g, ",'components':{'type':'library','name':'n','bom-ref':'n'},"
		      "'dependencies':{'ref':'n','dependsOn':'m'}");
	char *dump = dump_document(&g.doc, DUMP_ALL);
	assert_line(dump, "component n listed library name=n states-upstream");
	assert_line(dump, "relation n depends-on m dependency");
	free(dump);
	given_release(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serial_and_version_make_the_id),
		cmocka_unit_test(a_serial_without_a_version_is_version_one),
		cmocka_unit_test(a_serial_that_is_no_uuid_is_kept_and_said),
		cmocka_unit_test(the_versions_of_the_format_are_known),
		cmocka_unit_test(versions_that_json_never_had_are_said),
		cmocka_unit_test(xml_of_an_unknown_namespace_version_is_read_and_said),
		cmocka_unit_test(a_missing_version_is_said),
		cmocka_unit_test(without_a_product_that_is_said),
		cmocka_unit_test(the_timestamp_is_when_it_was_made),
		cmocka_unit_test(operations_and_discovery_make_an_inventory),
		cmocka_unit_test(what_a_component_is_called),
		cmocka_unit_test(every_type_of_component_is_known),
		cmocka_unit_test(a_type_that_is_none_is_said),
		cmocka_unit_test(scope_is_that_of_the_component),
		cmocka_unit_test(what_the_environment_provides_is_external),
		cmocka_unit_test(external_may_be_written_as_one),
		cmocka_unit_test(components_contain_components),
		cmocka_unit_test(the_product_may_be_an_assembly_and_is_not_counted),
		cmocka_unit_test(hashes_are_kept_by_their_algorithm),
		cmocka_unit_test(every_algorithm_is_known),
		cmocka_unit_test(hashes_that_are_none_are_said_and_not_used),
		cmocka_unit_test(a_tag_a_gitoid_and_a_swhid_identify),
		cmocka_unit_test(ancestors_are_what_it_is_derived_from),
		cmocka_unit_test(an_ancestor_has_its_own_parts_and_ancestors),
		cmocka_unit_test(references_say_where_source_and_release_lie),
		cmocka_unit_test(a_bom_link_says_which_document_describes_it),
		cmocka_unit_test(the_place_of_an_escaped_link_is_known),
		cmocka_unit_test(the_place_of_an_escaped_link_to_an_element_is_in_the_document),
		cmocka_unit_test(properties_say_whose_a_device_is_and_what_it_reaches),
		cmocka_unit_test(a_property_of_ours_that_is_none_is_said),
		cmocka_unit_test(a_supplier_has_a_name_a_url_and_a_mail),
		cmocka_unit_test(supplier_and_manufacturer_are_two),
		cmocka_unit_test(an_organisation_without_name_and_url_is_nobody),
		cmocka_unit_test(equal_organisations_are_kept_once),
		cmocka_unit_test(the_supplier_in_the_metadata_is_that_of_the_product_alone),
		cmocka_unit_test(what_the_product_says_itself_stands_above_the_metadata),
		cmocka_unit_test(manufacture_made_the_product_and_manufacturer_the_document),
		cmocka_unit_test(people_who_wrote_the_document_supply_nothing),
		cmocka_unit_test(tools_may_be_a_list_of_the_old_kind),
		cmocka_unit_test(authors_are_kept_in_both_spellings),
		cmocka_unit_test(several_suppliers_in_the_metadata_are_the_first),
		cmocka_unit_test(the_place_of_a_supplier_is_where_it_is_named),
		cmocka_unit_test(a_service_is_provided_by_its_provider),
		cmocka_unit_test(a_service_may_depend_and_be_depended_on),
		cmocka_unit_test(what_is_required_and_missing_is_said_where_the_object_begins),
		cmocka_unit_test(a_value_of_another_kind_is_said_and_passed_over),
		cmocka_unit_test(null_is_the_same_as_absent),
		cmocka_unit_test(one_object_is_taken_where_a_list_is_usual),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
