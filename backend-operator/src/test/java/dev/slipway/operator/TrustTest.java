package dev.slipway.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.webhook.WebhookPaths;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrustTest {
    private static final Optional<WebhookPaths> PATHS = Optional.of(new WebhookPaths("s3"));

    @Test
    void configuration_of_the_chart_is_told_authority_and_path() {
        WebhookClientConfig told = Trust.told(hook("/validate"), "Q0E=", PATHS);
        assertThat(told.getCaBundle()).isEqualTo("Q0E=");
        assertThat(told.getService().getPath()).isEqualTo("/validate/s3");
        assertThat(Trust.told(told, "Q0E=", PATHS)).as("nothing to write").isEqualTo(told);
        assertThat(Trust.told(told, "Q0E=", Optional.of(new WebhookPaths("t4")))
                        .getService()
                        .getPath())
                .isEqualTo("/validate/t4");
        assertThat(Trust.told(told, "Q0E=", Optional.empty()).getService().getPath())
                .isEqualTo("/validate/s3");
        assertThat(Trust.told(hook("/other"), "Q0E=", PATHS).getService().getPath())
                .isEqualTo("/other");
    }

    @Test
    void operators_are_alike_when_all_pods_are_of_the_present_template() {
        assertThat(ClusterDuties.isRolledOut(deployment(3, 2, 2))).isTrue();
        assertThat(ClusterDuties.isRolledOut(deployment(2, 2, 2)))
                .as("the Deployment was changed and not looked at")
                .isFalse();
        assertThat(ClusterDuties.isRolledOut(deployment(3, 3, 1))).isFalse();
    }

    private static WebhookClientConfig hook(String path) {
        return new WebhookClientConfigBuilder()
                .withNewService()
                .withNamespace("slipway")
                .withName("operator")
                .withPath(path)
                .endService()
                .build();
    }

    private static Deployment deployment(long observed, int replicas, int updated) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("operator")
                .withGeneration(3L)
                .endMetadata()
                .withNewStatus()
                .withObservedGeneration(observed)
                .withReplicas(replicas)
                .withUpdatedReplicas(updated)
                .endStatus()
                .build();
    }
}
