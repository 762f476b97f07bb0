package dev.slipway.portal.layout;

import dev.slipway.portal.access.Theme;
import java.util.List;
import java.util.Optional;

/**
 * What surrounds every page of a signed-in user.
 *
 * @param title words for the browser's tab
 * @param user name of the user
 * @param ownPassword whether the user can change a password here
 * @param csrf token for forms
 * @param theme how pages look
 * @param dark whether the page is dark at the first paint
 * @param cluster name of the cluster; may be empty
 * @param project project that lists are limited to; empty for all
 * @param projects projects the user may see, sorted
 * @param areas navigation
 * @param gauges how full the cluster is
 * @param tasks pill and popover of the running tasks
 * @param outage what to know while the API does not answer
 * @param toasts messages from before a redirect
 * @param address path and query of this page
 */
public record Frame(
        String title,
        String user,
        boolean ownPassword,
        String csrf,
        Theme theme,
        boolean dark,
        String cluster,
        String project,
        List<String> projects,
        List<Entry> areas,
        List<Gauge> gauges,
        TasksPill.Html tasks,
        Optional<Outage> outage,
        List<Toast> toasts,
        String address) {

    /** Returns the path of the list that choosing a project stays on: that of the current area. */
    public String place() {
        return areas.stream()
                .filter(Entry::current)
                .map(entry -> entry.path().replaceFirst("\\?.*", ""))
                .findFirst()
                .orElse("/machines");
    }

    /**
     * A link in the navigation.
     *
     * @param key letter that leads there after the key g
     * @param ruled whether a rule stands above
     */
    public record Entry(
            String name,
            String icon,
            String path,
            String key,
            boolean current,
            boolean ruled,
            Optional<Integer> count) {}

    /** The Kubernetes API does not answer. */
    public record Outage(String title, String text) {}
}
