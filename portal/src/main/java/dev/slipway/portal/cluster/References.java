package dev.slipway.portal.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Which objects refer to which others, found from either end. What is referred to need not exist. */
public final class References {
    private final Map<ObjectKey, Set<ObjectKey>> targets = new HashMap<>();
    private final Map<ObjectKey, TreeSet<ObjectKey>> referrers = new HashMap<>();
    private final List<Consumer<ObjectKey>> listeners = new CopyOnWriteArrayList<>();

    /** Calls {@code listener} with each object that another begins or ceases to refer to. */
    public void listen(Consumer<ObjectKey> listener) {
        listeners.add(listener);
    }

    /**
     * Takes over what an object refers to.
     *
     * @param to reads it; of two calls at once, the later one reads what is newest
     */
    public void put(ObjectKey referrer, Supplier<Set<ObjectKey>> to) {
        Set<ObjectKey> changed;
        synchronized (this) {
            changed = exchange(referrer, to.get());
        }
        listeners.forEach(changed::forEach);
    }

    /** Returns the objects that refer to one, in order. */
    public synchronized List<ObjectKey> to(ObjectKey target) {
        Set<ObjectKey> found = referrers.get(target);
        return found == null ? List.of() : List.copyOf(found);
    }

    /** Returns what an object refers to. */
    public synchronized Set<ObjectKey> from(ObjectKey referrer) {
        return targets.getOrDefault(referrer, Set.of());
    }

    private Set<ObjectKey> exchange(ObjectKey referrer, Set<ObjectKey> after) {
        Set<ObjectKey> before = after.isEmpty() ? targets.remove(referrer) : targets.put(referrer, Set.copyOf(after));
        if (before == null) {
            before = Set.of();
        }
        if (before.equals(after)) {
            return Set.of();
        }
        Set<ObjectKey> ceased = new HashSet<>(before);
        ceased.removeAll(after);
        Set<ObjectKey> begun = new HashSet<>(after);
        begun.removeAll(before);
        ceased.forEach(target -> referrers.computeIfPresent(target, (_, known) -> {
            known.remove(referrer);
            return known.isEmpty() ? null : known;
        }));
        begun.forEach(target ->
                referrers.computeIfAbsent(target, _ -> new TreeSet<>()).add(referrer));
        ceased.addAll(begun);
        return ceased;
    }
}
