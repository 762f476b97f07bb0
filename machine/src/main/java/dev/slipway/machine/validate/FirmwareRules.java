package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.ACPI;
import dev.slipway.api.kubevirt.Bootloader;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.KernelBoot;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.defaults.MachineType;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for architecture, machine type, boot loader and kernel. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class FirmwareRules {
    private FirmwareRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, DomainSpec domain, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        causes.addAll(machineType(spec, domain, path, setting));
        Firmware firmware = domain.firmware();
        if (firmware == null) {
            return causes;
        }
        causes.addAll(firmware(firmware, path.child("domain", "firmware")));
        Bootloader loader = firmware.bootloader();
        boolean secureBoot = loader != null
                && loader.efi() != null
                && !Boolean.FALSE.equals(loader.efi().secureBoot());
        boolean smm = domain.features() != null
                && domain.features().smm() != null
                && !Boolean.FALSE.equals(domain.features().smm().enabled());
        boolean tdx = domain.launchSecurity() != null && domain.launchSecurity().tdx() != null;
        if (secureBoot && !smm && !tdx) {
            causes.add(path.child("domain")
                    .invalid("Secure Boot needs System Management Mode, which is off."
                            + " Set features.smm.enabled: true, or efi.secureBoot: false."));
        }
        if (firmware.acpi() != null) {
            causes.addAll(acpi(firmware.acpi(), spec, path.child("acpi")));
        }
        return causes;
    }

    static List<Cause> firmware(@Nullable Firmware firmware, FieldPath field) {
        if (firmware == null) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        Bootloader loader = firmware.bootloader();
        if (loader != null && loader.bios() != null && loader.efi() != null) {
            causes.add(field.child("bootloader")
                    .invalid(field.child("bootloader") + " has both bios and efi. Keep one of them."));
        }
        if (firmware.kernelBoot() != null) {
            causes.addAll(kernel(firmware.kernelBoot(), field.child("kernelBoot")));
        }
        return causes;
    }

    private static List<Cause> machineType(
            VirtualMachineInstanceSpec spec, DomainSpec domain, FieldPath path, RuleSetting setting) {
        String type = domain.machine() == null ? null : domain.machine().type();
        List<String> allowed = MachineType.allowed(Given.text(spec.architecture()), setting.configuration());
        if (type == null || type.isEmpty() || allowed.stream().anyMatch(pattern -> matches(pattern, type))) {
            return List.of();
        }
        return List.of(path.child("domain", "machine", "type")
                .invalid("Machine type " + type + " is not allowed here. Use one of " + String.join(", ", allowed)
                        + ", or leave it out."));
    }

    /** A pattern is a name in which {@code *} stands for anything. */
    private static boolean matches(String pattern, String type) {
        return Pattern.matches(
                Stream.of(pattern.split("\\*", -1))
                        .map(Pattern::quote)
                        .reduce((a, b) -> a + ".*" + b)
                        .orElse(""),
                type);
    }

    private static List<Cause> kernel(KernelBoot boot, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        var container = boot.container();
        if (container == null) {
            if (boot.kernelArgs() != null && !boot.kernelArgs().isEmpty()) {
                causes.add(path.child("kernelArgs")
                        .invalid("kernelArgs need a kernel. Set kernelBoot.container, or remove them."));
            }
            return causes;
        }
        FieldPath field = path.child("container");
        if (container.image() == null || container.image().isEmpty()) {
            causes.add(field.child("image").required(field + " has no image. Name the one that holds the kernel."));
        }
        String kernel = Objects.requireNonNullElse(container.kernelPath(), "");
        String initrd = Objects.requireNonNullElse(container.initrdPath(), "");
        if (kernel.isEmpty() && initrd.isEmpty()) {
            causes.add(field.required(field + " names neither kernelPath nor initrdPath. Set at least one."));
        }
        if (!kernel.isEmpty()) {
            causes.addAll(PathRule.of(kernel, field.child("kernelPath")));
        }
        if (!initrd.isEmpty()) {
            causes.addAll(PathRule.of(initrd, field.child("initrdPath")));
        }
        return causes;
    }

    private static List<Cause> acpi(ACPI acpi, VirtualMachineInstanceSpec spec, FieldPath path) {
        String slic = Objects.requireNonNullElse(acpi.slicNameRef(), "");
        String msdm = Objects.requireNonNullElse(acpi.msdmNameRef(), "");
        if (slic.isEmpty() && msdm.isEmpty()) {
            return List.of(path.invalid(
                    "firmware.acpi names neither slicNameRef nor msdmNameRef. Name a volume, or remove it."));
        }
        List<Cause> causes = new ArrayList<>();
        table(slic, spec, path.child("slicNameRef")).ifPresent(causes::add);
        table(msdm, spec, path.child("msdmNameRef")).ifPresent(causes::add);
        return causes;
    }

    private static Optional<Cause> table(String name, VirtualMachineInstanceSpec spec, FieldPath field) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<Volume> volume = Objects.requireNonNullElse(spec.volumes(), List.<Volume>of()).stream()
                .filter(candidate -> name.equals(candidate.name()))
                .findFirst();
        if (volume.isEmpty()) {
            return Optional.of(field.invalid(field + " names the volume " + name + ", which is not there. Add it."));
        }
        return volume.get().secret() == null
                ? Optional.of(field.invalid(field + " names the volume " + name + ", which is no secret volume."))
                : Optional.empty();
    }
}
