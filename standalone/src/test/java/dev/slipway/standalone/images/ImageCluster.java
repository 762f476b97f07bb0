package dev.slipway.standalone.images;

import static org.awaitility.Awaitility.await;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** What a user sees of DataVolumes in namespace {@code shop}, wherever the parts run. */
final class ImageCluster implements AutoCloseable {
    /** Importers are processes of a loaded machine: generous, and never waited out when all is well. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final KubernetesClient client;

    ImageCluster(Path directory, String address) {
        this.directory = directory;
        this.client = ImageParts.client(address);
    }

    KubernetesClient client() {
        return client;
    }

    HasMetadata create(String yaml) {
        return client.resource(yaml).create();
    }

    void createVolume(String name, String source, String size) {
        create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: %s, namespace: shop}
                spec:
                  source: %s
                  storage: {resources: {requests: {storage: %s}}}
                """.formatted(name, source, size));
    }

    Optional<DataVolumeStatus> status(String name) {
        return Optional.ofNullable(client.resources(DataVolume.class)
                        .inNamespace("shop")
                        .withName(name)
                        .get())
                .map(DataVolume::getStatus);
    }

    String phase(String name) {
        return status(name).map(DataVolumeStatus::phase).orElse("");
    }

    Optional<DataVolumeCondition> running(String name) {
        return status(name).map(DataVolumeStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> "Running".equals(condition.type()))
                .findFirst();
    }

    void awaitPhase(String name, String phase) {
        eventually("DataVolume " + name + " is " + phase, () -> phase.equals(phase(name)));
    }

    void awaitReason(String name, String reason) {
        eventually(
                "DataVolume " + name + " says " + reason,
                () -> running(name)
                        .filter(condition -> reason.equals(condition.reason()))
                        .isPresent());
    }

    /** Returns the disk of a claim, which must be bound. */
    Path disk(String namespace, String claim) {
        PersistentVolumeClaim bound = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .get();
        return Path.of(client.persistentVolumes()
                        .withName(bound.getSpec().getVolumeName())
                        .get()
                        .getSpec()
                        .getLocal()
                        .getPath())
                .resolve("disk.img");
    }

    List<Pod> pods(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    /** Returns the process of a Pod's importer, if it runs. */
    Optional<ProcessHandle> process(Pod pod) throws IOException {
        Path pid = directory
                .resolve("kubelet")
                .resolve(ImageParts.NODE)
                .resolve("pods")
                .resolve(pod.getMetadata().getUid())
                .resolve("containers/importer/pid");
        return Files.exists(pid)
                ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                : Optional.empty();
    }

    void eventually(String what, Callable<Boolean> condition) {
        try {
            await(what)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(what + " did not come true; there is\n" + state(), e);
        }
    }

    private String state() {
        return Stream.of(DataVolume.class, Pod.class, Event.class)
                .flatMap(kind -> client.resources(kind).inAnyNamespace().list().getItems().stream())
                .map(object -> client.getKubernetesSerialization().asJson(object))
                .collect(Collectors.joining("\n"));
    }

    /** Returns the last words of a Pod's importer. */
    static Optional<String> lastWords(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .flatMap(status -> Optional.ofNullable(status.getState().getTerminated()).stream())
                .map(ContainerStateTerminated::getMessage)
                .findFirst();
    }

    /** Runs a command to its end; fails with its output if it fails. */
    static String run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    @Override
    public void close() {
        client.close();
    }
}
