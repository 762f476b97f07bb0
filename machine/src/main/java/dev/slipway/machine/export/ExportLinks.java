package dev.slipway.machine.export;

import dev.slipway.api.export.VirtualMachineExportBackup;
import dev.slipway.api.export.VirtualMachineExportBackupEndpoint;
import dev.slipway.api.export.VirtualMachineExportLink;
import dev.slipway.api.export.VirtualMachineExportManifest;
import dev.slipway.api.export.VirtualMachineExportVolume;
import dev.slipway.api.export.VirtualMachineExportVolumeFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Under which addresses an export is read: {@code status.links}. */
public final class ExportLinks {
    private static final Map<String, Object> NOTHING_MORE = Map.of();

    private ExportLinks() {}

    /** Returns the links. */
    public static VirtualMachineExportLink of(ExportAddress at, ExportOffer offer) {
        return new VirtualMachineExportLink(
                offer.backup().map(pulled -> backups(at, pulled)).orElse(null),
                at.certificate(),
                manifests(at, offer),
                offer.listed() && offer.backup().isEmpty()
                        ? offer.claims().stream()
                                .map(claim -> volume(at, claim))
                                .toList()
                        : null,
                NOTHING_MORE);
    }

    private static List<VirtualMachineExportBackup> backups(ExportAddress at, ExportedBackup backup) {
        return backup.volumes().stream()
                .map(volume -> new VirtualMachineExportBackup(
                        List.of(
                                endpoint("data", at.url(ExportedBackup.data(volume))),
                                endpoint("map", at.url(ExportedBackup.map(volume)))),
                        volume,
                        NOTHING_MORE))
                .toList();
    }

    private static VirtualMachineExportBackupEndpoint endpoint(String endpoint, String url) {
        return new VirtualMachineExportBackupEndpoint(endpoint, url, NOTHING_MORE);
    }

    private static @Nullable List<VirtualMachineExportManifest> manifests(ExportAddress at, ExportOffer offer) {
        List<VirtualMachineExportManifest> manifests = new ArrayList<>();
        if (offer.machine()) {
            manifests.add(
                    new VirtualMachineExportManifest("all", at.url("/" + at.kind() + "/manifests/all"), NOTHING_MORE));
        }
        manifests.add(new VirtualMachineExportManifest(
                "auth-header-secret", at.url("/" + at.kind() + "/manifests/secret"), NOTHING_MORE));
        if (offer.archive()) {
            manifests.add(new VirtualMachineExportManifest("oci", at.url(OciConfig.PATH), NOTHING_MORE));
        }
        return manifests;
    }

    private static VirtualMachineExportVolume volume(ExportAddress at, ExportedClaim claim) {
        List<VirtualMachineExportVolumeFormat> formats = claim.disk()
                ? List.of(format("raw", at.url(claim.path("disk.img"))), format("gzip", at.url(claim.gzip())))
                : List.of(
                        format("dir", at.url(claim.path("dir/"))), format("tar.gz", at.url(claim.path("disk.tar.gz"))));
        return new VirtualMachineExportVolume(formats, claim.shown(), NOTHING_MORE);
    }

    private static VirtualMachineExportVolumeFormat format(String format, String url) {
        return new VirtualMachineExportVolumeFormat(format, url, NOTHING_MORE);
    }
}
