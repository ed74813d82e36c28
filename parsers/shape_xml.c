/*
 * Drives the shape tables from XML events. An element is an object, a wrapper of objects, a text,
 * or something that no row names and that is passed over whole; attributes are texts of their
 * element. Blanks around a text are dropped, as the XSDs' token and anyURI do.
 */
#include "parsers/shape.h"

#include "core/text/xml.h"

enum open_kind { OPEN_OBJECT, OPEN_WRAPPER, OPEN_TEXT };

struct open_element {
	enum open_kind kind;
	const struct th_field
		*field; /* WRAPPER, TEXT: whose; OBJECT: the field of its own text, or NULL */
};
TH_LIST_DEFINE(open_list, struct open_element);

/* The answer of field_of that was last asked for at this place. Equal names have equal pointers
 * throughout a parse. */
struct known_field {
	const struct th_shape *shape;
	const char *name;
	const struct th_field *field;
	char mark;
};
enum { KNOWN_FIELDS = 1024 };

struct xml_walk {
	struct th_walker *walker;
	const struct th_shape *shape;
	const char *root;
	const char *const *namespaces;
	struct open_list open;
	uint32_t skipping; /* open elements that are passed over */
	/* The text of the innermost element that wants one: a place in the source, or pieces
	 * joined. */
	uint64_t text_at;
	size_t text_len;
	char *joined;
	size_t joined_capacity;
	bool is_joined;
	bool foreign_said;
	const char *our_ns; /* the namespace that was last found to be ours */
	struct known_field known[KNOWN_FIELDS];
};

static struct th_frame *innermost(struct xml_walk *w)
{
	return &w->walker->frames.items[w->walker->frames.count - 1];
}

static bool is_ours(struct xml_walk *w, th_slice ns)
{
	if (ns.ptr && ns.ptr == w->our_ns)
		return true;
	for (const char *const *prefix = w->namespaces; *prefix; prefix++) {
		if (th_slice_starts(ns, th_slice_of(*prefix))) {
			w->our_ns = ns.ptr;
			return true;
		}
	}
	return false;
}

/* The row whose XML spelling is name, behind '@' for attributes; "." is asked for with that. */
static const struct th_field *find_field(const struct th_shape *shape, char mark, th_slice name)
{
	for (size_t i = 0; i < shape->field_count; i++) {
		const char *xml = shape->fields[i].xml;
		if (!xml || (mark && *xml != mark))
			continue;
		xml += mark ? 1 : 0;
		if (strncmp(xml, name.ptr, name.len) == 0 && xml[name.len] == '\0')
			return &shape->fields[i];
	}
	return NULL;
}

static const struct th_field *field_of(struct xml_walk *w, const struct th_shape *shape, char mark,
				       th_slice name)
{
	uintptr_t mixed = (uintptr_t)name.ptr * 31 + (uintptr_t)shape + (unsigned char)mark;
	struct known_field *k = &w->known[(mixed >> 3 ^ mixed >> 13) % KNOWN_FIELDS];

	if (k->shape != shape || k->name != name.ptr || k->mark != mark)
		*k = (struct known_field){ shape, name.ptr, find_field(shape, mark, name), mark };
	return k->field;
}

static th_status keep(struct xml_walk *w, th_slice value, uint64_t offset, uint64_t place,
		      th_text *out)
{
	size_t lead = 0;

	while (lead < value.len && th_is_blank(value.ptr[lead]))
		lead++;
	th_slice text = th_slice_trim(value);
	if (offset != TH_XML_NOWHERE)
		*out = th_text_at(offset + (text.len ? lead : 0), text.len);
	else
		*out = th_document_keep(w->walker->doc, text, place);
	return th_text_is_present(*out) ? TH_OK : TH_ENOMEM;
}

static th_status push(struct xml_walk *w, enum open_kind kind, const struct th_field *field)
{
	struct open_element *e = open_list_push(&w->open, TH_MAX_DEPTH + 1);

	if (!e)
		return TH_ENOMEM;
	*e = (struct open_element){ kind, field };
	w->text_len = 0;
	w->is_joined = false;
	w->text_at = TH_XML_NOWHERE;
	return TH_OK;
}

static th_status open_object(struct xml_walk *w, const struct th_shape *shape,
			     const struct th_field *field, const struct th_xml_element *element)
{
	th_status status;

	if (!th_walker_enter(w->walker, shape, field, element->offset, &status))
		return status;
	for (size_t i = 0; i < element->count; i++) {
		const struct th_xml_attribute *a = &element->attributes[i];
		const struct th_field *f = a->ns.len ? NULL : field_of(w, shape, '@', a->name);
		th_text text;
		if (!f || !th_field_is_taken(w->walker, f))
			continue;
		TH_TRY(keep(w, a->value, a->offset, element->offset, &text));
		TH_TRY(th_walker_text(w->walker, f, text));
	}
	return push(w, OPEN_OBJECT, field_of(w, shape, 0, TH_SLICE(".")));
}

static th_status pass_over(struct xml_walk *w)
{
	w->skipping = 1;
	return TH_OK;
}

static th_status start_child(struct xml_walk *w, const struct th_xml_element *element)
{
	const struct open_element *top = &w->open.items[w->open.count - 1];

	if (top->kind == OPEN_TEXT)
		return pass_over(w);
	if (top->kind == OPEN_WRAPPER) {
		const struct th_field *field = top->field;
		if (!th_slice_equal(element->name, th_slice_of(field->item)))
			return pass_over(w);
		return field->shape ? open_object(w, field->shape, field, element)
				    : push(w, OPEN_TEXT, field);
	}
	const struct th_field *field = field_of(w, innermost(w)->shape, 0, element->name);
	if (!field || !th_field_is_taken(w->walker, field))
		return pass_over(w);
	if (field->item)
		return push(w, OPEN_WRAPPER, field);
	return field->shape ? open_object(w, field->shape, field, element)
			    : push(w, OPEN_TEXT, field);
}

