/*
 * CycloneDX 1.0 to 1.7, JSON and XML, and the 1.1 extension namespaces: the fields that become a
 * component, an organisation, an identity, a relation or a statement of completeness (ECMA-424;
 * bom-1.7.schema.json and the XSDs).
 *
 * cyclonedx_fields.c says what an object looks like in both spellings; the functions here say what
 * it means. What the document lists twice over is kept once: components in one table with
 * their role, dependencies as relations by reference, resolved when the document is sealed.
 */
#include "parsers/cyclonedx.h"

#include "core/identity/platform.h"
#include "parsers/jsf.h"
#include "parsers/parser.h"

#include <pthread.h>

struct state {
	uint32_t supplier, manufacturer; /* of the root, said in the metadata */
	uint64_t supplier_place, manufacturer_place;
	struct th_cdx_declarations *declarations;
	struct th_jsf jsf; /* the signature over the whole */
};

static struct state *state_of(struct th_walker *w)
{
	return w->format;
}

struct th_cdx_declarations **th_cdx_declarations_of(struct th_walker *w)
{
	return &state_of(w)->declarations;
}

static th_slice text(struct th_walker *w, th_text t)
{
	return th_document_text(w->doc, t);
}

static struct th_component *component_at(struct th_walker *w, uint32_t index)
{
	return &w->doc->components.items[index];
}

struct th_frame *th_cdx_bearer(struct th_walker *w, struct th_frame *frame)
{
	while ((frame = th_frame_above(w, frame)) != NULL)
		if (frame->shape == &th_cdx_component || frame->shape == &th_cdx_service)
			return frame;
	return NULL;
}

/* The shape of the object that frame stands in; NULL for the outermost. */
static const struct th_shape *above_shape(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	return above ? above->shape : NULL;
}

static bool field_is(const struct th_frame *frame, const char *json)
{
	return frame->field && frame->field->json && strcmp(frame->field->json, json) == 0;
}

static th_status relate(struct th_walker *w, enum th_relation_kind kind, uint32_t from, uint32_t to,
			uint64_t place, bool implied)
{
	struct th_relation *r = th_document_relate(w->doc, kind, from, to, place);

	if (!r)
		return TH_ENOMEM;
	r->implied = implied;
	return TH_OK;
}

/*
 * A relation whose beginning is not known yet: keys come in any order. OPEN_ENTRY: the dependency
 * entry that is being read, and has not said its ref. FROM_ROOT: the product, of which the metadata
 * may come last.
 */
enum { FROM_OPEN_ENTRY = 0 };
#define FROM_ROOT TH_NONE

/* ---- components ---- */

static enum th_role role_of(struct th_walker *w, struct th_frame *frame, bool is_service)
{
	const struct th_shape *above = above_shape(w, frame);
	struct th_frame *owner = th_cdx_bearer(w, frame);

	if (above == &th_cdx_metadata)
		return TH_ROLE_ROOT;
	if (above == &th_cdx_pedigree)
		return TH_ROLE_ANCESTOR;
	if (above == &th_cdx_formula)
		return TH_ROLE_BUILD;
	if (owner) {
		enum th_role role = (enum th_role)component_at(w, owner->index)->role;
		return role == TH_ROLE_ROOT ? TH_ROLE_NESTED_ROOT : role;
	}
	return is_service ? TH_ROLE_SERVICE : TH_ROLE_LISTED;
}

static th_status relate_upwards(struct th_walker *w, struct th_frame *frame)
{
	const struct th_shape *above = above_shape(w, frame);
	struct th_frame *owner = th_cdx_bearer(w, frame);

	if (above == &th_cdx_pedigree && owner)
		return relate(w, TH_RELATION_derived_from, owner->index, frame->index, frame->place,
			      false);
	if (above == &th_cdx_formula)
		return relate(w,
			      frame->shape == &th_cdx_service ? TH_RELATION_built_by
							      : TH_RELATION_built_with,
			      FROM_ROOT, frame->index, frame->place, false);
	if (owner)
		return relate(w, TH_RELATION_contains, owner->index, frame->index, frame->place,
			      true);
	return TH_OK;
}

