#include "core/identity/domain.h"

#include "core/text/unicode.h"

#include <libpsl.h>
#include <pthread.h>

enum { LONGEST_HOST = 253, LONGEST_LABEL = 63, LONGEST_INPUT = 1024 };

/* ---- The list of public suffixes ---- */

static pthread_once_t list_once = PTHREAD_ONCE_INIT;
static const psl_ctx_t *list; /* NULL: there is none */

static void load_list(void)
{
	list = psl_builtin();
	if (list && psl_suffix_count(list) == 0)
		list = NULL;
	if (!list && psl_dist_filename() && *psl_dist_filename())
		list = psl_load_file(psl_dist_filename());
}

th_status th_domain_list_load(void)
{
	pthread_once(&list_once, load_list);
	return list ? TH_OK : TH_ENOTFOUND;
}

/* ---- Hosting ---- */

enum reach { ALL, SELF, BELOW };

static const struct hosting {
	const char *domain;
	uint8_t length, kind, reach;
} hostings[] = {
#define TH_HOSTING(domain, kind, reach) { domain, sizeof(domain) - 1, TH_HOSTING_##kind, reach },
#include "core/identity/hosting_domains.def"
#undef TH_HOSTING
};

static const struct hosting *find_hosting(th_slice domain)
{
	size_t low = 0, high = sizeof(hostings) / sizeof(hostings[0]);

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct hosting *row = &hostings[middle];
		int order = row->domain[0] - domain.ptr[0];

		if (order == 0)
			order = th_slice_compare(th_slice_make(row->domain, row->length), domain);

		if (order == 0)
			return row;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The row that covers domain, or NULL. */
static const struct hosting *hosting_of(th_slice domain)
{
	for (th_slice tail = domain;;) {
		size_t point = th_slice_find(tail, '.');

		if (point == tail.len)
			return NULL;
		const struct hosting *row = find_hosting(tail);
		if (row) {
			bool self = tail.len == domain.len ||
				    (tail.len + 4 == domain.len &&
				     th_slice_starts(domain, TH_SLICE("www.")));

			return row->reach == ALL || (row->reach == SELF) == self ? row : NULL;
		}
		tail = th_slice_sub(tail, point + 1, tail.len);
	}
}

enum th_hosting th_domain_hosting(th_slice domain)
{
	const struct hosting *row = hosting_of(domain);

	return row ? (enum th_hosting)row->kind : TH_HOSTING_NONE;
}

/* ---- Where the host stands ---- */

/* Words before a colon that are neither scheme nor host. */
static const struct wrapper {
	const char *text;
	size_t length;
} wrappers[] = { { "mailto:", 7 }, { "scm:", 4 }, { "git:", 4 }, { "svn:", 4 },
		 { "hg:", 3 },     { "dns:", 4 }, { "url:", 4 } };

static th_slice without_wrappers(th_slice text)
{
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]);) {
		const struct wrapper *row = &wrappers[i++];

		if (text.len < row->length || text.ptr[row->length - 1] != ':' ||
		    !th_slice_equal_nocase(th_slice_sub(text, 0, row->length),
					   th_slice_make(row->text, row->length)))
			continue;
		th_slice rest = th_slice_sub(text, row->length, text.len);
		if (th_slice_starts(rest, TH_SLICE("//")))
			continue;
		text = rest;
		i = 0;
	}
	return text;
}

