package dev.slipway.importer.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.ImportRequest;
import dev.slipway.importer.run.Incoming;
import dev.slipway.importer.run.ProgressFile;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.WorkPlace;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Imports of objects whose servers look at who asks. */
class BucketImportTest {
    private static final int SIZE = 24 << 20;
    private static final Patience SHORT = new Patience(2, Duration.ofMillis(5), Duration.ofMillis(10));

    @TempDir
    private Path directory;

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        new Random(11).nextBytes(content);
        return content;
    }

    /** Imports what a Pod is asked for in this way. */
    private byte[] run(String source) throws IOException, InterruptedException {
        WorkPlace place =
                WorkPlace.of(Map.of("SLIPWAY_LOOPBACK_SOURCES", "allowed", "SLIPWAY_DATA", directory.toString()));
        ImportRequest request = ImportRequest.parse("{\"source\":" + source + ",\"size\":" + SIZE + "}", place);
        HttpSite site = new HttpSite(((ImportRequest.Source.Http) request.source()).request());
        Filling filling = place.filling(request);
        filling.fill(
                new Incoming(site.url(), "test", Optional.empty(), pool -> HttpSource.open(site, pool, SHORT)),
                new Reporter(new ProgressFile(directory.resolve("progress.json"))));
        return Files.readAllBytes(directory.resolve("disk.img"));
    }

    private ImportProblem problem(String source) {
        return catchThrowableOfType(ImportFailure.class, () -> run(source)).problem();
    }

    private Path keys(String key, String secret) throws IOException {
        Path keys = Files.createDirectories(directory.resolve("secret-" + secret.length()));
        Files.writeString(keys.resolve("accessKeyId"), key);
        Files.writeString(keys.resolve("secretKey"), secret + "\n");
        return keys;
    }

    @Test
    void the_servers_idea_of_a_signature_is_that_of_the_published_example() {
        // AWS, "Signature Calculations for the Authorization Header", example GET Object.
        String request = """
                GET
                /test.txt

                host:examplebucket.s3.amazonaws.com
                range:bytes=0-9
                x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                x-amz-date:20130524T000000Z

                host;range;x-amz-content-sha256;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855""";
        assertThat(BucketServer.signature(
                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524T000000Z", "us-east-1", request))
                .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void object_of_s3_is_fetched_in_ranges_each_of_them_signed() throws Exception {
        byte[] content = content();
        try (BucketServer server =
                new BucketServer(exchange -> BucketServer.isSigned(exchange, "me", "secret/+", "us-east-1"))) {
            server.put("/images/os/debian%2013%2B%28x%29.raw", content);
            String url = "http://127.0.0.1:" + server.port() + "/images/os/debian%2013+(x).raw";
            assertThat(run("{\"s3\":{\"url\":\"" + url + "\",\"secretDir\":\"" + keys("me", "secret/+") + "\"}}"))
                    .isEqualTo(content);
            assertThat(server.ranges()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void wrong_or_missing_keys_are_refused_with_the_way_out() throws Exception {
        try (BucketServer server =
                new BucketServer(exchange -> BucketServer.isSigned(exchange, "me", "secret", "us-east-1"))) {
            server.put("/images/disk.raw", content());
            String url = "http://127.0.0.1:" + server.port() + "/images/disk.raw";
            assertThat(problem("{\"s3\":{\"url\":\"" + url + "\"}}").sentence())
                    .contains("no credentials were given", "accessKeyId and secretKey");
            assertThat(problem("{\"s3\":{\"url\":\"" + url + "\",\"secretDir\":\"" + keys("me", "other") + "\"}}")
                            .sentence())
                    .contains("the credentials in the Secret are wrong");
            assertThat(problem("{\"s3\":{\"url\":\"" + url + "\",\"secretDir\":\"/nowhere\"}}")
                            .sentence())
                    .contains("accessKeyId and secretKey");
        }
    }

    @Test
    void open_bucket_is_read_without_a_word() throws Exception {
        byte[] content = content();
        try (BucketServer server =
                new BucketServer(exchange -> !exchange.getRequestHeaders().containsKey("Authorization"))) {
            server.put("/images/disk.raw", content);
            String url = "http://127.0.0.1:" + server.port() + "/images/disk.raw";
            assertThat(run("{\"s3\":{\"url\":\"" + url + "\"}}")).isEqualTo(content);
            Files.delete(directory.resolve("disk.img"));
            assertThat(run("{\"gcs\":{\"url\":\"" + url + "\"}}")).isEqualTo(content);
        }
    }

    @Test
    void object_of_google_is_fetched_by_a_service_account() throws Exception {
        byte[] content = content();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Path secret = Files.createDirectories(directory.resolve("google"));
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        Files.writeString(
                secret.resolve("credentials.json"),
                "{\"type\":\"service_account\",\"client_email\":\"me@project.test\",\"private_key_id\":\"k1\",\"private_key\":\""
                        + pem + "\"}");
        try (BucketServer server = new BucketServer(exchange -> isBearer(exchange, pair))) {
            server.put("/images/disk.raw", content);
            String url = "http://127.0.0.1:" + server.port() + "/images/disk.raw";
            assertThat(run("{\"gcs\":{\"url\":\"" + url + "\",\"secretDir\":\"" + secret + "\"}}"))
                    .isEqualTo(content);
        }
    }

    private static boolean isBearer(HttpExchange exchange, KeyPair pair) {
        String[] parts = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .replace("Bearer ", "")
                .split("\\.");
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(pair.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
            JsonObject claims =
                    JsonObject.parse(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.text("iss").equals(Optional.of("me@project.test"))
                    && claims.text("scope").orElse("").endsWith("devstorage.read_only")
                    && claims.number("exp").orElse(0L) > claims.number("iat").orElse(0L);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://s3.eu-central-1.amazonaws.com/b/k,       eu-central-1",
        "https://b.s3.eu-central-1.amazonaws.com/k,       eu-central-1",
        "https://s3.dualstack.us-west-2.amazonaws.com/b/k, us-west-2",
        "https://s3-eu-west-1.amazonaws.com/b/k,          eu-west-1",
        "https://s3.cn-north-1.amazonaws.com.cn/b/k,      cn-north-1",
        "https://s3.amazonaws.com/b/k,                    us-east-1",
        "https://fra1.digitaloceanspaces.com/b/k,         fra1",
        "https://us-east-2.linodeobjects.com/b/k,         us-east-2",
        "https://minio.example.org:9000/b/k,              us-east-1",
        "http://10.0.0.7:9000/b/k,                        us-east-1"
    })
    void region_is_that_of_the_endpoint(String url, String region) {
        assertThat(S3Object.parse(url).region()).isEqualTo(region);
    }

    @ParameterizedTest
    @CsvSource({
        "gs://b/dir/disk%20one.raw,               https://storage.googleapis.com/b/dir/disk%20one.raw",
        "https://storage.cloud.google.com/b/k,    https://storage.googleapis.com/b/k",
        "http://fake.test:4443/b/k,               http://fake.test:4443/b/k"
    })
    void objects_of_google_are_fetched_from_its_xml_api(String url, String address) {
        assertThat(GcsObject.parse(url).target().absolute()).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({
        "s3,  s3://bucket/key,      source.s3.url,  has the scheme 's3'",
        "s3,  https://endpoint/,    source.s3.url,  names no object",
        "gcs, gs://bucket,          source.gcs.url, names no object in a bucket",
        "gcs, ftp://bucket/key,     source.gcs.url, has the scheme 'ftp'"
    })
    void address_that_is_none_is_named(String kind, String url, String field, String clause) {
        assertThat(problem("{\"" + kind + "\":{\"url\":\"" + url + "\"}}").sentence())
                .contains(field, clause);
    }
}
