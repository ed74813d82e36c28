/* Byte by byte, for machines without vectors that we know; the tests compare it with the others. */
#define TH_NO_SIMD
#define WAYS th_json_ways_portable
#define WAYS_NAME "portable"
#include "core/text/json_usual_ways.h"
