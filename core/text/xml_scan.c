#include "core/text/xml_scan.h"

#include "core/base/limits.h"

/* ---- attributes ---- */

size_t th_xml_name_end(th_slice source, size_t from)
{
	static const char ends[] = " \t\r\n/>=<\"'"; /* and NUL */

	while (from < source.len && !memchr(ends, source.ptr[from], sizeof(ends)))
		from++;
	return from;
}

static size_t skip_blanks(th_slice text, size_t at)
{
	while (at < text.len && th_is_blank(text.ptr[at]))
		at++;
	return at;
}

bool th_xml_next_attribute(th_slice tag, size_t *at, th_slice *name, th_slice *value)
{
	size_t from = skip_blanks(tag, *at), to = th_xml_name_end(tag, from);

	*name = th_slice_sub(tag, from, to);
	to = skip_blanks(tag, to);
	if (name->len == 0 || to == tag.len || tag.ptr[to] != '=')
		return false;
	from = skip_blanks(tag, to + 1);
	if (from == tag.len || (tag.ptr[from] != '"' && tag.ptr[from] != '\''))
		return false;
	*value = th_slice_sub(tag, from + 1, tag.len);
	value->len = th_slice_find(*value, tag.ptr[from]);
	*at = from + 1 + value->len + 1;
	return *at <= tag.len;
}

/* ---- the sweep ---- */

/*
 * An attribute takes five bytes (a blank, a letter, =""), so a tag with too many of them has no '<'
 * for at least two blocks of this size, and one whole block between two multiples of it.
 */
enum { BLOCK = TH_MAX_XML_ATTRIBUTES * 5 / 2 };

static bool has_too_many(th_slice source, size_t tag)
{
	size_t at = th_xml_name_end(source, tag + 1), count = 0;
	th_slice name, value;

	while (count <= TH_MAX_XML_ATTRIBUTES && th_xml_next_attribute(source, &at, &name, &value))
		count++;
	return count > TH_MAX_XML_ATTRIBUTES;
}

uint64_t th_xml_sweep(struct th_xml_sweep *sweep, size_t to)
{
	th_slice source = sweep->source;

	for (; sweep->at < to; sweep->at += BLOCK) {
		th_slice block = th_slice_sub(source, sweep->at, sweep->at + BLOCK);
		bool gap = th_slice_find(block, '<') == block.len;
		bool begins = gap && !sweep->in_gap && sweep->at > 0;

		sweep->in_gap = gap;
		if (!begins)
			continue;
		/* the tag, if it is one, began in the block before this one */
		block = th_slice_sub(source, sweep->at - BLOCK, sweep->at);
		size_t tag = sweep->at - BLOCK + th_slice_rfind(block, '<');
		if (has_too_many(source, tag))
			return tag;
	}
	return TH_XML_NOWHERE;
}

/* ---- the encoding ---- */

static th_status refuse(struct th_xml_error *error, size_t offset, th_slice message)
{
	*error = (struct th_xml_error){ .message = message, .offset = offset };
	return message.ptr ? TH_EINPUT : TH_ENOMEM;
}

/* A foreign encoding by the first bytes, with the name that iconv has for it. */
static const char *foreign_encoding(th_slice source)
{
	static const struct {
		char bytes[4];
		size_t count;
		const char *name;
	} heads[] = {
		{ { '\0', '\0', '\xfe', '\xff' }, 4, "UTF-32" },
		{ { '\xff', '\xfe', '\0', '\0' }, 4, "UTF-32" },
		{ { '\0', '\0', '\0', '<' }, 4, "UTF-32BE" },
		{ { '<', '\0', '\0', '\0' }, 4, "UTF-32LE" },
		{ { '\xfe', '\xff' }, 2, "UTF-16" },
		{ { '\xff', '\xfe' }, 2, "UTF-16" },
		{ { '\0', '<' }, 2, "UTF-16BE" },
		{ { '<', '\0' }, 2, "UTF-16LE" },
		{ { '\x4c', '\x6f', '\xa7', '\x94' }, 4, "IBM037" },
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (th_slice_starts(source, th_slice_make(heads[i].bytes, heads[i].count)))
			return heads[i].name;
	return NULL;
}

/* The encoding that an XML declaration at `from` names, or an absent slice. */
static th_slice declared_encoding(th_slice source, size_t from)
{
	th_slice name, value, rest = th_slice_sub(source, from, source.len);
	size_t at = 5;

	if (!th_slice_starts(rest, TH_SLICE("<?xml")) || rest.len < 6 || !th_is_blank(rest.ptr[5]))
		return (th_slice){ 0 };
	rest.len = th_slice_search(rest, TH_SLICE("?>"));
	while (th_xml_next_attribute(rest, &at, &name, &value))
		if (th_slice_equal(name, TH_SLICE("encoding")))
			return value;
	return (th_slice){ 0 };
}

/* Production 81, and short: such a name may be repeated in a command line. */
static bool is_encoding_name(th_slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!th_is_alnum(name.ptr[i]) && th_slice_find(TH_SLICE("._-"), name.ptr[i]) == 3)
			return false;
	return name.len > 0 && name.len <= 40 && th_is_alpha(name.ptr[0]);
}

static size_t first_beyond_ascii(th_slice source)
{
	size_t at = 0;
	uint64_t word;

	for (; at + 8 <= source.len; at += 8) {
		memcpy(&word, source.ptr + at, 8);
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (at < source.len && (unsigned char)source.ptr[at] < 0x80)
		at++;
	return at;
}

static bool is_one_of(th_slice name, const char *const *names)
{
	for (; *names; names++)
		if (th_slice_equal_nocase(name, th_slice_of(*names)))
			return true;
	return false;
}

th_status th_xml_check_encoding(th_slice source, struct th_arena *arena, struct th_xml_error *error)
{
	static const char *const utf8[] = { "UTF-8", "UTF8", NULL };
	static const char *const ascii[] = { "US-ASCII", "ASCII", NULL };
	size_t mark = th_slice_starts(source, TH_SLICE("\xef\xbb\xbf")) ? 3 : 0;
	const char *foreign = foreign_encoding(source);

	if (foreign)
		return refuse(
			error, 0,
			th_arena_printf(
				arena,
				"the document is not UTF-8 but %s; convert it with 'iconv -f %s -t "
				"UTF-8', and write UTF-8 into its XML declaration",
				foreign, foreign));
	th_slice name = declared_encoding(source, mark);
	if (!name.ptr || is_one_of(name, utf8))
		return TH_OK;
	size_t offset = (size_t)(name.ptr - source.ptr);
	if (!is_encoding_name(name))
		return refuse(error, offset,
			      TH_SLICE("the XML declaration names no valid encoding"));
	if (!is_one_of(name, ascii))
		return refuse(
			error, offset,
			th_arena_printf(arena,
					"the document declares the encoding %.*s; convert it with "
					"'iconv -f "
					"%.*s -t UTF-8', and write UTF-8 into its XML declaration",
					TH_FMT(name), TH_FMT(name)));
	size_t beyond = first_beyond_ascii(source);
	if (beyond == source.len)
		return TH_OK;
	return refuse(error, beyond,
		      TH_SLICE("the document declares US-ASCII, but this byte is not ASCII"));
}
