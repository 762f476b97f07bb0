package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.Input;
import dev.slipway.machine.admission.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Rules for inputs, sound, video, watchdog, GPUs and the like. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class DeviceRules {
    private static final Map<String, Set<String>> VIDEO = Map.of(
            "amd64", Set.of("vga", "cirrus", "virtio", "ramfb", "bochs", "none"),
            "arm64", Set.of("virtio", "ramfb", "none"),
            "s390x", Set.of("virtio", "none"));

    private DeviceRules() {}

    static List<Cause> of(DomainSpec domain, Devices devices, FieldPath path, RuleSetting setting) {
        FieldPath field = path.child("domain", "devices");
        List<Cause> causes = new ArrayList<>(inputs(devices, field));
        if (devices.sound() != null) {
            String model = Objects.requireNonNullElse(devices.sound().model(), "");
            if (!model.isEmpty() && !model.equals("ich9") && !model.equals("ac97")) {
                causes.add(path.child("Sound").invalid("Sound model " + model + " is not known. Use ich9 or ac97."));
            }
            if (devices.sound().name() == null || devices.sound().name().isEmpty()) {
                causes.add(path.child("Sound").required("The sound device has no name. Give it one."));
            }
        }
        causes.addAll(video(devices, path, setting));
        if (!setting.template()
                && setting.architecture().equals("amd64")
                && devices.watchdog() != null
                && devices.watchdog().diag288() != null) {
            causes.add(
                    field.child("watchdog").notSupported("The watchdog diag288 is not there on amd64. Use i6300esb."));
        }
        List<GPU> gpus = Objects.requireNonNullElse(devices.gpus(), List.of());
        if (devices.hostDevices() != null && !devices.hostDevices().isEmpty() && !setting.isEnabled("HostDevices")) {
            causes.add(
                    path.child("HostDevices").invalid("hostDevices need the feature gate HostDevices, which is off."));
        }
        if (gpus.stream().anyMatch(gpu -> gpu.deviceName() == null && gpu.claimName() == null)) {
            causes.add(field.child("gpus").required("A GPU has neither deviceName nor claimName. Set one of them."));
        }
        if (Boolean.TRUE.equals(devices.autoattachVSOCK()) && !setting.isEnabled("VSOCK")) {
            causes.add(field.child("autoattachVSOCK")
                    .invalid("autoattachVSOCK needs the feature gate VSOCK, which is off."));
        }
        if (devices.downwardMetrics() != null && !setting.isEnabled("DownwardMetrics")) {
            causes.add(field.child("downwardMetrics")
                    .invalid("downwardMetrics needs the feature gate DownwardMetrics, which is off."));
        }
        causes.addAll(threads(domain, path));
        return causes;
    }

    private static List<Cause> inputs(Devices devices, FieldPath path) {
        List<Input> inputs = Objects.requireNonNullElse(devices.inputs(), List.of());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            FieldPath field = path.child("inputs").index(i);
            if (!"tablet".equals(inputs.get(i).type())) {
                causes.add(field.child("type")
                        .invalid("Input " + inputs.get(i).name() + " has the type '"
                                + Objects.requireNonNullElse(inputs.get(i).type(), "")
                                + "', which is not known. Use tablet."));
            }
            String bus = Objects.requireNonNullElse(inputs.get(i).bus(), "");
            if (!bus.isEmpty() && !bus.equals("usb") && !bus.equals("virtio")) {
                causes.add(field.child("bus")
                        .invalid("Input " + inputs.get(i).name() + " is on the bus " + bus
                                + ", which is not known. Use usb or virtio."));
            }
        }
        return causes;
    }

    private static List<Cause> video(Devices devices, FieldPath path, RuleSetting setting) {
        if (devices.video() == null) {
            return List.of();
        }
        if (Boolean.FALSE.equals(devices.autoattachGraphicsDevice())) {
            return List.of(path.child("video")
                    .invalid("video is set, but autoattachGraphicsDevice is false. Remove one of the two."));
        }
        String type = Objects.requireNonNullElse(devices.video().type(), "");
        Set<String> known = VIDEO.getOrDefault(setting.architecture(), Set.of());
        return type.isEmpty() || known.contains(type) || setting.template()
                ? List.of()
                : List.of(path.child("domain", "devices", "video", "type")
                        .notSupported("Video type " + type
                                + " is not there on " + setting.architecture() + ". Use one of "
                                + String.join(", ", known.stream().sorted().toList()) + "."));
    }

    private static List<Cause> threads(DomainSpec domain, FieldPath path) {
        String policy = Objects.requireNonNullElse(domain.ioThreadsPolicy(), "");
        if (policy.isEmpty()) {
            return List.of();
        }
        if (!Set.of("shared", "auto", "supplementalPool").contains(policy)) {
            return List.of(path.child("domain", "ioThreadsPolicy")
                    .invalid("ioThreadsPolicy " + policy + " is not known. Use shared, auto or supplementalPool."));
        }
        Long count = domain.ioThreads() == null ? null : domain.ioThreads().supplementalPoolThreadCount();
        return policy.equals("supplementalPool") && (count == null || count < 1)
                ? List.of(
                        path.child("domain", "ioThreads", "count")
                                .invalid(
                                        "ioThreadsPolicy supplementalPool needs ioThreads.supplementalPoolThreadCount of 1 or more."))
                : List.of();
    }
}
