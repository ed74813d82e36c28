/*
 * What the configuration says of inventories (`inventories:` in twohop.yaml), put into the
 * documents as if they had said it themselves: which device it is, whose staff uses it, whose it
 * is, what it reaches. It stands above what they do say.
 */
#ifndef TH_GRAPH_TOLD_H
#define TH_GRAPH_TOLD_H

#include "graph/graph.h"

/*
 * Tell every document that the configuration names. Of a file that speaks of several devices an
 * entry with `device` tells the one of that name, one without it all. A device that nobody names is
 * called "unnamed device".
 */
th_status th_inventories_tell(const struct th_link_input *inputs, uint32_t count,
			      const struct th_config *config) TH_MUST_USE;
/* Does an entry for the document's file mean this device of it? */
bool th_inventory_means(const struct th_config_inventory *told, const struct th_document *doc,
			uint32_t device);

#endif
