package dev.slipway.nodeagent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.kubevirt.HostDisk;
import dev.slipway.machine.qemu.LauncherVolume.DiskImage;
import dev.slipway.nodeagent.netns.MountNamespace;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disk images in files of the node. */
class HostDiskImageTest {
    private static final String UID = "4f2b3a8e-0000-4000-8000-000000000007";

    @TempDir
    private Path node;

    private PodFiles pod = new PodFiles(Path.of("/"), new PodBuilder().build(), true);

    @BeforeEach
    void hasPod() throws IOException {
        pod = new PodFiles(
                node,
                new PodBuilder().withNewMetadata().withUid(UID).endMetadata().build(),
                true);
        Files.createDirectories(pod.runDirectory());
    }

    @Test
    void wanted_image_is_made_for_the_user_of_the_launcher_and_stays_as_it_is() throws Exception {
        boolean root = Files.getAttribute(node, "unix:uid").equals(0);
        if (root) {
            Files.setAttribute(pod.runDirectory(), "unix:uid", 4711);
        }
        Path file = node.resolve("own.img");
        DiskImage image = disk(file, "DiskOrCreate", "16Mi").prepare();
        assertThat(image.path()).isEqualTo(file.toString());
        assertThat(file).hasSize(16 << 20);
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(Files.getAttribute(pod.runDirectory(), "unix:uid"));

        Files.writeString(file, "of the guest");
        disk(file, "DiskOrCreate", "16Mi").prepare();
        disk(file, "Disk", null).prepare();
        assertThat(file).hasContent("of the guest");
    }

    @Test
    void what_cannot_be_is_refused_with_the_way_out() throws IOException {
        Path file = node.resolve("own.img");
        refuses(disk(file, "Disk", null), "no such file", "DiskOrCreate");
        refuses(disk(file, "DiskOrCreate", null), "set hostDisk.capacity");
        refuses(disk(file, "DiskOrCreate", "16Ti"), "hostDisk.capacity is 17592186044416 bytes", "left; free some");
        assertThat(file).doesNotExist();
        Files.createSymbolicLink(file, Path.of("/etc/shadow"));
        refuses(disk(file, "DiskOrCreate", "16Mi"), "no regular file");
        assertThat(Files.getAttribute(Path.of("/etc/shadow"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void files_of_a_container_are_reached_by_its_own_paths() throws Exception {
        Assumptions.assumeTrue(Files.getAttribute(node, "unix:uid").equals(0), "SKIPPED: mounts need root");
        Path shown = Files.createDirectory(node.resolve("shown"));
        Process container = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs none " + shown + "; touch " + shown + "/own; exec sleep 60")
                .start();
        try {
            AtomicBoolean there = new AtomicBoolean();
            for (int look = 0; look < 100 && !there.get(); look++) {
                Thread.sleep(50);
                new MountNamespace(container.pid()).run("looking", () -> there.set(Files.exists(shown.resolve("own"))));
            }
            assertThat(there.get()).isTrue();
            assertThat(shown.resolve("own")).doesNotExist();
            assertThatThrownBy(() -> new MountNamespace(container.pid()).run("looking", () -> {
                        throw new IOException("it is gone");
                    }))
                    .hasMessage("looking: it is gone");
        } finally {
            container.destroy();
            container.waitFor();
        }
    }

    private static void refuses(HostDiskImage image, String... words) {
        assertThatThrownBy(image::prepare).isInstanceOf(IOException.class).hasMessageContainingAll(words);
    }

    private HostDiskImage disk(Path file, String type, @Nullable String capacity) {
        Quantity size = capacity == null ? null : Quantity.parse(capacity);
        return new HostDiskImage("own", new HostDisk(size, file.toString(), null, type, null), pod);
    }
}
