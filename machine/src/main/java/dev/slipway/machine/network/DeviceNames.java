package dev.slipway.machine.network;

/** Names of the devices that the wiring makes in a Pod's namespace; at most 15 bytes ({@code IFNAMSIZ}). */
public final class DeviceNames {
    private static final int LONGEST = 15;

    private DeviceNames() {}

    /** Returns the bridge for a Pod device, spelt as KubeVirt spells it: {@code k6t-eth0}. */
    public static String bridge(String podDevice) {
        String name = "k6t-" + podDevice;
        return name.length() <= LONGEST ? name : "k6t-" + MacAddress.shortHash(podDevice, 11);
    }

    /** Returns the tap for a Pod device: {@code tap0} for the Pod network, else {@code tap} and a hash. */
    public static String tap(String podDevice) {
        return podDevice.equals(PodNetworkFacts.POD_DEVICE) ? "tap0" : "tap" + MacAddress.shortHash(podDevice, 11);
    }
}
