/*
 * One file over HTTP. What arrives is written to FILE.part and renamed when it is whole, so that
 * FILE is the old one or the new one; a transfer that broke off goes on where it stopped, where the
 * server can do that. Validators (ETag, Last-Modified) are kept in FILE.state and sent the next
 * time.
 *
 * HTTPS alone, for redirects too, unless the caller allows HTTP. Refused: more than ten redirects,
 * more bytes than the ceiling, a page where data was wanted, a body that does not fit its length or
 * its checksum (X-Goog-Hash). 429 and 503 are asked again when the server says, 5xx and broken
 * connections after 1, 2, 4 seconds.
 */
#ifndef TH_FEEDS_FETCH_HTTP_H
#define TH_FEEDS_FETCH_HTTP_H

#include "core/base/arena.h"

struct th_http_options {
	uint64_t max_bytes;
	long timeout, connect_timeout; /* seconds; 0: none */
	const char *authorities;       /* file of certificates, NULL: the system's */
	const char *proxy;             /* NULL: the environment's */
	bool allow_http;
	unsigned retries;
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

enum th_fetched { TH_FETCHED_NEW, TH_FETCHED_UNCHANGED, TH_FETCHED_NOT };
const char *th_fetched_word(enum th_fetched fetched);

struct th_http_result {
	enum th_fetched outcome;
	uint64_t bytes;
	bool unwritable; /* it is the disk that failed */
	th_slice why;    /* of NOT: a sentence, in the arena */
};

/* Fetch url to file. Everything that can fail is in *result. */
void th_http_fetch(const struct th_http_options *options, const char *url, const char *file,
		   struct th_arena *arena, struct th_http_result *result);

#endif
