/*
 * Sigstore's trusted root (protobuf-JSON of dev.sigstore.trustroot.v1): whose logs, certificate
 * authorities and timestamp authorities count, and from when to when. And npm's list of keys, which
 * is the same for keys.
 */
#ifndef TH_PARSERS_TRUSTED_ROOT_H
#define TH_PARSERS_TRUSTED_ROOT_H

#include "core/base/arena.h"
#include "core/base/list.h"
#include "core/base/status.h"

/* From when to when, in seconds since 1970; INT64_MIN and INT64_MAX: no bound. */
struct th_valid_for {
	int64_t from, to;
};

/* A log's or publisher's key. */
struct th_root_key {
	th_slice id;  /* bytes of a log's id; text of a publisher's keyid */
	th_slice key; /* DER */
	struct th_valid_for valid_for;
};
TH_LIST_DEFINE(th_root_key_list, struct th_root_key);

/* A chain of certificates, DER: the authority's own first, its anchor last. */
struct th_root_authority {
	th_slice *certificates;
	uint32_t count;
	struct th_valid_for valid_for;
};
TH_LIST_DEFINE(th_root_authority_list, struct th_root_authority);

struct th_trusted_root {
	struct th_root_key_list logs, publishers;
	struct th_root_authority_list authorities, timestampers;
};

/* Is this JSON npm's list of keys? */
bool th_publisher_keys_recognise(th_slice bytes);
/*
 * Read bytes (padded as core/text/json.h says) as a trusted root, or as a list of keys: what is in
 * it is added to *out. Texts live in the arena. TH_EINPUT, TH_ELIMIT: *why is a static sentence.
 */
th_status th_trusted_root_read(th_slice bytes, struct th_arena *arena, struct th_trusted_root *out,
			       const char **why) TH_MUST_USE;
void th_trusted_root_release(struct th_trusted_root *root);

#endif
