#include "cmd/outputs.h"

#include "cmd/complain.h"
#include "core/base/crew.h"
#include "graph/baseline.h"

#include <stdlib.h>

struct th_output_file {
	const struct th_format *format; /* NULL: the baseline */
	th_slice path;
	struct th_output out;
	th_status status;
};

struct writing {
	struct th_outputs *outputs;
	const struct th_report *report;
	const struct th_rendering *rendering;
};

/* ---- writing ---- */

static void write_one(void *context, uint32_t number)
{
	const struct writing *w = context;
	struct th_output_file *o = &w->outputs->items[number];

	o->status =
		o->format
			? th_renderer_of(o->format->name)->render(w->report, w->rendering, &o->out)
			: th_baseline_write(w->report, &o->out);
	if (o->status == TH_OK)
		o->status = th_output_commit(&o->out);
}

/* Two to one place: what is no file would mix them. */
static bool any_twice(const struct th_outputs *all)
{
	for (uint32_t i = 0; i < all->count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (th_slice_equal(all->items[i].path, all->items[k].path))
				return true;
	return false;
}

/* ---- beginning and ending ---- */

/* Those that go to a file, and are long or are not. */
static void add(struct th_outputs *all, const struct th_format_list *formats, uint32_t length)
{
	for (uint32_t i = 0; i < formats->count; i++) {
		const struct th_format *format = &formats->items[i];

		if (format->file.ptr &&
		    (th_renderer_of(format->name)->needs & TH_IS_LONG) == length)
			all->items[all->count++] =
				(struct th_output_file){ .format = format, .path = format->file };
	}
}

th_status th_outputs_list(struct th_outputs *outputs, const struct th_format_list *formats,
			  th_slice baseline)
{
	*outputs = (struct th_outputs){ .items = calloc((size_t)formats->count + 1,
							sizeof(*outputs->items)) };
	if (!outputs->items)
		return TH_ENOMEM;
	add(outputs, formats, TH_IS_LONG);
	if (baseline.ptr)
		outputs->items[outputs->count++].path = baseline;
	add(outputs, formats, 0);
	return TH_OK;
}

void th_outputs_open(struct th_outputs *outputs)
{
	for (uint32_t i = 0; i < outputs->count && !outputs->opened; i++)
		th_output_to_file(&outputs->items[i].out, outputs->items[i].path.ptr);
	outputs->opened = true;
}

/* A failure is complained about and joins the reasons. */
static void end(struct th_output_file *o, struct th_rendering *rendering)
{
	if (o->status == TH_ENOMEM)
		th_complain("no memory left");
	else if (o->status != TH_OK)
		th_complain_at(o->path, 0, 0, th_output_why(&o->out));
	if (o->status != TH_OK)
		rendering->reasons |= UINT32_C(1) << (o->status == TH_ENOMEM ? TH_REASON_INTERNAL
									     : TH_REASON_OUTPUT);
}

void th_outputs_write(struct th_outputs *outputs, const struct th_report *report, uint32_t jobs,
		      struct th_rendering *rendering)
{
	struct writing writing = { outputs, report, rendering };

	th_outputs_open(outputs);
	for (uint32_t i = 0; i < outputs->count; i++)
		if (outputs->items[i].out.status != TH_OK)
			rendering->reasons |= UINT32_C(1) << TH_REASON_OUTPUT;
	th_crew_run(any_twice(outputs) ? 1 : jobs, outputs->count, write_one, &writing);
	for (uint32_t i = 0; i < outputs->count; i++)
		end(&outputs->items[i], rendering);
}

void th_outputs_release(struct th_outputs *outputs)
{
	for (uint32_t i = 0; i < outputs->count && outputs->opened; i++)
		th_output_release(&outputs->items[i].out);
	free(outputs->items);
	*outputs = (struct th_outputs){ 0 };
}
