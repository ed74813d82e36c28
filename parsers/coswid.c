/*
 * CoSWID tags (RFC 9393, CBOR): what a SWID tag says, by numbers. The tag 1398229316 stands before
 * it or not; one that is wrapped in a COSE signature is read, and the signature is told and not
 * verified.
 */
#include "core/text/cbor.h"
#include "parsers/envelope.h"
#include "parsers/inventory.h"
#include "parsers/parser.h"

enum {
	TAG_COSWID = 1398229316,
	TAG_COSE_SIGN1 = 18,
	TAG_URI = 32,
	/* map keys, RFC 9393 section 2 */
	K_TAG_ID = 0,
	K_NAME = 1,
	K_ENTITY = 2,
	K_EVIDENCE = 3,
	K_CORPUS = 8,
	K_PATCH = 9,
	K_SUPPLEMENTAL = 11,
	K_VERSION = 13,
	K_ENTITY_NAME = 31,
	K_REG_ID = 32,
	K_ROLE = 33,
	K_DATE = 35,
	K_DEVICE = 36,
	/* roles, section 4.2 */
	ROLE_SOFTWARE_CREATOR = 2,
	ROLE_AGGREGATOR = 3,
	ROLE_DISTRIBUTOR = 4,
	ROLE_LICENSOR = 5,
	UUID_BYTES = 16,
};

struct reading {
	struct th_document *doc;
	struct th_cbor cbor;
	size_t base; /* where the decoded bytes begin in the source */
	uint32_t device, software;
};

static const struct th_cbor_node *node_at(const struct reading *r, uint32_t node)
{
	return &r->cbor.nodes.items[node];
}

/* A text as it stands in the source; tags around it (a URI) do not count. */
static th_text text_at(const struct reading *r, uint32_t node)
{
	while (node != TH_CBOR_NONE && node_at(r, node)->kind == TH_CBOR_TAG)
		node = node_at(r, node)->first;
	if (node == TH_CBOR_NONE || node_at(r, node)->kind != TH_CBOR_TEXT)
		return (th_text){ 0 };
	th_slice text = node_at(r, node)->text;
	return th_text_at((uint64_t)(text.ptr - r->doc->source.ptr), text.len);
}

static th_text member_text(const struct reading *r, uint32_t map, uint64_t key)
{
	return text_at(r, th_cbor_member(&r->cbor, map, key));
}

static bool is_true(const struct reading *r, uint32_t map, uint64_t key)
{
	uint32_t node = th_cbor_member(&r->cbor, map, key);

	return node != TH_CBOR_NONE && node_at(r, node)->kind == TH_CBOR_TRUE;
}

/* ---- entities ---- */

/* One number, or a list of them. */
static bool has_role(const struct reading *r, uint32_t roles, uint64_t role)
{
	if (roles == TH_CBOR_NONE)
		return false;
	if (node_at(r, roles)->kind == TH_CBOR_UINT)
		return node_at(r, roles)->number == role;
	for (uint32_t n = node_at(r, roles)->first; n != TH_CBOR_NONE; n = node_at(r, n)->next)
		if (node_at(r, n)->kind == TH_CBOR_UINT && node_at(r, n)->number == role)
			return true;
	return false;
}

static th_status take_entity(struct reading *r, uint32_t entity)
{
	struct th_component *c = &r->doc->components.items[r->software];
	uint32_t roles = th_cbor_member(&r->cbor, entity, K_ROLE), who;
	bool made = has_role(r, roles, ROLE_SOFTWARE_CREATOR);
	bool supplied = has_role(r, roles, ROLE_AGGREGATOR) ||
			has_role(r, roles, ROLE_DISTRIBUTOR) || has_role(r, roles, ROLE_LICENSOR);
	th_text regid = member_text(r, entity, K_REG_ID);

	if (!made && !supplied)
		return TH_OK;
	if (th_slice_search(th_document_text(r->doc, regid), TH_SLICE("invalid.unavailable")) <
	    th_text_len(regid))
		regid = (th_text){ 0 };
	TH_TRY(th_document_add_organization(r->doc, member_text(r, entity, K_ENTITY_NAME), regid,
					    (th_text){ 0 }, &who));
	int32_t at = (int32_t)((int64_t)(r->base + node_at(r, entity)->offset) - (int64_t)c->place);
	if (made) {
		c->manufacturer = who;
		c->manufacturer_at = at;
	}
	if (supplied && (c->supplier == TH_NONE || !made)) {
		c->supplier = who;
		c->supplier_at = at;
	}
	return TH_OK;
}

