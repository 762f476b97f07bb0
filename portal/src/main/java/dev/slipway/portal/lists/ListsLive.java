package dev.slipway.portal.lists;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** An open list is read again when its rows would look different. */
@Singleton
class ListsLive implements LivePart {
    private final List<Listed<?>> lists;

    ListsLive(@All List<Listed<?>> lists) {
        this.lists = lists;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return lists.stream()
                .filter(Listed::readAgain)
                .flatMap(listed -> view(listed, visit, wanted).stream())
                .findFirst();
    }

    private static <T extends Row> Optional<LiveView> view(
            Listed<T> listed, Visit visit, MultivaluedMap<String, String> wanted) {
        ListKind<T> kind = listed.kind();
        return Optional.ofNullable(wanted.getFirst(kind.part())).map(parameters -> {
            ListAddress address = ListAddress.parse(kind.path(), parameters);
            String shown = wanted.getFirst("at");
            return LiveView.readAgain(() -> kind.print(address, listed.seen(visit)), shown == null ? "" : shown);
        });
    }
}
