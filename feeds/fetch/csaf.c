/*
 * CSAF documents of a provider (feeds/fetch/csaf_provider.h), each checked against its digest.
 *
 *   PLACE/NAME.json         a document; NAME.json.state remembers when it was last changed
 *   PLACE.state             that the provider was asked, and when
 *   PLACE.0.list ...        what it lists
 *
 * A document is fetched when it is not here or is listed with another date than the one here. One
 * that does not fit its digest is refused: what was here stays, the others are kept, and the run
 * fails. Digests that are missing are counted and said; of OpenPGP signatures it is said how many
 * there are, they are not verified.
 */
#include "core/base/limits.h"
#include "core/crypto/digest.h"
#include "core/io/source.h"
#include "core/text/escape.h"
#include "feeds/fetch/csaf_provider.h"
#include "feeds/fetch/http.h"
#include "feeds/fetch_state.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct csaf {
	const struct th_fetch_options *asked;
	struct th_fetch_options options; /* of its files */
	const char *url, *place;
	struct th_arena *arena;
	struct th_fetch_result *result;
	uint32_t fetched, refused, unhashed, signed_ones;
	th_slice first; /* why the first one was refused */
};

/* ---- one document ---- */

struct document {
	const struct th_csaf_listed *listed;
	th_slice url;                       /* where it is */
	const char *file, *state, *arrived; /* its place; what arrived and is not checked yet */
};

static bool refuse(struct csaf *c, const struct document *d, th_slice why)
{
	th_slice sentence = th_arena_printf(c->arena, "%.*s: %.*s", TH_FMT(d->url), TH_FMT(why));

	c->refused++;
	if (!c->first.len)
		c->first = sentence;
	fprintf(stderr, "twohop-fetch: %.*s\n", TH_FMT(th_escape_terminal(c->arena, sentence)));
	return false;
}

/* The last part of its address, which becomes the name of a file. */
static bool name_of(th_slice url, th_slice *out)
{
	size_t slash = th_slice_rfind(url, '/');
	th_slice name = th_slice_sub(url, slash < url.len ? slash + 1 : 0, url.len);
	th_slice_holds(name);
	bool good = name.len > 5 && name.len < 200 && name.ptr[0] != '.' &&
		    th_slice_ends(name, TH_SLICE(".json"));

	for (size_t i = 0; i < name.len && good; i++)
		good = th_is_alnum(name.ptr[i]) || strchr("+-_.", name.ptr[i]) != NULL;
	*out = name;
	return good;
}

static struct th_fetch_result fetch(struct csaf *c, th_slice url, const char *file)
{
	struct th_fetch_result got = { .outcome = TH_FETCHED_NOT,
				       .why = TH_SLICE("no memory left") };
	const char *address = th_arena_copy(c->arena, url).ptr;
	const char *state = th_arena_printf(c->arena, "%s.state", file).ptr;

	if (!address || !state)
		return got;
	(void)unlink(state); /* the file is one of another address by now */
	th_http_fetch(&c->options, address, file, c->arena, &got);
	return got;
}

static bool fetch_document(struct csaf *c, struct document *d)
{
	struct th_fetch_result got = fetch(c, d->url, d->arrived);

	if (got.gone && d->listed->other.len) {
		d->url = d->listed->other;
		got = fetch(c, d->url, d->arrived);
	}
	return got.outcome != TH_FETCHED_NOT || refuse(c, d, got.why);
}

/* Hexadecimal digits up to a blank. */
static th_slice first_word(th_slice text)
{
	size_t end = 0;

	while (end < text.len && th_hex_value(text.ptr[end]) >= 0)
		end++;
	return th_slice_sub(text, 0, end);
}

static bool fits(th_slice bytes, th_slice digest)
{
	char hex[TH_DIGEST_HEX + 1];

	th_digest_hex(digest.len == TH_DIGEST_HEX ? TH_DIGEST_SHA512 : TH_DIGEST_SHA256, bytes,
		      hex);
	return th_slice_equal_nocase(th_slice_of(hex), digest);
}

/* The digest that the provider states, absent where it states none. */
static bool fetch_digest(struct csaf *c, const struct document *d, th_slice *out)
{
	static const char *const endings[] = { ".sha512", ".sha256" };
	const char *file = th_arena_printf(c->arena, "%s.digest.list", c->place).ptr;
	struct th_fetch_result got = { .gone = true };
	struct th_source source;
	th_slice why;

	*out = (th_slice){ 0 };
	if (!file)
		return refuse(c, d, TH_SLICE("no memory left"));
	if (d->listed->hash.len)
		got = fetch(c, d->listed->hash, file);
	for (size_t i = 0; got.gone && i < sizeof(endings) / sizeof(endings[0]); i++)
		got = fetch(c, th_arena_printf(c->arena, "%.*s%s", TH_FMT(d->url), endings[i]),
			    file);
	if (got.gone)
		return true;
	if (got.outcome == TH_FETCHED_NOT || th_source_open(&source, file, c->arena, &why) != TH_OK)
		return refuse(c, d, th_arena_printf(c->arena, "its digest: %.*s", TH_FMT(got.why)));
	*out = th_arena_copy(c->arena, first_word(source.bytes));
	th_source_close(&source);
	return out->len == 64 || out->len == TH_DIGEST_HEX ||
	       refuse(c, d, TH_SLICE("its digest is neither SHA-256 nor SHA-512"));
}

