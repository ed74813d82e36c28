/*
 * The inside of graph/trust.c: what the configuration names, read, and the judging of signatures
 * that come with a certificate and a log.
 */
#ifndef TH_GRAPH_TRUST_PARTS_H
#define TH_GRAPH_TRUST_PARTS_H

#include "core/crypto/certificate.h"
#include "graph/trust.h"
#include "parsers/trusted_root.h"

/* A key of the configuration. */
struct th_trusted_key {
	struct th_key *key;
	char id[TH_KEYID_HEX + 1];
	th_slice hint; /* the id that a publisher gives it; absent: none */
	struct th_valid_for valid_for;
	const struct th_config_trust_key *entry;
};
TH_LIST_DEFINE(th_trusted_key_list, struct th_trusted_key);

struct th_trusted_log {
	struct th_key *key;
	th_slice id;
	struct th_valid_for valid_for;
};
TH_LIST_DEFINE(th_trusted_log_list, struct th_trusted_log);

struct th_trusted_authority {
	struct th_certificate *chain[TH_MAX_CERTIFICATES]; /* its own first, its anchor last */
	uint32_t count;
	struct th_valid_for valid_for;
	bool has_log; /* its root names logs: what it certifies has to stand in one */
};
TH_LIST_DEFINE(th_trusted_authority_list, struct th_trusted_authority);

struct th_trust {
	const struct th_config *config;
	struct th_trusted_key_list keys;
	struct th_trusted_log_list logs;
	struct th_trusted_authority_list authorities, timestampers;
	bool has_root;
};

/* A judgement under way. */
struct th_judging {
	const struct th_trust *trust; /* NULL: nobody is trusted */
	const struct th_document *doc;
	const struct th_signature *signature;
	struct th_arena *arena;
	struct th_report_signature *out;
	bool is_logged, needs_log; /* in a log of your roots; by the authority that certified it */
};

/* Put a judgement; why is static, or lives in the arena; absent for a valid one. */
void th_judge(struct th_judging *j, enum th_signature_state state, th_slice why);

/* Read the roots that the configuration names. *why: what is wrong with which entry. */
th_status th_trust_read_root(struct th_trust *trust, th_slice bytes, struct th_arena *arena,
			     const char **why) TH_MUST_USE;
void th_trust_release_roots(struct th_trust *trust);

/* Judge a signature by the keys that the configuration names. time: vouched for, or 0. */
th_status th_trust_by_key(struct th_judging *j, int64_t time) TH_MUST_USE;
/* Judge one that comes with a certificate, in a bundle or beside it. */
th_status th_trust_by_certificate(struct th_judging *j) TH_MUST_USE;
/*
 * What the log entries and timestamps of a signature's bundle show: false where one of them is
 * false (judged invalid then, *status tells), else *time is the moment that one of your roots
 * vouches for, or 0. leaf: DER of the signer's certificate; absent: signed with a key.
 */
bool th_trust_time(struct th_judging *j, th_slice leaf, int64_t *time, th_status *status);

#endif
