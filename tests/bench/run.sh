#!/bin/sh
# run.sh [BENCH_ARGUMENT...]: builds the release preset and measures it, see tests/bench/bench.py. For a quiet machine and a
# reader of tables: no test depends on it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
build=$root/build/release

sh "$root/cmd/install.sh" "$root/cmd/packages.txt" "$here/packages.txt"
(cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target twohop baseline empty lookups signatures >&2
python=/usr/bin/python3
[ -x "$python" ] || python=python3
PYTHONDONTWRITEBYTECODE=1 exec "$python" "$here/bench.py" "$build/twohop" "$build" "$@"