static th_status start_element(void *context, const struct th_xml_element *element)
{
	struct xml_walk *w = context;

	if (w->skipping) {
		w->skipping++;
		return TH_OK;
	}
	if (!is_ours(w, element->ns)) {
		if (w->open.count == 0) {
			th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_not_read, element->offset,
				    "the outermost element is in the namespace \"%.*s\", not the "
				    "format's",
				    TH_FMT(element->ns));
			return TH_EINPUT;
		}
		if (!w->foreign_said)
			th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_foreign_element,
				    element->offset,
				    "elements of the namespace \"%.*s\" are passed over",
				    TH_FMT(element->ns));
		w->foreign_said = true;
		return pass_over(w);
	}
	if (w->open.count > 0)
		return start_child(w, element);
	if (!th_slice_equal(element->name, th_slice_of(w->root))) {
		th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_not_read, element->offset,
			    "expected the element <%s>, found <%.*s>", w->root,
			    TH_FMT(element->name));
		return TH_EINPUT;
	}
	return open_object(w, w->shape, NULL, element);
}

/* The source does not hold the text as one run: join it in a buffer of our own. */
static th_status join(struct xml_walk *w, th_slice piece)
{
	size_t need = w->text_len + piece.len;

	if (need > TH_MAX_STRING_BYTES) {
		th_diagnose(&w->walker->doc->diagnostics, TH_DIAG_limit, TH_NO_OFFSET,
			    "a text longer than the ceiling of 16 MiB (TH_MAX_STRING_BYTES)");
		return TH_ELIMIT;
	}
	if (need > w->joined_capacity) {
		size_t capacity = need * 2;
		char *grown = realloc(w->joined, capacity);
		if (!grown)
			return TH_ENOMEM;
		w->joined = grown;
		w->joined_capacity = capacity;
	}
	if (!w->is_joined && w->text_len)
		memcpy(w->joined, w->walker->doc->source.ptr + w->text_at, w->text_len);
	w->is_joined = true;
	memcpy(w->joined + w->text_len, piece.ptr, piece.len);
	w->text_len = need;
	return TH_OK;
}

static th_status text(void *context, th_slice piece, uint64_t offset)
{
	struct xml_walk *w = context;
	const struct open_element *top = w->open.count ? &w->open.items[w->open.count - 1] : NULL;

	if (w->skipping || !top || top->kind == OPEN_WRAPPER || !top->field || piece.len == 0)
		return TH_OK;
	if (w->text_len == 0 && !w->is_joined && offset != TH_XML_NOWHERE) {
		w->text_at = offset;
		w->text_len = piece.len;
		return TH_OK;
	}
	if (!w->is_joined && offset != TH_XML_NOWHERE && w->text_at + w->text_len == offset &&
	    w->text_len + piece.len <= TH_MAX_STRING_BYTES) {
		w->text_len += piece.len;
		return TH_OK;
	}
	return join(w, piece);
}

static th_status give_text(struct xml_walk *w, const struct th_field *field, uint64_t end)
{
	struct th_document *doc = w->walker->doc;
	th_text out;

	if (w->text_len == 0)
		out = th_text_at(end, 0);
	else if (w->is_joined)
		TH_TRY(keep(w, th_slice_make(w->joined, w->text_len), TH_XML_NOWHERE, end - 1,
			    &out));
	else
		TH_TRY(keep(w, th_slice_make(doc->source.ptr + w->text_at, w->text_len), w->text_at,
			    end, &out));
	w->text_len = 0;
	w->is_joined = false;
	return th_walker_text(w->walker, field, out);
}

static th_status end_element(void *context, th_slice ns, th_slice name, uint64_t end)
{
	struct xml_walk *w = context;

	(void)ns;
	(void)name;
	if (w->skipping) {
		w->skipping--;
		return TH_OK;
	}
	struct open_element e = w->open.items[--w->open.count];
	if (e.kind == OPEN_TEXT)
		return give_text(w, e.field, end);
	if (e.kind == OPEN_WRAPPER)
		return TH_OK;
	if (e.field)
		TH_TRY(give_text(w, e.field, end));
	return th_walker_leave(w->walker);
}

th_status th_shape_walk_xml(struct th_walker *walker, const struct th_shape *shape,
			    const char *root, const char *const *namespaces)
{
	static const struct th_xml_handler handler = { start_element, end_element, text };
	struct th_document *doc = walker->doc;
	struct th_xml_error error;
	struct xml_walk *w = calloc(1, sizeof(*w));

	if (!w)
		return TH_ENOMEM;
	w->walker = walker;
	w->shape = shape;
	w->root = root;
	w->namespaces = namespaces;
	th_status status =
		th_xml_parse(doc->source, doc->may_share, &handler, w, &doc->arena, &error);
	if (status != TH_OK && error.message.ptr)
		th_diagnose(&doc->diagnostics,
			    status == TH_ELIMIT ? TH_DIAG_limit : TH_DIAG_not_read, error.offset,
			    "%.*s", TH_FMT(error.message));
	open_list_release(&w->open);
	free(w->joined);
	free(w);
	th_frame_list_release(&walker->frames);
	return status;
}
