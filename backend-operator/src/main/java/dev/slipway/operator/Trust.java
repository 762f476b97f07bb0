package dev.slipway.operator;

import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Base64;

/**
 * Tells the API server whose certificates the parts behind it show: {@code caBundle} of all APIServices and webhook
 * configurations with the label {@code app.kubernetes.io/part-of: slipway}.
 */
final class Trust {
    private static final String LABEL = "app.kubernetes.io/part-of";
    private static final String VALUE = "slipway";

    private final KubernetesClient client;

    Trust(KubernetesClient client) {
        this.client = client;
    }

    /** Writes it where it is not. */
    void put(byte[] authorityPem) {
        String bundle = Base64.getEncoder().encodeToString(authorityPem);
        client.apiServices().withLabel(LABEL, VALUE).list().getItems().forEach(service -> write(service, bundle));
        client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withLabel(LABEL, VALUE)
                .list()
                .getItems()
                .forEach(hooks -> write(hooks, bundle));
        client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withLabel(LABEL, VALUE)
                .list()
                .getItems()
                .forEach(hooks -> write(hooks, bundle));
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

    private void write(MutatingWebhookConfiguration hooks, String bundle) {
        if (hooks.getWebhooks().stream()
                .anyMatch(hook -> !bundle.equals(hook.getClientConfig().getCaBundle()))) {
            MutatingWebhookConfiguration copy = new MutatingWebhookConfigurationBuilder(hooks).build();
            copy.getWebhooks().forEach(hook -> hook.getClientConfig().setCaBundle(bundle));
            patch(copy);
        }
    }

    private void write(ValidatingWebhookConfiguration hooks, String bundle) {
        if (hooks.getWebhooks().stream()
                .anyMatch(hook -> !bundle.equals(hook.getClientConfig().getCaBundle()))) {
            ValidatingWebhookConfiguration copy = new ValidatingWebhookConfigurationBuilder(hooks).build();
            copy.getWebhooks().forEach(hook -> hook.getClientConfig().setCaBundle(bundle));
            patch(copy);
        }
    }

    private <T extends HasMetadata> void patch(T wanted) {
        client.resource(wanted).patch(PatchContext.of(PatchType.JSON_MERGE));
    }
}
