#include "cmd/render/ways_out.h"

th_slice th_way_vendor(const struct th_finding *finding)
{
	for (uint32_t i = 0; i < finding->step_count; i++)
		if (finding->steps[i]->hop == 1)
			return finding->steps[i]->kind == TH_NODE_SUPPLIER
				       ? finding->steps[i]->name
				       : finding->steps[i]->supplier;
	return (th_slice){ 0 };
}
