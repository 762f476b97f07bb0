package dev.slipway.standalone.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    @Test
    void stable_versions_come_before_beta_and_alpha_and_other_names() {
        assertThat(Stream.of("foo10", "v1alpha1", "v1", "v2", "v3beta1", "v11alpha2", "v10beta3", "foo1", "v12alpha1")
                        .sorted(new VersionOrder()))
                .containsExactly(
                        "v2", "v1", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "v1alpha1", "foo1", "foo10");
    }
}
