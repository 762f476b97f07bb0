package dev.slipway.operator.cdiconfig;

import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigStatus;
import dev.slipway.api.cdi.CDIConfigStatusBuilder;
import dev.slipway.api.cdi.FilesystemOverhead;
import dev.slipway.api.cdi.FilesystemOverheadBuilder;
import dev.slipway.api.cdi.ImportProxyBuilder;
import dev.slipway.operator.datavolume.FileSystemOverhead;
import dev.slipway.operator.datavolume.PodResources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings of imports that are in force, as CDI tells them. */
final class ConfigStatus {
    private ConfigStatus() {}

    /**
     * Returns the status.
     *
     * @param before what it was, of which that stays which Slipway does not know
     * @param uploads where uploads go
     * @param storageClasses the names of all storage classes
     */
    static CDIConfigStatus of(
            CDIConfigSpec spec, CDIConfigStatus before, Optional<String> uploads, List<String> storageClasses) {
        return CDIConfigStatusBuilder.builder(before)
                .uploadProxyURL(uploads.orElse(null))
                .filesystemOverhead(overhead(spec, storageClasses))
                .defaultPodResourceRequirements(PodResources.under(spec))
                .imagePullSecrets(spec.imagePullSecrets())
                .importProxy(Optional.ofNullable(spec.importProxy())
                        .orElseGet(() -> ImportProxyBuilder.builder()
                                .httpProxy("")
                                .httpsProxy("")
                                .noProxy("")
                                .trustedCAProxy("")
                                .build()))
                .preallocation(Boolean.TRUE.equals(spec.preallocation()))
                // Images are unpacked on their way, so that no class is needed.
                .scratchSpaceStorageClass("")
                .build();
    }

    /** The share of a claim that its file system keeps, of which clients reckon how large a claim must be. */
    private static FilesystemOverhead overhead(CDIConfigSpec spec, List<String> storageClasses) {
        FileSystemOverhead overhead = FileSystemOverhead.of(spec, Optional.empty());
        Map<String, String> ofClass = new TreeMap<>();
        storageClasses.forEach(name -> ofClass.put(name, overhead.share(name)));
        return FilesystemOverheadBuilder.builder()
                .global(overhead.global())
                .storageClass(ofClass)
                .build();
    }
}
