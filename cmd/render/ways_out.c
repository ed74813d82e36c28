#include "cmd/render/ways_out.h"

enum { ACCEPTED_DAYS = 90 };

th_slice th_way_vendor(const struct th_finding *finding)
{
	for (uint32_t i = 0; i < finding->step_count; i++)
		if (finding->steps[i].hop == 1)
			return finding->steps[i].kind == TH_NODE_SUPPLIER
				       ? finding->steps[i].name
				       : finding->steps[i].supplier;
	return (th_slice){ 0 };
}

th_slice th_way_exception(const struct th_finding *finding, struct th_date as_of,
			  struct th_arena *arena)
{
	const char *second = th_rule_is_grave(finding->rule) ? ", second_approver: SECOND" : "";
	char expires[TH_DATE_TEXT];

	th_date_format(th_date_of_day(th_day_add(as_of.day, ACCEPTED_DAYS)), expires,
		       sizeof(expires));
	return th_arena_printf(
		arena, "- {rule: %s, id: \"%s\", owner: OWNER, reason: REASON, expires: %s%s}",
		th_rules[finding->rule].slug, finding->id, expires, second);
}
