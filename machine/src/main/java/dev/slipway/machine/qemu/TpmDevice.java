package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.TPMDevice;
import java.util.List;
import java.util.Optional;

/** The section about the TPM: a process beside QEMU that keeps its state in the run directory. */
final class TpmDevice {
    private static final String FIELD = "spec.domain.devices.tpm";
    private static final String SOCKET = "tpm.sock";

    private TpmDevice() {}

    static Part of(Guest guest) {
        TPMDevice tpm = guest.devices().tpm();
        if (tpm == null || !Guest.on(tpm.enabled(), true)) {
            return Part.NOTHING;
        }
        if (Guest.on(tpm.persistent(), false)) {
            Optional<String> state = guest.paths().grants().state();
            return state.isEmpty()
                    ? Part.wrong(new Problem.HostLacks(
                            FIELD + ".persistent",
                            "the claim that keeps the TPM's state",
                            FirmwareOptions.STATE_WAY_OUT))
                    : of(guest, state.get(), "tpm-crb");
        }
        return of(guest, ".", "tpm-tis");
    }

    /** KubeVirt gives a persistent TPM the newer interface (TPM 2.0 CRB), and so must a guest that moves here. */
    private static Part of(Guest guest, String state, String model) {
        Optional<String> swtpm = guest.host().swtpm();
        if (swtpm.isEmpty()) {
            return Part.wrong(new Problem.HostLacks(FIELD, "swtpm", "install the package swtpm there"));
        }
        List<String> command = List.of(
                swtpm.get(),
                "socket",
                "--tpm2",
                "--tpmstate",
                "dir=" + state,
                "--ctrl",
                "type=unixio,path=" + SOCKET,
                "--terminate");
        return Part.of(
                        Option.of("-chardev", "socket")
                                .with("id", "tpm-control")
                                .with("path", SOCKET),
                        Option.of("-tpmdev", "emulator").with("id", "tpm-state").with("chardev", "tpm-control"),
                        Option.device(model, "tpm").with("tpmdev", "tpm-state"))
                .and(Part.helper(new LaunchPlan.Helper("swtpm", command, SOCKET)));
    }
}
