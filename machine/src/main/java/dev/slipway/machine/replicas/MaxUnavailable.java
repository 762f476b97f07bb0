package dev.slipway.machine.replicas;

import dev.slipway.api.pool.VirtualMachinePoolSpec;
import io.fabric8.kubernetes.api.model.IntOrString;

/** How many machines of a pool an update may take down at once. */
public final class MaxUnavailable {
    private static final int ALL = 100;

    private MaxUnavailable() {}

    /** Returns the number, at least 1; a share is rounded down, and absent means all. */
    public static int of(VirtualMachinePoolSpec pool) {
        IntOrString given = pool.maxUnavailable();
        if (given != null && given.getIntVal() != null) {
            return Math.max(1, given.getIntVal());
        }
        long share = given == null ? ALL : share(given.getStrVal());
        int replicas = pool.replicas() == null ? 1 : pool.replicas();
        return (int) Math.max(1, replicas * share / ALL);
    }

    /** Admission lets only 1% to 100% pass. */
    private static long share(String text) {
        String digits = text.replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 3 ? ALL : Math.min(ALL, Long.parseLong(digits));
    }
}
