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
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Finds what the create form can choose from, as far as the visitor may see it. */
@Singleton
public class Offered {
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final Ask LIST_CLAIMS = Ask.of("list", "", "persistentvolumeclaims");
    private static final int NAMES_TRIED = 1000;

    private final ClusterMirror mirror;
    private final ImageIndex images;
    private final KnownMachines names;
    private final Projects projects;
    private final Rights rights;

    Offered(ClusterMirror mirror, ImageIndex images, KnownMachines names, Projects projects, Rights rights) {
        this.mirror = mirror;
        this.images = images;
        this.names = names;
        this.projects = projects;
        this.rights = rights;
    }

    /** Returns the choices of a project. */
    public Choices in(Visit visit, String project) {
        return new Choices(
                projects.with(visit, Ask.CREATE_MACHINES),
                images(visit, project),
                claims(visit, project),
                mirror.attachments().in(project).stream()
                        .map(attachment -> attachment.getMetadata().getName())
                        .sorted()
                        .toList(),
                mirror.storageClasses().all().stream()
                        .map(found -> found.getMetadata().getName())
                        .sorted()
                        .toList(),
                mirror.storageClasses().all().stream()
                        .filter(Offered::usual)
                        .map(found -> found.getMetadata().getName())
                        .sorted()
                        .findFirst()
                        .orElse(""));
    }

    /** Returns a name that no machine of a project has: the stem and the first free number. */
    String freeName(String project, String stem) {
        for (int number = 1; number < NAMES_TRIED; number++) {
            String name = "%s-%02d".formatted(stem, number);
            if (!names.taken(new ObjectKey(project, name))) {
                return name;
            }
        }
        return "";
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
        return rights.may(visit.identity(), LIST_CLAIMS, project)
                ? mirror.claims().in(project).stream()
                        .map(ObjectKey::of)
                        .filter(claim ->
                                names.unused(claim) && images.claims().to(claim).isEmpty())
                        .map(ObjectKey::name)
                        .sorted()
                        .toList()
                : List.of();
    }

    private static boolean usual(StorageClass found) {
        Map<String, String> annotations = found.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(DEFAULT_CLASS));
    }
}