/* One entity, or a list of them. */
static th_status take_entities(struct reading *r, uint32_t entities)
{
	if (entities == TH_CBOR_NONE)
		return TH_OK;
	if (node_at(r, entities)->kind == TH_CBOR_MAP)
		return take_entity(r, entities);
	for (uint32_t n = node_at(r, entities)->first; n != TH_CBOR_NONE; n = node_at(r, n)->next)
		TH_TRY(take_entity(r, n));
	return TH_OK;
}

/* ---- the tag ---- */

/* Seconds since 1970, behind the tag that says so or not; some write the date as text. */
static th_status take_date(struct reading *r, uint32_t node)
{
	while (node != TH_CBOR_NONE && node_at(r, node)->kind == TH_CBOR_TAG)
		node = node_at(r, node)->first;
	if (node == TH_CBOR_NONE)
		return TH_OK;
	const struct th_cbor_node *n = node_at(r, node);
	if (n->kind == TH_CBOR_UINT)
		return th_inventory_date(r->doc, n->number, r->base + n->offset);
	r->doc->created = text_at(r, node);
	return TH_OK;
}

/* A text, or the 16 bytes of a UUID, which is written out. */
static th_status take_id(struct reading *r, uint32_t node)
{
	struct th_component *c = &r->doc->components.items[r->software];
	th_text id = text_at(r, node);
	char text[2 * UUID_BYTES + 5];

	if (node == TH_CBOR_NONE)
		return TH_OK;
	th_slice bytes = node_at(r, node)->text;
	if (node_at(r, node)->kind == TH_CBOR_BYTES && bytes.len == UUID_BYTES) {
		size_t to = 0;
		for (size_t i = 0; i < UUID_BYTES; i++) {
			if (i == 4 || i == 6 || i == 8 || i == 10)
				text[to++] = '-';
			text[to++] = "0123456789abcdef"[(uint8_t)bytes.ptr[i] >> 4];
			text[to++] = "0123456789abcdef"[(uint8_t)bytes.ptr[i] & 15];
		}
		id = th_document_keep(r->doc, th_slice_make(text, to),
				      r->base + node_at(r, node)->offset);
		if (!th_text_is_present(id))
			return TH_ENOMEM;
	}
	return th_text_len(id)
		       ? th_document_add_attribute(r->doc, &c->attributes, TH_ATTRIBUTE_SWID, 0, id)
		       : TH_OK;
}

static th_status make_components(struct reading *r, uint64_t at)
{
	struct th_document *doc = r->doc;

	r->device = th_document_add_component(doc, TH_ROLE_ROOT, at);
	r->software = th_document_add_component(doc, TH_ROLE_LISTED, at);
	if (r->device == TH_NONE || r->software == TH_NONE)
		return TH_ENOMEM;
	doc->components.items[r->device].type = TH_TYPE_device;
	doc->components.items[r->software].type = TH_TYPE_application;
	doc->root = r->device;
	doc->counts.components = 1;
	doc->operations = doc->states_runs = doc->has_environment = true;
	return TH_OK;
}

static th_status take_tag(struct reading *r, uint32_t map)
{
	struct th_document *doc = r->doc;
	uint64_t at = r->base + node_at(r, map)->offset;
	uint32_t evidence = th_cbor_member(&r->cbor, map, K_EVIDENCE);

	TH_TRY(make_components(r, at));
	doc->components.items[r->device].name = member_text(r, evidence, K_DEVICE);
	doc->components.items[r->software].name = member_text(r, map, K_NAME);
	doc->components.items[r->software].version = member_text(r, map, K_VERSION);
	TH_TRY(take_date(r, th_cbor_member(&r->cbor, evidence, K_DATE)));
	if (is_true(r, map, K_PATCH) || is_true(r, map, K_SUPPLEMENTAL))
		th_diagnose(
			&doc->diagnostics, TH_DIAG_partial_inventory, at,
			"a patch or an addition to another tag: the product itself is not in it");
	else
		TH_TRY(take_id(r, th_cbor_member(&r->cbor, map, K_TAG_ID)));
	TH_TRY(take_entities(r, th_cbor_member(&r->cbor, map, K_ENTITY)));
	return th_document_relate(
		       doc, is_true(r, map, K_CORPUS) ? TH_RELATION_contains : TH_RELATION_runs,
		       r->device, r->software, at)
		       ? TH_OK
		       : TH_ENOMEM;
}