static bool check(struct csaf *c, const struct document *d)
{
	struct th_source source;
	th_slice digest, why;

	if (!fetch_digest(c, d, &digest))
		return false;
	if (!digest.len) {
		c->unhashed++;
		return true;
	}
	if (th_source_open(&source, d->arrived, c->arena, &why) != TH_OK)
		return refuse(c, d, why);
	bool good = fits(source.found, digest);
	th_source_close(&source);
	return good ||
	       refuse(c, d, TH_SLICE("it does not fit the digest that its provider states"));
}

static void look_for_signature(struct csaf *c, const struct document *d)
{
	struct th_http_answer answer = { 0 };
	struct th_fetch_result got;

	if (d->listed->signature.len) {
		c->signed_ones++;
		return;
	}
	const char *url = th_arena_printf(c->arena, "%.*s.asc", TH_FMT(d->url)).ptr;
	if (url)
		th_http_ask(&c->options, url, c->arena, &answer, &got);
	c->signed_ones += answer.status >= 200 && answer.status < 300 && !answer.is_page;
}

static bool keep(struct csaf *c, const struct document *d)
{
	struct th_fetch_state state = { .url = d->url,
					.mark = d->listed->updated,
					.fetched = time(NULL) };

	if (rename(d->arrived, d->file) == 0 && th_fetch_state_write(&state, d->state) == TH_OK) {
		c->fetched++;
		return true;
	}
	c->result->unwritable = true;
	return refuse(c, d, th_arena_printf(c->arena, "%s: %s", d->file, strerror(errno)));
}

/* Is what is here of the date that is listed? */
static bool is_here(struct csaf *c, const struct document *d)
{
	struct th_fetch_state state;
	struct stat st;

	th_fetch_state_read(&state, d->state, c->arena);
	return d->listed->updated.len && stat(d->file, &st) == 0 &&
	       th_slice_equal(state.mark, d->listed->updated);
}

static bool take(struct csaf *c, const struct th_csaf_listed *listed)
{
	struct document d = { .listed = listed, .url = listed->url };
	th_slice name;

	if (!name_of(listed->url, &name))
		return refuse(c, &d, TH_SLICE("its name is none of a CSAF document"));
	d.file = th_arena_printf(c->arena, "%s/%.*s", c->place, TH_FMT(name)).ptr;
	d.state = th_arena_printf(c->arena, "%s/%.*s.state", c->place, TH_FMT(name)).ptr;
	d.arrived = th_arena_printf(c->arena, "%s.document.list", c->place).ptr;
	if (!d.file || !d.state || !d.arrived)
		return refuse(c, &d, TH_SLICE("no memory left"));
	if (is_here(c, &d))
		return true;
	if (!fetch_document(c, &d) || !check(c, &d))
		return false;
	look_for_signature(c, &d);
	return keep(c, &d);
}

/* ---- all of them ---- */

static void say_trust(const struct csaf *c)
{
	if (c->unhashed)
		fprintf(stderr,
			"twohop-fetch: %u of %u documents have no digest to check them by\n",
			c->unhashed, c->fetched);
	if (c->fetched)
		fprintf(stderr,
			"twohop-fetch: %u of %u documents have an OpenPGP signature; signatures "
			"are "
			"not verified\n",
			c->signed_ones, c->fetched);
}

static void conclude(struct csaf *c, uint32_t listed)
{
	struct th_fetch_state state = { .verb = th_slice_of(c->asked->verb),
					.url = th_slice_of(c->url),
					.fetched = time(NULL) };
	const char *file = th_arena_printf(c->arena, "%s.state", c->place).ptr;

	say_trust(c);
	c->result->outcome = c->fetched ? TH_FETCHED_NEW : TH_FETCHED_UNCHANGED;
	if (!file || th_fetch_state_write(&state, file) != TH_OK) {
		c->result->unwritable = true;
		c->result->outcome = TH_FETCHED_NOT;
		c->result->why = th_arena_printf(c->arena, "%s.state cannot be written", c->place);
	} else if (c->refused) {
		c->result->outcome = TH_FETCHED_NOT;
		c->result->why = th_arena_printf(c->arena,
						 "%u of %u documents were refused, the first: %.*s",
						 c->refused, listed, TH_FMT(c->first));
	}
}

static void fetch_all(struct csaf *c)
{
	struct th_csaf_listed_list listed = { 0 };
	th_slice why = { 0 };

	if (!th_csaf_list(&c->options, c->url, c->place, c->arena, &listed, &why)) {
		c->result->why = why;
	} else if (mkdir(c->place, 0777) != 0 && errno != EEXIST) {
		c->result->unwritable = true;
		c->result->why = th_arena_printf(c->arena, "%s: %s", c->place, strerror(errno));
	} else {
		for (uint32_t i = 0; i < listed.count && !c->result->unwritable; i++) {
			if (c->asked->progress)
				c->asked->progress(c->asked->context, i, listed.count);
			(void)take(c, &listed.items[i]);
		}
		conclude(c, listed.count);
	}
	th_csaf_listed_list_release(&listed);
}

void th_csaf_fetch(const struct th_fetch_options *options, const char *url, const char *place,
		   struct th_arena *arena, struct th_fetch_result *result)
{
	struct csaf c = { .asked = options,
			  .options = *options,
			  .url = url,
			  .place = place,
			  .arena = arena,
			  .result = result };

	*result = (struct th_fetch_result){ .outcome = TH_FETCHED_NOT };
	c.options.verb = NULL;
	c.options.progress = NULL;
	c.options.session = th_http_open();
	fetch_all(&c);
	th_http_close(c.options.session);
}
