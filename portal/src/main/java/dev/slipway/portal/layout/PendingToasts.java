package dev.slipway.portal.layout;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Toasts that a session sees on its next page, after a redirect. */
@Singleton
class PendingToasts {
    private static final int MOST_PER_SESSION = 5;
    private static final int MOST_SESSIONS = 10_000;

    private final Map<String, List<Toast>> pending = new ConcurrentHashMap<>();

    void add(String session, Toast toast) {
        if (pending.size() > MOST_SESSIONS) {
            pending.clear();
        }
        pending.compute(session, (_, known) -> {
            List<Toast> toasts = known == null ? new ArrayList<>() : new ArrayList<>(known);
            toasts.add(toast);
            return toasts.size() > MOST_PER_SESSION
                    ? toasts.subList(toasts.size() - MOST_PER_SESSION, toasts.size())
                    : toasts;
        });
    }

    List<Toast> take(String session) {
        List<Toast> toasts = pending.remove(session);
        return toasts == null ? List.of() : List.copyOf(toasts);
    }
}
