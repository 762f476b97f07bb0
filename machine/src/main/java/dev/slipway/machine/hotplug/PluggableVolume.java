package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.DataVolumeSource;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.PersistentVolumeClaimVolumeSource;
import dev.slipway.api.kubevirt.PersistentVolumeClaimVolumeSourceBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeBuilder;
import dev.slipway.machine.given.Given;
import java.util.List;
import java.util.Optional;

/** Volumes that reach a guest by a Pod of their own, so that they can come and go while it runs. */
public final class PluggableVolume {
    private PluggableVolume() {}

    /** Returns whether a volume is one: a claim or DataVolume that says {@code hotpluggable}, or a memory dump. */
    public static boolean is(Volume volume) {
        boolean claim = Optional.ofNullable(volume.persistentVolumeClaim())
                .map(PersistentVolumeClaimVolumeSource::hotpluggable)
                .orElse(false);
        boolean dataVolume = Optional.ofNullable(volume.dataVolume())
                .map(DataVolumeSource::hotpluggable)
                .orElse(false);
        return claim || dataVolume || volume.memoryDump() != null;
    }

    /** Returns those of a guest, in its order. */
    public static List<Volume> of(VirtualMachineInstanceSpec spec) {
        return Given.list(spec.volumes()).stream().filter(PluggableVolume::is).toList();
    }

    /** Returns the claims that only the parts use, e.g. for a backup; they come and go as others do, but no guest has them. */
    public static List<Volume> helpers(VirtualMachineInstanceSpec spec) {
        return Given.list(spec.utilityVolumes()).stream()
                .map(helper -> VolumeBuilder.builder()
                        .name(helper.name())
                        .persistentVolumeClaim(PersistentVolumeClaimVolumeSourceBuilder.builder()
                                .claimName(helper.claimName())
                                .hotpluggable(true)
                                .build())
                        .build())
                .toList();
    }

    /** Returns whether a disk stays when its medium goes. */
    public static boolean isDrive(Disk disk) {
        return disk.cdrom() != null;
    }
}
