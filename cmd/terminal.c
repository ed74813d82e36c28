#include "cmd/terminal.h"

#include <stdlib.h>
#include <unistd.h>

static th_slice variable(const char *name)
{
	return th_slice_of(getenv(name));
}

bool th_terminal_has_color(enum th_color when, int fd)
{
	if (when != TH_COLOR_AUTO)
		return when == TH_COLOR_ALWAYS;
	return variable("NO_COLOR").len == 0 &&
	       !th_slice_equal(variable("TERM"), TH_SLICE("dumb")) && isatty(fd);
}

/* "de_DE.UTF-8", "C.utf8@euro": what stands between '.' and '@'. */
static bool names_utf8(th_slice locale)
{
	th_slice charset =
		th_slice_sub(locale, th_slice_find(locale, '.') + 1, th_slice_find(locale, '@'));

	return th_slice_equal_nocase(charset, TH_SLICE("UTF-8")) ||
	       th_slice_equal_nocase(charset, TH_SLICE("UTF8"));
}

bool th_terminal_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		th_slice locale = variable(names[i]);

		if (locale.len > 0)
			return names_utf8(locale);
	}
	return false;
}
