#include "core/io/zip.h"

#include "core/base/limits.h"

#include <libdeflate.h>

enum {
	END_BYTES = 22,
	END64_BYTES = 56,
	LOCATOR_BYTES = 20,
	CENTRAL_BYTES = 46,
	LOCAL_BYTES = 30,
	COMMENT_BYTES = 65535,
	STORED = 0,
	DEFLATED = 8,
	ENCRYPTED = 1,
	EXTRA_64 = 1
};

/* ---- little-endian numbers; the caller has seen to the bytes ---- */

static uint16_t get16(const char *at)
{
	const unsigned char *b = (const unsigned char *)at;

	return (uint16_t)(b[0] | b[1] << 8);
}

static uint32_t get32(const char *at)
{
	return (uint32_t)get16(at) | (uint32_t)get16(at + 2) << 16;
}

static uint64_t get64(const char *at)
{
	return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static th_status fail(const char **why, const char *what)
{
	*why = what;
	return TH_EINPUT;
}

static bool lies_in(const struct th_zip *zip, uint64_t at, uint64_t size)
{
	return at <= zip->bytes.len && size <= zip->bytes.len - at;
}

/* ---- the central directory ---- */

/* The offset of the record that ends the file, or the file's length. */
static uint64_t find_end(th_slice bytes)
{
	uint64_t lowest =
		bytes.len > END_BYTES + COMMENT_BYTES ? bytes.len - END_BYTES - COMMENT_BYTES : 0;

	for (uint64_t at = bytes.len - END_BYTES + 1; at > lowest; at--)
		if (memcmp(bytes.ptr + at - 1, "PK\x05\x06", 4) == 0)
			return at - 1;
	return bytes.len;
}

/* Where numbers do not fit, a larger record lies in front of the end. */
static th_status read_end64(struct th_zip *zip, uint64_t end, const char **why)
{
	if (end < LOCATOR_BYTES ||
	    memcmp(zip->bytes.ptr + end - LOCATOR_BYTES, "PK\x06\x07", 4) != 0)
		return TH_OK;
	uint64_t at = get64(zip->bytes.ptr + end - LOCATOR_BYTES + 8);
	if (!lies_in(zip, at, END64_BYTES) || memcmp(zip->bytes.ptr + at, "PK\x06\x06", 4) != 0)
		return fail(why, "a zip file whose 64-bit directory is not where it says");
	zip->left = get64(zip->bytes.ptr + at + 32);
	zip->next = get64(zip->bytes.ptr + at + 48);
	return TH_OK;
}

th_status th_zip_open(struct th_zip *zip, th_slice bytes, const char **why)
{
	*zip = (struct th_zip){ .bytes = bytes };
	if (bytes.len < END_BYTES)
		return fail(why, "a zip file that is cut off");
	uint64_t end = find_end(bytes);
	if (end == bytes.len)
		return fail(why, "a zip file without a directory at its end: it is cut off");
	zip->left = get16(bytes.ptr + end + 10);
	zip->next = get32(bytes.ptr + end + 16);
	TH_TRY(read_end64(zip, end, why));
	if (!lies_in(zip, zip->next, 0) || zip->left > (bytes.len - zip->next) / CENTRAL_BYTES)
		return fail(why, "a zip file whose directory is not where it says: it is cut off");
	zip->inflater = libdeflate_alloc_decompressor();
	return zip->inflater ? TH_OK : TH_ENOMEM;
}

void th_zip_close(struct th_zip *zip)
{
	libdeflate_free_decompressor(zip->inflater);
	*zip = (struct th_zip){ 0 };
}

/* Numbers that do not fit stand in an extra field, in this order, those that are needed. */
static void read_extra64(struct th_zip_entry *entry, th_slice extra)
{
	while (extra.len >= 4) {
		size_t size = get16(extra.ptr + 2);
		th_slice field = th_slice_sub(extra, 4, 4 + size);
		uint64_t *const numbers[] = { &entry->size, &entry->packed, &entry->header };
		bool is_64 = get16(extra.ptr) == EXTRA_64;
		for (size_t i = 0; is_64 && i < 3; i++) {
			if (*numbers[i] != UINT32_MAX || field.len < 8)
				continue;
			*numbers[i] = get64(field.ptr);
			field = th_slice_sub(field, 8, field.len);
		}
		extra = th_slice_sub(extra, 4 + size, extra.len);
	}
}

th_status th_zip_next(struct th_zip *zip, struct th_zip_entry *entry, const char **why)
{
	if (zip->left == 0)
		return TH_ENOTFOUND;
	if (!lies_in(zip, zip->next, CENTRAL_BYTES) ||
	    memcmp(zip->bytes.ptr + zip->next, "PK\x01\x02", 4) != 0)
		return fail(why, "a zip file whose directory is damaged");
	const char *at = zip->bytes.ptr + zip->next;
	uint64_t name = get16(at + 28), extra = get16(at + 30), comment = get16(at + 32);
	if (!lies_in(zip, zip->next, CENTRAL_BYTES + name + extra + comment))
		return fail(why, "a zip file whose directory is cut off");
	*entry = (struct th_zip_entry){
		.name = th_slice_make(at + CENTRAL_BYTES, (size_t)name),
		.flags = get16(at + 8),
		.method = get16(at + 10),
		.checksum = get32(at + 16),
		.packed = get32(at + 20),
		.size = get32(at + 24),
		.header = get32(at + 42),
	};
	read_extra64(entry, th_slice_make(at + CENTRAL_BYTES + name, (size_t)extra));
	zip->next += CENTRAL_BYTES + name + extra + comment;
	zip->left--;
	return TH_OK;
}

/* ---- one entry ---- */

/* The packed bytes: behind the local header, whose names may have other lengths. */
static th_status find_data(const struct th_zip *zip, const struct th_zip_entry *entry,
			   th_slice *out, const char **why)
{
	if (!lies_in(zip, entry->header, LOCAL_BYTES) ||
	    memcmp(zip->bytes.ptr + entry->header, "PK\x03\x04", 4) != 0)
		return fail(why, "an entry of a zip file that is not where its directory says");
	const char *at = zip->bytes.ptr + entry->header;
	uint64_t data = entry->header + LOCAL_BYTES + get16(at + 26) + get16(at + 28);
	if (!lies_in(zip, data, entry->packed))
		return fail(why, "an entry of a zip file that is cut off");
	*out = th_slice_make(zip->bytes.ptr + data, (size_t)entry->packed);
	return TH_OK;
}

static th_status check_size(const struct th_zip *zip, const struct th_zip_entry *entry,
			    const char **why)
{
	uint64_t allowed = TH_MAX_EXPANSION * (uint64_t)zip->bytes.len;

	if (allowed < TH_MAX_EXPANSION_FLOOR)
		allowed = TH_MAX_EXPANSION_FLOOR;
	if (entry->size <= TH_MAX_SOURCE_BYTES && entry->size <= allowed &&
	    zip->expanded <= allowed - entry->size)
		return TH_OK;
	*why = "a zip file that expands to more than 200 times its size (TH_MAX_EXPANSION)";
	return TH_ELIMIT;
}

/* out holds size bytes now, and NUL behind them, where `before` had stood. */
static void settle(struct th_buffer *out, size_t size, size_t before)
{
	if (before > size)
		memset(out->ptr + size, 0, before - size);
	out->len = size;
}

static th_status unpack(const struct th_zip *zip, const struct th_zip_entry *entry, th_slice packed,
			char *out, const char **why)
{
	size_t size = (size_t)entry->size;

	if (entry->method == STORED && packed.len == size)
		memcpy(out, packed.ptr, size);
	else if (entry->method == STORED ||
		 libdeflate_deflate_decompress(zip->inflater, packed.ptr, packed.len, out, size,
					       NULL) != LIBDEFLATE_SUCCESS)
		return fail(why, "an entry of a zip file that is damaged");
	if (libdeflate_crc32(0, out, size) != entry->checksum)
		return fail(why, "an entry of a zip file whose bytes do not fit its checksum");
	return TH_OK;
}

th_status th_zip_read(struct th_zip *zip, const struct th_zip_entry *entry, struct th_buffer *out,
		      const char **why)
{
	size_t before = out->len, size = (size_t)entry->size;
	th_slice packed;

	if (entry->flags & ENCRYPTED)
		return fail(why, "an entry of a zip file that is encrypted");
	if (entry->method != STORED && entry->method != DEFLATED)
		return fail(why, "an entry of a zip file that is packed by a method other than "
				 "stored and deflated");
	TH_TRY(find_data(zip, entry, &packed, why));
	TH_TRY(check_size(zip, entry, why));
	zip->expanded += size;
	settle(out, 0, before);
	TH_TRY(th_buffer_reserve(out, size));
	th_status status = unpack(zip, entry, packed, out->ptr, why);
	settle(out, status == TH_OK ? size : 0, size);
	return status;
}
