/*
 * suppliers.json (twohop-suppliers/1, feeds/builtin/README.md) as records of a block: who owns
 * which name, domain and namespace. Its lists of domains and legal forms are core/identity's
 * business and passed over here.
 */
#include "core/text/json_tree.h"
#include "feeds/builder.h"
#include "feeds/distributions.h"

static const char *const kind_words[TH_SUPPLIER_KIND_COUNT] = { "company",      "foundation",
								"project",      "government",
								"distribution", "person" };

/* Members that are lists of keys as they stand. */
static const struct {
	const char *member;
	enum th_key_kind kind;
} key_lists[] = {
	{ "npm", TH_KEY_NPM_SCOPE },
	{ "maven", TH_KEY_MAVEN_GROUP },
	{ "github", TH_KEY_GITHUB_OWNER },
	{ "golang", TH_KEY_GOLANG_PREFIX },
	{ "composer", TH_KEY_COMPOSER_VENDOR },
	{ "cpe", TH_KEY_CPE_VENDOR },
};
static const char *const other_members[] = { "name",     "legal", "aliases",  "former",
					     "domains",  "kind",  "by_name",  "parent",
					     "acquired", "nuget", "packages", "confidence",
					     "note" };

const struct th_distribution th_distributions[] = {
#define TH_DISTRIBUTION(namespace, supplier) { namespace, supplier },
#include "feeds/distributions.def"
#undef TH_DISTRIBUTION
};
const size_t th_distribution_count = sizeof(th_distributions) / sizeof(th_distributions[0]);

struct reading {
	struct th_index_builder *builder;
	struct th_diagnostics *diagnostics;
	struct th_strings names;      /* of the rows; text lives in the tree */
	struct th_index_list rows;    /* by name: its record */
	struct th_slice_list parents; /* by row of this file; absent: none */
	uint32_t first;               /* record of the first row */
};

/* A row while it is read. */
struct row {
	const struct cJSON *node;
	th_slice name, key; /* key: th_name_key of the name, in key_bytes */
	bool by_name, is_distribution;
	struct th_posting posting;
	char key_bytes[TH_NAME_KEY_BYTES];
};

static void complain(struct reading *r, const struct row *row, enum th_diag_code code,
		     const char *what, th_slice detail)
{
	th_diagnose(r->diagnostics, code, TH_NO_OFFSET, "supplier \"%.*s\": %s%s%.*s%s",
		    TH_FMT(row->name), what, detail.len ? " \"" : "", TH_FMT(detail),
		    detail.len ? "\"" : "");
}

/* The first item of a list that is a member, NULL where there is none. What is no list is said. */
static const struct cJSON *list_of(struct reading *r, const struct row *row, const char *member)
{
	const struct cJSON *list = th_json_tree_member(row->node, member);
	enum th_json_tree_kind kind = th_json_tree_kind(list);

	if (kind != TH_TREE_ABSENT && kind != TH_TREE_NULL && kind != TH_TREE_ARRAY)
		complain(r, row, TH_DIAG_wrong_type, "no list:", th_slice_of(member));
	return kind == TH_TREE_ARRAY ? th_json_tree_first(list) : NULL;
}

/* The text of an item, which is said where it is none. */
static th_slice item_text(struct reading *r, const struct row *row, const struct cJSON *item,
			  const char *member)
{
	th_slice text = th_json_tree_text(item);

	if (text.len == 0)
		complain(r, row, TH_DIAG_wrong_type, "an item that is no text in",
			 th_slice_of(member));
	return text;
}

/* ---- names ---- */

static bool is_one_word(th_slice s)
{
	return th_slice_find(s, ' ') == s.len;
}

/*
 * A name leads to the supplier; where the name is a common word, other spellings of that word do
 * not either.
 */
static th_status add_name_key(struct reading *r, struct row *row, th_slice name)
{
	char bytes[TH_NAME_KEY_BYTES];
	th_slice key;

	if (row->is_distribution && is_one_word(name))
		TH_TRY(th_builder_lower_key(r->builder, TH_KEY_DISTRIBUTION, name, row->posting));
	if (th_name_key(name, TH_NAME_SUPPLIER, bytes, sizeof(bytes), &key) != TH_OK) {
		complain(r, row, TH_DIAG_bad_value, "a name without letters:", name);
		return TH_OK;
	}
	if (!row->by_name && th_slice_equal(key, row->key))
		return TH_OK;
	return th_builder_key(r->builder, TH_KEY_SUPPLIER, key, row->posting);
}