th_status th_cdx_enter_component(struct th_walker *w, struct th_frame *frame)
{
	enum th_role role = role_of(w, frame, frame->shape == &th_cdx_service);

	frame->index = th_document_add_component(w->doc, role, frame->place);
	if (frame->index == TH_NONE)
		return TH_ELIMIT;
	if (frame->shape == &th_cdx_service)
		component_at(w, frame->index)->type = TH_TYPE_other;
	if (role == TH_ROLE_ROOT && w->doc->root == TH_NONE)
		w->doc->root = frame->index;
	w->doc->counts.components += role == TH_ROLE_LISTED && frame->shape == &th_cdx_component;
	w->doc->counts.services += role == TH_ROLE_SERVICE;
	return relate_upwards(w, frame);
}

static enum th_scope scope_of(struct th_walker *w, th_text t)
{
	th_slice s = text(w, t);

	if (th_slice_equal(s, TH_SLICE("optional")))
		return TH_SCOPE_OPTIONAL;
	if (th_slice_equal(s, TH_SLICE("excluded")))
		return TH_SCOPE_EXCLUDED;
	return TH_SCOPE_RUNTIME;
}

static void read_type(struct th_walker *w, struct th_frame *frame, struct th_component *c)
{
	th_slice word = text(w, frame->slots[C_TYPE]);

	c->type = th_component_type_of(word) & 63u;
	if (c->type == TH_TYPE_unknown && word.len)
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value,
			    th_document_offset(w->doc, frame->slots[C_TYPE]),
			    "\"%.*s\" is no type of component that CycloneDX knows", TH_FMT(word));
}

th_status th_cdx_leave_component(struct th_walker *w, struct th_frame *frame)
{
	struct th_component *c = component_at(w, frame->index);

	if (frame->shape == &th_cdx_component)
		read_type(w, frame, c);
	c->name = frame->slots[C_NAME];
	c->version = frame->slots[C_VERSION];
	c->group = frame->slots[C_GROUP];
	c->purl = frame->slots[C_PURL];
	c->cpe = frame->slots[C_CPE];
	c->publisher = frame->slots[C_PUBLISHER];
	if (th_text_is_present(frame->slots[C_SCOPE]))
		c->scope = scope_of(w, frame->slots[C_SCOPE]);
	th_slice external = text(w, frame->slots[C_EXTERNAL]);
	c->external = th_slice_equal(external, TH_SLICE("true")) ||
		      th_slice_equal(external, TH_SLICE("1")); /* xs:boolean */
	bool is_host = c->type == TH_TYPE_device || c->type == TH_TYPE_operating_system ||
		       c->type == TH_TYPE_platform;
	if (c->role == TH_ROLE_BUILD && is_host)
		w->doc->has_environment = true;
	return th_document_name_component(w->doc, frame->index, frame->slots[C_REF]);
}

th_status th_cdx_leave_swid(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *owner = th_cdx_bearer(w, frame);

	if (!owner || th_text_len(frame->slots[0]) == 0)
		return TH_OK;
	return th_document_add_attribute(w->doc, &component_at(w, owner->index)->attributes,
					 TH_ATTRIBUTE_SWID, 0, frame->slots[0]);
}

th_status th_cdx_each_gitoid(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return th_document_add_attribute(w->doc, &component_at(w, frame->index)->attributes,
					 TH_ATTRIBUTE_GITOID, 0, t);
}

th_status th_cdx_each_author(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_frame *owner =
		frame->shape == &th_cdx_component ? frame : th_cdx_bearer(w, frame);

	if (!owner || th_text_len(t) == 0)
		return TH_OK;
	return th_document_add_attribute(w->doc, &component_at(w, owner->index)->attributes,
					 TH_ATTRIBUTE_AUTHOR, 0, t);
}

th_status th_cdx_leave_hash(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);
	th_slice name = text(w, frame->slots[0]), digest = text(w, frame->slots[1]);
	enum th_hash_algorithm algorithm = th_hash_algorithm_of(name);

	if (algorithm == TH_ALGORITHM_COUNT) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_hash, frame->place,
			    "\"%.*s\" is no hash algorithm that CycloneDX knows", TH_FMT(name));
		return TH_OK;
	}
	unsigned digits = th_hash_algorithm_digits(algorithm);
	if (!th_is_hexadecimal(digest) || (digits && digest.len != digits)) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_hash, frame->place,
			    "a %s is %u hexadecimal digits; this has %zu characters",
			    th_hash_algorithm_word(algorithm), digits, digest.len);
		return TH_OK;
	}
	if (!above || above->shape != &th_cdx_component)
		return TH_OK;
	return th_document_add_attribute(w->doc, &component_at(w, above->index)->attributes,
					 TH_ATTRIBUTE_HASH, (uint8_t)algorithm, frame->slots[1]);
}

