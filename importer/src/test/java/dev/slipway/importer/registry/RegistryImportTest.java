package dev.slipway.importer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.importer.http.Proxies;
import dev.slipway.importer.http.Trust;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.RegistryProblem;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.run.Images;
import dev.slipway.importer.run.Import;
import dev.slipway.importer.run.ImportRequest;
import dev.slipway.importer.run.Incoming;
import dev.slipway.importer.run.Poll;
import dev.slipway.importer.run.ProgressFile;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.volume.DiskFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks out of container images, as tar and qemu-img make them, from a registry on loopback. */
class RegistryImportTest {
    private static final long SIZE = 6_345_216; // whole sectors, no whole cluster
    private static final long VOLUME = 16 << 20;
    private static final Patience SHORT = new Patience(2, Duration.ofMillis(5), Duration.ofMillis(10));

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private static Path raw;
    private static byte[] plain;
    private static byte[] packed;
    private static byte[] unrelated;
    private ImageRegistry registry;

    @BeforeAll
    static void makeLayers() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 5);
        Path disk = Files.createDirectories(shared.resolve("image/disk"));
        Images.convert(raw, disk.resolve("guest.qcow2"), "qcow2");
        Files.createDirectories(shared.resolve("image/etc"));
        Files.writeString(shared.resolve("image/etc/motd"), "not the disk");
        plain = layer("plain.tar", "--format=ustar", "disk");
        packed = layer("packed.tar.gz", "-z", "./etc", "./disk");
        unrelated = layer("unrelated.tar.gz", "-z", "etc");
    }

    private static byte[] layer(String name, String... arguments) throws Exception {
        Path file = shared.resolve(name);
        List<String> command = new java.util.ArrayList<>(
                List.of("tar", "-C", shared.resolve("image").toString(), "-cf", file.toString()));
        command.addAll(List.of(arguments));
        Images.run(command);
        return Files.readAllBytes(file);
    }

    @BeforeEach
    void start() throws IOException {
        registry = new ImageRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private ImageRequest request(String name, String credentials, String architecture) {
        return new ImageRequest(
                ImageReference.parse(registry.url(name)),
                Optional.of(credentials).filter(given -> !given.isEmpty()),
                new Trust.SystemAuthorities(),
                true,
                true,
                architecture,
                Proxies.NONE);
    }

    private void run(ImageRequest request) throws IOException, InterruptedException {
        Registry from = new Registry(request);
        new Import(
                        new DiskFile(directory, new Bytes(VOLUME), false),
                        new Incoming(from.name(), from.fingerprint(), pool -> RegistryDisk.open(from, pool, SHORT)),
                        new Reporter(new ProgressFile(directory.resolve("progress.json"))))
                .run();
    }

    private ImportProblem problem(ImageRequest request) {
        return catchThrowableOfType(ImportFailure.class, () -> run(request)).problem();
    }

    private void assertDisk() throws Exception {
        String disk = directory.resolve("disk.img").toString();
        assertThat(Images.run(List.of("qemu-img", "compare", "-f", "raw", "-F", "raw", disk, raw.toString())))
                .contains("Images are identical");
    }

    @Test
    void disk_of_a_plain_layer_comes_out() throws Exception {
        registry.push("shop/guest", "latest", plain);
        run(request("shop/guest", "", "amd64"));
        assertDisk();
    }

    @Test
    void disk_is_taken_from_the_uppermost_layer_that_has_one() throws Exception {
        registry.push("shop/guest", "1", plain, packed, unrelated);
        run(request("shop/guest:1", "", "amd64"));
        assertDisk();
        assertThat(registry.asked()).doesNotContain("/v2/shop/guest/blobs/" + Digests.of(plain));
    }

    @Test
    void image_of_the_asked_architecture_is_taken_from_a_list() throws Exception {
        String arm = registry.push("shop/guest", "arm", packed);
        String intel = registry.push("shop/guest", "intel", unrelated);
        registry.pushList("shop/guest", "latest", Map.of("arm64", arm, "amd64", intel));
        run(request("shop/guest", "", "arm64"));
        assertDisk();
        assertThat(problem(request("shop/guest", "", "s390x")))
                .isInstanceOfSatisfying(
                        RegistryProblem.ArchitectureMissing.class,
                        missing ->
                                assertThat(missing.sentence()).contains("arm64").contains("platform.architecture"));
    }

    @Test
    void registry_is_told_who_asks_when_it_wants_to_know() throws Exception {
        registry.push("shop/guest", "latest", packed);
        registry.admitOnly("ann:secret");
        assertThat(problem(request("shop/guest", "ann:wrong", "amd64"))).isInstanceOf(SourceProblem.Unauthorized.class);
        assertThat(problem(request("shop/guest", "", "amd64"))).isInstanceOf(SourceProblem.Unauthorized.class);
        run(request("shop/guest", "ann:secret", "amd64"));
        assertDisk();
        assertThat(registry.asked()).anyMatch(path -> path.startsWith("/token?service=test&scope=repository"));
    }

    @Test
    void token_that_has_expired_is_asked_for_anew() throws Exception {
        registry.push("shop/guest", "latest", packed, unrelated);
        registry.admitOnly("ann:secret");
        registry.expire(1);
        run(request("shop/guest", "ann:secret", "amd64"));
        assertDisk();
        // One for the manifest, and one for each layer.
        assertThat(registry.asked().stream().filter(path -> path.startsWith("/token")))
                .hasSize(3);
    }

    @Test
    void token_that_never_lets_in_is_not_asked_for_for_ever() {
        registry.push("shop/guest", "latest", packed);
        registry.admitOnly("ann:secret");
        registry.expire(0);
        assertThat(problem(request("shop/guest", "ann:secret", "amd64")))
                .isInstanceOf(SourceProblem.Unauthorized.class);
        assertThat(registry.asked().stream().filter(path -> path.startsWith("/token")))
                .hasSize(1);
    }

    @Test
    void credentials_do_not_go_where_the_registry_redirects_to() throws Exception {
        try (ImageRegistry other = new ImageRegistry()) {
            other.push("shop/guest", "latest", packed);
            other.admitOnly("ann:secret");
            registry.redirect(other.host());
            assertThat(problem(request("shop/guest", "ann:secret", "amd64")))
                    .isInstanceOf(SourceProblem.Unauthorized.class);
            assertThat(other.asked())
                    .contains("/v2/shop/guest/manifests/latest")
                    .noneMatch(path -> path.startsWith("/token"));
        }
    }

    @Test
    void token_is_asked_for_only_where_the_registry_might_redirect_to() {
        registry.push("shop/guest", "latest", packed);
        registry.admitOnly("ann:secret");
        registry.realm("http://169.254.169.254/token");
        assertThat(problem(request("shop/guest", "ann:secret", "amd64")))
                .isInstanceOfSatisfying(
                        SourceProblem.RedirectRefused.class,
                        refused -> assertThat(refused.sentence())
                                .contains(registry.host())
                                .contains("169.254.169.254"));
    }

    @Test
    void image_without_a_disk_is_refused() {
        registry.push("shop/tool", "latest", unrelated);
        assertThat(problem(request("shop/tool", "", "amd64"))).isInstanceOf(RegistryProblem.ImageWithoutDisk.class);
    }

    @Test
    void layer_with_other_bytes_than_named_leaves_no_disk() {
        assertRefused(plain, plain.length - 1);
    }

    @Test
    void packed_layer_with_other_bytes_than_named_leaves_no_disk() {
        // The system that packed it, which no reader of gzip looks at.
        assertRefused(packed, 9);
    }

    @Test
    void bytes_behind_a_packed_layer_belong_to_it() throws Exception {
        registry.push("shop/guest", "latest", longer());
        run(request("shop/guest", "", "amd64"));
        assertDisk();
    }

    @Test
    void other_bytes_behind_a_packed_layer_leave_no_disk() {
        assertRefused(longer(), longer().length - 1);
    }

    private static byte[] longer() {
        return Arrays.copyOf(packed, packed.length + SegmentPool.SEGMENT_BYTES + 1);
    }

    private void assertRefused(byte[] layer, int spoiled) {
        registry.push("shop/guest", "latest", layer);
        registry.spoil("shop/guest", layer, spoiled);
        assertThat(problem(request("shop/guest", "", "amd64"))).isInstanceOf(RegistryProblem.LayerCorrupt.class);
        assertThat(directory.resolve("disk.img")).doesNotExist();
    }

    @Test
    void look_tells_the_digest_of_what_the_tag_means_now() throws Exception {
        String before = registry.push("shop/guest", "latest", plain);
        assertThat(Poll.of(new ImportRequest.Source.Registry(request("shop/guest", "", "amd64")))
                        .digest())
                .isEqualTo(before);
        String after = registry.push("shop/guest", "latest", packed);
        assertThat(Poll.of(new ImportRequest.Source.Registry(request("shop/guest", "", "amd64")))
                        .digest())
                .isEqualTo(after)
                .isNotEqualTo(before);
        run(request("shop/guest@" + before, "", "amd64"));
        assertDisk();
    }
}
