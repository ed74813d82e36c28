#include "parsers/attestation.h"

static const char *const titles[TH_PREDICATE_COUNT] = {
#define TH_PREDICATE(id, prefix, shape, title) [TH_PREDICATE_##id] = title,
#include "parsers/predicates.def"
#undef TH_PREDICATE
	[TH_PREDICATE_unknown] = "statement of an unknown kind",
};

const char *th_predicate_title(enum th_predicate predicate)
{
	return titles[predicate];
}

/* cosign's first types have none. */
static th_slice without_scheme(th_slice type)
{
	th_slice scheme = TH_SLICE("https://");

	return th_slice_starts(type, scheme) ? th_slice_sub(type, scheme.len, type.len) : type;
}

enum th_predicate th_predicate_of(th_slice type)
{
	static const char *const prefixes[] = {
#define TH_PREDICATE(id, prefix, shape, title) [TH_PREDICATE_##id] = prefix,
#include "parsers/predicates.def"
#undef TH_PREDICATE
	};

	th_slice rest = without_scheme(type);

	for (unsigned i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (th_slice_starts(rest, without_scheme(th_slice_of(prefixes[i]))))
			return (enum th_predicate)i;
	return TH_PREDICATE_unknown;
}

bool th_predicate_is_provenance(enum th_predicate predicate)
{
	static const enum th_predicate rows[] = {
		TH_PREDICATE_provenance, TH_PREDICATE_provenance_0, TH_PREDICATE_provenance_0_1,
		TH_PREDICATE_link,       TH_PREDICATE_link_0,
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i] == predicate)
			return true;
	return false;
}

void th_attestation_release(struct th_attestation *attestation)
{
	if (!attestation)
		return;
	th_index_list_release(&attestation->subjects);
	th_attested_property_list_release(&attestation->properties);
	th_dependency_level_list_release(&attestation->dependency_levels);
}
