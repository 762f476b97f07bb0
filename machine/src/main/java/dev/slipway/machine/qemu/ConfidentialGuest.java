package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.SEV;
import dev.slipway.api.kubevirt.SEVPolicy;
import java.util.Optional;

/** The section about encryption of the guest's memory against its host. */
final class ConfidentialGuest {
    static final String ID = "confidential";
    private static final String FIELD = "spec.domain.launchSecurity";

    /** SEV API 0.24 §3.1: no debugging by the host. */
    private static final int NO_DEBUG = 1;

    /** SEV API 0.24 §3.1: the processor's registers are encrypted, too. */
    private static final int ENCRYPTED_STATE = 1 << 2;

    /** SEV-SNP ABI 1.55 §4.3: bit 17 is always one; bit 16 lets threads share a core. */
    private static final int SNP_POLICY = 3 << 16;

    private ConfidentialGuest() {}

    static boolean wanted(Guest guest) {
        LaunchSecurity security = guest.domain().launchSecurity();
        return security != null && (security.sev() != null || security.snp() != null || security.tdx() != null);
    }

    static Part of(Guest guest) {
        LaunchSecurity security = guest.domain().launchSecurity();
        if (security == null) {
            return Part.NOTHING;
        }
        SEV sev = security.sev();
        if (sev != null) {
            return sev(guest, sev);
        }
        if (security.snp() != null) {
            return snp(guest);
        }
        return security.tdx() != null ? tdx(guest) : Part.NOTHING;
    }

    private static Part sev(Guest guest, SEV sev) {
        Optional<HostHardware.Sev> hardware = guest.host().hardware().sev();
        if (hardware.isEmpty() || !guest.kvm()) {
            return lacks("sev", "a processor of AMD with SEV, switched on in its firmware and in KVM");
        }
        boolean state =
                Optional.ofNullable(sev.policy()).map(SEVPolicy::encryptedState).orElse(false);
        Option object =
                encryption("sev-guest", hardware.get()).with("policy", NO_DEBUG | (state ? ENCRYPTED_STATE : 0));
        Part files = Part.NOTHING;
        for (String[] file : new String[][] {
            {"dh-cert-file", "sev-dh-cert.b64", Guest.text(sev.dhCert())},
            {"session-file", "sev-session.b64", Guest.text(sev.session())}
        }) {
            if (!file[2].isEmpty()) {
                object = object.with(file[0], file[1]);
                files = files.and(Part.file(LaunchPlan.File.of(file[1], Guest.utf8(file[2]))));
            }
        }
        return Part.of(object).and(files);
    }

    private static Part snp(Guest guest) {
        Optional<HostHardware.Sev> hardware = guest.host().hardware().sev().filter(HostHardware.Sev::snp);
        if (hardware.isEmpty() || !guest.kvm() || !guest.host().version().atLeast(9, 1)) {
            return lacks("snp", "a processor of AMD with SEV-SNP and QEMU 9.1");
        }
        return Part.of(encryption("sev-snp-guest", hardware.get()).with("policy", SNP_POLICY));
    }

    private static Part tdx(Guest guest) {
        if (!guest.host().hardware().tdx()
                || !guest.kvm()
                || !guest.host().version().atLeast(10, 1)) {
            return lacks("tdx", "a processor of Intel with TDX and QEMU 10.1");
        }
        return Part.of(Option.object("tdx-guest", ID));
    }

    private static Option encryption(String type, HostHardware.Sev sev) {
        return Option.object(type, ID).with("cbitpos", sev.cBit()).with("reduced-phys-bits", sev.reducedBits());
    }

    private static Part lacks(String kind, String what) {
        return Part.wrong(new Problem.HostLacks(FIELD + "." + kind, what, "use a node that has it"));
    }
}
