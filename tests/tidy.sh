#!/bin/sh
# tidy.sh [--changed]: clang-tidy with .clang-tidy on every C file of the build, or on those that differ from the branch this
# one started from (from the last commit but one, where this is that branch).
set -eu
cd "$(dirname -- "$0")/.."
command -v clang-tidy >/dev/null 2>&1 || { echo "tidy.sh: clang-tidy is missing" >&2; exit 1; }
cmake --preset dev >/dev/null

changed() {
	base=$(git merge-base HEAD origin/HEAD 2>/dev/null || git merge-base HEAD origin/main 2>/dev/null || true)
	if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
		base=$(git rev-parse --verify --quiet HEAD~1 || true)
	fi
	# The id of the empty tree: in a history of one commit everything is new.
	[ -n "$base" ] || base=4b825dc642cb6eb9a060e54bf8d69288fbee4904
	{
		git diff --name-only --diff-filter=d "$base"
		git ls-files --others --exclude-standard
	} | sed -n 's/\.[ch]$/.c/p' | LC_ALL=C sort -u # a header is read through the file that it belongs to
}

all() {
	sed -n "s|^ *\"file\": \"$PWD/\(.*\.c\)\".*|\1|p" build/dev/compile_commands.json | LC_ALL=C sort -u
}

files=$(mktemp)
trap 'rm -f "$files"' EXIT
all >"$files"
if [ "${1:-}" = --changed ]; then
	changed | LC_ALL=C comm -12 - "$files" >"$files.changed"
	mv "$files.changed" "$files"
fi
echo "clang-tidy: $(wc -l <"$files") files"
# One process a file: given several, the analyzer of clang 14 takes va_start of the second for no initialisation.
# The compile commands are gcc's; clang is told to pass over the warnings that it does not have.
tr '\n' '\0' <"$files" | xargs -0 -r -P 2 -n 1 \
	clang-tidy --quiet -p build/dev --extra-arg=-Wno-unknown-warning-option 2>/dev/null
