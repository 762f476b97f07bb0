package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Jobs of QEMU's block layer. */
final class BlockJobs {
    private static final Duration IMAGE = Duration.ofMinutes(1);

    private BlockJobs() {}

    /** Makes an image by QEMU, whose user owns it then, and waits for it. */
    static void create(LauncherConnection launcher, String job, ObjectNode options) throws IOException {
        ObjectNode arguments = LauncherConnection.arguments().put("job-id", job);
        arguments.set("options", options);
        launcher.qmp(new Command("blockdev-create", arguments));
        long deadline = System.nanoTime() + IMAGE.toNanos();
        try {
            while (!hasConcluded(launcher, job)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("QEMU did not make the image within a minute");
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while QEMU made an image", e);
        } finally {
            dismiss(launcher, job);
        }
    }

    private static boolean hasConcluded(LauncherConnection launcher, String id) throws IOException {
        JsonNode job = all(launcher, id).get(id);
        if (job == null || !job.path("status").asText().equals("concluded")) {
            return false;
        }
        if (job.hasNonNull("error")) {
            throw new IOException(
                    "QEMU could not make the image: " + job.path("error").asText());
        }
        return true;
    }

    /** Returns the jobs whose ids begin so, by id. */
    static Map<String, JsonNode> all(LauncherConnection launcher, String prefix) throws IOException {
        Map<String, JsonNode> jobs = new LinkedHashMap<>();
        for (JsonNode job : launcher.qmp(new Command("query-jobs", LauncherConnection.arguments()))) {
            String id = job.path("id").asText();
            if (id.startsWith(prefix)) {
                jobs.put(id, job);
            }
        }
        return jobs;
    }

    /** Lets go of a job that is over. */
    static void dismiss(LauncherConnection launcher, String job) throws IOException {
        launcher.tryQmp(
                new Command("job-dismiss", LauncherConnection.arguments().put("id", job)));
    }
}
