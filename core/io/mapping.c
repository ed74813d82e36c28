/*
 * Invariant of the watches: their blocks are only ever added, never given back, and `from` is 0
 * while a watch is free and written last when it is taken. So the signal handler, which may not
 * take the lock, can read them at any moment. Free ones are used again: there are as many as
 * mappings were open at once.
 */
#include "core/io/mapping.h"

#include "core/io/buffer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct th_mapping_watch {
	_Atomic uintptr_t from, to;
	_Atomic bool broken;
	struct th_mapping_watch *next_free; /* under the lock */
};

enum { WATCHES = 256 };

struct watch_block {
	struct th_mapping_watch watches[WATCHES];
	struct watch_block *next;
};

static struct watch_block *_Atomic blocks;
static pthread_mutex_t watch_lock = PTHREAD_MUTEX_INITIALIZER;
static struct th_mapping_watch *free_watches; /* under the lock */

static struct sigaction handler_before;
static uintptr_t page_mask;

/* ---- the signal ---- */

static bool covers(struct th_mapping_watch *watch, uintptr_t address)
{
	uintptr_t from = atomic_load(&watch->from), to = atomic_load(&watch->to);

	/* `from` is read again: between the two reads another mapping may have got the watch */
	return from != 0 && address >= from && address < to && atomic_load(&watch->from) == from;
}

static struct th_mapping_watch *watch_at(uintptr_t address)
{
	for (struct watch_block *block = atomic_load(&blocks); block; block = block->next)
		for (size_t i = 0; i < WATCHES; i++)
			if (covers(&block->watches[i], address))
				return &block->watches[i];
	return NULL;
}

/*
 * Lay NUL pages from the page of the fault to the end of the mapping: what is behind a missing page
 * is missing as a rule too, and whatever it is, nobody will trust this file any more. mmap is a
 * plain system call, safe in a handler.
 */
static bool lay_pages(struct th_mapping_watch *watch, char *at)
{
	uintptr_t page = (uintptr_t)at & page_mask;
	char *start = at - ((uintptr_t)at - page);
	size_t length = atomic_load(&watch->to) - page;

	atomic_store(&watch->broken, true);
	return mmap(start, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
	       MAP_FAILED;
}

static void on_bus_error(int number, siginfo_t *info, void *context)
{
	int error = errno;
	bool is_fault = info->si_code > 0; /* else somebody has sent the signal */
	struct th_mapping_watch *watch = is_fault ? watch_at((uintptr_t)info->si_addr) : NULL;

	(void)context;
	if (!watch || !lay_pages(watch, info->si_addr)) {
		/* not ours: with the earlier handler back the access fails once more, there */
		(void)sigaction(number, &handler_before, NULL);
		if (!is_fault)
			(void)raise(number);
	}
	errno = error;
}

/* Under the lock, for every mapping: somebody may have put another handler in its place since. */
static void keep_handler(void)
{
	struct sigaction now,
		action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	if (sigaction(SIGBUS, NULL, &now) != 0 ||
	    ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_bus_error))
		return;
	page_mask = ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
	handler_before = now;
	sigemptyset(&action.sa_mask);
	(void)sigaction(SIGBUS, &action, NULL);
}

/* ---- the watches ---- */

/* Under the lock. */
static bool add_block(void)
{
	struct watch_block *block = calloc(1, sizeof(*block));

	if (!block)
		return false;
	block->next = atomic_load(&blocks);
	for (size_t i = WATCHES; i-- > 0;) {
		block->watches[i].next_free = free_watches;
		free_watches = &block->watches[i];
	}
	atomic_store(&blocks, block);
	return true;
}

static struct th_mapping_watch *watch_take(char *ptr, size_t size)
{
	struct th_mapping_watch *watch = NULL;

	pthread_mutex_lock(&watch_lock);
	keep_handler();
	if (free_watches || add_block()) {
		watch = free_watches;
		free_watches = watch->next_free;
		atomic_store(&watch->broken, false);
		atomic_store(&watch->to, (uintptr_t)ptr + size);
		atomic_store(&watch->from, (uintptr_t)ptr);
	}
	pthread_mutex_unlock(&watch_lock);
	return watch;
}

static void watch_give_back(struct th_mapping_watch *watch)
{
	pthread_mutex_lock(&watch_lock);
	atomic_store(&watch->from, 0);
	watch->next_free = free_watches;
	free_watches = watch;
	pthread_mutex_unlock(&watch_lock);
}

/* ---- mappings ---- */

/* The bytes behind the last whole page, read into the anonymous page that is already there. */
static bool copy_tail(int fd, char *to, size_t from, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t got = pread(fd, to + done, len - done, (off_t)(from + done));

		if (got == 0)
			errno = ENODATA;
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		if (got > 0)
			done += (size_t)got;
	}
	return true;
}

static void unmap(struct th_mapping *mapping)
{
	int error = errno;

	munmap(mapping->ptr, mapping->size);
	*mapping = (struct th_mapping){ 0 };
	errno = error;
}

th_status th_mapping_open(struct th_mapping *mapping, int fd, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t whole = len & ~(page - 1);
	size_t size;

	*mapping = (struct th_mapping){ 0 };
	if (__builtin_add_overflow(whole, 2 * page, &size))
		return TH_ENOMEM;
	/* one page for the tail, and one more where the tail leaves no room for the padding */
	if (len - whole + TH_PADDING <= page)
		size -= page;
	void *ptr = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ptr == MAP_FAILED)
		return TH_ENOMEM;
	*mapping = (struct th_mapping){ .ptr = ptr, .len = len, .size = size };
	if ((whole > 0 &&
	     mmap(ptr, whole, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) ||
	    !copy_tail(fd, mapping->ptr + whole, whole, len - whole)) {
		unmap(mapping);
		return TH_EIO;
	}
	if (whole > 0) {
		mapping->watch = watch_take(ptr, whole);
		if (!mapping->watch) {
			unmap(mapping);
			return TH_ENOMEM;
		}
	}
	return TH_OK;
}

bool th_mapping_is_broken(const struct th_mapping *mapping)
{
	return mapping->watch && atomic_load(&mapping->watch->broken);
}

void th_mapping_close(struct th_mapping *mapping)
{
	if (mapping->watch)
		watch_give_back(mapping->watch);
	if (mapping->ptr)
		unmap(mapping);
	*mapping = (struct th_mapping){ 0 };
}
