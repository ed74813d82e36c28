#!/bin/sh
# seeds.sh TARGET [MAX_KB]: the files a fuzz target starts from, one a line: its own corpus, which holds every input that
# ever broke it, and what tests/fuzz/targets.txt names of ../shared/corpus (TWOHOP_SHARED), up to MAX_KB.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=$1
size=
[ $# -lt 2 ] || size="-size -${2}k"

if [ -d "$here/corpus/$target" ]; then
	find "$here/corpus/$target" -type f | LC_ALL=C sort
fi
shared=${TWOHOP_SHARED:-$here/../../../shared}
[ -d "$shared/corpus" ] || exit 0
sed -n "s/^${target}[[:space:]][[:space:]]*//p" "$here/targets.txt" | tr -s '[:blank:]' '\n' | while read -r glob; do
	# shellcheck disable=SC2086 # size is two words or none
	find "$shared/corpus" -type f -path "$shared/corpus/$glob" $size
done | LC_ALL=C sort -u
