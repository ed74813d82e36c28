/*
 * Owner of libarchive 3. It is used for its filters alone: the format is "raw", and the one filter
 * that the magic names is appended by hand, because libarchive left to itself would unwrap layer
 * after layer and might start programs. Two gaps of it are closed here: it does not check the
 * checksum of gzip data (RFC 1952), and it stops without a word where gzip or bzip2 data are
 * followed by something else.
 */
#include "core/io/archive.h"

#include "core/base/library.h"
#include "core/base/limits.h"

#include <archive.h>
#include <errno.h>
#include <pthread.h>

#define FUNCTIONS(X)                       \
	X(archive_read_new)                \
	X(archive_read_support_format_raw) \
	X(archive_read_append_filter)      \
	X(archive_read_open_memory)        \
	X(archive_read_next_header)        \
	X(archive_read_data)               \
	X(archive_read_free)               \
	X(archive_filter_bytes)            \
	X(archive_error_string)            \
	X(archive_errno)

struct functions {
#define X(name) __typeof__(name) *name;
	FUNCTIONS(X)
#undef X
};

static struct functions la;

static const struct th_library_symbol symbols[] = {
#define X(name) { #name, offsetof(struct functions, name) },
	FUNCTIONS(X)
#undef X
};

static struct th_library library = {
	.file = "libarchive.so.13",
	.package = "libarchive13",
	.symbols = symbols,
	.count = sizeof(symbols) / sizeof(symbols[0]),
	.table = &la,
	TH_LIBRARY_FRESH,
};

enum { GZIP_HEAD = 10, GZIP_TRAILER = 8, FIRST_ROOM = 1 << 20 };

#define LITERAL(text)                                   \
	{                                               \
		.ptr = "" text, .len = sizeof(text) - 1 \
	}

static const struct kind {
	th_slice name, magic;
	int filter;
} kinds[] = {
	{ LITERAL("gzip"), LITERAL("\x1f\x8b"), ARCHIVE_FILTER_GZIP },
	{ LITERAL("zstd"), LITERAL("\x28\xb5\x2f\xfd"), ARCHIVE_FILTER_ZSTD },
	{ LITERAL("xz"), LITERAL("\xfd\x37\x7a\x58\x5a\x00"), ARCHIVE_FILTER_XZ },
	{ LITERAL("bzip2"), LITERAL("BZh"), ARCHIVE_FILTER_BZIP2 },
};

static const struct kind *kind_of(th_slice bytes)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (th_slice_starts(bytes, kinds[i].magic))
			return &kinds[i];
	return NULL;
}

th_slice th_archive_compression(th_slice bytes)
{
	const struct kind *kind = kind_of(bytes);

	return kind ? kind->name : (th_slice){ 0 };
}

/* ---- the checksum of gzip data ---- */

static uint32_t crc_tables[8][256];
static pthread_once_t crc_once = PTHREAD_ONCE_INIT;

static void make_crc_tables(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
		crc_tables[0][i] = crc;
	}
	for (size_t t = 1; t < 8; t++)
		for (size_t i = 0; i < 256; i++) {
			uint32_t crc = crc_tables[t - 1][i];
			crc_tables[t][i] = (crc >> 8) ^ crc_tables[0][crc & 0xff];
		}
}

static uint32_t little_endian(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;

	return (uint32_t)byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 |
	       (uint32_t)byte[3] << 24;
}

/* CRC-32 as RFC 1952 has it, eight bytes a step. */
static uint32_t crc32(th_slice bytes)
{
	const char *at = bytes.ptr;
	size_t left = bytes.len;
	uint32_t crc = UINT32_MAX;

	pthread_once(&crc_once, make_crc_tables);
	for (; left >= 8; left -= 8, at += 8) {
		uint32_t low = crc ^ little_endian(at), high = little_endian(at + 4);

		crc = crc_tables[7][low & 0xff] ^ crc_tables[6][low >> 8 & 0xff] ^
		      crc_tables[5][low >> 16 & 0xff] ^ crc_tables[4][low >> 24] ^
		      crc_tables[3][high & 0xff] ^ crc_tables[2][high >> 8 & 0xff] ^
		      crc_tables[1][high >> 16 & 0xff] ^ crc_tables[0][high >> 24];
	}
	for (; left > 0; left--, at++)
		crc = (crc >> 8) ^ crc_tables[0][(crc ^ (unsigned char)*at) & 0xff];
	return ~crc;
}

/*
 * Whether the trailer fits what was expanded. Gzip data may be several members one after the other;
 * where one ends is not told here, so of several it is the last that is checked.
 */
static bool gzip_is_sound(th_slice bytes, th_slice expanded)
{
	if (bytes.len < GZIP_HEAD + GZIP_TRAILER || !expanded.ptr)
		return false;
	const char *trailer = bytes.ptr + bytes.len - GZIP_TRAILER;
	uint64_t length = little_endian(trailer + 4); /* of the last member, modulo 2^32 */

	for (; length <= expanded.len; length += UINT64_C(1) << 32) {
		th_slice member = th_slice_make(expanded.ptr + (expanded.len - length), length);

		if (crc32(member) == little_endian(trailer))
			return true;
	}
	return false;
}

