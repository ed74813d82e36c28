#include "parsers/trusted_root.h"

#include "core/base/date.h"
#include "core/base/limits.h"
#include "core/text/base64.h"
#include "core/text/json_tree.h"

struct reading {
	struct th_arena *arena;
	struct th_trusted_root *out;
	const char *why;
};

static th_status fail(struct reading *r, const char *why)
{
	r->why = why;
	return TH_EINPUT;
}

/* ---- values ---- */

static th_status bytes_of(struct reading *r, const struct cJSON *node, th_slice *out)
{
	size_t at;
	th_status status = th_base64_decode(th_json_tree_text(node), r->arena, out, &at);

	return status == TH_EINPUT ? fail(r, "it holds bytes that are no base64") : status;
}

static const struct cJSON *down(const struct cJSON *node, const char *first, const char *second)
{
	return th_json_tree_member(th_json_tree_member(node, first), second);
}

static int64_t second_of(const struct cJSON *node, int64_t absent)
{
	th_slice text = th_json_tree_text(node);
	struct th_instant instant;

	return text.len && th_instant_parse(text, &instant) == TH_OK ? instant.second : absent;
}

static struct th_valid_for valid_for(const struct cJSON *node)
{
	return (struct th_valid_for){ second_of(th_json_tree_member(node, "start"), INT64_MIN),
				      second_of(th_json_tree_member(node, "end"), INT64_MAX) };
}

/* ---- logs ---- */

static th_status add_log(struct reading *r, const struct cJSON *node)
{
	const struct cJSON *key = th_json_tree_member(node, "publicKey");
	struct th_root_key *log = th_root_key_list_push(&r->out->logs, TH_MAX_CONFIG_ENTRIES);

	if (!log)
		return TH_ENOMEM;
	TH_TRY(bytes_of(r, th_json_tree_member(key, "rawBytes"), &log->key));
	TH_TRY(bytes_of(r, down(node, "logId", "keyId"), &log->id));
	log->valid_for = valid_for(th_json_tree_member(key, "validFor"));
	return TH_OK;
}

/* ---- authorities ---- */

static th_status add_authority(struct reading *r, struct th_root_authority_list *list,
			       const struct cJSON *node)
{
	const struct cJSON *chain = down(node, "certChain", "certificates");
	struct th_root_authority *a = th_root_authority_list_push(list, TH_MAX_CONFIG_ENTRIES);

	if (!a)
		return TH_ENOMEM;
	a->certificates = th_arena_calloc(r->arena, TH_MAX_CERTIFICATES, sizeof(*a->certificates));
	if (!a->certificates)
		return TH_ENOMEM;
	for (const struct cJSON *c = th_json_tree_first(chain); c; c = th_json_tree_next(c)) {
		if (a->count == TH_MAX_CERTIFICATES)
			return fail(r,
				    "more than 16 certificates in one chain (TH_MAX_CERTIFICATES)");
		TH_TRY(bytes_of(r, th_json_tree_member(c, "rawBytes"), &a->certificates[a->count]));
		a->count++;
	}
	if (a->count == 0)
		return fail(r, "an authority without certificates");
	a->valid_for = valid_for(th_json_tree_member(node, "validFor"));
	return TH_OK;
}

/* ---- publishers ---- */

/* npm's list, {"keys": [{keyid, key, expires}]}; sigstore's copy of it has publicKey with validFor.
 */
static th_status add_publisher(struct reading *r, const struct cJSON *node)
{
	const struct cJSON *key = th_json_tree_member(node, "publicKey");
	struct th_root_key *p = th_root_key_list_push(&r->out->publishers, TH_MAX_CONFIG_ENTRIES);
	const struct cJSON *id = th_json_tree_member(node, "keyId");

	/* The same key may be listed for the signatures of packages, over a longer time. */
	if (th_slice_equal(th_json_tree_text(th_json_tree_member(node, "keyUsage")),
			   TH_SLICE("npm:signatures"))) {
		r->out->publishers.count--;
		return TH_OK;
	}
	if (!p)
		return TH_ENOMEM;
	TH_TRY(bytes_of(
		r, key ? th_json_tree_member(key, "rawBytes") : th_json_tree_member(node, "key"),
		&p->key));
	p->id = th_arena_copy(r->arena,
			      th_json_tree_text(id ? id : th_json_tree_member(node, "keyid")));
	p->valid_for = valid_for(th_json_tree_member(key, "validFor"));
	if (!key)
		p->valid_for.to = second_of(th_json_tree_member(node, "expires"), INT64_MAX);
	return p->id.ptr ? TH_OK : TH_ENOMEM;
}

/* ---- all of it ---- */

static th_status each(struct reading *r, const struct cJSON *root, const char *key,
		      th_status (*add)(struct reading *r, const struct cJSON *node))
{
	for (const struct cJSON *n = th_json_tree_first(th_json_tree_member(root, key)); n;
	     n = th_json_tree_next(n))
		TH_TRY(add(r, n));
	return TH_OK;
}

static th_status add_certifier(struct reading *r, const struct cJSON *node)
{
	return add_authority(r, &r->out->authorities, node);
}

static th_status add_timestamper(struct reading *r, const struct cJSON *node)
{
	return add_authority(r, &r->out->timestampers, node);
}

static th_status read_tree(struct reading *r, const struct cJSON *root)
{
	TH_TRY(each(r, root, "tlogs", add_log));
	TH_TRY(each(r, root, "certificateAuthorities", add_certifier));
	TH_TRY(each(r, root, "timestampAuthorities", add_timestamper));
	TH_TRY(each(r, root, "keys", add_publisher));
	const struct th_trusted_root *out = r->out;
	return out->logs.count + out->authorities.count + out->timestampers.count +
			       out->publishers.count
		       ? TH_OK
		       : fail(r,
			      "it names no log, authority or key: no trusted root of sigstore's");
}

th_status th_trusted_root_read(th_slice bytes, struct th_arena *arena, struct th_trusted_root *out,
			       const char **why)
{
	struct reading r = { .arena = arena, .out = out };
	struct th_json_fault fault;
	const struct cJSON *root;

	th_status status = th_json_tree_parse(bytes, &root, &fault);
	if (status != TH_OK) {
		*why = fault.message;
		return status;
	}
	status = read_tree(&r, root);
	th_json_tree_free();
	*why = r.why;
	return status;
}

bool th_publisher_keys_recognise(th_slice bytes)
{
	return th_slice_starts(th_slice_trim(bytes), TH_SLICE("{")) &&
	       th_slice_search(bytes, TH_SLICE("\"keys\"")) < bytes.len;
}

void th_trusted_root_release(struct th_trusted_root *root)
{
	th_root_key_list_release(&root->logs);
	th_root_key_list_release(&root->publishers);
	th_root_authority_list_release(&root->authorities);
	th_root_authority_list_release(&root->timestampers);
}
