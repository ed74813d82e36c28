#include "feeds/fetch/http.h"

#include "core/crypto/sha256.h"
#include "core/io/source.h"
#include "feeds/fetch_state.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_REDIRECTS = 10, LONGEST_WAIT = 120, SLOW_BYTES = 1024, SLOW_SECONDS = 60 };

struct transfer {
	const struct th_fetch_options *options;
	struct th_arena *arena;
	struct th_fetch_result *result;
	const char *url, *file, *part, *state_file, *part_state;
	CURL *curl;
	int fd;          /* of the part */
	uint64_t offset; /* that the part had when this request began */
	uint64_t written;
	th_slice etag, last_modified, checksum; /* of the last response */
	long retry_after;                       /* seconds; -1: not said */
	bool too_large, failed_to_write;
	int error; /* errno of that */
};

static void fail(struct transfer *t, th_slice why)
{
	t->result->outcome = TH_FETCHED_NOT;
	t->result->why = why;
}

static const char *path(struct transfer *t, const char *ending)
{
	return th_arena_printf(t->arena, "%s%s", t->file, ending).ptr;
}

/* ---- what curl calls ---- */

static th_slice header_value(struct transfer *t, th_slice line, th_slice name)
{
	if (line.len <= name.len || line.ptr[name.len] != ':' ||
	    !th_slice_equal_nocase(th_slice_sub(line, 0, name.len), name))
		return (th_slice){ 0 };
	return th_arena_copy(t->arena, th_slice_trim(th_slice_sub(line, name.len + 1, line.len)));
}

static long wait_of(th_slice value)
{
	uint64_t seconds;

	if (th_slice_number(value, &seconds))
		return seconds < LONGEST_WAIT ? (long)seconds : LONGEST_WAIT;
	time_t at = curl_getdate(value.ptr, NULL), now = time(NULL);
	return at < now ? 0 : at - now < LONGEST_WAIT ? (long)(at - now) : LONGEST_WAIT;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	th_slice line = th_slice_make(bytes, size * count), value;

	if (th_slice_starts(line, TH_SLICE("HTTP/"))) { /* a further response: of a redirect */
		t->etag = t->last_modified = t->checksum = (th_slice){ 0 };
		t->retry_after = -1;
	}
	if ((value = header_value(t, line, TH_SLICE("etag"))).len)
		t->etag = value;
	else if ((value = header_value(t, line, TH_SLICE("last-modified"))).len)
		t->last_modified = value;
	else if ((value = header_value(t, line, TH_SLICE("x-goog-hash"))).len &&
		 th_slice_starts(value, TH_SLICE("crc32c=")))
		t->checksum = th_slice_sub(value, 7, value.len);
	else if ((value = header_value(t, line, TH_SLICE("retry-after"))).len)
		t->retry_after = wait_of(value);
	return size * count;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno != EINTR)
			return false;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* The first bytes of a response that begins anew: what the part had is no more of use. */
static bool begin_body(struct transfer *t)
{
	long code = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
	if (code != 206 && t->offset > 0) {
		if (ftruncate(t->fd, 0) != 0 || lseek(t->fd, 0, SEEK_SET) != 0)
			return false;
		t->offset = 0;
	}
	if (t->etag.len == 0)
		return true;
	struct th_fetch_state state = { .url = th_slice_of(t->url), .etag = t->etag };
	return th_fetch_state_write(&state, t->part_state) == TH_OK;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *t = context;
	size_t len = size * count;
	long code = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
	if (code != 200 && code != 206)
		return len; /* the page of an error */
	bool good = t->written > 0 || begin_body(t);
	t->too_large = t->offset + t->written + len > t->options->max_bytes;
	if (t->too_large)
		return 0;
	if (!good || !write_all(t->fd, bytes, len)) {
		t->failed_to_write = true;
		t->error = errno;
		return 0;
	}
	t->written += len;
	return len;
}

static int take_progress(void *context, curl_off_t total, curl_off_t done, curl_off_t up_total,
			 curl_off_t up)
{
	struct transfer *t = context;

	(void)up_total, (void)up;
	if (t->options->progress)
		t->options->progress(t->options->context, t->offset + (uint64_t)done,
				     total > 0 ? t->offset + (uint64_t)total : 0);
	return 0;
}

/* ---- one request ---- */

