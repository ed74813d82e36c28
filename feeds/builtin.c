#include "feeds/builtin.h"

#include "feeds/block.h"

#include <assert.h>
#include <pthread.h>

/* Of feeds/builtin_blob.S. */
extern const unsigned char th_builtin_blob[];
extern const uint64_t th_builtin_blob_size;

static struct th_index builtin;

static void open_builtin(void)
{
	th_status status = th_index_open_trusted(&builtin, th_builtin_blob, th_builtin_blob_size);

	assert(status == TH_OK && "the built-in facts were compiled for another program");
	(void)status;
}

const struct th_index *th_builtin_facts(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, open_builtin);
	return &builtin;
}