static bool is_scheme_byte(char c)
{
	return th_is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* Length of "scheme://" or "//" at the start of text, or 0. */
static size_t scheme_length(th_slice text)
{
	size_t i = 0;

	while (i < text.len && is_scheme_byte(text.ptr[i]))
		i++;
	if (i > 0 && !(i < text.len && text.ptr[i] == ':'))
		return 0;
	i += i > 0;
	return th_slice_starts(th_slice_sub(text, i, text.len), TH_SLICE("//")) ? i + 2 : 0;
}

static bool ends_host(char c)
{
	switch (c) {
	case '/':
	case '\\':
	case '?':
	case '#':
	case '<':
	case '>':
	case '"':
	case ' ':
	case '\t':
	case '\r':
	case '\n': return true;
	default: return false;
	}
}

/* Whether rest, which follows a host, begins with a port. */
static bool is_port(th_slice rest)
{
	size_t digits = 1;

	if (!rest.ptr || rest.len == 0 || rest.ptr[0] != ':')
		return false;
	while (digits < rest.len && th_is_digit(rest.ptr[digits]))
		digits++;
	return digits == rest.len || ends_host(rest.ptr[digits]);
}

void th_location_parse(th_slice text, struct th_location *out)
{
	*out = (struct th_location){ 0 };
	text = without_wrappers(th_slice_trim(text));
	size_t scheme = scheme_length(text);

	text = th_slice_sub(text, scheme, text.len);
	if (!text.ptr)
		return;
	out->scheme = scheme > 0;
	size_t end = 0;
	while (end < text.len && !ends_host(text.ptr[end]))
		end++;
	size_t at = th_slice_rfind(th_slice_sub(text, 0, end), '@');
	out->user = at < end;
	size_t from = at < end ? at + 1 : 0, to = from;
	if (to < end && text.ptr[to] == '[')
		to += th_slice_find(th_slice_sub(text, to, end), ']');
	while (to < end && text.ptr[to] != ':')
		to++;
	if (to == from)
		return;
	out->host = th_slice_sub(text, from, to);
	th_slice rest = th_slice_sub(text, to, text.len);
	if (is_port(rest) && (out->scheme || !out->user)) /* git@host:1/2 has no port but a path */
		rest = th_slice_sub(rest, th_slice_find(rest, '/'), rest.len);
	out->path = th_slice_sub(rest, 1, rest.len);
}

/* ---- Host names ---- */

/* Bytes under construction; `full` is sticky. */
struct output {
	char *start, *at, *end;
	bool full;
};

static void put(struct output *out, char c)
{
	if (out->at == out->end)
		out->full = true;
	else
		*out->at++ = c;
}

/* RFC 3492: parameters for IDNA. */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_CODE = 128 };

static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	for (delta += delta / count; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* One generalised variable-length integer. */
static void put_delta(struct output *out, uint32_t delta, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
		uint32_t digit = delta < t ? delta : t + (delta - t) % (BASE - t);

		put(out, (char)(digit < 26 ? 'a' + digit : '0' + (digit - 26)));
		if (delta < t)
			return;
		delta = (delta - t) / (BASE - t);
	}
}

static int32_t least_from(const int32_t *codes, size_t count, int32_t floor)
{
	int32_t least = INT32_MAX;

	for (size_t i = 0; i < count; i++)
		if (codes[i] >= floor && codes[i] < least)
			least = codes[i];
	return least;
}

/* A label of at most LONGEST_LABEL code points, not all ASCII, as "xn--" and Punycode. */
static void put_punycode(struct output *out, const int32_t *codes, size_t count)
{
	uint32_t bias = FIRST_BIAS, delta = 0, done = 0, basic;
	int32_t from = FIRST_CODE;

	for (const char *c = "xn--"; *c; c++)
		put(out, *c);
	for (size_t i = 0; i < count; i++)
		if (codes[i] < FIRST_CODE) {
			put(out, (char)codes[i]);
			done++;
		}
	basic = done;
	if (basic > 0)
		put(out, '-');
	while (done < count) {
		int32_t next = least_from(codes, count, from);

		delta += (uint32_t)(next - from) * (done + 1); /* at most 0x110000 * 64 */
		for (size_t i = 0; i < count; i++) {
			delta += codes[i] < next;
			if (codes[i] != next)
				continue;
			put_delta(out, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
		delta++;
		from = next + 1;
	}
}

static bool is_host_byte(char c)
{
	return th_is_alnum(c) || c == '-' || c == '_';
}

/* One label, lower case by now. False when it can be none. */
static bool put_label(struct output *out, const int32_t *codes, size_t count)
{
	bool ascii = true;

	if (count == 0 || count > LONGEST_LABEL)
		return false;
	for (size_t i = 0; i < count; i++) {
		ascii &= codes[i] < FIRST_CODE;
		if (codes[i] < FIRST_CODE ? !is_host_byte((char)codes[i])
					  : th_char_kind((uint32_t)codes[i]) > TH_CHAR_MARK)
			return false;
	}
	const char *start = out->at;
	if (ascii)
		for (size_t i = 0; i < count; i++)
			put(out, (char)codes[i]);
	else
		put_punycode(out, codes, count);
	return out->full || out->at - start <= LONGEST_LABEL;
}

/* Host names beyond ASCII: mapped as IDNA 2008 does (UTS #46 without its transitional mappings). */
static bool put_wide_host(struct output *out, th_slice host)
{
	int32_t codes[LONGEST_INPUT];
	size_t count, from = 0;

	if (th_unicode_fold(host, TH_FOLD_LOWER, codes, LONGEST_INPUT, &count) != TH_OK)
		return false;
	if (count > 0 && (codes[count - 1] == '.' || codes[count - 1] == 0x3002))
		count--;
	for (size_t i = 0; i <= count; i++) {
		if (i < count && codes[i] != '.' && codes[i] != 0x3002) /* ideographic full stop */
			continue;
		if (!put_label(out, codes + from, i - from))
			return false;
		if (i < count)
			put(out, '.');
		from = i + 1;
	}
	return true;
}

/* The common case. False at the first byte that no ASCII host name holds. */
static bool put_ascii_host(struct output *out, th_slice host)
{
	size_t label = 0;

	if (th_slice_ends(host, TH_SLICE(".")))
		host.len--;
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];

		label = c == '.' ? 0 : label + 1;
		if (c == '.' ? i == 0 || host.ptr[i - 1] == '.' : !is_host_byte(c))
			return false;
		if (label > LONGEST_LABEL)
			return false;
		put(out, th_lower(c));
	}
	return host.len > 0 && label > 0;
}

