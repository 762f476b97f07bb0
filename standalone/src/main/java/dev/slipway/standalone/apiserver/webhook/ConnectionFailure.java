package dev.slipway.standalone.apiserver.webhook;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server did not answer, in the words that Go has for it. */
public final class ConnectionFailure {
    private ConnectionFailure() {}

    /** @param place that was called */
    public static String sentence(Throwable cause, SocketAddress place) {
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return switch (cause) {
            case ConnectException _
            when message.contains("refused") ->
                "dial tcp " + place.host() + ":" + place.port() + ": connect: connection refused";
            case TimeoutException _ -> "context deadline exceeded";
            case SSLException _
            when isUntrusted(cause) ->
                "tls: failed to verify certificate: x509: certificate signed by unknown authority";
            case SSLException _ -> "tls: failed to verify certificate: x509: " + innermost(cause);
            case IOException _ -> "EOF";
            default -> message.contains("timeout") ? "context deadline exceeded" : message;
        };
    }

    /** Returns whether a connection that there was has gone, as one that was idle for long does. */
    static boolean isOfOpenConnection(@Nullable Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || (cause instanceof IOException
                        && !(cause instanceof ConnectException)
                        && !(cause instanceof SSLException));
    }

    /** No way leads from its certificate to an authority that is trusted. */
    private static boolean isUntrusted(Throwable cause) {
        return cause instanceof CertPathBuilderException
                || cause instanceof CertPathValidatorException
                || (cause.getCause() != null && isUntrusted(cause.getCause()));
    }

    private static String innermost(Throwable cause) {
        return cause.getCause() == null ? String.valueOf(cause.getMessage()) : innermost(cause.getCause());
    }
}
