package dev.slipway.importer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.run.FileServer.Behaviour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeImage() throws Exception {
        file = Files.write(directory.resolve("image"), new byte[1 << 20]);
    }

    private static Behaviour to(String location) {
        Behaviour behaviour = Behaviour.sound();
        behaviour.location = location;
        return behaviour;
    }

    @Test
    void redirect_from_loopback_to_loopback_is_followed() throws Exception {
        try (FileServer server = new FileServer(file).behave(to("/moved/image"))) {
            ImportFixture fixture = new ImportFixture(directory);
            fixture.run(server.url("image"), 1 << 20);
            assertThat(fixture.disk()).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[fe80::1]/image",
                "http://[::ffff:169.254.169.254]/image",
                "http://[fd00:ec2::254]/image",
                "http://0.0.0.0/image",
                "http://224.0.0.1/image",
                "file:///etc/passwd",
                "ftp://127.0.0.1/image",
                "gopher://127.0.0.1/",
                "http://",
                "//",
                "http://127.0.0.1:99999/image"
            })
    void redirect_to_a_forbidden_place_is_refused(String location) throws Exception {
        try (FileServer server = new FileServer(file).behave(to(location))) {
            ImportProblem problem = new ImportFixture(directory).problem(server.url("image"), 1 << 20);
            assertThat(problem.code()).isEqualTo("REDIRECT_REFUSED");
            assertThat(problem.retry()).isFalse();
            assertThat(problem.sentence()).contains(location);
        }
    }

    @Test
    void redirects_in_a_circle_end() throws Exception {
        try (FileServer server = new FileServer(file).behave(to("/image"))) {
            assertThat(new ImportFixture(directory)
                            .problem(server.url("image"), 1 << 20)
                            .sentence())
                    .contains("more than 10 redirects");
        }
    }

    @Test
    void loopback_url_is_refused_where_it_is_not_allowed() throws Exception {
        try (FileServer server = new FileServer(file)) {
            ImportProblem problem =
                    new ImportFixture(directory).withoutLoopback().problem(server.url("image"), 1 << 20);
            assertThat(problem.code()).isEqualTo("ADDRESS_REFUSED");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void header_fields_of_the_request_do_not_go_to_another_origin() throws Exception {
        try (FileServer other = new FileServer(file);
                FileServer server = new FileServer(file).behave(to(other.url("moved/image")))) {
            new ImportFixture(directory)
                    .with(Map.of("Authorization", "Bearer secret", "X-Token", "secret"))
                    .run(server.url("image"), 1 << 20);
            assertThat(server.requests().getFirst().fields()).containsEntry("authorization", "Bearer secret");
            assertThat(other.requests())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.fields()).doesNotContainKeys("authorization", "x-token"));
        }
    }
}