/* A property whose name is ours says what a device is and reaches. */
static bool is_word(th_slice s, const char *const *words)
{
	for (; *words; words++)
		if (th_slice_equal_nocase(s, th_slice_of(*words)))
			return true;
	return false;
}

th_status th_cdx_leave_property(struct th_walker *w, struct th_frame *frame)
{
	static const struct {
		const char *name;
		enum th_attribute_kind kind;
		const char *words[5];
	} known[] = {
		{ "twohop:device:ownership", TH_ATTRIBUTE_OWNERSHIP, { "personal", "corporate" } },
		{ "twohop:device:access",
		  TH_ATTRIBUTE_ACCESS,
		  { "build", "signing", "source", "corporate" } }
	};
	struct th_frame *above = th_frame_above(w, frame);
	th_slice name = text(w, frame->slots[0]), value = text(w, frame->slots[1]);

	if (!above || above->shape != &th_cdx_component ||
	    !th_slice_starts(name, TH_SLICE("twohop:device:")))
		return above && above->shape == &th_cdx_component && w->doc->thorough
			       ? th_cdx_note_property(w, above->index, name, value)
			       : TH_OK;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!th_slice_equal(name, th_slice_of(known[i].name)))
			continue;
		if (is_word(value, known[i].words))
			return th_document_add_attribute(w->doc,
							 &component_at(w, above->index)->attributes,
							 known[i].kind, 0, frame->slots[1]);
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, frame->place,
			    "\"%.*s\" is no value of %s: it counts as not stated", TH_FMT(value),
			    known[i].name);
		return TH_OK;
	}
	th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_value, frame->place,
		    "no property \"%.*s\" is known", TH_FMT(name));
	return TH_OK;
}

/* ---- organisations ---- */

th_status th_cdx_each_url(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)w;
	if (!th_text_is_present(frame->slots[O_URL]))
		frame->slots[O_URL] = t;
	return TH_OK;
}

th_status th_cdx_leave_contact(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	if (above && above->shape == &th_cdx_organization &&
	    !th_text_is_present(above->slots[O_EMAIL]))
		above->slots[O_EMAIL] = frame->slots[0];
	return TH_OK;
}

static int32_t distance(uint64_t from, uint64_t to)
{
	int64_t d = (int64_t)to - (int64_t)from;

	return d > INT32_MAX || d < INT32_MIN ? 0 : (int32_t)d;
}

static void set_supplier(struct th_component *c, uint32_t organization_index, uint64_t place)
{
	c->supplier = organization_index;
	c->supplier_at = distance(c->place, place);
}

static void set_manufacturer(struct th_component *c, uint32_t organization_index, uint64_t place)
{
	c->manufacturer = organization_index;
	c->manufacturer_at = distance(c->place, place);
}

/* Where the name of an organisation stands, else its object: the evidence for who supplies what. */
th_status th_cdx_leave_organization(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);
	bool makes = field_is(frame, "manufacturer") || field_is(frame, "manufacture");
	uint32_t found;

	TH_TRY(th_document_add_organization(w->doc, frame->slots[O_NAME], frame->slots[O_URL],
					    frame->slots[O_EMAIL], &found));
	if (w->doc->thorough && makes && above && above->shape == &th_cdx_component)
		TH_TRY(th_cdx_note_maker(w, frame, above->index));
	if (found == TH_NONE || !above)
		return TH_OK;
	if (above->shape == &th_cdx_component && makes)
		set_manufacturer(component_at(w, above->index), found, frame->place);
	else if (above->shape == &th_cdx_component || above->shape == &th_cdx_service)
		set_supplier(component_at(w, above->index), found, frame->place);
	if (above->shape == &th_cdx_metadata && makes) {
		state_of(w)->manufacturer = found;
		state_of(w)->manufacturer_place = frame->place;
	} else if (above->shape == &th_cdx_metadata && state_of(w)->supplier == TH_NONE) {
		state_of(w)->supplier = found;
		state_of(w)->supplier_place = frame->place;
	}
	return TH_OK;
}

/* ---- external references ---- */

