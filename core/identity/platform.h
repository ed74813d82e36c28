/*
 * Operating systems, as words in purls, CPEs and file names spell them. Only a word that names one
 * platform counts; everything else is unknown, which never excludes a match.
 */
#ifndef TH_CORE_IDENTITY_PLATFORM_H
#define TH_CORE_IDENTITY_PLATFORM_H

#include "core/base/slice.h"

enum th_platform {
	TH_PLATFORM_UNKNOWN,
	TH_PLATFORM_WINDOWS,
	TH_PLATFORM_MACOS,
	TH_PLATFORM_LINUX,
	TH_PLATFORM_ANDROID,
	TH_PLATFORM_IOS,
	TH_PLATFORM_BSD,
	TH_PLATFORM_SOLARIS,
	TH_PLATFORM_AIX,
};

/* "windows", "macos", …; the absent slice for unknown. */
th_slice th_platform_name(enum th_platform platform);
/* By the first word in text that names one: win32-x64, x64-mingw32, manylinux2014, mac_os_x. */
enum th_platform th_platform_of_text(th_slice text);
/* By the suffix of a file name, path or URL (.msi, .dmg, .deb …). */
enum th_platform th_platform_of_file(th_slice name);

#endif
