#include "cmd/command.h"

#include "cmd/complain.h"

const struct th_command th_commands[] = {
#define TH_COMMAND(id, name, arguments, summary, description) \
	{ name, arguments, summary, description, th_command_##id },
#define TH_PLANNED(name, summary) { name, "", summary, "", NULL },
#include "cmd/commands.def"
#undef TH_COMMAND
#undef TH_PLANNED
};
const size_t th_command_count = sizeof(th_commands) / sizeof(*th_commands);

const char *const th_command_words[] = {
#define TH_COMMAND(id, name, arguments, summary, description) name,
#define TH_PLANNED(name, summary) name,
#include "cmd/commands.def"
#undef TH_COMMAND
#undef TH_PLANNED
	NULL,
};

const struct th_command *th_command_of(th_slice name)
{
	for (size_t i = 0; i < th_command_count; i++)
		if (th_slice_equal(name, th_slice_of(th_commands[i].name)))
			return &th_commands[i];
	return NULL;
}

const struct th_command *th_command_named(th_slice name)
{
	const struct th_command *command = th_command_of(name);
	const char *nearest = command ? NULL : th_nearest_word(name, th_command_words);

	if (command && command->run)
		return command;
	if (command)
		th_complain("'%s' is not in this version of twohop", command->name);
	else if (nearest)
		th_complain("there is no command '%.*s'; did you mean '%s'?", TH_FMT(name),
			    nearest);
	else
		th_complain("there is no command '%.*s'; 'twohop help' lists them", TH_FMT(name));
	return NULL;
}
