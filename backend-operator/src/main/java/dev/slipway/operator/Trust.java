package dev.slipway.operator;

import dev.slipway.operator.webhook.WebhookPaths;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Base64;
import java.util.Optional;

/**
 * Tells the API server whose certificates the parts behind it show: {@code caBundle} of all APIServices and webhook
 * configurations with the label {@code app.kubernetes.io/part-of: slipway}. The latter are also told at which path the API server
 * is known as the one that asks.
 */
final class Trust {
    private static final String LABEL = "app.kubernetes.io/part-of";
    private static final String VALUE = "slipway";

    private final KubernetesClient client;

    Trust(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Writes it where it is not.
     *
     * @param paths of the webhooks; none: they stay where they are
     */
    void put(byte[] authorityPem, Optional<WebhookPaths> paths) {
        String bundle = Base64.getEncoder().encodeToString(authorityPem);
        client.apiServices().withLabel(LABEL, VALUE).list().getItems().forEach(service -> write(service, bundle));
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withLabel(LABEL, VALUE)
                .list()
                .getItems()
                .forEach(hooks -> write(hooks, bundle, paths));
        client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withLabel(LABEL, VALUE)
                .list()
                .getItems()
                .forEach(hooks -> write(hooks, bundle, paths));
    }

    private void write(APIService service, String bundle) {
        if (!bundle.equals(service.getSpec().getCaBundle())) {
            patch(new APIServiceBuilder(service)
                    .editSpec()
                    .withCaBundle(bundle)
                    .endSpec()
                    .build());
        }
    }

    private void write(MutatingWebhookConfiguration hooks, String bundle, Optional<WebhookPaths> paths) {
        MutatingWebhookConfiguration copy = new MutatingWebhookConfigurationBuilder(hooks).build();
        copy.getWebhooks().forEach(hook -> hook.setClientConfig(told(hook.getClientConfig(), bundle, paths)));
        if (!copy.equals(hooks)) {
            patch(copy);
        }
    }

    private void write(ValidatingWebhookConfiguration hooks, String bundle, Optional<WebhookPaths> paths) {
        ValidatingWebhookConfiguration copy = new ValidatingWebhookConfigurationBuilder(hooks).build();
        copy.getWebhooks().forEach(hook -> hook.setClientConfig(told(hook.getClientConfig(), bundle, paths)));
        if (!copy.equals(hooks)) {
            patch(copy);
        }
    }

    static WebhookClientConfig told(WebhookClientConfig before, String bundle, Optional<WebhookPaths> paths) {
        WebhookClientConfigBuilder after = new WebhookClientConfigBuilder(before).withCaBundle(bundle);
        if (paths.isPresent()
                && before.getService() != null
                && before.getService().getPath() != null) {
            after.editService()
                    .withPath(paths.get().of(before.getService().getPath()))
                    .endService();
        }
        return after.build();
    }

    private <T extends HasMetadata> void patch(T wanted) {
        client.resource(wanted).patch(PatchContext.of(PatchType.JSON_MERGE));
    }
}
