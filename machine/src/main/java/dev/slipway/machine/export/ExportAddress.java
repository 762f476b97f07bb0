package dev.slipway.machine.export;

/**
 * Where an exporter is reached.
 *
 * @param kind {@code internal} or {@code external}
 * @param base host, port if it is not 443, and the path before the exporter's own ones
 * @param certificate PEM of who has signed the certificate that is shown there
 */
public record ExportAddress(String kind, String base, String certificate) {
    /** Returns the address inside the cluster: the Service. */
    public static ExportAddress internal(String service, String namespace, String certificate) {
        return new ExportAddress("internal", service + "." + namespace + ".svc", certificate.strip());
    }

    /**
     * Returns the address outside of the cluster: the export proxy.
     *
     * @param host host, and port if it is not 443
     */
    public static ExportAddress external(String host, String namespace, String export, String certificate) {
        return new ExportAddress(
                "external",
                host + "/api/export.kubevirt.io/v1/namespaces/" + namespace + "/virtualmachineexports/" + export,
                certificate.strip());
    }

    String url(String path) {
        return "https://" + base + path;
    }
}
