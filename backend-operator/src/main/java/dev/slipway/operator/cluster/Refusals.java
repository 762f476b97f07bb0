package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** What it means that an API server did not do as it was told. */
public final class Refusals {
    private static final int UNPROCESSABLE = 422;

    private Refusals() {}

    /** Returns whether the object was refused for what it is: invalid, against a quota or a policy. */
    public static boolean isRefusal(KubernetesClientException cause) {
        return cause.getCode() == UNPROCESSABLE
                || cause.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
                || cause.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
    }

    /** Returns whether an object of that name exists, or was changed meanwhile. */
    public static boolean isConflict(KubernetesClientException cause) {
        return cause.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    /** Returns the server's own sentence, without what the client wraps around it. */
    public static String sentence(KubernetesClientException refusal) {
        return Optional.ofNullable(refusal.getStatus())
                .map(Status::getMessage)
                .filter(message -> !message.isBlank())
                .orElseGet(() -> String.valueOf(refusal.getMessage()));
    }
}
