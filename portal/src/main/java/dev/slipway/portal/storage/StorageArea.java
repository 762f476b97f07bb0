package dev.slipway.portal.storage;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class StorageArea implements Area {
    private final StorageClasses classes;
    private final ClusterMirror mirror;

    StorageArea(StorageClasses classes, ClusterMirror mirror) {
        this.classes = classes;
        this.mirror = mirror;
    }

    @Override
    public int position() {
        return 32;
    }

    @Override
    public String name() {
        return "Storage";
    }

    @Override
    public String icon() {
        return "disk";
    }

    @Override
    public String path() {
        return StorageList.KIND.path();
    }

    @Override
    public String key() {
        return "s";
    }

    @Override
    public boolean visible(Visit visit) {
        return classes.mayList(visit);
    }

    @Override
    public Optional<Integer> count(Visit visit) {
        return Optional.of(mirror.storageClasses().all().size());
    }
}
