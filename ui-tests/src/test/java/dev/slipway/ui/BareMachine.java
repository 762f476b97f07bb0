package dev.slipway.ui;

import static org.awaitility.Awaitility.await;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A machine without a system: QEMU runs its firmware, which finds nothing to boot. Made in a moment and ended in another.
 *
 * @param client the admin
 * @param data data directory of the Slipway that runs it
 * @param name its name, in the namespace {@code default}
 */
record BareMachine(KubernetesClient client, Path data, String name) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    /** Creates it. */
    BareMachine create(String strategy) {
        return create(strategy, "", "");
    }

    /** Creates it with a port that its Pod's address offers. */
    BareMachine createWithPort(String strategy, int port) {
        return create(strategy, "", ", ports: [{port: " + port + "}]");
    }

    /** Creates it with a blank disk of 16 MiB. */
    BareMachine createWithDisk(String strategy) {
        return create(strategy, """
                  dataVolumeTemplates:
                  - metadata: {name: %s-disk}
                    spec:
                      source: {blank: {}}
                      storage: {resources: {requests: {storage: 16Mi}}}
                """.formatted(name), "");
    }

    private BareMachine create(String strategy, String disk, String ports) {
        client.resource("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: default}
                spec:
                  runStrategy: %s
                %s  template:
                    spec:
                      terminationGracePeriodSeconds: 0
                      domain:
                        memory: {guest: 32Mi}
                        devices:
                          %s
                          interfaces: [{name: default, masquerade: {}%s}]
                      networks: [{name: default, pod: {}}]
                      %s
                """.formatted(
                        name,
                        strategy,
                        disk,
                        disk.isEmpty() ? "" : "disks: [{name: disk, disk: {bus: virtio}}]",
                        ports,
                        disk.isEmpty() ? "" : "volumes: [{name: disk, dataVolume: {name: %s-disk}}]".formatted(name)))
                .create();
        return this;
    }

    void setStrategy(String strategy) {
        machine().patch(MERGE, "{\"spec\":{\"runStrategy\":\"" + strategy + "\"}}");
    }

    /** Has it deleted, which takes a moment. */
    void askToGo() {
        machine().delete();
    }

    /** Deletes it, and waits until it is gone. */
    void delete() {
        askToGo();
        await(name + " is gone")
                .atMost(PATIENCE)
                .until(() -> machine().get() == null && instance().get() == null && pods().isEmpty());
    }

    void awaitStatus(String printable) {
        await(name + " is " + printable).atMost(PATIENCE).until(() -> printable.equals(status()));
    }

    String status() {
        return Optional.ofNullable(machine().get())
                .flatMap(found -> Optional.ofNullable(found.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.printableStatus()))
                .orElse("");
    }

    Resource<VirtualMachineInstance> instance() {
        return client.resources(VirtualMachineInstance.class)
                .inNamespace("default")
                .withName(name);
    }

    private Resource<VirtualMachine> machine() {
        return client.resources(VirtualMachine.class).inNamespace("default").withName(name);
    }

    private List<String> pods() {
        return client.pods().inNamespace("default").withLabel("vm.kubevirt.io/name", name).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /** Returns the launchers' Java processes that run it; more than one would be a defect. */
    List<ProcessHandle> launchers() {
        return processes("/java", arguments -> arguments.contains("default/" + name));
    }

    /** Returns the QEMUs that run it; more than one would be a defect. */
    List<ProcessHandle> qemus() {
        return processes(
                "/qemu-system-x86_64",
                arguments -> arguments.stream().anyMatch(word -> word.startsWith("guest=default_" + name + ",")));
    }

    /** Processes below the data directory, so that those of another Slipway on this machine do not count. */
    private List<ProcessHandle> processes(String program, Predicate<List<String>> wanted) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.endsWith(program))
                        .isPresent())
                .filter(process -> workingDirectory(process.pid()).startsWith(data.toString()))
                .filter(process ->
                        wanted.test(List.of(commandLine(process.pid()).split("\0"))))
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return ""; // it ended while we looked
        }
    }

    private static String workingDirectory(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }
}
