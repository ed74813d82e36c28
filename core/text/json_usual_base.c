/* For every machine of the kind that the program is built for. */
#define WAYS th_json_ways_base
#define WAYS_NAME "base"
#include "core/text/json_usual_ways.h"
