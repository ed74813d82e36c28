/*
 * EPSS, the Exploit Prediction Scoring System of FIRST: a line of remarks, the header
 * cve,epss,percentile, and a row for each flaw. A row that is no row is said and passed over.
 */
#include "parsers/facts.h"
#include "parsers/parser.h"

enum { MILLION = 1000000, DIGITS = 6 };

bool th_epss_recognises(const struct th_sniff *sniff);
th_status th_epss_parse(struct th_document *doc, const struct th_sniff *sniff);

#define HEADER "cve,epss,percentile"

static th_slice first_line(th_slice text)
{
	th_slice line = th_slice_sub(text, 0, th_slice_find(text, '\n'));

	return th_slice_ends(line, TH_SLICE("\r")) ? th_slice_sub(line, 0, line.len - 1) : line;
}

static th_slice behind_line(th_slice text)
{
	return th_slice_sub(text, th_slice_find(text, '\n') + 1, text.len);
}

bool th_epss_recognises(const struct th_sniff *sniff)
{
	th_slice text = sniff->text;

	if (sniff->container != TH_CONTAINER_TEXT)
		return false;
	if (th_slice_starts(text, TH_SLICE("#model_version")))
		text = behind_line(text);
	return th_slice_equal(first_line(text), TH_SLICE(HEADER));
}

/* "0.04373" in millionths; what is behind the sixth digit is cut. */
static bool read_share(th_slice s, uint32_t *out)
{
	size_t point = th_slice_find(s, '.');
	uint32_t value = 0, scale = MILLION;

	if (s.len == 0 || point == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (i == point)
			continue;
		if (!th_is_digit(s.ptr[i]))
			return false;
		if (i > point + DIGITS)
			continue;
		if (i > point)
			scale /= 10;
		else if (value > 0)
			return false; /* ten or more */
		value += (uint32_t)(s.ptr[i] - '0') * scale;
	}
	*out = value;
	return value <= MILLION;
}

static th_status add_row(struct th_document *doc, th_slice line, uint64_t offset)
{
	struct th_fact_likelihood_list *all = &doc->facts->likelihoods;
	size_t first = th_slice_find(line, ',');
	th_slice rest = th_slice_sub(line, first + 1, line.len);
	size_t second = th_slice_find(rest, ',');
	struct th_fact_likelihood row = { .cve = th_text_at(offset, first) };

	if (first == 0 || first >= line.len ||
	    !read_share(th_slice_sub(rest, 0, second), &row.probability) ||
	    !read_share(th_slice_sub(rest, second + 1, rest.len), &row.percentile)) {
		th_diagnose(&doc->diagnostics, TH_DIAG_bad_value, offset,
			    "expected a row of " HEADER);
		return TH_OK;
	}
	struct th_fact_likelihood *to = th_fact_likelihood_list_push(all, TH_MAX_FACTS);
	if (!to)
		return th_facts_full(doc, all->count);
	*to = row;
	return TH_OK;
}

/* #model_version:v2025.03.14,score_date:2025-08-25T00:00:00+0000 */
static void read_remark(struct th_document *doc, th_slice line, uint64_t offset)
{
	th_slice label = TH_SLICE("score_date:");
	size_t at = th_slice_search(line, label);

	if (at >= line.len)
		return;
	th_slice date = th_slice_sub(line, at + label.len, line.len);
	date = th_slice_sub(date, 0, th_slice_find(date, ','));
	doc->facts->updated = th_facts_date(doc, th_text_at(offset + at + label.len, date.len));
}

th_status th_epss_parse(struct th_document *doc, const struct th_sniff *sniff)
{
	th_slice rest = sniff->text;

	TH_TRY(th_facts_begin(doc));
	while (rest.len > 0) {
		th_slice line = first_line(rest);
		uint64_t offset = (uint64_t)(rest.ptr - doc->source.ptr);
		rest = behind_line(rest);
		if (th_slice_starts(line, TH_SLICE("#")))
			read_remark(doc, line, offset);
		else if (line.len > 0 && !th_slice_equal(line, TH_SLICE(HEADER)))
			TH_TRY(add_row(doc, line, offset));
	}
	return TH_OK;
}
