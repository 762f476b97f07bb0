package dev.slipway.portal.create;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.images.ImageIndex;
import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.layout.Projects;
import dev.slipway.portal.machines.KnownMachines;
import dev.slipway.portal.storage.OfferedClasses;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds what the create form can choose from, as far as the visitor may see it. */
@Singleton
public class Offered {
    private static final int NAMES_TRIED = 1000;

    private final ClusterMirror mirror;
    private final ImageIndex images;
    private final KnownMachines names;
    private final Projects projects;
    private final OfferedClasses classes;
    private final Rights rights;

    Offered(
            ClusterMirror mirror,
            ImageIndex images,
            KnownMachines names,
            Projects projects,
            OfferedClasses classes,
            Rights rights) {
        this.mirror = mirror;
        this.images = images;
        this.names = names;
        this.projects = projects;
        this.classes = classes;
        this.rights = rights;
    }

    /** Returns the choices of a project. */
    public Choices in(Visit visit, String project) {
        return new Choices(
                projects.with(visit, Ask.CREATE_MACHINES),
                images(visit, project),
                claims(visit, project),
                networks(visit, project),
                classes.names(visit),
                classes.usual(visit));
    }

    /** Returns a name that no machine of a project has that the visitor may see: the stem and the first free number. */
    String freeName(Visit visit, String project, String stem) {
        if (!rights.visible(visit.identity(), Ask.LIST_MACHINES).in(project)) {
            return stem + "-01";
        }
        for (int number = 1; number < NAMES_TRIED; number++) {
            String name = "%s-%02d".formatted(stem, number);
            if (!names.taken(new ObjectKey(project, name))) {
                return name;
            }
        }
        return "";
    }

    /** The networks of a project, for those who may list them or attach machines to them. */
    private List<String> networks(Visit visit, String project) {
        boolean sees = Stream.of(Ask.CREATE_MACHINES, Ask.CHANGE_MACHINES, Ask.LIST_NETWORKS)
                .anyMatch(ask -> rights.may(visit.identity(), ask, project));
        return sees
                ? mirror.attachments().in(project).stream()
                        .map(attachment -> attachment.getMetadata().getName())
                        .sorted()
                        .toList()
                : List.of();
    }

    private List<ImageRow> images(Visit visit, String project) {
        return images.seen(visit).rows().stream()
                .sorted(Comparator.<ImageRow, Boolean>comparing(
                                row -> !row.state().ready())
                        .thenComparing(row -> !row.key().namespace().equals(project))
                        .thenComparing(row -> row.key().name()))
                .toList();
    }

    private List<String> claims(Visit visit, String project) {
        // a machine that writes to the disk of an image would change every copy made later
        return rights.may(visit.identity(), Ask.LIST_CLAIMS, project)
                ? mirror.claims().in(project).stream()
                        .map(ObjectKey::of)
                        .filter(claim ->
                                names.unused(claim) && images.claims().to(claim).isEmpty())
                        .map(ObjectKey::name)
                        .sorted()
                        .toList()
                : List.of();
    }
}
