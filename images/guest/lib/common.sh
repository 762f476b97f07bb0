# Words to the user. Everything goes to standard error, so that callers can keep standard output for themselves.

say() {
    printf 'guest image %s: %s (%s s)\n' "$kind" "$1" "$SECONDS" >&2
}

die() {
    printf 'guest image %s: %s\n' "$kind" "$1" >&2
    exit 1
}

# need PROGRAM PACKAGE: ends the build with one sentence if a program is missing.
need() {
    PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ||
        die "needs the program $1; install the package $2 (apt-get install $2)"
}

PATH=$PATH:/usr/sbin:/sbin
