package dev.slipway.portal.lists;

import dev.slipway.portal.access.Visit;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** What visitors chose of lists, kept by their browsers in a cookie for each user. */
@Singleton
public class Habits {
    private static final Duration KEPT = Duration.ofDays(365);
    private static final int LONGEST = 2_000;

    private final CurrentVertxRequest current;

    Habits(CurrentVertxRequest current) {
        this.current = current;
    }

    private Habit of(Visit visit, String list) {
        return all(visit).getOrDefault(list, Habit.NONE);
    }

    /**
     * Returns how a list is shown: as its address says and, where that says nothing, as the visitor chose last. A list that is open goes
     * on as it is, whatever is chosen elsewhere meanwhile.
     *
     * @param asked what the address says
     */
    public Habit shown(Visit visit, String list, ListAddress address, Habit asked) {
        if (visit.inPlace()) {
            return asked;
        }
        Habit last = of(visit, list);
        return new Habit(
                address.get(ListAddress.ORDER).isEmpty() ? last.order() : asked.order(),
                address.get(ListAddress.COLUMNS).isEmpty() ? last.columns() : asked.columns());
    }

    /**
     * Remembers what a visitor has chosen by an address. Returns whether he has: by the head of a column or the chooser of columns, and
     * not by following a link.
     *
     * @param asked what the address says
     */
    public boolean keep(Visit visit, String list, ListAddress address, Habit asked) {
        Habit last = of(visit, list);
        switch (address.get(ListAddress.KEEP)) {
            case ListAddress.ORDER -> choose(visit, list, new Habit(asked.order(), last.columns()));
            case ListAddress.COLUMNS -> choose(visit, list, new Habit(last.order(), asked.columns()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void choose(Visit visit, String list, Habit habit) {
        Map<String, Habit> all = all(visit);
        if (all.getOrDefault(list, Habit.NONE).equals(habit)) {
            return;
        }
        all.put(list, habit);
        current.getCurrent()
                .response()
                .addCookie(Cookie.cookie(name(visit), Habit.text(all))
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSecure(current.getCurrent().request().isSSL())
                        .setSameSite(CookieSameSite.STRICT)
                        .setMaxAge(KEPT.toSeconds()));
    }

    private Map<String, Habit> all(Visit visit) {
        Cookie cookie = current.getCurrent().request().getCookie(name(visit));
        return Habit.parse(cookie == null || cookie.getValue().length() > LONGEST ? "" : cookie.getValue());
    }

    private static String name(Visit visit) {
        return "slipway-lists-" + Integer.toHexString(visit.identity().user().hashCode());
    }
}
