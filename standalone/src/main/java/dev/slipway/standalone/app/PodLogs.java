package dev.slipway.standalone.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.status.ProblemException;
import dev.slipway.standalone.kubelet.ContainerLog;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** {@code pods/log}: what the containers of Pods wrote, read from the kubelets' directories. */
final class PodLogs implements ConnectedSubresource {
    private static final GroupResource PODS = new GroupResource("", "pods");

    /** A hundred years: longer than any log, in seconds. */
    private static final long LONGEST_AGO = 3_153_600_000L;

    private final Path kubelets;
    private volatile @Nullable AccessObjects objects;

    /** @param kubelets the directory that holds a kubelet's directory for each node */
    PodLogs(Path kubelets) {
        this.kubelets = kubelets;
    }

    /** Says where Pods are looked up; called before the first request. */
    void reads(AccessObjects stored) {
        this.objects = stored;
    }

    @Override
    public GroupResource resource() {
        return PODS;
    }

    @Override
    public String subresource() {
        return "log";
    }

    @Override
    public void serve(HttpServerRequest request, Caller caller, String namespace, String name) {
        Thread reader = Thread.ofVirtual().name("pod-log").unstarted(() -> answer(request, namespace, name));
        request.response().closeHandler(_ -> reader.interrupt());
        reader.start();
    }

    private void answer(HttpServerRequest request, String namespace, String name) {
        try {
            Found found = find(request.params(), namespace, name);
            HttpServerResponse response = request.response();
            response.putHeader("Content-Type", "text/plain").setChunked(true);
            if (found.wanted().follow()) {
                // The client shows nothing and knows nothing before the head of the answer is there.
                response.writeHead();
            }
            found.log().copy(found.wanted(), new ResponseStream(response));
            response.end();
        } catch (ProblemException e) {
            Refusals.reply(request, e.problem());
        } catch (IOException e) {
            Refusals.reply(request, Problem.internal("The log cannot be read: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Found(ContainerLog log, ContainerLog.Wanted wanted) {}

    private Found find(MultiMap query, String namespace, String name) {
        JsonNode pod = Optional.ofNullable(objects)
                .flatMap(stored -> stored.get(PODS, namespace, name))
                .orElseThrow(() -> Problem.notFound(PODS, name).exception());
        String container = container(pod, name, query.get("container"));
        ContainerLog.Wanted wanted = wanted(query);
        ContainerLog log = ContainerLog.of(
                kubelets.resolve(pod.at("/spec/nodeName").asText("")),
                pod.at("/metadata/uid").asText(),
                container);
        if (!log.exists(wanted.previous())) {
            throw missing(pod, name, container, wanted.previous()).exception();
        }
        return new Found(log, wanted);
    }

    private static String container(JsonNode pod, String name, @Nullable String wanted) {
        List<String> containers = StreamSupport.stream(
                        pod.at("/spec/containers").spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
        if (wanted == null || wanted.isEmpty()) {
            if (containers.size() == 1) {
                return containers.getFirst();
            }
            throw Problem.badRequest("a container name must be specified for pod %s, choose one of: [%s]"
                            .formatted(name, String.join(" ", containers)))
                    .exception();
        }
        if (!containers.contains(wanted)) {
            throw Problem.badRequest("container %s is not valid for pod %s".formatted(wanted, name))
                    .exception();
        }
        return wanted;
    }

    private static Problem missing(JsonNode pod, String name, String container, boolean previous) {
        if (previous) {
            return Problem.badRequest(
                    "previous terminated container \"%s\" in pod \"%s\" not found".formatted(container, name));
        }
        String reason = StreamSupport.stream(pod.at("/status/containerStatuses").spliterator(), false)
                .filter(status -> status.path("name").asText().equals(container))
                .map(status -> status.at("/state/waiting/reason").asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("ContainerCreating");
        return Problem.badRequest(
                "container \"%s\" in pod \"%s\" is waiting to start: %s".formatted(container, name, reason));
    }

    private static ContainerLog.Wanted wanted(MultiMap query) {
        String stream = query.get("stream");
        if (stream != null && !stream.isEmpty() && !stream.equals("All")) {
            throw Problem.badRequest("stream: both streams of a container are kept as one here; leave the option out")
                    .exception();
        }
        try {
            return new ContainerLog.Wanted(
                    isTrue(query.get("previous")),
                    isTrue(query.get("follow")),
                    number(query, "tailLines"),
                    number(query, "limitBytes"),
                    since(query),
                    isTrue(query.get("timestamps")));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(String.valueOf(e.getMessage())).exception();
        }
    }

    private static boolean isTrue(@Nullable String value) {
        return "true".equals(value) || "1".equals(value);
    }

    private static Instant since(MultiMap query) {
        String time = query.get("sinceTime");
        long seconds = number(query, "sinceSeconds");
        if (time != null && !time.isEmpty()) {
            if (seconds != Long.MAX_VALUE) {
                throw new IllegalArgumentException("at most one of sinceTime or sinceSeconds may be specified");
            }
            try {
                return OffsetDateTime.parse(time).toInstant();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "sinceTime must be a time like 2026-01-31T08:30:00Z, not " + time, e);
            }
        }
        if (seconds == Long.MAX_VALUE) {
            return Instant.MIN;
        }
        if (seconds < 1) {
            throw new IllegalArgumentException("sinceSeconds must be 1 or more, not " + seconds);
        }
        return Instant.now().minusSeconds(Math.min(seconds, LONGEST_AGO));
    }

    private static long number(MultiMap query, String option) {
        String value = query.get(option);
        try {
            return value == null || value.isEmpty() ? Long.MAX_VALUE : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a whole number, not " + value, e);
        }
    }

    /** Hands bytes to a slow reader no faster than it takes them. */
    private static final class ResponseStream extends OutputStream {
        private final HttpServerResponse response;

        ResponseStream(HttpServerResponse response) {
            this.response = response;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                response.write(Buffer.buffer().appendBytes(bytes, offset, length))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
            } catch (ExecutionException e) {
                throw new IOException("the reader of the log has gone", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the reader of the log has gone", e);
            }
        }
    }
}
