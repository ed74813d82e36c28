/*
 * Advisories, exploited flaws, likelihoods and VEX statements of a document as records of a block.
 * What is the same for every question is worked out here, once: the package's key and the order of
 * its versions, windows in order, the score. A version that a window holds already is not listed
 * again.
 */
#include "core/identity/ecosystem.h"
#include "core/identity/repository.h"
#include "feeds/builder.h"
#include "feeds/cvss.h"

#include <stdio.h>

enum { SUMMARY_BYTES = 300 };

struct adding {
	struct th_index_builder *builder;
	const struct th_document *doc;
	uint32_t document;
	bool named;
};

/* What a package is looked up by. */
struct identity {
	enum th_scheme scheme;
	th_slice key, release; /* absent: none */
	struct th_ecosystem_package ecosystem;
};

static th_slice text(const struct adding *a, th_text t)
{
	return th_document_text(a->doc, t);
}

static th_status add_list(struct adding *a, const struct th_text_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		TH_TRY(th_builder_item(a->builder, text(a, list->items[i])));
	return TH_OK;
}

/* ---- identity ---- */

/* By ecosystem and name; else by the package URL. */
static void identify(struct adding *a, const struct th_fact_package *p, struct identity *out)
{
	th_slice ecosystem = text(a, p->ecosystem), name = text(a, p->name);
	struct th_purl purl;

	/* Not the whole of it: it holds room for texts that few need. */
	out->scheme = TH_SCHEME_NONE;
	out->key = out->release = (th_slice){ 0 };
	if (ecosystem.len && name.len &&
	    th_ecosystem_package(ecosystem, name, &out->ecosystem) == TH_OK) {
		out->key = out->ecosystem.key;
		out->scheme = out->ecosystem.scheme;
		out->release = out->ecosystem.release;
		return;
	}
	if (th_text_len(p->purl) && th_purl_canonical(text(a, p->purl), TH_PURL_MATCH,
						      &a->builder->purl, &out->key, &purl) == TH_OK)
		out->scheme = th_scheme_for_purl_type(purl.type);
	else
		out->key = (th_slice){ 0 };
	if (out->scheme == TH_SCHEME_NONE && th_text_len(p->ecosystem) == 0)
		out->scheme = TH_SCHEME_GENERIC;
}

/* "pkg:github/owner/repository" of a repository on a forge whose purl type that is. */
static bool purl_of_repository(th_slice url, char *buffer, size_t capacity, th_slice *out)
{
	static const struct {
		const char *forge, *type;
	} types[] = { { "github.com", "github" },
		      { "gitlab.com", "gitlab" },
		      { "bitbucket.org", "bitbucket" } };
	th_slice forge, owner;

	if (!th_repository_owner(url, &forge, &owner))
		return false;
	size_t end = (size_t)(owner.ptr - url.ptr) + owner.len;
	th_slice name = th_slice_sub(url, end + 1, url.len);
	th_slice_holds(name);
	while (name.len > 0 && name.ptr[name.len - 1] == '/')
		name.len--;
	if (th_slice_ends(name, TH_SLICE(".git")))
		name.len -= 4;
	for (size_t i = 0; name.len && i < sizeof(types) / sizeof(types[0]); i++) {
		if (!th_slice_equal(forge, th_slice_of(types[i].forge)))
			continue;
		int len = snprintf(buffer, capacity, "pkg:%s/%.*s/%.*s", types[i].type,
				   TH_FMT(owner), TH_FMT(name));
		*out = th_slice_make(buffer, len > 0 ? (size_t)len : 0);
		return len > 0 && (size_t)len < capacity;
	}
	return false;
}

static bool has_only_commits(const struct th_fact_package *p)
{
	for (uint32_t i = 0; i < p->windows.count; i++)
		if (p->windows.items[i].kind != TH_WINDOW_GIT)
			return false;
	return true;
}

/*
 * Ranges of commits are about whatever is made of their repository. Beside ranges of versions they
 * are about one package, which may be one of many that are made of it.
 */
static th_status add_repository_keys(struct adding *a, const struct th_fact_package *p,
				     struct th_posting posting)
{
	char buffer[TH_MAX_PURL_BYTES];
	th_slice purl;

	for (uint32_t i = 0; has_only_commits(p) && i < p->windows.count; i++)
		if (purl_of_repository(text(a, p->windows.items[i].repository), buffer,
				       sizeof(buffer), &purl))
			TH_TRY(th_builder_purl_key(a->builder, purl, posting));
	return TH_OK;
}