static th_status add_bom_link(struct th_walker *w, struct th_frame *owner, struct th_frame *frame,
			      th_text url)
{
	th_slice s = text(w, url);
	size_t hash_sign = th_slice_find(s, '#');
	struct th_link *link = th_link_list_push(&w->doc->links, UINT32_MAX);

	if (!link)
		return TH_ENOMEM;
	link->document = th_document_part(w->doc, url, 0, hash_sign);
	if (hash_sign < s.len)
		link->element = th_document_part(w->doc, url, hash_sign + 1, s.len);
	link->component = owner ? owner->index : TH_NONE;
	link->describes = true;
	link->place = frame->place;
	return TH_OK;
}

th_status th_cdx_leave_reference(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *owner = th_cdx_bearer(w, frame);
	th_slice type = text(w, frame->slots[0]), url = text(w, frame->slots[1]);
	enum th_attribute_kind kind;

	if (w->doc->thorough && owner && th_slice_equal(type, TH_SLICE("distribution")))
		TH_TRY(th_cdx_note_distribution(w, frame, owner->index));
	if (th_slice_equal(type, TH_SLICE("bom")) && th_slice_starts(url, TH_SLICE("urn:cdx:")))
		return add_bom_link(w, owner, frame, frame->slots[1]);
	if (th_slice_equal(type, TH_SLICE("vcs")) ||
	    th_slice_equal(type, TH_SLICE("source-distribution")))
		kind = TH_ATTRIBUTE_VCS;
	else if (th_slice_equal(type, TH_SLICE("distribution")) &&
		 th_platform_of_file(url) != TH_PLATFORM_UNKNOWN)
		kind = TH_ATTRIBUTE_DISTRIBUTION;
	else
		return TH_OK;
	if (!owner || above_shape(w, frame) == &th_cdx_bom)
		return TH_OK;
	return th_document_add_attribute(w->doc, &component_at(w, owner->index)->attributes, kind,
					 0, frame->slots[1]);
}

/* ---- dependencies ---- */

static th_status depend(struct th_walker *w, th_text on, enum th_relation_kind kind)
{
	uint32_t ref;

	TH_TRY(th_document_mention(w->doc, on, &ref));
	struct th_relation *r = th_document_relate(w->doc, kind, FROM_OPEN_ENTRY, ref,
						   th_document_offset(w->doc, on));
	if (!r)
		return TH_ENOMEM;
	r->from_is_ref = r->to_is_ref = r->to_waits = 1;
	r->is_dependency = kind == TH_RELATION_depends_on;
	w->doc->counts.dependencies += kind == TH_RELATION_depends_on;
	return TH_OK;
}

th_status th_cdx_each_dependency(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return depend(w, t, TH_RELATION_depends_on);
}

th_status th_cdx_enter_dependency(struct th_walker *w, struct th_frame *frame)
{
	frame->aux = w->doc->relations.count;
	return TH_OK;
}

static bool is_of_open_entry(const struct th_relation *r)
{
	return r->from_is_ref && !r->from_waits && r->from == FROM_OPEN_ENTRY;
}

/* ref is a mention. */
static void close_entry(struct th_walker *w, const struct th_frame *frame, uint32_t ref)
{
	th_document_change_relations(w->doc, frame->aux);
	for (uint32_t i = frame->aux; i < w->doc->relations.count; i++) {
		struct th_relation *r = &w->doc->relations.items[i];
		if (!is_of_open_entry(r))
			continue;
		r->from = ref;
		r->from_waits = 1;
	}
}

/* An entry that says whose it is not: what it lists is dropped, what entries inside it say stays.
 */
static void drop_entry(struct th_walker *w, const struct th_frame *frame)
{
	struct th_relation *all = w->doc->relations.items;
	uint32_t kept = frame->aux;

	th_document_change_relations(w->doc, kept);
	for (uint32_t i = frame->aux; i < w->doc->relations.count; i++)
		if (!is_of_open_entry(&all[i]))
			all[kept++] = all[i];
	w->doc->relations.count = kept;
}

