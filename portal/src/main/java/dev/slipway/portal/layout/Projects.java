package dev.slipway.portal.layout;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import jakarta.inject.Singleton;
import java.util.List;

/** The projects in which somebody may make something; those of the cluster itself are left out. */
@Singleton
public class Projects {
    private final ClusterMirror mirror;
    private final Rights rights;

    Projects(ClusterMirror mirror, Rights rights) {
        this.mirror = mirror;
        this.rights = rights;
    }

    /** Returns the names of the projects in which a visitor has a right, sorted. */
    public List<String> with(Visit visit, Ask ask) {
        Visible visible = rights.visible(visit.identity(), ask);
        return mirror.namespaces().all().stream()
                .map(namespace -> namespace.getMetadata().getName())
                .filter(name -> !name.startsWith("kube-") && !name.equals(SlipwayNames.NAMESPACE))
                .filter(visible::in)
                .sorted()
                .toList();
    }
}
