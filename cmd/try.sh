#!/bin/sh
# try.sh [ARGUMENT...]: installs what is missing, builds twohop and shows what it is for on the 3CX case in testdata/3cx.
# With arguments it runs `twohop audit ARGUMENT...` instead and ends with its exit code.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
twohop=$root/build/release/twohop

sh "$root/cmd/install.sh" "$root/cmd/packages.txt"
build() {
	cd "$root" && cmake --preset release && cmake --build --preset release --target twohop
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ -x "$twohop" ] || echo "building twohop ..." >&2
if ! (build) >"$log" 2>&1; then
	cat "$log" >&2
	echo "try.sh: the build failed, see above" >&2
	exit 1
fi

if [ $# -gt 0 ]; then
	code=0
	"$twohop" audit "$@" || code=$?
	exit "$code"
fi

demo() { # DATE
	echo
	echo "\$ twohop audit testdata/3cx --as-of $1"
	code=0
	(cd "$root" && "$twohop" audit testdata/3cx --as-of "$1") || code=$?
	echo "exit code $code"
	case $code in
	0 | 1 | 2 | 3) ;;
	*) exit "$code" ;;
	esac
}

cat <<'TEXT'
15 March 2023, two weeks before the news: the softphone's SBOM and the inventory of one staff laptop already show, two
suppliers away, an end-of-life trading program of another vendor on a machine that reaches 3CX's build.
TEXT
demo 2023-03-15
echo
cat <<'TEXT'
21 April 2023, the same papers after the breach is understood: the poisoned softphone and the poisoned trading program are
both named, with the path from you to each, and the second one as the cause of the first.
TEXT
demo 2023-04-21
echo
echo "Your own documents: sh cmd/try.sh FOLDER, or build/release/twohop audit FOLDER"
