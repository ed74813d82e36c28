#!/bin/sh
# format.sh [--fix]: names the C files that are not as .clang-format wants them, or makes them so.
set -eu
cd "$(dirname -- "$0")/.."
sources() {
	git ls-files -z --cached --others --exclude-standard -- '*.c' '*.h'
}
if [ "${1:-}" = --fix ]; then
	sources | xargs -0 -r clang-format --style=file -i
	exit
fi
if ! complaints=$(sources | xargs -0 -r clang-format --style=file --dry-run --Werror 2>&1); then
	echo "$complaints" | sed -n 's/^\([^ :]*\):[0-9]*:.*/\1/p' | sort | uniq -c >&2
	echo "format.sh: these files are not formatted, with the number of places: sh tests/format.sh --fix" >&2
	exit 1
fi
