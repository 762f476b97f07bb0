package dev.slipway.portal.console;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.SameOrigin;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.SecurityHeaders;
import dev.slipway.portal.machines.MachineHead;
import dev.slipway.portal.machines.MachinePages;
import dev.slipway.portal.machines.StateWord;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The console tab of a machine, its tickets and its picture. */
@Path("/machines/{namespace}/{name}")
@RunOnVirtualThread
public class ConsoleResource {
    private final MachinePages pages;
    private final Tickets tickets;
    private final Rights rights;
    private final ClusterConnection connection;
    private final Frames frames;
    private final CurrentVisit current;

    ConsoleResource(
            MachinePages pages,
            Tickets tickets,
            Rights rights,
            ClusterConnection connection,
            Frames frames,
            CurrentVisit current) {
        this.pages = pages;
        this.tickets = tickets;
        this.rights = rights;
        this.connection = connection;
        this.frames = frames;
        this.current = current;
    }

    @GET
    @Path("console")
    public Response page(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("kind") @DefaultValue("vnc") String kind,
            @QueryParam("window") @DefaultValue("") String window) {
        Visit visit = current.get();
        MachineHead head = pages.head(visit, new ObjectKey(namespace, name), "console");
        boolean serial = ConsoleKind.of(kind) == ConsoleKind.SERIAL;
        Ask right = ConsoleKind.of(kind).right();
        String noRight = rights.may(visit.identity(), right, namespace) ? "" : right.lackedIn(namespace);
        String nonce = UUID.randomUUID().toString().replace("-", "");
        ConsolePage page = new ConsolePage(
                frames.frame(visit, name + " console", "/machines"),
                head,
                serial,
                noRight,
                !window.isEmpty(),
                serial ? nonce : "");
        Response.ResponseBuilder answer = Response.ok(Templates.console(page).render(), MediaType.TEXT_HTML_TYPE);
        if (serial) {
            answer.header("Content-Security-Policy", SecurityHeaders.policyWithStyleNonce(nonce));
        }
        return answer.build();
    }

    @POST
    @Path("console/ticket")
    public Response ticket(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("kind") @DefaultValue("vnc") String word) {
        Visit visit = current.get();
        ObjectKey machine = new ObjectKey(namespace, name);
        ConsoleKind kind = ConsoleKind.of(word);
        MachineHead head = pages.head(visit, machine, "console");
        if (!head.row().state().hasScreen()) {
            return refused(
                    409, "NOT_RUNNING", noConsole(name, head.row().state().word()));
        }
        Ask right = kind.right();
        if (!rights.may(visit.identity(), right, namespace)) {
            return refused(403, "NO_RIGHT", right.lackedIn(namespace));
        }
        try {
            return Response.ok(
                            Map.of(
                                    "url",
                                    tickets.address(
                                            machine, kind, visit.identity().user())),
                            MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (KubernetesClientException e) {
            return refused(503, "NO_API", "The console cannot be opened: " + ClusterConnection.cause(e) + ".");
        }
    }

    @GET
    @SameOrigin
    @Path("screenshot.png")
    public Response screenshot(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("download") @DefaultValue("") String download) {
        Visit visit = current.get();
        pages.head(visit, new ObjectKey(namespace, name), "console");
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.get("/apis/subresources.kubevirt.io/v1/namespaces/" + namespace + "/virtualmachineinstances/"
                        + name + "/vnc/screenshot"));
        if (!reply.succeeded()) {
            return refused(
                    reply.status() == 0 ? 503 : reply.status(),
                    "NO_PICTURE",
                    "There is no picture: " + reply.message());
        }
        Response.ResponseBuilder picture = Response.ok(reply.body(), "image/png");
        return (download.isEmpty()
                        ? picture
                        : picture.header("Content-Disposition", "attachment; filename=\"" + name + ".png\""))
                .build();
    }

    private static String noConsole(String name, StateWord word) {
        String what = switch (word) {
            case ERROR, NOT_PLACED -> " does not run; its summary says why. There";
            case UNKNOWN -> " is out of sight, because its node is silent. There";
            case STOPPED, STARTING, STOPPING, PROVISIONING, MIGRATING, PAUSED, RUNNING, DELETING ->
                " is " + word.word().toLowerCase(Locale.ROOT) + ", so there";
        };
        return name + what + " is no console now.";
    }

    private static Response refused(int status, String code, String sentence) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("code", code, "sentence", sentence))
                .build();
    }
}
