package dev.slipway.portal.exports;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class ExportsArea implements Area {
    private final Exports exports;
    private final Rights rights;

    ExportsArea(Exports exports, Rights rights) {
        this.exports = exports;
        this.rights = rights;
    }

    @Override
    public int position() {
        return 22;
    }

    @Override
    public String name() {
        return "Exports";
    }

    @Override
    public String icon() {
        return "download";
    }

    @Override
    public String path() {
        return "/exports";
    }

    @Override
    public String key() {
        return "e";
    }

    @Override
    public boolean visible(Visit visit) {
        return rights.visible(visit.identity(), Ask.LIST_EXPORTS).anywhere();
    }

    @Override
    public Optional<Integer> count(Visit visit) {
        return Optional.of(exports.visible(visit, "").size());
    }
}
