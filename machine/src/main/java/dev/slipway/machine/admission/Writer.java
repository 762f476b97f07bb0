package dev.slipway.machine.admission;

import java.util.Set;

/** Who writes: one of the parts that look after machines, or anybody else. */
final class Writer {
    /** The group of Slipway's own parts in standalone, and that of the ServiceAccounts of its namespace on a cluster. */
    private static final Set<String> GROUPS = Set.of("slipway:parts", "system:serviceaccounts:slipway");

    private static final String CONTROLLER = "system:serviceaccount:kubevirt:kubevirt-controller";

    /** KubeVirt's own parts, so that a cluster that moves from KubeVirt keeps working meanwhile. */
    private static final Set<String> ACCOUNTS = Set.of(
            "system:serviceaccount:kubevirt:kubevirt-apiserver",
            CONTROLLER,
            "system:serviceaccount:kubevirt:kubevirt-handler",
            "system:serviceaccount:kubevirt:kubevirt-synchronization-controller");

    private Writer() {}

    /** Whether the writer is a part, which may change what users may not: status, placement, running machines. */
    static boolean isPart(Review review) {
        return ACCOUNTS.contains(review.user()) || review.groups().stream().anyMatch(GROUPS::contains);
    }

    /** Whether the writer is the part that starts migrations by itself, which alone ranks them. */
    static boolean isController(Review review) {
        return isPart(review)
                && (!ACCOUNTS.contains(review.user()) || review.user().equals(CONTROLLER));
    }
}
