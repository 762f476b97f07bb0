package dev.slipway.portal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What {@code helm test} runs in the cluster: the portal answers over HTTPS with the certificate of this installation and
 * shows its door, its health says that it is ready, and a console asked for without a ticket is refused by the console proxy
 * behind it. Ends with a sentence and 1 at the first that fails. Needs nothing but the JDK.
 */
public final class InstallationCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int UNAUTHORIZED = 4401;

    private InstallationCheck() {}

    /** Checks. The first argument is the portal's address, the second the file with the authority, as PEM. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            URI portal = URI.create(arguments[0]);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(Authorities.trusting(Path.of(arguments[1])))
                    .connectTimeout(PATIENCE)
                    .build();
            expect(client, portal.resolve("/healthz/ready"), "\"UP\"");
            expect(client, portal.resolve("/sign-in"), "Virtual machines on Kubernetes");
            expectRefusal(client, portal);
            System.out.println("Slipway answers at " + portal + ", and its console proxy behind it.");
        } catch (IOException | GeneralSecurityException | IllegalStateException e) {
            System.err.println("Slipway does not answer as it should: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void expect(HttpClient client, URI address, String words) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains(words)) {
            throw new IllegalStateException(address + " answers " + answer.statusCode() + " without " + words + ".");
        }
    }

    private static void expectRefusal(HttpClient client, URI portal) throws InterruptedException {
        URI address = URI.create(portal.resolve("/console-stream/slipway/no-machine/vnc?ticket=none")
                .toString()
                .replaceFirst("^http", "ws"));
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        try {
            client.newWebSocketBuilder()
                    .header("Origin", portal.toString().replaceAll("/+$", ""))
                    .buildAsync(address, new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                            closed.complete(status);
                            return CompletableFuture.completedFuture(null);
                        }

                        @Override
                        public void onError(WebSocket socket, Throwable failure) {
                            closed.completeExceptionally(failure);
                        }
                    })
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            int status = closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (status != UNAUTHORIZED) {
                throw new IllegalStateException(
                        address + " closes with " + status + ", not with " + UNAUTHORIZED + " as without a ticket.");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(address + " opens no console stream: " + e, e);
        }
    }
}
