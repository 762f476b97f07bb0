package dev.slipway.operator.kubevirt;

/**
 * What this operator says of itself.
 *
 * @param namespace Slipway's own
 * @param version version of Slipway
 * @param architecture architecture of virtual machines that name none, e.g. {@code amd64}
 */
public record Installation(String namespace, String version, String architecture) {
    /** The version of KubeVirt whose API this is; clients choose their features by it. */
    public static final String KUBEVIRT_VERSION = "v1.9.0";

    private static final String MARK = "slipway-";

    /** Returns the version in {@code status.operatorVersion}, which tells Slipway from KubeVirt. */
    String operatorVersion() {
        return MARK + version;
    }

    static boolean isOurs(String operatorVersion) {
        return operatorVersion.startsWith(MARK);
    }
}
