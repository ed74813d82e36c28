/*
 * Transparency logs (RFC 6962, RFC 9162 section 2.1.3; C2SP signed notes): that an entry is in a
 * tree, and that the log has signed the tree's head.
 */
#ifndef TH_CORE_CRYPTO_LOG_PROOF_H
#define TH_CORE_CRYPTO_LOG_PROOF_H

#include "core/crypto/key.h"

/* Do the hashes lead from a leaf with this content, at index of a tree of size leaves, to root (32
 * bytes)? */
bool th_log_includes(th_slice leaf, int64_t index, int64_t size, const th_slice *hashes,
		     uint32_t count, th_slice root);

struct th_checkpoint {
	int64_t tree_size;
	uint8_t root[32];
};
/* Read a checkpoint (a signed note) and verify a signature in it by the log's key. False: *why is a
 * static sentence. */
bool th_checkpoint_verify(th_slice note, const struct th_key *key, struct th_checkpoint *out,
			  const char **why);

/*
 * Verify a signed entry timestamp: the log's signature over the canonical JSON of body (base64 as
 * in the log), time, log id and index.
 */
bool th_log_promise_verify(th_slice promise, const struct th_key *key, th_slice body_base64,
			   int64_t time, th_slice log_id, int64_t index);

#endif
