package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk image of a guest, made by the project's own image builder, which keeps what it built in its cache. */
final class GuestImage {
    private GuestImage() {}

    /** Kernel, busybox and guest agent: login of root without a password after a few seconds. */
    static Path tiny() throws IOException, InterruptedException {
        return build("tiny");
    }

    /** systemd, cloud-init, guest agent and sshd: user and password come from cloud-init. */
    static Path debian() throws IOException, InterruptedException {
        return build("debian");
    }

    private static Path build(String kind) throws IOException, InterruptedException {
        Path image = Path.of("target", kind + ".qcow2").toAbsolutePath();
        Process build = new ProcessBuilder("../images/guest/build", kind, image.toString())
                .inheritIO()
                .start();
        assertThat(build.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(build.exitValue()).isZero();
        return image;
    }
}