/* ---- COSE ---- */

static th_status note_signature(struct th_document *doc)
{
	TH_TRY(th_envelope_begin(doc));
	struct th_signature *s =
		th_signature_list_push(&doc->envelope->signatures, TH_MAX_SIGNATURES);
	if (!s)
		return TH_ENOMEM;
	*s = (struct th_signature){ .kind = TH_SIGNATURE_OTHER,
				    .payload = TH_NONE,
				    .material = TH_NONE,
				    .unsupported = "a COSE signature, which is not verified" };
	return TH_OK;
}

/* The third item of COSE_Sign1 is what it signs. */
static uint32_t signed_bytes(const struct reading *r, uint32_t array)
{
	uint32_t n =
		node_at(r, array)->kind == TH_CBOR_ARRAY ? node_at(r, array)->first : TH_CBOR_NONE;

	for (int i = 0; i < 2 && n != TH_CBOR_NONE; i++)
		n = node_at(r, n)->next;
	return n != TH_CBOR_NONE && node_at(r, n)->kind == TH_CBOR_BYTES ? n : TH_CBOR_NONE;
}

/* ---- all of it ---- */

static th_status refuse(struct th_document *doc, uint64_t at, const char *what)
{
	th_diagnose(&doc->diagnostics, TH_DIAG_not_read, at, "%s", what);
	return TH_EINPUT;
}

static th_status decode(struct reading *r, th_slice bytes)
{
	th_slice why;

	th_cbor_release(&r->cbor);
	r->base = (size_t)(bytes.ptr - r->doc->source.ptr);
	th_status status = th_cbor_parse(bytes, &r->cbor, &why);
	if (status != TH_OK && status != TH_ENOMEM)
		th_diagnose(&r->doc->diagnostics,
			    status == TH_ELIMIT ? TH_DIAG_limit : TH_DIAG_not_read,
			    r->base + r->cbor.error_at, "byte %zu: %.*s",
			    r->base + r->cbor.error_at, TH_FMT(why));
	return status == TH_EIO ? TH_EINPUT : status;
}

static th_status read(struct reading *r)
{
	uint32_t node = 0;

	TH_TRY(decode(r, r->doc->source));
	if (node_at(r, 0)->kind == TH_CBOR_TAG && node_at(r, 0)->number == TAG_COSE_SIGN1) {
		uint32_t bytes = signed_bytes(r, node_at(r, 0)->first);
		if (bytes == TH_CBOR_NONE)
			return refuse(r->doc, 0, "a COSE signature without what it signs");
		TH_TRY(note_signature(r->doc));
		TH_TRY(decode(r, node_at(r, bytes)->text));
	}
	if (node_at(r, 0)->kind == TH_CBOR_TAG && node_at(r, 0)->number == TAG_COSWID)
		node = node_at(r, 0)->first;
	if (node_at(r, node)->kind != TH_CBOR_MAP ||
	    th_cbor_member(&r->cbor, node, K_NAME) == TH_CBOR_NONE)
		return refuse(r->doc, r->base, "CBOR, and no CoSWID tag: it names no software");
	TH_TRY(take_tag(r, node));
	return th_document_seal(r->doc);
}

bool th_coswid_recognises(const struct th_sniff *sniff);
th_status th_coswid_parse(struct th_document *doc, const struct th_sniff *sniff);

/* The tag that says so; a COSE signature; or a map that begins with the tag's id. */
bool th_coswid_recognises(const struct th_sniff *sniff)
{
	static const char *const beginnings[] = { "\xda\x53\x57\x49\x44", "\xd2\x84" };
	th_slice text = sniff->text;

	if (sniff->container != TH_CONTAINER_BINARY && sniff->container != TH_CONTAINER_TEXT)
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (th_slice_starts(text, th_slice_of(beginnings[i])))
			return true;
	/* a map of up to 23 members, or an endless one, whose first key is 0: a text or 16 bytes */
	if (text.len < 3)
		return false;
	th_slice_holds(text);
	uint8_t head = (uint8_t)text.ptr[0], value = (uint8_t)text.ptr[2];
	return ((head >= 0xa3 && head <= 0xb7) || head == 0xbf) && text.ptr[1] == 0 &&
	       (value == 0x50 || (value >= 0x60 && value <= 0x79));
}

th_status th_coswid_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	struct reading r = { .doc = doc };

	(void)sniff;
	th_status status = read(&r);
	th_cbor_release(&r.cbor);
	return status;
}
