#!/bin/sh
# run.sh: everything that must hold. Installs what is missing, then runs every step below, whatever the one before it said,
# and ends with one line that counts them. FUZZ_SECONDS is the time for fuzzing in all: 300 in CI (CI=true), else 20.
set -eu
cd "$(dirname -- "$0")/.."
jobs=$(nproc 2>/dev/null || echo 2)
werror=OFF
fuzz_seconds=${FUZZ_SECONDS:-20}
if [ "${CI:-}" = true ]; then
	werror=ON
	fuzz_seconds=${FUZZ_SECONDS:-300}
fi
passed=0
failed=0
failures=

step() { # NAME COMMAND...
	name=$1
	shift
	echo
	echo "== $name"
	began=$(date +%s)
	if "$@"; then
		passed=$((passed + 1))
		verdict=passed
	else
		failed=$((failed + 1))
		failures="$failures, $name"
		verdict=FAILED
	fi
	echo "== $name: $verdict after $(($(date +%s) - began)) s"
}

build_and_test() { # PRESET CMAKE_ARGUMENT...
	preset=$1
	shift
	cmake --preset "$preset" "$@" >build/"$preset".log 2>&1 || {
		cat build/"$preset".log
		return 1
	}
	cmake --build --preset "$preset" || return 1
	code=0
	ctest --preset "$preset" -j "$jobs" || code=$?
	# ctest keeps to itself what skipped tests say; many say the same.
	awk '/^SKIPPED/ && !told[$0]++' build/"$preset"/Testing/Temporary/LastTest.log
	return "$code"
}

sh cmd/install.sh cmd/packages.txt tests/packages.txt
mkdir -p build
step "format" sh tests/format.sh
step "address and undefined sanitizers" build_and_test asan
step "release" build_and_test release -D TWOHOP_WERROR=$werror
step "fuzzing for $fuzz_seconds s" sh tests/fuzz/run.sh "$fuzz_seconds"
step "clang-tidy" sh tests/tidy.sh --changed

echo
[ -z "$failures" ] || echo "FAILED:${failures#,}"
echo "steps: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
