package dev.slipway.portal.images;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class ImagesArea implements Area {
    private final ClusterMirror mirror;
    private final Rights rights;

    ImagesArea(ClusterMirror mirror, Rights rights) {
        this.mirror = mirror;
        this.rights = rights;
    }

    @Override
    public int position() {
        return 12;
    }

    @Override
    public String name() {
        return "Images";
    }

    @Override
    public String icon() {
        return "image";
    }

    @Override
    public String path() {
        return "/images";
    }

    @Override
    public String key() {
        return "i";
    }

    @Override
    public boolean visible(Visit visit) {
        return rights.visible(visit.identity(), Ask.LIST_IMAGES).anywhere();
    }

    @Override
    public Optional<Integer> count(Visit visit) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_IMAGES);
        return Optional.of((int) mirror.dataSources().all().stream()
                .filter(image -> visible.in(image.getMetadata().getNamespace()))
                .count());
    }
}
