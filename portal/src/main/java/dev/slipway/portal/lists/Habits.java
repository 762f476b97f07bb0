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

    /** Returns what a visitor chose of a list the last time, in this browser. */
    public Habit of(Visit visit, String list) {
        return all(visit).getOrDefault(list, Habit.NONE);
    }

    /** Remembers what a visitor has chosen of a list. */
    public void choose(Visit visit, String list, Habit habit) {
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
