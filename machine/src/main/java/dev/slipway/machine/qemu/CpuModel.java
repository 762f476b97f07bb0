package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which processor the guest sees: a model and its features. */
final class CpuModel {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final String FEATURES = "spec.domain.cpu.features";

    private CpuModel() {}

    /** Returns the name that QEMU has for the model. */
    static String name(Guest guest) {
        String model = model(guest);
        return isHost(model) ? baseline(guest).map(CpuBaseline::model).orElse(guest.kvm() ? "host" : "max") : model;
    }

    private static String model(Guest guest) {
        return guest.cpu().map(CPU::model).orElse("");
    }

    private static boolean isHost(String model) {
        return model.isEmpty() || model.equals("host-model") || model.equals("host-passthrough");
    }

    private static Optional<CpuBaseline> baseline(Guest guest) {
        String model = model(guest);
        return guest.kvm() && !model.equals("host-passthrough") && isHost(model)
                ? guest.host().hardware().cpuModel()
                : Optional.empty();
    }

    static Option option(Guest guest) {
        boolean host = isHost(model(guest));
        Optional<CpuBaseline> baseline = baseline(guest);
        Option option = Option.of("-cpu", name(guest));
        Set<String> said = features(guest).stream()
                .map(feature -> qemuName(Guest.text(feature.name())))
                .collect(Collectors.toSet());
        for (String feature : baseline.map(CpuBaseline::features).orElse(new TreeSet<>())) {
            option = said.contains(feature) ? option : option.with(feature, true);
        }
        for (CPUFeature feature : features(guest)) {
            Optional<Boolean> state = state(guest, feature, host);
            if (state.isPresent()) {
                option = option.with(qemuName(Guest.text(feature.name())), state.get());
            }
        }
        for (Map.Entry<String, String> flag : paravirtual(guest).entrySet()) {
            option = option.with(flag.getKey(), flag.getValue());
        }
        return option;
    }

    static Part problems(Guest guest) {
        List<Problem> problems = new ArrayList<>();
        String model = guest.cpu().map(CPU::model).orElse("");
        if (!model.isEmpty() && !NAME.matcher(model).matches()) {
            problems.add(new Problem.Invalid("spec.domain.cpu.model", model, "the name of a CPU model"));
        }
        for (CPUFeature feature : features(guest)) {
            String name = Guest.text(feature.name());
            if (!NAME.matcher(name).matches()) {
                problems.add(new Problem.Invalid(FEATURES + ".name", name, "the name of a CPU feature"));
            }
            String policy = Guest.text(feature.policy());
            if (guest.kvm()) {
                missing(guest, feature).ifPresent(problems::add);
            }
            if (!List.of("", "force", "require", "optional", "disable", "forbid")
                    .contains(policy)) {
                problems.add(new Problem.Invalid(
                        FEATURES + "[" + name + "].policy", policy, "force, require, optional, disable or forbid"));
            }
        }
        return problems.isEmpty() ? Part.NOTHING : Part.wrong(problems.toArray(Problem[]::new));
    }

    /** Returns why a feature that must be there, or must not, rules this node out. */
    private static Optional<Problem> missing(Guest guest, CPUFeature feature) {
        String name = Guest.text(feature.name());
        boolean there = guest.host().cpuFeatures().contains(qemuName(name));
        return switch (Guest.text(feature.policy())) {
            case "", "require" ->
                there
                        ? Optional.empty()
                        : Optional.of(new Problem.HostLacks(
                                FEATURES + "[" + name + "]",
                                "a processor with " + name,
                                "use another node, or policy optional"));
            case "forbid" ->
                there
                        ? Optional.of(new Problem.HostLacks(
                                FEATURES + "[" + name + "]",
                                "a processor without " + name,
                                "use another node, or policy disable"))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Returns the features that an emulated processor cannot have, in a sentence. */
    static List<String> notes(Guest guest) {
        List<String> absent = guest.kvm()
                ? List.of()
                : features(guest).stream()
                        .filter(feature -> List.of("", "require").contains(Guest.text(feature.policy())))
                        .map(feature -> Guest.text(feature.name()))
                        .filter(name -> !guest.host().cpuFeatures().contains(qemuName(name)))
                        .toList();
        return absent.isEmpty()
                ? List.of()
                : List.of("The guest runs without the processor features " + String.join(", ", absent)
                        + ", because this node has no KVM and QEMU does not emulate them.");
    }

    private static List<CPUFeature> features(Guest guest) {
        return guest.cpu().map(CPU::features).orElse(List.of());
    }

    /** Returns whether a feature is switched on or off, or left as the model has it. */
    private static Optional<Boolean> state(Guest guest, CPUFeature feature, boolean host) {
        String name = Guest.text(feature.name());
        return switch (Guest.text(feature.policy())) {
            case "disable", "forbid" -> Optional.of(false);
            // The host's own model has all that the host has; a named one may get it if the host has it
            case "optional" ->
                !host && guest.host().cpuFeatures().contains(qemuName(name)) ? Optional.of(true) : Optional.empty();
            default -> Optional.of(true);
        };
    }

    /** QEMU writes with hyphens what libvirt, and so KubeVirt, may write with underscores; three names are others. */
    private static String qemuName(String name) {
        String hyphens = name.replace('_', '-');
        return switch (hyphens) {
            case "pclmuldq" -> "pclmulqdq";
            case "sse4-1" -> "sse4.1";
            case "sse4-2" -> "sse4.2";
            default -> hyphens;
        };
    }

    /** Flags by which the guest finds its hypervisor, in alphabetical order. */
    private static Map<String, String> paravirtual(Guest guest) {
        Map<String, String> flags = new TreeMap<>(Hyperv.flags(guest));
        Features features = guest.domain().features();
        if (features != null) {
            var kvm = features.kvm();
            if (kvm != null) {
                flags.put("kvm", onOff(!Guest.on(kvm.hidden(), false)));
            }
            var spinlock = features.pvspinlock();
            if (spinlock != null) {
                flags.put("kvm-pv-unhalt", onOff(Guest.on(spinlock)));
            }
            var apic = features.apic();
            if (apic != null && apic.endOfInterrupt() != null) {
                flags.put("kvm-pv-eoi", onOff(Guest.on(apic.endOfInterrupt(), true)));
            }
            if (apic != null && !Guest.on(apic.enabled(), true)) {
                flags.put("apic", "off");
            }
        }
        ClockOptions.kvmClock(guest).ifPresent(present -> flags.put("kvmclock", onOff(present)));
        return flags;
    }

    static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
