package dev.slipway.operator.clone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which labels or annotations a clone takes over: names with {@code *} at the end for whatever follows, and {@code !} in front
 * for all but these. Without a name that has no {@code !} all are taken. Source: KubeVirt's user guide, clone API.
 */
record KeyFilters(List<String> filters) {
    static KeyFilters of(@Nullable List<String> filters) {
        return new KeyFilters(Optional.ofNullable(filters).orElse(List.of()));
    }

    Map<String, String> apply(Map<String, String> entries) {
        Map<String, String> taken = new TreeMap<>();
        entries.forEach((key, value) -> {
            if (takes(key)) {
                taken.put(key, value);
            }
        });
        return taken;
    }

    private boolean takes(String key) {
        boolean wanted = filters.stream().allMatch(filter -> filter.startsWith("!"))
                || filters.stream().anyMatch(filter -> !filter.startsWith("!") && matches(filter, key));
        return wanted
                && filters.stream().noneMatch(filter -> filter.startsWith("!") && matches(filter.substring(1), key));
    }

    private static boolean matches(String filter, String key) {
        return filter.endsWith("*") ? key.startsWith(filter.substring(0, filter.length() - 1)) : key.equals(filter);
    }
}
