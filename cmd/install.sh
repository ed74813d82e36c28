#!/bin/sh
# install.sh LIST...: installs those Debian packages of the lists that are missing; says nothing where none is. Where it
# cannot install, it names them and fails.
set -eu

log=$(mktemp)
trap 'rm -f "$log"' EXIT

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

apt() {
	DEBIAN_FRONTEND=noninteractive $sudo apt-get -y -q "$@" </dev/null >>"$log" 2>&1
}

# The first of the alternatives that the package lists know; else the first, so that its name stands in the complaint.
choose() {
	for name in "$@"; do
		if apt-cache show "$name" >/dev/null 2>&1; then
			echo "$name"
			return
		fi
	done
	echo "$1"
}

wanted=$(sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$@")
missing=
for row in $wanted; do
	found=
	for name in $(echo "$row" | tr '|' ' '); do
		if installed "$name"; then
			found=$name
			break
		fi
	done
	[ -n "$found" ] || missing="$missing $row"
done
[ -n "$missing" ] || exit 0

give_up() {
	echo "twohop needs packages that are missing here:$missing" >&2
	echo "$1" >&2
	exit 1
}

command -v apt-get >/dev/null 2>&1 || give_up "This is no Debian: install their like, and run this again or use cmake by hand."
sudo=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || give_up "Run as root, or install them: apt-get install$missing"
	sudo=sudo
fi

install() {
	names=
	for row in $missing; do
		# shellcheck disable=SC2046 # one word an alternative
		names="$names $(choose $(echo "$row" | tr '|' ' '))"
	done
	# shellcheck disable=SC2086 # one word a package
	apt install --no-install-recommends $names
}

echo "installing:$missing" >&2
# The package lists of a fresh machine are empty, those of an old one name files that are gone.
if ! install && ! { apt update && install; }; then
	tail -n 20 "$log" >&2
	give_up "They could not be installed, see above."
fi
