/*
 * digest-mismatch: a statement that you believe is about a file of this name and other content. The
 * file is a component that states a digest, or a file among the inputs. What some believed
 * statement is about by its digest is not doubted by another one, of another version perhaps.
 */
#include "core/crypto/digest.h"
#include "graph/products.h"

th_status th_check_digest_mismatch(struct th_check *check);

/* ---- components ---- */

/* The first hash of b that is of an algorithm of a's and another value; NULL: none is. */
static const struct th_attribute *other_hash(const struct th_document *doc,
					     const struct th_component *a,
					     const struct th_document *other,
					     const struct th_component *b)
{
	for (uint32_t i = a->attributes; i != TH_NONE; i = doc->attributes.items[i].next) {
		const struct th_attribute *x = &doc->attributes.items[i];
		for (uint32_t k = x->kind == TH_ATTRIBUTE_HASH ? b->attributes : TH_NONE;
		     k != TH_NONE; k = other->attributes.items[k].next) {
			const struct th_attribute *y = &other->attributes.items[k];
			if (y->kind == TH_ATTRIBUTE_HASH && y->detail == x->detail &&
			    !th_slice_equal_nocase(th_document_text(doc, x->text),
						   th_document_text(other, y->text)))
				return y;
		}
	}
	return NULL;
}

/* May the signer speak for the node: who supplies it, or somebody whom the graph does not know? */
static bool may_speak(const struct th_check *check, const struct th_graph_document *g,
		      uint32_t node)
{
	return th_graph_is_supplied_by(check->graph, node, g->signer) ||
	       (check->products[node] & TH_PRODUCT_ACQUIRED && !th_check_reaches(check, g->signer));
}

static th_status add(struct th_check *check, uint32_t node, const struct th_graph_document *said,
		     th_slice name, enum th_hash_algorithm algorithm)
{
	struct th_draft *d = th_check_draft(check, TH_RULE_digest_mismatch, TH_SUBJECT_NODE, node);

	if (!d)
		return TH_ENOMEM;
	d->message = th_arena_printf(
		check->arena,
		"%.*s of %.*s has another %s than the \"%.*s\" of which %.*s speaks in %.*s",
		TH_FMT(th_check_title(check, node)), TH_FMT(th_check_supplier_name(check, node)),
		th_hash_algorithm_word(algorithm), TH_FMT(name), TH_FMT(said->signature->who),
		TH_FMT(said->doc->path));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* A subject of a statement that is believed. */
struct subject {
	uint32_t document, component;
	uint32_t next; /* of the same name, or TH_NONE */
};
TH_LIST_DEFINE(subject_list, struct subject);

struct sought {
	struct th_check *check;
	struct subject_list subjects;
	struct th_strings names;    /* of subjects, without the folders before them */
	struct th_index_list first; /* by name - 1: the first subject so called */
	bool *vouched;              /* by node: some believed statement is about these bits */
	bool *told;                 /* by node: there is a finding */
};

static const struct th_component *component_of(const struct sought *s,
					       const struct subject *subject)
{
	return &s->check->graph->documents.items[subject->document]
			.doc->components.items[subject->component];
}

/* A component that was reached against every subject of one name. */
static th_status compare(struct sought *s, const struct th_graph_document *g, uint32_t component,
			 th_slice name)
{
	const struct th_component *c = &g->doc->components.items[component];
	uint32_t node = s->check->graph->node_of[g->first_component + component];
	th_str id = th_strings_find(&s->names, name);

	for (uint32_t i = id.v ? s->first.items[id.v - 1] : TH_NONE; i != TH_NONE && !s->told[node];
	     i = s->subjects.items[i].next) {
		const struct subject *subject = &s->subjects.items[i];
		const struct th_graph_document *said =
			&s->check->graph->documents.items[subject->document];
		const struct th_attribute *hash =
			other_hash(said->doc, component_of(s, subject), g->doc, c);
		if (!hash || !may_speak(s->check, said, node))
			continue;
		s->told[node] = true;
		TH_TRY(add(s->check, node, said, name, (enum th_hash_algorithm)hash->detail));
	}
	return TH_OK;
}

/* By its own name, and by its file's. */
static th_status compare_component(struct sought *s, const struct th_graph_document *g,
				   uint32_t component)
{
	const struct th_component *c = &g->doc->components.items[component];
	uint32_t node = s->check->graph->node_of[g->first_component + component];

	if (c->attributes == TH_NONE || s->vouched[node] || !th_walk_reaches(s->check->walk, node))
		return TH_OK;
	TH_TRY(compare(s, g, component, th_slice_base(th_document_text(g->doc, c->name))));
	for (uint32_t a = c->attributes; a != TH_NONE; a = g->doc->attributes.items[a].next)
		if (g->doc->attributes.items[a].kind == TH_ATTRIBUTE_FILE_NAME)
			TH_TRY(compare(s, g, component,
				       th_slice_base(th_document_text(
					       g->doc, g->doc->attributes.items[a].text))));
	return TH_OK;
}

static th_status compare_components(struct sought *s)
{
	const struct th_graph *graph = s->check->graph;

	for (uint32_t d = 0; d < graph->documents.count && s->subjects.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0; !g->attests && i < g->doc->components.count; i++)
			TH_TRY(compare_component(s, g, i));
	}
	return TH_OK;
}

