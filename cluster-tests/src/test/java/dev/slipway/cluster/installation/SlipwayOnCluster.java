package dev.slipway.cluster.installation;

import dev.slipway.cluster.fixture.Helm;
import dev.slipway.cluster.fixture.RealCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Slipway, built from this checkout and installed with its manifests. */
final class SlipwayOnCluster {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration BUILD = Duration.ofMinutes(15);
    private static final Duration DISCOVERY = Duration.ofMinutes(2);

    /** Image of a container that holds the smallest guest; on every node once {@link #hasGuestImage} was asked for. */
    static final String GUEST_IMAGE = "localhost/tiny-guest:1";

    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Set<Class<?>> STORIES = new HashSet<>();

    private static boolean installed;
    private static @Nullable Duration took;
    private static boolean loaded;

    private SlipwayOnCluster() {}

    /** Installs it, unless a test of this run has. */
    static synchronized void isInstalled(RealCluster cluster) {
        STORIES.add(CALLERS.getCallerClass());
        if (!installed) {
            install(cluster);
            installed = true;
        }
    }

    /** Returns whether all of these tests have asked for the installation in this run. */
    static synchronized boolean hasTold(List<Class<?>> stories) {
        return STORIES.containsAll(stories);
    }

    /** Builds the images, puts them on the nodes, installs, and waits as an install script does. */
    private static void install(RealCluster cluster) {
        Path images = Path.of("target", "images").toAbsolutePath();
        program(List.of(ROOT.resolve("deploy/images/build").toString(), images.toString()));
        cluster.load(archives(images));
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        long begin = System.nanoTime();
        installer().apply(cluster, kubectl);
        // An API server that is busy lists new kinds some moments after they are established.
        Awaitility.await("the API server serves the kind KubeVirt")
                .atMost(DISCOVERY)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> kubectl.run("get", "kubevirts", "-n", "slipway"), _ -> true);
        kubectl.run("wait", "kubevirt/kubevirt", "-n", "slipway", "--for=create", "--timeout=600s");
        kubectl.run("wait", "kubevirt/kubevirt", "-n", "slipway", "--for=condition=Available", "--timeout=600s");
        took = Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Installer installer() {
        return Installer.valueOf(
                System.getProperty("slipway.cluster.installer", "kubectl").toUpperCase(Locale.ROOT));
    }

    /** How an admin may install: {@code slipway.cluster.installer}. */
    private enum Installer {
        KUBECTL {
            @Override
            void apply(RealCluster cluster, Kubectl kubectl) {
                kubectl.run(
                        "apply", "--server-side", "-k", ROOT.resolve("deploy").toString());
                kubectl.run("wait", "namespace/slipway", "--for=create", "--timeout=60s");
            }
        },
        HELM {
            @Override
            void apply(RealCluster cluster, Kubectl kubectl) {
                Helm.run(
                        "install",
                        "slipway",
                        ROOT.resolve("deploy/helm/slipway").toString(),
                        "--namespace",
                        "slipway",
                        "--create-namespace",
                        "--kubeconfig",
                        cluster.kubeconfig().toString());
            }
        };

        abstract void apply(RealCluster cluster, Kubectl kubectl);
    }

    /** Returns how long it took from the first command until the installation was {@code Available}, with images loaded. */
    static synchronized Duration took(RealCluster cluster) {
        isInstalled(cluster);
        return Objects.requireNonNull(took);
    }

    /** Puts {@link #GUEST_IMAGE} on the nodes, unless a test of this run has. */
    static synchronized void hasGuestImage(RealCluster cluster) throws IOException {
        if (!loaded) {
            Path directory = Files.createTempDirectory("slipway-guest");
            Path guest = guest(directory);
            Path image = directory.resolve("image.tar");
            program(List.of(
                    ROOT.resolve("cluster-tests/disk-image").toString(),
                    image.toString(),
                    GUEST_IMAGE,
                    guest.toString()));
            cluster.load(image);
            for (Path file : List.of(image, guest, directory)) {
                Files.delete(file);
            }
            loaded = true;
        }
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
