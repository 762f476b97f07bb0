package dev.slipway.portal.images;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Projects;
import dev.slipway.portal.layout.Toast;
import dev.slipway.portal.lists.ListTable;
import dev.slipway.portal.lists.Lists;
import dev.slipway.portal.storage.OfferedClasses;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of images, and the form for a new one. */
@Path("/images")
@RunOnVirtualThread
public class ImagesResource {
    private final ImageIndex index;
    private final ImageActions actions;
    private final OfferedClasses classes;
    private final Rights rights;
    private final Projects projects;
    private final Lists lists;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    ImagesResource(
            ImageIndex index,
            ImageActions actions,
            OfferedClasses classes,
            Rights rights,
            Projects projects,
            Lists lists,
            Frames frames,
            Answers answers,
            CurrentVisit current) {
        this.index = index;
        this.actions = actions;
        this.classes = classes;
        this.rights = rights;
        this.projects = projects;
        this.lists = lists;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response list(@Context UriInfo requested) {
        return lists.answer(
                index,
                requested,
                table -> Templates.list(table, mayCreate(table)),
                table -> Templates.part(table, mayCreate(table)));
    }

    private boolean mayCreate(ListTable<ImageRow> table) {
        return rights.may(
                current.get().identity(), Ask.CREATE_IMAGES, table.frame().project());
    }

    @GET
    @Path("new")
    public Response form(
            @QueryParam("how") @DefaultValue("url") String how,
            @QueryParam("project") @DefaultValue("") String project,
            @QueryParam("name") @DefaultValue("") String name) {
        return page(200, ImageForm.fresh(how.equals("upload"), project, name), ImageProblems.none(), "");
    }

    @POST
    @Path("new")
    public Response create(
            MultivaluedMap<String, String> fields, @HeaderParam("Accept") @DefaultValue("") String accept) {
        ImageForm form = ImageForm.of(fields);
        ImageProblems problems = ImageProblems.of(form);
        if (!problems.isEmpty()) {
            return page(422, form, problems, "");
        }
        Visit visit = current.get();
        Optional<String> refused = actions.create(visit.identity(), form);
        if (refused.isPresent()) {
            return page(422, form, problems, refused.get());
        }
        String address = "/images/" + form.project() + "/" + form.name();
        if (accept.startsWith(MediaType.APPLICATION_JSON)) {
            return Response.status(201)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(Map.of("page", address, "token", address + "/upload-token"))
                    .build();
        }
        String sentence = form.upload()
                ? "Image " + form.name() + " waits for its file."
                : "Image " + form.name() + " is being imported.";
        return answers.move(visit, Toast.success(sentence), address);
    }

    private Response page(int status, ImageForm form, ImageProblems problems, String refusal) {
        Visit visit = current.get();
        return Answers.page(
                status,
                Templates.form(new ImageFormPage(
                        frames.frame(visit, "New image", "/images", ""),
                        form,
                        problems,
                        refusal,
                        projects.with(visit, Ask.CREATE_IMAGES),
                        classes(visit),
                        ImageForm.systems())));
    }

    /** The storage classes, the default first. */
    private List<ImageFormPage.StorageChoice> classes(Visit visit) {
        String usual = classes.usual(visit);
        return classes.names(visit).stream()
                .map(name -> new ImageFormPage.StorageChoice(name, name.equals(usual)))
                .sorted(Comparator.comparing(ImageFormPage.StorageChoice::usual)
                        .reversed()
                        .thenComparing(ImageFormPage.StorageChoice::name))
                .toList();
    }
}