th_status th_cdx_leave_dependency(struct th_walker *w, struct th_frame *frame)
{
	uint32_t ref;

	if (th_text_len(frame->slots[0]) == 0) { /* said by the missing-field diagnostic */
		drop_entry(w, frame);
		return TH_OK;
	}
	TH_TRY(th_document_mention(w->doc, frame->slots[0], &ref));
	bool mentioned =
		above_shape(w, frame) ==
		&th_cdx_dependency; /* XML: an entry inside an entry is what that one depends on */
	if (!mentioned || w->doc->relations.count > frame->aux)
		TH_TRY(th_document_say_of_mention(w->doc, ref, TH_SAYS_UPSTREAM, 1));
	close_entry(w, frame, ref);
	if (!mentioned)
		return TH_OK;
	struct th_relation *r = th_document_relate(w->doc, TH_RELATION_depends_on, FROM_OPEN_ENTRY,
						   ref, frame->place);
	if (!r)
		return TH_ENOMEM;
	r->from_is_ref = r->to_is_ref = r->to_waits = r->is_dependency = 1;
	w->doc->counts.dependencies++;
	return TH_OK;
}

/* ---- compositions ---- */

static enum th_aggregate aggregate_of(th_slice word)
{
	if (th_slice_equal(word, TH_SLICE("complete")))
		return TH_AGGREGATE_COMPLETE;
	if (th_slice_starts(word, TH_SLICE("incomplete")))
		return TH_AGGREGATE_INCOMPLETE;
	return th_slice_equal(word, TH_SLICE("unknown")) ? TH_AGGREGATE_UNKNOWN
							 : TH_AGGREGATE_NOT_SPECIFIED;
}

static th_status say(struct th_walker *w, th_text t, enum th_saying saying)
{
	uint32_t ref;

	TH_TRY(th_document_mention(w->doc, t, &ref));
	return th_document_say_of_mention(w->doc, ref, saying, TH_AGGREGATE_SILENT);
}

th_status th_cdx_each_assembly(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return say(w, t, TH_SAYS_ASSEMBLIES);
}

th_status th_cdx_each_composed_dependency(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return say(w, t, TH_SAYS_DEPENDENCIES);
}

th_status th_cdx_each_composed(struct th_walker *w, struct th_frame *frame, th_text t)
{
	return say(w, t,
		   strcmp(frame->field->item, "assembly") == 0 ? TH_SAYS_ASSEMBLIES
							       : TH_SAYS_DEPENDENCIES);
}

th_status th_cdx_enter_composition(struct th_walker *w, struct th_frame *frame)
{
	frame->aux = w->doc->sayings.count;
	return TH_OK;
}

th_status th_cdx_leave_composition(struct th_walker *w, struct th_frame *frame)
{
	enum th_aggregate aggregate = aggregate_of(text(w, frame->slots[0]));

	for (uint32_t i = frame->aux; i < w->doc->sayings.count; i++)
		w->doc->sayings.items[i].value = (uint8_t)aggregate;
	return TH_OK;
}

/* ---- formulation ---- */

/* What is hosted where: an entry of a topology names a host of the build. */
th_status th_cdx_leave_topology(struct th_walker *w, struct th_frame *frame)
{
	uint32_t ref;

	if (th_text_len(frame->slots[0]) == 0) { /* nobody can say whose its targets are */
		drop_entry(w, frame);
		return TH_OK;
	}
	w->doc->has_environment = true;
	TH_TRY(th_document_mention(w->doc, frame->slots[0], &ref));
	close_entry(w, frame, ref);
	/* XML: an entry inside an entry is what that one is hosted on */
	bool mentioned = above_shape(w, frame) == &th_cdx_topology;
	struct th_relation *r =
		th_document_relate(w->doc, TH_RELATION_hosted_on,
				   mentioned ? FROM_OPEN_ENTRY : FROM_ROOT, ref, frame->place);
	if (!r)
		return TH_ENOMEM;
	r->from_is_ref = mentioned;
	r->to_is_ref = r->to_waits = 1;
	return TH_OK;
}

th_status th_cdx_each_hosted(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return depend(w, t, TH_RELATION_hosted_on);
}

/* The product relies on a resource of its build that a reference names. */
static th_status relate_resource(struct th_walker *w, struct th_frame *frame,
				 enum th_relation_kind kind)
{
	uint32_t ref;

	if (th_text_len(frame->slots[0]) == 0)
		return TH_OK;
	TH_TRY(th_document_ref(w->doc, frame->slots[0], &ref));
	struct th_relation *r = th_document_relate(w->doc, kind, FROM_ROOT, ref,
						   th_document_offset(w->doc, frame->slots[0]));
	if (!r)
		return TH_ENOMEM;
	r->to_is_ref = 1;
	return TH_OK;
}

