package dev.slipway.portal.create;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.machines.MachineYaml;
import dev.slipway.portal.tasks.Tasks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.apache.commons.codec.digest.Sha2Crypt;

/** Makes machines from the form. */
@Path("/machines/new")
@RunOnVirtualThread
public class CreateResource {
    private final ClusterConnection connection;
    private final ClusterMirror mirror;
    private final Frames frames;
    private final Answers answers;
    private final Tasks tasks;
    private final CurrentVisit current;

    CreateResource(
            ClusterConnection connection,
            ClusterMirror mirror,
            Frames frames,
            Answers answers,
            Tasks tasks,
            CurrentVisit current) {
        this.connection = connection;
        this.mirror = mirror;
        this.frames = frames;
        this.answers = answers;
        this.tasks = tasks;
        this.current = current;
    }

    @GET
    public Response form(@QueryParam("project") @DefaultValue("") String project) {
        return page(200, MachineForm.fresh(project), new FormProblems(java.util.Map.of()), "", "");
    }

    @POST
    public Response create(MultivaluedMap<String, String> fields) {
        MachineForm form = MachineForm.of(fields);
        FormProblems problems = FormProblems.of(form);
        if (!problems.none()) {
            return page(422, form, problems, "", "");
        }
        String hash = form.password().isEmpty()
                ? ""
                : Sha2Crypt.sha512Crypt(form.password().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        JsonNode machine = MachineDraft.of(form, hash);
        if ("preview".equals(fields.getFirst("do"))) {
            return page(200, form, problems, "", MachineYaml.write(machine));
        }
        Visit visit = current.get();
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.post(
                        "/apis/kubevirt.io/v1/namespaces/" + form.project()
                                + "/virtualmachines?fieldManager=slipway-portal&fieldValidation=Strict",
                        machine.toString()));
        if (!reply.succeeded()) {
            return page(422, form, problems, refusal(form, reply), "");
        }
        tasks.wrote(
                visit.identity(),
                "Create",
                "VirtualMachine",
                new ObjectKey(form.project(), form.name()),
                "from " + form.image());
        return answers.move(
                visit,
                Toast.success("Machine " + form.name() + " is being created."),
                "/machines/" + form.project() + "/" + form.name());
    }

    private static String refusal(MachineForm form, ApiReply reply) {
        return switch (reply.status()) {
            case 0 -> reply.message() + " Nothing was created.";
            case 403 -> "You may not create machines in project " + form.project() + ": " + reply.message();
            case 404 -> "There is no project " + form.project() + ". Choose another.";
            case 409 ->
                "There is a machine " + form.name() + " in project " + form.project()
                        + " already. Choose another name.";
            default -> reply.message();
        };
    }

    private Response page(int status, MachineForm form, FormProblems problems, String refusal, String yaml) {
        List<String> projects = mirror.namespaces().all().stream()
                .map(namespace -> namespace.getMetadata().getName())
                .filter(name -> !name.startsWith("kube-") && !name.equals("slipway"))
                .sorted()
                .toList();
        return Answers.page(
                status,
                Templates.form(new CreatePage(
                        frames.frame(current.get(), "Create machine", "/machines", form.project()),
                        form,
                        problems,
                        refusal,
                        projects,
                        yaml)));
    }
}
