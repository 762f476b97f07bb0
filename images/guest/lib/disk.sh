# A disk that SeaBIOS and OVMF both boot: MBR, a FAT partition with GRUB for UEFI, and one ext4 partition.

boot_start=2048
boot_sectors=$((40 * 2048))

# The packages with the tools below.
disk_packages() {
    printf '%s\n' grub-pc-bin grub-efi-amd64-bin mtools
    with_libraries grub-common mtools
}

# make_disk TOOLS DISK MIB: an empty disk with two partitions; the second is left to the caller.
make_disk() {
    local tools=$1 disk=$2 mib=$3
    truncate -s "${mib}M" "$disk"
    local root_start=$((boot_start + boot_sectors))
    sfdisk --quiet --no-tell-kernel "$disk" <<TABLE
label: dos
label-id: 0x51697061
start=$boot_start, size=$boot_sectors, type=ef, bootable
start=$root_start, size=$((mib * 2048 - root_start)), type=83
TABLE
    tool "$tools" mformat -i "$disk@@$((boot_start * 512))" -T "$boot_sectors" -H "$boot_start" -h 255 -s 63 -N 51697061 -v BOOT ::
}

# The second partition, for mke2fs.
root_offset() {
    echo $(((boot_start + boot_sectors) * 512))
}

# root_kib MIB: its size on a disk of so many MiB.
root_kib() {
    echo $(($1 * 1024 - (boot_start + boot_sectors) / 2))
}

# put_boot TOOLS DISK FILE NAME: copies a file to the FAT partition.
put_boot() {
    tool "$1" mcopy -i "$2@@$((boot_start * 512))" -o "$3" "::/$4"
}

# make_bootable TOOLS DISK CONFIG: GRUB for both firmwares with one built-in script; needs no menu, so it starts at once.
make_bootable() {
    local tools=$1 disk=$2 config=$3 work
    work=$(dirname "$disk")
    local modules=(part_msdos fat ext2 search search_fs_file search_label linux boot echo)
    tool "$tools" grub-mkimage -d "$tools/usr/lib/grub/i386-pc" -O i386-pc -c "$config" -p / \
        -o "$work/core.img" biosdisk "${modules[@]}"
    tool "$tools" grub-mkimage -d "$tools/usr/lib/grub/x86_64-efi" -O x86_64-efi -c "$config" -p / \
        -o "$work/BOOTX64.EFI" efi_gop "${modules[@]}"
    # boot.img looks for the core at sector 1, which is where it is put: no block list to patch
    dd if="$tools/usr/lib/grub/i386-pc/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
    dd if="$work/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
    tool "$tools" mmd -i "$disk@@$((boot_start * 512))" ::/EFI ::/EFI/BOOT
    put_boot "$tools" "$disk" "$work/BOOTX64.EFI" EFI/BOOT/BOOTX64.EFI
}

# pack DISK OUT: the finished raw disk as a compressed qcow2.
pack() {
    qemu-img convert -c -f raw -O qcow2 -o compression_type=zstd "$1" "$2"
}
