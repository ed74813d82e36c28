#include "parsers/attestation.h"

static const char *const titles[TH_PREDICATE_COUNT] = {
#define TH_PREDICATE(id, prefix, title) [TH_PREDICATE_##id] = title,
#include "parsers/predicates.def"
#undef TH_PREDICATE
	[TH_PREDICATE_unknown] = "statement of an unknown kind",
};

const char *th_predicate_title(enum th_predicate predicate)
{
	return titles[predicate];
}

enum th_predicate th_predicate_of(th_slice type)
{
	static const char *const prefixes[] = {
#define TH_PREDICATE(id, prefix, title) [TH_PREDICATE_##id] = prefix,
#include "parsers/predicates.def"
#undef TH_PREDICATE
	};

	for (unsigned i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (th_slice_starts(type, th_slice_of(prefixes[i])))
			return (enum th_predicate)i;
	return TH_PREDICATE_unknown;
}

bool th_predicate_is_provenance(enum th_predicate predicate)
{
	return predicate == TH_PREDICATE_provenance || predicate == TH_PREDICATE_provenance_0_1 ||
	       predicate == TH_PREDICATE_link || predicate == TH_PREDICATE_link_0;
}

void th_attestation_release(struct th_attestation *attestation)
{
	if (!attestation)
		return;
	th_index_list_release(&attestation->subjects);
	th_attested_property_list_release(&attestation->properties);
	th_dependency_level_list_release(&attestation->dependency_levels);
}
