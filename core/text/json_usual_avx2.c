/* For x86-64 with AVX2 and BMI: compiled with flags of its own, see core/CMakeLists.txt. */
#include "core/text/json_usual.h"

#ifdef TH_JSON_AVX2
#define WAYS th_json_ways_avx2
#define WAYS_NAME "avx2"
#include "core/text/json_usual_ways.h"
#endif