static th_status add_keys(struct adding *a, const struct th_fact_package *p,
			  const struct identity *identity, struct th_posting posting)
{
	TH_TRY(th_builder_key(a->builder, TH_KEY_PURL, identity->key, posting));
	if (th_text_len(p->purl))
		TH_TRY(th_builder_purl_key(a->builder, text(a, p->purl), posting));
	if (th_text_len(p->cpe))
		TH_TRY(th_builder_cpe_key(a->builder, text(a, p->cpe), posting));
	if (th_text_len(p->product))
		TH_TRY(th_builder_name_key(a->builder, TH_KEY_PRODUCT, text(a, p->product),
					   posting));
	for (uint32_t i = 0; i < p->hashes.count; i++)
		TH_TRY(th_builder_lower_key(a->builder, TH_KEY_HASH,
					    text(a, p->hashes.items[i].content), posting));
	return add_repository_keys(a, p, posting);
}

/* ---- windows ---- */

/* The order that a range is written in: SEMVER's is the ecosystem's own where it has one. */
static enum th_scheme scheme_of(const struct identity *identity,
				const struct th_fact_window *window)
{
	if (identity->scheme != TH_SCHEME_NONE || window->kind != TH_WINDOW_SEMVER)
		return identity->scheme;
	return TH_SCHEME_SEMVER;
}

static th_status keep_commit(struct adding *a, th_slice name)
{
	th_slice *slot = th_slice_list_push(&a->builder->commits_meant, UINT32_MAX);

	if (!slot)
		return TH_ENOMEM;
	*slot = name;
	return TH_OK;
}

/* Tags whose commit is meant, and the commits, unless they are very many: then the tags only, and
 * the rest stays open. */
static th_status keep_meant(struct adding *a, const struct th_commits *history,
			    const bool *affected, uint8_t *flags)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < history->tags.count; i++)
		if (affected[history->tags.items[i].commit])
			TH_TRY(keep_commit(a, history->tags.items[i].name));
	for (uint32_t i = 0; i < history->names.texts.count; i++)
		count += affected[i];
	if (count > TH_MAX_COMMITS_LISTED) {
		*flags |= TH_PACKAGE_UNDECIDED;
		return TH_OK;
	}
	for (uint32_t i = 0; i < history->names.texts.count; i++)
		if (affected[i])
			TH_TRY(keep_commit(a, history->names.texts.items[i]));
	return TH_OK;
}

/* The bounds that were read are commits: known by the history of their repository, or not at all.
 */
static th_status mean_commits(struct adding *a, const struct th_fact_window *window, uint8_t *flags)
{
	struct th_index_builder *b = a->builder;
	const struct th_commits *history = th_commits_of(b->histories, text(a, window->repository));
	bool *affected = history ? malloc((size_t)history->names.texts.count + 1) : NULL;
	th_status status = history && !affected ? TH_ENOMEM : TH_OK;
	bool decided = affected && th_commits_affected(history, b->bounds_read.items,
						       b->bounds_read.count, affected, &status);

	if (decided)
		status = keep_meant(a, history, affected, flags);
	else
		*flags |= TH_PACKAGE_UNDECIDED;
	free(affected);
	return status;
}

static th_status make_window(struct adding *a, const struct identity *identity,
			     const struct th_fact_window *window, uint8_t *flags)
{
	struct th_index_builder *b = a->builder;
	th_status status;

	if (window->bounds.count == 0)
		return TH_OK;
	b->bounds_read.count = 0;
	for (uint32_t i = 0; i < window->bounds.count; i++) {
		struct th_window_bound *e = th_window_list_push(&b->bounds_read, TH_MAX_FACTS);
		if (!e)
			return TH_ENOMEM;
		*e = (struct th_window_bound){ text(a, window->bounds.items[i].version),
					       window->bounds.items[i].kind };
	}
	enum th_scheme scheme = scheme_of(identity, window);
	if (window->kind == TH_WINDOW_GIT)
		return mean_commits(a, window, flags);
	if (!th_windows_make(scheme, b->bounds_read.items, b->bounds_read.count, &b->windows,
			     &status)) {
		*flags |= TH_PACKAGE_UNDECIDED;
		return TH_OK;
	}
	return status;
}

