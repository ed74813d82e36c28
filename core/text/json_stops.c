/* What ends plain ASCII, for json_scan.h; a file of its own, so that it is not seen through. */
#define X8(c) c, c, c, c, c, c, c, c
#define X32(c)                             \
	{                                  \
		X8(c), X8(c), X8(c), X8(c) \
	}

extern const char th_json_stops[3][32];
_Alignas(32) const char th_json_stops[3][32] = { X32('"'), X32('\\'), X32(' ' - 1) };
