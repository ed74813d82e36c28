#include "core/identity/platform.h"

struct word {
	th_slice word; /* lower-case, without digits at its end */
	enum th_platform platform;
};

static const th_slice names[] = {
	[TH_PLATFORM_UNKNOWN] = { NULL, 0 },      [TH_PLATFORM_WINDOWS] = { "windows", 7 },
	[TH_PLATFORM_MACOS] = { "macos", 5 },     [TH_PLATFORM_LINUX] = { "linux", 5 },
	[TH_PLATFORM_ANDROID] = { "android", 7 }, [TH_PLATFORM_IOS] = { "ios", 3 },
	[TH_PLATFORM_BSD] = { "bsd", 3 },         [TH_PLATFORM_SOLARIS] = { "solaris", 7 },
	[TH_PLATFORM_AIX] = { "aix", 3 },
};

/* clang-format off */
#define WORD(text, platform) { { text, sizeof(text) - 1 }, TH_PLATFORM_##platform }

static const struct word words[] = {
	WORD("windows", WINDOWS), WORD("win", WINDOWS), WORD("mingw", WINDOWS),
	WORD("msvc", WINDOWS), WORD("macos", MACOS), WORD("macosx", MACOS), WORD("mac", MACOS),
	WORD("osx", MACOS), WORD("darwin", MACOS), WORD("linux", LINUX), WORD("manylinux", LINUX),
	WORD("musllinux", LINUX), WORD("android", ANDROID), WORD("ios", IOS), WORD("iphone", IOS),
	WORD("iphoneos", IOS), WORD("ipados", IOS), WORD("freebsd", BSD), WORD("openbsd", BSD),
	WORD("netbsd", BSD), WORD("sunos", SOLARIS), WORD("solaris", SOLARIS), WORD("aix", AIX),
};

/* .apk is left out: it is Android's and Alpine's. */
static const struct word suffixes[] = {
	WORD("exe", WINDOWS), WORD("msi", WINDOWS), WORD("msix", WINDOWS), WORD("appx", WINDOWS),
	WORD("dll", WINDOWS), WORD("dmg", MACOS), WORD("pkg", MACOS), WORD("dylib", MACOS),
	WORD("deb", LINUX), WORD("rpm", LINUX), WORD("snap", LINUX), WORD("flatpak", LINUX),
	WORD("so", LINUX), WORD("appimage", LINUX), WORD("ipa", IOS),
};
/* clang-format on */

static enum th_platform find(const struct word *table, size_t count, th_slice word)
{
	for (size_t i = 0; i < count; i++)
		if (th_slice_equal_nocase(table[i].word, word))
			return table[i].platform;
	return TH_PLATFORM_UNKNOWN;
}

th_slice th_platform_name(enum th_platform platform)
{
	return names[platform];
}

enum th_platform th_platform_of_text(th_slice text)
{
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		for (end = at; end < text.len && th_is_alnum(text.ptr[end]);)
			end++;
		size_t letters = end;

		while (letters > at && th_is_digit(text.ptr[letters - 1]))
			letters--;
		enum th_platform platform = find(words, sizeof(words) / sizeof(words[0]),
						 th_slice_sub(text, at, letters));

		if (platform != TH_PLATFORM_UNKNOWN)
			return platform;
	}
	return TH_PLATFORM_UNKNOWN;
}

enum th_platform th_platform_of_file(th_slice name)
{
	name = th_slice_sub(name, 0, th_slice_find(name, '?'));
	size_t dot = th_slice_rfind(name, '.');

	return find(suffixes, sizeof(suffixes) / sizeof(suffixes[0]),
		    th_slice_sub(name, dot + 1, name.len));
}
