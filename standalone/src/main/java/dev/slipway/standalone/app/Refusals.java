package dev.slipway.standalone.app;

import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * A subresource of Pods that standalone does not have: the answer says why, and what does instead.
 *
 * @param subresource e.g. {@code exec}
 * @param sentence the answer
 */
record Refusals(String subresource, String sentence) implements ConnectedSubresource {
    /** Returns them all. */
    static List<ConnectedSubresource> ofPods() {
        String processes =
                "Pods of a standalone Slipway are processes of this machine without a file system of their own, so ";
        String instead = "; for a machine use its console (virtctl console, virtctl vnc, or the portal)";
        return List.of(
                new Refusals("exec", processes + "no command can be run in them" + instead + "."),
                new Refusals("attach", processes + "nothing can be attached to them" + instead + "."),
                new Refusals(
                        "portforward",
                        processes
                                + "no port of theirs is forwarded; for a port of a machine use virtctl port-forward."),
                new Refusals(
                        "proxy",
                        processes + "their ports are not proxied; for a port of a machine use virtctl port-forward."),
                new Refusals("ephemeralcontainers", processes + "no container can be added to them" + instead + "."));
    }

    @Override
    public GroupResource resource() {
        return new GroupResource("", "pods");
    }

    @Override
    public void serve(HttpServerRequest request, Caller caller, String namespace, String name) {
        reply(request, Problem.plain(501, sentence));
    }

    /** Answers with a Status, unless an answer has begun already; then all that can be done is to end it. */
    static void reply(HttpServerRequest request, Problem problem) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(problem.code())
                .putHeader("Content-Type", "application/json")
                .end(problem.toJson().toString());
    }
}
