package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.ui.SerialConsole;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A machine that runs the smallest guest from its image.
 *
 * @param kubectl who asks for it
 * @param namespace where it is
 * @param name its name
 */
record TinyMachine(Kubectl kubectl, TestNamespace namespace, String name) {
    /** How long anything may take on a machine that does other work, too. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Makes it, on a node of this name; as soon as somebody admits it. */
    TinyMachine create(String node) {
        return apply(yaml(node.isEmpty() ? "{}" : "{kubernetes.io/hostname: " + node + "}"));
    }

    /** Makes it with an empty disk besides, in a claim of this storage class. */
    TinyMachine createWithDisk(String storageClass) {
        return createWithDisk(storageClass, "ReadWriteOnce");
    }

    /** Makes it with an empty disk besides, in a claim of this class and access mode. */
    TinyMachine createWithDisk(String storageClass, String accessMode) {
        return apply(yaml("{}")
                .replace("bus: virtio}}]", "bus: virtio}}, {name: more, disk: {bus: virtio}}]")
                .replace("volumes: [", "volumes: [{name: more, dataVolume: {name: %s-more}}, ".formatted(name))
                .replace("spec:\n  runStrategy", """
                    spec:
                      dataVolumeTemplates:
                      - metadata: {name: %s-more}
                        spec:
                          source: {blank: {}}
                          storage:
                            storageClassName: %s
                            accessModes: [%s]
                            resources: {requests: {storage: 64Mi}}
                      runStrategy""".formatted(name, storageClass, accessMode)));
    }

    /** Makes it with a disk in a file of a node besides, which is made for it. */
    TinyMachine createWithHostDisk(String node, Path file, long size) {
        return apply(yaml("{kubernetes.io/hostname: " + node + "}")
                .replace("bus: virtio}}]", "bus: virtio}}, {name: own, disk: {bus: virtio}}]")
                .replace(
                        "volumes: [",
                        "volumes: [{name: own, hostDisk: {path: %s, type: DiskOrCreate, capacity: %d}}, "
                                .formatted(file, size)));
    }

    private TinyMachine apply(String yaml) {
        Awaitility.await("machine " + name + " is admitted")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    kubectl.apply(yaml);
                    return true;
                });
        return this;
    }

    /** Waits until it runs, with one Pod, and returns how long that took. */
    Duration awaitRunning() {
        long began = System.nanoTime();
        awaitStatus("Running");
        assertThat(kubectl.run("get", "pods", "-n", namespace.name(), "-l", "vm.kubevirt.io/name=" + name, "-o", "name")
                        .lines())
                .as("Pods of machine " + name)
                .hasSize(1);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Waits until {@code kubectl get vm} shows this word. */
    void awaitStatus(String word) {
        Awaitility.await("machine " + name + " is " + word)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> machine("{.status.printableStatus}"), word::equals);
    }

    /** Does what {@code virtctl start}, {@code stop} or {@code migrate} does. */
    void virtctl(String what) {
        virtctl(what, "{}");
    }

    /** Does what {@code virtctl} does with options, as JSON. */
    void virtctl(String what, String options) {
        kubectl.feed(
                options,
                "replace",
                "--raw",
                "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachines/%s/%s"
                        .formatted(namespace.name(), name, what),
                "-f",
                "-");
    }

    /** Reads a JSONPath of the virtual machine. */
    String machine(String path) {
        return kubectl.run("get", "vm", name, "-n", namespace.name(), "-o", "jsonpath=" + path);
    }

    /** Reads a JSONPath of its instance. */
    String instance(String path) {
        return kubectl.run("get", "vmi", name, "-n", namespace.name(), "-o", "jsonpath=" + path);
    }

    /** Opens its console. */
    SerialConsole console() {
        return SerialConsole.open(namespace.client(), namespace.name(), name);
    }

    /** Returns what tells one life of the guest from another. */
    String life() {
        try (SerialConsole console = console()) {
            console.logIn();
            return bootId(console, "first");
        }
    }

    /** Returns it where somebody is logged in already. */
    String lifeAgain() {
        try (SerialConsole console = console()) {
            return bootId(console, "again");
        }
    }

    /** A console shows first what was on it before, hence the word. */
    private static String bootId(SerialConsole console, String word) {
        return console.enter("echo " + word + "-$(cat /proc/sys/kernel/random/boot_id)-")
                .read(word + "-([0-9a-f-]{36})-");
    }

    void delete() {
        kubectl.run("delete", "vm", name, "-n", namespace.name(), "--ignore-not-found", "--timeout=180s");
    }

    private String yaml(String nodeSelector) {
        return """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              runStrategy: Always
              template:
                spec:
                  nodeSelector: %3$s
                  terminationGracePeriodSeconds: 5
                  evictionStrategy: LiveMigrate
                  domain:
                    devices:
                      disks: [{name: root, disk: {bus: virtio}}]
                      interfaces: [{name: default, masquerade: {}}]
                    memory: {guest: 128Mi}
                  networks: [{name: default, pod: {}}]
                  volumes: [{name: root, containerDisk: {image: "%4$s"}}]
            """.formatted(name, namespace.name(), nodeSelector, SlipwayOnCluster.GUEST_IMAGE);
    }
}