/* What goes into the build: the product is derived from it. */
th_status th_cdx_leave_resource(struct th_walker *w, struct th_frame *frame)
{
	return relate_resource(w, frame, TH_RELATION_derived_from);
}

/* What a workflow, task, trigger or workspace uses to do its work. */
th_status th_cdx_leave_used(struct th_walker *w, struct th_frame *frame)
{
	return relate_resource(w, frame, TH_RELATION_built_with);
}

/* ---- the document ---- */

th_status th_cdx_each_phase(struct th_walker *w, struct th_frame *frame, th_text t)
{
	th_slice phase = text(w, t);

	(void)frame;
	w->doc->names_context |= phase.len > 0;
	w->doc->operations |= th_slice_equal(phase, TH_SLICE("operations")) ||
			      th_slice_equal(phase, TH_SLICE("discovery"));
	return TH_OK;
}

th_status th_cdx_each_timestamp(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	w->doc->created = t;
	return TH_OK;
}

static bool is_uuid(th_slice s)
{
	if (s.len != 36)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s.ptr[i] != '-' : th_hex_value(s.ptr[i]) < 0)
			return false;
	}
	return true;
}

/* urn:uuid:X, version N -> urn:cdx:x/N, which is what BOM-Links of other documents say. */
static th_status make_id(struct th_walker *w, th_text serial_text, th_text version_text)
{
	th_slice serial = text(w, serial_text), version = text(w, version_text);

	if (serial.len == 0)
		return TH_OK;
	if (!th_slice_starts(serial, TH_SLICE("urn:uuid:")) ||
	    !is_uuid(th_slice_sub(serial, 9, serial.len))) {
		th_diagnose(&w->doc->diagnostics, TH_DIAG_bad_serial,
			    th_document_offset(w->doc, serial_text),
			    "the serial number \"%.*s\" is not urn:uuid: and a UUID, so no "
			    "BOM-Link can lead here",
			    TH_FMT(serial));
		w->doc->id = th_arena_copy(&w->doc->arena, serial);
		return w->doc->id.ptr ? TH_OK : TH_ENOMEM;
	}
	char uuid[36];
	for (size_t i = 0; i < sizeof(uuid); i++)
		uuid[i] = th_lower(serial.ptr[9 + i]);
	if (version.len == 0)
		version = TH_SLICE("1");
	w->doc->id = th_arena_printf(&w->doc->arena, "urn:cdx:%.*s/%.*s", (int)sizeof(uuid), uuid,
				     TH_FMT(version));
	return w->doc->id.ptr ? TH_OK : TH_ENOMEM;
}

/* Relations from the product, now that it is known; without a product they say nothing. */
static void relate_root(struct th_document *doc)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < doc->relations.count; i++) {
		struct th_relation r = doc->relations.items[i];
		if (!r.from_is_ref && r.from == FROM_ROOT)
			r.from = doc->root;
		if (r.from_is_ref || r.from != TH_NONE)
			doc->relations.items[kept++] = r;
	}
	doc->relations.count = kept;
}

th_status th_cdx_leave_bom(struct th_walker *w, struct th_frame *frame)
{
	struct th_document *doc = w->doc;
	struct state *state = state_of(w);

	doc->begins = frame->place;
	if (th_text_is_present(frame->slots[B_SPEC_VERSION]))
		doc->spec_version = frame->slots[B_SPEC_VERSION];
	TH_TRY(make_id(w, frame->slots[B_SERIAL], frame->slots[B_VERSION]));
	relate_root(doc);
	if (doc->root == TH_NONE)
		return TH_OK;
	struct th_component *root = component_at(w, doc->root);
	if (root->supplier == TH_NONE && state->supplier != TH_NONE)
		set_supplier(root, state->supplier, state->supplier_place);
	if (root->manufacturer == TH_NONE && state->manufacturer != TH_NONE)
		set_manufacturer(root, state->manufacturer, state->manufacturer_place);
	return TH_OK;
}

/* ---- a signature over the whole ---- */

th_status th_cdx_enter_jwk(struct th_walker *w, struct th_frame *frame)
{
	state_of(w)->jsf.key_place = frame->place;
	return TH_OK;
}

th_status th_cdx_enter_signer(struct th_walker *w, struct th_frame *frame)
{
	(void)frame;
	state_of(w)->jsf.has_several = true;
	return TH_OK;
}

th_status th_cdx_each_excluded(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	(void)t;
	state_of(w)->jsf.has_excludes = true;
	return TH_OK;
}

