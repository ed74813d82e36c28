/*
 * CSAF 2.0 and 2.1 (OASIS): what a publisher says of flaws in products. Products are leaves of a
 * tree of branches (vendor, product, version), may carry package URL, CPE and digests, and combine
 * with each other ("A as a component of B"); a vulnerability lists products by id under statuses.
 *
 * Affected products make an advisory of each vulnerability, the others VEX statements;
 * no_fix_planned makes an end of life; an incident response report makes an event. A range that
 * cannot be read leaves it open whether a version is meant, and is said.
 */
#include "parsers/csaf.h"
#include "parsers/json_rows.h"
#include "parsers/parser.h"

#include <pthread.h>

enum document_slot { D_CATEGORY, D_TITLE, D_VERSION };
enum tracking_slot { T_ID, T_FIRST, T_CURRENT };
enum branch_slot { B_CATEGORY, B_NAME };
enum product_slot { P_ID, P_NAME };
enum helper_slot { H_CPE };
enum relation_slot { R_PRODUCT, R_WHOLE };
enum flaw_slot { F_CVE, F_TITLE };

static const struct th_shape file, document, publisher, tracking, severity, tree, branch, product,
	helper, hash_group, file_hash, product_group, relation, path, subpath, flaw, flaw_id, flags,
	score, metric, content, cvss, statuses, remediation;

static struct th_csaf *state_of(struct th_walker *w)
{
	return w->format;
}

static th_slice text(const struct th_csaf *s, th_text t)
{
	return th_document_text(s->doc, t);
}

/* ---- the tree ---- */

static th_status enter_branch(struct th_walker *w, struct th_frame *frame)
{
	struct th_csaf *s = state_of(w);
	struct th_csaf_branch *b = th_csaf_branch_list_push(&s->branches, TH_MAX_FACTS);

	if (!b)
		return th_facts_full(w->doc, s->branches.count);
	b->parent = s->branch;
	frame->index = s->branches.count;
	s->branch = frame->index;
	return TH_OK;
}

static th_status leave_branch(struct th_walker *w, struct th_frame *frame)
{
	struct th_csaf *s = state_of(w);
	struct th_csaf_branch *b = &s->branches.items[frame->index - 1];

	b->category = frame->slots[B_CATEGORY];
	b->name = frame->slots[B_NAME];
	s->branch = b->parent;
	return TH_OK;
}

static th_status enter_product(struct th_walker *w, struct th_frame *frame)
{
	struct th_csaf *s = state_of(w);
	struct th_csaf_product *p = th_csaf_product_list_push(&s->products, TH_MAX_FACTS);

	if (!p)
		return th_facts_full(w->doc, s->products.count);
	p->place = frame->place;
	p->branch = s->branch;
	return TH_OK;
}

static struct th_csaf_product *current_product(struct th_walker *w)
{
	struct th_csaf_product_list *all = &state_of(w)->products;

	return all->count ? &all->items[all->count - 1] : NULL;
}

static th_status leave_product(struct th_walker *w, struct th_frame *frame)
{
	if (current_product(w))
		current_product(w)->id = frame->slots[P_ID];
	return TH_OK;
}

static th_status each_purl(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return current_product(w) ? th_facts_add_purl(w->doc, &current_product(w)->purls, t)
				  : TH_OK;
}

static th_status each_cpe(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	if (current_product(w))
		current_product(w)->cpe = t;
	return TH_OK;
}

static th_status leave_file_hash(struct th_walker *w, struct th_frame *frame)
{
	struct th_csaf_product *p = current_product(w);
	struct th_fact_hash *h = p ? th_fact_hash_list_push(&p->hashes, TH_MAX_FACTS) : NULL;

	if (!h)
		return p ? th_facts_full(w->doc, p->hashes.count) : TH_OK;
	h->content = frame->slots[0];
	return TH_OK;
}

/* A combination; its own product object, which comes inside, made the record. */
static th_status leave_relation(struct th_walker *w, struct th_frame *frame)
{
	struct th_csaf_product *p = current_product(w);

	if (p && (frame->aux & 1)) {
		p->part = frame->slots[R_PRODUCT];
		p->whole = frame->slots[R_WHOLE];
	}
	return TH_OK;
}

static th_status enter_combined(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	if (!above)
		return TH_OK;
	above->aux |= 1;
	return enter_product(w, frame);
}

