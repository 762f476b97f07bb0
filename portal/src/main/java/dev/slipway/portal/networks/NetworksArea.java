package dev.slipway.portal.networks;

import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;

@Singleton
class NetworksArea implements Area {
    private final Rights rights;

    NetworksArea(Rights rights) {
        this.rights = rights;
    }

    @Override
    public int position() {
        return 14;
    }

    @Override
    public String name() {
        return "Networks";
    }

    @Override
    public String icon() {
        return "network";
    }

    @Override
    public String path() {
        return NetworkList.KIND.path();
    }

    @Override
    public String key() {
        return "w";
    }

    @Override
    public boolean visible(Visit visit) {
        return rights.visible(visit.identity(), NetworkList.KIND.right()).anywhere();
    }
}
