package dev.slipway.machine.export;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names of what belongs to an export. KubeVirt v1.9.0, {@code pkg/storage/export/export/export.go}. */
public final class ExportNames {
    /** Label of the Pod by which the Service finds it. */
    public static final String SERVICE_LABEL = "kubevirt.io.virt-export-service";

    /** Key of the token in its Secret. */
    public static final String TOKEN_KEY = "token";

    private static final int LABEL = 63;

    private ExportNames() {}

    /** Returns the name of the Service and, but for dots, of the Pod. */
    public static String service(String export) {
        return shortened("virt-export-" + export.replace('.', '-'));
    }

    /** Returns the name of the Pod. */
    public static String pod(String export) {
        return shortened("virt-export-" + export);
    }

    /** Returns the value of {@link #SERVICE_LABEL}. */
    public static String label(String export) {
        return shortened(export);
    }

    /** Returns the name of the Secret with the token, if the user names none. */
    public static String token(String export) {
        return shortened("export-token-" + export);
    }

    /** Returns the name of the Secret with the certificate of the Pod. */
    public static String certificate(String export) {
        return shortened("export-tls-" + export);
    }

    /** Returns the name of the ConfigMap with the manifests. */
    public static String manifests(String export) {
        return "exporter-vm-manifest-" + export;
    }

    /** Returns the name of the Secret by which an importer shows the token. */
    public static String header(String export) {
        return "header-secret-" + export;
    }

    /** Returns the name of the ConfigMap by which an importer knows the exporter. */
    public static String authority(String export) {
        return "export-ca-cm-" + export;
    }

    /** Returns the name of the Pod's volume for a claim. */
    static String volume(String claim) {
        return shortened(claim.replace('.', '-'));
    }

    private static String shortened(String name) {
        if (name.length() <= LABEL) {
            return name;
        }
        String hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
        return name.substring(0, LABEL - 9) + "-" + hash;
    }
}
