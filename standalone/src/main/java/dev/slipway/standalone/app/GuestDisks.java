package dev.slipway.standalone.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.relay.Guests;
import dev.slipway.nodeagent.relay.RelayProblem;
import dev.slipway.standalone.storage.LiveDisks;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Copies disks of the guests of this process's node-agents by QEMU's own backup job (QMP {@code blockdev-backup}). */
final class GuestDisks implements LiveDisks {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int NAME_PART = 24;

    private final KubernetesClient client;
    private final NearAgents agents;

    GuestDisks(KubernetesClient client, NearAgents agents) {
        this.client = client;
        this.agents = agents;
    }

    @Override
    public Optional<Copy> begin(String namespace, Path file, Path target, String id) throws IOException {
        for (LauncherConnection launcher : launchers(namespace).toList()) {
            Optional<String> disk = node(launcher, file);
            if (disk.isPresent()) {
                start(launcher, disk.get(), target, id);
                return Optional.of(() -> await(launcher, id));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Copy> find(String namespace, String id) throws IOException {
        for (LauncherConnection launcher : launchers(namespace).toList()) {
            if (job(launcher, id).isPresent()) {
                return Optional.of(() -> await(launcher, id));
            }
        }
        return Optional.empty();
    }

    private Stream<LauncherConnection> launchers(String namespace) {
        return client
                .pods()
                .inNamespace(namespace)
                .withLabel(KubeVirtNames.APP, KubeVirtNames.LAUNCHER)
                .list()
                .getItems()
                .stream()
                .flatMap(pod -> launcher(pod).stream());
    }

    private Optional<LauncherConnection> launcher(Pod pod) {
        String name = pod.getMetadata().getAnnotations().get(KubeVirtNames.DOMAIN);
        for (Guests guests : agents.guests()) {
            try {
                return Optional.of(guests.of(pod.getMetadata().getNamespace(), String.valueOf(name))
                        .launcher());
            } catch (RelayProblem.Refused e) {
                // Another node-agent's guest, or one that does not run.
            }
        }
        return Optional.empty();
    }

    /** Returns the block node whose image is that file; guests know it by the path through their Pod's volumes. */
    private static Optional<String> node(LauncherConnection launcher, Path file) throws IOException {
        String end = "/" + Objects.requireNonNull(file.getParent()).getFileName() + "/" + file.getFileName();
        for (JsonNode block : qmp(launcher, "query-block", LauncherConnection.arguments())) {
            JsonNode inserted = block.path("inserted");
            if (inserted.path("image").path("filename").asText("").endsWith(end)
                    || inserted.path("file").asText("").endsWith(end)) {
                return Optional.of(inserted.path("node-name").asText());
            }
        }
        return Optional.empty();
    }

    private static void start(LauncherConnection launcher, String disk, Path target, String id) throws IOException {
        forget(launcher, id);
        ObjectNode image = LauncherConnection.arguments()
                .put("driver", "raw")
                .put("node-name", named(id))
                .put("discard", "unmap")
                .put("detect-zeroes", "unmap");
        image.putObject("file").put("driver", "file").put("filename", target.toString());
        qmp(launcher, "blockdev-add", image);
        try {
            qmp(
                    launcher,
                    "blockdev-backup",
                    LauncherConnection.arguments()
                            .put("job-id", named(id))
                            .put("device", disk)
                            .put("target", named(id))
                            .put("sync", "full")
                            .put("auto-dismiss", false));
        } catch (IOException e) {
            forget(launcher, id);
            throw e;
        }
    }

    private static void await(LauncherConnection launcher, String id) throws IOException, InterruptedException {
        try {
            while (true) {
                JsonNode job = job(launcher, id)
                        .orElseThrow(() -> new IOException("The machine ended before its disk was copied. Delete the"
                                + " snapshot and take another."));
                if (job.path("status").asText().equals("concluded")) {
                    if (job.hasNonNull("error")) {
                        throw new IOException("QEMU could not copy the disk: "
                                + job.path("error").asText());
                    }
                    break;
                }
                Thread.sleep(LOOK.toMillis());
            }
        } catch (IOException e) {
            forget(launcher, id);
            throw e;
        }
        forget(launcher, id);
    }

    private static Optional<JsonNode> job(LauncherConnection launcher, String id) throws IOException {
        for (JsonNode job : qmp(launcher, "query-jobs", LauncherConnection.arguments())) {
            if (job.path("id").asText().equals(named(id))) {
                return Optional.of(job);
            }
        }
        return Optional.empty();
    }

    /** Lets go of the job, if it is over, and of its target; what is not there needs no letting go. */
    private static void forget(LauncherConnection launcher, String id) {
        tryQmp(launcher, "job-dismiss", LauncherConnection.arguments().put("id", named(id)));
        tryQmp(launcher, "blockdev-del", LauncherConnection.arguments().put("node-name", named(id)));
    }

    /** Name of job and block node: QEMU takes at most 31 characters, the first of them a letter. */
    private static String named(String id) {
        return "copy-" + id.replace("-", "").substring(0, NAME_PART);
    }

    private static JsonNode qmp(LauncherConnection launcher, String command, ObjectNode arguments) throws IOException {
        ObjectNode request = LauncherConnection.arguments().put("execute", command);
        if (!arguments.isEmpty()) {
            request.set("arguments", arguments);
        }
        return launcher.call("qmp", request, DEADLINE);
    }

    private static void tryQmp(LauncherConnection launcher, String command, ObjectNode arguments) {
        try {
            qmp(launcher, command, arguments);
        } catch (LauncherRefusal e) {
            // It was not there.
        } catch (IOException e) {
            // The guest is gone, and with it all that was its own.
        }
    }
}
