#include "cmd/render/exchange.h"

#include "core/text/unicode.h"

#include <stdio.h>

void th_exchange_moment(struct th_date date, char out[TH_MOMENT_TEXT])
{
	char day[TH_DATE_TEXT];

	th_date_format(th_date_of_day(th_date_first(date)), day, sizeof(day));
	snprintf(out, TH_MOMENT_TEXT, "%sT00:00:00Z", day);
}

/* ---- IRIs ---- */

/* Where the scheme's colon stands, or 0. */
static size_t scheme_end(th_slice text)
{
	size_t end = th_slice_find(text, ':');

	th_slice_holds(text);
	if (end >= text.len || !th_is_alpha(text.ptr[0]))
		return 0;
	for (size_t i = 1; i < end; i++)
		if (!th_is_alnum(text.ptr[i]) && !memchr("+-.", text.ptr[i], 3))
			return 0;
	return end;
}

/* ASCII that may stand in an IRI as it is; '#' and '%' have rules of their own. */
static bool is_plain(char c)
{
	static const char others[] = "-._~:/?@!$&'()*+,;=";

	return th_is_alnum(c) || memchr(others, c, sizeof(others) - 1);
}

/* Beyond ASCII: ucschar, less what does not show. */
static bool is_shown(uint32_t code)
{
	return code >= 0xa0 && code != TH_UTF8_BAD && th_char_kind(code) != TH_CHAR_HIDDEN &&
	       th_char_kind(code) != TH_CHAR_SPACE;
}

static bool is_escape(th_slice text, size_t at)
{
	return text.len - at > 2 && th_hex_value(text.ptr[at + 1]) >= 0 &&
	       th_hex_value(text.ptr[at + 2]) >= 0;
}

static bool is_allowed(th_slice text, size_t at, uint32_t code, bool in_fragment)
{
	if (code >= 0x80)
		return is_shown(code);
	if (code == '#')
		return !in_fragment;
	return code == '%' ? is_escape(text, at) : is_plain((char)code);
}

bool th_exchange_is_iri(th_slice text)
{
	size_t at = scheme_end(text);
	bool in_fragment = false;

	if (at == 0 || at + 1 == text.len)
		return false;
	while (at < text.len) {
		uint32_t code;

		if (th_is_alnum(text.ptr[at])) {
			at++;
			continue;
		}
		size_t size = th_utf8_next(text, at, &code);

		if (!is_allowed(text, at, code, in_fragment))
			return false;
		in_fragment |= code == '#';
		at += size;
	}
	return true;
}

bool th_exchange_is_url(th_slice text)
{
	return (th_slice_starts(text, TH_SLICE("https://")) ||
		th_slice_starts(text, TH_SLICE("http://"))) &&
	       th_exchange_is_iri(text);
}

/* ---- package URLs ---- */

static th_slice with_version(const struct th_purl *purl, th_slice version,
			     struct th_purl_scratch *scratch)
{
	struct th_purl_scratch building;
	struct th_purl parts = *purl;
	th_slice text = { 0 };

	parts.version = version;
	if (th_purl_build(&parts, &building, &parts, NULL) != TH_OK ||
	    th_purl_format(&parts, TH_PURL_ALL, scratch->text, sizeof(scratch->text), &text) !=
		    TH_OK)
		return (th_slice){ 0 };
	return text;
}

th_slice th_exchange_purl(th_slice purl, th_slice version, struct th_purl_scratch *scratch)
{
	struct th_purl parsed;
	th_slice text;

	if (purl.len == 0 || th_purl_canonical(purl, TH_PURL_ALL, scratch, &text, &parsed) != TH_OK)
		return (th_slice){ 0 };
	if (version.len > 0 && parsed.version.len == 0)
		text = with_version(&parsed, version, scratch);
	return th_exchange_is_iri(text) ? text : (th_slice){ 0 };
}

/* ---- findings ---- */

