package dev.slipway.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.admission.EmptyCluster;
import dev.slipway.machine.admission.InstanceInstructions;
import dev.slipway.operator.authority.ServingCertificate;
import dev.slipway.operator.authority.ThrowawayCertificate;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WebhookServerTest {
    private static final InstanceInstructions NOBODY = (namespace, instance, patch) -> {
        throw new AssertionError("no instance is to be told anything");
    };

    /** Counts how often admission looks at the configuration, which it does for each review. */
    private static final class CountingFacts extends EmptyCluster {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public KubeVirtConfiguration configuration() {
            asked.incrementAndGet();
            return super.configuration();
        }
    }

    @Test
    void both_webhooks_have_judged_a_machine_before_the_server_counts_as_started() throws GeneralSecurityException {
        CountingFacts facts = new CountingFacts();
        try (WebhookServer _ = WebhookServer.start(facts, NOBODY, certificate(), "127.0.0.1", 0)) {
            assertThat(facts.asked).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void server_that_cannot_judge_does_not_start() throws GeneralSecurityException {
        EmptyCluster silent = new EmptyCluster() {
            @Override
            public KubeVirtConfiguration configuration() {
                throw new IllegalStateException("the API server is away");
            }
        };
        ServingCertificate certificate = certificate();
        assertThatThrownBy(() -> WebhookServer.start(silent, NOBODY, certificate, "127.0.0.1", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the API server is away");
    }

    private static ServingCertificate certificate() throws GeneralSecurityException {
        return ThrowawayCertificate.of("operator.slipway.svc");
    }
}