th_status th_cdx_leave_jsf(struct th_walker *w, struct th_frame *frame)
{
	struct th_jsf *jsf = &state_of(w)->jsf;

	jsf->is_there = true;
	jsf->place = frame->place;
	jsf->algorithm = frame->slots[J_ALGORITHM];
	jsf->keyid = frame->slots[J_KEYID];
	jsf->value = frame->slots[J_VALUE];
	return TH_OK;
}

/* ---- reading ---- */

static void check_version(struct th_document *doc, const char *first)
{
	th_slice version = th_document_text(doc, doc->spec_version);

	if (version.len == 0)
		th_diagnose(&doc->diagnostics, TH_DIAG_missing_version, TH_NO_OFFSET,
			    "no specVersion; read as CycloneDX 1.7");
	else if (version.len != 3 || !th_slice_starts(version, TH_SLICE("1.")) ||
		 version.ptr[2] < first[2] || version.ptr[2] > '7')
		th_diagnose(&doc->diagnostics, TH_DIAG_unknown_version,
			    th_document_offset(doc, doc->spec_version),
			    "CycloneDX %.*s is not known; read as 1.7", TH_FMT(version));
}

static th_status finish(struct th_walker *walker, const char *first_version)
{
	check_version(walker->doc, first_version);
	if (walker->doc->root == TH_NONE)
		th_diagnose(&walker->doc->diagnostics, TH_DIAG_no_root, TH_NO_OFFSET,
			    "no metadata.component: the document does not say what it is about");
	TH_TRY(th_document_know_refs(walker->doc));
	TH_TRY(th_cdx_finish_statements(walker->doc));
	TH_TRY(th_cdx_finish_declarations(walker->doc, state_of(walker)->declarations));
	return th_document_seal(walker->doc);
}

static th_status walk(struct th_document *doc, const struct th_sniff *sniff, bool is_xml)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static const char *const namespaces[] = {
		"http://cyclonedx.org/schema/bom/",
		"http://cyclonedx.org/schema/ext/dependency-graph/",
		"http://cyclonedx.org/schema/ext/bom-descriptor/",
		"http://www.w3.org/2000/09/xmldsig#", NULL
	};
	struct state state = { .supplier = TH_NONE, .manufacturer = TH_NONE };
	struct th_walker walker = { .doc = doc, .format = &state };

	pthread_once(&once, th_cdx_prepare);
	th_status status = is_xml ? th_shape_walk_xml(&walker, &th_cdx_bom, "bom", namespaces)
				  : th_shape_walk_json(&walker, &th_cdx_bom, sniff->start);
	if (status == TH_OK)
		status = is_xml ? th_jsf_add_xml(doc, &state.jsf)
				: th_jsf_add(doc, &state.jsf, sniff->start);
	if (status == TH_OK)
		status = finish(&walker, is_xml ? "1.0" : "1.2");
	th_cdx_release_declarations(state.declarations);
	return status;
}

bool th_cyclonedx_json_recognises(const struct th_sniff *sniff);
bool th_cyclonedx_xml_recognises(const struct th_sniff *sniff);
th_status th_cyclonedx_json_parse(struct th_document *doc, const struct th_sniff *sniff);
th_status th_cyclonedx_xml_parse(struct th_document *doc, const struct th_sniff *sniff);

bool th_cyclonedx_json_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_bom_format) ||
	       (th_slice_starts(sniff->spec_version, TH_SLICE("1.")) &&
		th_sniff_has(sniff, TH_SNIFF_components));
}

th_status th_cyclonedx_json_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	return walk(doc, sniff, false);
}

bool th_cyclonedx_xml_recognises(const struct th_sniff *sniff)
{
	return sniff->container == TH_CONTAINER_XML &&
	       th_slice_equal(sniff->xml_name, TH_SLICE("bom")) &&
	       th_slice_starts(sniff->xml_namespace, TH_SLICE("http://cyclonedx.org/schema/bom/"));
}

/* In XML the version is the end of the namespace (no specVersion in any version). */
th_status th_cyclonedx_xml_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	th_slice space = sniff->xml_namespace;
	size_t slash = th_slice_rfind(space, '/');

	doc->spec_version = th_text_at((uint64_t)(space.ptr - doc->source.ptr) + slash + 1,
				       space.len - slash - 1);
	return walk(doc, sniff, true);
}
