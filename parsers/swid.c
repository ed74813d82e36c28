/*
 * SWID tags (ISO/IEC 19770-2:2015, XML): one piece of software on a device. The maker is the entity
 * that created the software, the supplier who licenses or distributes it; who made the tag says
 * nothing of either. A corpus tag stands for installation media: what it names is at hand, and not
 * installed.
 */
#include "parsers/parser.h"
#include "parsers/shape.h"

#include <pthread.h>

#define TEXT(xml, slot)                                                 \
	{                                                               \
		NULL, xml, NULL, TH_FIELD_TEXT, slot, false, NULL, NULL \
	}
#define ONE(xml, each)                                                          \
	{                                                                       \
		NULL, xml, NULL, TH_FIELD_TEXT, TH_SLOT_NONE, false, NULL, each \
	}
#define OBJECT(xml, shape)                                                          \
	{                                                                           \
		NULL, xml, NULL, TH_FIELD_OBJECT, TH_SLOT_NONE, false, &shape, NULL \
	}
#define SHAPE(id, title, enter, leave)                                            \
	static struct th_shape_index id##_index;                                  \
	static const struct th_shape id = {                                       \
		title, id##_fields, sizeof(id##_fields) / sizeof(id##_fields[0]), \
		enter, leave,       &id##_index,                                  \
		NULL                                                              \
	}

struct state {
	uint32_t device, software;
	bool corpus, patch, supplemental;
};

static struct state *state_of(const struct th_walker *w)
{
	return w->format;
}

/* ---- entities ---- */

enum entity_slot { E_NAME, E_REGID, E_ROLE };

static bool has_role(th_slice roles, th_slice role)
{
	while (roles.len) {
		size_t end = th_slice_find(roles, ' ');
		if (th_slice_equal_nocase(th_slice_sub(roles, 0, end), role))
			return true;
		roles = th_slice_sub(roles, end + 1, roles.len);
	}
	return false;
}

/* The id of nobody, as the standard spells it. */
static bool is_unavailable(th_slice regid)
{
	return th_slice_search(regid, TH_SLICE("invalid.unavailable")) < regid.len;
}

static th_status leave_entity(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct th_component *c = &doc->components.items[state_of(w)->software];
	th_slice roles = th_document_text(doc, frame->slots[E_ROLE]);
	th_text regid = frame->slots[E_REGID];
	bool made = has_role(roles, TH_SLICE("softwareCreator"));
	bool supplied = has_role(roles, TH_SLICE("licensor")) ||
			has_role(roles, TH_SLICE("distributor")) ||
			has_role(roles, TH_SLICE("aggregator"));
	uint32_t who;

	if (!made && !supplied)
		return TH_OK;
	if (is_unavailable(th_document_text(doc, regid)))
		regid = (th_text){ 0 };
	TH_TRY(th_document_add_organization(doc, frame->slots[E_NAME], regid, (th_text){ 0 },
					    &who));
	int32_t at = (int32_t)((int64_t)frame->place - (int64_t)c->place);
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

static const struct th_field entity_fields[] = {
	TEXT("@name", E_NAME),
	TEXT("@regid", E_REGID),
	TEXT("@role", E_ROLE),
};
SHAPE(entity, "entity", NULL, leave_entity);

/* ---- evidence ---- */

static th_status each_date(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->created = t;
	return TH_OK;
}

static th_status each_device(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->components.items[state_of(w)->device].name = t;
	return TH_OK;
}

static const struct th_field evidence_fields[] = {
	ONE("@date", each_date),
	ONE("@deviceId", each_device),
};
SHAPE(evidence, "evidence", NULL, NULL);

/* ---- the tag ---- */

enum tag_slot { T_NAME, T_VERSION, T_ID, T_CORPUS, T_PATCH, T_SUPPLEMENTAL };

static th_status enter_tag(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct state *s = state_of(w);

	s->device = th_document_add_component(doc, TH_ROLE_ROOT, frame->place);
	s->software = th_document_add_component(doc, TH_ROLE_LISTED, frame->place);
	if (s->device == TH_NONE || s->software == TH_NONE)
		return TH_ENOMEM;
	doc->components.items[s->device].type = TH_TYPE_device;
	doc->components.items[s->software].type = TH_TYPE_application;
	doc->root = s->device;
	doc->counts.components = 1;
	return TH_OK;
}

static bool is_true(const struct th_walker *w, th_text t)
{
	th_slice text = th_document_text(w->doc, t);

	return th_slice_equal(text, TH_SLICE("true")) || th_slice_equal(text, TH_SLICE("1"));
}

static th_status leave_tag(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct state *s = state_of(w);
	struct th_component *c = &doc->components.items[s->software];

	c->name = frame->slots[T_NAME];
	c->version = frame->slots[T_VERSION];
	bool corpus = is_true(w, frame->slots[T_CORPUS]);
	if (is_true(w, frame->slots[T_PATCH]) || is_true(w, frame->slots[T_SUPPLEMENTAL]))
		th_diagnose(
			&doc->diagnostics, TH_DIAG_partial_inventory, frame->place,
			"a patch or an addition to another tag: the product itself is not in it");
	else if (th_text_len(frame->slots[T_ID]))
		TH_TRY(th_document_add_attribute(doc, &c->attributes, TH_ATTRIBUTE_SWID, 0,
						 frame->slots[T_ID]));
	return th_document_relate(doc, corpus ? TH_RELATION_contains : TH_RELATION_runs, s->device,
				  s->software, frame->place)
		       ? TH_OK
		       : TH_ENOMEM;
}

static const struct th_field tag_fields[] = {
	TEXT("@name", T_NAME),    TEXT("@version", T_VERSION),
	TEXT("@tagId", T_ID),     TEXT("@corpus", T_CORPUS),
	TEXT("@patch", T_PATCH),  TEXT("@supplemental", T_SUPPLEMENTAL),
	OBJECT("Entity", entity), OBJECT("Evidence", evidence),
};
SHAPE(tag, "tag", enter_tag, leave_tag);

static void prepare(void)
{
	static const struct th_shape *const all[] = { &tag, &entity, &evidence };
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

#define NAMESPACE "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"

bool th_swid_recognises(const struct th_sniff *sniff);
th_status th_swid_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_swid_recognises(const struct th_sniff *sniff)
{
	return sniff->container == TH_CONTAINER_XML &&
	       th_slice_equal(sniff->xml_name, TH_SLICE("SoftwareIdentity")) &&
	       th_slice_equal(sniff->xml_namespace, TH_SLICE(NAMESPACE));
}

th_status th_swid_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static const char *const namespaces[] = { NAMESPACE, NULL };
	struct state state = { 0 };
	struct th_walker walker = { .doc = doc, .format = &state };

	(void)sniff;
	pthread_once(&once, prepare);
	doc->operations = true;
	doc->states_runs = true;
	doc->has_environment = true;
	TH_TRY(th_shape_walk_xml(&walker, &tag, "SoftwareIdentity", namespaces));
	return th_document_seal(doc);
}