static th_status leave_subpath(struct th_walker *w, struct th_frame *frame)
{
	struct th_frame *above = th_frame_above(w, frame);

	if (above)
		above->slots[R_WHOLE] = frame->slots[0];
	return TH_OK;
}

static th_status enter_group(struct th_walker *w, struct th_frame *frame)
{
	(void)frame;
	return th_csaf_group_list_push(&state_of(w)->groups, TH_MAX_FACTS)
		       ? TH_OK
		       : th_facts_full(w->doc, state_of(w)->groups.count);
}

static struct th_csaf_group *current_group(struct th_walker *w)
{
	return &state_of(w)->groups.items[state_of(w)->groups.count - 1];
}

static th_status each_member(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current_group(w)->products, t);
}

static th_status leave_group(struct th_walker *w, struct th_frame *frame)
{
	current_group(w)->id = frame->slots[0];
	return TH_OK;
}

/* ---- vulnerabilities ---- */

static th_status enter_flaw(struct th_walker *w, struct th_frame *frame)
{
	struct th_csaf *s = state_of(w);
	struct th_csaf_flaw *f = th_csaf_flaw_list_push(&s->flaws, TH_MAX_FACTS);

	if (!f)
		return th_facts_full(w->doc, s->flaws.count);
	f->place = frame->place;
	return TH_OK;
}

static struct th_csaf_flaw *current_flaw(struct th_walker *w)
{
	return &state_of(w)->flaws.items[state_of(w)->flaws.count - 1];
}

static th_status leave_flaw(struct th_walker *w, struct th_frame *frame)
{
	current_flaw(w)->cve = frame->slots[F_CVE];
	current_flaw(w)->title = frame->slots[F_TITLE];
	return TH_OK;
}

static th_status each_id(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current_flaw(w)->ids, t);
}

static th_status each_vector(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	return th_facts_add_text(w->doc, &current_flaw(w)->vectors, t);
}

static th_status add_entry(struct th_walker *w, enum th_csaf_status status, th_text id)
{
	struct th_csaf_entry_list *entries = &current_flaw(w)->entries;
	struct th_csaf_entry *e = th_csaf_entry_list_push(entries, TH_MAX_FACTS);

	if (!e)
		return th_facts_full(w->doc, entries->count);
	*e = (struct th_csaf_entry){ (uint8_t)status, id };
	return TH_OK;
}

#define EACH_STATUS(name, status)                                                            \
	static th_status each_##name(struct th_walker *w, struct th_frame *frame, th_text t) \
	{                                                                                    \
		(void)frame;                                                                 \
		return add_entry(w, status, t);                                              \
	}
EACH_STATUS(affected, TH_CSAF_AFFECTED)
EACH_STATUS(fixed, TH_CSAF_FIXED)
EACH_STATUS(not_affected, TH_CSAF_NOT_AFFECTED)
EACH_STATUS(investigated, TH_CSAF_INVESTIGATED)

static th_status each_label(struct th_walker *w, struct th_frame *frame, th_text t)
{
	(void)frame;
	current_flaw(w)->why = t;
	return TH_OK;
}

/* Products of a remediation wait for its category, which may come behind them. */
static th_status each_remedied(struct th_walker *w, struct th_frame *frame, th_text t)
{
	struct th_text_list *unfixed = &current_flaw(w)->unfixed;

	frame->aux++;
	return th_facts_add_text(w->doc, unfixed, t);
}

static th_status leave_remediation(struct th_walker *w, struct th_frame *frame)
{
	if (!th_slice_equal(text(state_of(w), frame->slots[0]), TH_SLICE("no_fix_planned")))
		current_flaw(w)->unfixed.count -= frame->aux;
	return TH_OK;
}

/* ---- the document ---- */

static th_status leave_tracking(struct th_walker *w, struct th_frame *frame)
{
	state_of(w)->id = frame->slots[T_ID];
	state_of(w)->first = frame->slots[T_FIRST];
	state_of(w)->current = frame->slots[T_CURRENT];
	return TH_OK;
}

static th_status leave_publisher(struct th_walker *w, struct th_frame *frame)
{
	state_of(w)->publisher = frame->slots[0];
	return TH_OK;
}

