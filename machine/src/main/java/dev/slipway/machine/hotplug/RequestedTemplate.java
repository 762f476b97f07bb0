package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.AddVolumeOptions;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DevicesBuilder;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DiskBuilder;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.HotplugVolumeSource;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineVolumeRequest;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeBuilder;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine's template after the volumes that were asked for in {@code status.volumeRequests}. */
public final class RequestedTemplate {
    private RequestedTemplate() {}

    /** Returns the description after all requests, in their order. */
    public static VirtualMachineInstanceSpec of(
            VirtualMachineInstanceSpec template, List<VirtualMachineVolumeRequest> requests) {
        DomainSpec domain = Optional.ofNullable(template.domain())
                .orElseGet(() -> DomainSpecBuilder.builder().build());
        Devices devices = Optional.ofNullable(domain.devices())
                .orElseGet(() -> DevicesBuilder.builder().build());
        List<Volume> volumes = new ArrayList<>(Given.list(template.volumes()));
        List<Disk> disks = new ArrayList<>(Given.list(devices.disks()));
        for (VirtualMachineVolumeRequest request : requests) {
            Optional.ofNullable(request.addVolumeOptions()).ifPresent(options -> add(options, volumes, disks));
            Optional.ofNullable(request.removeVolumeOptions()).ifPresent(options -> {
                volumes.removeIf(volume -> Given.text(options.name()).equals(volume.name()));
                disks.removeIf(disk -> Given.text(options.name()).equals(disk.name()));
            });
        }
        return VirtualMachineInstanceSpecBuilder.builder(template)
                .volumes(volumes)
                .domain(DomainSpecBuilder.builder(domain)
                        .devices(DevicesBuilder.builder(devices).disks(disks).build())
                        .build())
                .build();
    }

    private static void add(AddVolumeOptions options, List<Volume> volumes, List<Disk> disks) {
        String name = Given.text(options.name());
        if (volumes.stream().anyMatch(volume -> name.equals(volume.name()))) {
            return;
        }
        Optional<HotplugVolumeSource> source = Optional.ofNullable(options.volumeSource());
        volumes.add(VolumeBuilder.builder()
                .name(name)
                .persistentVolumeClaim(source.map(HotplugVolumeSource::persistentVolumeClaim)
                        .map(claim -> claim.withHotpluggable(true))
                        .orElse(null))
                .dataVolume(source.map(HotplugVolumeSource::dataVolume)
                        .map(volume -> volume.withHotpluggable(true))
                        .orElse(null))
                .build());
        Optional.ofNullable(options.disk())
                .ifPresent(
                        disk -> disks.add(DiskBuilder.builder(disk).name(name).build()));
    }
}
