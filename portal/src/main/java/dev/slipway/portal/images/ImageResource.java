package dev.slipway.portal.images;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import dev.slipway.portal.layout.Toast;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;

/** The page of one image: what it is, its file, retry and deletion. */
@Path("/images/{namespace}/{name}")
@RunOnVirtualThread
public class ImageResource {
    private final ImagePages pages;
    private final ImageActions actions;
    private final Frames frames;
    private final Answers answers;
    private final CurrentVisit current;

    ImageResource(ImagePages pages, ImageActions actions, Frames frames, Answers answers, CurrentVisit current) {
        this.pages = pages;
        this.actions = actions;
        this.frames = frames;
        this.answers = answers;
        this.current = current;
    }

    @GET
    public Response image(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ImageFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        return Answers.page(
                200,
                Templates.image(new ImagePage(
                        frames.frame(visit, name, "/images"),
                        pages.head(visit, facts),
                        pages.body(visit, facts),
                        takesFile(facts))));
    }

    @GET
    @Path("menu")
    public Response menu(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ImageFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        return Answers.page(200, Templates.menu(ImageRow.of(facts), pages.offers(visit, facts), visit.csrf()));
    }

    @POST
    @Path("retry")
    public Response retry(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ImageFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        ImageRow row = ImageRow.of(facts);
        Optional<DataVolume> volume = facts.volume();
        if (volume.isEmpty() || !row.state().failed()) {
            return answers.stay(
                    visit,
                    Toast.failure(
                            name + " is not filled again.",
                            "Only an image whose filling failed can be; it is "
                                    + row.state().words().toLowerCase(java.util.Locale.ROOT) + "."),
                    row.path());
        }
        return actions.retry(visit.identity(), facts, volume.get())
                .map(sentence ->
                        answers.stay(visit, Toast.failure(name + " is not filled again.", sentence), row.path()))
                .orElseGet(() -> answers.stay(visit, Toast.success("Filling " + name + " again."), row.path()));
    }

    @GET
    @Path("delete")
    public Response askDelete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        return ask(200, visit, ImageQuestion.of(pages.facts(visit, new ObjectKey(namespace, name)), "", visit.csrf()));
    }

    @POST
    @Path("delete")
    public Response delete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("word") @DefaultValue("") String word) {
        Visit visit = current.get();
        ImageFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        if (!word.equals(name)) {
            return ask(422, visit, ImageQuestion.of(facts, word.isEmpty() ? " " : word, visit.csrf()));
        }
        return actions.delete(visit.identity(), facts)
                .map(sentence -> answers.stay(
                        visit,
                        Toast.failure(name + " was not deleted.", sentence),
                        ImageRow.of(facts).path()))
                .orElseGet(() -> answers.move(visit, Toast.success("Deleting image " + name + "."), "/images"));
    }

    /** Gives the page's script a token for one part of an upload after another. */
    @POST
    @Path("upload-token")
    public Response token(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Visit visit = current.get();
        ImageFacts facts = pages.facts(visit, new ObjectKey(namespace, name));
        Optional<ObjectKey> claim = ImageFacts.claimOf(facts.image());
        if (claim.isEmpty()) {
            return refused(
                    new ImageActions.Token.Refused(409, name + " names no claim that could take a file.", false));
        }
        return switch (actions.token(visit.identity(), claim.get())) {
            case ImageActions.Token.Granted granted ->
                Response.ok(Map.of("token", granted.text()), MediaType.APPLICATION_JSON_TYPE)
                        .build();
            case ImageActions.Token.Refused refusal -> refused(refusal);
        };
    }

    private static boolean takesFile(ImageFacts facts) {
        return facts.source().filter(source -> source.upload() != null).isPresent()
                && !ImageState.of(facts).ready();
    }

    private static Response refused(ImageActions.Token.Refused refusal) {
        return Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("code", "NO_TOKEN", "sentence", refusal.sentence(), "passing", refusal.passing()))
                .build();
    }

    private Response ask(int status, Visit visit, ImageQuestion question) {
        return Answers.page(
                status,
                visit.inPlace()
                        ? Templates.question(question)
                        : Templates.questionPage(
                                frames.frame(
                                        visit, "Delete " + question.row().key().name() + "?", "/images"),
                                question));
    }
}
