package dev.slipway.portal.migrations;

import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class MigrationsArea implements Area {
    private final Migrations migrations;
    private final Rights rights;

    MigrationsArea(Migrations migrations, Rights rights) {
        this.migrations = migrations;
        this.rights = rights;
    }

    @Override
    public int position() {
        return 21;
    }

    @Override
    public String name() {
        return "Migrations";
    }

    @Override
    public String icon() {
        return "migrate";
    }

    @Override
    public String path() {
        return MigrationList.KIND.path();
    }

    @Override
    public String key() {
        return "v";
    }

    @Override
    public boolean visible(Visit visit) {
        return rights.visible(visit.identity(), MigrationList.KIND.right()).anywhere();
    }

    /** Those that have not ended. */
    @Override
    public Optional<Integer> count(Visit visit) {
        return Optional.of(migrations.going(visit)).filter(count -> count > 0);
    }
}
