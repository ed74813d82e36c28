/*
 * SPDX 2.2 and 2.3 as JSON (spdx-schema.json of both): what the objects look like. What they mean
 * is in spdx.c. Keys of the schema that become nothing here (annotations, most comments) have no
 * row and are validated and passed over.
 */
#include "parsers/parser.h"
#include "parsers/json_rows.h"
#include "parsers/spdx.h"

#include <pthread.h>

enum document_slot { D_VERSION, D_ID, D_NAMESPACE };

static const struct th_shape document, creation, package, file, checksum, external_ref,
	relationship, document_ref, snippet;

static struct th_spdx *spdx_of(struct th_walker *w)
{
	return w->format;
}

/* ---- packages and files ---- */

static th_status enter_package(struct th_walker *w, struct th_frame *frame)
{
	return th_spdx_add_package(spdx_of(w), frame->place, &frame->index);
}

/* A file inside of a package's object is no SPDX, and is written (by VMware). */
static th_status enter_file(struct th_walker *w, struct th_frame *frame)
{
	uint64_t place = frame->place;
	struct th_frame *above = th_frame_above(w, frame);
	uint32_t owner = above && above->shape == &package ? above->index : TH_NONE;

	return th_spdx_add_file(spdx_of(w), owner, place, &frame->index);
}

/* The slots of packages and files are their fields. */
static th_status leave_element(struct th_walker *w, struct th_frame *frame)
{
	for (unsigned i = 0; i < TH_SPDX_FIELD_COUNT; i++)
		if (th_text_is_present(frame->slots[i]))
			TH_TRY(th_spdx_set(spdx_of(w), frame->index, (enum th_spdx_field)i,
					   frame->slots[i],
					   th_document_offset(w->doc, frame->slots[i])));
	return TH_OK;
}

static th_status each_license(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_spdx_add_license(spdx_of(w), frame->index, t);
}

static th_status each_file(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_spdx_has_file(spdx_of(w), frame->index, t, th_document_offset(w->doc, t));
}

static th_status leave_checksum(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	if (above && above->shape == &document_ref) {
		above->slots[2] = frame->slots[0];
		above->slots[3] = frame->slots[1];
		return TH_OK;
	}
	return above ? th_spdx_add_checksum(spdx_of(w), above->index, frame->slots[0],
					    frame->slots[1], frame->place)
		     : TH_OK;
}

static th_status leave_external_ref(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	return above ? th_spdx_add_external_ref(spdx_of(w), above->index, frame->slots[0],
						frame->slots[1])
		     : TH_OK;
}

/* ---- the rest ---- */

static th_status leave_relationship(struct th_walker *w, struct th_frame *frame)
{
	return th_spdx_add_relationship(spdx_of(w), frame->slots[0], frame->slots[1],
					frame->slots[2], frame->place);
}

static th_status leave_document_ref(struct th_walker *w, struct th_frame *frame)
{
	return th_spdx_add_document_ref(spdx_of(w), frame->slots[0], frame->slots[1],
					frame->slots[2], frame->slots[3], frame->place);
}

static th_status leave_snippet(struct th_walker *w, struct th_frame *frame)
{
	return th_spdx_add_snippet(spdx_of(w), frame->slots[0], frame->slots[1]);
}

static th_status each_described(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_spdx_describes(spdx_of(w), t, th_document_offset(w->doc, t));
}

static th_status each_created(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->created = t;
	return TH_OK;
}

static th_status each_creator(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_spdx_add_creator(spdx_of(w), t);
	return TH_OK;
}

static th_status each_creator_comment(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	th_spdx_add_creator_comment(spdx_of(w), t);
	return TH_OK;
}

static th_status leave_document(struct th_walker *w, struct th_frame *frame)
{
	w->doc->begins = frame->place;
	w->doc->spec_version = frame->slots[D_VERSION];
	spdx_of(w)->id = frame->slots[D_ID];
	spdx_of(w)->namespace = frame->slots[D_NAMESPACE];
	return TH_OK;
}

/* ---- the tables ---- */

_Static_assert((int)TH_SPDX_FIELD_COUNT <= TH_SHAPE_SLOTS, "a slot for each field");

