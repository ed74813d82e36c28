#include "graph/trust.h"

th_status th_trust_open(const struct th_config *config, struct th_arena *arena,
			struct th_trust **out, struct th_config_error *error)
{
	(void)config;
	(void)arena;
	(void)error;
	*out = NULL;
	return TH_OK;
}
void th_trust_close(struct th_trust *trust)
{
	(void)trust;
}
th_status th_trust_judge(const struct th_trust *trust, const struct th_document *doc,
			 struct th_arena *arena, struct th_report_signature **items,
			 uint32_t *count)
{
	(void)trust;
	(void)arena;
	(void)doc;
	*items = NULL;
	*count = 0;
	return TH_OK;
}
uint32_t th_trust_builder_level(const struct th_config *config, th_slice id)
{
	for (uint32_t i = 0; i < config->trust.builders.count; i++)
		if (th_name_glob_match(config->trust.builders.items[i].id, id))
			return config->trust.builders.items[i].level;
	return 0;
}
