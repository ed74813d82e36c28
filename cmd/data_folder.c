#include "cmd/data_folder.h"

#include <stdlib.h>

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

const char *th_data_folder(const struct th_options *options, struct th_arena *arena)
{
	const char *named = variable("TWOHOP_DATA"), *data = variable("XDG_DATA_HOME"),
		   *home = variable("HOME");

	if (options->data.ptr)
		return options->data.ptr;
	if (named)
		return named;
	if (data)
		return th_arena_printf(arena, "%s/twohop", data).ptr;
	return home ? th_arena_printf(arena, "%s/.local/share/twohop", home).ptr : NULL;
}
