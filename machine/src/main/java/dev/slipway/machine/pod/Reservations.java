package dev.slipway.machine.pod;

import java.util.List;

/**
 * Disks that guests reserve for themselves (SCSI-3 persistent reservations). All guests of one node reach such a disk by the
 * same path, so two that share it must not be on one node; labels of their Pods keep them apart. Source: KubeVirt v1.9.0,
 * {@code pkg/storage/reservation}.
 */
final class Reservations {
    private static final String LABEL = "pr.kubevirt.io/";

    private Reservations() {}

    /** Returns the labels of the Pod, one for each claim with such a disk; their value is empty. */
    static List<String> labels(PodFacts facts) {
        return facts.reservedClaims().stream().sorted().map(uid -> LABEL + uid).toList();
    }
}
