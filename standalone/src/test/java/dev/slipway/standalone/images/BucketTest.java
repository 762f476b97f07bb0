package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DataVolumes from buckets, by real importers; whether a signature is right, the importer's own tests look at. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class BucketTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    private static Path directory;

    @TempDir
    private static Path files;

    private static ImageServer server;
    private static ImageParts parts;
    private static ImageCluster cluster;
    private static final byte[] DISK = new byte[SIZE];

    @BeforeAll
    static void start() throws Exception {
        new Random(9).nextBytes(DISK);
        Files.write(Files.createDirectories(files.resolve("images")).resolve("disk.raw"), DISK);
        server = ImageServer.start(files);
        parts = ImageParts.start(directory, 0);
        cluster = new ImageCluster(directory, parts.address());
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        parts.close();
        server.close();
    }

    @Test
    void object_is_imported_by_who_may_read_it() throws IOException {
        server.demand(Pattern.compile("AWS4-HMAC-SHA256 Credential=me/\\d{8}/us-east-1/s3/aws4_request,.*"));
        cluster.createVolume("stranger", "{s3: {url: '%s'}}".formatted(server.url("images/disk.raw")), "4Mi");
        cluster.awaitReason("stranger", "UNAUTHORIZED");
        assertThat(cluster.running("stranger").orElseThrow().message())
                .contains("no credentials were given", "accessKeyId and secretKey");

        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("bucket-keys")
                        .withNamespace("shop")
                        .endMetadata()
                        .withStringData(Map.of("accessKeyId", "me", "secretKey", "secret"))
                        .build())
                .create();
        cluster.createVolume(
                "object", "{s3: {url: '%s', secretRef: bucket-keys}}".formatted(server.url("images/disk.raw")), "4Mi");
        cluster.awaitPhase("object", "Succeeded");
        assertThat(Files.readAllBytes(cluster.disk("shop", "object"))).isEqualTo(DISK);

        server.demand(Pattern.compile(""));
        cluster.createVolume("open", "{gcs: {url: '%s'}}".formatted(server.url("images/disk.raw")), "4Mi");
        cluster.awaitPhase("open", "Succeeded");
        assertThat(Files.readAllBytes(cluster.disk("shop", "open"))).isEqualTo(DISK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imageio | {url: 'https://ovirt.test/api', diskId: '1', secretRef: s, certConfigMap: c}",
                "vddk    | {url: 'https://vcenter.test', uuid: u, backingFile: b, thumbprint: t, secretRef: s}"
            })
    void source_that_nobody_reads_is_told(String kind, String source) {
        cluster.createVolume("from-" + kind, "{" + kind + ": " + source + "}", "4Mi");
        cluster.awaitReason("from-" + kind, "SourceNotSupported");
        assertThat(cluster.phase("from-" + kind)).isEqualTo("Failed");
        assertThat(cluster.running("from-" + kind).orElseThrow().message())
                .contains("spec.source." + kind, "use spec.source.http");
    }
}
