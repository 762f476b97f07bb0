package dev.slipway.standalone.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WebhookRuleTest {
    private static final WebhookRule.Write STATUS =
            new WebhookRule.Write("UPDATE", "", "v1", "pods", "status", "", true);

    @Test
    void resource_alone_does_not_cover_its_subresources() throws IOException {
        assertThat(rule("[pods]", "'*'").covers(STATUS)).isFalse();
        assertThat(rule("[pods/status]", "'*'").covers(STATUS)).isTrue();
        assertThat(rule("[pods/*]", "'*'").covers(STATUS)).isTrue();
        assertThat(rule("['*/status']", "'*'").covers(STATUS)).isTrue();
        assertThat(rule("['*']", "'*'").covers(STATUS)).isFalse();
        assertThat(rule("['*/*']", "'*'").covers(STATUS)).isTrue();
    }

    @Test
    void scope_tells_objects_of_namespaces_from_others() throws IOException {
        assertThat(rule("[pods/status]", "Namespaced").covers(STATUS)).isTrue();
        assertThat(rule("[pods/status]", "Cluster").covers(STATUS)).isFalse();
    }

    @Test
    void other_versions_are_not_covered() throws IOException {
        WebhookRule.Write other = new WebhookRule.Write("UPDATE", "", "v2", "pods", "status", "", true);
        assertThat(rule("[pods/status]", "'*'").covers(other)).isFalse();
    }

    private static WebhookRule rule(String resources, String scope) throws IOException {
        return WebhookRule.of(new YAMLMapper()
                .readTree("{operations: [UPDATE], apiGroups: [''], apiVersions: [v1], resources: %s, scope: %s}"
                        .formatted(resources, scope)));
    }
}
