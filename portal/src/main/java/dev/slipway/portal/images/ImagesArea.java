package dev.slipway.portal.images;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class ImagesArea implements Area {
    private final ImageIndex index;
    private final Rights rights;

    ImagesArea(ImageIndex index, Rights rights) {
        this.index = index;
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
        return ImageList.KIND.path();
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
        return Optional.of(index.seen(visit).rows().size());
    }
}
