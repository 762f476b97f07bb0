package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.network.Wiring;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All facts about one guest on one node, with absent parts of the instance read as empty ones.
 *
 * @param machine the machine type, pinned to a versioned name
 */
record Guest(
        VirtualMachineInstance instance,
        VirtualMachineInstanceSpec spec,
        DomainSpec domain,
        Devices devices,
        HostFacts host,
        LauncherPaths paths,
        Wiring wiring,
        MachineKind machine) {

    String name() {
        return text(instance.getMetadata().getName());
    }

    String namespace() {
        return text(instance.getMetadata().getNamespace());
    }

    Map<String, String> annotations() {
        Map<String, String> annotations = instance.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    List<Volume> volumes() {
        return list(spec.volumes());
    }

    Optional<Volume> volume(String name) {
        return volumes().stream().filter(volume -> name.equals(volume.name())).findFirst();
    }

    boolean kvm() {
        return host.accelerator() == Accelerator.KVM;
    }

    Optional<CPU> cpu() {
        return Optional.ofNullable(domain.cpu());
    }

    Optional<Features> features() {
        return Optional.ofNullable(domain.features());
    }

    Optional<Firmware> firmware() {
        return Optional.ofNullable(domain.firmware());
    }

    /** Returns whether the firmware is UEFI. */
    boolean uefi() {
        return firmware().map(Firmware::bootloader).map(loader -> loader.efi()).isPresent();
    }

    /** Returns whether the guest starts with its processors stopped. */
    boolean startsPaused() {
        return "Paused".equals(spec.startStrategy());
    }

    /** Returns the UUID that firmware and cloud-init tell the guest. */
    String uuid() {
        return firmware().map(Firmware::uuid).filter(uuid -> !uuid.isEmpty()).orElseGet(() -> LegacyUuid.of(name()));
    }

    /** Returns the name of a virtio device that sits on PCI: of version 1, or of both versions for old guests. */
    String virtio(String device) {
        boolean old = Boolean.TRUE.equals(devices.useVirtioTransitional());
        return device + (old ? "-pci-transitional" : "-pci-non-transitional");
    }

    static <T> List<T> list(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** Returns whether an optional switch is on; it counts as {@code unless} if nothing is said. */
    static boolean on(@Nullable Boolean value, boolean unless) {
        return Objects.requireNonNullElse(value, unless);
    }

    /** Returns whether a feature is on: absent is off, present is on unless it says otherwise. */
    static boolean on(@Nullable FeatureState state) {
        return state != null && on(state.enabled(), true);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
