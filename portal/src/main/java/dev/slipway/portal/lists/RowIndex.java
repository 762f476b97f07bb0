package dev.slipway.portal.lists;

import dev.slipway.portal.cluster.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The rows of all things of a kind. Whoever owns it says which may have changed; these alone are worked out again, when somebody next
 * looks. Under many changes what is seen may be a tenth of a second old.
 *
 * @param <R> a row with everything
 * @param <T> a row as it is shown
 */
public final class RowIndex<R, T extends Row> {
    private static final long OLDEST_NANOS = 100_000_000;

    /** No more than one part of this many goes into working out rows again. */
    private static final int PARTS = 10;

    private static final int MOST_SIGHTS = 64;

    private final Function<ObjectKey, Optional<R>> find;
    private final Set<ObjectKey> touched = ConcurrentHashMap.newKeySet();
    private final Map<ObjectKey, R> rows = new TreeMap<>();
    private final Recent<Sight<R, T>, Known<T>> known = new Recent<>(MOST_SIGHTS);
    private volatile All<R> all = new All<>(List.of(), 0, System.nanoTime());

    /** All rows by name, as of a version; good without another look until a time. */
    private record All<R>(List<R> rows, long version, long until) {}

    /** What somebody sees of all rows of a version. */
    private record Known<T extends Row>(long version, Seen<T> seen) {}

    /** An index that works out rows with {@code find}; empty for what is no such thing. */
    public RowIndex(Function<ObjectKey, Optional<R>> find) {
        this.find = find;
    }

    /** Notes that a thing came, went, or may look different. */
    public void touch(ObjectKey key) {
        touched.add(key);
    }

    /** Returns what somebody sees, in the order of names. */
    public Seen<T> seen(Sight<R, T> sight) {
        All<R> now = upToDate(all) ? all : refreshed();
        Known<T> last =
                known.find(sight).filter(found -> found.version == now.version).orElse(null);
        if (last == null) {
            last = new Known<>(
                    now.version,
                    new Seen<>(now.rows.stream()
                            .flatMap(row -> sight.see(row).stream())
                            .toList()));
            known.put(sight, last);
        }
        return last.seen;
    }

    private boolean upToDate(All<R> known) {
        return touched.isEmpty() || System.nanoTime() - known.until < 0;
    }

    private synchronized All<R> refreshed() {
        if (upToDate(all)) {
            return all;
        }
        long begin = System.nanoTime();
        boolean changed = false;
        for (ObjectKey key : List.copyOf(touched)) {
            // first: what changes from here on is worked out once more
            touched.remove(key);
            Optional<R> after = find.apply(key);
            R before = after.isPresent() ? rows.put(key, after.get()) : rows.remove(key);
            changed |= !Optional.ofNullable(before).equals(after);
        }
        long end = System.nanoTime();
        all = new All<>(
                changed ? List.copyOf(rows.values()) : all.rows,
                changed ? all.version + 1 : all.version,
                end + Math.min(OLDEST_NANOS, (end - begin) * PARTS));
        return all;
    }
}