static uint32_t window_length(const struct th_window_list *windows, uint32_t at)
{
	uint32_t end = at + 1;

	while (end < windows->count && windows->items[end].kind != TH_BOUND_INTRODUCED)
		end++;
	return end - at;
}

/*
 * A record of a malicious package can pair "every version" with the few that do harm, left by
 * merging two accounts of it: where anything narrower is said, that is what it means.
 */
static void drop_everything(struct th_window_list *windows, bool lists_versions)
{
	uint32_t narrow = lists_versions, kept = 0;

	for (uint32_t i = 0; i < windows->count; i += window_length(windows, i))
		narrow += !th_windows_are_everything(&windows->items[i], window_length(windows, i));
	for (uint32_t i = 0; narrow && i < windows->count;) {
		uint32_t length = window_length(windows, i);
		if (!th_windows_are_everything(&windows->items[i], length)) {
			memmove(&windows->items[kept], &windows->items[i],
				length * sizeof(windows->items[0]));
			kept += length;
		}
		i += length;
	}
	if (narrow)
		windows->count = kept;
}

static th_status add_bounds(struct adding *a, struct th_index_package *to)
{
	struct th_index_builder *b = a->builder;

	to->bounds = (th_span){ b->bounds.count, b->windows.count };
	for (uint32_t i = 0; i < b->windows.count; i++) {
		const struct th_window_bound *from = &b->windows.items[i];
		struct th_index_bound *bound = th_builder_bounds_push(&b->bounds, UINT32_MAX - 1);
		th_ref ref;
		if (!bound)
			return TH_ENOMEM;
		TH_TRY(th_builder_text(b, from->version, &ref));
		*bound = (struct th_index_bound){ ref.at, (uint16_t)ref.len, from->kind,
						  from->kind == TH_BOUND_INTRODUCED };
	}
	return TH_OK;
}

/* Versions beside the windows. */
static th_status add_versions(struct adding *a, const struct th_fact_package *p,
			      struct th_index_package *to)
{
	struct th_index_builder *b = a->builder;
	uint32_t first = b->items.count;

	for (uint32_t i = 0; i < p->versions.count; i++) {
		th_slice version = text(a, p->versions.items[i]);
		if (th_windows_find((enum th_scheme)to->scheme, b->windows.items, b->windows.count,
				    version, NULL) != TH_WINDOW_INSIDE)
			TH_TRY(th_builder_item(b, version));
	}
	for (uint32_t i = 0; i < b->commits_meant.count; i++)
		TH_TRY(th_builder_item(b, b->commits_meant.items[i]));
	to->versions = th_builder_span(b, first);
	return TH_OK;
}

static th_status add_windows(struct adding *a, const struct th_fact_package *p,
			     const struct identity *identity, bool malicious,
			     struct th_index_package *to)
{
	struct th_index_builder *b = a->builder;

	b->windows.count = 0;
	b->commits_meant.count = 0;
	for (uint32_t i = 0; i < p->windows.count; i++) {
		const struct th_fact_window *window = &p->windows.items[i];
		if (window->kind == TH_WINDOW_SEMVER)
			to->scheme = (uint8_t)scheme_of(identity, window);
		TH_TRY(make_window(a, identity, window, &to->flags));
	}
	if (malicious)
		drop_everything(&b->windows, p->versions.count > 0);
	TH_TRY(add_versions(a, p, to));
	return add_bounds(a, to);
}

/* ---- packages ---- */

static th_status add_product(struct adding *a, const struct th_fact_package *p,
			     const struct identity *identity, bool is_stated,
			     struct th_index_package *to)
{
	struct th_index_builder *b = a->builder;

	uint32_t release;

	TH_TRY(th_builder_prose(b, identity->release, &release));
	to->more = release;
	if (!is_stated && !th_text_len(p->product) && !th_text_len(p->cpe) && !p->ranges.count &&
	    !p->hashes.count)
		return TH_OK;
	struct th_index_product *product = th_builder_products_push(&b->products, UINT32_MAX - 1);
	if (!product)
		return TH_ENOMEM;
	to->more = b->products.count - 1;
	to->flags |= TH_PACKAGE_HAS_PRODUCT;
	product->release = release;
	TH_TRY(th_builder_text(b, text(a, p->supplier), &product->supplier));
	TH_TRY(th_builder_text(b, text(a, p->cpe), &product->cpe));
	if (is_stated)
		TH_TRY(th_builder_text(b, identity->key, &product->purl));
	TH_TRY(th_builder_text(b, text(a, p->link), &product->link));
	uint32_t first = b->items.count;
	TH_TRY(add_list(a, &p->ranges));
	product->ranges = th_builder_span(b, first);
	first = b->items.count;
	for (uint32_t i = 0; i < p->hashes.count; i++)
		TH_TRY(th_builder_item(b,
				       th_builder_lower(b, text(a, p->hashes.items[i].content))));
	product->hashes = th_builder_span(b, first);
	return TH_OK;
}

