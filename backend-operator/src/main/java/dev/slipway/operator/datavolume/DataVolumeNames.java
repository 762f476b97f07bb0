package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Annotations, labels and object names around DataVolumes. Source of those of CDI: its v1.66, {@code common.go}. */
public final class DataVolumeNames {
    /** Annotation on DataVolumes that wait for a consumer: name of the instance that is it. */
    public static final String CONSUMER = "slipway.dev/consumer";

    /** Annotation on DataVolumes: fill them without waiting for a consumer. */
    public static final String BIND_IMMEDIATELY = "cdi.kubevirt.io/storage.bind.immediate.requested";

    /** Annotation on DataVolumes: leave the importer's Pod when it is done. */
    public static final String RETAIN_POD = "cdi.kubevirt.io/storage.pod.retainAfterCompletion";

    /** Annotation on claims: uid of the DataVolume that they were made for. */
    static final String CREATED_FOR = "cdi.kubevirt.io/createdForDataVolume";

    /** Annotation on DataVolumes: whether a claim of their name that is there already becomes theirs as it is. */
    static final String ALLOW_ADOPTION = "cdi.kubevirt.io/allowClaimAdoption";

    /** Annotation on DataVolumes whose claim somebody else makes and fills. */
    public static final String PREPOPULATED = "cdi.kubevirt.io/storage.prePopulated";

    /** Annotation on claims that are filled already: name of the DataVolume that takes them over. */
    public static final String POPULATED_FOR = "cdi.kubevirt.io/storage.populatedFor";

    /** Annotation on claims: phase of the Pod that fills them. */
    public static final String POD_PHASE = "cdi.kubevirt.io/storage.pod.phase";

    /** Annotation on claims: whether the Pod that fills them takes an upload. */
    public static final String POD_READY = "cdi.kubevirt.io/storage.pod.ready";

    /** Annotation on claims: how often the Pod was made anew. */
    public static final String POD_RESTARTS = "cdi.kubevirt.io/storage.pod.restarts";

    /** Annotation on claims: the condition Running of the DataVolume. */
    public static final String RUNNING = "cdi.kubevirt.io/storage.condition.running";

    /** Annotation on claims: kind of source. */
    static final String IMPORT_SOURCE = "cdi.kubevirt.io/storage.import.source";

    /** Annotation on claims: URL of the source. */
    static final String IMPORT_ENDPOINT = "cdi.kubevirt.io/storage.import.endpoint";

    /** Annotation on claims: the Pod that fills them. */
    static final String IMPORT_POD = "cdi.kubevirt.io/storage.import.importPodName";

    /** Annotation on claims: the Pod that takes the upload. */
    static final String UPLOAD_POD = "cdi.kubevirt.io/storage.uploadPodName";

    /** Annotation on claims: whether the Pod that fills them has found a node. */
    public static final String POD_SCHEDULABLE = "cdi.kubevirt.io/storage.pod.schedulable";

    /** Annotation on claims: that they will not be filled. */
    public static final String FATAL = "cdi.kubevirt.io/storage.import.fatalError";

    /** Annotation on DataVolumes and claims: whether a populator fills the claim by way of a second one. */
    static final String USE_POPULATOR = "cdi.kubevirt.io/storage.usePopulator";

    /** Annotation on claims that take an upload. */
    static final String UPLOAD_TARGET = "cdi.kubevirt.io/storage.upload.target";

    /** Annotation on claims: {@code kubevirt} or {@code archive}. */
    public static final String CONTENT_TYPE = "cdi.kubevirt.io/storage.contentType";

    /** Annotation on claims: whether storage for the whole disk is reserved. */
    static final String PREALLOCATION = "cdi.kubevirt.io/storage.preallocation.requested";

    /** Annotation on claims that are clones: namespace and name of the claim that is cloned. */
    static final String CLONE_REQUEST = "k8s.io/CloneRequest";

    /** Annotation on claims that are clones: that the clone is complete. */
    static final String CLONE_OF = "k8s.io/CloneOf";

    /** Annotation on claims that are clones: how they are made. */
    static final String CLONE_TYPE = "cdi.kubevirt.io/cloneType";

    /** Annotation on claims that are copies of a snapshot: why the storage did not restore it. */
    static final String CLONE_FALLBACK = "cdi.kubevirt.io/cloneFallbackReason";

    /** Annotation on claims: namespace and name of the snapshot that they are filled from. */
    static final String SNAPSHOT = "cdi.kubevirt.io/smartCloneSnapshot";

    /** Annotation on Pods and claims of another namespace: namespace and name of the DataVolume that they serve. */
    public static final String OWNED_BY = "cdi.kubevirt.io/ownedByDataVolume";

    /** Finalizer of DataVolumes that have objects in other namespaces. */
    static final String FINALIZER = "cdi.kubevirt.io/dataVolumeFinalizer";

    /** Label on Pods: uid of the claim that they fill. */
    static final String CLAIM = "slipway.dev/claim";

    /** Label {@code app} of all that is made for DataVolumes. */
    static final String APP = "containerized-data-importer";

    private static final int LONGEST_NAME = 253;

    private DataVolumeNames() {}

    /** Returns the name of the claim of a DataVolume. */
    static String claim(DataVolume volume) {
        return volume.getMetadata().getName();
    }

    /** Returns the name of the Pod that fills a claim. */
    static String pod(String claim, Filling filling) {
        return shortened((filling instanceof Filling.Upload ? "cdi-upload-" : "importer-") + claim);
    }

    /** Returns the name of the Secret with certificate, key and client authority of a claim's upload Pod. */
    static String uploadSecret(PersistentVolumeClaim claim) {
        return "cdi-upload-tls-" + claim.getMetadata().getUid();
    }

    /** Returns the name of the Pod that serves a claim of another namespace to a clone. */
    static String sourcePod(DataVolume clone) {
        return "cdi-clone-source-" + clone.getMetadata().getUid();
    }

    /** Returns the name of the claim beside a snapshot that is restored from it to be copied. */
    static String restoredSource(DataVolume clone) {
        return clone.getMetadata().getUid() + "-host-assisted-source-pvc";
    }

    /** Returns the name of the Secrets, one in each namespace, by which the Pods of a clone know each other. */
    static String cloneSecret(DataVolume clone) {
        return "cdi-clone-tls-" + clone.getMetadata().getUid();
    }

    /**
     * Returns the name of the ConfigMap with the authorities of the proxy.
     *
     * @param subject name of the claim that is filled, or of the Pod that fills none
     */
    public static String proxyAuthorities(String subject) {
        return shortened("import-proxy-cm-" + subject);
    }

    /** Returns the DNS name in the certificate of a Pod that listens. */
    static String server(String pod, String namespace) {
        return pod + "." + namespace + ".svc";
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        String hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
        return name.substring(0, LONGEST_NAME - 9) + "-" + hash;
    }
}
