#include "cmd/render/renderer.h"

const struct th_renderer th_renderers[] = {
#define TH_RENDERER(id, name, needs, title) { name, title, needs, th_render_##id },
#define TH_PLANNED(name) { name, "", 0, NULL },
#include "cmd/render/renderers.def"
#undef TH_RENDERER
#undef TH_PLANNED
};
const size_t th_renderer_count = sizeof(th_renderers) / sizeof(*th_renderers);

const char *const th_renderer_words[] = {
#define TH_RENDERER(id, name, needs, title) name,
#define TH_PLANNED(name) name,
#include "cmd/render/renderers.def"
#undef TH_RENDERER
#undef TH_PLANNED
	NULL,
};

const struct th_renderer *th_renderer_of(th_slice name)
{
	for (size_t i = 0; i < th_renderer_count; i++)
		if (th_slice_equal(name, th_slice_of(th_renderers[i].name)))
			return &th_renderers[i];
	return NULL;
}
