package dev.slipway.cluster.installation;

import dev.slipway.cluster.fixture.RealCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Slipway, built from this checkout and installed with its manifests. */
final class SlipwayOnCluster {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration BUILD = Duration.ofMinutes(15);

    private static boolean installed;

    private SlipwayOnCluster() {}

    /** Installs it, unless a test of this run has. */
    static synchronized void isInstalled(RealCluster cluster) {
        if (!installed) {
            install(cluster);
            installed = true;
        }
    }

    /** Builds the images, puts them on the nodes, installs, and waits as an install script does. */
    private static void install(RealCluster cluster) {
        Path images = Path.of("target", "images").toAbsolutePath();
        program(List.of(ROOT.resolve("deploy/images/build").toString(), images.toString()));
        cluster.load(archives(images));
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        kubectl.run("apply", "--server-side", "-k", ROOT.resolve("deploy").toString());
        kubectl.run("wait", "namespace/slipway", "--for=create", "--timeout=60s");
        kubectl.run("wait", "kubevirt/kubevirt", "-n", "slipway", "--for=create", "--timeout=600s");
        kubectl.run("wait", "kubevirt/kubevirt", "-n", "slipway", "--for=condition=Available", "--timeout=600s");
    }

    /** Returns the smallest guest, as qcow2. */
    static Path guest(Path directory) {
        Path image = directory.resolve("tiny.qcow2");
        program(List.of(ROOT.resolve("images/guest/build").toString(), "tiny", image.toString()));
        return image;
    }

    private static void program(List<String> command) {
        List<String> all = new ArrayList<>(List.of("env", "JDK=" + System.getProperty("java.home")));
        all.addAll(command);
        Kubectl.Program.run(all, "", BUILD);
    }

    private static Path[] archives(Path images) {
        try (Stream<Path> files = Files.list(images)) {
            return files.filter(file -> file.toString().endsWith(".tar"))
                    .sorted()
                    .toArray(Path[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
