#include "graph/ladder.h"

#include "core/identity/cpe.h"
#include "core/identity/domain.h"
#include "core/identity/name.h"
#include "core/identity/purl.h"
#include "core/identity/repository.h"

th_status th_ladder_start(struct th_ladder *ladder, struct th_suppliers *set,
			  const struct th_document *doc)
{
	free(ladder->organizations);
	ladder->set = set;
	ladder->doc = doc;
	ladder->organizations =
		calloc(doc->organizations.count ? doc->organizations.count : 1, sizeof(uint32_t));
	return ladder->organizations ? TH_OK : TH_ENOMEM;
}

void th_ladder_release(struct th_ladder *ladder)
{
	free(ladder->organizations);
	th_strings_release(&ladder->publishers);
	th_index_list_release(&ladder->publisher_entities);
	*ladder = (struct th_ladder){ 0 };
}

static th_slice attribute(const struct th_document *doc, uint32_t first,
			  enum th_attribute_kind kind)
{
	for (uint32_t a = first; a != TH_NONE; a = doc->attributes.items[a].next)
		if (doc->attributes.items[a].kind == kind)
			return th_document_text(doc, doc->attributes.items[a].text);
	return (th_slice){ 0 };
}

#define BARE (UINT32_C(1) << 31)

static th_status meet(struct th_ladder *l, uint32_t index)
{
	const struct th_organization *o = &l->doc->organizations.items[index];
	th_slice url = attribute(l->doc, o->attributes, TH_ATTRIBUTE_URL),
		 email = attribute(l->doc, o->attributes, TH_ATTRIBUTE_EMAIL);
	uint32_t entity;

	TH_TRY(th_suppliers_stated(l->set, th_document_text(l->doc, o->name), url, email, &entity));
	l->organizations[index] = (entity + 1) | (url.len || email.len ? 0 : BARE);
	return TH_OK;
}

/* Of nearly every component, nearly always of one that was met. */
static inline th_status organization(struct th_ladder *l, uint32_t index, uint32_t *out, bool *bare)
{
	*bare = false;
	*out = TH_SUPPLIER_UNKNOWN;
	if (index == TH_NONE)
		return TH_OK;
	if (!l->organizations[index])
		TH_TRY(meet(l, index));
	*out = (l->organizations[index] & ~BARE) - 1;
	*bare = (l->organizations[index] & BARE) != 0;
	return TH_OK;
}

th_status th_ladder_organization(struct th_ladder *l, uint32_t index, uint32_t *out, bool *bare)
{
	return organization(l, index, out, bare);
}

static th_status publisher(struct th_ladder *l, th_slice text, uint32_t *out)
{
	th_str id;

	*out = TH_SUPPLIER_UNKNOWN;
	if (text.len == 0)
		return TH_OK;
	uint32_t known = l->publishers.texts.count;
	TH_TRY(th_strings_intern(&l->publishers, text, &id));
	if (id.v > known) {
		uint32_t *slot = th_index_list_push(&l->publisher_entities, UINT32_MAX);
		if (!slot)
			return TH_ENOMEM;
		TH_TRY(th_suppliers_stated(l->set, text, (th_slice){ 0 }, (th_slice){ 0 },
					   &l->publisher_entities.items[id.v - 1]));
	}
	*out = l->publisher_entities.items[id.v - 1];
	return TH_OK;
}

/* An author counts where it is an organisation: people write packages, organisations answer for
 * them. */
static th_status author(struct th_ladder *l, const struct th_component *c, uint32_t *out)
{
	*out = TH_SUPPLIER_UNKNOWN;
	for (uint32_t a = c->attributes; a != TH_NONE; a = l->doc->attributes.items[a].next) {
		const struct th_attribute *at = &l->doc->attributes.items[a];
		if (at->kind != TH_ATTRIBUTE_AUTHOR)
			continue;
		th_slice text = th_document_text(l->doc, at->text);
		struct th_name name;
		th_name_parse(text, &name);
		if (name.kind == TH_NAME_ORGANISATION || th_name_is_organisation(name.name))
			return publisher(l, text, out);
	}
	return TH_OK;
}

/* ---- derived: namespaces ---- */

