#include "core/io/buffer.h"

#include <sys/mman.h>

enum { FIRST_SIZE = 64 << 10 };

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
	/* anonymous pages are moved, not copied, and new ones are NUL */
	void *ptr = buffer->ptr ? mremap(buffer->ptr, buffer->size, size, MREMAP_MAYMOVE) :
				  mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
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
