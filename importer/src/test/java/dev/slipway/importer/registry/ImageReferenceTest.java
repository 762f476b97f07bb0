package dev.slipway.importer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "debian, docker://docker.io/library/debian:latest",
        "debian:13, docker://docker.io/library/debian:13",
        "kubevirt/demo, docker://docker.io/kubevirt/demo:latest",
        "localhost/a/b, docker://localhost/a/b:latest",
        "registry.example:5000/a, docker://registry.example:5000/a:latest",
        "registry.example:5000/a/b:1.2-x, docker://registry.example:5000/a/b:1.2-x",
    })
    void names_have_the_defaults_of_all_tools(String given, String full) {
        assertThat(ImageReference.parse("docker://" + given)).hasToString(full);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example/a", "registry.example/a:1"})
    void digest_stands_for_the_version(String name) {
        ImageReference reference = ImageReference.parse("docker://" + name + "@" + DIGEST);
        assertThat(reference.version()).isEqualTo(DIGEST);
        assertThat(reference).hasToString("docker://registry.example/a@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oci-archive://a",
                "docker://",
                "docker://registry.example/",
                "docker://registry.example/A",
                "docker://registry.example/a/../b",
                "docker://registry.example/a:",
                "docker://registry.example/a:b/c?d",
                "docker://registry.example/a@sha256:12",
                "docker://user@registry.example/a",
            })
    void what_names_no_image_is_refused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse(name));
    }
}