static th_status add_alias(struct reading *r, struct row *row, th_slice name)
{
	TH_TRY(th_builder_item(r->builder, name));
	return name.len ? add_name_key(r, row, name) : TH_OK;
}

/* The aliases of a row: its legal names, what else it is called, what it was called. */
static th_status add_names(struct reading *r, struct row *row, th_span *aliases)
{
	static const char *const members[] = { "legal", "aliases" };
	uint32_t first = r->builder->items.count;

	TH_TRY(add_name_key(r, row, row->name));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		for (const struct cJSON *n = list_of(r, row, members[i]); n;
		     n = th_json_tree_next(n))
			TH_TRY(add_alias(r, row, item_text(r, row, n, members[i])));
	for (const struct cJSON *n = list_of(r, row, "former"); n; n = th_json_tree_next(n))
		TH_TRY(add_alias(r, row,
				 item_text(r, row, th_json_tree_member(n, "name"), "former")));
	*aliases = th_builder_span(r->builder, first);
	return TH_OK;
}

/* ---- the other members ---- */

static th_status add_domains(struct reading *r, struct row *row, th_span *out)
{
	uint32_t first = r->builder->items.count;
	char buffer[TH_DOMAIN_BYTES];
	th_slice domain;

	for (const struct cJSON *n = list_of(r, row, "domains"); n; n = th_json_tree_next(n)) {
		th_slice text = item_text(r, row, n, "domains");
		if (text.len == 0)
			continue;
		bool usable = th_builder_domain(text, buffer, &domain);
		if (!usable || !th_slice_equal(domain, text))
			complain(r, row, TH_DIAG_bad_value,
				 "no registrable domain that can be somebody's:", text);
		if (!usable)
			continue;
		TH_TRY(th_builder_item(r->builder, domain));
		TH_TRY(th_builder_key(r->builder, TH_KEY_DOMAIN, domain, row->posting));
	}
	*out = th_builder_span(r->builder, first);
	return TH_OK;
}

static th_status add_key_lists(struct reading *r, struct row *row)
{
	for (size_t i = 0; i < sizeof(key_lists) / sizeof(key_lists[0]); i++)
		for (const struct cJSON *n = list_of(r, row, key_lists[i].member); n;
		     n = th_json_tree_next(n))
			TH_TRY(th_builder_lower_key(r->builder, key_lists[i].kind,
						    item_text(r, row, n, key_lists[i].member),
						    row->posting));
	for (size_t i = 0; i < th_distribution_count; i++)
		if (th_slice_equal(th_slice_of(th_distributions[i].supplier), row->name))
			TH_TRY(th_builder_key(r->builder, TH_KEY_DISTRIBUTION,
					      th_slice_of(th_distributions[i].space),
					      row->posting));
	return TH_OK;
}

static uint32_t read_kind(struct reading *r, const struct row *row)
{
	th_slice word = th_json_tree_text(th_json_tree_member(row->node, "kind"));

	for (uint32_t i = 0; i < TH_SUPPLIER_KIND_COUNT; i++)
		if (th_slice_equal(word, th_slice_of(kind_words[i])))
			return i;
	complain(r, row, TH_DIAG_bad_value, "no kind of supplier is known:", word);
	return TH_SUPPLIER_COMPANY;
}

static void read_acquired(struct reading *r, const struct row *row, struct th_date *out)
{
	const struct cJSON *node = th_json_tree_member(row->node, "acquired");
	struct th_date date;

	if (th_json_tree_kind(node) == TH_TREE_ABSENT || th_json_tree_kind(node) == TH_TREE_NULL)
		return;
	if (th_date_parse(th_json_tree_text(node), &date) == TH_OK)
		th_builder_date(out, date);
	else
		complain(r, row, TH_DIAG_bad_date, "no date:", th_json_tree_text(node));
}

static bool is_known_member(th_slice key)
{
	for (size_t i = 0; i < sizeof(key_lists) / sizeof(key_lists[0]); i++)
		if (th_slice_equal(key, th_slice_of(key_lists[i].member)))
			return true;
	for (size_t i = 0; i < sizeof(other_members) / sizeof(other_members[0]); i++)
		if (th_slice_equal(key, th_slice_of(other_members[i])))
			return true;
	return false;
}

static void check_members(struct reading *r, const struct row *row)
{
	for (const struct cJSON *n = th_json_tree_first(row->node); n; n = th_json_tree_next(n))
		if (!is_known_member(th_json_tree_key(n)))
			complain(r, row, TH_DIAG_unknown_field,
				 "no member is known:", th_json_tree_key(n));
}

/* ---- rows ---- */

