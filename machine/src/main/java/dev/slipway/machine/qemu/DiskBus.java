package dev.slipway.machine.qemu;

/** How a disk is attached to the guest. */
enum DiskBus {
    VIRTIO,
    SATA,
    SCSI,
    USB
}