/* ---- expanding ---- */

struct expansion {
	struct archive *archive;
	const struct kind *kind;
	th_slice bytes;
	struct th_buffer *out;
	struct th_arena *arena;
	th_slice *why;
};

static uint64_t ceiling_for(size_t length)
{
	uint64_t ceiling;

	if (__builtin_mul_overflow((uint64_t)length, (uint64_t)TH_MAX_EXPANSION, &ceiling) ||
	    ceiling > TH_MAX_SOURCE_BYTES)
		return TH_MAX_SOURCE_BYTES;
	return ceiling < TH_MAX_EXPANSION_FLOOR ? TH_MAX_EXPANSION_FLOOR : ceiling;
}

static th_status broken(struct expansion *e, const char *how)
{
	*e->why = th_arena_printf(e->arena, "the %.*s data are broken: %s", TH_FMT(e->kind->name),
				  how);
	return TH_EINPUT;
}

static th_status refused(struct expansion *e)
{
	const char *text = la.archive_error_string(e->archive);

	if (la.archive_errno(e->archive) == ENOMEM) {
		*e->why = TH_SLICE("no memory to expand the document");
		return TH_ENOMEM;
	}
	return broken(e, text ? text : "no reason given");
}

static th_status too_long(struct expansion *e, uint64_t ceiling)
{
	const char *name =
		ceiling == TH_MAX_SOURCE_BYTES ? "TH_MAX_SOURCE_BYTES" : "TH_MAX_EXPANSION";

	*e->why = th_arena_printf(
		e->arena,
		"the %.*s data expand to more than %llu bytes, the ceiling for %zu bytes (%s)",
		TH_FMT(e->kind->name), (unsigned long long)ceiling, e->bytes.len, name);
	return TH_ELIMIT;
}

static th_status open_stream(struct expansion *e)
{
	struct archive_entry *entry;

	la.archive_read_support_format_raw(e->archive);
	/*
	 * anything but OK is a libarchive without this compression, about to start a program
	 * instead
	 */
	if (la.archive_read_append_filter(e->archive, e->kind->filter) != ARCHIVE_OK) {
		*e->why = th_arena_printf(e->arena, "this machine's libarchive cannot read %.*s",
					  TH_FMT(e->kind->name));
		return TH_EIO;
	}
	/* "raw" accepts anything that has a first byte: a refusal means that there is none */
	if (la.archive_read_open_memory(e->archive, e->bytes.ptr, e->bytes.len) != ARCHIVE_OK ||
	    la.archive_read_next_header(e->archive, &entry) != ARCHIVE_OK)
		return broken(e, "nothing is in them, or they are cut short");
	return TH_OK;
}

static th_status read_stream(struct expansion *e)
{
	uint64_t ceiling = ceiling_for(e->bytes.len);
	struct th_buffer *out = e->out;

	for (;;) {
		if (th_buffer_room(out) == 0 &&
		    th_buffer_reserve(out, out->len ? out->len : FIRST_ROOM) != TH_OK) {
			*e->why = TH_SLICE("no memory to expand the document");
			return TH_ENOMEM;
		}
		uint64_t room = th_buffer_room(out), left = ceiling - out->len;
		la_ssize_t got = la.archive_read_data(e->archive, out->ptr + out->len,
						      room <= left ? room : left + 1);
		if (got < 0)
			return refused(e);
		if (got == 0)
			return TH_OK;
		if ((uint64_t)got > left)
			return too_long(e, ceiling);
		out->len += (size_t)got;
	}
}

static th_status check_end(struct expansion *e)
{
	la_int64_t read = la.archive_filter_bytes(e->archive, -1);

	if (read >= 0 && (uint64_t)read < e->bytes.len)
		return broken(e, "something else follows them");
	if (e->kind->filter == ARCHIVE_FILTER_GZIP &&
	    !gzip_is_sound(e->bytes, th_buffer_bytes(e->out)))
		return broken(e, "the checksum does not match");
	return TH_OK;
}

th_status th_archive_expand(th_slice bytes, struct th_buffer *out, struct th_arena *arena,
			    th_slice *why)
{
	struct expansion e = {
		.kind = kind_of(bytes), .bytes = bytes, .out = out, .arena = arena, .why = why
	};

	if (!e.kind)
		return TH_EBUG;
	TH_TRY(th_library_load(&library, why));
	e.archive = la.archive_read_new();
	if (!e.archive) {
		*why = TH_SLICE("no memory to expand the document");
		return TH_ENOMEM;
	}
	th_status status = open_stream(&e);
	if (status == TH_OK)
		status = read_stream(&e);
	if (status == TH_OK)
		status = check_end(&e);
	la.archive_read_free(e.archive);
	if (status != TH_OK)
		th_buffer_release(out);
	return status;
}
