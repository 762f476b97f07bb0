package dev.slipway.operator.datavolume;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/** Names of what secures the way between the upload proxy and an upload Pod. */
final class UploadTls {
    private UploadTls() {}

    /** Returns the name of the Secret with certificate, key and client authority of a claim's upload Pod. */
    static String secretName(PersistentVolumeClaim claim) {
        return "cdi-upload-tls-" + claim.getMetadata().getUid();
    }
}
