#include "cmd/render/kept.h"

#include <stdlib.h>

enum { MOST_KEPT = 4 << 20 /* bytes, and the step that goes beyond */ };

struct th_kept_span {
	size_t from, to; /* to 0: not kept */
};

th_status th_kept_init(struct th_kept *kept, uint32_t count)
{
	*kept = (struct th_kept){ .spans = calloc((size_t)count + 1, sizeof(*kept->spans)),
				  .count = count };
	th_output_to_memory(&kept->texts, SIZE_MAX);
	return kept->spans ? TH_OK : TH_ENOMEM;
}

th_status th_kept_release(struct th_kept *kept)
{
	th_status status = kept->texts.status;

	th_output_release(&kept->texts);
	free(kept->spans);
	*kept = (struct th_kept){ 0 };
	return status;
}

th_slice th_kept_find(const struct th_kept *kept, uint32_t step)
{
	const struct th_kept_span *span = &kept->spans[step];

	return span->to ? th_slice_sub(th_output_bytes(&kept->texts), span->from, span->to)
			: (th_slice){ 0 };
}

static size_t last_end(const struct th_kept *kept)
{
	return kept->spans[kept->count].to;
}

struct th_output *th_kept_begin(struct th_kept *kept)
{
	if (last_end(kept) > MOST_KEPT) {
		memset(kept->spans, 0, ((size_t)kept->count + 1) * sizeof(*kept->spans));
		th_output_clear(&kept->texts);
	}
	return &kept->texts;
}

th_slice th_kept_end(struct th_kept *kept, uint32_t step)
{
	size_t from = last_end(kept), to = th_output_bytes(&kept->texts).len;

	kept->spans[step] = (struct th_kept_span){ from, to };
	kept->spans[kept->count].to = to; /* the one behind all steps: where the texts end */
	return th_slice_sub(th_output_bytes(&kept->texts), from, to);
}
