package dev.slipway.portal.live;

import dev.slipway.portal.access.Visit;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** Something on pages that changes by itself. Each package that has such offers a bean. */
public interface LivePart {
    /**
     * Returns the view of a page that asks for this part.
     *
     * @param wanted what the page says in {@code data-watch}
     */
    Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted);
}
