/*
 * What 'twohop feeds probe' has seen, kept in FOLDER/observed/observations.json: a row for each day
 * on which the download of a product was looked for (parsers/observations.c reads the same file for
 * the index).
 */
#ifndef TH_FEEDS_OBSERVATIONS_H
#define TH_FEEDS_OBSERVATIONS_H

#include "core/base/strings.h"
#include "core/io/source.h"
#include "feeds/index.h"

struct th_observed_party {
	th_slice name;
	struct th_slice_list aliases, purls, cpes, domains;
};

struct th_observation {
	struct th_observed_party supplier, product;
	th_slice url;
	struct th_date day;
	bool answers;
};
TH_LIST_DEFINE(th_observation_list, struct th_observation);

struct th_observations {
	struct th_observation_list list; /* as they came, the oldest first */
	struct th_arena arena;           /* of their texts */
};

/* Those of a folder of feeds; none where there is no such file. TH_EINPUT: it is damaged, and *why
 * says how. */
th_status th_observations_read(struct th_observations *observations, const char *folder,
			       th_slice *why) TH_MUST_USE;
void th_observations_release(struct th_observations *observations);
/* Give back a list with the lists in it; texts were never its own. */
void th_observation_list_drop(struct th_observation_list *list);
/* Add a copy of one, or put it in the place of what was seen there on the same day. */
th_status th_observations_add(struct th_observations *observations,
			      const struct th_observation *observation) TH_MUST_USE;
/* Write them beside and rename. TH_EIO with *why. */
th_status th_observations_write(struct th_observations *observations, const char *folder,
				th_slice *why) TH_MUST_USE;

/* Is the product called so, by its name, an alias or a package URL? */
bool th_observation_is_of(const struct th_observation *observation, th_slice product);
/*
 * Products of this name or package URL of whose life an index speaks, each once: added to out, with
 * neither url nor day. Texts point into the index.
 */
th_status th_observations_find_products(const struct th_index *index, th_slice product,
					struct th_arena *arena,
					struct th_observation_list *out) TH_MUST_USE;

#endif
