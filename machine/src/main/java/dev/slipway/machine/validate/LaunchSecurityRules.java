package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.EFI;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for encrypted memory: SEV, SEV-SNP, TDX, Secure Execution. Source: KubeVirt v1.9.0, {@code amd64.go}. */
final class LaunchSecurityRules {
    private LaunchSecurityRules() {}

    static List<Cause> of(
            VirtualMachineInstanceSpec spec, DomainSpec domain, Devices devices, FieldPath path, RuleSetting setting) {
        LaunchSecurity security = domain.launchSecurity();
        String architecture = Given.text(spec.architecture());
        if (security == null || architecture.equals("s390x")) {
            return List.of();
        }
        if (!architecture.equals("amd64")) {
            return List.of(path.child("architecture")
                    .invalid("Machines of " + architecture + " have no launchSecurity. Remove it."));
        }
        FieldPath field = path.child("launchSecurity");
        long kinds = Stream.of(security.sev(), security.snp(), security.tdx())
                .filter(Objects::nonNull)
                .count();
        if (kinds != 1) {
            return List.of(field.forbidden("launchSecurity has " + (kinds == 0 ? "no kind" : "several kinds")
                    + ". Keep exactly one of sev, snp, tdx."));
        }
        String gate = security.tdx() == null ? "WorkloadEncryptionSEV" : "WorkloadEncryptionTDX";
        if (!setting.isEnabled(gate)) {
            return List.of(field.invalid("launchSecurity needs the feature gate " + gate + ", which is off."));
        }
        return encrypted(spec, domain, devices, security, field);
    }

    private static List<Cause> encrypted(
            VirtualMachineInstanceSpec spec,
            DomainSpec domain,
            Devices devices,
            LaunchSecurity security,
            FieldPath field) {
        String kind = security.sev() != null ? "SEV" : security.snp() != null ? "SEV-SNP" : "TDX";
        List<Cause> causes = new ArrayList<>();
        boolean smm = domain.features() != null
                && domain.features().smm() != null
                && Given.isOnByDefault(domain.features().smm().enabled());
        if (security.tdx() != null && smm) {
            causes.add(
                    field.invalid("TDX does not work with System Management Mode. Set features.smm.enabled: false."));
        }
        causes.addAll(firmware(efi(domain), security, kind, field));
        boolean paused = "Paused".equals(spec.startStrategy());
        if (security.sev() != null && security.sev().attestation() != null && !paused) {
            causes.add(field.invalid("SEV attestation happens before the guest runs. Set startStrategy: Paused."));
        }
        Given.list(devices.interfaces()).stream()
                .filter(nic -> nic.bootOrder() != null)
                .forEach(nic -> causes.add(field.invalid(kind + " machines cannot start from the network. Remove the"
                        + " bootOrder of interface " + nic.name() + ".")));
        return causes;
    }

    private static List<Cause> firmware(@Nullable EFI efi, LaunchSecurity security, String kind, FieldPath field) {
        if (efi == null) {
            return List.of(field.invalid(kind + " needs UEFI. Set firmware.bootloader.efi."));
        }
        List<Cause> causes = new ArrayList<>();
        if (security.tdx() == null && Given.isOnByDefault(efi.secureBoot())) {
            causes.add(field.invalid(kind + " does not work with Secure Boot. Set efi.secureBoot: false."));
        }
        if (security.sev() == null && Given.isTrue(efi.persistent())) {
            causes.add(field.invalid(kind + " does not work with persistent UEFI variables. Remove efi.persistent."));
        }
        return causes;
    }

    private static @Nullable EFI efi(DomainSpec domain) {
        return domain.firmware() == null || domain.firmware().bootloader() == null
                ? null
                : domain.firmware().bootloader().efi();
    }
}
