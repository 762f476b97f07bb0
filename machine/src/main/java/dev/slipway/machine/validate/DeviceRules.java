package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.Input;
import dev.slipway.api.kubevirt.PanicDevice;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Rules for inputs, sound, video, watchdog, GPUs and the like. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class DeviceRules {
    private DeviceRules() {}

    static List<Cause> of(
            VirtualMachineInstanceSpec spec, DomainSpec domain, Devices devices, FieldPath path, RuleSetting setting) {
        FieldPath field = path.child("domain", "devices");
        List<Cause> causes = new ArrayList<>(inputs(devices, field));
        causes.addAll(threads(domain, path));
        causes.addAll(sound(devices, path));
        if (devices.video() != null && Boolean.FALSE.equals(devices.autoattachGraphicsDevice())) {
            causes.add(path.child("video")
                    .invalid("video is set, but autoattachGraphicsDevice is false. Remove one of the two."));
        }
        causes.addAll(passedThrough(devices, path, setting));
        causes.addAll(GraceRules.of(spec, path, setting));
        if (Given.isTrue(devices.autoattachVSOCK()) && !setting.isEnabled("VSOCK")) {
            causes.add(field.child("autoattachVSOCK")
                    .invalid("autoattachVSOCK needs the feature gate VSOCK, which is off."));
        }
        if (devices.downwardMetrics() != null && !setting.isEnabled("DownwardMetrics")) {
            causes.add(field.child("downwardMetrics")
                    .invalid("downwardMetrics needs the feature gate DownwardMetrics, which is off."));
        }
        causes.addAll(reservations(devices, field, setting));
        causes.addAll(panics(spec, devices, field.child("panicDevices"), setting));
        return causes;
    }

    private static List<Cause> sound(Devices devices, FieldPath path) {
        if (devices.sound() == null) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        String model = Given.text(devices.sound().model());
        if (!List.of("", "ich9", "ac97").contains(model)) {
            causes.add(path.child("Sound").invalid("Sound model " + model + " is not known. Use ich9 or ac97."));
        }
        if (Given.isBlank(devices.sound().name())) {
            causes.add(path.child("Sound").invalid("The sound device has no name. Give it one."));
        }
        return causes;
    }

    private static List<Cause> passedThrough(Devices devices, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        if (Given.list(devices.gpus()).stream().filter(DeviceRules::showsEarly).count() > 1) {
            causes.add(
                    path.child("GPUs")
                            .invalid(
                                    "Several GPUs show the boot screen (virtualGPUOptions.display.ramFB). Leave it on at one."));
        }
        if (devices.hostDevices() != null && !setting.isEnabled("HostDevices")) {
            causes.add(
                    path.child("HostDevices").invalid("hostDevices need the feature gate HostDevices, which is off."));
        }
        return causes;
    }

    /** Whether a GPU shows the boot screen, through the frame buffer ramfb. */
    private static boolean showsEarly(GPU gpu) {
        var display =
                gpu.virtualGPUOptions() == null ? null : gpu.virtualGPUOptions().display();
        return display != null
                && Given.isOnByDefault(display.enabled())
                && (display.ramFB() == null || Given.isTrue(display.ramFB().enabled()));
    }

    private static List<Cause> reservations(Devices devices, FieldPath field, RuleSetting setting) {
        boolean asked = Given.list(devices.disks()).stream()
                .anyMatch(disk -> disk.lun() != null && Given.isTrue(disk.lun().reservation()));
        var own = setting.configuration().persistentReservationConfiguration();
        boolean allowed = own != null && own.enabled() != null
                ? own.enabled()
                : FeatureGates.isNamed("PersistentReservation", setting.configuration());
        return asked && !allowed
                ? List.of(field.child("disks", "luns", "reservation")
                        .invalid("A LUN asks for reservations, which this cluster does not allow. Set"
                                + " persistentReservationConfiguration.enabled in the KubeVirt resource."))
                : List.of();
    }

    private static List<Cause> panics(
            VirtualMachineInstanceSpec spec, Devices devices, FieldPath field, RuleSetting setting) {
        List<PanicDevice> panics = Given.list(devices.panicDevices());
        if (panics.isEmpty()) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        if (Given.some(spec.architecture())
                .orElse(setting.defaultArchitecture())
                .equals("s390x")) {
            causes.add(field.invalid("Machines of s390x report a panic by themselves. Remove panicDevices."));
        }
        for (int i = 0; i < panics.size(); i++) {
            String model = panics.get(i).model();
            if (model != null && !List.of("hyperv", "isa", "pvpanic").contains(model)) {
                causes.add(field.index(i)
                        .child("model")
                        .invalid("Panic device model '" + model + "' is not known. Use hyperv, isa or pvpanic."));
            }
        }
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

    private static List<Cause> threads(DomainSpec domain, FieldPath path) {
        String policy = domain.ioThreadsPolicy();
        if (policy == null) {
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
