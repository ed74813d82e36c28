#include "core/io/buffer.h"

#include <sys/mman.h>

/* ThreadSanitizer does not see mremap, and takes what comes to lie there next for a race. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MOVE_BY_COPY 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define MOVE_BY_COPY 1
#endif

enum { FIRST_SIZE = 64 << 10 };

static void *get_pages(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* size bytes that begin with those of the buffer; the rest is NUL, and the old pages are gone. */
static void *more_pages(const struct th_buffer *buffer, size_t size)
{
#ifdef MOVE_BY_COPY
	void *ptr = get_pages(size);

	if (ptr != MAP_FAILED) {
		memcpy(ptr, buffer->ptr, buffer->len);
		munmap(buffer->ptr, buffer->size);
	}
	return ptr;
#else
	return mremap(buffer->ptr, buffer->size, size, MREMAP_MAYMOVE);
#endif
}

th_status th_buffer_reserve(struct th_buffer *buffer, size_t more)
{
	size_t needed, size = buffer->size ? buffer->size : FIRST_SIZE;

	if (__builtin_add_overflow(buffer->len, more, &needed) ||
	    __builtin_add_overflow(needed, (size_t)TH_PADDING, &needed))
		return TH_ENOMEM;
	while (size < needed)
		if (__builtin_mul_overflow(size, (size_t)2, &size))
			return TH_ENOMEM;
	if (size == buffer->size)
		return TH_OK;
	void *ptr = buffer->ptr ? more_pages(buffer, size) : get_pages(size);
	if (ptr == MAP_FAILED)
		return TH_ENOMEM;
	buffer->ptr = ptr;
	buffer->size = size;
	return TH_OK;
}

size_t th_buffer_room(const struct th_buffer *buffer)
{
	return buffer->size ? buffer->size - TH_PADDING - buffer->len : 0;
}

th_slice th_buffer_bytes(const struct th_buffer *buffer)
{
	return th_slice_make(buffer->ptr, buffer->len);
}

void th_buffer_release(struct th_buffer *buffer)
{
	if (buffer->ptr)
		munmap(buffer->ptr, buffer->size);
	*buffer = (struct th_buffer){ 0 };
}