static th_status note_name(struct reading *r, const struct row *row)
{
	th_str id;

	TH_TRY(th_strings_intern(&r->names, row->name, &id));
	if (id.v <= r->rows.count) {
		complain(r, row, TH_DIAG_duplicate_ref, "a second row of this name",
			 (th_slice){ 0 });
		return TH_OK;
	}
	uint32_t *record = th_index_list_push(&r->rows, UINT32_MAX);
	if (!record)
		return TH_ENOMEM;
	*record = row->posting.record;
	return TH_OK;
}

static th_status add_row(struct reading *r, struct row *row)
{
	struct th_index_supplier *s =
		th_builder_suppliers_push(&r->builder->suppliers, UINT32_MAX - 1);
	th_slice *parent = th_slice_list_push(&r->parents, UINT32_MAX);

	if (!s || !parent)
		return TH_ENOMEM;
	row->posting = th_posting_of(TH_RECORD_SUPPLIER, r->builder->suppliers.count - 1);
	*parent = th_json_tree_text(th_json_tree_member(row->node, "parent"));
	s->parent = TH_NONE;
	s->kind = read_kind(r, row);
	row->is_distribution = s->kind == TH_SUPPLIER_DISTRIBUTION;
	row->by_name =
		th_json_tree_kind(th_json_tree_member(row->node, "by_name")) != TH_TREE_FALSE;
	s->by_name = row->by_name;
	if (th_name_key(row->name, TH_NAME_SUPPLIER, row->key_bytes, sizeof(row->key_bytes),
			&row->key) != TH_OK)
		row->key = (th_slice){ 0 };
	read_acquired(r, row, &s->acquired);
	check_members(r, row);
	TH_TRY(note_name(r, row));
	TH_TRY(th_builder_text(r->builder, row->name, &s->name));
	TH_TRY(add_names(r, row, &s->aliases));
	TH_TRY(add_domains(r, row, &s->domains));
	return add_key_lists(r, row);
}

static th_status add_rows(struct reading *r, const struct cJSON *suppliers)
{
	struct row row;

	for (const struct cJSON *n = th_json_tree_first(suppliers); n; n = th_json_tree_next(n)) {
		row.node = n;
		row.name = th_json_tree_text(th_json_tree_member(n, "name"));
		if (row.name.len == 0) {
			th_diagnose(r->diagnostics, TH_DIAG_missing_field, TH_NO_OFFSET,
				    "a supplier without \"name\"");
			continue;
		}
		TH_TRY(add_row(r, &row));
	}
	return TH_OK;
}

static void resolve_parents(struct reading *r)
{
	for (uint32_t i = 0; i < r->parents.count; i++) {
		th_slice parent = r->parents.items[i];
		struct th_index_supplier *s = &r->builder->suppliers.items[r->first + i];
		th_str id = parent.len ? th_strings_find(&r->names, parent) : (th_str){ 0 };
		if (id.v)
			s->parent = r->rows.items[id.v - 1];
		else if (parent.len)
			th_diagnose(r->diagnostics, TH_DIAG_bad_value, TH_NO_OFFSET,
				    "no supplier has the name of the parent \"%.*s\"",
				    TH_FMT(parent));
	}
}

static th_status read(struct reading *r, const struct cJSON *root)
{
	const struct cJSON *suppliers = th_json_tree_member(root, "suppliers");

	if (!th_slice_equal(th_json_tree_text(th_json_tree_member(root, "schema")),
			    TH_SLICE("twohop-suppliers/1")) ||
	    th_json_tree_kind(suppliers) != TH_TREE_ARRAY) {
		th_diagnose(r->diagnostics, TH_DIAG_not_read, 0,
			    "no twohop-suppliers/1 file with a list \"suppliers\"");
		return TH_EINPUT;
	}
	r->first = r->builder->suppliers.count;
	TH_TRY(add_rows(r, suppliers));
	resolve_parents(r);
	return TH_OK;
}

th_status th_index_builder_add_suppliers(struct th_index_builder *builder, th_slice bytes,
					 struct th_diagnostics *diagnostics)
{
	struct reading r = { .builder = builder, .diagnostics = diagnostics };
	struct th_json_fault fault;
	const struct cJSON *root;
	th_status status = th_json_tree_parse(bytes, &root, &fault);

	if (status != TH_OK) {
		th_diagnose(diagnostics, status == TH_ELIMIT ? TH_DIAG_limit : TH_DIAG_not_read,
			    fault.offset, "%s", fault.message);
		return status;
	}
	status = read(&r, root);
	th_strings_release(&r.names);
	th_index_list_release(&r.rows);
	th_slice_list_release(&r.parents);
	th_json_tree_free();
	return status;
}
