package dev.slipway.portal.hardware;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.hotplug.PluggableNic;
import dev.slipway.machine.hotplug.PluggableVolume;
import dev.slipway.portal.layout.Missing;
import dev.slipway.portal.machines.MachineFacts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The devices of a machine, as its template has them and as they run. */
final class Devices {
    private Devices() {}

    /** Returns whether a guest is there that devices can be plugged into. */
    static boolean running(MachineFacts facts) {
        return facts.instance().isPresent();
    }

    /** Returns the names of volumes and disks of template and guest. */
    static List<String> diskNames(MachineFacts facts) {
        return specs(facts)
                .flatMap(spec -> Stream.concat(
                        list(spec.volumes()).stream().map(volume -> text(volume.name())),
                        disks(spec).stream().map(disk -> text(disk.name()))))
                .distinct()
                .toList();
    }

    /** Returns the names of interfaces and networks of template and guest. */
    static List<String> nicNames(MachineFacts facts) {
        return specs(facts)
                .flatMap(spec -> Stream.concat(
                        PluggableNic.all(spec).stream().map(nic -> text(nic.name())),
                        list(spec.networks()).stream().map(network -> text(network.name()))))
                .distinct()
                .toList();
    }

    /** Returns whether the template has no interface on the Pod network. */
    static boolean podNetworkFree(MachineFacts facts) {
        return facts.template()
                .filter(spec -> list(spec.networks()).stream().anyMatch(network -> network.pod() != null))
                .isEmpty();
    }

    /** Returns the disk or drive of the template; {@link Missing} without one. */
    static Optional<Disk> disk(MachineFacts facts, String name) {
        Optional<Disk> found = facts.template()
                .flatMap(spec -> disks(spec).stream()
                        .filter(disk -> name.equals(disk.name()))
                        .findFirst());
        if (found.isEmpty() && volume(facts, name).isEmpty()) {
            throw new Missing(
                    "There is no disk " + name + " in " + facts.key().name() + ".",
                    "It may have been taken out meanwhile.");
        }
        return found;
    }

    /** Returns the volume of the template. */
    static Optional<Volume> volume(MachineFacts facts, String name) {
        return facts.template()
                .flatMap(spec -> list(spec.volumes()).stream()
                        .filter(volume -> name.equals(volume.name()))
                        .findFirst());
    }

    /** Returns whether a disk was plugged in so that it can be unplugged. */
    static boolean pluggable(MachineFacts facts, String name) {
        return volume(facts, name).filter(PluggableVolume::is).isPresent();
    }

    /** Returns whether the guest that runs has a drive, so that its disc can be changed at once. */
    static boolean hasDriveNow(MachineFacts facts, String name) {
        return facts.instance()
                .map(VirtualMachineInstance::getSpec)
                .filter(spec -> disks(spec).stream().anyMatch(disk -> name.equals(disk.name()) && disk.cdrom() != null))
                .filter(spec -> list(spec.volumes()).stream()
                        .filter(volume -> name.equals(volume.name()))
                        .allMatch(PluggableVolume::is))
                .isPresent();
    }

    /** Returns an interface of the template; {@link Missing} without one. */
    static Interface nic(MachineFacts facts, String name) {
        return facts.template()
                .flatMap(spec -> PluggableNic.all(spec).stream()
                        .filter(nic -> name.equals(nic.name()))
                        .findFirst())
                .orElseThrow(() -> new Missing(
                        "There is no interface " + name + " in " + facts.key().name() + ".",
                        "It may have been taken out meanwhile."));
    }

    /** Returns whether the guest that runs can let go of an interface. */
    static boolean unpluggable(MachineFacts facts, String name) {
        return facts.instance()
                .map(VirtualMachineInstance::getSpec)
                .filter(spec -> PluggableNic.all(spec).stream()
                        .anyMatch(nic -> name.equals(nic.name()) && PluggableNic.is(spec, nic)))
                .isPresent();
    }

    private static Stream<VirtualMachineInstanceSpec> specs(MachineFacts facts) {
        return Stream.of(facts.spec(), facts.template()).flatMap(Optional::stream);
    }

    private static List<Disk> disks(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain())
                .map(DomainSpec::devices)
                .map(devices -> list(devices.disks()))
                .orElse(List.of());
    }
}
