package dev.slipway.machine.pod;

import java.util.Map;

/**
 * The limit of memory that Pods get in a namespace whose quota asks for one. Source: KubeVirt v1.9.0,
 * {@code getMemoryLimitsRatio}.
 */
public final class MemoryLimit {
    private static final String LABEL = "alpha.kubevirt.io/auto-memory-limits-ratio";
    private static final double DEFAULT = 2;

    private MemoryLimit() {}

    /** Returns the limit per requested memory, by the labels of the namespace; what is no number, or below 1, is not heard. */
    public static double factor(Map<String, String> labels) {
        try {
            double factor = Double.parseDouble(labels.getOrDefault(LABEL, ""));
            return factor >= 1 && factor < Double.POSITIVE_INFINITY ? factor : DEFAULT;
        } catch (NumberFormatException _) {
            return DEFAULT;
        }
    }
}