static struct curl_slist *conditions(struct transfer *t)
{
	struct th_fetch_state had, part;
	struct curl_slist *list = NULL;
	struct stat st;

	if (t->offset > 0) {
		th_fetch_state_read(&part, t->part_state, t->arena);
		list = curl_slist_append(
			list, th_arena_printf(t->arena, "If-Range: %.*s", TH_FMT(part.etag)).ptr);
		list = curl_slist_append(list, th_arena_printf(t->arena, "Range: bytes=%llu-",
							       (unsigned long long)t->offset)
						       .ptr);
		return list;
	}
	th_fetch_state_read(&had, t->state_file, t->arena);
	if (stat(t->file, &st) != 0 || !th_slice_equal(had.url, th_slice_of(t->url)))
		return NULL;
	if (had.etag.len)
		list = curl_slist_append(
			list,
			th_arena_printf(t->arena, "If-None-Match: %.*s", TH_FMT(had.etag)).ptr);
	else if (had.last_modified.len)
		list = curl_slist_append(list, th_arena_printf(t->arena, "If-Modified-Since: %.*s",
							       TH_FMT(had.last_modified))
						       .ptr);
	return list;
}

static void prepare(struct transfer *t, struct curl_slist *headers)
{
	const struct th_fetch_options *o = t->options;
	const char *protocols = o->allow_http ? "http,https" : "https";

	curl_easy_reset(t->curl);
	curl_easy_setopt(t->curl, CURLOPT_URL, t->url);
	curl_easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(t->curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	curl_easy_setopt(t->curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(t->curl, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
	curl_easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(t->curl, CURLOPT_USERAGENT, "twohop/" TH_VERSION);
	curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(t->curl, CURLOPT_TIMEOUT, o->timeout);
	curl_easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT, o->connect_timeout);
	curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	if (o->authorities)
		curl_easy_setopt(t->curl, CURLOPT_CAINFO, o->authorities);
	if (o->proxy)
		curl_easy_setopt(t->curl, CURLOPT_PROXY, o->proxy);
	curl_easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->curl, CURLOPT_XFERINFOFUNCTION, take_progress);
	curl_easy_setopt(t->curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(t->curl, CURLOPT_NOPROGRESS, 0L);
}

/* Bytes of an earlier try that can be gone on from. */
static uint64_t resumable(struct transfer *t)
{
	struct th_fetch_state part;
	off_t size = lseek(t->fd, 0, SEEK_END);

	th_fetch_state_read(&part, t->part_state, t->arena);
	if (size > 0 && part.etag.len && part.etag.ptr[0] == '"' &&
	    th_slice_equal(part.url, th_slice_of(t->url)))
		return (uint64_t)size;
	if (ftruncate(t->fd, 0) != 0)
		t->error = errno;
	(void)lseek(t->fd, 0, SEEK_SET);
	return 0;
}

static CURLcode request(struct transfer *t, long *code)
{
	t->written = 0;
	t->too_large = t->failed_to_write = false;
	t->retry_after = -1;
	t->etag = t->last_modified = t->checksum = (th_slice){ 0 };
	t->offset = resumable(t);
	struct curl_slist *headers = conditions(t);
	prepare(t, headers);
	CURLcode result = curl_easy_perform(t->curl);
	*code = 0;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, code);
	curl_slist_free_all(headers);
	return result;
}

/* ---- what arrived ---- */

/* CRC-32C (Castagnoli), as X-Goog-Hash has it: four bytes, the highest first, in base64. */
static uint32_t crc32c(th_slice bytes)
{
	uint32_t table[256], crc = ~UINT32_C(0);

	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ UINT32_C(0x82f63b78) : c >> 1;
		table[i] = c;
	}
	for (size_t i = 0; i < bytes.len; i++)
		crc = table[(crc ^ (unsigned char)bytes.ptr[i]) & 255] ^ crc >> 8;
	return ~crc;
}

static bool fits_checksum(th_slice bytes, th_slice checksum)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t crc = crc32c(bytes);
	char text[8];

	for (int i = 0; i < 6; i++) {
		int shift = 26 - 6 * i;
		text[i] = digits[(shift >= 0 ? crc >> shift : crc << -shift) & 63];
	}
	memcpy(text + 6, "==", 2);
	checksum = th_slice_sub(checksum, 0, th_slice_find(checksum, ','));
	return th_slice_equal(checksum, th_slice_make(text, sizeof(text)));
}