static th_status add_package(struct adding *a, const struct th_fact_package *p, uint32_t owner,
			     bool malicious, bool with_keys)
{
	struct th_index_builder *b = a->builder;
	struct identity identity;
	struct th_index_package *to = th_builder_packages_push(&b->packages, UINT32_MAX - 1);

	if (!to)
		return TH_ENOMEM;
	uint32_t number = b->packages.count - 1;
	identify(a, p, &identity);
	to->advisory = owner;
	to->scheme = (uint8_t)identity.scheme;
	to->flags = (uint8_t)((p->is_every ? TH_PACKAGE_EVERY : 0) |
			      (p->is_open ? TH_PACKAGE_UNDECIDED : 0) |
			      (p->has_parts ? TH_PACKAGE_HAS_PARTS : 0));
	to->part_of = p->part_of;
	TH_TRY(add_product(a, p, &identity, !with_keys, to));
	/* Keys of a statement's products are its own, to be found from the flaw. */
	if (with_keys)
		TH_TRY(add_keys(a, p, &identity, th_posting_of(TH_RECORD_PACKAGE, number)));
	return add_windows(a, p, &identity, malicious, to);
}

/* ---- advisories ---- */

/* The best known of its scores: the highest of the newest version of CVSS would be a matter of
 * taste, so it is the highest. */
static uint16_t score_of(const struct adding *a, const struct th_text_list *vectors)
{
	uint16_t best = TH_SCORE_UNKNOWN;
	unsigned tenths;

	for (uint32_t i = 0; i < vectors->count; i++)
		if (th_cvss_score(text(a, vectors->items[i]), &tenths) &&
		    (best == TH_SCORE_UNKNOWN || tenths > best))
			best = (uint16_t)tenths;
	return best;
}

