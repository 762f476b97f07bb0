package dev.slipway.importer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.importer.http.Trust;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportRequestTest {
    private static final WorkPlace PLACE = WorkPlace.of(Map.of());

    @TempDir
    Path directory;

    @Test
    void everything_of_a_http_request_is_read() throws Exception {
        Path secret = Files.createDirectories(directory.resolve("secret"));
        Files.writeString(secret.resolve("accessKeyId"), "me\n");
        Files.writeString(secret.resolve("secretKey"), "pass");
        Path headers = Files.createDirectories(directory.resolve("headers"));
        Files.writeString(headers.resolve("one"), "X-Token: abc\n");
        ImportRequest request = ImportRequest.parse(
                "{\"source\":{\"http\":{\"url\":\"https://host/disk.qcow2\",\"checksum\":\" SHA1:" + "AB".repeat(20)
                        + " \",\"extraHeaders\":[\"X-A: b\"],\"secretDir\":\"" + secret + "\",\"secretHeadersDir\":\""
                        + headers
                        + "\",\"insecureSkipVerify\":true}},\"size\":1048576,\"contentType\":\"kubevirt\",\"preallocation\":true}",
                PLACE);
        assertThat(request.size()).isEqualTo(new Bytes(1 << 20));
        assertThat(request.preallocation()).isTrue();
        ImportRequest.Source.Http http = (ImportRequest.Source.Http) request.source();
        assertThat(http.checksum()).hasValue(new Checksum("sha1", "ab".repeat(20)));
        assertThat(http.request().trust()).isEqualTo(new Trust.Everyone());
        assertThat(http.request().fields())
                .containsEntry("X-A", "b")
                .containsEntry("X-Token", "abc")
                .containsEntry("Authorization", "Basic bWU6cGFzcw==");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                              | SLIPWAY_IMPORT",
                "{\"size\":1}                                                   | source is 'missing'",
                "{\"size\":1,\"source\":{}}                                     | give one of http, s3, gcs, registry, upload",
                "{\"size\":1,\"source\":{\"clone\":{}}}                         | source.clone.claim",
                "{\"size\":1,\"source\":{\"clone\":{\"claim\":\"a\",\"url\":\"https://h/\"}}} | source.clone.server",
                "{\"size\":1,\"source\":{\"serve\":{}}}                         | source.serve.claim",
                "{\"size\":0,\"source\":{\"blank\":{}}}                         | size is '0'",
                "{\"size\":\"1Gi\",\"source\":{\"blank\":{}}}                   | size is not a number",
                "{\"size\":1.5,\"source\":{\"blank\":{}}}                       | size is not a whole number",
                "{\"size\":1,\"contentType\":\"archive\",\"source\":{\"blank\":{}}} | archives come from http or upload",
                "{\"size\":1,\"contentType\":\"zip\",\"source\":{\"blank\":{}}} | give kubevirt (a disk) or archive",
                "{\"size\":1,\"source\":{\"registry\":{\"url\":\"oci-archive://a\"}}} | give one like docker://host/path:tag",
                "{\"size\":1,\"source\":{\"http\":{}}}                          | source.http.url",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"file:///etc/passwd\"}}} | has the scheme 'file'",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http:///x\"}}}     | names no host",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h:99999/\"}}} | port 99999",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/a b\"}}}  | is not a URL",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/\",\"checksum\":\"sha256:12\"}}} | 64 hexadecimal digits",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/\",\"checksum\":\"crc:12\"}}} | md5, sha1, sha256 or sha512",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/\",\"extraHeaders\":[\"Range: x\"]}}} | Range, which the importer sets itself",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/\",\"extraHeaders\":[\"no colon\"]}}} | write each header as",
                "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/\",\"secretDir\":\"/nowhere\"}}} | accessKeyId and secretKey"
            })
    void bad_request_is_named(String json, String sentence) {
        ImportFailure failure = catchThrowableOfType(ImportFailure.class, () -> ImportRequest.parse(json, PLACE));
        assertThat(failure.problem().code()).isEqualTo("REQUEST_INVALID");
        assertThat(failure.problem().retry()).isFalse();
        assertThat(failure.problem().sentence()).contains(sentence);
    }

    @Test
    void header_with_a_line_break_is_refused_without_showing_its_value() {
        ImportFailure failure = catchThrowableOfType(
                ImportFailure.class,
                () -> ImportRequest.parse(
                        "{\"size\":1,\"source\":{\"http\":{\"url\":\"http://h/\",\"extraHeaders\":[\"X: secret\\r\\nY: z\"]}}}",
                        PLACE));
        assertThat(failure.problem().sentence())
                .contains("X with control characters")
                .doesNotContain("secret");
    }
}
