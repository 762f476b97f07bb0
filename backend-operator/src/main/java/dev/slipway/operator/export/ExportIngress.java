package dev.slipway.operator.export;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the Ingress that leads to Service {@code virt-exportproxy}, as KubeVirt does ({@code pkg/storage/export/export/links.go}). */
final class ExportIngress {
    private static final String SERVICE = "virt-exportproxy";

    private final KubernetesClient client;
    private final String namespace;

    ExportIngress(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** An API server that does not know the kind has none. */
    Optional<ExportFront> find() {
        try {
            return first();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<ExportFront> first() {
        return client.network().v1().ingresses().inNamespace(namespace).list().getItems().stream()
                .flatMap(ingress -> host(ingress).map(host -> new ExportFront(host, certificate(ingress))).stream())
                .findFirst();
    }

    private static Optional<String> host(Ingress ingress) {
        if (leads(ingress.getSpec().getDefaultBackend())) {
            return ingress.getSpec().getRules().stream()
                    .map(IngressRule::getHost)
                    .flatMap(ExportIngress::named)
                    .findFirst();
        }
        return ingress.getSpec().getRules().stream()
                .filter(rule -> rule.getHttp() != null
                        && rule.getHttp().getPaths().stream()
                                .map(HTTPIngressPath::getBackend)
                                .anyMatch(ExportIngress::leads))
                .map(IngressRule::getHost)
                .flatMap(ExportIngress::named)
                .findFirst();
    }

    private static Stream<String> named(@Nullable String host) {
        return host == null || host.isEmpty() ? Stream.empty() : Stream.of(host);
    }

    private static boolean leads(@Nullable IngressBackend backend) {
        return backend != null
                && backend.getService() != null
                && SERVICE.equals(backend.getService().getName());
    }

    /** The whole of what the Ingress shows: a client finds its own way to the authority in it. */
    private String certificate(Ingress ingress) {
        return ingress.getSpec().getTls().stream()
                .map(IngressTLS::getSecretName)
                .flatMap(ExportIngress::named)
                .findFirst()
                .map(name ->
                        client.secrets().inNamespace(namespace).withName(name).get())
                .map(Secret::getData)
                .map(data -> data.get("tls.crt"))
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII))
                .orElse("");
    }
}