/* Local networks, and reserved names that name nobody (RFC 6761, RFC 8375, RFC 9476). */
static const char *const local_tops[] = { "alt",      "arpa",        "corp",      "home",
					  "internal", "intranet",    "invalid",   "lan",
					  "local",    "localdomain", "localhost", "private" };

static bool is_local_or_address(th_slice host)
{
	size_t point = th_slice_rfind(host, '.');
	th_slice top = point == host.len ? host : th_slice_sub(host, point + 1, host.len);

	/* A top-level domain begins with a letter; an address does not. */
	if (point == host.len || top.len == 0 || !th_is_alpha(host.ptr[point + 1]))
		return true;
	for (size_t i = 0; i < sizeof(local_tops) / sizeof(local_tops[0]); i++)
		if (th_slice_equal(top, th_slice_of(local_tops[i])))
			return true;
	return false;
}

/* ---- Registrable domains ---- */

/* The last `labels` labels of host; absent if it has fewer. */
static th_slice last_labels(th_slice host, unsigned labels)
{
	for (size_t i = host.len; i > 0; i--)
		if (host.ptr[i - 1] == '.' && --labels == 0)
			return th_slice_sub(host, i, host.len);
	return labels == 1 ? host : (th_slice){ 0 };
}

static bool is_placeholder(th_slice domain)
{
	return th_slice_equal(domain, TH_SLICE("example.com")) ||
	       th_slice_equal(domain, TH_SLICE("example.net")) ||
	       th_slice_equal(domain, TH_SLICE("example.org"));
}

/* host ends in a NUL. */
static th_slice registrable_of(th_slice host)
{
	th_slice two = last_labels(host, 2);

	if (is_placeholder(two)) {
		th_slice three = last_labels(host, 3);

		return th_slice_starts(three, TH_SLICE("www.")) ? (th_slice){ 0 } : three;
	}
	if (th_domain_list_load() != TH_OK)
		return two;
	return th_slice_of(psl_registrable_domain(list, host.ptr));
}

th_status th_domain_of_url(th_slice text, char *buffer, size_t capacity, struct th_domain *out)
{
	struct th_location location;

	*out = (struct th_domain){ 0 };
	th_location_parse(text, &location);
	if (location.host.len == 0 || location.host.len > LONGEST_INPUT)
		return TH_ENOTFOUND;
	if (capacity == 0)
		return TH_ELIMIT;
	struct output host = { buffer, buffer, buffer + capacity - 1, false };
	if (!put_ascii_host(&host, location.host)) {
		host.at = buffer;
		host.full = false;
		if (!put_wide_host(&host, location.host))
			return TH_ENOTFOUND;
	}
	size_t length = (size_t)(host.at - buffer);
	if (host.full)
		return capacity < TH_DOMAIN_BYTES ? TH_ELIMIT : TH_ENOTFOUND;
	if (length > LONGEST_HOST)
		return TH_ENOTFOUND;
	*host.at = '\0';
	if (is_local_or_address(th_slice_make(buffer, length)))
		return TH_ENOTFOUND;
	out->host = th_slice_make(buffer, length);
	const struct hosting *row = hosting_of(out->host);
	if (row) {
		out->hosting = (enum th_hosting)row->kind;
		out->registrable = th_slice_make(row->domain, row->length);
		return TH_ENOTFOUND;
	}
	out->registrable = registrable_of(out->host);
	return out->registrable.len > 0 ? TH_OK : TH_ENOTFOUND;
}
