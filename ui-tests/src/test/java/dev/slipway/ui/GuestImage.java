package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A disk image of a guest, made by the project's own image builder, which keeps what it built in its cache. */
final class GuestImage {
    /** What was built in this run already, by kind: the builder asks apt for the versions of packages each time. */
    private static final Map<String, Path> BUILT = new HashMap<>();

    private GuestImage() {}

    /** Kernel, busybox and guest agent: login of root without a password after a few seconds. */
    static Path tiny() throws IOException, InterruptedException {
        return build("tiny");
    }

    /** systemd, cloud-init, guest agent and sshd: user and password come from cloud-init. */
    static Path debian() throws IOException, InterruptedException {
        return build("debian");
    }

    private static synchronized Path build(String kind) throws IOException, InterruptedException {
        Path built = BUILT.get(kind);
        if (built != null) {
            return built;
        }
        Path image = Path.of("target", kind + ".qcow2").toAbsolutePath();
        Process build = new ProcessBuilder("../images/guest/build", kind, image.toString())
                .inheritIO()
                .start();
        assertThat(build.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(build.exitValue()).isZero();
        BUILT.put(kind, image);
        return image;
    }
}
