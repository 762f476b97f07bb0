# Debian packages by the system's own apt: resolved, fetched and unpacked without root rights.

# use_apt DIRECTORY: apt keeps its index there from call to call, where the system is set to build it anew each time.
use_apt() {
    apt_options=(-o "Dir::Cache::pkgcache=$1/pkgcache.bin" -o "Dir::Cache::srcpkgcache=")
    # Root's downloads would be done by _apt, which may not write here
    [ "$(id -u)" != 0 ] || apt_options+=(-o APT::Sandbox::User=root)
}

ensure_package_lists() {
    apt-cache "${apt_options[@]}" show busybox-static >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ]; then
        say "reading the package lists"
        apt-get update -qq >/dev/null || die "apt-get update failed; check the system's apt sources"
    fi
    apt-cache "${apt_options[@]}" show busybox-static >/dev/null 2>&1 ||
        die "apt knows no package busybox-static; run apt-get update as root, on a system with Debian's sources"
}

# depends PACKAGE: the packages it depends on directly.
depends() {
    apt-cache "${apt_options[@]}" depends --important "$1" | awk '$1 ~ /Depends:$/ && $2 !~ /^</ {print $2}'
}

# with_libraries PACKAGE…: the packages and all libraries below them.
with_libraries() {
    apt-cache "${apt_options[@]}" depends --recurse --important --no-conflicts --no-breaks --no-replaces "$@" |
        awk -v wanted="$*" 'BEGIN {n = split(wanted, w, " "); for (i = 1; i <= n; i++) print w[i]} /^lib/ {print $1}' | sort -u
}

# versions PACKAGE…: the file names that apt would fetch, which hold the versions.
versions() {
    local found
    found=$(apt-get "${apt_options[@]}" download --print-uris "$@" 2>&1) ||
        die "apt cannot provide: $* ($(tail -n 1 <<<"$found"))"
    awk '/^\047/ {print $2}' <<<"$found"
}

# fetch DIRECTORY PACKAGE…: unpacks packages over each other.
fetch() {
    local into=$1
    shift
    mkdir -p "$into" "$into.debs"
    (cd "$into.debs" && apt-get "${apt_options[@]}" -qq download "$@" >/dev/null) ||
        die "fetching packages failed: $*; check the system's apt sources and the network"
    local deb
    for deb in "$into.debs"/*.deb; do
        dpkg-deb -x "$deb" "$into"
    done
    rm -r "$into.debs"
}

# tool DIRECTORY PROGRAM ARGUMENT…: runs a program that fetch has unpacked, with the libraries beside it.
tool() {
    local tree=$1 program=$2
    shift 2
    local file
    for file in "$tree"/{usr/,}{bin,sbin}/"$program"; do
        if [ -x "$file" ]; then
            "$tree"/lib64/ld-linux-x86-64.so.2 --library-path "$tree/lib/x86_64-linux-gnu:$tree/usr/lib/x86_64-linux-gnu" \
                "$file" "$@"
            return
        fi
    done
    die "the fetched packages hold no program $program"
}
