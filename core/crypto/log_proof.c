#include "core/crypto/log_proof.h"

#include "core/crypto/sha256.h"
#include "core/text/base64.h"

#include <string.h>

/* ---- inclusion ---- */

static void hash_leaf(th_slice leaf, uint8_t out[TH_SHA256_BYTES])
{
	struct th_sha256 sha;

	th_sha256_init(&sha);
	th_sha256_update(&sha, th_slice_make("\0", 1));
	th_sha256_update(&sha, leaf);
	th_sha256_final(&sha, out);
}

static void hash_node(const void *left, const void *right, uint8_t out[TH_SHA256_BYTES])
{
	struct th_sha256 sha;

	th_sha256_init(&sha);
	th_sha256_update(&sha, th_slice_make("\1", 1));
	th_sha256_update(&sha, th_slice_make(left, TH_SHA256_BYTES));
	th_sha256_update(&sha, th_slice_make(right, TH_SHA256_BYTES));
	th_sha256_final(&sha, out);
}

/* RFC 9162, 2.1.3.2: fn is the leaf's place among the nodes of its level, sn the last of them. */
bool th_log_includes(th_slice leaf, int64_t index, int64_t size, const th_slice *hashes,
		     uint32_t count, th_slice root)
{
	uint8_t hash[TH_SHA256_BYTES];
	int64_t fn = index, sn = size - 1;

	if (index < 0 || index >= size || root.len != TH_SHA256_BYTES)
		return false;
	hash_leaf(leaf, hash);
	for (uint32_t i = 0; i < count; i++) {
		if (sn == 0 || hashes[i].len != TH_SHA256_BYTES)
			return false;
		if (fn & 1 || fn == sn) {
			hash_node(hashes[i].ptr, hash, hash);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			hash_node(hash, hashes[i].ptr, hash);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(hash, root.ptr, TH_SHA256_BYTES) == 0;
}

/* ---- checkpoints ---- */

static th_slice next_line(th_slice *text)
{
	size_t end = th_slice_find(*text, '\n');
	th_slice line = th_slice_sub(*text, 0, end);

	*text = th_slice_sub(*text, end + (end < text->len), text->len);
	return line;
}

/* The three lines of the body: origin, size, root hash. */
static bool read_body(th_slice body, struct th_arena *arena, struct th_checkpoint *out)
{
	uint64_t size;
	th_slice root;
	size_t at;

	(void)next_line(&body); /* the origin */
	if (!th_slice_number(next_line(&body), &size) || size > INT64_MAX)
		return false;
	out->tree_size = (int64_t)size;
	if (th_base64_decode(next_line(&body), arena, &root, &at) != TH_OK ||
	    root.len != TH_SHA256_BYTES)
		return false;
	memcpy(out->root, root.ptr, TH_SHA256_BYTES);
	return true;
}

enum { HINT = 4 };

/* "— name base64(hint and signature)": does the key make it of the body? */
static bool is_signed(th_slice line, th_slice body, const struct th_key *key,
		      struct th_arena *arena)
{
	th_slice dash = TH_SLICE("\xe2\x80\x94 "), bytes;
	size_t at;

	if (!th_slice_starts(line, dash))
		return false;
	line = th_slice_sub(line, dash.len, line.len);
	size_t blank = th_slice_rfind(line, ' ');
	if (blank == line.len ||
	    th_base64_decode(th_slice_sub(line, blank + 1, line.len), arena, &bytes, &at) !=
		    TH_OK ||
	    bytes.len <= HINT)
		return false;
	return th_key_verify(key, TH_SCHEME_OF_KEY, body, th_slice_sub(bytes, HINT, bytes.len),
			     NULL);
}

bool th_checkpoint_verify(th_slice note, const struct th_key *key, struct th_checkpoint *out,
			  const char **why)
{
	struct th_arena arena = { 0 };
	size_t gap = th_slice_search(note, TH_SLICE("\n\n"));
	bool good = false;

	*why = "the log's checkpoint is no signed note";
	if (gap < note.len) {
		th_slice body = th_slice_sub(note, 0, gap + 1),
			 signatures = th_slice_sub(note, gap + 2, note.len);
		if (read_body(body, &arena, out)) {
			*why = "the log's checkpoint is not signed by the log";
			while (signatures.len && !good)
				good = is_signed(next_line(&signatures), body, key, &arena);
		}
	}
	th_arena_release(&arena);
	return good;
}

/* ---- promises ---- */

bool th_log_promise_verify(th_slice promise, const struct th_key *key, th_slice body_base64,
			   int64_t time, th_slice log_id, int64_t index)
{
	struct th_arena arena = { 0 };
	char hex[2 * TH_SHA256_BYTES + 1];
	bool good = false;

	if (log_id.len == TH_SHA256_BYTES) {
		th_sha256_hex((const uint8_t *)log_id.ptr, hex);
		th_slice text = th_arena_printf(
			&arena,
			"{\"body\":\"%.*s\",\"integratedTime\":%lld,\"logID\":\"%s\",\"logIndex\":"
			"%lld}",
			TH_FMT(body_base64), (long long)time, hex, (long long)index);
		good = text.ptr && th_key_verify(key, TH_SCHEME_OF_KEY, text, promise, NULL);
	}
	th_arena_release(&arena);
	return good;
}
