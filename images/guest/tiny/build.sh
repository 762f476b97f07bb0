# The tiny guest: one kernel, one initramfs with everything in it, and a partition for what shall last.

tiny_mib=128

plan_packages() {
    kernel=$(depends linux-image-cloud-amd64 | grep -m 1 '^linux-image-') ||
        die "apt knows no package linux-image-cloud-amd64; the image is made from Debian's packages for amd64"
    mapfile -t guest_packages < <(
        with_libraries qemu-guest-agent
        printf '%s\n' busybox-static "$kernel"
    )
    mapfile -t tool_packages < <(disk_packages | sort -u)
    mapfile -t planned < <(versions "${guest_packages[@]}" "${tool_packages[@]}")
}

build_image() {
    local work=$1 out=$2 system=$1/system tools=$1/tools root=$1/root
    say "fetching ${#planned[@]} packages"
    fetch "$system" "${guest_packages[@]}"
    fetch "$tools" "${tool_packages[@]}"
    say "putting the system together"
    local version
    version=$(basename "$system"/lib/modules/*)
    fill_root "$system" "$root" "$version"
    archive "$system/bin/busybox" "$root" "$work/initrd.img"
    say "writing the disk"
    make_disk "$tools" "$work/disk.raw" "$tiny_mib"
    put_boot "$tools" "$work/disk.raw" "$system/boot/vmlinuz-$version" vmlinuz
    put_boot "$tools" "$work/disk.raw" "$work/initrd.img" initrd.img
    make_bootable "$tools" "$work/disk.raw" "$here/tiny/grub.cfg"
    mke2fs -q -F -t ext4 -L tiny-data -E "offset=$(root_offset)" "$work/disk.raw" "$(root_kib "$tiny_mib")k"
    pack "$work/disk.raw" "$out"
}

# fill_root SYSTEM ROOT VERSION: what the initramfs holds.
fill_root() {
    local system=$1 root=$2 version=$3 directory
    for directory in bin sbin usr/bin usr/sbin etc proc sys dev run tmp root data mnt/seed var/log lib64; do
        mkdir -p "$root/$directory"
    done
    cp "$system/bin/busybox" "$root/bin/busybox"
    local applet
    for applet in $("$system/bin/busybox" --list); do
        [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
    done
    ln -s bin/busybox "$root/init"
    cp -r "$here/tiny/rootfs/." "$root/"
    chmod 755 "$root"/etc/rc "$root"/etc/rc.stop "$root"/etc/agent "$root"/etc/udhcpc.script "$root"/sbin/*
    chmod 600 "$root/etc/shadow"
    cp "$system/usr/sbin/qemu-ga" "$root/usr/sbin/"
    copy_libraries "$system" "$root" "$root/usr/sbin/qemu-ga"
    copy_modules "$system" "$root" "$version"
}

# copy_libraries SYSTEM ROOT PROGRAM: the loader and what it would load.
copy_libraries() {
    local system=$1 root=$2 program=$3 library
    local where=$system/lib/x86_64-linux-gnu:$system/usr/lib/x86_64-linux-gnu
    cp "$system/lib64/ld-linux-x86-64.so.2" "$root/lib64/"
    mkdir -p "$root/lib/x86_64-linux-gnu"
    "$system/lib64/ld-linux-x86-64.so.2" --library-path "$where" --list "$program" |
        awk '$2 == "=>" {print $3}' | sort -u | while read -r library; do
        case $library in
            "$system"/*) cp "$library" "$root/lib/x86_64-linux-gnu/" ;;
            *) die "library $library of the guest agent is not in the fetched packages" ;;
        esac
    done
}

# copy_modules SYSTEM ROOT VERSION: the drivers named in tiny/modules and what they depend on.
copy_modules() {
    local system=$1 root=$2 version=$3 module
    "$system/bin/busybox" depmod -b "$system" "$version"
    local index=$system/lib/modules/$version/modules.dep
    grep -v '^#' "$here/tiny/modules" | while read -r module; do
        # Debian builds some of them in; then there is no file
        grep -E "/$module\.ko:" "$index" | tr -d : | tr ' ' '\n' || true
    done | sed '/^$/d' | sort -u | while read -r file; do
        file=${file#/lib/modules/"$version"/}
        mkdir -p "$root/lib/modules/$version/$(dirname "$file")"
        cp "$system/lib/modules/$version/$file" "$root/lib/modules/$version/$file"
    done
    "$system/bin/busybox" depmod -b "$root" "$version"
}

# archive BUSYBOX ROOT OUT: the initramfs; all files belong to root and have one date.
archive() {
    local busybox=$1 root=$2 out=$3
    find "$root" -exec touch -h -d @0 {} +
    (cd "$root" && find . | LC_ALL=C sort | "$busybox" cpio -o -H newc -R 0:0) 2>/dev/null | compress >"$out"
}

# zstd is smallest and quickest to unpack; gzip is always there.
compress() {
    if command -v zstd >/dev/null; then
        zstd -q -19
    else
        gzip -9n
    fi
}
