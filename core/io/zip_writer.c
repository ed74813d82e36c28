#include "core/io/zip_writer.h"

#include "core/base/limits.h"

#include <libdeflate.h>

enum { LEVEL = 6, STORED = 0, DEFLATED = 8, NEEDS = 45, UTF8_NAMES = 1 << 11, JANUARY_1980 = 33 };

static void put16(char **to, uint32_t number)
{
	*(*to)++ = (char)(number & 0xff);
	*(*to)++ = (char)(number >> 8 & 0xff);
}

static void put32(char **to, uint32_t number)
{
	put16(to, number & 0xffff);
	put16(to, number >> 16);
}

static void put64(char **to, uint64_t number)
{
	put32(to, (uint32_t)number);
	put32(to, (uint32_t)(number >> 32));
}

static void write_bytes(struct th_zip_writer *w, const char *bytes, size_t len)
{
	th_output_write(&w->out, th_slice_make(bytes, len));
	w->at += len;
}

static void fail(struct th_zip_writer *w, th_status status)
{
	if (w->status == TH_OK)
		w->status = status;
}

void th_zip_writer_begin(struct th_zip_writer *w, const char *path)
{
	*w = (struct th_zip_writer){ .deflater = libdeflate_alloc_compressor(LEVEL) };
	th_output_to_file(&w->out, path);
	w->out.durable = true;
	if (!w->deflater)
		fail(w, TH_ENOMEM);
}

/* What a local header and an entry of the directory have in common. */
static void put_common(char **to, const struct th_zip_written *e)
{
	put16(to, NEEDS);
	put16(to, UTF8_NAMES);
	put16(to, e->method);
	put16(to, 0);
	put16(to, JANUARY_1980);
	put32(to, e->checksum);
	put32(to, e->packed);
	put32(to, e->size);
	put16(to, (uint32_t)e->name.len);
	put16(to, 0);
}

static void write_entry(struct th_zip_writer *w, struct th_zip_written *e, const char *bytes)
{
	char header[30], *to = header;

	e->header = (uint32_t)w->at;
	put32(&to, 0x04034b50);
	put_common(&to, e);
	write_bytes(w, header, sizeof(header));
	write_bytes(w, e->name.ptr, e->name.len);
	write_bytes(w, bytes, e->packed);
}

void th_zip_writer_add(struct th_zip_writer *w, th_slice name, th_slice bytes)
{
	if (w->status != TH_OK)
		return;
	uint64_t most = (uint64_t)name.len + bytes.len + 256;
	if (name.len > UINT16_MAX || w->at + most > UINT32_MAX) {
		fail(w, TH_ELIMIT);
		return;
	}
	struct th_zip_written *e = th_zip_written_list_push(&w->entries, TH_MAX_FOLDER_ENTRIES);
	char *packed = malloc(bytes.len + 1);
	th_slice kept = th_arena_copy(&w->arena, name);
	if (!e || !packed || !kept.ptr) {
		fail(w, TH_ENOMEM);
		free(packed);
		return;
	}
	size_t len =
		libdeflate_deflate_compress(w->deflater, bytes.ptr, bytes.len, packed, bytes.len);
	*e = (struct th_zip_written){
		.name = kept,
		.checksum = libdeflate_crc32(0, bytes.ptr, bytes.len),
		.size = (uint32_t)bytes.len,
		.packed = (uint32_t)(len ? len : bytes.len), /* 0: it would not be smaller */
		.method = len ? DEFLATED : STORED,
	};
	write_entry(w, e, len ? packed : bytes.ptr);
	free(packed);
}

static void write_directory(struct th_zip_writer *w)
{
	uint64_t begin = w->at;
	char record[56 + 20 + 22], *to;

	for (uint32_t i = 0; i < w->entries.count; i++) {
		const struct th_zip_written *e = &w->entries.items[i];
		to = record;
		put32(&to, 0x02014b50);
		put16(&to, NEEDS);
		put_common(&to, e);
		put16(&to, 0); /* comment, disk, attributes */
		put16(&to, 0);
		put16(&to, 0);
		put32(&to, 0);
		put32(&to, e->header);
		write_bytes(w, record, (size_t)(to - record));
		write_bytes(w, e->name.ptr, e->name.len);
	}
	uint64_t size = w->at - begin, end = w->at, count = w->entries.count;
	to = record;
	put32(&to, 0x06064b50); /* the 64-bit end, which more than 65,535 files need */
	put64(&to, 44);
	put16(&to, NEEDS);
	put16(&to, NEEDS);
	put32(&to, 0);
	put32(&to, 0);
	put64(&to, count);
	put64(&to, count);
	put64(&to, size);
	put64(&to, begin);
	put32(&to, 0x07064b50);
	put32(&to, 0);
	put64(&to, end);
	put32(&to, 1);
	put32(&to, 0x06054b50);
	put32(&to, 0);
	put16(&to, count < UINT16_MAX ? (uint32_t)count : UINT16_MAX);
	put16(&to, count < UINT16_MAX ? (uint32_t)count : UINT16_MAX);
	put32(&to, (uint32_t)size);
	put32(&to, (uint32_t)begin);
	put16(&to, 0);
	write_bytes(w, record, (size_t)(to - record));
}

th_status th_zip_writer_end(struct th_zip_writer *w, bool give_up, struct th_arena *arena,
			    th_slice *why)
{
	*why = (th_slice){ 0 };
	if (w->status == TH_OK && !give_up) {
		write_directory(w);
		w->status = th_output_commit(&w->out);
		if (w->status != TH_OK)
			*why = th_arena_printf(arena, "%.*s", TH_FMT(th_output_why(&w->out)));
	} else if (w->status == TH_ELIMIT) {
		*why = TH_SLICE("a zip file of 4 GiB or more");
	}
	th_status status = w->status;
	th_output_release(&w->out);
	libdeflate_free_compressor(w->deflater);
	th_zip_written_list_release(&w->entries);
	th_arena_release(&w->arena);
	return status;
}
