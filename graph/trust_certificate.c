/*
 * Signatures that come with a certificate: sigstore's, where it lives for minutes and a log or
 * timestamp authority says when it was used, and bare envelopes with a certificate beside the
 * signature, for which nobody says when.
 */
#include "graph/trust_parts.h"

static th_status judge(struct th_judging *j, enum th_signature_state state, const char *why)
{
	th_judge(j, state, th_slice_of(why));
	return TH_OK;
}

/* ---- whose it is ---- */

static th_status take_identity(struct th_judging *j, const struct th_certificate *leaf)
{
	const struct th_certificate_identity *id = th_certificate_identity(leaf);
	const struct {
		th_slice from;
		th_slice *to;
	} rows[] = {
		{ id->subject, &j->out->identity },
		{ id->issuer, &j->out->issuer },
		{ id->runner, &j->out->runner },
	};
	char keyid[TH_KEYID_HEX + 1];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		*rows[i].to =
			rows[i].from.ptr ? th_arena_copy(j->arena, rows[i].from) : (th_slice){ 0 };
		if (rows[i].from.ptr && !rows[i].to->ptr)
			return TH_ENOMEM;
	}
	j->out->who = j->out->identity;
	if (!th_certificate_key(leaf))
		return TH_OK;
	th_key_id(th_certificate_key(leaf), keyid);
	j->out->keyid = th_arena_copy(j->arena, th_slice_of(keyid));
	return j->out->keyid.ptr ? TH_OK : TH_ENOMEM;
}

static const struct th_config_trust_identity *identity_of(const struct th_judging *j)
{
	const struct th_config_trust_identity_list *all = &j->trust->config->trust.identities;

	for (uint32_t i = 0; i < all->count; i++)
		if (th_slice_equal(all->items[i].issuer, j->out->issuer) &&
		    th_name_glob_match(all->items[i].subject, j->out->identity))
			return &all->items[i];
	return NULL;
}

/* ---- the chain ---- */

static const char *check_chain(struct th_judging *j, const struct th_certificate *leaf,
			       int64_t time)
{
	const struct th_trust *trust = j->trust;
	const char *why = "no authority of your roots was in force at that time";

	for (uint32_t i = 0; i < trust->authorities.count; i++) {
		const struct th_trusted_authority *a = &trust->authorities.items[i];
		if (time < a->valid_for.from || time > a->valid_for.to)
			continue;
		if (th_certificate_chains(leaf, a->chain, a->count - 1, &a->chain[a->count - 1], 1,
					  time, &why)) {
			j->needs_log = a->has_log;
			return NULL;
		}
	}
	return why;
}

/* ---- all of it ---- */

static th_status judge_trust(struct th_judging *j, const struct th_certificate *leaf, int64_t time)
{
	if (!j->trust || !j->trust->has_root)
		return judge(j, TH_SIGNATURE_UNTRUSTED,
			     "made with a certificate, and 'trust.roots' names no root");
	if (time == 0)
		return judge(j, TH_SIGNATURE_UNTRUSTED,
			     "no log or timestamp authority of your roots says when it was made");
	j->out->time = time;
	const char *wrong = check_chain(j, leaf, time);
	if (wrong)
		return judge(j, TH_SIGNATURE_INVALID, wrong);
	if (j->needs_log && !j->is_logged)
		return judge(
			j, TH_SIGNATURE_UNTRUSTED,
			"no log of your roots has it, and its authority's root names logs: whom "
			"it names could not know of it");
	const struct th_config_trust_identity *identity = identity_of(j);
	if (!identity) {
		th_slice why = th_arena_printf(
			j->arena,
			"'trust.identities' does not name %.*s (issuer %.*s): anybody can get a "
			"certificate",
			TH_FMT(j->out->identity), TH_FMT(j->out->issuer));
		th_judge(j, TH_SIGNATURE_UNTRUSTED, why);
		return why.ptr ? TH_OK : TH_ENOMEM;
	}
	j->out->who = identity->who;
	th_judge(j, TH_SIGNATURE_VALID, (th_slice){ 0 });
	return TH_OK;
}

static th_status judge_leaf(struct th_judging *j, const struct th_certificate *leaf)
{
	const struct th_signature *s = j->signature;
	const struct th_key *key = th_certificate_key(leaf);
	const char *how = NULL;
	th_status status;
	int64_t time;

	TH_TRY(take_identity(j, leaf));
	if (!key)
		return judge(j, TH_SIGNATURE_UNSUPPORTED,
			     "the certificate's key is of a kind that is not verified");
	if (s->kind == TH_SIGNATURE_MESSAGE && !s->covered.ptr)
		return judge(j, TH_SIGNATURE_UNTRUSTED,
			     "it is over a file that is not at hand: 'twohop verify --artifact' "
			     "takes it");
	if (!th_key_verify(key, TH_SCHEME_OF_KEY, s->covered, s->value, &how))
		return judge(j, TH_SIGNATURE_INVALID,
			     "it fails under its own certificate: what it covers was changed");
	j->out->algorithm = th_slice_of(how);
	if (!th_trust_time(j, th_certificate_der(leaf), &time, &status))
		return status;
	return judge_trust(j, leaf, time);
}

th_status th_trust_by_certificate(struct th_judging *j)
{
	const struct th_signature *s = j->signature;
	const struct th_material *m =
		s->material == TH_NONE ? NULL : &j->doc->envelope->materials.items[s->material];
	struct th_certificate *leaf;
	const char *why;

	th_status status =
		th_certificate_read(m ? m->certificates[0] : s->certificate, &leaf, &why);
	if (status == TH_ENOMEM)
		return status;
	if (status != TH_OK)
		return judge(j, TH_SIGNATURE_INVALID, "the certificate beside it is none");
	status = judge_leaf(j, leaf);
	th_certificate_free(leaf);
	return status;
}
