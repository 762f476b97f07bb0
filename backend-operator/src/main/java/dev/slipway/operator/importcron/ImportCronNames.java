package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Annotations, labels and names around DataImportCrons. Source of those of CDI: its v1.66, {@code dataimportcron-controller.go}. */
public final class ImportCronNames {
    /** Label on all that is made for a DataImportCron: its name. */
    public static final String CRON = "cdi.kubevirt.io/dataImportCron";

    /** Label on what goes with its DataImportCron. */
    static final String CLEANUP = "cdi.kubevirt.io/dataImportCronCleanup";

    /** Annotation: digest of the content that the source had when it was looked at last. */
    static final String DIGEST = "cdi.kubevirt.io/storage.import.sourceDesiredDigest";

    /** Annotation: when the source is looked at next. */
    static final String NEXT = "cdi.kubevirt.io/storage.import.nextCronTime";

    /** Annotation: when the source was looked at last. */
    static final String LAST = "cdi.kubevirt.io/storage.import.lastCronTime";

    /** Annotation: class of the claims. */
    static final String STORAGE_CLASS = "cdi.kubevirt.io/storage.import.storageClass";

    /** Annotation on claims: when they were the newest last. */
    static final String LAST_USE = "cdi.kubevirt.io/storage.import.lastUseTime";

    /** Annotation on snapshots: how large a disk is to be that is restored from them. */
    static final String ADVISED_SIZE = "cdi.kubevirt.io/storage.import.advisedRestoreSize";

    /** Annotation on StorageProfiles: class of the snapshots that imports are kept in. */
    static final String SNAPSHOT_CLASS = "cdi.kubevirt.io/snapshotClassForDataImportCron";

    /** Annotation on StorageProfiles: whether claims of imports are to be ReadWriteOnce if nothing else is said. */
    static final String READ_WRITE_ONCE = "cdi.kubevirt.io/useReadWriteOnceForDataImportCron";

    /** Label on Pods that look at a source. */
    static final String POLLER = "cdi.kubevirt.io/dataImportCron.poller";

    private static final int DIGEST_LENGTH = 12;
    private static final int LONGEST_NAME = 253;
    private static final int UID_LENGTH = 8;

    private ImportCronNames() {}

    /** Returns the name of the DataVolume and claim that get the content with this digest. */
    static String volume(DataImportCron cron, String digest) {
        int from = digest.indexOf(':') + 1;
        return shortened(
                cron.getSpec().managedDataSource() + "-",
                digest.substring(from, Math.min(digest.length(), from + DIGEST_LENGTH)));
    }

    /** Returns the name of the Pod that looks at the source. */
    static String poller(DataImportCron cron) {
        return shortened(
                "poller-" + cron.getMetadata().getName() + "-",
                cron.getMetadata().getUid().substring(0, UID_LENGTH));
    }

    /** Returns the labels of all that is made for a DataImportCron, with those that it has itself and hands on. */
    static Map<String, String> labels(DataImportCron cron) {
        Map<String, String> labels = new TreeMap<>(handedOn(cron));
        labels.put("app", "containerized-data-importer");
        labels.put("app.kubernetes.io/component", "storage");
        labels.put("app.kubernetes.io/managed-by", "cdi-controller");
        labels.put(CRON, cron.getMetadata().getName());
        if ("None".equals(cron.getSpec().retentionPolicy())) {
            labels.put(CLEANUP, "true");
        }
        return labels;
    }

    /** What a disk says of fitting instance types and the like. */
    static Map<String, String> handedOn(HasMetadata object) {
        Map<String, String> labels = new TreeMap<>();
        Copies.labels(object).forEach((name, value) -> {
            if (name.contains(".kubevirt.io/") && !name.contains("cdi.kubevirt.io/")) {
                labels.put(name, value);
            }
        });
        return labels;
    }

    private static String shortened(String name, String suffix) {
        if (name.length() + suffix.length() <= LONGEST_NAME) {
            return name + suffix;
        }
        String hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, UID_LENGTH);
        return name.substring(0, LONGEST_NAME - suffix.length() - hash.length() - 1) + hash + "-" + suffix;
    }
}
