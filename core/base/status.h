/*
 * What a caller does next. A status says only that; what happened is told by a diagnostic
 * (core/base/diagnostic.h). Values are part of the interface between folders: append, never
 * renumber.
 */
#ifndef TH_CORE_BASE_STATUS_H
#define TH_CORE_BASE_STATUS_H

typedef enum th_status {
	TH_OK = 0,
	TH_EINPUT = 1,    /* the bytes are not what they claim to be */
	TH_ELIMIT = 2,    /* a named ceiling of core/base/limits.h was passed */
	TH_EIO = 3,       /* the operating system said no */
	TH_ENOMEM = 4,    /* no memory */
	TH_EUSAGE = 5,    /* the call (command line, configuration) is wrong */
	TH_EBUG = 6,      /* ours */
	TH_ENOTFOUND = 7, /* looked, and it is not there */
} th_status;

#define TH_MUST_USE __attribute__((warn_unused_result))

/* Leave the function with the status of expr unless it is TH_OK. Only while arenas own all that was
 * made. */
#define TH_TRY(expr)                               \
	do {                                       \
		th_status th_try_status_ = (expr); \
		if (th_try_status_ != TH_OK)       \
			return th_try_status_;     \
	} while (0)

#endif
