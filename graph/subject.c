#include "graph/subject.h"

th_status th_subject_init(struct th_subject_reader *r, const struct th_graph *graph)
{
	r->graph = graph;
	r->speaks_of = calloc(graph->suppliers.list.count, sizeof(bool));
	r->device_platform = calloc((size_t)graph->documents.count + 1, 1);
	return r->speaks_of && r->device_platform ? TH_OK : TH_ENOMEM;
}

void th_subject_release(struct th_subject_reader *r)
{
	free(r->speaks_of);
	free(r->device_platform);
}

static void state_version(struct th_subject *s, th_slice version)
{
	bool known = version.len == 0;

	for (unsigned i = 0; i < s->version_count && !known; i++)
		known = th_slice_equal(s->versions[i], version);
	if (!known)
		s->versions[s->version_count++] = version;
}

static void read_cpe(struct th_subject_reader *r)
{
	struct th_subject *s = &r->subject;

	if (s->has_cpe || s->cpe_text.len == 0 ||
	    th_cpe_parse(s->cpe_text, &r->cpe_scratch, &s->cpe, NULL) != TH_OK)
		return;
	s->has_cpe = true;
	th_slice vendor = th_cpe_text(&s->cpe, TH_CPE_VENDOR),
		 product = th_cpe_text(&s->cpe, TH_CPE_PRODUCT);
	if (vendor.len == 0 || product.len == 0 ||
	    vendor.len + product.len + 1 > sizeof(r->cpe_buffer))
		return;
	memcpy(r->cpe_buffer, vendor.ptr, vendor.len);
	r->cpe_buffer[vendor.len] = ':';
	memcpy(r->cpe_buffer + vendor.len + 1, product.ptr, product.len);
	s->cpe_key = th_slice_make(r->cpe_buffer, vendor.len + product.len + 1);
}

th_slice th_subject_purl_key(struct th_subject_reader *r, th_slice purl)
{
	th_slice key;

	if (purl.len == 0 || !th_filter_purl(&r->filter, purl) ||
	    th_purl_canonical(purl, TH_PURL_MATCH, &r->purl_scratch, &key, NULL) != TH_OK)
		return (th_slice){ 0 };
	return key;
}

void th_subject_begin(struct th_subject_reader *r, uint32_t node, uint32_t component, th_text purl,
		      th_text cpe)
{
	struct th_subject *s = &r->subject;

	s->node = node;
	s->component = th_graph_component(r->graph, component, &s->document);
	s->purl_text = th_document_text(s->document->doc, purl);
	s->cpe_text = th_document_text(s->document->doc, cpe);
	s->version_count = 0;
	s->scheme = TH_SCHEME_GENERIC;
	s->purl_key = s->cpe_key = s->name_key = (th_slice){ 0 };
	s->platform = TH_PLATFORM_UNKNOWN;
	s->platform_known = s->is_whole = s->has_purl = s->has_cpe = false;
	if (s->cpe_text.len && th_filter_cpe(&r->filter, s->cpe_text))
		read_cpe(r);
}

void th_subject_read(struct th_subject_reader *r, uint32_t node, uint32_t component, th_text purl,
		     th_text cpe)
{
	th_subject_begin(r, node, component, purl, cpe);
	r->subject.purl_key = th_subject_purl_key(r, r->subject.purl_text);
}

/* Its name counts where some fact is about a product of its supplier's. */
void th_subject_read_name(struct th_subject_reader *r)
{
	struct th_subject *s = &r->subject;
	const struct th_document *doc = s->document->doc;
	const struct th_node *n = &r->graph->nodes[s->node];

	if (!(r->any_name || r->speaks_of[n->supplier] || r->speaks_of[n->maker] || n->disputed) ||
	    th_name_key(th_document_text(doc, s->component->name), TH_NAME_PRODUCT, r->name_buffer,
			sizeof(r->name_buffer), &s->name_key) != TH_OK)
		s->name_key = (th_slice){ 0 };
}

void th_subject_read_whole(struct th_subject_reader *r)
{
	struct th_subject *s = &r->subject;
	const struct th_document *doc = s->document->doc;
	th_slice key;

	if (s->is_whole)
		return;
	s->is_whole = true;
	if (s->purl_text.len == 0)
		s->purl_text = th_document_text(doc, s->component->purl);
	if (s->cpe_text.len == 0)
		s->cpe_text = th_document_text(doc, s->component->cpe);
	state_version(s, th_document_text(doc, s->component->version));
	s->has_purl =
		s->purl_text.len && th_purl_canonical(s->purl_text, TH_PURL_MATCH, &r->purl_scratch,
						      &key, &s->purl) == TH_OK;
	if (s->has_purl) {
		s->purl_key = key;
		state_version(s, s->purl.version);
	}
	read_cpe(r);
	if (s->has_cpe)
		state_version(s, th_cpe_text(&s->cpe, TH_CPE_VERSION));
	enum th_scheme scheme =
		s->has_purl ? th_scheme_for_purl_type(s->purl.type) : TH_SCHEME_NONE;
	if (scheme != TH_SCHEME_NONE)
		s->scheme = scheme;
}

/* The platform of what a component runs on: the operating system that an inventory lists beside it.
 */
static enum th_platform find_operating_system(const struct th_document *doc)
{
	for (uint32_t i = 0; i < doc->components.count; i++) {
		const struct th_component *c = &doc->components.items[i];
		if (c->type != TH_TYPE_operating_system)
			continue;
		enum th_platform p = th_platform_of_text(th_document_text(doc, c->name));
		if (p != TH_PLATFORM_UNKNOWN)
			return p;
	}
	return TH_PLATFORM_UNKNOWN;
}

static enum th_platform platform_of_device(struct th_subject_reader *r,
					   const struct th_graph_document *d)
{
	uint8_t *known = &r->device_platform[d - r->graph->documents.items];

	if (!d->inventory)
		return TH_PLATFORM_UNKNOWN;
	if (*known == 0)
		*known = (uint8_t)(1 + find_operating_system(d->doc));
	return (enum th_platform)(*known - 1);
}

enum th_platform th_subject_platform(struct th_subject_reader *r)
{
	struct th_subject *s = &r->subject;

	if (s->platform_known)
		return s->platform;
	s->platform_known = true;
	if (s->has_purl)
		s->platform = th_purl_platform(&s->purl);
	if (s->platform == TH_PLATFORM_UNKNOWN && s->has_cpe)
		s->platform = th_cpe_platform(&s->cpe);
	if (s->platform == TH_PLATFORM_UNKNOWN)
		s->platform =
			th_platform_of_file(th_document_text(s->document->doc, s->component->name));
	for (uint32_t a = s->component->attributes;
	     s->platform == TH_PLATFORM_UNKNOWN && a != TH_NONE;
	     a = s->document->doc->attributes.items[a].next) {
		const struct th_attribute *at = &s->document->doc->attributes.items[a];
		if (at->kind == TH_ATTRIBUTE_FILE_NAME || at->kind == TH_ATTRIBUTE_DISTRIBUTION)
			s->platform =
				th_platform_of_file(th_document_text(s->document->doc, at->text));
	}
	if (s->platform == TH_PLATFORM_UNKNOWN)
		s->platform = platform_of_device(r, s->document);
	return s->platform;
}
