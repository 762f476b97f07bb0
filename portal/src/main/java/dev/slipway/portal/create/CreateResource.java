package dev.slipway.portal.create;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageRow;
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
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.Sha2Crypt;

/** Makes machines from the form. */
@Path("/machines/new")
@RunOnVirtualThread
public class CreateResource {
    private static final String USUAL_SIZE = "10";

    /** Stands for the hash in the preview, which changes with every hashing. */
    private static final String HASH_LATER = "(the hash of your password)";

    private final MachineWriter writer;
    private final Offered offered;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    CreateResource(MachineWriter writer, Offered offered, Frames frames, Answers answers, CurrentVisit current) {
        this.writer = writer;
        this.offered = offered;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response form(
            @QueryParam("project") @DefaultValue("") String project,
            @QueryParam("image") @DefaultValue("") String image,
            @QueryParam("claim") @DefaultValue("") String claim) {
        Visit visit = current.get();
        Choices choices = offered.in(visit, project.isEmpty() ? "default" : project);
        String place = project.isEmpty()
                        && !choices.projects().contains("default")
                        && !choices.projects().isEmpty()
                ? choices.projects().getFirst()
                : project.isEmpty() ? "default" : project;
        Optional<ImageRow> chosen = choices.images().stream()
                .filter(row -> row.key().toString().equals(image))
                .findFirst()
                .or(choices::firstReady);
        Choices here = offered.in(visit, place);
        if (here.claims().contains(claim)) {
            MachineForm form = MachineForm.fresh(
                    place,
                    offered.freeName(visit, place, claim.length() > 50 ? "vm" : claim),
                    new DiskChoice(DiskSource.CLAIM, "", "", claim, USUAL_SIZE, ""));
            return page(200, form, here, FormProblems.nothing(), "");
        }
        String stem = chosen.map(row -> row.key().name()).orElse("vm");
        MachineForm form = MachineForm.fresh(
                place,
                offered.freeName(visit, place, stem.length() > 50 ? "vm" : stem),
                new DiskChoice(
                        chosen.isPresent() ? DiskSource.IMAGE : DiskSource.URL,
                        chosen.map(row -> row.key().toString()).orElse(""),
                        "",
                        "",
                        chosen.map(CreateResource::sizeFor).orElse(USUAL_SIZE),
                        ""));
        return page(200, form, here, FormProblems.nothing(), "");
    }

    /** Answers what the form would make, while it is typed: the summary, or the whole form where choices depend on what was changed. */
    @POST
    @Path("preview")
    public Response preview(
            MultivaluedMap<String, String> fields, @QueryParam("whole") @DefaultValue("") String whole) {
        Visit visit = current.get();
        MachineForm form = MachineForm.of(fields);
        Choices choices = offered.in(visit, form.project());
        CreatePage page = model(visit, form, choices, typed(FormProblems.of(form, choices), fields), "");
        return Answers.page(200, whole.isEmpty() ? Templates.side(page) : Templates.form(page));
    }

    @POST
    public Response create(MultivaluedMap<String, String> fields) {
        Visit visit = current.get();
        MachineForm form = MachineForm.of(fields);
        Choices choices = offered.in(visit, form.project());
        FormProblems problems = FormProblems.of(form, choices);
        boolean preview = "preview".equals(fields.getFirst("do"));
        if (preview || !problems.none()) {
            return page(problems.none() ? 200 : 422, form, choices, problems, "");
        }
        String hash = form.login().password().isEmpty()
                ? ""
                : Sha2Crypt.sha512Crypt(form.login().password().getBytes(UTF_8));
        ObjectKey key = new ObjectKey(form.project(), form.name());
        Optional<String> refused = writer.make(visit.identity(), key, draft(form, choices, hash), origin(form));
        if (refused.isPresent()) {
            return page(422, form, choices, problems, refused.get());
        }
        return answers.move(
                visit,
                Toast.success("Machine " + form.name() + " is being created."),
                "/machines/" + form.project() + "/" + form.name());
    }

    private static JsonNode draft(MachineForm form, Choices choices, String hash) {
        String os = form.disk().source() == DiskSource.IMAGE
                ? form.disk()
                        .imageKey()
                        .flatMap(choices::image)
                        .map(row -> row.os().name().toLowerCase(Locale.ROOT))
                        .orElse("")
                : "";
        return MachineDraft.of(form, os, hash);
    }

    private static String origin(MachineForm form) {
        return switch (form.disk().source()) {
            case IMAGE -> "from image " + form.disk().from();
            case URL -> "from " + form.disk().image();
            case BLANK -> "with an empty disk";
            case CLAIM -> "on claim " + form.disk().claim();
        };
    }

    /** Returns the size of a disk for a copy of an image: the usual one, or more where the image needs it. */
    private static String sizeFor(ImageRow row) {
        String least = DiskProblems.least(row);
        return new BigDecimal(least).compareTo(new BigDecimal(USUAL_SIZE)) > 0 ? least : USUAL_SIZE;
    }

    /** Returns the problems of the fields that are not empty: nobody is told of what they have not come to yet. */
    private static FormProblems typed(FormProblems all, MultivaluedMap<String, String> fields) {
        Map<String, String> typed = new LinkedHashMap<>();
        all.sentences().forEach((field, sentence) -> {
            String value = fields.getFirst(field);
            if (value != null && !value.isBlank()) {
                typed.put(field, sentence);
            }
        });
        return new FormProblems(typed);
    }

    private CreatePage model(Visit visit, MachineForm form, Choices choices, FormProblems problems, String refusal) {
        FormProblems missing = FormProblems.of(form, choices);
        String yaml = missing.none()
                ? MachineYaml.write(draft(form, choices, form.login().password().isEmpty() ? "" : HASH_LATER))
                : "";
        return new CreatePage(
                frames.frame(visit, "Create machine", "/machines", ""),
                form,
                choices,
                problems,
                missing,
                refusal,
                yaml);
    }

    private Response page(int status, MachineForm form, Choices choices, FormProblems problems, String refusal) {
        Visit visit = current.get();
        return Answers.page(status, Templates.page(model(visit, form, choices, problems, refusal)));
    }
}
