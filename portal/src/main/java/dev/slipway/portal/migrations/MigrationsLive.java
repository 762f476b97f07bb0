package dev.slipway.portal.migrations;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** The list of migrations is read again when a row of it changes. */
@Singleton
class MigrationsLive implements LivePart {
    private final Migrations migrations;

    MigrationsLive(Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return MigrationList.KIND.live(wanted, address -> migrations.visible(visit, address.get("project")));
    }
}