static th_slice lower(th_slice s, char *buffer, size_t capacity)
{
	if (s.len > capacity)
		return (th_slice){ 0 };
	for (size_t i = 0; i < s.len; i++)
		buffer[i] = th_lower(s.ptr[i]);
	return th_slice_make(buffer, s.len);
}

static th_status forge_owner(struct th_ladder *l, th_slice forge, th_slice owner, uint32_t *out)
{
	char buffer[512], name[256];
	th_slice low = lower(owner, name, sizeof(name));

	*out = TH_SUPPLIER_UNKNOWN;
	if (!low.len)
		return TH_OK;
	if (th_slice_equal(forge, TH_SLICE("github.com")))
		return th_suppliers_namespace(l->set, TH_KEY_GITHUB_OWNER, low, owner, out);
	if (forge.len + 1 + low.len > sizeof(buffer))
		return TH_OK;
	memcpy(buffer, forge.ptr, forge.len);
	buffer[forge.len] = '/';
	memcpy(buffer + forge.len + 1, low.ptr, low.len);
	return th_suppliers_namespace(l->set, TH_KEY_DISTRIBUTION,
				      th_slice_make(buffer, forge.len + 1 + low.len), owner, out);
}

/* example.graniteworks -> graniteworks.example, com.acme.tools -> acme.com: the domain that a
 * reversed one stands for. */
static th_slice reversed_domain(th_slice group, char *buffer, size_t capacity)
{
	size_t to = 0;

	if (group.len + 1 > capacity)
		return (th_slice){ 0 };
	while (group.len) {
		size_t dot = th_slice_rfind(group, '.');
		th_slice label = dot < group.len ? th_slice_sub(group, dot + 1, group.len) : group;
		th_slice_holds(label);
		if (label.len)
			memcpy(buffer + to, label.ptr, label.len);
		to += label.len;
		group = dot < group.len ? th_slice_sub(group, 0, dot) : (th_slice){ 0 };
		if (group.len)
			buffer[to++] = '.';
	}
	return th_slice_make(buffer, to);
}

static th_status by_host(struct th_ladder *l, th_slice host, uint32_t *out)
{
	char buffer[TH_DOMAIN_BYTES];
	struct th_domain domain;

	*out = TH_SUPPLIER_UNKNOWN;
	if (th_slice_find(host, '.') == host.len ||
	    th_domain_of_url(host, buffer, sizeof(buffer), &domain) != TH_OK)
		return TH_OK;
	return th_suppliers_domain(l->set, domain.registrable, domain.registrable, out);
}

static th_status maven_group(struct th_ladder *l, const struct th_purl *purl, uint32_t *out)
{
	static const th_slice hosted[] = { { "com.github.", 11 }, { "io.github.", 10 } };
	char buffer[512];

	TH_TRY(th_suppliers_namespace(l->set, TH_KEY_MAVEN_GROUP, purl->namespace, (th_slice){ 0 },
				      out));
	for (size_t i = 0; *out == TH_SUPPLIER_UNKNOWN && i < sizeof(hosted) / sizeof(hosted[0]);
	     i++) {
		if (!th_slice_starts(purl->namespace, hosted[i]))
			continue;
		th_slice rest = th_slice_sub(purl->namespace, hosted[i].len, purl->namespace.len);
		return forge_owner(l, TH_SLICE("github.com"),
				   th_slice_sub(rest, 0, th_slice_find(rest, '.')), out);
	}
	if (*out == TH_SUPPLIER_UNKNOWN)
		TH_TRY(by_host(l, reversed_domain(purl->namespace, buffer, sizeof(buffer)), out));
	if (*out == TH_SUPPLIER_UNKNOWN)
		return th_suppliers_namespace(l->set, TH_KEY_MAVEN_GROUP, purl->namespace,
					      purl->namespace, out);
	return TH_OK;
}

static th_status npm_scope(struct th_ladder *l, const struct th_purl *purl, uint32_t *out)
{
	char buffer[256];
	th_slice scope = lower(purl->namespace, buffer, sizeof(buffer));

	return scope.len ? th_suppliers_namespace(l->set, TH_KEY_NPM_SCOPE, scope, purl->namespace,
						  out)
			 : TH_OK;
}

