package dev.slipway.portal.create;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.libvirt.LibvirtImport;
import dev.slipway.machine.libvirt.NotCarried;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.machines.MachineWriter;
import dev.slipway.portal.machines.MachineYaml;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes machines of what libvirt says of them: the machine and what could not be carried over are seen before. */
@Path("/machines/new/libvirt")
@RunOnVirtualThread
public class LibvirtResource {
    private final MachineWriter writer;
    private final Offered offered;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    LibvirtResource(MachineWriter writer, Offered offered, Frames frames, Answers answers, CurrentVisit current) {
        this.writer = writer;
        this.offered = offered;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    /** What the form says. */
    private record Wish(String project, String xml, String yaml) {
        static Wish of(MultivaluedMap<String, String> fields) {
            String project = field(fields, "project");
            return new Wish(project.isEmpty() ? "default" : project, field(fields, "xml"), field(fields, "yaml"));
        }

        private static String field(MultivaluedMap<String, String> fields, String name) {
            return Objects.requireNonNullElse(fields.getFirst(name), "");
        }
    }

    @GET
    public Response empty(@QueryParam("project") @DefaultValue("default") String project) {
        return page(200, new Wish(project, "", ""), List.of(), "");
    }

    @POST
    public Response go(MultivaluedMap<String, String> fields) {
        Wish wish = Wish.of(fields);
        return "create".equals(fields.getFirst("do")) ? create(wish) : read(wish);
    }

    private Response read(Wish wish) {
        return switch (LibvirtImport.of(wish.xml())) {
            case LibvirtImport.Unreadable(String sentence) -> page(422, wish, List.of(), sentence);
            case LibvirtImport.Imported(ObjectNode machine, List<NotCarried> lost) ->
                page(200, new Wish(wish.project(), "", MachineYaml.write(machine)), lost, "");
        };
    }

    private Response create(Wish wish) {
        MachineYaml.Parsed parsed = MachineYaml.read(wish.yaml(), wish.project());
        if (!(parsed instanceof MachineYaml.Parsed.Machine(ObjectNode machine))) {
            return page(422, wish, List.of(), ((MachineYaml.Parsed.Wrong) parsed).sentence());
        }
        Visit visit = current.get();
        ObjectKey key =
                new ObjectKey(wish.project(), machine.at("/metadata/name").asText());
        Optional<String> refused = writer.make(visit.identity(), key, machine, "from libvirt's XML");
        if (refused.isPresent()) {
            return page(422, wish, List.of(), refused.get());
        }
        return answers.move(
                visit,
                Toast.success("Machine " + key.name() + " is made. Start it when its disks are there."),
                "/machines/" + key.namespace() + "/" + key.name());
    }

    private Response page(int status, Wish wish, List<NotCarried> lost, String problem) {
        Visit visit = current.get();
        return Answers.page(
                status,
                Templates.libvirt(new LibvirtPage(
                        frames.frame(visit, "Import from libvirt XML", "/machines", ""),
                        wish.project(),
                        offered.in(visit, wish.project()).projects(),
                        wish.xml(),
                        wish.yaml(),
                        lost,
                        problem)));
    }
}