bool th_exchange_is_flaw_rule(enum th_rule_id rule)
{
	static const bool rules[TH_RULE_COUNT + 1] = {
		[TH_RULE_vulnerable] = true,
		[TH_RULE_known_exploited] = true,
		[TH_RULE_malicious_package] = true,
		[TH_RULE_compromised_release] = true,
	};

	return rules[rule];
}

bool th_exchange_is_flaw(const struct th_finding *finding)
{
	return th_exchange_is_flaw_rule(finding->rule) && finding->advisory &&
	       finding->advisory->id.len > 0;
}

static void put_place(struct th_output *text, const struct th_place *place)
{
	if (place->document.len == 0)
		return;
	th_output_write(text, TH_SLICE(" ("));
	th_output_write(text, place->document);
	if (place->line > 0)
		th_output_printf(text, ":%u", place->line);
	th_output_write(text, TH_SLICE(")"));
}

void th_exchange_suppression(struct th_output *text, const struct th_suppression *suppression)
{
	th_slice owner = suppression->owner;
	char day[TH_DATE_TEXT];

	th_date_format(suppression->expires, day, sizeof(day));
	th_output_write(text, strcmp(suppression->by, "vex") == 0
				      ? TH_SLICE("stated by ")
				      : TH_SLICE("the risk is accepted by "));
	th_output_write(text, owner.len > 0 ? owner : TH_SLICE("somebody without a name"));
	th_output_printf(text, "%s%s", day[0] ? " until " : "", day);
	put_place(text, &suppression->evidence);
	th_output_write(text, suppression->reason.len > 0 ? TH_SLICE(": ") : TH_SLICE(""));
	th_output_write(text, suppression->reason);
}

/* ---- ids ---- */

void th_exchange_uuid(struct th_sha256 *sha, char out[TH_UUID_TEXT])
{
	uint8_t b[TH_SHA256_BYTES];
	size_t used = 0;

	th_sha256_final(sha, b);
	b[6] = (uint8_t)(0x80 | (b[6] & 0x0f)); /* version 8 */
	b[8] = (uint8_t)(0x80 | (b[8] & 0x3f)); /* the variant of RFC 9562 */
	for (size_t i = 0; i < 16; i++) {
		bool dash = i == 4 || i == 6 || i == 8 || i == 10;
		used += (size_t)snprintf(out + used, TH_UUID_TEXT - used, "%s%02x", dash ? "-" : "",
					 b[i]);
	}
}

#define URN "urn:uuid:"
#define BLANK "00000000-0000-0000-0000-000000000000"
_Static_assert(sizeof(BLANK) == TH_UUID_TEXT, "an id fits into a blank");

void th_content_begin(struct th_content *content)
{
	*content = (struct th_content){ 0 };
	th_output_to_memory(&content->out, SIZE_MAX);
}

void th_content_id_member(struct th_content *content, struct th_json_writer *writer,
			  const char *key, const char *part)
{
	char text[sizeof(URN BLANK) + 64];
	size_t *blank;

	snprintf(text, sizeof(text), URN BLANK "%s%s", part ? "#" : "", part ? part : "");
	th_json_write_key(writer, key);
	blank = th_blank_list_push(&content->blanks, UINT32_MAX);
	if (blank)
		*blank = content->out.used + sizeof(URN); /* behind the quote and the URN */
	content->failed |= !blank;
	th_json_write_word(writer, text);
}

static void fill_blanks(struct th_content *content)
{
	char id[TH_UUID_TEXT];
	struct th_sha256 sha;

	th_sha256_init(&sha);
	th_sha256_update(&sha, th_output_bytes(&content->out));
	th_exchange_uuid(&sha, id);
	for (uint32_t i = 0; i < content->blanks.count; i++)
		memcpy(content->out.buffer + content->blanks.items[i], id, sizeof(BLANK) - 1);
}

th_status th_content_end(struct th_content *content, struct th_output *to)
{
	th_status status = content->failed ? TH_ENOMEM : th_output_commit(&content->out);

	if (status == TH_OK) {
		fill_blanks(content);
		th_output_write(to, th_output_bytes(&content->out));
	}
	th_blank_list_release(&content->blanks);
	th_output_release(&content->out);
	return status;
}