static bool is_page(th_slice bytes)
{
	th_slice text = th_slice_trim(th_slice_sub(bytes, 0, 512));

	return th_slice_starts(text, TH_SLICE("<!DOCTYPE")) ||
	       th_slice_starts(text, TH_SLICE("<!doctype")) ||
	       th_slice_starts(text, TH_SLICE("<html")) || th_slice_starts(text, TH_SLICE("<HTML"));
}

static void keep(struct transfer *t, th_slice found)
{
	uint8_t digest[TH_SHA256_BYTES];
	char hex[TH_SHA256_HEX + 1];

	th_sha256(found, digest);
	th_sha256_hex(digest, hex);
	struct th_fetch_state state = { .verb = th_slice_of(t->options->verb),
					.url = th_slice_of(t->url),
					.etag = t->etag,
					.last_modified = t->last_modified,
					.sha256 = th_slice_of(hex),
					.fetched = time(NULL),
					.bytes = found.len };
	if (fsync(t->fd) != 0 || rename(t->part, t->file) != 0) {
		t->result->unwritable = true;
		fail(t, th_arena_printf(t->arena, "%s: %s", t->file, strerror(errno)));
		return;
	}
	(void)unlink(t->part_state);
	t->result->outcome = TH_FETCHED_NEW;
	t->result->bytes = found.len;
	if (th_fetch_state_write(&state, t->state_file) != TH_OK)
		(void)unlink(t->state_file); /* the next time all of it is fetched */
}

/* The part is whole; is it what was asked for? What is not begins anew the next time. */
static void take_part(struct transfer *t)
{
	struct th_source source;
	th_slice why = { 0 };

	if (th_source_open(&source, t->part, t->arena, &why) != TH_OK) {
		fail(t, th_arena_printf(t->arena, "%s %.*s", t->part, TH_FMT(why)));
		return;
	}
	if (source.found.len == 0)
		fail(t, TH_SLICE("the server answered with nothing"));
	else if (is_page(source.found))
		fail(t, TH_SLICE("the server answered with a page, not with data"));
	else if (t->checksum.len && !fits_checksum(source.found, t->checksum))
		fail(t, TH_SLICE("what arrived does not fit the server's checksum (X-Goog-Hash)"));
	else
		keep(t, source.found);
	th_source_close(&source);
	if (t->result->outcome == TH_FETCHED_NOT) {
		(void)unlink(t->part);
		(void)unlink(t->part_state);
	}
}

static void touch(struct transfer *t)
{
	t->result->outcome = TH_FETCHED_UNCHANGED;
	(void)utimensat(AT_FDCWD, t->file, NULL, 0);
}

/* ---- trying ---- */

static th_slice sentence(struct transfer *t, CURLcode result, long code)
{
	if (t->failed_to_write)
		return th_arena_printf(t->arena, "%s: %s", t->part, strerror(t->error));
	if (t->too_large)
		return th_arena_printf(t->arena,
				       "more than the ceiling of %llu bytes (--max-bytes)",
				       (unsigned long long)t->options->max_bytes);
	if (result == CURLE_UNSUPPORTED_PROTOCOL)
		return TH_SLICE("HTTPS alone is allowed, also behind a redirect (--allow-http)");
	if (result != CURLE_OK)
		return th_arena_printf(t->arena, "%s", curl_easy_strerror(result));
	return th_arena_printf(t->arena, "the server answered %ld", code);
}

static bool is_worth_a_retry(const struct transfer *t, CURLcode result, long code)
{
	if (t->failed_to_write || t->too_large)
		return false;
	switch ((int)result) {
	case CURLE_OK: return code == 429 || code >= 500;
	case CURLE_PARTIAL_FILE:
	case CURLE_COULDNT_CONNECT:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM: return true;
	default: return false;
	}
}

static void try_all(struct transfer *t)
{
	for (unsigned tried = 0;; tried++) {
		long code;
		CURLcode result = request(t, &code);
		if (result == CURLE_OK && code == 304) {
			touch(t);
			return;
		}
		if (result == CURLE_OK && (code == 200 || code == 206)) {
			take_part(t);
			return;
		}
		if (result == CURLE_OK && code == 416) { /* the part is of no use any more */
			(void)unlink(t->part_state);
		} else if (tried >= t->options->retries || !is_worth_a_retry(t, result, code)) {
			t->result->unwritable = t->failed_to_write;
			t->result->gone = result == CURLE_OK && (code == 404 || code == 410);
			fail(t, sentence(t, result, code));
			return;
		}
		if (tried > t->options->retries) {
			fail(t, sentence(t, result, code));
			return;
		}
		sleep((unsigned)(t->retry_after >= 0 ? t->retry_after
						     : 1L << (tried < 6 ? tried : 6)));
	}
}

