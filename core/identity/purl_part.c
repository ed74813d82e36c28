#include "core/identity/purl_part.h"

#include "core/text/unicode.h"

enum {
	B = 0,
	A = PURL_UPPER,
	N = PURL_NOT_IN_KEYS,
	S = PURL_SLASH,
	P = PURL_PERCENT,
	E = PURL_OTHER,
	C = PURL_CONTROL,
	U = PURL_HIGH | PURL_OTHER,
};

/* clang-format off */
const unsigned char th_purl_class_of[256] = {
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, /* 00 */
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, /* 10 */
	E, E, E, E, E, P, E, E, E, E, E, E, E, B, B, S, /* 20: "-./" */
	B, B, B, B, B, B, B, B, B, B, N, E, E, E, E, E, /* 30: digits, ':' */
	E, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, /* 40 */
	A, A, A, A, A, A, A, A, A, A, A, E, E, E, E, B, /* 50: '_' */
	E, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, /* 60 */
	B, B, B, B, B, B, B, B, B, B, B, E, E, E, N, C, /* 70: '~' */
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, /* 80 */
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
};
/* clang-format on */

char *th_purl_scratch_own(struct th_purl_scratch *scratch, th_slice *part)
{
	size_t at = (uintptr_t)part->ptr - (uintptr_t)scratch->decoded;

	if (at >= sizeof(scratch->decoded)) {
		if (part->len > sizeof(scratch->decoded) - scratch->used)
			return NULL;
		at = scratch->used;
		memcpy(scratch->decoded + at, part->ptr, part->len);
		scratch->used += part->len;
		part->ptr = scratch->decoded + at;
	}
	return scratch->decoded + at;
}

void th_purl_scratch_lower(struct th_purl_scratch *scratch, th_slice *part)
{
	if (!(th_purl_classes(*part) & PURL_UPPER))
		return;
	char *own = th_purl_scratch_own(scratch, part);

	if (!own)
		return;
	scratch->changed = true;
	for (size_t i = 0; i < part->len; i++)
		own[i] = th_lower(own[i]);
}

/* Has path a segment that is not to be there? */
static bool is_untidy(th_slice path, enum purl_kind kind)
{
	char before = '/';

	if (kind == PURL_SUBPATH && (th_purl_find(path, '.') != path.len))
		return true;
	for (size_t i = 0; i < path.len; before = path.ptr[i++])
		if (path.ptr[i] == '/' && before == '/')
			return true;
	return before == '/';
}

static bool is_dots(th_slice segment)
{
	return segment.ptr[0] == '.' &&
	       (segment.len == 1 || (segment.len == 2 && segment.ptr[1] == '.'));
}

void th_purl_part_tidy(struct th_purl_scratch *scratch, th_slice *path, enum purl_kind kind)
{
	char *own = NULL;
	size_t to = 0;

	if (!is_untidy(*path, kind))
		return;
	for (size_t from = 0, end; from <= path->len; from = end + 1) {
		th_slice segment = { path->ptr + from, path->len - from };

		segment.len = th_purl_find(segment, '/');
		end = from + segment.len;
		if (segment.len == 0 || (kind == PURL_SUBPATH && is_dots(segment))) {
			if (!own && !(own = th_purl_scratch_own(scratch, path)))
				return;
			scratch->changed = true;
			continue;
		}
		if (to != 0)
			to++;
		if (own) {
			if (to != 0)
				own[to - 1] = '/';
			memmove(own + to, own + from, segment.len);
		}
		to += segment.len;
	}
	path->len = to;
}

/* Decode the triplets of *part; *seen gains the classes of what they stand for. */
static th_status decode(struct th_purl_scratch *scratch, th_slice *part, enum purl_kind kind,
			unsigned *seen, const char **why)
{
	char *start = scratch->decoded + scratch->used, *to = start;

	if (part->len > sizeof(scratch->decoded) - scratch->used)
		return TH_EBUG;
	for (size_t i = 0; i < part->len; i++) {
		char c = part->ptr[i];

		if (c == '%') {
			int high = part->len - i > 2 ? th_hex_value(part->ptr[i + 1]) : -1;
			int low = part->len - i > 2 ? th_hex_value(part->ptr[i + 2]) : -1;

			if (high < 0 || low < 0)
				return th_purl_refuse(why,
						      "expected two hexadecimal digits after '%'");
			c = (char)(high * 16 + low);
			if (c == '\0')
				return th_purl_refuse(why,
						      "a zero byte (%00) cannot be part of a purl");
			unsigned class = th_purl_class_of[(unsigned char)c];

			if (th_purl_is_bare(class, kind) || part->ptr[i + 1] >= 'a' ||
			    part->ptr[i + 2] >= 'a')
				scratch->changed = true;
			*seen |= class;
			i += 2;
		}
		*to++ = c;
	}
	*part = th_slice_make(start, (size_t)(to - start));
	scratch->used += part->len;
	return TH_OK;
}

th_status th_purl_part_read_odd(struct th_purl_scratch *scratch, th_slice *part,
				enum purl_kind kind, unsigned seen, const char **why)
{
	if (seen & PURL_CONTROL)
		return th_purl_refuse(why, "a control character cannot stand in a purl");
	if (seen & PURL_OTHER || (seen & PURL_SLASH && kind == PURL_PLAIN))
		scratch->changed = true;
	if (seen & PURL_PERCENT)
		TH_TRY(decode(scratch, part, kind, &seen, why));
	if (seen & PURL_HIGH && !th_utf8_valid(*part))
		return th_purl_refuse(why, "expected UTF-8 in the parts of a purl");
	if (kind == PURL_SUBPATH || (seen & PURL_SLASH && kind == PURL_PATH))
		th_purl_part_tidy(scratch, part, kind);
	if (part->len == 0) {
		scratch->changed = true;
		*part = th_slice_make(NULL, 0);
	}
	return TH_OK;
}
