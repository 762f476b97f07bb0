package dev.slipway.portal.overview;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;

@Singleton
class OverviewArea implements Area {
    @Override
    public int position() {
        return 10;
    }

    @Override
    public String name() {
        return "Overview";
    }

    @Override
    public String icon() {
        return "overview";
    }

    @Override
    public String path() {
        return "/overview";
    }

    @Override
    public String key() {
        return "o";
    }

    @Override
    public boolean visible(Visit visit) {
        return true;
    }
}
