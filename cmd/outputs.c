#include "cmd/outputs.h"

#include "cmd/complain.h"
#include "core/base/crew.h"
#include "graph/baseline.h"

struct output {
	const struct th_format *format; /* NULL: the baseline */
	th_slice path;
	struct th_output out;
	th_status status;
};

struct outputs {
	const struct th_report *report;
	const struct th_rendering *rendering;
	struct output *items;
	uint32_t count;
};

/* ---- writing ---- */

static void write_one(void *context, uint32_t number)
{
	const struct outputs *all = context;
	struct output *o = &all->items[number];

	o->status = o->format ? th_renderer_of(o->format->name)
					->render(all->report, all->rendering, &o->out)
			      : th_baseline_write(all->report, &o->out);
	if (o->status == TH_OK)
		o->status = th_output_commit(&o->out);
}

/* Two to one place: what is no file would mix them. */
static bool any_twice(const struct outputs *all)
{
	for (uint32_t i = 0; i < all->count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (th_slice_equal(all->items[i].path, all->items[k].path))
				return true;
	return false;
}

/* ---- beginning and ending ---- */

/* Those that go to a file, and are long or are not. */
static void add(struct outputs *all, const struct th_format_list *formats, uint32_t length)
{
	for (uint32_t i = 0; i < formats->count; i++) {
		const struct th_format *format = &formats->items[i];

		if (format->file.ptr &&
		    (th_renderer_of(format->name)->needs & TH_IS_LONG) == length)
			all->items[all->count++] =
				(struct output){ .format = format, .path = format->file };
	}
}

/* What cannot even be opened is known to all the others. */
static void open_all(struct outputs *all, struct th_rendering *rendering)
{
	for (uint32_t i = 0; i < all->count; i++) {
		th_output_to_file(&all->items[i].out, all->items[i].path.ptr);
		if (all->items[i].out.status != TH_OK)
			rendering->reasons |= UINT32_C(1) << TH_REASON_OUTPUT;
	}
}

/* A failure is complained about and joins the reasons. */
static void end(struct output *o, struct th_rendering *rendering)
{
	if (o->status == TH_ENOMEM)
		th_complain("no memory left");
	else if (o->status != TH_OK)
		th_complain_at(o->path, 0, 0, th_output_why(&o->out));
	th_output_release(&o->out);
	if (o->status != TH_OK)
		rendering->reasons |= UINT32_C(1) << (o->status == TH_ENOMEM ? TH_REASON_INTERNAL
									     : TH_REASON_OUTPUT);
}

void th_outputs_write(const struct th_report *report, const struct th_format_list *formats,
		      th_slice baseline, uint32_t jobs, struct th_rendering *rendering)
{
	struct outputs all = { .report = report, .rendering = rendering };

	all.items = calloc((size_t)formats->count + 1, sizeof(*all.items));
	if (!all.items) {
		th_complain("no memory left");
		rendering->reasons |= UINT32_C(1) << TH_REASON_INTERNAL;
		return;
	}
	add(&all, formats, TH_IS_LONG);
	if (baseline.ptr)
		all.items[all.count++].path = baseline;
	add(&all, formats, 0);
	open_all(&all, rendering);
	th_crew_run(any_twice(&all) ? 1 : jobs, all.count, write_one, &all);
	for (uint32_t i = 0; i < all.count; i++)
		end(&all.items[i], rendering);
	free(all.items);
}
