package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Area;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class MachinesArea implements Area {
    private final MachineIndex index;
    private final KnownMachines known;
    private final Rights rights;

    MachinesArea(MachineIndex index, KnownMachines known, Rights rights) {
        this.index = index;
        this.known = known;
        this.rights = rights;
    }

    @Override
    public int position() {
        return 11;
    }

    @Override
    public String name() {
        return "Machines";
    }

    @Override
    public String icon() {
        return "machine";
    }

    @Override
    public String path() {
        return "/machines";
    }

    @Override
    public String key() {
        return "m";
    }

    @Override
    public boolean visible(Visit visit) {
        return true;
    }

    @Override
    public Optional<Integer> count(Visit visit) {
        Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
        int count = switch (visible) {
            case Visible.Everything _ -> index.all().size();
            case Visible.Only _ -> known.visible(visit, "").size();
        };
        return Optional.of(count);
    }
}
