package dev.slipway.portal.disks;

import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;

@Singleton
class DisksArea implements Area {
    private final Rights rights;

    DisksArea(Rights rights) {
        this.rights = rights;
    }

    @Override
    public int position() {
        return 13;
    }

    @Override
    public String name() {
        return "Disks";
    }

    @Override
    public String icon() {
        return "disk";
    }

    @Override
    public String path() {
        return DiskList.KIND.path();
    }

    @Override
    public String key() {
        return "d";
    }

    @Override
    public boolean visible(Visit visit) {
        return rights.visible(visit.identity(), DiskList.KIND.right()).anywhere();
    }
}
