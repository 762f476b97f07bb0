# The Debian guest: a system that cloud-init makes its own at the first start.

debian_mib=2048

plan_packages() {
    [ "$(id -u)" = 0 ] ||
        die "needs root, because the packages of a whole system run their scripts in it; run it with sudo, or build tiny"
    need mmdebstrap mmdebstrap
    mapfile -t debian_packages < <(sed '/^#/d' "$here/debian/packages")
    mapfile -t tool_packages < <(disk_packages | sort -u)
    mapfile -t planned < <(versions "${debian_packages[@]}" "${tool_packages[@]}")
}

# sources: the Debian sources of this system, as lines of a sources.list.
sources() {
    # shellcheck disable=SC2016 # apt fills these in
    apt-get "${apt_options[@]}" indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u
}

build_image() {
    local work=$1 out=$2 root=$1/root tools=$1/tools suite
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    fetch "$tools" "${tool_packages[@]}"
    say "installing Debian $suite; about a minute"
    install_system "$work" "$suite" "$root"
    say "writing the disk"
    make_disk "$tools" "$work/disk.raw" "$debian_mib"
    make_bootable "$tools" "$work/disk.raw" "$here/debian/grub.cfg"
    mke2fs -q -F -t ext4 -L debian-root -d "$root" -E "offset=$(root_offset)" "$work/disk.raw" "$(root_kib "$debian_mib")k"
    pack "$work/disk.raw" "$out"
}

install_system() {
    local work=$1 suite=$2 root=$3
    sources >"$work/sources.list"
    [ -s "$work/sources.list" ] || die "apt has no Debian sources; the image is made from them"
    # The settings are there before the packages are, so that the initramfs is made once, and small
    if ! mmdebstrap --quiet --mode=root --variant=essential \
        --include="$(IFS=,; echo "${debian_packages[*]}")" \
        --aptopt='Apt::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='force-confold' \
        --setup-hook="mkdir -p \"\$1\"" \
        --essential-hook="cp -r '$here/debian/rootfs/.' \"\$1/\"" \
        --customize-hook="'$here/debian/settle' \"\$1\"" \
        "$suite" "$root" "$work/sources.list" >"$work/log" 2>&1; then
        tail -n 20 "$work/log" >&2
        die "installing Debian $suite failed; the last lines are above"
    fi
}