static th_status go_module(struct th_ladder *l, const struct th_purl *purl, uint32_t *out)
{
	char path[1024];

	if (purl->namespace.len + 1 + purl->name.len > sizeof(path))
		return TH_OK;
	memcpy(path, purl->namespace.ptr, purl->namespace.len);
	path[purl->namespace.len] = '/';
	memcpy(path + purl->namespace.len + 1, purl->name.ptr, purl->name.len);
	TH_TRY(th_suppliers_namespace(l->set, TH_KEY_GOLANG_PREFIX,
				      th_slice_make(path, purl->namespace.len + 1 + purl->name.len),
				      (th_slice){ 0 }, out));
	if (*out != TH_SUPPLIER_UNKNOWN)
		return TH_OK;
	return by_host(l, th_slice_sub(purl->namespace, 0, th_slice_find(purl->namespace, '/')),
		       out);
}

static th_status composer_vendor(struct th_ladder *l, const struct th_purl *purl, uint32_t *out)
{
	return th_suppliers_namespace(l->set, TH_KEY_COMPOSER_VENDOR, purl->namespace,
				      purl->namespace, out);
}

static th_status generic_supplier(struct th_ladder *l, const struct th_purl *purl, uint32_t *out)
{
	return by_host(l, purl->namespace, out);
}

/* Types whose namespace needs a look of its own; a forge's owner is asked for before. */
static const struct {
	const char *type;
	th_status (*look)(struct th_ladder *l, const struct th_purl *purl, uint32_t *out);
} namespaces[] = {
	{ "npm", npm_scope },
	{ "maven", maven_group },
	{ "golang", go_module },
	{ "composer", composer_vendor },
	{ "generic", generic_supplier },
};

static th_status namespace(struct th_ladder *l, const struct th_purl *purl, uint32_t *out)
{
	th_slice forge, owner;
	char buffer[512];

	*out = TH_SUPPLIER_UNKNOWN;
	if (purl->namespace.len == 0)
		return TH_OK;
	if (th_purl_owner(purl, &forge, &owner))
		return forge_owner(l, forge, owner, out);
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
		if (th_slice_equal(purl->type, th_slice_of(namespaces[i].type)))
			return namespaces[i].look(l, purl, out);
	enum th_purl_namespace_role role = th_purl_namespace_role(purl->type);
	if (role == TH_PURL_NAMESPACE_NONE)
		return TH_OK;
	if (role == TH_PURL_NAMESPACE_DISTRIBUTOR)
		return th_suppliers_namespace(l->set, TH_KEY_DISTRIBUTION, purl->namespace,
					      purl->namespace, out);
	if (purl->type.len + 1 + purl->namespace.len > sizeof(buffer))
		return TH_OK;
	memcpy(buffer, purl->type.ptr, purl->type.len);
	buffer[purl->type.len] = ':';
	memcpy(buffer + purl->type.len + 1, purl->namespace.ptr, purl->namespace.len);
	return th_suppliers_namespace(
		l->set, TH_KEY_DISTRIBUTION,
		th_slice_make(buffer, purl->type.len + 1 + purl->namespace.len), purl->namespace,
		out);
}

/* A vendor that is but the product's name again is a generator's guess, unless the built-in list
 * knows it. */
static th_status cpe_vendor(struct th_ladder *l, const struct th_component *c, uint32_t *out)
{
	struct th_cpe_scratch scratch;
	struct th_cpe cpe;

	*out = TH_SUPPLIER_UNKNOWN;
	if (th_text_len(c->cpe) == 0 ||
	    th_cpe_parse(th_document_text(l->doc, c->cpe), &scratch, &cpe, NULL) != TH_OK)
		return TH_OK;
	th_slice vendor = th_cpe_text(&cpe, TH_CPE_VENDOR),
		 product = th_cpe_text(&cpe, TH_CPE_PRODUCT);
	if (vendor.len == 0 || product.len == 0) /* it names nothing, nor who made it */
		return TH_OK;
	th_slice shown = th_slice_equal(vendor, product) ? (th_slice){ 0 } : vendor;
	return th_suppliers_namespace(l->set, TH_KEY_CPE_VENDOR, vendor, shown, out);
}

