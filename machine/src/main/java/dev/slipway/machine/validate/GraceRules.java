package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.PciHostDevice;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.defaults.MachineType;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for GPUs of NVIDIA Grace, which need more of a guest than others. Source: KubeVirt v1.9.0, {@code grace_io_virtualization.go}. */
final class GraceRules {
    private static final String GATE = "GraceIOVirtualization";
    private static final String NVIDIA = "10DE";
    private static final Set<String> DEVICES = Set.of("2342", "2348", "2941");
    private static final String ON_ROOT = "kubevirt.io/placePCIDevicesOnRootComplex";
    private static final String NO_HOLE = "kubevirt.io/disablePCIHole64";

    private GraceRules() {}

    /** A PCI device that is asked for by the name of its resource. */
    private record Asked(FieldPath path, String resource) {}

    /** What the permitted devices say of those that are asked for. */
    private record Found(List<Asked> grace, List<Asked> ambiguous) {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path, RuleSetting setting) {
        Found found = find(spec, path, setting);
        List<Cause> causes = new ArrayList<>();
        if (setting.isEnabled(GATE)) {
            found.ambiguous()
                    .forEach(asked -> causes.add(asked.path()
                            .invalid("The resource " + asked.resource() + " stands for every device of NVIDIA. Give its"
                                    + " pciVendorSelector in permittedHostDevices a device.")));
        }
        if (found.grace().isEmpty()) {
            return causes;
        }
        if (!setting.isEnabled(GATE)) {
            found.grace()
                    .forEach(asked -> causes.add(asked.path()
                            .invalid("The resource " + asked.resource()
                                    + " is a GPU of NVIDIA Grace, which needs the feature gate " + GATE
                                    + ", which is off.")));
            return causes;
        }
        causes.addAll(needs(spec, path, setting));
        return causes;
    }

    private static List<Cause> needs(VirtualMachineInstanceSpec spec, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        String architecture = Given.some(spec.architecture()).orElse(setting.defaultArchitecture());
        if (!architecture.equals("arm64")) {
            causes.add(path.child("architecture").invalid("GPUs of NVIDIA Grace need the architecture arm64."));
        }
        if (!machineType(spec, architecture, setting).startsWith("virt")) {
            causes.add(path.child("domain", "machine", "type")
                    .invalid("GPUs of NVIDIA Grace need the machine type virt."));
        }
        boolean dedicated = domain(spec)
                .map(DomainSpec::cpu)
                .map(CPU::dedicatedCpuPlacement)
                .orElse(false);
        if (!dedicated) {
            causes.add(path.child("domain", "cpu", "dedicatedCpuPlacement")
                    .required("GPUs of NVIDIA Grace need processors of their own: set dedicatedCpuPlacement."));
        }
        for (String gate : List.of("PCINUMAAwareTopology", "IOMMUFD")) {
            if (!setting.isEnabled(gate)) {
                causes.add(path.child("domain", "devices")
                        .invalid("GPUs of NVIDIA Grace need the feature gate " + gate + ", which is off."));
            }
        }
        return causes;
    }

    /** Returns which annotations do not go with such a GPU. */
    static List<Cause> ofAnnotations(
            VirtualMachineInstanceSpec spec,
            @Nullable Map<String, String> annotations,
            FieldPath metadata,
            RuleSetting setting) {
        if (find(spec, new FieldPath("spec"), setting).grace().isEmpty()) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        for (String annotation : List.of(ON_ROOT, NO_HOLE)) {
            if ("true".equals(Given.map(annotations).get(annotation))) {
                causes.add(new FieldPath(metadata.child("annotations") + "[" + annotation + "]")
                        .invalid("The annotation " + annotation
                                + " does not go with a GPU of NVIDIA Grace. Remove it."));
            }
        }
        return causes;
    }

    private static Found find(VirtualMachineInstanceSpec spec, FieldPath path, RuleSetting setting) {
        Map<String, String> selectors = selectors(setting);
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        for (Asked asked : selectors.isEmpty() ? List.<Asked>of() : asked(spec, path)) {
            String[] parts = selectors.getOrDefault(asked.resource(), "").split(":", -1);
            if (parts.length == 2 && normal(parts[0]).equals(NVIDIA)) {
                if (DEVICES.contains(normal(parts[1]))) {
                    found.grace().add(asked);
                } else if (normal(parts[1]).equals("*")) {
                    found.ambiguous().add(asked);
                }
            }
        }
        return found;
    }

    private static String normal(String id) {
        String upper = id.strip().toUpperCase(Locale.ROOT);
        return upper.startsWith("0X") ? upper.substring(2) : upper;
    }

    private static Map<String, String> selectors(RuleSetting setting) {
        Map<String, String> selectors = new HashMap<>();
        Optional.ofNullable(setting.configuration().permittedHostDevices())
                .map(permitted -> Given.list(permitted.pciHostDevices()))
                .orElse(List.<PciHostDevice>of())
                .stream()
                .filter(device -> !Given.isBlank(device.resourceName()) && !Given.isBlank(device.pciVendorSelector()))
                .forEach(device ->
                        selectors.put(Given.text(device.resourceName()), Given.text(device.pciVendorSelector())));
        return selectors;
    }

    private static List<Asked> asked(VirtualMachineInstanceSpec spec, FieldPath path) {
        List<Asked> asked = new ArrayList<>();
        Optional<Devices> devices = domain(spec).map(DomainSpec::devices);
        List<GPU> gpus = devices.map(found -> Given.list(found.gpus())).orElse(List.of());
        for (int i = 0; i < gpus.size(); i++) {
            add(
                    asked,
                    path.child("domain", "devices", "gpus").index(i),
                    gpus.get(i).deviceName());
        }
        List<HostDevice> others =
                devices.map(found -> Given.list(found.hostDevices())).orElse(List.of());
        for (int i = 0; i < others.size(); i++) {
            add(
                    asked,
                    path.child("domain", "devices", "hostDevices").index(i),
                    others.get(i).deviceName());
        }
        return asked;
    }

    private static void add(List<Asked> asked, FieldPath device, @Nullable String resource) {
        if (resource != null && !resource.isEmpty()) {
            asked.add(new Asked(device.child("deviceName"), resource));
        }
    }

    private static Optional<DomainSpec> domain(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain());
    }

    private static String machineType(VirtualMachineInstanceSpec spec, String architecture, RuleSetting setting) {
        return domain(spec)
                .map(DomainSpec::machine)
                .flatMap(machine -> Given.some(machine.type()))
                .orElseGet(() -> MachineType.of(architecture, setting.configuration()));
    }
}