static uint8_t word_of(th_slice word)
{
	static const struct {
		const char *word;
		enum th_severity_word means;
	} words[] = {
		{ "low", TH_SEVERITY_LOW },         { "moderate", TH_SEVERITY_MODERATE },
		{ "medium", TH_SEVERITY_MODERATE }, { "important", TH_SEVERITY_HIGH },
		{ "high", TH_SEVERITY_HIGH },       { "critical", TH_SEVERITY_CRITICAL },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (th_slice_equal_nocase(word, th_slice_of(words[i].word)))
			return (uint8_t)words[i].means;
	return TH_SEVERITY_SILENT;
}

/* The first line, and no more of it than a report can show. */
static th_slice summary_of(const struct adding *a, const struct th_fact_advisory *from)
{
	th_slice s = text(a, from->summary);

	s = th_slice_trim(th_slice_sub(s, 0, th_slice_find(s, '\n')));
	if (s.len <= SUMMARY_BYTES)
		return s;
	size_t end = SUMMARY_BYTES;
	while (end > 0 && ((unsigned char)s.ptr[end] & 0xc0) == 0x80)
		end--;
	return th_slice_sub(s, 0, end);
}

/* A line of summary, then references, one a line: as many as 64 KiB hold. */
static th_status add_told(struct adding *a, const struct th_fact_advisory *from, uint32_t *out)
{
	char joined[UINT16_MAX];
	th_slice summary = summary_of(a, from);
	size_t len = summary.len;

	if (len)
		memcpy(joined, summary.ptr, len);
	for (uint32_t i = 0; i < from->references.count; i++) {
		th_slice url = text(a, from->references.items[i].url);
		if (url.len == 0 || url.len + 1 > sizeof(joined) - len)
			continue;
		joined[len++] = '\n';
		memcpy(joined + len, url.ptr, url.len);
		len += url.len;
	}
	return th_builder_prose(a->builder, th_slice_make(joined, len), out);
}

static th_status add_advisory(struct adding *a, const struct th_fact_advisory *from)
{
	struct th_index_builder *b = a->builder;
	struct th_index_advisory *to = th_builder_advisories_push(&b->advisories, UINT32_MAX - 1);

	if (!to)
		return TH_ENOMEM;
	uint32_t number = b->advisories.count - 1, first = b->items.count;
	TH_TRY(th_builder_text(b, text(a, from->id), &to->id));
	TH_TRY(add_list(a, &from->aliases));
	TH_TRY(add_list(a, &from->upstream));
	to->names = th_builder_span(b, first);
	TH_TRY(add_told(a, from, &to->told));
	to->published = th_date_first(from->published);
	to->withdrawn = th_date_last(from->withdrawn);
	to->document = a->document;
	to->score = score_of(a, &from->vectors);
	to->word = word_of(text(a, from->severity));
	to->flags = (uint8_t)((from->is_malicious ? TH_ADVISORY_MALICIOUS : 0) |
			      (a->named ? TH_ADVISORY_NAMED : 0));
	for (uint32_t i = 0; i < from->packages.count; i++)
		TH_TRY(add_package(a, &from->packages.items[i], number, from->is_malicious, true));
	return TH_OK;
}

/* ---- flaws by CVE ---- */

static th_status add_exploited(struct adding *a, const struct th_fact_exploited *from)
{
	uint32_t year, number;

	if (!th_cve_number(text(a, from->cve), &year, &number))
		return TH_OK; /* nothing could be joined to it; the reader has said so */
	struct th_index_exploited *to =
		th_builder_exploited_push(&a->builder->exploited, UINT32_MAX - 1);
	if (!to)
		return TH_ENOMEM;
	*to = (struct th_index_exploited){
		year,        number,   th_date_first(from->added), th_date_last(from->due),
		a->document, a->named, from->by_ransomware
	};
	return TH_OK;
}

static th_status add_likelihood(struct adding *a, const struct th_fact_likelihood *from)
{
	uint32_t year, number;

	if (!th_cve_number(text(a, from->cve), &year, &number))
		return TH_OK;
	struct th_index_likelihood *to =
		th_builder_likelihoods_push(&a->builder->likelihoods, UINT32_MAX - 1);
	if (!to)
		return TH_ENOMEM;
	*to = (struct th_index_likelihood){ year, number, from->probability, from->percentile };
	return TH_OK;
}

/* ---- VEX ---- */

static th_status add_statement(struct adding *a, const struct th_fact_statement *from)
{
	struct th_index_builder *b = a->builder;
	struct th_index_statement *to = th_builder_statements_push(&b->statements, UINT32_MAX - 1);

	if (!to)
		return TH_ENOMEM;
	uint32_t number = b->statements.count - 1, first = b->items.count;
	TH_TRY(add_list(a, &from->flaws));
	to->flaws = th_builder_span(b, first);
	TH_TRY(th_builder_text(b, text(a, from->why), &to->why));
	TH_TRY(th_builder_text(b, text(a, from->author), &to->author));
	to->status = from->status;
	to->document = a->document;
	to->named = a->named;
	th_builder_date(&to->said, from->said);
	to->second = from->second;
	to->place = from->place;
	to->products = (th_span){ b->packages.count, from->products.count };
	for (uint32_t i = 0; i < from->flaws.count; i++)
		TH_TRY(th_builder_key(b, TH_KEY_FLAW, text(a, from->flaws.items[i]),
				      th_posting_of(TH_RECORD_STATEMENT, number)));
	for (uint32_t i = 0; i < from->products.count; i++)
		TH_TRY(add_package(a, &from->products.items[i], number, false, false));
	return TH_OK;
}

/* ---- all of them ---- */

th_status th_builder_add_advisories(struct th_index_builder *builder, const struct th_document *doc,
				    uint32_t number, bool named)
{
	struct adding a = { builder, doc, number, named };
	const struct th_facts *facts = doc->facts;

	for (uint32_t i = 0; i < facts->advisories.count; i++)
		TH_TRY(add_advisory(&a, &facts->advisories.items[i]));
	for (uint32_t i = 0; i < facts->exploited.count; i++)
		TH_TRY(add_exploited(&a, &facts->exploited.items[i]));
	for (uint32_t i = 0; i < facts->likelihoods.count; i++)
		TH_TRY(add_likelihood(&a, &facts->likelihoods.items[i]));
	for (uint32_t i = 0; i < facts->statements.count; i++)
		TH_TRY(add_statement(&a, &facts->statements.items[i]));
	return TH_OK;
}