/* ---- files ---- */

/* Is some digest of the subject that of other bytes, and none that of these? */
static bool differs(const struct th_document *doc, const struct th_component *subject,
		    th_slice bytes)
{
	char hex[TH_DIGEST_HEX + 1];
	enum th_digest digest;
	bool other = false;

	for (uint32_t a = subject->attributes; a != TH_NONE; a = doc->attributes.items[a].next) {
		const struct th_attribute *at = &doc->attributes.items[a];
		enum th_hash_algorithm algorithm = (enum th_hash_algorithm)at->detail;
		if (at->kind != TH_ATTRIBUTE_HASH || !th_hash_algorithm_is_strong(algorithm) ||
		    !th_hash_algorithm_digest(algorithm, &digest))
			continue;
		th_digest_hex(digest, bytes, hex);
		if (th_slice_equal_nocase(th_slice_of(hex), th_document_text(doc, at->text)))
			return false;
		other = true;
	}
	return other;
}

static th_status add_file(struct th_check *check, uint32_t document, th_slice path)
{
	struct th_draft *d =
		th_check_draft(check, TH_RULE_digest_mismatch, TH_SUBJECT_DOCUMENT, document);

	if (!d)
		return TH_ENOMEM;
	d->message = th_arena_printf(
		check->arena,
		"%.*s, given beside it, is not the file of that name of which %.*s speaks",
		TH_FMT(path), TH_FMT(check->graph->documents.items[document].signature->who));
	return d->message.ptr ? TH_OK : TH_ENOMEM;
}

/* A file among the inputs that has the name of subjects and the bytes of none of them. */
static th_status compare_file(struct sought *s, const struct th_input *in)
{
	th_str id = th_strings_find(&s->names, th_slice_base(in->path));
	uint32_t other = TH_NONE;

	for (uint32_t i = id.v ? s->first.items[id.v - 1] : TH_NONE; i != TH_NONE;
	     i = s->subjects.items[i].next) {
		const struct subject *subject = &s->subjects.items[i];
		if (!differs(s->check->graph->documents.items[subject->document].doc,
			     component_of(s, subject), in->source.found))
			return TH_OK;
		other = subject->document;
	}
	return other == TH_NONE ? TH_OK : add_file(s->check, other, in->path);
}

static th_status compare_files(struct sought *s)
{
	for (uint32_t i = 0; i < s->check->files->list.count && s->subjects.count; i++)
		if (s->check->files->list.items[i].opened)
			TH_TRY(compare_file(s, &s->check->files->list.items[i]));
	return TH_OK;
}

/* ---- all of them ---- */

static th_status note_vouched(struct th_check *check, uint32_t document, uint32_t node,
			      void *context)
{
	bool *vouched = context;

	vouched[node] |= check->graph->documents.items[document].signature != NULL;
	return TH_OK;
}

static th_status note_subject(struct sought *s, uint32_t document, uint32_t component)
{
	const struct th_document *doc = s->check->graph->documents.items[document].doc;
	th_slice name = th_slice_base(th_document_text(doc, doc->components.items[component].name));
	uint32_t known = s->names.texts.count;
	th_str id;

	if (name.len == 0)
		return TH_OK;
	TH_TRY(th_strings_intern(&s->names, name, &id));
	uint32_t *first = id.v > known ? th_index_list_push(&s->first, UINT32_MAX)
				       : &s->first.items[id.v - 1];
	struct subject *subject = subject_list_push(&s->subjects, UINT32_MAX);
	if (!first || !subject)
		return TH_ENOMEM;
	*subject = (struct subject){ document, component, id.v > known ? TH_NONE : *first };
	*first = s->subjects.count - 1;
	return TH_OK;
}

static th_status compare_all(struct sought *s)
{
	const struct th_graph *graph = s->check->graph;

	TH_TRY(th_statements_visit(s->check, note_vouched, s->vouched));
	for (uint32_t d = 0; d < graph->documents.count; d++) {
		const struct th_graph_document *g = &graph->documents.items[d];
		for (uint32_t i = 0;
		     g->attests && g->signature && i < g->doc->attestation->subjects.count; i++)
			TH_TRY(note_subject(s, d, g->doc->attestation->subjects.items[i]));
	}
	TH_TRY(compare_components(s));
	return compare_files(s);
}

th_status th_check_digest_mismatch(struct th_check *check)
{
	struct sought s = { .check = check,
			    .vouched = calloc(check->graph->node_count, sizeof(bool)),
			    .told = calloc(check->graph->node_count, sizeof(bool)) };
	th_status status = s.vouched && s.told ? compare_all(&s) : TH_ENOMEM;

	th_strings_release(&s.names);
	th_index_list_release(&s.first);
	subject_list_release(&s.subjects);
	free(s.vouched);
	free(s.told);
	return status;
}
