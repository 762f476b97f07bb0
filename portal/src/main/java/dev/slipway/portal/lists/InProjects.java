package dev.slipway.portal.lists;

import dev.slipway.portal.access.Visible;
import java.util.Optional;

/** Sees the whole rows of some projects. */
public record InProjects<T extends Row>(Visible visible) implements Sight<T, T> {
    @Override
    public Optional<T> see(T row) {
        return visible.in(row.project()) ? Optional.of(row) : Optional.empty();
    }
}
