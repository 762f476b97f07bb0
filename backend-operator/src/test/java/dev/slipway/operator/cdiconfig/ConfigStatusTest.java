package dev.slipway.operator.cdiconfig;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigStatus;
import dev.slipway.api.cdi.CDIConfigStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigStatusTest {
    private static CDIConfigStatus status(String spec) {
        return ConfigStatus.of(
                Serialization.unmarshal("---\n{" + spec + "}", CDIConfigSpec.class),
                CDIConfigStatusBuilder.builder().build(),
                Optional.of("https://uploads.test"),
                List.of("fast", "slow"));
    }

    @Test
    void where_nothing_is_said_the_usual_is_in_force() {
        CDIConfigStatus status = status("");
        assertThat(requireNonNull(status.filesystemOverhead()).global()).isEqualTo("0.06");
        assertThat(requireNonNull(status.filesystemOverhead()).storageClass())
                .containsEntry("fast", "0.06")
                .containsEntry("slow", "0.06");
        assertThat(requireNonNull(status.importProxy()).httpProxy()).isEmpty();
        assertThat(status.preallocation()).isFalse();
        assertThat(status.scratchSpaceStorageClass()).isEmpty();
        assertThat(status.uploadProxyURL()).isEqualTo("https://uploads.test");
        assertThat(requireNonNull(status.defaultPodResourceRequirements()).getLimits())
                .containsEntry("memory", new Quantity("600M"));
    }

    @Test
    void what_is_said_is_in_force() {
        CDIConfigStatus status = status("filesystemOverhead: {global: '0.1', storageClass: {slow: '0.25', gone: '0'}}, "
                + "importProxy: {HTTPProxy: 'http://proxy:3128'}, preallocation: true, "
                + "imagePullSecrets: [{name: login}], scratchSpaceStorageClass: fast");
        assertThat(requireNonNull(status.filesystemOverhead()).global()).isEqualTo("0.1");
        assertThat(requireNonNull(status.filesystemOverhead()).storageClass())
                .containsEntry("fast", "0.1")
                .containsEntry("slow", "0.25")
                .doesNotContainKey("gone");
        assertThat(requireNonNull(status.importProxy()).httpProxy()).isEqualTo("http://proxy:3128");
        assertThat(status.preallocation()).isTrue();
        assertThat(status.imagePullSecrets()).hasSize(1);
        // No import needs any.
        assertThat(status.scratchSpaceStorageClass()).isEmpty();
    }

    @Test
    void what_pods_may_have_replaces_ours_one_by_one_and_contradicts_itself_nowhere() {
        ResourceRequirements status =
                requireNonNull(status("podResourceRequirements: {requests: {memory: 2G}, limits: {cpu: 50m}}")
                        .defaultPodResourceRequirements());
        assertThat(status.getRequests())
                .containsEntry("memory", new Quantity("2G"))
                .containsEntry("cpu", new Quantity("50m"));
        assertThat(status.getLimits())
                .containsEntry("memory", new Quantity("2G"))
                .containsEntry("cpu", new Quantity("50m"));
    }
}
