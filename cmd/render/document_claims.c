#include "cmd/render/document_claims.h"

#include "parsers/claims.h"

enum { LABEL = 14, MOST_SHOWN = 20 };

static const char *answer_word(const struct th_claim *claim)
{
	static const char *const words[] = {
		[TH_ANSWER_UNCLEAR] = "unclear",
		[TH_ANSWER_YES] = "yes",
		[TH_ANSWER_NO] = "no",
		[TH_ANSWER_NOT_APPLICABLE] = "n/a",
	};

	return words[claim->answer];
}

static th_slice supplier_of(const struct th_document *doc, const struct th_claim *claim)
{
	return claim->organization < doc->organizations.count
		       ? th_document_text(doc, doc->organizations.items[claim->organization].name)
		       : (th_slice){ 0 };
}

/* ---- text ---- */

static th_slice with_text(struct th_page *page, th_slice so_far, const char *before, th_slice text)
{
	return text.len ? th_page_compose(page, "%.*s%s%.*s", TH_FMT(so_far), before, TH_FMT(text))
			: so_far;
}

static th_slice with_date(struct th_page *page, th_slice so_far, const char *before,
			  struct th_date date)
{
	char text[TH_DATE_TEXT];

	if (!th_date_present(date))
		return so_far;
	th_date_format(date, text, sizeof(text));
	return with_text(page, so_far, before, th_slice_of(text));
}

static th_slice line_of(struct th_page *page, const struct th_document *doc,
			const struct th_claim *claim)
{
	th_slice item = th_document_text(doc, claim->item);
	th_slice line = item.len ? item : TH_SLICE("no item");

	line = with_text(page, line, " of ", th_document_text(doc, claim->standard));
	line = th_page_compose(page, "%.*s: %s%s", TH_FMT(line), answer_word(claim),
			       claim->is_counter ? ", against it" : "");
	line = with_text(page, line, ", about ", th_document_text(doc, claim->product));
	line = with_text(page, line, ", of ", supplier_of(doc, claim));
	line = with_date(page, line, ", on ", claim->made);
	line = with_date(page, line, ", until ", claim->expires);
	if (claim->has_evidence)
		line = th_page_compose(page, "%.*s, with evidence", TH_FMT(line));
	if (claim->is_third_party)
		line = th_page_compose(page, "%.*s, by a third party", TH_FMT(line));
	for (unsigned c = 0, put = 0; c < TH_CONTROL_COUNT; c++)
		if (claim->controls >> c & 1)
			line = th_page_compose(page, "%.*s%s%s", TH_FMT(line), put++ ? ", " : "; ",
					       th_control_word((enum th_control)c));
	return line;
}

static void put(struct th_page *page, const char *label, th_slice text)
{
	th_page_begin(page, 2, LABEL);
	th_page_label(page, TH_STYLE_FAINT, label, LABEL - 2);
	th_page_text(page, TH_STYLE_PLAIN, text);
	th_page_end(page);
}

void th_render_claims_text(const struct th_document *doc, struct th_page *page)
{
	uint32_t count = doc->claims ? doc->claims->list.count : 0;

	for (uint32_t i = 0; i < count && i < MOST_SHOWN; i++)
		put(page, "claims", line_of(page, doc, &doc->claims->list.items[i]));
	if (count > MOST_SHOWN)
		put(page, "",
		    th_page_compose(page, "and %u more (--format json lists all)",
				    count - MOST_SHOWN));
}

/* ---- JSON ---- */

static void write_claim(struct th_json_writer *w, const struct th_document *doc,
			const struct th_claim *claim)
{
	th_json_begin_object(w);
	th_json_member_string(w, "standard", th_document_text(doc, claim->standard));
	th_json_member_string(w, "item", th_document_text(doc, claim->item));
	th_json_member_word(w, "answer", answer_word(claim));
	th_json_member_string(w, "text", th_document_text(doc, claim->text));
	th_json_member_string(w, "supplier", supplier_of(doc, claim));
	th_json_member_string(w, "product", th_document_text(doc, claim->product));
	th_json_member_array(w, "controls");
	for (unsigned c = 0; c < TH_CONTROL_COUNT; c++)
		if (claim->controls >> c & 1)
			th_json_write_word(w, th_control_word((enum th_control)c));
	th_json_end_array(w);
	th_json_member_date(w, "made", claim->made);
	th_json_member_date(w, "expires", claim->expires);
	th_json_member_bool(w, "evidence", claim->has_evidence);
	th_json_member_bool(w, "third_party", claim->is_third_party);
	th_json_member_bool(w, "against", claim->is_counter);
	th_json_end_object(w);
}

void th_render_claims_json(const struct th_document *doc, struct th_json_writer *writer)
{
	for (uint32_t i = 0; doc->claims && i < doc->claims->list.count; i++)
		write_claim(writer, doc, &doc->claims->list.items[i]);
}
