package dev.slipway.machine.qemu;

/** What runs the guest's processors. */
public enum Accelerator {
    /** The processor itself, through the kernel. */
    KVM,
    /** QEMU's translator: works everywhere, about ten times slower. */
    TCG
}
