#include "core/base/diagnostic.h"

#include "core/base/limits.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
	const char *slug, *meaning;
	enum th_diag_severity severity;
} rows[] = {
#define TH_DIAG(name, slug, severity, meaning) \
	[TH_DIAG_##name] = { slug, meaning, TH_SEVERITY_##severity },
#include "core/base/diagnostics.def"
#undef TH_DIAG
};

void th_diagnostics_release(struct th_diagnostics *all)
{
	th_diagnostic_list_release(&all->list);
	th_arena_release(&all->arena);
	*all = (struct th_diagnostics){ 0 };
}

void th_diagnose(struct th_diagnostics *all, enum th_diag_code code, uint64_t offset,
		 const char *format, ...)
{
	char text[1024];
	va_list args;

	if (rows[code].severity == TH_SEVERITY_ERROR)
		all->errors++;
	/* An error is always kept: it is why the document was refused. */
	bool full =
		all->list.count >= TH_MAX_DIAGNOSTICS && rows[code].severity != TH_SEVERITY_ERROR;
	struct th_diagnostic *item =
		full ? NULL : th_diagnostic_list_push(&all->list, TH_MAX_DIAGNOSTICS + 16);
	if (!item) {
		all->dropped++;
		return;
	}
	va_start(args, format);
	int len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	size_t kept = len < 0 ? 0 : (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1;
	*item = (struct th_diagnostic){ code, offset,
					th_arena_copy(&all->arena, th_slice_make(text, kept)) };
}

const char *th_diag_slug(enum th_diag_code code)
{
	return rows[code].slug;
}

const char *th_diag_meaning(enum th_diag_code code)
{
	return rows[code].meaning;
}

enum th_diag_severity th_diag_severity(enum th_diag_code code)
{
	return rows[code].severity;
}

const char *th_severity_word(enum th_diag_severity severity)
{
	static const char *const words[] = { "error", "warning", "note" };
	return words[severity];
}