static th_status leave_severity(struct th_walker *w, struct th_frame *frame)
{
	state_of(w)->severity = frame->slots[0];
	return TH_OK;
}

static th_status leave_document(struct th_walker *w, struct th_frame *frame)
{
	state_of(w)->category = frame->slots[D_CATEGORY];
	state_of(w)->title = frame->slots[D_TITLE];
	w->doc->spec_version = frame->slots[D_VERSION];
	return TH_OK;
}

/* ---- the tables ---- */

static const struct th_field publisher_fields[] = { TEXT("name", 0) };
SHAPE(publisher, "publisher", NULL, leave_publisher);

static const struct th_field tracking_fields[] = {
	NEEDED("id", T_ID),
	TEXT("initial_release_date", T_FIRST),
	TEXT("current_release_date", T_CURRENT),
};
SHAPE(tracking, "tracking", NULL, leave_tracking);

static const struct th_field severity_fields[] = { TEXT("text", 0) };
SHAPE(severity, "severity", NULL, leave_severity);

static const struct th_field document_fields[] = {
	NEEDED("category", D_CATEGORY), TEXT("csaf_version", D_VERSION),
	TEXT("title", D_TITLE),         OBJECT("publisher", publisher),
	OBJECT("tracking", tracking),   OBJECT("aggregate_severity", severity),
};
SHAPE(document, "document", NULL, leave_document);

static const struct th_field file_hash_fields[] = { NEEDED("value", 0) };
SHAPE(file_hash, "digest", NULL, leave_file_hash);

static const struct th_field hash_group_fields[] = { OBJECT("file_hashes", file_hash) };
SHAPE(hash_group, "digests of a file", NULL, NULL);

static const struct th_field helper_fields[] = {
	ONE("cpe", each_cpe),
	ONE("purl", each_purl),
	EACH("purls", each_purl),
	OBJECT("hashes", hash_group),
};
SHAPE(helper, "identification", NULL, NULL);

static const struct th_field product_fields[] = {
	NEEDED("product_id", P_ID),
	TEXT("name", P_NAME),
	OBJECT("product_identification_helper", helper),
};
SHAPE(product, "product", enter_product, leave_product);

static struct th_shape_index combined_index;
static const struct th_shape combined = { "product",
					  product_fields,
					  sizeof(product_fields) / sizeof(product_fields[0]),
					  enter_combined,
					  leave_product,
					  &combined_index,
					  NULL };

static const struct th_field branch_fields[] = {
	NEEDED("category", B_CATEGORY),
	NEEDED("name", B_NAME),
	OBJECT("branches", branch),
	OBJECT("product", product),
};
SHAPE(branch, "branch", enter_branch, leave_branch);

static const struct th_field relation_fields[] = {
	TEXT("product_reference", R_PRODUCT),
	TEXT("relates_to_product_reference", R_WHOLE),
	OBJECT("full_product_name", combined),
};
SHAPE(relation, "relationship", NULL, leave_relation);

static const struct th_field subpath_fields[] = { TEXT("next_product_reference", 0) };
SHAPE(subpath, "subpath", NULL, leave_subpath);

static const struct th_field path_fields[] = {
	TEXT("beginning_product_reference", R_PRODUCT),
	OBJECT("subpaths", subpath),
	OBJECT("full_product_name", combined),
};
SHAPE(path, "product path", NULL, leave_relation);

static const struct th_field product_group_fields[] = {
	NEEDED("group_id", 0),
	EACH("product_ids", each_member),
};
SHAPE(product_group, "product group", enter_group, leave_group);

static const struct th_field tree_fields[] = {
	OBJECT("branches", branch),
	OBJECT("full_product_names", product),
	OBJECT("relationships", relation),
	OBJECT("product_paths", path),
	OBJECT("product_groups", product_group),
};
SHAPE(tree, "product tree", NULL, NULL);

static const struct th_field flaw_id_fields[] = { EACH("text", each_id) };
SHAPE(flaw_id, "id", NULL, NULL);

static const struct th_field flags_fields[] = { ONE("label", each_label) };
SHAPE(flags, "flag", NULL, NULL);

static const struct th_field cvss_fields[] = { ONE("vectorString", each_vector) };
SHAPE(cvss, "score", NULL, NULL);

