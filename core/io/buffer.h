/*
 * Memory for input of unknown length: grows without copying, and always has TH_PADDING readable NUL
 * bytes behind its end, so that readers may look ahead without asking.
 */
#ifndef TH_CORE_IO_BUFFER_H
#define TH_CORE_IO_BUFFER_H

#include "core/base/slice.h"
#include "core/base/status.h"

enum { TH_PADDING = 64 };

/*
 * All-zero is an empty buffer. Bytes behind len are NUL: who writes there raises len over them or
 * clears them again.
 */
struct th_buffer {
	char *ptr;
	size_t len;
	size_t size; /* bytes mapped */
};

/*
 * Make room for more bytes behind len, and the padding; ptr may move. TH_ENOMEM leaves the buffer
 * as it was.
 */
th_status th_buffer_reserve(struct th_buffer *buffer, size_t more) TH_MUST_USE;
/* Bytes that can be written behind len. */
size_t th_buffer_room(const struct th_buffer *buffer);
/* What is in it. An empty buffer gives a present, empty slice only after a reserve. */
th_slice th_buffer_bytes(const struct th_buffer *buffer);
/* Give the memory back and leave an empty buffer. */
void th_buffer_release(struct th_buffer *buffer);

#endif
