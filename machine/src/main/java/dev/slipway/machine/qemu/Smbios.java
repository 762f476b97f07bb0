package dev.slipway.machine.qemu;

/** What the guest reads about its maker ({@code spec.configuration.smbios} of the KubeVirt resource). */
public record Smbios(String manufacturer, String product, String version, String sku, String family) {
    /** KubeVirt's own values, which guests and agents look for. */
    public static final Smbios KUBEVIRT = new Smbios("KubeVirt", "None", "", "", "KubeVirt");
}
