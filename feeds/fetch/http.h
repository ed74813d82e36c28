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

#include "feeds/fetch/verb.h"

/* Connections that are kept open between calls with options->session; NULL: no memory. */
struct th_http_session *th_http_open(void);
void th_http_close(struct th_http_session *session);

/* What a server says of a place, without sending what is there. */
struct th_http_answer {
	long status;    /* 200, 404 ... behind redirects; 0: nobody answered, and result says why */
	uint64_t bytes; /* that it would send; 0: not said */
	bool is_page;   /* HTML */
	th_slice url;   /* behind redirects */
};
/* HEAD, or the first byte where that is not allowed. outcome NEW: a server has answered. */
void th_http_ask(const struct th_fetch_options *options, const char *url, struct th_arena *arena,
		 struct th_http_answer *out, struct th_fetch_result *result);

#endif
