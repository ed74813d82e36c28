#include "cmd/complain.h"

#include "core/text/escape.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One write for one line, so that lines of several processes on one terminal do not mix. */
static void put_line(th_slice text)
{
	struct th_arena arena = { 0 };
	th_slice safe = th_escape_terminal(&arena, text);
	th_slice line = th_arena_printf(&arena, "%.*s\n", TH_FMT(safe));

	if (!line.ptr)
		line = TH_SLICE("twohop: no memory to say what is wrong\n");
	/* where standard error is gone there is nobody to tell */
	for (ssize_t done; line.len > 0; line = th_slice_sub(line, (size_t)done, line.len))
		if ((done = write(STDERR_FILENO, line.ptr, line.len)) <= 0)
			break;
	th_arena_release(&arena);
}

void th_complain(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0) {
		put_line(TH_SLICE("twohop: no memory to say what is wrong"));
		return;
	}
	struct th_arena arena = { 0 };
	put_line(th_arena_printf(&arena, "twohop: %.*s", len, text));
	th_arena_release(&arena);
	free(text);
}

static th_slice place(struct th_arena *arena, th_slice file, uint32_t line, uint32_t column)
{
	if (line == 0)
		return th_arena_printf(arena, "%.*s", TH_FMT(file));
	return th_arena_printf(arena, "%.*s:%u:%u", TH_FMT(file), line, column);
}

void th_complain_at(th_slice file, uint32_t line, uint32_t column, th_slice sentence)
{
	struct th_arena arena = { 0 };
	th_slice at = place(&arena, file, line, column);

	th_complain("%.*s: %.*s", TH_FMT(at), TH_FMT(sentence));
	th_arena_release(&arena);
}

void th_complain_diagnostic(th_slice file, uint32_t line, uint32_t column, const char *severity,
			    th_slice sentence, const char *slug)
{
	struct th_arena arena = { 0 };
	th_slice at = place(&arena, file, line, column);

	put_line(slug ? th_arena_printf(&arena, "%.*s: %s: %.*s [%s]", TH_FMT(at), severity,
					TH_FMT(sentence), slug)
		      : th_arena_printf(&arena, "%.*s: %s: %.*s", TH_FMT(at), severity,
					TH_FMT(sentence)));
	th_arena_release(&arena);
}
