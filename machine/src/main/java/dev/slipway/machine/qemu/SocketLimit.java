package dev.slipway.machine.qemu;

/** How many sockets a guest can have. */
public final class SocketLimit {
    /**
     * APIC ids are 8 bits without x2APIC and interrupt remapping, and the last is broadcast (Intel SDM 3A §10.4.6).
     */
    static final int APIC_IDS = 255;

    private SocketLimit() {}

    /**
     * Returns the sockets that may be filled while the guest runs. What is wanted is mostly a default, four times the
     * sockets at the start, so it yields to what is possible.
     */
    public static long of(long wanted, long sockets, long cores, long threads) {
        return Math.max(sockets, Math.min(wanted, APIC_IDS / Math.max(1, idsPerSocket(cores, threads))));
    }

    /** Each level takes whole bits of the APIC id. */
    static long idsPerSocket(long cores, long threads) {
        return powerOfTwo(cores) * powerOfTwo(threads);
    }

    private static long powerOfTwo(long atLeast) {
        return atLeast <= 1 ? 1 : Long.highestOneBit(atLeast - 1) << 1;
    }
}
