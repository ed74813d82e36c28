#include "cmd/render/words.h"

static void put(struct th_output *words, const char *text)
{
	th_output_write(words, th_slice_of(text));
}

static void put_number(struct th_output *words, const char *before, uint32_t number)
{
	put(words, before);
	th_output_number(words, number);
}

const char *th_words_s(uint32_t count)
{
	return count == 1 ? "" : "s";
}

void th_words_cut(struct th_output *words, th_slice text, size_t most)
{
	size_t at = most;

	if (text.len <= most) {
		th_output_write(words, text);
		return;
	}
	while (at > 0 && (text.ptr[at] & 0xc0) == 0x80)
		at--;
	th_output_write(words, th_slice_sub(text, 0, at));
	put(words, "\xe2\x80\xa6"); /* U+2026 */
}

th_slice th_words_name(th_slice name)
{
	return name.len > 0 ? name : TH_SLICE("(without a name)");
}

static void put_named(struct th_output *words, th_slice name, th_slice version)
{
	th_output_write(words, th_words_name(name));
	if (version.len > 0)
		th_output_byte(words, ' ');
	th_output_write(words, version);
}

void th_words_subject(struct th_output *words, const struct th_finding *finding)
{
	th_slice supplier = finding->subject.supplier;

	put_named(words, finding->subject.name, finding->subject.version);
	if (supplier.len == 0 || finding->subject.kind == TH_NODE_SUPPLIER ||
	    th_slice_equal(supplier, finding->subject.name))
		return;
	put(words, " of ");
	th_output_write(words, supplier);
}

void th_words_place(struct th_output *words, const struct th_place *place)
{
	th_output_write(words, place->document);
	if (place->line > 0)
		put_number(words, ":", place->line);
	if (place->line > 0 && place->column > 0)
		put_number(words, ":", place->column);
	if (place->line == 0 && place->pointer.len > 0) {
		th_output_byte(words, ' ');
		th_output_write(words, place->pointer);
	}
}

void th_words_step(struct th_output *words, const struct th_finding *finding, uint32_t step)
{
	const struct th_step *to = finding->steps[step];

	if (step > 0) {
		const struct th_step *from = finding->steps[step - 1];
		put_named(words, from->name, from->version);
		put(words,
		    th_slice_equal(from->name, TH_SLICE("you")) ? " rely on " : " relies on ");
	}
	put_named(words, to->name, to->version);
	if (step > 0 && to->relation) {
		put(words, " by ");
		put(words, to->relation);
	}
}

bool th_words_is_shown(uint32_t count, uint32_t step, uint32_t most)
{
	return count <= most || step < most / 2 || step >= count - (most - most / 2);
}

void th_words_path(struct th_output *words, const struct th_finding *finding, uint32_t most)
{
	uint32_t count = finding->step_count;

	for (uint32_t i = 0; i < count; i++) {
		const struct th_step *step = finding->steps[i];

		if (!th_words_is_shown(count, i, most)) {
			if (i == most / 2)
				th_output_printf(words, " (%u steps left out)", count - most);
			continue;
		}
		if (i > 0) {
			put(words, " --");
			put(words, step->relation ? step->relation : "");
			put(words, "--> ");
		}
		put_named(words, step->name, step->version);
		if (i > 0 && step->hop > finding->steps[i - 1]->hop) {
			put_number(words, " (hop ", step->hop);
			put(words, ")");
		}
	}
}

static void put_date(struct th_output *words, const char *label, struct th_date date)
{
	char day[TH_DATE_TEXT];

	if (!th_date_present(date))
		return;
	th_date_format(date, day, sizeof(day));
	put(words, label);
	put(words, day);
}

static void put_labelled(struct th_output *words, const char *label, th_slice text)
{
	if (text.len == 0)
		return;
	put(words, label);
	th_output_write(words, text);
}

void th_words_suppression(struct th_output *words, const struct th_suppression *suppression)
{
	put(words, "suppressed by ");
	put(words, strcmp(suppression->by, "vex") == 0 ? "VEX" : suppression->by);
	put_labelled(words, " of ", suppression->owner);
	put_labelled(words, ": ", suppression->reason);
	put_date(words, "; until ", suppression->expires);
	put_date(words, "; approved ", suppression->approved);
	put_labelled(words, "; second approver ", suppression->second_approver);
	put_labelled(words, "; ticket ", suppression->ticket);
	if (suppression->evidence.document.len > 0)
		put(words, "; by the word of ");
	th_words_place(words, &suppression->evidence);
}

void th_words_source(struct th_output *words, const struct th_report_advisory *advisory)
{
	th_output_write(words, advisory->id);
	put_labelled(words, " (", advisory->source);
	if (advisory->source.len > 0)
		put(words, ")");
	put_date(words, ", published ", advisory->published);
	put(words, advisory->confidence == TH_CONFIRMED ? "; confirmed" : "; suspected");
	if (advisory->matched_by)
		put(words, " by ");
	put(words, advisory->matched_by);
}

void th_words_exit(struct th_output *words, uint32_t reasons)
{
	const char *comma = ": ";

	th_output_printf(words, "exit %d", th_exit_code(reasons));
	for (int reason = 0; reason < TH_REASON_COUNT; reason++) {
		if (!(reasons >> reason & 1))
			continue;
		put(words, comma);
		put(words, th_reason_word((enum th_reason)reason));
		comma = ", ";
	}
	if (reasons == 0)
		put(words, ": pass");
}

const char *th_words_standing(const struct th_finding *finding)
{
	if (finding->decides)
		return "";
	if (finding->suppressed)
		return "suppressed";
	return finding->news == TH_NEWS_KNOWN ? "known since the baseline: it does not decide"
					      : "it does not decide";
}

/* ---- places ---- */

bool th_place_is_in_file(const struct th_place *place)
{
	return place->document.len > 0 &&
	       (place->line > 0 || !th_slice_starts(place->document, TH_SLICE("builtin:")));
}

struct th_place th_finding_place(const struct th_report *report, const struct th_finding *finding)
{
	if (finding->subject.kind == TH_NODE_DOCUMENT)
		return (struct th_place){ .document = finding->subject.name };
	for (uint32_t i = finding->step_count; i-- > 1;)
		if (th_place_is_in_file(&finding->steps[i]->evidence))
			return finding->steps[i]->evidence;
	for (uint32_t i = 0; i < report->documents.count; i++)
		if (report->documents.items[i].status != TH_DOCUMENT_IGNORED)
			return (struct th_place){ .document = report->documents.items[i].path };
	return (struct th_place){ 0 };
}

th_slice th_finding_supplier(const struct th_finding *finding)
{
	if (finding->subject.kind == TH_NODE_SUPPLIER)
		return finding->subject.name;
	if (finding->step_count > 1) {
		const struct th_step *last = finding->steps[finding->step_count - 1];

		if (last->kind == TH_NODE_SUPPLIER)
			return last->name;
		if (last->supplier.len > 0)
			return last->supplier;
	}
	return finding->subject.supplier;
}
