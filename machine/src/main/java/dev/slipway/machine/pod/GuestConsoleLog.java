package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineOptions;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Optional;

/**
 * The container beside a launcher whose log is what the guest writes to its serial console; name and switches are KubeVirt's.
 *
 * <p>It makes a named pipe, which the launcher opens when it is there, and reads it until the launcher has let go of it,
 * however that ended; so it ends by itself and with exit code 0, and the Pod's phase is the launcher's. The image holds no
 * shell: {@code find} runs one program after the other. It does not hear SIGTERM, as the guest speaks until its end.
 */
final class GuestConsoleLog {
    private static final String PIPE = LauncherNames.RUN_DIRECTORY + "/" + LauncherNames.CONSOLE_PIPE;

    private GuestConsoleLog() {}

    /** Returns whether the console is logged. Source: KubeVirt v1.9.0, {@code isSerialConsoleLogEnabled}. */
    static boolean isWanted(VirtualMachineInstanceSpec spec, PodFacts facts) {
        Optional<Devices> devices = Instance.devices(spec);
        if (devices.map(Devices::autoattachSerialConsole)
                .filter(attached -> !attached)
                .isPresent()) {
            return false;
        }
        boolean switchedOff = Optional.ofNullable(facts.configuration().virtualMachineOptions())
                .map(VirtualMachineOptions::disableSerialConsoleLog)
                .isPresent();
        return devices.map(Devices::logSerialConsole).orElse(!switchedOff);
    }

    /** Returns the container; none if the console is not logged. */
    static Optional<Container> container(VirtualMachineInstanceSpec spec, PodFacts facts, SecurityContext security) {
        return isWanted(spec, facts) ? Optional.of(reader(spec, facts, security)) : Optional.empty();
    }

    /** Returns what the launcher is told of it. */
    static List<String> launcherOptions(VirtualMachineInstanceSpec spec, PodFacts facts) {
        return isWanted(spec, facts) ? List.of("--console-pipe", LauncherNames.CONSOLE_PIPE) : List.of();
    }

    private static Container reader(VirtualMachineInstanceSpec spec, PodFacts facts, SecurityContext security) {
        return new ContainerBuilder()
                .withName(LauncherNames.CONSOLE_LOG)
                .withImage(facts.launcherImage())
                .withImagePullPolicy(facts.imagePullPolicy())
                .withCommand("/usr/bin/env", "--ignore-signal=TERM", "/usr/bin/find")
                .addToCommand(LauncherNames.RUN_DIRECTORY, "-maxdepth", "0")
                .addToCommand("-exec", "/usr/bin/mkfifo", "--mode=600", PIPE, ";")
                .addToCommand(",", "-exec", "/usr/bin/cat", PIPE, ";")
                .withWorkingDir(LauncherNames.RUN_DIRECTORY)
                .withResources(
                        new SupportResources(facts).of(SupportResources.CONSOLE_LOG, Instance.isGuaranteed(spec)))
                .withVolumeMounts(new VolumeMountBuilder()
                        .withName(LauncherNames.RUN_VOLUME)
                        .withMountPath(LauncherNames.RUN_DIRECTORY)
                        .build())
                .withSecurityContext(security)
                .build();
    }
}
