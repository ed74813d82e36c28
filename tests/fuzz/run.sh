#!/bin/sh
# run.sh [SECONDS]: fuzzes every target for SECONDS (60) of wall time in all, two at a time. A crash, a hang or a leak fails
# and names the file that reproduces it; put that file into tests/fuzz/corpus/TARGET/ with the fix.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
build=$root/build/fuzz
work=$build/fuzzing
at_once=2
largest=64 # KiB, of a seed: small inputs are tried more often

one_target() { # TARGET SECONDS
	target=$1
	rm -rf "${work:?}/$target"
	mkdir -p "$work/$target/corpus"
	number=0
	sh "$here/seeds.sh" "$target" "$largest" | while read -r seed; do
		number=$((number + 1))
		cp "$seed" "$work/$target/corpus/seed-$number"
	done
	dictionary=
	[ ! -f "$here/$target.dict" ] || dictionary="-dict=$here/$target.dict"
	export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1}"
	# shellcheck disable=SC2086 # dictionary is one word or none
	if "$build/tests/$target" -max_total_time="$2" -max_len=$((largest * 1024)) -timeout=20 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix="$work/$target/" $dictionary "$work/$target/corpus" \
		>"$work/$target/log" 2>&1
	then
		echo "ok   $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target/log") inputs in $2 s"
		return 0
	fi
	echo "FAIL $target: $work/$target/log ends with"
	tail -n 40 "$work/$target/log"
	for kind in crash leak timeout oom slow-unit; do
		for found in "$work/$target/$kind"-*; do
			[ ! -f "$found" ] || echo "reproduce: $build/tests/$target $found"
		done
	done
	return 1
}

if [ "${1:-}" = --one ]; then
	one_target "$3" "$2"
	exit
fi

seconds=${1:-60}
targets=$(cd "$here" && for source in fuzz_*.c; do [ ! -f "$source" ] || echo "${source%.c}"; done)
if [ -z "$targets" ]; then
	echo "fuzz: no target in tests/fuzz" >&2
	exit 1
fi
(cd "$root" && cmake --preset fuzz >/dev/null)
# shellcheck disable=SC2086 # one word a target
cmake --build "$build" --target $targets

each=$((seconds * at_once / $(echo "$targets" | wc -l)))
[ "$each" -ge 1 ] || each=1
if ! echo "$targets" | xargs -P "$at_once" -n 1 sh "$here/run.sh" --one "$each"; then
	echo "fuzz: a target failed, see above" >&2
	exit 1
fi