static CURL *handle_of(const struct transfer *t)
{
	return t->options->session ? (CURL *)(void *)t->options->session : curl_easy_init();
}

static bool lock(struct transfer *t, int *fd)
{
	const char *name = path(t, ".lock");

	*fd = name ? open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (*fd < 0) {
		t->result->unwritable = true;
		fail(t, th_arena_printf(t->arena, "%s.lock: %s", t->file, strerror(errno)));
		return false;
	}
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	fail(t, TH_SLICE("somebody else is fetching it"));
	return false;
}

static void fetch(struct transfer *t)
{
	t->part = path(t, ".part");
	t->state_file = path(t, ".state");
	t->part_state = path(t, ".part.state");
	t->fd = t->part ? open(t->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
	if (t->fd < 0 || !t->state_file || !t->part_state) {
		t->result->unwritable = true;
		fail(t, th_arena_printf(t->arena, "%s.part: %s", t->file, strerror(errno)));
		return;
	}
	t->curl = handle_of(t);
	if (t->curl)
		try_all(t);
	else
		fail(t, TH_SLICE("no memory left"));
	if (!t->options->session)
		curl_easy_cleanup(t->curl);
	close(t->fd);
	if (t->result->outcome == TH_FETCHED_UNCHANGED)
		(void)unlink(t->part);
}

void th_http_fetch(const struct th_fetch_options *options, const char *url, const char *file,
		   struct th_arena *arena, struct th_fetch_result *result)
{
	struct transfer t = {
		.options = options, .arena = arena, .result = result, .url = url, .file = file
	};
	int held;

	*result = (struct th_fetch_result){ .outcome = TH_FETCHED_NOT };
	if (lock(&t, &held))
		fetch(&t);
	if (held >= 0)
		close(held);
}

struct th_http_session *th_http_open(void)
{
	return (struct th_http_session *)(void *)curl_easy_init();
}

void th_http_close(struct th_http_session *session)
{
	curl_easy_cleanup((CURL *)(void *)session);
}

/* ---- asking ---- */

static size_t drop(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes, (void)size, (void)count, (void)context;
	return 0; /* no more than its first bytes is wanted */
}

static CURLcode ask(struct transfer *t, bool with_head, struct th_http_answer *out)
{
	curl_off_t length = 0;
	char *type = NULL, *url = NULL;

	prepare(t, NULL);
	curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(t->curl, CURLOPT_NOBODY, (long)with_head);
	CURLcode code = curl_easy_perform(t->curl);
	if (code == CURLE_WRITE_ERROR) /* ours: it began to send */
		code = CURLE_OK;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &out->status);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &url);
	out->bytes = length > 0 ? (uint64_t)length : 0;
	out->is_page = type && (th_slice_starts(th_slice_of(type), TH_SLICE("text/html")) ||
				th_slice_starts(th_slice_of(type), TH_SLICE("application/xhtml")));
	out->url = url ? th_arena_copy(t->arena, th_slice_of(url)) : (th_slice){ 0 };
	return code;
}

void th_http_ask(const struct th_fetch_options *options, const char *url, struct th_arena *arena,
		 struct th_http_answer *out, struct th_fetch_result *result)
{
	struct transfer t = { .options = options, .arena = arena, .result = result, .url = url };
	CURLcode code = CURLE_OUT_OF_MEMORY;

	*out = (struct th_http_answer){ 0 };
	*result = (struct th_fetch_result){ .outcome = TH_FETCHED_NEW };
	t.curl = curl_easy_init();
	if (t.curl)
		code = ask(&t, true, out);
	if (code == CURLE_OK && (out->status == 403 || out->status == 405 || out->status == 501))
		code = ask(&t, false, out);
	if (code != CURLE_OK) {
		out->status = 0;
		fail(&t, sentence(&t, code, 0));
	}
	curl_easy_cleanup(t.curl);
}
