#!/bin/sh
# mutate.sh [PROGRAM [PERCENT]]: gives damaged copies of ../shared/corpus to every parser, see tests/conformance/mutate.c.
# Without arguments it builds the asan preset and tries all of them, which takes minutes.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=${1:-}
percent=${2:-100}
corpus=${TWOHOP_SHARED:-$root/../shared}/corpus

if [ ! -d "$corpus" ]; then
	echo "SKIPPED: ../shared is absent, so there is nothing to damage"
	exit 77
fi
if [ -z "$program" ]; then
	program=$root/build/asan/tests/mutate
	(cd "$root" && cmake --preset asan >/dev/null && cmake --build --preset asan --target mutate)
fi
# The largest sets first, two at a time; what is not here (purl, versions ...) holds vectors, not documents.
for set in big cyclonedx-examples osv sbom-real spdx csaf cyclonedx-spec json attestations kev eol vex standards; do
	[ ! -d "$corpus/$set" ] || echo "$corpus/$set"
done | xargs -P 2 -n 1 "$program" --sample "$percent" --seed "${MUTATE_SEED:-1}"
