package dev.slipway.nodeagent.session;

import dev.slipway.machine.pod.AttachmentPod;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.machine.qemu.LauncherVolume;
import dev.slipway.nodeagent.netns.SharedFile;
import dev.slipway.nodeagent.pod.ControlGroups;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file system of a claim that a Pod of its own holds, shown to a launcher whose own Pod cannot get it any more: a mount in the
 * launcher's run directory, which goes with the launcher at the latest.
 *
 * @param launcher files of the launcher's Pod
 * @param volume name of the instance's volume
 */
record ShownClaim(PodFiles launcher, String volume) {
    private static final int MOUNT_POINT = 4;

    /**
     * Shows it, and returns its content under the path at which the launcher finds it.
     *
     * @param attachment files of the Pod that holds the claim
     * @param held its content, as that Pod sees it
     */
    LauncherVolume show(PodFiles attachment, LauncherVolume held) throws IOException {
        show(attachment);
        return switch (held) {
            case LauncherVolume.DiskImage image -> image.withPath(moved(image.path()));
            case LauncherVolume.NewImage image -> image.withPath(moved(image.path()));
            case LauncherVolume other -> other;
        };
    }

    /**
     * Shows it, and returns its directory as the launcher sees it.
     *
     * @param attachment files of the Pod that holds the claim
     */
    String show(PodFiles attachment) throws IOException {
        long process = new FollowedPod(launcher.pod()).launcher(volume);
        if (!isMounted(process)) {
            long holder = ControlGroups.process(
                            attachment.pod().getMetadata().getUid(), AttachmentPod.APP, AttachmentPod.PROGRAM)
                    .orElseThrow(() -> new IOException(
                            "volume \"%s\": the Pod that holds it has no process on this node yet".formatted(volume)));
            cover(launcher.runDirectory().resolve(name()));
            new SharedFile(holder, AttachmentPod.HELD, process, place()).mount();
        }
        return place();
    }

    /** Takes it away again, so that the node can let the claim go; nothing happens where it is not shown. */
    void hide() throws IOException {
        Optional<Long> process =
                ControlGroups.process(launcher.pod().getMetadata().getUid(), LauncherNames.CONTAINER, "");
        if (process.isPresent() && isMounted(process.get())) {
            SharedFile.unmount(process.get(), place());
        }
        Files.deleteIfExists(launcher.runDirectory().resolve(name()));
    }

    private boolean isMounted(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process), "mountinfo")).stream()
                .anyMatch(line -> line.split(" ")[MOUNT_POINT].equals(place()));
    }

    private String moved(String path) {
        return place() + path.substring(AttachmentPod.HELD.length());
    }

    private String place() {
        return LauncherNames.RUN_DIRECTORY + "/" + name();
    }

    private String name() {
        return "held-" + volume;
    }

    private static void cover(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException _) {
            // From an attempt that failed afterwards.
        }
    }
}