static const struct th_field score_fields[] = {
	OBJECT("cvss_v2", cvss),
	OBJECT("cvss_v3", cvss),
	OBJECT("cvss_v4", cvss),
};
SHAPE(score, "scores", NULL, NULL);

static const struct th_field content_fields[] = {
	OBJECT("cvss_v2", cvss),
	OBJECT("cvss_v3", cvss),
	OBJECT("cvss_v4", cvss),
};
SHAPE(content, "scores", NULL, NULL);

static const struct th_field metric_fields[] = { OBJECT("content", content) };
SHAPE(metric, "metric", NULL, NULL);

static const struct th_field statuses_fields[] = {
	EACH("known_affected", each_affected),
	EACH("first_affected", each_affected),
	EACH("last_affected", each_affected),
	EACH("fixed", each_fixed),
	EACH("first_fixed", each_fixed),
	EACH("known_not_affected", each_not_affected),
	EACH("under_investigation", each_investigated),
};
SHAPE(statuses, "product status", NULL, NULL);

static const struct th_field remediation_fields[] = {
	TEXT("category", 0),
	EACH("product_ids", each_remedied),
	EACH("group_ids", each_remedied),
};
SHAPE(remediation, "remediation", NULL, leave_remediation);

static const struct th_field flaw_fields[] = {
	TEXT("cve", F_CVE),
	TEXT("title", F_TITLE),
	OBJECT("ids", flaw_id),
	OBJECT("flags", flags),
	OBJECT("scores", score),
	OBJECT("metrics", metric),
	OBJECT("product_status", statuses),
	OBJECT("remediations", remediation),
};
SHAPE(flaw, "vulnerability", enter_flaw, leave_flaw);

static const struct th_field file_fields[] = {
	OBJECT("document", document),
	OBJECT("product_tree", tree),
	OBJECT("vulnerabilities", flaw),
};
SHAPE(file, "CSAF document", NULL, NULL);

static void prepare(void)
{
	static const struct th_shape *const all[] = {
		&file,       &document,  &publisher,     &tracking, &severity,
		&tree,       &branch,    &product,       &combined, &helper,
		&hash_group, &file_hash, &product_group, &relation, &path,
		&subpath,    &flaw,      &flaw_id,       &flags,    &score,
		&metric,     &content,   &cvss,          &statuses, &remediation,
	};
	th_shapes_prepare(all, sizeof(all) / sizeof(all[0]));
}

/* ---- reading ---- */

static void release(struct th_csaf *s)
{
	for (uint32_t i = 0; i < s->products.count; i++) {
		th_text_list_release(&s->products.items[i].purls);
		th_fact_hash_list_release(&s->products.items[i].hashes);
	}
	for (uint32_t i = 0; i < s->groups.count; i++)
		th_text_list_release(&s->groups.items[i].products);
	for (uint32_t i = 0; i < s->flaws.count; i++) {
		struct th_csaf_flaw *f = &s->flaws.items[i];
		th_text_list_release(&f->ids);
		th_text_list_release(&f->vectors);
		th_text_list_release(&f->unfixed);
		th_csaf_entry_list_release(&f->entries);
	}
	th_csaf_branch_list_release(&s->branches);
	th_csaf_product_list_release(&s->products);
	th_csaf_group_list_release(&s->groups);
	th_csaf_flaw_list_release(&s->flaws);
	th_strings_release(&s->names);
	th_index_list_release(&s->numbers);
}

bool th_csaf_recognises(const struct th_sniff *sniff);
th_status th_csaf_parse(struct th_document *doc, const struct th_sniff *sniff);

/* "document" is no other format's, and stands first or among what only CSAF has. */
bool th_csaf_recognises(const struct th_sniff *sniff)
{
	return th_sniff_has(sniff, TH_SNIFF_document) &&
	       (th_sniff_has(sniff, TH_SNIFF_product_tree) ||
		th_sniff_has(sniff, TH_SNIFF_vulnerabilities));
}

th_status th_csaf_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct th_csaf state = { .doc = doc };
	struct th_walker walker = { .doc = doc, .format = &state };

	pthread_once(&once, prepare);
	TH_TRY(th_facts_begin(doc));
	th_status status = th_shape_walk_json(&walker, &file, sniff->start);
	if (status == TH_OK)
		status = th_csaf_make_facts(&state);
	release(&state);
	return status;
}
