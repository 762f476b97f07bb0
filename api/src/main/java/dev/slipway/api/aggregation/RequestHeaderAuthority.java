package dev.slipway.api.aggregation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How the API server proves that it is the one who names users in {@code X-Remote-*} headers. Source: Kubernetes,
 * "Configure the aggregation layer".
 *
 * @param authority PEM of the authority that its client certificate comes from
 * @param names common names that it may have; empty for any
 */
public record RequestHeaderAuthority(String authority, Set<String> names) {
    /** Namespace of the ConfigMap in which the API server publishes it. */
    public static final String NAMESPACE = "kube-system";

    /** Name of that ConfigMap. */
    public static final String NAME = "extension-apiserver-authentication";

    private static final String AUTHORITY = "requestheader-client-ca-file";
    private static final String NAMES = "requestheader-allowed-names";

    public RequestHeaderAuthority {
        names = Set.copyOf(names);
    }

    /** Reads what the API server has published. */
    public static RequestHeaderAuthority of(@Nullable ConfigMap published) {
        Map<String, String> data = published == null ? Map.of() : published.getData();
        String authority = data.get(AUTHORITY);
        if (authority == null || authority.isBlank()) {
            throw new IllegalStateException("The API server does not say how it proves itself: ConfigMap " + NAMESPACE
                    + "/" + NAME + " has no " + AUTHORITY
                    + ". Start kube-apiserver with --requestheader-client-ca-file and --proxy-client-cert-file.");
        }
        return new RequestHeaderAuthority(authority, names(Objects.requireNonNullElse(data.get(NAMES), "[]")));
    }

    private static Set<String> names(String json) {
        try {
            return Set.copyOf(List.of(new ObjectMapper().readValue(json, String[].class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "ConfigMap " + NAMESPACE + "/" + NAME + ": " + NAMES + " is no JSON list of names: " + json, e);
        }
    }

    /**
     * Returns whether the client of a connection is the API server.
     *
     * @param session of a connection whose client certificate was checked against {@link #authority}
     */
    public boolean allows(@Nullable SSLSession session) {
        if (session == null) {
            return false;
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    && allows(certificate.getSubjectX500Principal().getName());
        } catch (SSLPeerUnverifiedException _) {
            return false;
        }
    }

    private boolean allows(String subject) {
        try {
            return new LdapName(subject)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .anyMatch(name -> names.isEmpty() || names.contains(name));
        } catch (InvalidNameException _) {
            return false;
        }
    }
}
