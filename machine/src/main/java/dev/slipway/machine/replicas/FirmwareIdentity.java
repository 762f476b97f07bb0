package dev.slipway.machine.replicas;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.FirmwareBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpecBuilder;
import dev.slipway.machine.given.Given;
import java.util.Optional;

/** UUID and serial number by which a guest is known: drawn once, and kept whatever its description becomes. */
final class FirmwareIdentity {
    private FirmwareIdentity() {}

    static VirtualMachineSpec carried(VirtualMachineSpec from, VirtualMachineSpec to) {
        Optional<Firmware> known = domain(from).flatMap(domain -> Optional.ofNullable(domain.firmware()));
        return known.flatMap(firmware -> domain(to).map(domain -> with(to, domain, firmware)))
                .orElse(to);
    }

    private static Optional<DomainSpec> domain(VirtualMachineSpec machine) {
        return Optional.ofNullable(machine.template())
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .flatMap(spec -> Optional.ofNullable(spec.domain()));
    }

    private static VirtualMachineSpec with(VirtualMachineSpec machine, DomainSpec domain, Firmware known) {
        FirmwareBuilder firmware = Optional.ofNullable(domain.firmware())
                .map(FirmwareBuilder::builder)
                .orElseGet(FirmwareBuilder::builder);
        Given.some(known.uuid()).ifPresent(firmware::uuid);
        Given.some(known.serial()).ifPresent(firmware::serial);
        VirtualMachineInstanceTemplateSpecBuilder template = Optional.ofNullable(machine.template())
                .map(VirtualMachineInstanceTemplateSpecBuilder::builder)
                .orElseGet(VirtualMachineInstanceTemplateSpecBuilder::builder);
        VirtualMachineInstanceSpecBuilder spec = Optional.ofNullable(template.spec())
                .map(VirtualMachineInstanceSpecBuilder::builder)
                .orElseGet(VirtualMachineInstanceSpecBuilder::builder);
        DomainSpec named =
                DomainSpecBuilder.builder(domain).firmware(firmware.build()).build();
        return VirtualMachineSpecBuilder.builder(machine)
                .template(template.spec(spec.domain(named).build()).build())
                .build();
    }
}
