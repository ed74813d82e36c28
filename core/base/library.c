#include "core/base/library.h"

#include <dlfcn.h>
#include <stdio.h>

enum { UNTRIED, LOADED, FAILED };

static int fail(struct th_library *library, const char *what)
{
	snprintf(library->why, sizeof(library->why),
		 "%s cannot be used (%s); install the package %s", library->file,
		 what ? what : "no reason given", library->package);
	return FAILED;
}

static int load(struct th_library *library)
{
	void *handle = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);

	if (!handle)
		return fail(library, dlerror());
	for (size_t i = 0; i < library->count; i++) {
		const struct th_library_symbol *symbol = &library->symbols[i];
		void *address = dlsym(handle, symbol->name);

		if (!address)
			return fail(library, dlerror());
		/* POSIX promises that a function fits; ISO C knows no such cast */
		memcpy((char *)library->table + symbol->slot, &address, sizeof(address));
	}
	if (library->ready)
		library->ready();
	return LOADED;
}

th_status th_library_load(struct th_library *library, th_slice *why)
{
	int state = atomic_load_explicit(&library->state, memory_order_acquire);

	if (state == UNTRIED) {
		pthread_mutex_lock(&library->lock);
		state = atomic_load_explicit(&library->state, memory_order_relaxed);
		if (state == UNTRIED) {
			state = load(library);
			atomic_store_explicit(&library->state, state, memory_order_release);
		}
		pthread_mutex_unlock(&library->lock);
	}
	if (state == LOADED)
		return TH_OK;
	if (why)
		*why = th_slice_of(library->why);
	return TH_EIO;
}
