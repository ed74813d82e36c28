#include "core/version/native.h"

#include "core/base/limits.h"
#include "core/version/native_reader.h"

#include <stdio.h>

#define OP(name) (UINT32_C(1) << NATIVE_##name)
#define COMPARES (OP(EQUAL) | OP(LESS) | OP(LESS_EQUAL) | OP(GREATER) | OP(GREATER_EQUAL))

static const struct native_syntax syntaxes[] = {
#define TH_NATIVE(types, reader, operators, bare, numbers, suffix, flags) \
	{ types, native_read_##reader, operators, NATIVE_##bare, numbers, suffix, flags },
#include "core/version/native.def"
#undef TH_NATIVE
};

/* ---- for the readers ---- */

bool native_refuse(struct native_reader *r, size_t offset, const char *sentence)
{
	if (r->status == TH_OK) {
		r->status = TH_EINPUT;
		r->fault = (struct th_native_fault){ offset, sentence };
	}
	return false;
}

bool native_done(struct native_reader *r, th_status status)
{
	if (status == TH_OK)
		return true;
	if (r->status == TH_OK) {
		r->status = status;
		r->fault = (struct th_native_fault){
			r->at, "it has more parts than TH_MAX_VERS_CONSTRAINTS"
		};
	}
	return false;
}

void native_skip_blanks(struct native_reader *r)
{
	while (r->at < r->text.len && th_is_blank(r->text.ptr[r->at]))
		r->at++;
}

bool native_take(struct native_reader *r, const char *mark)
{
	th_slice rest = th_slice_sub(r->text, r->at, r->text.len);

	if (!th_slice_starts(rest, th_slice_of(mark)))
		return false;
	r->at += strlen(mark);
	return true;
}

static bool is_wild(char c)
{
	return c == '*' || c == 'x' || c == 'X';
}

bool native_read_numbers(struct native_reader *r, size_t offset, th_slice version,
			 struct native_numbers *out)
{
	size_t at = 0;

	*out = (struct native_numbers){ 0 };
	if (version.len > TH_MAX_VERSION_BYTES)
		return native_refuse(r, offset, "a version is longer than TH_MAX_VERSION_BYTES");
	if (version.len > 1 && th_lower(version.ptr[0]) == 'v' &&
	    (th_is_digit(version.ptr[1]) || is_wild(version.ptr[1])))
		version = th_slice_sub(version, 1, version.len);
	out->text = version;
	while (at < version.len && out->count < 4) {
		size_t from = at, end = at;
		while (end < version.len && th_is_digit(version.ptr[end]))
			end++;
		if (end == from && is_wild(version.ptr[from]) &&
		    (from + 1 == version.len || version.ptr[from + 1] == '.')) {
			out->wild = true;
			while (at < version.len &&
			       (is_wild(version.ptr[at]) || version.ptr[at] == '.'))
				at++;
			break;
		}
		if (end == from)
			break;
		if (end - from > 18 ||
		    !th_slice_number(th_slice_sub(version, from, end), &out->numbers[out->count]))
			return native_refuse(r, offset, "a number of a version is too large");
		out->count++;
		at = end;
		if (at == version.len || version.ptr[at] != '.' || at + 1 == version.len ||
		    !(th_is_digit(version.ptr[at + 1]) || is_wild(version.ptr[at + 1])))
			break;
		at++;
	}
	out->rest = th_slice_sub(version, at, version.len);
	if (out->wild && out->rest.len)
		return native_refuse(r, offset, "something stands behind a '*'");
	return true;
}

bool native_next(struct native_reader *r, const struct native_numbers *n, unsigned place,
		 const char *suffix, th_slice *out)
{
	char text[128];
	size_t used = 0;

	for (unsigned i = 0; i <= place; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%llu", i ? "." : "",
					 (unsigned long long)n->numbers[i] + (i == place));
	for (unsigned i = place + 1; i < r->syntax->numbers; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, ".0");
	*out = th_arena_printf(r->arena, "%s%s", text, suffix);
	return out->ptr || native_done(r, TH_ENOMEM);
}

/* ---- reading ---- */

/* Is word one of a blank-separated list? */
static bool is_listed(const char *list, th_slice word)
{
	th_slice rest = th_slice_of(list);

	while (rest.len > 0) {
		size_t end = th_slice_find(rest, ' ');
		if (th_slice_equal(th_slice_sub(rest, 0, end), word))
			return true;
		rest = th_slice_sub(rest, end + 1, rest.len);
	}
	return false;
}

static const struct native_syntax *syntax_of(th_slice type)
{
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(syntaxes[0]); i++)
		if (is_listed(syntaxes[i].types, type))
			return &syntaxes[i];
	return NULL;
}

static enum th_scheme scheme_of(th_slice type)
{
	enum th_scheme scheme = th_scheme_by_name(type);

	return scheme != TH_SCHEME_NONE ? scheme : th_scheme_for_purl_type(type);
}

/* No version has one; r->at becomes its place. */
static bool holds_control(struct native_reader *r, th_slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if ((c < 0x20 && !th_is_blank((char)c)) || c == 0x7f) {
			r->at = i;
			return true;
		}
	}
	return false;
}

th_status th_native_to_vers(struct th_arena *arena, th_slice type, th_slice text, th_slice *out,
			    struct th_native_fault *fault)
{
	struct th_version_set all = { .scheme = scheme_of(type) };
	struct native_reader r = {
		.syntax = syntax_of(type), .arena = arena, .text = text, .all = &all
	};

	*out = (th_slice){ 0 };
	*fault = (struct th_native_fault){ 0, "no way to write its ranges is known" };
	if (!r.syntax || all.scheme == TH_SCHEME_NONE)
		return TH_ENOTFOUND;
	if (holds_control(&r, text))
		native_refuse(&r, r.at, "it holds a control character");
	else if (r.syntax->read(&r) && all.unordered)
		native_refuse(&r, 0, "two of its versions have no order in this scheme");
	if (r.status == TH_OK) {
		*out = th_version_set_vers(&all, type, arena);
		r.status = out->ptr ? TH_OK : TH_ENOMEM;
	}
	*fault = r.fault;
	th_version_set_release(&all);
	return r.status;
}