static th_status repository(struct th_ladder *l, const struct th_component *c, uint32_t *out)
{
	th_slice url = attribute(l->doc, c->attributes, TH_ATTRIBUTE_VCS), forge, owner;

	*out = TH_SUPPLIER_UNKNOWN;
	if (url.len == 0 || !th_repository_owner(url, &forge, &owner))
		return TH_OK;
	return forge_owner(l, forge, owner, out);
}

/* What takes part in a build is known by where it is: a builder's id, a source's address. */
static th_status place_of_build(struct th_ladder *l, const struct th_component *c, uint32_t *out)
{
	th_slice url = th_document_text(l->doc, c->name), forge, owner;
	char buffer[TH_DOMAIN_BYTES];
	struct th_domain domain;

	*out = TH_SUPPLIER_UNKNOWN;
	if (c->role != TH_ROLE_BUILD || th_slice_search(url, TH_SLICE("://")) == url.len)
		return TH_OK;
	if (th_repository_owner(url, &forge, &owner))
		return forge_owner(l, forge, owner, out);
	if (th_domain_of_url(url, buffer, sizeof(buffer), &domain) != TH_OK)
		return TH_OK;
	th_slice name = th_arena_copy(&l->set->arena, domain.registrable);
	return name.ptr ? th_suppliers_domain(l->set, name, name, out) : TH_ENOMEM;
}

/* ---- the climb ---- */

struct purl_reading {
	struct th_purl_scratch scratch;
	struct th_purl purl;
	bool valid;
};

static th_status derive(struct th_ladder *l, const struct th_component *c,
			struct th_ladder_result *out)
{
	struct purl_reading r;
	th_slice canonical;

	r.valid = th_text_len(c->purl) &&
		  th_purl_canonical(th_document_text(l->doc, c->purl), TH_PURL_PACKAGE, &r.scratch,
				    &canonical, &r.purl) == TH_OK;
	if (r.valid)
		TH_TRY(namespace(l, &r.purl, &out->supplier));
	out->rung = TH_RUNG_namespace;
	if (out->supplier == TH_SUPPLIER_UNKNOWN) {
		TH_TRY(repository(l, c, &out->supplier));
		out->rung = TH_RUNG_repository;
	}
	if (out->supplier == TH_SUPPLIER_UNKNOWN)
		TH_TRY(place_of_build(l, c, &out->supplier));
	if (out->supplier == TH_SUPPLIER_UNKNOWN) {
		TH_TRY(cpe_vendor(l, c, &out->supplier));
		out->rung = TH_RUNG_cpe_vendor;
	}
	if (out->supplier == TH_SUPPLIER_UNKNOWN)
		out->rung = TH_RUNG_unknown;
	return TH_OK;
}

th_status th_ladder_climb(struct th_ladder *l, const struct th_component *c,
			  struct th_ladder_result *out)
{
	uint32_t stated, made;
	bool stated_bare, made_bare;

	*out = (struct th_ladder_result){ .rung = TH_RUNG_unknown, .maker_rung = TH_RUNG_unknown };
	if (c->role == TH_ROLE_SUBJECT) /* who supplies it is not the statement's business */
		return TH_OK;
	TH_TRY(organization(l, c->supplier, &stated, &stated_bare));
	TH_TRY(organization(l, c->manufacturer, &made, &made_bare));
	if (stated != TH_SUPPLIER_UNKNOWN) {
		out->bare = stated_bare;
		out->supplier = stated;
		out->rung = TH_RUNG_supplier;
		if (made != TH_SUPPLIER_UNKNOWN && made != stated) {
			out->maker = made;
			out->maker_rung = TH_RUNG_manufacturer;
		}
		return TH_OK;
	}
	if (made != TH_SUPPLIER_UNKNOWN) {
		out->bare = made_bare;
		out->supplier = made;
		out->rung = TH_RUNG_manufacturer;
		return TH_OK;
	}
	out->bare = true;
	TH_TRY(publisher(l, th_document_text(l->doc, c->publisher), &out->supplier));
	out->rung = TH_RUNG_publisher;
	if (out->supplier != TH_SUPPLIER_UNKNOWN)
		return TH_OK;
	TH_TRY(author(l, c, &out->supplier));
	out->rung = TH_RUNG_author;
	if (out->supplier != TH_SUPPLIER_UNKNOWN)
		return TH_OK;
	out->bare = false;
	return derive(l, c, out);
}