static const struct th_field checksum_fields[] = {
	NEEDED("algorithm", 0),
	NEEDED("checksumValue", 1),
};
SHAPE(checksum, "checksum", NULL, leave_checksum);

static const struct th_field external_ref_fields[] = {
	NEEDED("referenceType", 0),
	NEEDED("referenceLocator", 1),
};
SHAPE(external_ref, "external reference", NULL, leave_external_ref);

static const struct th_field file_fields[] = {
	NEEDED("SPDXID", TH_SPDX_ID),
	NEEDED("fileName", TH_SPDX_NAME),
	OBJECT("checksums", checksum),
};
SHAPE(file, "file", enter_file, leave_element);

static const struct th_field package_fields[] = {
	NEEDED("SPDXID", TH_SPDX_ID),
	NEEDED("name", TH_SPDX_NAME),
	TEXT("packageName", TH_SPDX_NAME), /* no SPDX; written by early tools */
	TEXT("versionInfo", TH_SPDX_VERSION),
	TEXT("packageFileName", TH_SPDX_FILE_NAME),
	TEXT("supplier", TH_SPDX_SUPPLIER),
	TEXT("originator", TH_SPDX_ORIGINATOR),
	TEXT("downloadLocation", TH_SPDX_DOWNLOAD),
	TEXT("homepage", TH_SPDX_HOMEPAGE),
	TEXT("primaryPackagePurpose", TH_SPDX_PURPOSE),
	TEXT("releaseDate", TH_SPDX_RELEASED),
	TEXT("builtDate", TH_SPDX_BUILT),
	TEXT("validUntilDate", TH_SPDX_VALID_UNTIL),
	ASKED_EACH("licenseConcluded", each_license),
	ASKED_EACH("licenseDeclared", each_license),
	OBJECT("checksums", checksum),
	OBJECT("externalRefs", external_ref),
	EACH("hasFiles", each_file),
	OBJECT("files", file),
};
SHAPE(package, "package", enter_package, leave_element);

static const struct th_field relationship_fields[] = {
	NEEDED("spdxElementId", 0),
	NEEDED("relationshipType", 1),
	NEEDED("relatedSpdxElement", 2),
};
SHAPE(relationship, "relationship", NULL, leave_relationship);

static const struct th_field document_ref_fields[] = {
	NEEDED("externalDocumentId", 0),
	NEEDED("spdxDocument", 1),
	OBJECT("checksum", checksum),
};
SHAPE(document_ref, "external document reference", NULL, leave_document_ref);

static const struct th_field snippet_fields[] = {
	TEXT("SPDXID", 0),
	TEXT("snippetFromFile", 1),
};
SHAPE(snippet, "snippet", NULL, leave_snippet);

static const struct th_field creation_fields[] = {
	EACH("created", each_created),
	ASKED_EACH("creators", each_creator),
	ASKED_EACH("comment", each_creator_comment),
};
SHAPE(creation, "creation info", NULL, NULL);

static const struct th_field document_fields[] = {
	TEXT("spdxVersion", D_VERSION),
	NEEDED("SPDXID", D_ID),
	TEXT("documentNamespace", D_NAMESPACE),
	OBJECT("creationInfo", creation),
	EACH("documentDescribes", each_described),
	OBJECT("externalDocumentRefs", document_ref),
	OBJECT("packages", package),
	OBJECT("files", file),
	OBJECT("snippets", snippet),
	OBJECT("relationships", relationship),
};
SHAPE(document, "document", NULL, leave_document);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &document,     &creation,     &package,
						      &file,         &checksum,     &external_ref,
						      &relationship, &document_ref, &snippet };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- reading ---- */

bool th_spdx_json_recognises(const struct th_sniff *sniff);
th_status th_spdx_json_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_spdx_json_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_spdx_version) && !th_sniff_has(sniff, TH_SNIFF_context);
}

th_status th_spdx_json_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_walker walker = { .doc = doc };
	struct th_spdx spdx;

	pthread_once(&once, prepare);
	th_spdx_init(&spdx, doc);
	walker.format = &spdx;
	th_status status = th_shape_walk_json(&walker, &document, sniff->start);
	if (status == TH_OK)
		status = th_spdx_finish(&spdx);
	th_spdx_release(&spdx);
	return status;
}
